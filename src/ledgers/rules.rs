//! Who reads, keeps and moves on the records of a ledger. What varies from city to city, the circles, is data in the facts.

use std::sync::Arc;

use super::entry::Entry;
use crate::{
    access::{self, Actor, Circle, Clause, Facts, MatrixRow, Role, Rule, Scope, Subject, Verdict},
    actions,
    db::Rows,
    id::{AccountId, CenterId, EntryId, PersonId, UnitId},
    persons::{Leaves, OfPerson, OpensName},
    preset::Ledger,
    structure::Structure,
    undo::TakesBack,
};

actions! {
    /// What is done with records of ledgers.
    pub enum LedgerAction {
        ReadEntry "read_entry" "台帳の記録を見る",
        OpenPersonal "open_personal" "台帳の封をした欄を開く",
        Share "share_entry" "台帳の記録をほかの人に見せてよいと確かめる",
        Register "register_entry" "台帳に記録を加える",
        Change "change_entry" "台帳の記録を直す",
        MoveOn "move_entry_on" "台帳の記録の状態を進める",
        Retire "retire_entry" "台帳の記録を取り下げる・戻す",
    }
}

/// What is known of a record.
#[derive(Clone, Debug)]
pub struct EntryFacts {
    pub entry: EntryId,
    /// Its ledger, with all that its fields may be answered with.
    pub ledger: Arc<Ledger>,
    /// Whose it is; none while nobody said.
    pub unit: Option<UnitId>,
    pub center: Option<CenterId>,
    pub assignee: Option<AccountId>,
    pub registrant: Option<AccountId>,
    /// A keeper said that others than those who write it may know of it.
    pub shared: bool,
    /// Whose key what may tell of somebody lies under; the record's own where it names nobody.
    pub person: PersonId,
    /// The move that is asked for, by its key.
    pub step: Option<String>,
}

impl EntryFacts {
    /// Of a record that is there.
    pub fn of(entry: &Entry, ledger: Arc<Ledger>) -> EntryFacts {
        EntryFacts {
            entry: entry.id.clone(),
            ledger,
            unit: Some(entry.unit_id.clone()),
            center: entry.center_id.clone(),
            assignee: entry.assignee_id.clone(),
            registrant: Some(entry.registrant_id.clone()),
            shared: entry.shared,
            person: PersonId::from(entry.id.as_str()),
            step: None,
        }
    }

    /// Of one that is about to be registered, while nobody said whose it is.
    pub fn new_in(ledger: Arc<Ledger>) -> EntryFacts {
        let entry = EntryId::new();
        EntryFacts {
            person: PersonId::from(entry.as_str()),
            // That there is such a ledger, all know who read some of it.
            shared: true,
            entry,
            ledger,
            unit: None,
            center: None,
            assignee: None,
            registrant: None,
            step: None,
        }
    }

    /// Whether one of these circles holds somebody, as far as this record goes.
    pub fn held_by(&self, circles: &[Circle], actor: &Actor) -> bool {
        circles.iter().any(|circle| self.holds(*circle, actor))
    }

    /// What each circle means.
    fn holds(&self, circle: Circle, actor: &Actor) -> bool {
        // 委員・サポート医・生活支援コーディネーターは、席のある所の記録と、市全体の記録。
        let there = || self.unit.as_ref().is_none_or(|u| u.is_municipality() || actor.knows(u));
        let is =
            |account: &Option<AccountId>| account.as_ref().is_some_and(|a| actor.is_account(a));
        match circle {
            // サインインしている人はだれでも。サインインしない人に見せるのは別のページ。
            Circle::Public => true,
            Circle::City => actor.is(Role::CityOfficer),
            Circle::Centers => actor.is(Role::CenterStaff),
            Circle::OwnCenter => match &self.center {
                Some(center) => actor.works_at(center),
                None => actor.is(Role::CenterStaff) && self.unit.is_none(),
            },
            Circle::Presenters => actor.is(Role::CarePresenter),
            Circle::CoordinationCenter => actor.is(Role::CoordinationCenterStaff),
            Circle::Members => actor.is(Role::Member) && there(),
            Circle::Doctors => actor.is(Role::SupportDoctor) && there(),
            Circle::Coordinators => actor.is(Role::Coordinator) && there(),
            Circle::Assignee => is(&self.assignee),
            Circle::Registrant => is(&self.registrant),
            // 台帳の定めでは使えない(確かめるときに断る)。
            Circle::Secretariat => false,
        }
    }
}

impl Facts for EntryFacts {
    fn subject(&self) -> Subject {
        Subject::new("entry", &self.entry)
    }

    fn keeper(&self) -> Option<&CenterId> {
        self.center.as_ref().filter(|_| self.ledger.is_personal())
    }
}

impl OfPerson for EntryFacts {
    fn person(&self) -> &PersonId {
        &self.person
    }

    fn center(&self) -> Option<&CenterId> {
        self.center.as_ref()
    }
}

impl OpensName for OpenPersonal {}
impl OpensName for Share {}

impl TakesBack for EntryFacts {
    fn rows(&self) -> Vec<Rows> {
        let of = |table| Rows::of(table, "record_id", &self.entry);
        let record = Rows::of("ledger_records", "id", &self.entry);
        vec![record, of("ledger_versions"), of("ledger_values")]
    }

    fn page(&self) -> String {
        format!("/records/{}", self.entry)
    }
}

impl Leaves for EntryFacts {
    fn units(&self) -> Vec<UnitId> {
        self.unit.iter().cloned().collect()
    }
}

impl Rule for LedgerAction {
    type Facts = EntryFacts;

    fn verdict(self, actor: &Actor, facts: &EntryFacts) -> Verdict {
        let ledger = &facts.ledger;
        let writes = facts.held_by(&ledger.write, actor);
        let keeps = facts.held_by(&ledger.keeper, actor);
        let known = facts.shared && facts.held_by(&ledger.read, actor);
        let seen = if writes || keeps || known { Verdict::ReadOnly } else { Verdict::Hidden };
        match self {
            // 台帳の「書く人」と「封を開ける人」。「見る人」は、封のある台帳では、見せてよいと確かめられてから。
            LedgerAction::ReadEntry => Verdict::yes_if(seen == Verdict::ReadOnly, seen),
            // 台帳の「書く人」。
            LedgerAction::Register | LedgerAction::Change | LedgerAction::Retire => {
                Verdict::yes_if(writes, seen)
            }
            // 台帳の「封を開ける人」(keeper)。見せてよいかも、その人が確かめる。
            LedgerAction::OpenPersonal | LedgerAction::Share => Verdict::yes_if(keeps, seen),
            // その動きの「する人」で、その記録を見られる人。
            LedgerAction::MoveOn => {
                let step = facts.step.as_ref().and_then(|step| ledger.step(step));
                let makes = step.is_some_and(|step| facts.held_by(&step.who, actor));
                Verdict::yes_if(makes && seen == Verdict::ReadOnly, seen)
            }
        }
    }
}

/// Which records of a ledger somebody may read: the same as the rule, for lists.
pub fn reach(ledger: &Ledger, actor: &Actor) -> Scope {
    let keepers = || ledger.write.iter().chain(&ledger.keeper);
    let known = circles(ledger.read.iter().chain(keepers()), actor);
    if ledger.is_personal() { known.until_opened(circles(keepers(), actor)) } else { known }
}

/// The records that somebody keeps what may tell of people in.
pub fn kept_reach(ledger: &Ledger, actor: &Actor) -> Scope {
    circles(ledger.keeper.iter(), actor)
}

/// The records that one of these circles holds somebody for.
fn circles<'c>(who: impl Iterator<Item = &'c Circle>, actor: &Actor) -> Scope {
    let Some(seat) = actor.seat() else {
        return Scope::all();
    };
    let mut clauses = Vec::new();
    let there = || {
        let mut units = seat.standing.units.clone();
        units.push(UnitId::municipality());
        Clause::Units(units)
    };
    for circle in who {
        let all = match circle {
            Circle::Public => true,
            Circle::City => seat.role == Role::CityOfficer,
            Circle::Centers => seat.role == Role::CenterStaff,
            Circle::Presenters => seat.role == Role::CarePresenter,
            Circle::CoordinationCenter => seat.role == Role::CoordinationCenterStaff,
            Circle::OwnCenter
            | Circle::Members
            | Circle::Doctors
            | Circle::Coordinators
            | Circle::Assignee
            | Circle::Registrant
            | Circle::Secretariat => false,
        };
        if all {
            return Scope::all();
        }
        let here = match circle {
            Circle::OwnCenter => {
                let center = actor.center().filter(|_| seat.role == Role::CenterStaff);
                center.map(|center| Clause::Keeper(center.clone()))
            }
            Circle::Members => (seat.role == Role::Member).then(there),
            Circle::Doctors => (seat.role == Role::SupportDoctor).then(there),
            Circle::Coordinators => (seat.role == Role::Coordinator).then(there),
            Circle::Assignee => Some(Clause::Assigned(seat.account.clone())),
            Circle::Registrant => Some(Clause::Own(seat.account.clone())),
            _ => None,
        };
        clauses.extend(here);
    }
    Scope::any(clauses)
}

/// Whether somebody may read some records of a ledger.
pub fn reads_some(ledger: &Ledger, actor: &Actor) -> bool {
    !reach(ledger, actor).is_nothing()
}

/// Who finds anything at all among ledgers.
pub fn may_come(actor: &Actor, structure: &Structure) -> bool {
    structure.ledgers.iter().any(|ledger| reads_some(ledger, actor))
}

/// The rows of the printed matrix: what a circle means in a ledger that names it alone.
pub fn matrix() -> Vec<MatrixRow> {
    let row = |circle: &Circle| {
        let ledger = Arc::new(sample(*circle));
        access::situation::<LedgerAction>(circle.label(), |actor| EntryFacts {
            unit: Some("here".into()),
            center: Some("here".into()),
            assignee: actor.seat().map(|seat| seat.account.clone()),
            registrant: actor.seat().map(|seat| seat.account.clone()),
            shared: true,
            step: Some("on".into()),
            ..EntryFacts::new_in(ledger.clone())
        })
    };
    Circle::ALL.iter().flat_map(row).collect()
}

fn sample(circle: Circle) -> Ledger {
    let code = circle.code();
    let text = format!(
        "key = 'sample'\nname = '例'\nread = ['{code}']\nwrite = ['{code}']\nkeeper = ['{code}']\nsections = []\nstates = [{{ key = 'a', name = '甲' }}]\n\
         moves = [{{ key = 'on', label = '進める', from = ['a'], to = 'a', who = ['{code}'] }}]"
    );
    toml::from_str(&text).expect("a definition in the program itself")
}
