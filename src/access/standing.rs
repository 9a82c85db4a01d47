//! What somebody's work and seats make of the places of a structure: which units they know of, whose issues they keep,
//! which conferences they run. It is put together once, when they come in (`Structure::standing`), so that rules and
//! lists ask it instead of the structure.

use crate::{
    id::{ConferenceId, ConferenceKindId, LevelId, UnitId},
    words,
};

use super::Role;

words! {
    /// A circle of people, as a structure names who runs a conference and keeps its issues, and who reads, writes and moves
    /// what a ledger holds.
    pub enum Circle {
        Centers "centers" "地域包括支援センター",
        City "city" "市",
        Coordinators "coordinators" "生活支援コーディネーター",
        Secretariat "secretariat" "事務局の席にある人",
        /// Whoever comes, without signing in.
        Public "public" "だれでも(公開)",
        Presenters "presenters" "事例提供者(ケアマネジャー)",
        Members "members" "委員",
        Doctors "doctors" "サポート医",
        /// The centre that keeps the record.
        OwnCenter "own_center" "その記録のセンター",
        CoordinationCenter "coordination_center" "在宅医療・介護連携支援センター",
        /// Whose turn the record is.
        Assignee "assignee" "その記録の担当者",
        /// Who made the record.
        Registrant "registrant" "その記録を登録した人",
    }
}

impl Circle {
    /// Those that can run a conference.
    pub const RUNNING: [Circle; 4] =
        [Circle::Centers, Circle::City, Circle::Coordinators, Circle::Secretariat];
}

words! {
    /// As what somebody sits in a conference or a meeting.
    pub enum SeatKind {
        /// 司会者・座長
        Chair "chair" "司会者",
        /// 委員
        Member "member" "委員",
        /// 地域サポート医・専門サポート医
        SupportDoctor "support_doctor" "サポート医",
        /// 生活支援コーディネーター
        Coordinator "coordinator" "生活支援コーディネーター",
        /// 事務局
        Secretariat "secretariat" "事務局",
        /// 陪席・見学(OJT)
        Observer "observer" "陪席・見学",
        /// 都度出席者: sits in one meeting, never in a conference.
        Guest "guest" "都度出席者",
    }
}

impl SeatKind {
    /// The seats a member of a conference may have.
    pub fn of_members() -> impl Iterator<Item = SeatKind> {
        SeatKind::ALL.iter().copied().filter(|seat| *seat != SeatKind::Guest)
    }

    /// The seat an account of this role usually takes.
    pub fn usual_for(role: Role) -> SeatKind {
        match role {
            Role::SupportDoctor => SeatKind::SupportDoctor,
            Role::Coordinator => SeatKind::Coordinator,
            Role::CenterStaff | Role::CityOfficer => SeatKind::Secretariat,
            Role::Guest => SeatKind::Guest,
            _ => SeatKind::Member,
        }
    }

    /// Whether this seat belongs to a circle that keeps a conference.
    pub fn is_of(self, circle: Circle) -> bool {
        match circle {
            Circle::Coordinators => self == SeatKind::Coordinator,
            Circle::Secretariat => self == SeatKind::Secretariat,
            _ => false,
        }
    }
}

/// A seat that somebody has today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seated {
    pub conference: ConferenceId,
    pub kind: ConferenceKindId,
    pub unit: UnitId,
    pub seat: SeatKind,
}

/// Whose an issue is: a level of the ladder, and the unit that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub level: LevelId,
    pub unit: UnitId,
}

/// The places whose issues and reports somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// These alone.
    These(Vec<Place>),
    /// All but these, which others keep: the city also has what nobody else has.
    AllBut(Vec<Place>),
}

/// What somebody's work and seats make of the structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Units whose issues they know of, because they work or sit there.
    pub units: Vec<UnitId>,
    pub keeps: Keeps,
    /// Conferences they run: whose meetings they plan, hold and record.
    pub runs: Vec<ConferenceId>,
}

impl Default for Standing {
    fn default() -> Self {
        Standing { units: Vec::new(), keeps: Keeps::These(Vec::new()), runs: Vec::new() }
    }
}

impl Keeps {
    /// Whether the issues of this level and unit are theirs to keep.
    pub fn holds(&self, level: &LevelId, unit: &UnitId) -> bool {
        let named = |places: &[Place]| places.iter().any(|p| p.level == *level && p.unit == *unit);
        match self {
            Keeps::These(places) => named(places),
            Keeps::AllBut(places) => !named(places),
        }
    }

    /// Whether issues of this unit, at whatever level, are theirs to keep.
    pub fn some_of(&self, unit: &UnitId) -> bool {
        let named = |places: &[Place]| places.iter().any(|p| p.unit == *unit);
        match self {
            Keeps::These(places) => named(places),
            Keeps::AllBut(places) => !named(places),
        }
    }

    /// The units of these places, each once; none for somebody who keeps whatever others do not.
    pub fn units(&self) -> Vec<UnitId> {
        let Keeps::These(places) = self else {
            return Vec::new();
        };
        let mut units: Vec<UnitId> = Vec::new();
        for place in places {
            if !units.contains(&place.unit) {
                units.push(place.unit.clone());
            }
        }
        units
    }
}
