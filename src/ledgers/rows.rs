//! `/records/{id}/rows/{ledger}`: many records below one, a row each. A row is saved alone; what could not be saved stays on the page.

use std::{collections::BTreeSet, sync::Arc};

use axum::{extract::Path, response::Response};

use super::{
    commands::{self, NewEntry},
    entry::{Entry, PREFIX, Written},
    named::{self as names, is_asked},
    opening,
    rules::{EntryFacts, LedgerAction, ReadEntry},
    store::{self, Asked},
};
use crate::{
    db::Conn,
    error::{Error, Result},
    fields::{AnswerKind, Needed, Spec},
    forms::{self, Answers},
    id::{EntryId, LedgerId},
    preset::Ledger,
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "ledgers/rows.html")]
struct RowsPage {
    frame: Frame,
    form: FormState,
    ledger: Arc<Ledger>,
    above: Entry,
    table: String,
    /// Fields that no row asks.
    left: Vec<String>,
    /// How many were saved of what was sent.
    saved: usize,
    back: String,
}

/// Rows that are saved at once at most.
const MOST: usize = 50;

/// What the rows are called on the page.
const ROWS: &str = "rows";

/// A ledger of which several records are written at once, below one.
struct Below {
    /// With all that its fields may be answered with.
    ledger: Arc<Ledger>,
    above: Entry,
    keeps: bool,
}

async fn below_of(
    visit: &Visit,
    conn: &mut Conn,
    (id, key): (&EntryId, &LedgerId),
    form: &FormState,
) -> Result<Below> {
    let structure = visit.structure();
    let asked = Asked { entry: id.clone(), structure: structure.clone(), step: None };
    let _ = visit.see(ReadEntry, &asked, conn).await?;
    let above = store::find(conn, id).await?;
    let ledger = store::kept(structure, key)?;
    if ledger.parent.as_ref() != Some(&above.ledger_id) {
        return Err(Error::NotFound);
    }
    let facts = EntryFacts {
        unit: Some(above.unit_id.clone()),
        center: above.center_id.clone(),
        ..EntryFacts::new_in(ledger.clone())
    };
    visit.check(LedgerAction::Register, &facts)?;
    let keeps = opening::keeps(visit, &facts);
    let (none, year) = (Answers::default(), visit.today().fiscal_year());
    let of = (visit.actor(), structure);
    let ledger = names::offering(conn, of, (&ledger, &none, year), (form, None)).await?.into();
    Ok(Below { ledger, above, keeps })
}

impl Below {
    fn asked(&self, visit: &Visit) -> impl Iterator<Item = &Spec> {
        let (form, none) = ((true, visit.today().fiscal_year()), Answers::default());
        let fields = self.ledger.fields();
        fields.filter(move |field| is_asked(field, form, &none) && (self.keeps || !field.personal))
    }

    /// The rows as one table, each of its columns a field that fits into a cell.
    fn table(&self, visit: &Visit) -> Spec {
        let columns = self.asked(visit).filter(|field| is_one_line(field)).cloned();
        Spec {
            key: ROWS.to_owned(),
            label: self.ledger.name.clone(),
            kind: AnswerKind::Table,
            columns: columns.map(plain).collect(),
            ..Spec::default()
        }
    }

    fn page(&self, visit: &Visit, form: FormState, saved: usize) -> Result<RowsPage> {
        let table = self.table(visit);
        let left = self.asked(visit).filter(|field| !is_one_line(field));
        Ok(RowsPage {
            frame: visit.frame(format!("{}をまとめて加える", self.ledger.one())),
            table: forms::one_input(&table, &form, "")?,
            left: left.map(|field| field.label.clone()).collect(),
            back: format!("/records/{}", self.above.id),
            ledger: self.ledger.clone(),
            above: self.above.clone(),
            saved,
            form,
        })
    }
}

/// Whether it is answered in a line: a dozen boxes to tick would make every row a page.
fn is_one_line(field: &Spec) -> bool {
    field.is_small() && field.kind.is_single() && !field.many
}

/// A field as a row asks it: what is needed, no row is saved without.
fn plain(field: Spec) -> Spec {
    let required = if field.required.is_not() { Needed::Never } else { Needed::Always };
    Spec { shown_if: None, required, ..field }
}

/// Whether records of a ledger can be written in rows: nothing that is needed is left out of them.
pub fn fits(ledger: &Ledger) -> bool {
    ledger.fields().all(|field| is_one_line(field) || field.required.is_not())
}

/// `GET /records/{id}/rows/{ledger}`
pub async fn ask(visit: Visit, Path((id, key)): Path<(EntryId, LedgerId)>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let below = below_of(&visit, &mut conn, (&id, &key), &FormState::empty()).await?;
    web::page(&below.page(&visit, FormState::empty(), 0)?)
}

/// `POST /records/{id}/rows/{ledger}`
pub async fn save(
    visit: Visit,
    Path((id, key)): Path<(EntryId, LedgerId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let below = below_of(&visit, &mut conn, (&id, &key), &form).await?;
    drop(conn);
    let table = below.table(&visit);
    let (mut saved, mut kept) = (0, 0);
    for at in filled(&form) {
        if at >= MOST {
            form.error(ROWS, format!("一度に書けるのは{MOST}行までです。"));
            kept += 1;
            break;
        }
        let mut answers = Answers::default();
        let called = |key: &str| format!("{ROWS}.{at}.{key}");
        let before = form.all_errors().len();
        for column in &table.columns {
            let label = format!("{}行目の「{}」", at + 1, column.label);
            let column = Spec { label, ..column.clone() };
            answers.set(&column.key, column.read(&mut form, &called(&column.key)));
        }
        if form.all_errors().len() > before {
            kept += 1;
            continue;
        }
        let written =
            Written { ledger: below.ledger.clone(), answers, personal: below.keeps, asked: None };
        let new = &NewEntry { written, parent: Some(id.clone()), since: None };
        let actor = visit.actor();
        let done = visit
            .in_turn(format!("ledger {key}"))
            .write(|mut tx| async move {
                let id = commands::register(&mut tx, actor, new).await?;
                Ok((tx, id))
            })
            .await;
        let at_row = |name: &str| match name.strip_prefix(PREFIX) {
            Some(key) => called(key),
            None => String::new(),
        };
        let done = done.map_err(|error| match error {
            Error::Refused(refusals) => Error::Refused(refusals.renamed(at_row)),
            other => other,
        });
        match form.hear(done)? {
            Some(_) => {
                saved += 1;
                table.columns.iter().for_each(|column| form.set(&called(&column.key), ""));
            }
            None => kept += 1,
        }
    }
    if kept == 0 && saved > 0 {
        let words = format!("{saved}{}登録しました。", below.ledger.counted_in);
        return Ok(web::done(&format!("/records/{id}"), &words));
    }
    if kept == 0 {
        form.error("", "どの行にも、まだ何も書かれていません。");
    }
    web::refused(&below.page(&visit, form, saved)?)
}

/// Rows in which anything stands.
fn filled(form: &FormState) -> BTreeSet<usize> {
    let at = |(key, value): (&str, &str)| {
        let (row, _) = key.strip_prefix("rows.")?.split_once('.')?;
        if value.trim().is_empty() { None } else { row.parse().ok() }
    };
    form.pairs().filter_map(at).collect()
}
