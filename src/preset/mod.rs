//! A municipality's whole structure as data: its levels, areas and centres, the kinds of conference it holds
//! and how they feed each other, its forms, factors and the words of its papers.
//!
//! One TOML file is one version, in force from its fiscal year on. Reading it checks everything that can be
//! checked without a database and answers with *all* that is wrong, each as file, line and a Japanese
//! sentence. This module never touches a room or a database; rooms copy from it what they let people edit.

mod calendar;
mod check;
mod conferences;
mod difference;
mod document;
mod including;
mod keys;
mod ledgers;
mod library;
mod offering;
mod papers;
mod periods;
mod places;
mod readers;
mod reading;
mod refusal;
mod sheets;
mod units;
mod years;
#[cfg(test)]
mod fault_tests;
#[cfg(test)]
mod ledger_tests;
#[cfg(test)]
mod tests;

use std::path::Path;

pub use conferences::{
    Cadence, CaseKind, ConferenceKind, ConferenceStatus, CouncilTier, CouncilTierNumber, DealsWith,
    Direction, Edge, Function, Hears, Level, Outcome, RunSheet, Subject, Suspension, UnitTier,
};
pub use difference::{Changes, differences};
pub use document::Preset;
pub use ledgers::{
    Audience, ChoiceList, CountedLine, DueRule, FACETS, FISCAL_YEAR, Ledger, MONTH, Mark, Move,
    NOTED, Observed, Purpose, STATE, STATE_YEAR, State, View, ViewKind,
};
pub use library::Ready;
pub use papers::{Paper, Papers};
pub use periods::{MonthPoint, Period, Window};
pub use places::{
    Area, Center, Department, District, Division, Municipality, Organisation, Profession,
    ProfessionGroup,
};
pub use readers::readers_changed;
pub use refusal::Refusal;
pub use sheets::{
    CandidateRule, Factor, FactorGroup, FactorValue, FollowUpRule, Form, FormSection, MeasureAnswer,
};

/// The first of many faults, with a word that there are more.
fn first(mut refusals: Vec<Refusal>) -> Vec<Refusal> {
    if refusals.len() >= reading::ENOUGH {
        refusals.truncate(reading::ENOUGH);
        let mut last = refusals[reading::ENOUGH - 1].clone();
        last.sentence =
            "誤りが多いので、ここまでを示しました。直してから、もう一度確かめてください".into();
        refusals.push(last);
    }
    refusals
}

fn checked(
    file: &str,
    text: &str,
    beside: &dyn Fn(&str) -> Option<String>,
) -> Result<Preset, Vec<Refusal>> {
    let sources = including::sources(file, text, beside)?;
    let (preset, place) = reading::read(&sources).map_err(first)?;
    let refusals = check::check(&preset, &place);
    if refusals.is_empty() { Ok(preset) } else { Err(first(refusals)) }
}

impl Preset {
    /// Reads and checks a preset file, with what it takes in from beside it or from the library.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the lines. A file that cannot be opened is refused at line 1.
    pub fn read(path: &Path) -> Result<Preset, Vec<Refusal>> {
        let file = path.display().to_string();
        let beside = |name: &str| std::fs::read_to_string(path.with_file_name(name)).ok();
        match std::fs::read_to_string(path) {
            Ok(text) => checked(&file, &text, &beside),
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

    /// Parses and checks the text of a preset, with what it takes in from the library; `file` is only used to name the place
    /// of a refusal.
    ///
    /// # Errors
    /// What is wrong with it, in the order of the lines; of very much the first hundred.
    pub fn parse(file: &str, text: &str) -> Result<Preset, Vec<Refusal>> {
        checked(file, text, &|_| None)
    }

    /// What will hardly work as meant in a text that [`Preset::parse`] accepts, as while a structure is being built: a level
    /// that has no conference yet, or whose issues cannot be raised.
    pub fn doubts(file: &str, text: &str) -> Vec<Refusal> {
        let Ok(sources) = including::sources(file, text, &|_| None) else {
            return Vec::new();
        };
        match reading::read(&sources) {
            Ok((preset, place)) => check::doubts(&preset, &place),
            Err(_) => Vec::new(),
        }
    }

    /// Reads a structure that was checked when it was stored; what is checked since then does not close it.
    ///
    /// # Errors
    /// What does not read.
    pub fn stored(body: &str) -> Result<Preset, Vec<Refusal>> {
        let sources = including::sources("structure", body, &|_| None)?;
        reading::read(&sources).map(|(preset, _)| preset)
    }

    /// The preset as TOML, so that what a city edited on screen can be exported and read again.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a preset holds only tables, strings, numbers and flags")
    }
}
