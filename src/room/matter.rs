//! What a meeting dealt with, as it stands on paper: de-identified, and already in words.

use serde::Serialize;

use crate::{access::Subject, print::Sheet};

/// What the rooms have to say of a meeting.
#[derive(Clone, Debug, Default)]
pub struct Matters {
    pub all: Vec<Matter>,
    /// Of how many the actor may not know, so that what is printed says that it leaves them out.
    pub kept_back: usize,
    /// What else lies on the table, by title.
    pub attached: Vec<String>,
}

/// One case or one issue in one meeting.
#[derive(Clone, Debug, Serialize)]
pub struct Matter {
    /// The record, as the agenda points at it.
    #[serde(skip)]
    pub subject: Subject,
    /// What it is called in the meeting: 「事例1」.
    pub name: String,
    /// What the period's papers call it: 「明第1-①-1」; empty where that is its name.
    pub label: String,
    pub title: String,
    /// What became of it, as 市地域ケア会議へ上げる; empty where nothing did.
    pub outcome: String,
    /// In the order of reading.
    pub said: Vec<Said>,
    /// How many of them stand before the decisions.
    pub before: usize,
    pub decisions: Vec<Decided>,
    /// The sheet that lies on the table for it.
    #[serde(skip)]
    pub sheet: Option<Sheet>,
    /// Whether it has one that nobody may lay on a table yet.
    #[serde(skip)]
    pub unconfirmed: bool,
}

/// Words under a heading.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    pub head: String,
    pub lines: Vec<String>,
    /// Whether those hear it who are told of the outcome, or the minutes alone have it.
    pub told: bool,
}

/// A decision: what, who, by when.
#[derive(Clone, Debug, Serialize)]
pub struct Decided {
    pub what: String,
    pub who: String,
    pub due: Option<String>,
}

impl Matter {
    /// 「事例1（明第1-①-1）」: its name with the papers' label beside.
    pub fn called(&self) -> String {
        called(&self.name, &self.label)
    }

    /// Whether there is anything in it for those who are told of the outcome.
    pub fn tells(&self) -> bool {
        !self.decisions.is_empty() || self.said.iter().any(|said| said.told)
    }

    /// Adds words under a heading; none where there are none.
    pub fn say(&mut self, head: impl Into<String>, words: &str, told: bool) {
        if !words.trim().is_empty() {
            let lines = words.lines().map(str::to_owned).collect();
            self.said.push(Said { head: head.into(), lines, told });
        }
    }
}

/// A name in a meeting with the papers' label beside.
pub fn called(name: &str, label: &str) -> String {
    if label.is_empty() { name.to_owned() } else { format!("{name}（{label}）") }
}
