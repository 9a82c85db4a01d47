//! A record of a ledger, and the states that it was saved in.

use std::sync::Arc;

use crate::{
    access::Subject,
    clock::{Day, Instant, Known},
    error::{Error, Result},
    fields::{AnswerKind, Spec},
    forms::Answers,
    id::{AccountId, CenterId, EntryId, LedgerId, UnitId},
    persons::{Says, Text},
    preset::Ledger,
    record,
};

record! {
    /// A record as it is now.
    #[derive(Clone, Debug)]
    pub struct Entry of "r" {
        pub id: EntryId,
        pub ledger_id: LedgerId,
        pub label: String,
        pub state_id: String,
        /// From when it is in its state.
        pub state_on: Known,
        pub center_id: Option<CenterId>,
        pub unit_id: UnitId,
        pub parent_id: Option<EntryId>,
        pub assignee_id: Option<AccountId>,
        pub registrant_id: AccountId,
        pub version: i64,
        /// What it is numbered; empty where its ledger numbers nothing.
        pub number: String,
        /// Others than those who write and keep it may know of it.
        pub shared: bool,
        /// Since when it is taken out of lists and figures.
        pub retired_on: Option<Day>,
        /// By what it is found again in the file from which it came; empty for none.
        pub source_key: String,
        answers: String = "v.answers",
    }
}

/// A state in which a record was saved, with answers to which those that are sealed can be put.
pub trait Saying {
    /// Of which version.
    fn number(&self) -> i64;

    /// Answers these too.
    ///
    /// # Errors
    /// Internal, when what it says no longer reads.
    fn also(&mut self, personal: &Answers) -> Result<()>;
}

impl Saying for Entry {
    fn number(&self) -> i64 {
        self.version
    }

    fn also(&mut self, personal: &Answers) -> Result<()> {
        also(&mut self.answers, personal)
    }
}

impl Saying for Version {
    fn number(&self) -> i64 {
        self.number
    }

    fn also(&mut self, personal: &Answers) -> Result<()> {
        also(&mut self.answers, personal)
    }
}

fn also(answers: &mut String, personal: &Answers) -> Result<()> {
    let mut all = Answers::from_json(answers).map_err(Error::internal)?;
    all.extend(personal.clone());
    *answers = all.to_json();
    Ok(())
}

impl Entry {
    /// What was answered, as it is now; with what may tell of somebody once that was opened.
    ///
    /// # Errors
    /// Internal, when it no longer reads.
    pub fn answers(&self) -> Result<Answers> {
        Answers::from_json(&self.answers).map_err(Error::internal)
    }

    /// As rows of other rooms point at it.
    pub fn subject(&self) -> Subject {
        Subject::new("entry", &self.id)
    }
}

record! {
    /// A state in which a record was saved.
    #[derive(Clone, Debug)]
    pub struct Version {
        pub number: i64,
        /// From when it is true.
        pub since: Known,
        /// A later version set it right: it was never true.
        pub replaced: bool,
        pub state_id: String,
        /// The move by which it came about; empty for a change of what is written.
        pub move_id: String,
        answers: String,
        pub by_name: String,
        pub at: Instant,
    }
}

impl Version {
    /// What was answered.
    ///
    /// # Errors
    /// Internal, when it no longer reads.
    pub fn answers(&self) -> Result<Answers> {
        Answers::from_json(&self.answers).map_err(Error::internal)
    }
}

/// What is written into a record: answers to the fields of its ledger.
#[derive(Clone, Debug)]
pub struct Written {
    /// With all that its fields may be answered with.
    pub ledger: Arc<Ledger>,
    pub answers: Answers,
    /// Whether what may tell of somebody is among the answers; where it is not, that stays as it was.
    pub personal: bool,
    /// The fields that were asked; of a whole form none.
    pub asked: Option<Vec<String>>,
}

impl Written {
    /// What may tell of somebody, and what others read.
    pub fn parted(&self) -> (Answers, Answers) {
        self.answers.parted(|key| self.ledger.field(key).is_some_and(|field| field.personal))
    }
}

impl Says for Written {
    fn says(&self) -> Vec<Text> {
        let mut all = Vec::new();
        let asked = |field: &&Spec| self.asked.as_ref().is_none_or(|all| all.contains(&field.key));
        // A reference holds what was chosen, never what somebody wrote.
        // What is sealed may name whom it likes: its keepers alone read it.
        let words =
            |field: &&Spec| field.is_words() && field.kind != AnswerKind::Ref && !field.personal;
        for field in self.ledger.fields().filter(asked).filter(words) {
            let texts = self.answers.get(&field.key).map_or_else(Vec::new, |said| said.texts());
            all.extend(texts.into_iter().map(|text| Text {
                names_workers: field.names_workers,
                ..Text::at(named(&field.key), text).called(format!("「{}」", field.label))
            }));
        }
        all
    }
}

/// In the address of a list: only the records that others may not know of yet.
pub const WAITING: &str = "waiting";

/// Before the keys of a ledger's fields, in their names on pages.
pub const PREFIX: &str = "answer.";

/// What a page calls a field of a ledger.
pub fn named(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// In which state a record begins, and by what it is found again in the file from which it comes.
#[derive(Clone, Debug, Default)]
pub struct Begun {
    pub state: String,
    /// Empty for none.
    pub source_key: String,
}

impl Begun {
    /// In its ledger's first state.
    pub fn first(ledger: &Ledger) -> Begun {
        let state = ledger.states.first().map(|state| state.key.clone()).unwrap_or_default();
        Begun { state, source_key: String::new() }
    }
}

/// Why a new state is written over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// What is so has changed, from then on.
    Changed(Known),
    /// What was written was never so; and from when it is, where that was wrong too.
    Mistaken(Option<Known>),
}
