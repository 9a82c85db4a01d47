//! Who may read and keep measures, and who acknowledges what came back.

use crate::{
    access::{self, Actor, Clause, Facts, MatrixRow, Role, Rule, Scope, Subject, Verdict},
    actions,
    db::Rows,
    id::{AccountId, FeedbackId, MeasureId, UnitId},
    issues::{IssueAction, IssueFacts},
    persons::Leaves,
    undo::TakesBack,
};

actions! {
    /// What is done with measures.
    pub enum MeasureAction {
        Read "read" "施策を見る",
        Register "register" "施策を登録する",
        Edit "edit" "施策の内容を直す",
        Advance "advance" "施策の進み具合を記録する",
        FollowUp "follow_up" "施策の効果を確認する",
        RollDown "roll_down" "もとの地域と事例提供者へ展開する",
    }
}

/// What is known of a measure.
#[derive(Clone, Debug, Default)]
pub struct MeasureFacts {
    pub measure: MeasureId,
    /// The issues it answers.
    pub issues: Vec<IssueFacts>,
}

impl MeasureFacts {
    /// A measure that is about to be registered under this id.
    pub fn new_for(measure: MeasureId) -> MeasureFacts {
        MeasureFacts { measure, issues: Vec::new() }
    }
}

impl Leaves for MeasureFacts {
    fn units(&self) -> Vec<UnitId> {
        self.issues.iter().flat_map(Leaves::units).collect()
    }
}

impl Facts for MeasureFacts {
    fn subject(&self) -> Subject {
        Subject::new("measure", &self.measure)
    }
}

impl TakesBack for MeasureFacts {
    fn rows(&self) -> Vec<Rows> {
        let of_measure = |table| Rows::of(table, "measure_id", &self.measure);
        vec![
            Rows::of("measures", "id", &self.measure),
            of_measure("measure_issues"),
            of_measure("measure_notes"),
            of_measure("measure_followups"),
            of_measure("feedbacks"),
        ]
    }

    fn page(&self) -> String {
        format!("/measures/{}", self.measure)
    }
}

impl Rule for MeasureAction {
    type Facts = MeasureFacts;
    fn verdict(self, actor: &Actor, facts: &MeasureFacts) -> Verdict {
        let city = actor.is(Role::CityOfficer);
        let reads = || {
            city || facts.issues.iter().any(|issue| access::may(IssueAction::Read, actor, issue))
        };
        match self {
            // 施策は、それが答えている課題を見られる人が見る。
            MeasureAction::Read => Verdict::yes_if(reads(), Verdict::Hidden),
            // 施策の台帳は市担当者が持つ。
            MeasureAction::Register
            | MeasureAction::Edit
            | MeasureAction::Advance
            | MeasureAction::FollowUp
            | MeasureAction::RollDown => {
                Verdict::yes_if(city, if reads() { Verdict::ReadOnly } else { Verdict::Hidden })
            }
        }
    }
}

actions! {
    /// What is done with a feedback.
    pub enum FeedbackAction {
        Acknowledge "acknowledge" "展開された内容を確認する",
        Convey "convey" "伝えたことを記録する",
    }
}

/// What is known of a feedback.
#[derive(Clone, Debug)]
pub struct FeedbackFacts {
    pub feedback: FeedbackId,
    /// The unit that was told, or the centre that keeps the presenter's case.
    pub unit: UnitId,
    /// The presenter it is for; none when it is for the unit.
    pub account: Option<AccountId>,
    /// Whether it is for the unit itself.
    pub to_unit: bool,
}

/// What an actor's lists of feedback show: what was told to their unit, or for the cases they brought; all to the city.
pub(super) fn feedback_scope(actor: &Actor) -> Scope {
    let Some(seat) = actor.seat() else {
        return Scope::default();
    };
    let kept = || Clause::Units(seat.standing.keeps.units());
    match seat.role {
        Role::CityOfficer => Scope::all(),
        Role::CenterStaff => Scope::any([Clause::Units(seat.standing.units.clone())]),
        Role::CarePresenter => Scope::any([Clause::Own(seat.account.clone()), kept()]),
        _ => Scope::any([kept()]),
    }
}

impl Facts for FeedbackFacts {
    fn subject(&self) -> Subject {
        Subject::new("feedback", &self.feedback)
    }
}

impl Rule for FeedbackAction {
    type Facts = FeedbackFacts;
    fn verdict(self, actor: &Actor, facts: &FeedbackFacts) -> Verdict {
        let works_there = actor.is(Role::CenterStaff) && actor.knows(&facts.unit);
        let keeper = if facts.to_unit { actor.keeps_for(&facts.unit) } else { works_there };
        let presenter = facts.account.as_ref().is_some_and(|a| actor.is_account(a));
        let city = actor.is(Role::CityOfficer);
        let seen = if keeper || works_there || presenter || city {
            Verdict::ReadOnly
        } else {
            Verdict::Hidden
        };
        match self {
            // 受け取った人(その所の課題を預かる人、または事例提供者本人)が、ひと押しで確認する。
            FeedbackAction::Acknowledge => {
                Verdict::yes_if(if facts.to_unit { keeper } else { presenter }, seen)
            }
            // 画面を使わない人には電話などで伝え、預かる人か市担当者が記録する。
            FeedbackAction::Convey => Verdict::yes_if(keeper || city, seen),
        }
    }
}

/// The rows of the printed matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let at = |level: &str, unit: &str| IssueFacts::new_at(level.into(), unit.into());
    let measure = |words, behind: &dyn Fn() -> IssueFacts| {
        access::situation::<MeasureAction>(words, |_| MeasureFacts {
            issues: vec![behind()],
            ..MeasureFacts::default()
        })
    };
    let feedback = |words, account: Option<&'static str>| {
        access::situation::<FeedbackAction>(words, |_| FeedbackFacts {
            feedback: "told".into(),
            unit: "here".into(),
            account: account.map(AccountId::from),
            to_unit: account.is_none(),
        })
    };
    [
        measure("自分の課題・事例に答える施策", &|| IssueFacts {
            units_behind: vec!["here".into()],
            presenters: vec!["here".into()],
            ..at("upper", "here")
        }),
        measure("関わりのない施策", &|| at("upper", "municipality")),
        feedback("課題を挙げた所あて", None),
        feedback("事例提供者あて", Some("here")),
    ]
    .concat()
}
