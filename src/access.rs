//! Who may do what.
//!
//! A room names its actions in one enum and judges all of them in one `match` ([`Rule`]). A handler asks for a
//! [`Permit`] for one action on one subject, from facts loaded in the same transaction; the store's commands
//! take that permit by value and read the id from it. So forgetting the check, or checking another record,
//! does not compile. Lists take a [`Scope`]. (The word policy is not used here: in this program it is 政策.)

use std::{fmt, marker::PhantomData, sync::Arc};

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};

use crate::{
    clock::Instant,
    db::{Query, Tx},
    error::{Error, Result},
    id::{AccountId, CenterId, ConferenceId, MeetingId, MunicipalityId},
};

/// What somebody is in this municipality. One account has one role.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum Role {
    /// センター職員: works with the cases of one centre, by name.
    CenterStaff,
    /// 事例提供者(介護支援専門員): brings cases, sees those, acknowledges what came of them.
    CarePresenter,
    /// 市担当者: runs the city's part; sees labels, never names.
    CityOfficer,
    /// 委員(任期中): the conferences they are a member of.
    Member,
    /// 都度出席者: one meeting, until it ends.
    Guest,
    /// 地域サポート医・専門サポート医: the conferences of the areas they are in charge of.
    SupportDoctor,
    /// 生活支援コーディネーター.
    Coordinator,
    /// 在宅医療・介護連携支援センター職員.
    CoordinationCenterStaff,
    /// 都道府県担当者: published aggregates only.
    PrefectureOfficer,
    /// 監査担当者: who saw and did what; no contents.
    Auditor,
}

impl Role {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Role::CenterStaff => "センター職員",
            Role::CarePresenter => "事例提供者(ケアマネジャー)",
            Role::CityOfficer => "市担当者",
            Role::Member => "委員",
            Role::Guest => "都度出席者",
            Role::SupportDoctor => "サポート医",
            Role::Coordinator => "生活支援コーディネーター",
            Role::CoordinationCenterStaff => "在宅医療・介護連携支援センター職員",
            Role::PrefectureOfficer => "都道府県担当者",
            Role::Auditor => "監査担当者",
        }
    }
}

/// Who acts: a signed-in person in one municipality, or the program itself for a stated reason.
#[derive(Clone, Debug)]
pub struct Actor {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    municipality: MunicipalityId,
    who: Who,
}

/// The two kinds of actor.
#[derive(Debug)]
pub enum Who {
    Person(Seat),
    /// A job or a command, with the reason that the history will show.
    System(&'static str),
}

/// A signed-in person's place in the municipality, as loaded for this request.
#[derive(Clone, Debug)]
pub struct Seat {
    pub account: AccountId,
    pub name: String,
    pub role: Role,
    /// The centre a member of staff works at.
    pub center: Option<CenterId>,
    /// Conferences in which the person sits today: member, support doctor, coordinator within their term.
    pub conferences: Vec<ConferenceId>,
    /// Meetings a guest was invited to and that have not ended.
    pub meetings: Vec<MeetingId>,
}

impl Actor {
    /// A signed-in person.
    pub fn person(municipality: MunicipalityId, seat: Seat) -> Actor {
        Actor { inner: Arc::new(Inner { municipality, who: Who::Person(seat) }) }
    }

    /// The program itself.
    pub fn system(municipality: MunicipalityId, reason: &'static str) -> Actor {
        Actor { inner: Arc::new(Inner { municipality, who: Who::System(reason) }) }
    }

    /// The tenant everything this actor does belongs to.
    pub fn municipality(&self) -> &MunicipalityId {
        &self.inner.municipality
    }

    /// The person's seat; none for the program itself.
    pub fn seat(&self) -> Option<&Seat> {
        match &self.inner.who {
            Who::Person(seat) => Some(seat),
            Who::System(_) => None,
        }
    }

    /// The person's role; none for the program itself.
    pub fn role(&self) -> Option<Role> {
        self.seat().map(|s| s.role)
    }

    /// Whether this is the program itself.
    pub fn is_system(&self) -> bool {
        matches!(self.inner.who, Who::System(_))
    }

    /// Whether the person has this role.
    pub fn is(&self, role: Role) -> bool {
        self.role() == Some(role)
    }

    /// The centre the person works at.
    pub fn center(&self) -> Option<&CenterId> {
        self.seat().and_then(|s| s.center.as_ref())
    }

    /// Whether the person is staff of this centre.
    pub fn works_at(&self, center: &CenterId) -> bool {
        self.is(Role::CenterStaff) && self.center() == Some(center)
    }

    /// Whether the person sits in this conference today.
    pub fn sits_in(&self, conference: &ConferenceId) -> bool {
        self.seat().is_some_and(|s| s.conferences.contains(conference))
    }

    /// Whether the person is a guest of this meeting, which has not ended.
    pub fn is_guest_of(&self, meeting: &MeetingId) -> bool {
        self.seat().is_some_and(|s| s.meetings.contains(meeting))
    }

    /// Whether this is that account.
    pub fn is_account(&self, account: &AccountId) -> bool {
        self.seat().is_some_and(|s| &s.account == account)
    }

    /// The name shown beside what was done.
    pub fn name(&self) -> &str {
        match &self.inner.who {
            Who::Person(seat) => &seat.name,
            Who::System(_) => "システム",
        }
    }

    /// What events keep of the actor: an account id, or `system:` and the reason.
    pub fn key(&self) -> String {
        match &self.inner.who {
            Who::Person(seat) => seat.account.to_string(),
            Who::System(reason) => format!("system:{reason}"),
        }
    }
}

/// The judgement on one action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// May be done.
    Yes,
    /// The person sees the thing, but may not do this with it: 403.
    ReadOnly,
    /// The person may not know of the thing: 404.
    Hidden,
}

impl Verdict {
    /// `Yes` when the condition holds, otherwise `other`.
    pub fn yes_if(condition: bool, other: Verdict) -> Verdict {
        if condition { Verdict::Yes } else { other }
    }
}

/// A room's rules: the enum of its actions, judged in one `match`.
pub trait Rule: Copy + fmt::Debug + Into<&'static str> + 'static {
    /// What is known of the subject, loaded in the transaction of the check.
    type Facts: Facts;

    /// The word for the action on screen and in the printed matrix.
    fn label(self) -> &'static str;

    /// May this actor do it to this subject? Called for people only; the program itself may do all.
    fn verdict(self, actor: &Actor, facts: &Self::Facts) -> Verdict;
}

/// Facts about one subject.
pub trait Facts {
    /// Which record the facts are about; the permit speaks of this one.
    fn subject(&self) -> Subject;
}

/// A record, named loosely: for events, agendas and evidence, which point at records of several rooms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    pub kind: &'static str,
    pub id: String,
}

impl Subject {
    /// A subject of a kind, e.g. `Subject::new("case", &case.id)`.
    pub fn new(kind: &'static str, id: impl fmt::Display) -> Subject {
        Subject { kind, id: id.to_string() }
    }
}

/// One action as a type, so that a permit for one cannot be used for another.
pub trait Action: 'static {
    type Rule: Rule;
    /// The action in its room's enum.
    const RULE: Self::Rule;
}

/// Leave to do `A` to one subject. Neither cloned nor made by hand.
#[must_use]
pub struct Permit<A: Action> {
    actor: Actor,
    subject: Subject,
    at: Instant,
    action: PhantomData<A>,
}

impl<A: Action> fmt::Debug for Permit<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({:?} {} {})", A::RULE, self.subject.kind, self.subject.id)
    }
}

impl<A: Action> Permit<A> {
    /// Who was permitted.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The tenant.
    pub fn municipality(&self) -> &MunicipalityId {
        self.actor.municipality()
    }

    /// The record the leave is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The record's id, typed by the caller's room.
    pub fn id<T>(&self) -> crate::id::Id<T> {
        crate::id::Id::from(self.subject.id.as_str())
    }

    /// When the transaction began.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The action's name in the history, e.g. `submit`.
    pub fn action(&self) -> &'static str {
        A::RULE.into()
    }
}

/// Asks for leave to do `A`, from facts loaded in this transaction.
///
/// # Errors
/// `NotFound` when the person may not know of the subject, `Forbidden` when they only may not do this.
pub fn permit<A: Action>(
    tx: &mut Tx,
    actor: &Actor,
    facts: &<A::Rule as Rule>::Facts,
) -> Result<Permit<A>> {
    check(A::RULE, actor, facts)?;
    Ok(Permit { actor: actor.clone(), subject: facts.subject(), at: tx.now(), action: PhantomData })
}

/// The same judgement without a permit: for reading, and for drawing only those buttons that will work.
///
/// # Errors
/// As [`permit`].
pub fn check<R: Rule>(rule: R, actor: &Actor, facts: &R::Facts) -> Result<()> {
    match verdict(rule, actor, facts) {
        Verdict::Yes => Ok(()),
        Verdict::Hidden => Err(Error::NotFound),
        Verdict::ReadOnly => Err(Error::forbidden(format!(
            "「{}」は、{}の役割では行えません。",
            rule.label(),
            actor.role().map_or("この", Role::label)
        ))),
    }
}

/// Whether the actor may.
pub fn may<R: Rule>(rule: R, actor: &Actor, facts: &R::Facts) -> bool {
    verdict(rule, actor, facts) == Verdict::Yes
}

fn verdict<R: Rule>(rule: R, actor: &Actor, facts: &R::Facts) -> Verdict {
    if actor.is_system() { Verdict::Yes } else { rule.verdict(actor, facts) }
}

/// Which records of a list a person may see. Each room says which scope an actor has; [`Scope::filter`] is the
/// one place that turns it into SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything of the municipality (as far as it may leave the centres).
    Municipality,
    /// One centre's records.
    Center(CenterId),
    /// What this account brought.
    Own(AccountId),
    /// What came before these conferences.
    Conferences(Vec<ConferenceId>),
    /// What is on the agenda of these meetings.
    Meetings(Vec<MeetingId>),
    /// Nothing at all.
    Nothing,
}

/// How a table answers to each scope: SQL fragments that end before the list of ids, e.g. center
/// `"c.center_id"`, conferences `"c.id in (select case_id from … and conference_id"`, with `close` closing
/// what the fragment opened.
#[derive(Clone, Copy, Debug)]
pub struct ScopeColumns {
    /// A condition that always holds for what may be seen across the municipality, e.g. `"1 = 1"`.
    pub municipality: &'static str,
    pub center: &'static str,
    pub own: &'static str,
    pub conferences: (&'static str, &'static str),
    pub meetings: (&'static str, &'static str),
}

impl Scope {
    /// Appends ` and (…)` for this scope.
    pub fn filter(&self, query: Query, columns: &ScopeColumns) -> Query {
        match self {
            Scope::Municipality => query.push(" and (").push(columns.municipality).push(")"),
            Scope::Center(id) => query.push(" and ").push(columns.center).push(" = ").bind(id),
            Scope::Own(id) => query.push(" and ").push(columns.own).push(" = ").bind(id),
            Scope::Conferences(ids) => query
                .push(" and ")
                .push(columns.conferences.0)
                .push(" in ")
                .list(ids)
                .push(columns.conferences.1),
            Scope::Meetings(ids) => query
                .push(" and ")
                .push(columns.meetings.0)
                .push(" in ")
                .list(ids)
                .push(columns.meetings.1),
            Scope::Nothing => query.push(" and 1 = 0"),
        }
    }
}

/// What every role would be told, for the printed matrix: `facts` describes the situation for a sample actor of
/// the role (who works at the centre `here`, sits in the conference `here` and is a guest of the meeting `here`).
pub fn verdicts<R: Rule>(rule: R, facts: impl Fn(&Actor) -> R::Facts) -> Vec<(Role, Verdict)> {
    use strum::IntoEnumIterator;
    Role::iter()
        .map(|role| {
            let seat = Seat {
                account: AccountId::from("here"),
                name: String::new(),
                role,
                center: (role == Role::CenterStaff).then(|| CenterId::from("here")),
                conferences: match role {
                    Role::Member
                    | Role::SupportDoctor
                    | Role::Coordinator
                    | Role::CoordinationCenterStaff => vec![ConferenceId::from("here")],
                    _ => Vec::new(),
                },
                meetings: match role {
                    Role::Guest => vec![MeetingId::from("here")],
                    _ => Vec::new(),
                },
            };
            let actor = Actor::person(MunicipalityId::from("here"), seat);
            (role, rule.verdict(&actor, &facts(&actor)))
        })
        .collect()
}

/// One line of the printed permission matrix: what happens when a role does an action in a situation.
#[derive(Clone, Debug)]
pub struct MatrixRow {
    pub room: &'static str,
    pub action: &'static str,
    pub situation: &'static str,
    pub verdicts: Vec<(Role, Verdict)>,
}
