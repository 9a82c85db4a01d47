//! The records that are there, by what a line may be found with.

use std::collections::{BTreeSet, HashMap};

use super::columns::PARENT;
use crate::{
    db::Conn,
    error::Result,
    fields::Answer,
    forms::Answers,
    id::EntryId,
    ledgers::{columns, entry::Entry, store},
    preset::Ledger,
};

/// The records of a ledger.
pub struct There {
    pub entries: Vec<Entry>,
    pub answers: Vec<Answers>,
    by_number: HashMap<String, usize>,
    by_unique: HashMap<Vec<String>, usize>,
    by_content: HashMap<String, Vec<usize>>,
    by_title: BTreeSet<(Option<EntryId>, String)>,
}

/// By what a line is found: its number, what no two records say alike, all that it says.
pub struct Sought<'l> {
    pub number: &'l str,
    pub parent: Option<&'l EntryId>,
    pub answers: &'l Answers,
}

impl There {
    /// All of them, as the columns `said` of a file tell them apart. Of what the sender does not write, nothing is found by what it
    /// says but what no two records may say alike.
    pub async fn open(
        conn: &mut Conn,
        ledger: &Ledger,
        said: &BTreeSet<String>,
        is_theirs: impl Fn(&Entry) -> bool,
    ) -> Result<There> {
        let entries = store::all(conn, &ledger.key).await?;
        let mut there = There {
            answers: Vec::with_capacity(entries.len()),
            by_number: HashMap::new(),
            by_unique: HashMap::new(),
            by_content: HashMap::new(),
            by_title: BTreeSet::new(),
            entries: Vec::new(),
        };
        for (at, entry) in entries.iter().enumerate() {
            let answers = entry.answers()?;
            if !entry.source_key.is_empty() {
                there.by_number.insert(entry.source_key.clone(), at);
            }
            // What was taken out is found by its number alone, and says so when it is written.
            if entry.retired_on.is_some() {
                there.answers.push(answers);
                continue;
            }
            if let Some(unique) = unique(ledger, &answers) {
                there.by_unique.insert(unique, at);
            }
            if is_theirs(entry) {
                let content = content((entry.parent_id.as_ref(), &answers), said);
                there.by_content.entry(content).or_default().push(at);
                there.by_title.insert((entry.parent_id.clone(), entry.label.clone()));
            }
            there.answers.push(answers);
        }
        there.entries = entries;
        Ok(there)
    }

    /// The record that a line speaks of. One that is found by all that it says is found once.
    pub fn find(
        &mut self,
        ledger: &Ledger,
        sought: &Sought<'_>,
        said: &BTreeSet<String>,
    ) -> Option<usize> {
        if let Some(at) = self.by_number.get(sought.number) {
            return Some(*at);
        }
        match unique(ledger, sought.answers) {
            Some(unique) => self.by_unique.get(&unique).copied(),
            None if !sought.number.is_empty() => None,
            None => self.by_content.get_mut(&content((sought.parent, sought.answers), said))?.pop(),
        }
    }

    /// Whether a record below the same one is called so.
    pub fn is_called(&self, parent: Option<&EntryId>, label: &str) -> bool {
        self.by_title.contains(&(parent.cloned(), label.to_owned()))
    }
}

/// What no two records of a ledger say alike; none where it is not all said.
pub fn unique(ledger: &Ledger, answers: &Answers) -> Option<Vec<String>> {
    let value = |key: &String| {
        let field = ledger.field(key)?;
        columns::values(field, answers.get(key)?).into_iter().next()
    };
    let all: Vec<String> = ledger.unique.iter().map_while(value).collect();
    (!all.is_empty() && all.len() == ledger.unique.len()).then_some(all)
}

/// Whether two answers say the same; of several choices the order says nothing.
pub fn is_same(one: &Answer, other: &Answer) -> bool {
    ordered(one) == ordered(other)
}

fn ordered(answer: &Answer) -> Answer {
    match answer {
        Answer::Many(keys) => {
            let mut keys = keys.clone();
            keys.sort();
            Answer::Many(keys)
        }
        other => other.clone(),
    }
}

/// All that is said in some columns, as one text.
fn content((parent, answers): (Option<&EntryId>, &Answers), said: &BTreeSet<String>) -> String {
    let mut all = Answers::default();
    for key in said {
        if let Some(answer) = answers.get(key) {
            all.set(key, ordered(answer));
        }
    }
    let parent = parent.filter(|_| said.contains(PARENT)).map_or("", EntryId::as_str);
    format!("{parent}\u{1f}{}", all.to_json())
}
