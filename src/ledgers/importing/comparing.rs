//! A line of a file beside the record that it speaks of: how they differ, and what is written.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    columns::{PARENT, SINCE, STATE},
    there::is_same,
};
use crate::{
    access,
    clock::Known,
    db::Tx,
    error::{Refusals, Result},
    fields::Answer,
    forms::Answers,
    id::EntryId,
    imports::World,
    ledgers::{
        commands::{self, NewEntry},
        entry::{Begun, Entry, Why, Written},
        rules::{Change, EntryFacts, MoveOn},
    },
    preset::Ledger,
    tabular::{Answered, Place},
};

/// A record as a file says it.
pub struct Line {
    pub row: usize,
    pub sheet: String,
    pub parent: Option<EntryId>,
    pub answers: Answers,
    /// None where nothing is said of it, as of from when it is so.
    pub state: Option<String>,
    pub since: Option<Known>,
    /// Folded; empty for none.
    pub number: String,
}

/// The records of a file.
pub struct LedgerLines {
    pub world: World,
    /// With all that its fields may be answered with.
    pub ledger: Arc<Ledger>,
    /// The records above, by id.
    pub above: Arc<HashMap<EntryId, Entry>>,
    pub file: String,
    /// The keys of the columns that the file has.
    pub said: BTreeSet<String>,
    /// Key and heading of the columns of the preview.
    pub shown: Vec<(String, String)>,
    /// Where each column's cell stands in the first row.
    pub places: HashMap<String, Place>,
    pub answered: Answered,
    pub lines: Vec<Line>,
}

/// What is written of a line.
pub enum What {
    Begin(NewEntry, Begun),
    Change(Entry, Written, Known),
    /// By the move of this key.
    Move(Entry, Written, String, Known),
}

impl LedgerLines {
    /// What a line says in a column.
    pub fn words(&self, line: &Line, key: &str) -> String {
        match key {
            PARENT => {
                let above = line.parent.as_ref().and_then(|id| self.above.get(id));
                above.map_or(String::new(), |entry| entry.label.clone())
            }
            STATE => {
                let state = line.state.as_ref().and_then(|state| self.ledger.state(state));
                state.map_or(String::new(), |state| state.name.clone())
            }
            SINCE => line.since.map_or(String::new(), Known::short),
            key => match (self.ledger.field(key), line.answers.get(key)) {
                (Some(field), Some(answer)) => field.lines(answer).join("、"),
                _ => String::new(),
            },
        }
    }

    /// How a record differs from what its line says; what the line does not say stays as it is.
    pub fn differs(
        &self,
        line: &Line,
        entry: &Entry,
        answers: &Answers,
    ) -> BTreeMap<String, (String, String)> {
        let mut differs = BTreeMap::new();
        let words = |key: &str, answer: Option<&Answer>| match (self.ledger.field(key), answer) {
            (Some(field), Some(answer)) => field.lines(answer).join("、"),
            _ => String::new(),
        };
        for key in line.answers.fields() {
            let (now, said) = (answers.get(key), line.answers.get(key));
            if let Some(said) = said
                && !now.is_some_and(|now| is_same(now, said))
            {
                differs.insert(key.to_owned(), (words(key, now), words(key, Some(said))));
            }
        }
        if let Some(state) = line.state.as_ref().filter(|state| **state != entry.state_id) {
            let name =
                |key: &str| self.ledger.state(key).map_or("", |s| s.name.as_str()).to_owned();
            differs.insert(STATE.to_owned(), (name(&entry.state_id), name(state)));
        }
        if let Some(since) = line.since.filter(|since| *since != entry.state_on) {
            differs.insert(SINCE.to_owned(), (entry.state_on.short(), since.short()));
        }
        if let Some(parent) = &line.parent
            && entry.parent_id.as_ref() != Some(parent)
        {
            let name = |id: Option<&EntryId>| {
                let entry = id.and_then(|id| self.above.get(id));
                entry.map_or(String::new(), |entry| entry.label.clone())
            };
            let now = name(entry.parent_id.as_ref());
            differs.insert(PARENT.to_owned(), (now, name(Some(parent))));
        }
        differs
    }

    /// What a line writes over what is there; or what of it cannot be, by its column.
    pub fn replaces(
        &self,
        line: &Line,
        (entry, answers): (&Entry, &Answers),
        facts: &EntryFacts,
    ) -> std::result::Result<What, (&'static str, String)> {
        if line.parent.is_some() && line.parent != entry.parent_id {
            let sentence = "登録済の記録を、ほかの記録の下に移すことはできません。";
            return Err((PARENT, sentence.to_owned()));
        }
        let mut answers = answers.clone();
        for key in line.answers.fields() {
            if let Some(said) = line.answers.get(key) {
                answers.set(key, said.clone());
            }
        }
        let written =
            Written { ledger: self.ledger.clone(), answers, personal: false, asked: None };
        let since = line.since.filter(|since| *since != entry.state_on);
        let on = since.unwrap_or_else(|| self.world.today.into());
        if on.last_day() < entry.state_on.first_day() {
            let sentence = format!(
                "いまの状態は{}からです。それより前のことは、記録のページで直してください。",
                entry.state_on.long()
            );
            return Err((SINCE, sentence));
        }
        let Some(state) = line.state.as_ref().filter(|state| **state != entry.state_id) else {
            return Ok(What::Change(entry.clone(), written, on));
        };
        let held = |who| self.world.actor.is_system() || facts.held_by(who, &self.world.actor);
        let mut steps = commands::open_steps(&self.ledger, &entry.state_id).into_iter();
        match steps.find(|step| step.to == *state && held(&step.who)) {
            Some(step) => Ok(What::Move(entry.clone(), written, step.key.clone(), on)),
            None => Err((
                STATE,
                "いまの状態からは、この状態に進められません。記録のページで確かめてください。"
                    .to_owned(),
            )),
        }
    }

    pub async fn write(&self, tx: &mut Tx, what: What) -> Result<()> {
        let actor = &self.world.actor;
        match what {
            What::Begin(new, begun) => {
                let above = new.parent.as_ref().and_then(|id| self.above.get(id));
                let of = (&new, above, &begun);
                commands::begin(tx, actor, of, Refusals::default()).await.map(|_| ())
            }
            What::Change(entry, written, on) => {
                let facts = EntryFacts::of(&entry, self.ledger.clone());
                let permit = access::permit::<Change>(tx, actor, &facts)?;
                commands::change(tx, permit, entry.version, (&written, Why::Changed(on))).await
            }
            What::Move(entry, written, step, on) => {
                let facts = EntryFacts::of(&entry, self.ledger.clone());
                let facts = EntryFacts { step: Some(step), ..facts };
                let permit = access::permit::<MoveOn>(tx, actor, &facts)?;
                commands::carry(tx, permit, entry.version, (&written, on)).await
            }
        }
    }
}
