//! Many cases at once, with few statements.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{
    factors::{factor_row, insert_factors},
    sheet::{columns, last_serial, new_columns},
    words::{Words, seal},
};
use crate::{
    access::{Permit, Subject},
    cases::{case::SheetInput, rules::ImportCases, twin::shared_from, workflow::CaseStatus},
    clock::Day,
    crypt::PersonKey,
    db::{Conn, Pairs, Query, Tx, insert_rows},
    error::{Error, Result},
    events,
    forms::{self, Answers},
    id::{CaseId, CenterId, PeriodId, PersonId},
    jobs::Telling,
    persons::{Arriving, ImportPersons, NewPerson},
    preset::Form,
    threads,
};

/// A case as a file holds it.
#[derive(Clone, Serialize, Deserialize)]
pub struct ImportedCase {
    /// What makes the same row of the same list recognisable when the file comes again.
    pub source_key: String,
    pub person: NewPerson,
    pub registered_on: Day,
    /// The day it was handed in; none leaves it a draft.
    pub submitted_on: Option<Day>,
    pub period: Option<PeriodId>,
    /// Label up to the serial: see [`crate::cases::label_prefix`].
    pub prefix: String,
    pub sheet: SheetInput,
    /// De-identified words for personal fields; nobody has confirmed them yet.
    #[serde(with = "forms::as_json")]
    pub shared: Answers,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub cases: usize,
    pub persons: usize,
}

/// A centre's rows as one batch.
pub struct Batch<'a, I: Iterator<Item = ImportedCase>> {
    pub rows: I,
    /// How many there are.
    pub total: usize,
    /// The form that all rows answer.
    pub form: &'a Form,
    /// Hears how many are written.
    pub telling: &'a Telling,
}

/// Rows that are written between two tellings.
const AT_ONCE: usize = 1_000;

/// Which of these source keys have a case already, so that a dry run can say what will be skipped.
pub async fn known_sources<K: AsRef<str>>(conn: &mut Conn, keys: &[K]) -> Result<HashSet<String>> {
    let mut known = HashSet::new();
    for some in keys.chunks(5_000) {
        let some: Vec<&str> = some.iter().map(AsRef::as_ref).collect();
        let rows = Query::of(
            "select source_key from cases where municipality_id = $m and source_key in ",
            (),
        )
        .list(&some)
        .all::<String>(conn)
        .await?;
        known.extend(rows);
    }
    Ok(known)
}

/// Which of these labels a centre's cases have already: a file that was made by an export names its cases by them.
pub async fn known_labels(
    conn: &mut Conn,
    center: &CenterId,
    labels: &[String],
) -> Result<HashSet<String>> {
    let mut known = HashSet::new();
    for some in labels.chunks(5_000) {
        let rows = Query::of(
            "select label from cases where municipality_id = $m and center_id = $1 and label in ",
            center,
        )
        .list(some)
        .all::<String>(conn)
        .await?;
        known.extend(rows);
    }
    Ok(known)
}

/// Registers many cases of one centre, none of which it has yet, with their persons; rows of
/// the same person (by insured number, else by name and birth) share one person.
///
/// All rows belong to the centre of the permits.
pub async fn register_many<I: Iterator<Item = ImportedCase>>(
    tx: &mut Tx,
    permit: Permit<ImportCases>,
    for_persons: Permit<ImportPersons>,
    batch: Batch<'_, I>,
) -> Result<Imported> {
    let Batch { mut rows, total, form, telling } = batch;
    telling.step("事例を登録しています", total);
    let mut persons = Arriving::at(tx, for_persons).await?;
    let mut serials: HashMap<String, i64> = HashMap::new();
    let mut done = Imported::default();
    loop {
        let some: Vec<ImportedCase> = rows.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        let of_rows: Vec<&NewPerson> = some.iter().map(|row| &row.person).collect();
        let of_rows = persons.of(tx, &of_rows).await?;
        write_rows(tx, &permit, form, &mut serials, &some, &of_rows).await?;
        done.cases += some.len();
        telling.done(done.cases);
    }
    if done.cases > 0 {
        done.persons = persons.end(tx).await?;
        let detail = serde_json::json!({ "cases": done.cases });
        events::record(tx, &permit, &detail).await?;
    }
    Ok(done)
}

/// Writes some rows with their persons; `serials` are the last numbers given out, by the label's prefix.
async fn write_rows(
    tx: &mut Tx,
    permit: &Permit<ImportCases>,
    form: &Form,
    serials: &mut HashMap<String, i64>,
    rows: &[ImportedCase],
    persons: &[(PersonId, PersonKey)],
) -> Result<()> {
    let center: CenterId = permit.id();
    let mut labelled = Vec::with_capacity(rows.len());
    for (row, (person, key)) in rows.iter().zip(persons) {
        let serial = match serials.get_mut(&row.prefix) {
            Some(serial) => serial,
            None => {
                let last = last_serial(tx, &row.prefix).await?;
                serials.entry(row.prefix.clone()).or_insert(last)
            }
        };
        *serial += 1;
        let label = format!("{}{serial:03}", row.prefix);
        labelled.push((CaseId::new(), label, row, person, key));
    }
    let mut cases: Vec<Pairs> = Vec::with_capacity(rows.len());
    let mut sheets: Vec<Pairs> = Vec::with_capacity(rows.len());
    let mut factors: Vec<Pairs> = Vec::new();
    let made = threads::each(&labelled, |(id, label, row, person, key)| {
        let words = Words {
            title: row.sheet.outline.title.clone(),
            consent_basis: row.sheet.outline.consent_basis.clone(),
            shared: shared_from(form, &row.sheet.named, &row.shared),
            factors: Words::of_factors(&row.sheet.factors),
            ..Words::default()
        };
        let case = case_row(&center, id, person, label, row).set("words", words.seal(key, id)?);
        let sheet = Pairs::new()
            .set("case_id", id)
            .set("named_sheet", seal(key, id, &row.sheet.named)?)
            .set("shared_sheet", Answers::default().to_json());
        let marks: Vec<Pairs> =
            row.sheet.factors.iter().map(|factor| factor_row(id, factor, false)).collect();
        Ok::<_, Error>((case, sheet, marks))
    });
    for one in made {
        let (case, sheet, marks) = one?;
        cases.push(case);
        sheets.push(sheet);
        factors.extend(marks);
    }
    for (id, ..) in &labelled {
        events::touch(tx, &Subject::new("case", id))?;
    }
    insert_rows(tx, "cases", cases, "").await?;
    insert_rows(tx, "case_sheets", sheets, "").await?;
    insert_factors(tx, factors).await
}

/// The columns of `cases` as [`write_rows`] inserts them.
fn case_row(
    center: &CenterId,
    id: &CaseId,
    person: &PersonId,
    label: &str,
    row: &ImportedCase,
) -> Pairs {
    let status = if row.submitted_on.is_some() { CaseStatus::Submitted } else { CaseStatus::Draft };
    columns(&row.sheet, false)
        .and(new_columns(id, center, person))
        .set("label", label)
        .set("status", status)
        .set("registered_on", row.registered_on)
        .set("submitted_on", row.submitted_on)
        .set("period_id", &row.period)
        .set("source_key", &row.source_key)
}
