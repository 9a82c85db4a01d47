//! A municipality's whole structure as data: its levels, areas and centres, the kinds of conference it holds
//! and how they feed each other, its forms, factors and the words of its papers.
//!
//! One TOML file is one version, in force from its fiscal year on. Reading it checks everything that can be
//! checked without a database and answers with *all* that is wrong, each as file, line and a Japanese
//! sentence. This module never touches a room or a database; rooms copy from it what they let people edit.

mod check;
mod conferences;
mod difference;
mod papers;
mod periods;
mod places;
mod reading;
mod sheets;
#[cfg(test)]
mod tests;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use conferences::{
    Cadence, CaseKind, ConferenceKind, ConferenceStatus, ConferenceUnit, CouncilTier,
    CouncilTierNumber, DealsWith, Direction, Edge, Function, Level, Outcome, RunSheet, Subject,
    Suspension,
};
pub use difference::{Changes, differences};
pub use papers::{Paper, Papers};
#[cfg(test)]
pub use periods::Window;
pub use periods::{MonthPoint, Period};
pub use places::{
    Area, Center, Department, District, Municipality, Organisation, Profession, ProfessionGroup,
};
pub use sheets::{
    AnswerKind, CandidateRule, Factor, FactorGroup, FactorValue, Field, FollowUpRule, Form,
    FormSection, MeasureAnswer,
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
    pub areas: Vec<Area>,
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
    pub papers: Papers,
}

/// One thing that is wrong with a preset file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file as the caller named it.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// One Japanese sentence that says what is wrong.
    pub sentence: String,
}

impl Refusal {
    fn unreadable(file: String, error: &std::io::Error) -> Refusal {
        Refusal { file, line: 1, sentence: reading::unreadable(error) }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.sentence)
    }
}

impl std::error::Error for Refusal {}

impl Preset {
    /// Reads and checks a preset file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the lines. A file that cannot be opened is refused at line 1.
    pub fn read(path: &Path) -> Result<Preset, Vec<Refusal>> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Preset::parse(&file, &text),
            Err(error) => Err(vec![Refusal::unreadable(file, &error)]),
        }
    }

    /// Turns the bytes of a preset file that somebody sent into its text.
    ///
    /// # Errors
    /// The same refusal as [`Preset::read`] when it is not UTF-8.
    pub fn text_of(file: &str, bytes: Vec<u8>) -> Result<String, Refusal> {
        String::from_utf8(bytes).map_err(|_| {
            let error = std::io::ErrorKind::InvalidData.into();
            Refusal::unreadable(file.to_owned(), &error)
        })
    }

    /// Parses and checks the text of a preset; `file` is only used to name the place of a refusal.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the lines.
    pub fn parse(file: &str, text: &str) -> Result<Preset, Vec<Refusal>> {
        let (preset, place) = reading::read(file, text)?;
        let refusals = check::check(&preset, &place);
        if refusals.is_empty() { Ok(preset) } else { Err(refusals) }
    }

    /// The preset as TOML, so that what a city edited on screen can be exported and read again.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a preset holds only tables, strings, numbers and flags")
    }

    pub fn level(&self, key: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.key == key)
    }

    pub fn area(&self, key: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.key == key)
    }

    pub fn center(&self, key: &str) -> Option<&Center> {
        self.centers.iter().find(|center| center.key == key)
    }

    pub fn conference_kind(&self, key: &str) -> Option<&ConferenceKind> {
        self.conference_kinds.iter().find(|kind| kind.key == key)
    }

    pub fn subject(&self, key: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.key == key)
    }

    pub fn case_kind(&self, key: &str) -> Option<&CaseKind> {
        self.case_kinds.iter().find(|kind| kind.key == key)
    }

    pub fn profession(&self, key: &str) -> Option<&Profession> {
        self.professions.iter().find(|profession| profession.key == key)
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

/// The year of 令和 as it stands in titles: `7`, and `元` for the first.
fn reiwa_year(year: i16) -> String {
    match year - 2018 {
        1 => "元".to_owned(),
        year => year.to_string(),
    }
}
