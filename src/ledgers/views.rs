//! `/ledgers/{ledger}/views/{view}`: the records of a ledger as a whole, as they were on a day.

mod matrix;
mod names;
mod paper;
mod timeline;

use std::sync::Arc;

use axum::{extract::Path, response::Response};

use super::{
    rules::{self, EntryFacts},
    seen::Seen,
    store,
};
use crate::{
    clock::Known,
    error::{Error, Result},
    id::LedgerId,
    preset::{Ledger, STATE_YEAR, View, ViewKind},
    web::{self, Frame, Visit},
};
use matrix::Matrix;
use names::Names;
use paper::{Around, Table};
use timeline::Timeline;

/// Records of which a whole is made at most.
const MOST: i64 = 5_000;

#[derive(askama::Template)]
#[template(path = "ledgers/view.html")]
struct ViewPage {
    frame: Frame,
    ledger: Arc<Ledger>,
    tabs: Tabs,
    title: String,
    /// The day as of which it is, as it was typed, and in words.
    as_of: String,
    said: String,
    wrong: String,
    matrix: Option<Matrix>,
    names: Option<Names>,
    note: String,
    /// Addresses of it as files.
    pdf: String,
    xlsx: String,
    /// How many records it is made of.
    count: usize,
}

/// The ways to look at a ledger that a reader has: addresses and words, and which is this one.
#[derive(askama::Template)]
#[template(path = "ledgers/tabs.html")]
pub struct Tabs {
    all: Vec<(String, String, bool)>,
}

impl Tabs {
    /// Those of a ledger; `here` is the key of a view, or empty for the list.
    pub fn of(ledger: &Ledger, seen: &Seen<'_>, here: &str) -> Tabs {
        let list = (format!("/ledgers/{}", ledger.key), "一覧".to_owned(), here.is_empty());
        let views =
            ledger.views.iter().filter(|view| is_drawn(view) && is_seen(ledger, view, seen));
        let view = |view: &View| {
            (
                format!("/ledgers/{}/views/{}", ledger.key, view.key),
                view.title.clone(),
                view.key == here,
            )
        };
        Tabs { all: std::iter::once(list).chain(views.map(view)).collect() }
    }
}

/// Whether a page draws it already.
fn is_drawn(view: &View) -> bool {
    matches!(view.kind, ViewKind::Matrix | ViewKind::Names)
}

/// Whether a reader sees of every record what it is made of.
fn is_seen(ledger: &Ledger, view: &View, seen: &Seen<'_>) -> bool {
    let fields = [&view.rows, &view.columns, &view.names].into_iter().chain(view.only.keys());
    fields.filter(|key| ledger.field(key).is_some()).all(|key| seen.shows(key))
}

/// `GET /ledgers/{ledger}/views/{view}`
pub async fn show(visit: Visit, Path((key, view)): Path<(LedgerId, String)>) -> Result<Response> {
    let (structure, actor) = (visit.structure(), visit.actor());
    let ledger = store::kept(structure, &key)?;
    let facts = EntryFacts::new_in(ledger.clone());
    let seen = Seen::anywhere(&facts, &structure.audiences, actor);
    let view = ledger.views.iter().find(|one| one.key == view && is_drawn(one));
    let view = view.filter(|view| is_seen(&ledger, view, &seen)).ok_or(Error::NotFound)?;
    if !rules::reads_some(&ledger, actor) {
        return Err(Error::NotFound);
    }
    let typed = visit.query("as_of").to_owned();
    let (known, wrong) = match Known::parse(&typed) {
        Ok(known) => (Some(known), String::new()),
        Err(_) if typed.is_empty() => (None, String::new()),
        Err(reason) => (None, format!("{reason}")),
    };
    let day = known.map_or_else(|| visit.today(), Known::last_day);
    let mut conn = visit.read().await?;
    let (scope, past) = (rules::reach(&ledger, actor), view.rows == STATE_YEAR);
    let rows = store::as_of(&mut conn, (&ledger.key, &scope), (day, past), MOST).await?;
    let records = Timeline::of(&ledger, rows, view)?;
    let words = known.map_or_else(|| day.long(), Known::long);
    let (mut count, mut matrix, mut names) = (records.len(), None, None);
    match view.kind {
        ViewKind::Matrix => matrix = Some(Matrix::of(structure, (&ledger, view), &records)),
        _ => {
            let made = Names::of(structure, (&ledger, view), &records);
            count = made.count();
            names = Some(made);
        }
    }
    let note = view.note.replace("{as_of}", &words).replace("{count}", &count.to_string());
    let asked = visit.query("export");
    if matches!(asked, "xlsx" | "pdf") {
        let foot = if note.is_empty() { format!("{words}現在") } else { format!("※{note}") };
        let edge = visit.edge(&structure.municipality.name).about(ledger.name.clone());
        let around = Around { edge, title: view.title.clone(), foot };
        let table = match (&matrix, &names) {
            (Some(made), _) => {
                let blocks = view.blocks.unwrap_or(1);
                Table::of_matrix(around, made, (view.marked_rows, blocks))
            }
            (None, Some(made)) => Table::of_names(around, made),
            (None, None) => return Err(Error::NotFound),
        };
        if asked == "pdf" {
            return visit.hand_out("台帳の表", vec![table.sheet()?]).await;
        }
        let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let name = format!("{}_{}.xlsx", view.title, visit.today().iso());
        return web::download(&name, media, table.workbook(visit.today())?);
    }
    web::page(&ViewPage {
        pdf: visit.with("export", "pdf"),
        xlsx: visit.with("export", "xlsx"),
        frame: visit.frame(view.title.clone()),
        tabs: Tabs::of(&ledger, &seen, &view.key),
        title: view.title.clone(),
        as_of: typed,
        said: words,
        wrong,
        matrix,
        names,
        note,
        count,
        ledger: ledger.clone(),
    })
}
