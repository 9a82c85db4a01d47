//! What is wrong in a file, cell by cell, and what it leaves open.

use std::collections::BTreeMap;

use super::{Place, Question};

/// One wrong cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    pub place: Place,
    /// The cell as it is shown; empty if something is missing.
    pub value: String,
    /// A Japanese sentence.
    pub reason: String,
}

impl std::fmt::Display for CellError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.value.as_str() {
            "" => write!(f, "{}: {}", self.place, self.reason),
            value => write!(f, "{}「{value}」: {}", self.place, self.reason),
        }
    }
}

/// All wrong cells of an import, in reading order.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    list: Vec<CellError>,
    total: usize,
    asked: BTreeMap<String, Question>,
}

impl Faults {
    /// More than anyone reads; further ones are only counted, so that a file of nonsense stays cheap.
    pub const KEPT: usize = 5_000;

    pub fn push(&mut self, error: CellError) {
        self.total += 1;
        if self.list.len() < Self::KEPT {
            self.list.push(error);
        }
    }

    /// More questions than a person answers in a row; what is beyond them is wrong.
    pub const ASKED: usize = 40;

    /// Asks once, however many cells ask it.
    pub fn ask(&mut self, question: Question) {
        if let Some(there) = self.asked.get_mut(&question.key) {
            there.cells += question.cells;
        } else if self.asked.len() < Self::ASKED || !question.is_open() {
            self.asked.insert(question.key.clone(), question);
        } else {
            let place = question.place.unwrap_or_else(|| Place::of_file(""));
            let reason = format!(
                "{}読み方の分からない値がほかにも多くあるので、ファイルを直してください。",
                question.text
            );
            self.push(CellError { place, value: String::new(), reason });
        }
    }

    /// What is asked.
    pub fn asked(&self) -> impl Iterator<Item = &Question> {
        self.asked.values()
    }

    /// Adds those of a part that was read on its own.
    pub fn append(&mut self, part: Faults) {
        let beyond = part.total - part.list.len();
        part.list.into_iter().for_each(|error| self.push(error));
        self.total += beyond;
        part.asked.into_values().for_each(|question| self.ask(question));
    }

    /// The first [`Faults::KEPT`].
    pub fn list(&self) -> &[CellError] {
        &self.list
    }

    /// All, also those that are not kept.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether nothing is wrong and nothing waits for an answer.
    pub fn is_empty(&self) -> bool {
        self.total == 0 && !self.asked.values().any(Question::is_open)
    }
}
