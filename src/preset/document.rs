//! The whole document, and how its parts are found.

use serde::{Deserialize, Serialize};

use crate::id::{
    CaseKindId, CenterId, ConferenceId, ConferenceKindId, LevelId, ProfessionId, UnitId,
};

use super::{
    Area, Audience, CandidateRule, CaseKind, Center, ChoiceList, ConferenceKind, DealsWith,
    Department, District, Division, Edge, Factor, FactorGroup, FollowUpRule, Form, Function,
    Ledger, Level, MeasureAnswer, Municipality, Organisation, Outcome, Papers, Period, Profession,
    RunSheet, Subject, years::reiwa_year,
};

/// One version of a municipality's structure.
///
/// Sections stand in the order in which a reader would explain the city to a newcomer. Keys are ASCII
/// identifiers that never change once used, names are what people read and may change every year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    pub municipality: Municipality,
    pub outcome: Outcome,
    pub follow_up: FollowUpRule,
    #[serde(default)]
    pub candidates: CandidateRule,
    pub levels: Vec<Level>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub divisions: Vec<Division>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<District>,
    pub centers: Vec<Center>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<Organisation>,
    pub professions: Vec<Profession>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
    pub functions: Vec<Function>,
    pub subjects: Vec<Subject>,
    pub case_kinds: Vec<CaseKind>,
    pub conference_kinds: Vec<ConferenceKind>,
    pub edges: Vec<Edge>,
    pub periods: Vec<Period>,
    pub forms: Vec<Form>,
    pub factor_groups: Vec<FactorGroup>,
    pub factors: Vec<Factor>,
    pub measure_answers: Vec<MeasureAnswer>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub run_sheets: Vec<RunSheet>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<Audience>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choice_lists: Vec<ChoiceList>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ledgers: Vec<Ledger>,
    pub papers: Papers,
}

impl Preset {
    pub fn level(&self, key: &LevelId) -> Option<&Level> {
        self.levels.iter().find(|level| level.key == *key)
    }

    pub fn area(&self, key: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.key == key)
    }

    pub fn center(&self, key: &CenterId) -> Option<&Center> {
        self.centers.iter().find(|center| center.key == *key)
    }

    pub fn conference_kind(&self, key: &ConferenceKindId) -> Option<&ConferenceKind> {
        self.conference_kinds.iter().find(|kind| kind.key == *key)
    }

    pub fn subject(&self, key: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.key == key)
    }

    pub fn case_kind(&self, key: &CaseKindId) -> Option<&CaseKind> {
        self.case_kinds.iter().find(|kind| kind.key == *key)
    }

    pub fn profession(&self, key: &ProfessionId) -> Option<&Profession> {
        self.professions.iter().find(|profession| profession.key == *key)
    }

    /// The districts in the order of papers that go by place.
    pub fn districts_in_order(&self) -> Vec<&District> {
        let mut all: Vec<(usize, &District)> = self.districts.iter().enumerate().collect();
        all.sort_by_key(|(at, district)| (district.order.map_or(usize::MAX, usize::from), *at));
        all.into_iter().map(|(_, district)| district).collect()
    }

    /// The newest version of a form.
    pub fn form(&self, key: &str) -> Option<&Form> {
        self.forms.iter().filter(|form| form.key == key).max_by_key(|form| form.version)
    }

    /// The factors in force in a fiscal year, in the order of their groups and then their own.
    pub fn factors_in(&self, fiscal_year: i16) -> Vec<&Factor> {
        let mut factors: Vec<&Factor> =
            self.factors.iter().filter(|factor| factor.in_force(fiscal_year)).collect();
        factors.sort_by_key(|factor| {
            let group = self.factor_groups.iter().find(|group| group.key == factor.group);
            (group.map_or(u16::MAX, |group| group.order), factor.order)
        });
        factors
    }

    /// The title of a city conference: the municipality's pattern with year and number filled in.
    pub fn city_conference_title(&self, fiscal_year: i16, number: u8) -> String {
        self.municipality
            .city_conference_title
            .replace("{year}", &reiwa_year(fiscal_year))
            .replace("{number}", &number.to_string())
    }
}

impl ConferenceKind {
    /// The id of this kind's conference in a unit: `<kind>.<key of the unit>`.
    pub fn conference_in(&self, unit: &UnitId) -> ConferenceId {
        format!("{}.{}", self.key, unit.key()).into()
    }

    /// What conferences of this kind deal with, in the document that the kind stands in; none when their subject is
    /// not known.
    pub fn deals_with(&self, preset: &Preset) -> Option<DealsWith> {
        preset.subject(&self.subject).map(|subject| subject.deals_with)
    }
}
