//! Many cases at once, with few statements.

use std::collections::{HashMap, HashSet};

use super::{
    factors::{factor_row, insert_factors},
    sheet::{columns, last_serial, new_columns},
    words::{Words, seal},
};
use crate::{
    access::Permit,
    cases::{case::SheetInput, rules::ImportCases, twin::shared_from, workflow::CaseStatus},
    clock::Day,
    crypt::PersonKey,
    db::{Conn, Pairs, Query, Tx, insert_rows},
    error::{Error, Result},
    events,
    forms::Answers,
    id::{CaseId, CenterId, PeriodId, PersonId},
    jobs::Telling,
    persons::{self, ImportPersons, NewPerson},
    preset::Form,
    threads,
};

/// A case as a file holds it.
#[derive(Clone)]
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
    pub shared: Answers,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub cases: usize,
    pub persons: usize,
    /// Rows that were there already.
    pub known: usize,
}

/// A centre's rows as one batch.
pub struct Batch<'a> {
    pub rows: Vec<&'a ImportedCase>,
    /// The form that all rows answer.
    pub form: &'a Form,
    /// Hears how many are written.
    pub telling: &'a Telling,
}

/// Rows that are written between two tellings.
const AT_ONCE: usize = 1_000;

/// Which of these source keys have a case already, so that a dry run can say what will be skipped.
pub async fn known_sources(conn: &mut Conn, keys: &[String]) -> Result<HashSet<String>> {
    let mut known = HashSet::new();
    for some in keys.chunks(5_000) {
        let rows = Query::of(
            "select source_key from cases where municipality_id = $m and source_key in ",
            (),
        )
        .list(some)
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

/// Registers many cases of one centre, their persons first. Rows whose source key is known change nothing; rows of
/// the same person (by insured number, else by name and birth) share one person.
///
/// All rows belong to the centre of the permits.
pub async fn register_many(
    tx: &mut Tx,
    permit: Permit<ImportCases>,
    for_persons: Permit<ImportPersons>,
    batch: Batch<'_>,
) -> Result<Imported> {
    let Batch { rows, form, telling } = batch;
    let sources: Vec<String> = rows.iter().map(|row| row.source_key.clone()).collect();
    let mut known = known_sources(tx, &sources).await?;
    let total = rows.len();
    let rows: Vec<&ImportedCase> =
        rows.into_iter().filter(|row| known.insert(row.source_key.clone())).collect();
    let mut done = Imported { cases: rows.len(), persons: 0, known: total - rows.len() };
    if rows.is_empty() {
        return Ok(done);
    }

    telling.step("支援対象者を登録しています", 0);
    let persons = persons_of(tx, for_persons, &rows, &mut done).await?;
    telling.step("事例を登録しています", rows.len());
    let mut serials: HashMap<String, i64> = HashMap::new();
    let mut written = 0;
    for (rows, persons) in rows.chunks(AT_ONCE).zip(persons.chunks(AT_ONCE)) {
        write_rows(tx, &permit, form, &mut serials, rows, persons).await?;
        written += rows.len();
        telling.done(written);
    }
    let detail = serde_json::json!({ "cases": done.cases, "known": done.known });
    events::record(tx, &permit, &detail).await?;
    Ok(done)
}

/// Writes some rows with their persons; `serials` are the last numbers given out, by the label's prefix.
async fn write_rows(
    tx: &mut Tx,
    permit: &Permit<ImportCases>,
    form: &Form,
    serials: &mut HashMap<String, i64>,
    rows: &[&ImportedCase],
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
        labelled.push((CaseId::new(), label, *row, person, key));
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

/// The person and key of each row; those the centre does not have yet are registered.
async fn persons_of(
    tx: &mut Tx,
    permit: Permit<ImportPersons>,
    rows: &[&ImportedCase],
    done: &mut Imported,
) -> Result<Vec<(PersonId, PersonKey)>> {
    let wanted: Vec<&NewPerson> = rows.iter().map(|row| &row.person).collect();
    let found = persons::imported(tx, &permit, &wanted).await?;
    let mut new: Vec<&NewPerson> = Vec::new();
    let mut by_identity: HashMap<String, usize> = HashMap::new();
    let mut places = Vec::with_capacity(rows.len());
    for (person, known) in wanted.into_iter().zip(found) {
        places.push(match known {
            Some(id) => Err(id),
            None => Ok(*by_identity.entry(person.identity()).or_insert_with(|| {
                new.push(person);
                new.len() - 1
            })),
        });
    }
    done.persons = new.len();
    let known: Vec<_> = places.iter().filter_map(|place| place.as_ref().err().cloned()).collect();
    let keys = persons::keys(tx, &permit, &known).await?;
    let made = persons::register_many(tx, permit, &new).await?;
    places
        .into_iter()
        .map(|place| match place {
            Ok(at) => Ok(made[at].clone()),
            Err(id) => {
                let key = keys.get(&id).cloned().ok_or(Error::NotFound)?;
                Ok((id, key))
            }
        })
        .collect()
}
