//! A list's file, in the columns in which it can be taken in again.

use std::collections::{BTreeMap, HashMap};

use super::{
    entry::Entry,
    hooks,
    importing::columns::{Columns, called_by},
};
use crate::{
    access::{Actor, Subject},
    db::Conn,
    error::Result,
    fields::{Heading, Spec},
    forms::Answers,
    preset::Ledger,
    structure::Structure,
    tabular::Cell,
};

/// The columns of a ledger's file, as an import reads them.
pub struct Saved {
    columns: Columns,
}

impl Saved {
    /// Of a ledger whose references are called by name.
    pub fn of(ledger: &Ledger, structure: &Structure, year: i16) -> Saved {
        let above = ledger.parent.as_ref().and_then(|parent| structure.ledger(parent));
        Saved { columns: Columns::of(ledger, above, structure, year) }
    }

    /// The heading of the record above.
    pub fn above(&self) -> Option<String> {
        self.columns.parent.as_ref().map(|heading| heading.header.clone())
    }

    /// Of what records are called by; none where that is no single field.
    pub fn called(&self, ledger: &Ledger) -> Option<&Spec> {
        let called = called_by(ledger)?;
        self.headings(&called.key).next().map(|heading| &heading.spec)
    }

    /// The headings of a field; none of one that nobody is asked any more.
    pub fn headings(&self, key: &str) -> impl Iterator<Item = &Heading> {
        self.columns.fields.iter().filter(move |heading| heading.spec.key == key)
    }

    /// What a record's answers to these fields are in cells, by their headings.
    pub fn cells(&self, answers: &Answers, seen: &[&Spec]) -> BTreeMap<String, Cell> {
        let sees = |heading: &&Heading| seen.iter().any(|field| field.key == heading.spec.key);
        let cell = |heading: &Heading| {
            (heading.header.clone(), heading.cell(answers.get(&heading.spec.key)))
        };
        self.columns.fields.iter().filter(sees).map(cell).collect()
    }
}

/// What the records above these are called, as far as somebody may know.
///
/// # Errors
/// Whatever reading the database gives.
pub async fn above(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
    rows: &[Entry],
) -> Result<HashMap<String, String>> {
    let mut ids: Vec<String> =
        rows.iter().filter_map(|entry| entry.parent_id.as_ref()).map(ToString::to_string).collect();
    ids.sort();
    ids.dedup();
    let mut called = HashMap::new();
    for some in ids.chunks(500) {
        let asked: Vec<Subject> = some.iter().map(|id| Subject::new("entry", id)).collect();
        let known = hooks::subjects(conn, actor, structure, &asked).await?;
        called.extend(known.into_iter().map(|k| (k.subject.id, k.name.text().to_owned())));
    }
    Ok(called)
}
