//! What a file leaves open and only a person can say, and what people answered.

use std::collections::BTreeMap;

use jiff::civil::Date;
use nihon::FiscalYear;
use serde::{Deserialize, Serialize};

use super::Place;

/// The answer to a question about columns: none of the file's.
pub const NO_COLUMN: &str = "none";

/// What people said of how a file is to be read: by the keys of the questions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answered {
    said: BTreeMap<String, String>,
    /// The year in which it is read, among those that a file may mean.
    #[serde(skip)]
    this_year: Option<FiscalYear>,
}

impl Answered {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.said.get(key).map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// Says it, whatever was said of it before; nothing takes back what was said.
    pub fn say(&mut self, key: impl Into<String>, answer: impl Into<String>) {
        match (key.into(), answer.into()) {
            (key, answer) if answer.is_empty() => drop(self.said.remove(&key)),
            (key, answer) => drop(self.said.insert(key, answer)),
        }
    }

    /// With everything that was said later.
    #[must_use]
    pub fn over(mut self, later: Answered) -> Answered {
        self.said.extend(later.said);
        self
    }

    /// What holds for every file of the same headings, and not for this one alone.
    #[must_use]
    pub fn lasting(&self) -> Answered {
        let lasting = |key: &str| !ONCE.iter().any(|once| key.starts_with(once));
        let kept = self.said.iter().filter(|(key, _)| lasting(key));
        let said = kept.map(|(key, answer)| (key.clone(), answer.clone())).collect();
        Answered { said, this_year: self.this_year }
    }

    /// The same, read on a day.
    #[must_use]
    pub fn on(self, day: Date) -> Answered {
        Answered { this_year: Some(FiscalYear::of(day)), ..self }
    }

    pub(super) fn this_year(&self) -> Option<FiscalYear> {
        self.this_year
    }
}

/// Questions about one file alone: of which year its days are, which of its sheets and hidden rows are read, what stands in
/// every row, whether it is written over what is there.
const ONCE: [&str; 5] = ["year", "sheets", "hidden", "value:", "replace"];

/// The key of what stands in every row of a column that the file does not have.
pub fn value_key(column: &str) -> String {
    format!("value:{column}")
}

/// The key of which columns of a file are a declared one.
pub fn column_key(column: &str) -> String {
    format!("column:{column}")
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reply {
    pub key: String,
    pub words: String,
}

/// Something that a file leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    pub key: String,
    /// A Japanese sentence.
    pub text: String,
    pub replies: Vec<Reply>,
    /// What holds while nobody says otherwise; empty where the file waits for an answer.
    pub guess: String,
    /// What was answered; empty for nothing.
    pub answer: String,
    /// The first cell from which it arose.
    #[serde(skip)]
    pub place: Option<Place>,
    /// From how many cells it arose.
    pub cells: usize,
}

impl Question {
    pub fn new(key: impl Into<String>, text: impl Into<String>) -> Question {
        Question {
            key: key.into(),
            text: text.into(),
            replies: Vec::new(),
            guess: String::new(),
            answer: String::new(),
            place: None,
            cells: 0,
        }
    }

    #[must_use]
    pub fn reply(mut self, key: impl Into<String>, words: impl Into<String>) -> Question {
        self.replies.push(Reply { key: key.into(), words: words.into() });
        self
    }

    #[must_use]
    pub fn guess(self, key: impl Into<String>) -> Question {
        Question { guess: key.into(), ..self }
    }

    /// With what was answered, if that is one of its replies.
    #[must_use]
    pub fn answered(self, answered: &Answered) -> Question {
        let answer = answered.get(&self.key).filter(|a| self.replies.iter().any(|r| r.key == *a));
        let answer = answer.unwrap_or_default().to_owned();
        Question { answer, ..self }
    }

    #[must_use]
    pub fn at(self, place: Place) -> Question {
        Question { place: Some(place), cells: 1, ..self }
    }

    /// What holds: the answer, else the guess; empty while it is open.
    pub fn holds(&self) -> &str {
        if self.answer.is_empty() { &self.guess } else { &self.answer }
    }

    /// Whether the file waits for its answer.
    pub fn is_open(&self) -> bool {
        self.holds().is_empty()
    }

    /// Where it arose, in words; empty where it arose from the whole file.
    pub fn places(&self) -> String {
        let Some(place) = &self.place else { return String::new() };
        let sheet = if place.sheet.is_empty() {
            String::new()
        } else {
            format!("シート「{}」", place.sheet)
        };
        let first = format!("{sheet}{}行目の{}列「{}」", place.row, place.column, place.header);
        match self.cells {
            0 | 1 => first,
            more => format!("{first}など{more}か所"),
        }
    }
}
