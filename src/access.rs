//! Who may do what.
//!
//! A room names its actions in one enum and judges all of them in one `match` ([`Rule`]). A handler asks for a
//! [`Permit`] for one action on one subject, from facts loaded in the same transaction; the store's commands
//! take that permit by value and read the id from it. So forgetting the check, or checking another record,
//! does not compile. Lists take a [`Scope`]. (The word policy is not used here: in this program it is 政策.)

mod matrix;
mod permit;
mod scope;
mod standing;

pub use matrix::{MatrixRow, situation};
pub use permit::{
    Action, Facts, FactsOf, KeyOf, Leave, Load, Permit, Rule, Seen, Subject, check, leave, may,
    permit, seen, seen_on,
};
pub use scope::{Clause, Scope, ScopeColumns};
pub use standing::{Circle, Keeps, Place, SeatKind, Seated, Standing};

use std::sync::{Arc, OnceLock};

use crate::{
    id::{AccountId, CenterId, ConferenceId, LevelId, MeetingId, MunicipalityId, UnitId},
    words,
};

words! {
    /// What somebody is in this municipality. One account has one role.
    pub enum Role {
        /// センター職員: works with the cases of one centre, by name.
        CenterStaff "center_staff" "センター職員",
        /// 事例提供者(介護支援専門員): brings cases, sees those, acknowledges what came of them.
        CarePresenter "care_presenter" "事例提供者(ケアマネジャー)",
        /// 市担当者: runs the city's part; sees labels, never names.
        CityOfficer "city_officer" "市担当者",
        /// 委員(任期中): the conferences they are a member of.
        Member "member" "委員",
        /// 都度出席者: one meeting, until it ends.
        Guest "guest" "都度出席者",
        /// 地域サポート医・専門サポート医: the conferences of the areas they are in charge of.
        SupportDoctor "support_doctor" "サポート医",
        /// 生活支援コーディネーター.
        Coordinator "coordinator" "生活支援コーディネーター",
        /// 在宅医療・介護連携支援センター職員.
        CoordinationCenterStaff "coordination_center_staff" "在宅医療・介護連携支援センター職員",
        /// 都道府県担当者: published aggregates only.
        PrefectureOfficer "prefecture_officer" "都道府県担当者",
        /// 監査担当者: who saw and did what; no contents.
        Auditor "auditor" "監査担当者",
    }
}

impl Role {
    /// Whether somebody of this role may be given a seat in conferences for a term, and then knows of what comes before
    /// them. Centres and the city take part by their office; a guest comes to one meeting.
    pub fn sits(self) -> bool {
        match self {
            Role::Member
            | Role::SupportDoctor
            | Role::Coordinator
            | Role::CoordinationCenterStaff
            | Role::CarePresenter => true,
            Role::CenterStaff
            | Role::CityOfficer
            | Role::Guest
            | Role::PrefectureOfficer
            | Role::Auditor => false,
        }
    }
}

/// Who acts: a signed-in person in one municipality, or the program itself for a stated reason.
#[derive(Clone, Debug)]
pub struct Actor {
    inner: Arc<Inner>,
    whence: &'static str,
}

#[derive(Debug)]
struct Inner {
    municipality: MunicipalityId,
    who: Who,
    /// Signs of words of this request that they looked at and let stand.
    judged: OnceLock<Vec<String>>,
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
    /// What that makes of the places of the structure.
    pub standing: Arc<Standing>,
}

impl Actor {
    /// A signed-in person.
    pub fn person(municipality: MunicipalityId, seat: Seat) -> Actor {
        Actor::new(municipality, Who::Person(seat), "page")
    }

    /// The program itself.
    pub fn system(municipality: MunicipalityId, reason: &'static str) -> Actor {
        Actor::new(municipality, Who::System(reason), "command")
    }

    fn new(municipality: MunicipalityId, who: Who, whence: &'static str) -> Actor {
        Actor { inner: Arc::new(Inner { municipality, who, judged: OnceLock::new() }), whence }
    }

    /// The same, acting by way of a job of this kind.
    pub fn through(self, job: &'static str) -> Actor {
        Actor { whence: job, ..self }
    }

    /// By which way: a page, a command, or the kind of a job.
    pub fn whence(&self) -> &'static str {
        self.whence
    }

    /// Notes what the actor says in this request of words that may tell who somebody is: by their signs, that they
    /// tell nobody and may stand. Said once.
    pub fn judges(&self, signs: Vec<String>) {
        let _ = self.inner.judged.set(signs);
    }

    /// Whether the actor let these words stand.
    pub fn has_judged(&self, sign: &str) -> bool {
        self.inner.judged.get().is_some_and(|signs| signs.iter().any(|one| one == sign))
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

    /// Whether the person works or sits where issues of this unit are theirs to know.
    pub fn knows(&self, unit: &UnitId) -> bool {
        self.seat().is_some_and(|s| s.standing.units.contains(unit))
    }

    /// Whether the issues of this level and unit are the person's to keep.
    pub fn keeps(&self, level: &LevelId, unit: &UnitId) -> bool {
        self.seat().is_some_and(|s| s.standing.keeps.holds(level, unit))
    }

    /// Whether the person keeps issues of this unit, at whatever level.
    pub fn keeps_for(&self, unit: &UnitId) -> bool {
        self.seat().is_some_and(|s| s.standing.keeps.some_of(unit))
    }

    /// Whether the person runs this conference.
    pub fn runs(&self, conference: &ConferenceId) -> bool {
        self.seat().is_some_and(|s| s.standing.runs.contains(conference))
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

    /// As what somebody works here: their role and centre. What was typed or saved as one is not opened as another.
    pub fn seat_key(&self) -> String {
        let center = self.center().map_or("", |center| center.as_str());
        format!("{} {center}", self.role().map_or("", Role::code))
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
