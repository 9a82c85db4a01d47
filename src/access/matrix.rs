//! The printed matrix: what the rules tell a sample of people.

use super::{Actor, Keeps, Place, Role, Rule, Seat, Standing, Verdict};
use crate::id::MunicipalityId;

/// One line of the printed permission matrix: what happens when a role does an action in a situation.
#[derive(Clone, Debug)]
pub struct MatrixRow {
    pub action: &'static str,
    pub situation: &'static str,
    pub verdicts: Vec<(Role, Verdict)>,
}

/// The rows of all a room's actions in one situation: `facts` describes it for somebody of whom every id is `here`.
pub fn situation<R: Rule>(
    situation: &'static str,
    facts: impl Fn(&Actor) -> R::Facts,
) -> Vec<MatrixRow> {
    let row = |action: &R| {
        let judged = |role: &Role| (*role, action.verdict(&sample(*role), &facts(&sample(*role))));
        let verdicts = Role::ALL.iter().map(judged).collect();
        MatrixRow { action: action.label(), situation, verdicts }
    };
    R::ALL.iter().map(row).collect()
}

/// Somebody of this role, as the session layer would seat them: all that they have is called `here`.
fn sample(role: Role) -> Actor {
    let place = |unit: &str| Place { level: "here".into(), unit: unit.into() };
    let standing = match role {
        Role::CityOfficer => Standing {
            keeps: Keeps::AllBut(vec![place("here"), place("there")]),
            ..Standing::default()
        },
        Role::CenterStaff => Standing {
            units: vec!["here".into()],
            keeps: Keeps::These(vec![place("here")]),
            runs: vec!["own".into()],
        },
        Role::Coordinator => Standing {
            units: vec!["here".into(), "council".into()],
            keeps: Keeps::These(vec![place("council")]),
            runs: vec!["council".into()],
        },
        role if role.sits() => Standing { units: vec!["here".into()], ..Standing::default() },
        _ => Standing::default(),
    };
    let seat = Seat {
        account: "here".into(),
        name: String::new(),
        role,
        center: (role == Role::CenterStaff).then(|| "here".into()),
        conferences: if role.sits() { vec!["here".into()] } else { Vec::new() },
        meetings: if role == Role::Guest { vec!["here".into()] } else { Vec::new() },
        standing: standing.into(),
    };
    Actor::person(MunicipalityId::from("here"), seat)
}
