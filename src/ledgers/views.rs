//! `/ledgers/{ledger}/views/{view}`: the records of a ledger as a whole, as they were on a day.

mod axis;
mod counts;
mod map;
mod matrix;
mod names;
mod stages;
mod table;
mod timeline;
mod yearly;

use std::{collections::BTreeMap, sync::Arc};

use axum::{extract::Path, response::Response};

use super::{
    rules::{self, EntryFacts},
    seen::Seen,
    store,
};
use crate::{
    access::Actor,
    clock::{Day, Known},
    db::Conn,
    error::{Error, Result},
    fields::FieldRole,
    id::LedgerId,
    preset::{FISCAL_YEAR, Ledger, MONTH, STATE_YEAR, View, ViewKind},
    structure::Structure,
    web::{self, Frame, Visit},
};
use counts::Counting;
use stages::Kept;
use table::{Made, Part, Table};
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
    parts: Vec<Part>,
    note: String,
    /// Addresses of it as files.
    pdf: String,
    xlsx: String,
    /// How many records it is made of.
    count: usize,
    /// Whether nothing stands there, and what makes a first record.
    is_empty: bool,
    first: String,
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
        let views = ledger.views.iter().filter(|view| is_seen(ledger, view, seen));
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

/// Whether a reader sees of every record what it is made of.
fn is_seen(ledger: &Ledger, view: &View, seen: &Seen<'_>) -> bool {
    let by_day =
        [&view.rows, &view.columns].iter().any(|key| [FISCAL_YEAR, MONTH].contains(&&***key));
    let day = ledger.by_role(FieldRole::Day).filter(|_| by_day && view.of.is_empty());
    let fields = [&view.rows, &view.columns, &view.names].into_iter().chain(view.only.keys());
    let until = ledger.by_role(FieldRole::Until).filter(|_| view.kind == ViewKind::Yearly);
    let fields = fields.chain(day.into_iter().chain(until).map(|field| &field.key));
    fields.filter(|key| ledger.field(key).is_some()).all(|key| seen.shows(key))
}

/// The records of a ledger that somebody may read, as they were on a day; of several states where `past` ones are wanted too.
async fn records(
    conn: &mut Conn,
    actor: &Actor,
    (ledger, only): (&Ledger, &BTreeMap<String, String>),
    (day, past): (Day, bool),
) -> Result<Vec<Timeline>> {
    let scope = rules::reach(ledger, actor);
    let rows = store::as_of(conn, (&ledger.key, &scope), (day, past), MOST).await?;
    Timeline::of(ledger, rows, only)
}

/// Whether somebody sees whose the records of a ledger are, which those below another have from above.
pub fn shows_place(structure: &Structure, ledger: &Arc<Ledger>, actor: &Actor) -> bool {
    let facts = EntryFacts::new_in(ledger.clone());
    let seen = Seen::anywhere(&facts, &structure.audiences, actor);
    match (ledger.place(), &ledger.parent) {
        (Some(field), _) if !seen.shows(&field.key) => false,
        (_, Some(parent)) => store::kept(structure, parent)
            .is_ok_and(|parent| shows_place(structure, &parent, actor)),
        _ => true,
    }
}

/// A ledger's records in their states, and those of the ledgers below it.
async fn stages(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
    (ledger, view): (&Arc<Ledger>, &View),
    day: Day,
) -> Result<Made> {
    let below = structure.ledgers.iter().filter(|one| one.parent.as_ref() == Some(&ledger.key));
    let below = below.filter_map(|one| store::kept(structure, &one.key).ok());
    let below = below.filter(|one| rules::reads_some(one, actor));
    let ledgers: Vec<Arc<Ledger>> = std::iter::once(ledger.clone()).chain(below).collect();
    let (mut all, none) = (Vec::new(), BTreeMap::new());
    for (at, kept) in ledgers.iter().enumerate() {
        let only = if at == 0 { &view.only } else { &none };
        // A record that is called by its place needs no other word for it.
        let called = |key: &str| kept.label.contains(&format!("{{{key}}}"));
        let own = kept.place().is_some_and(|field| called(&field.key));
        let is_placed = (kept.place().is_some() || kept.parent.is_some())
            && !own
            && shows_place(structure, kept, actor);
        let records = records(conn, actor, (kept, only), (day, true)).await?;
        all.push(Kept { ledger: kept, records, is_placed });
    }
    Ok(stages::of(structure, &all, view, day))
}

/// What stands below a view.
fn note(view: &View, known: Known, count: usize) -> String {
    use nihon::Known::{Day, FiscalYear, Month};
    let (long, short) = (known.long(), known.short());
    // A day of the week says nothing of a state of things; and what is so in a month is so at its end.
    let (long, short) = match known.0 {
        Day(day) => (nihon::wareki(day), short),
        Month(_) => (long, format!("{short}月末")),
        FiscalYear(_) => (long, format!("{short}末")),
    };
    let words = |note: &str| {
        let dated = note.replace("{as_of}", &long).replace("{as_of_short}", &short);
        dated.replace("{count}", &count.to_string())
    };
    match view.note.as_str() {
        "" => format!("{long}現在"),
        note if note.starts_with(['※', '（']) => words(note),
        note => format!("※{}", words(note)),
    }
}

/// `GET /ledgers/{ledger}/views/{view}`
pub async fn show(visit: Visit, Path((key, view)): Path<(LedgerId, String)>) -> Result<Response> {
    let (structure, actor) = (visit.structure(), visit.actor());
    let ledger = store::kept(structure, &key)?;
    let facts = EntryFacts::new_in(ledger.clone());
    let seen = Seen::anywhere(&facts, &structure.audiences, actor);
    let view = ledger.views.iter().find(|one| one.key == view);
    let view = view.filter(|view| is_seen(&ledger, view, &seen)).ok_or(Error::NotFound)?;
    if !rules::reads_some(&ledger, actor) {
        return Err(Error::NotFound);
    }
    let typed = visit.query("as_of").to_owned();
    let (known, wrong) = match Known::parse(&typed) {
        Ok(known) => (known, String::new()),
        Err(_) if typed.is_empty() => (visit.today().into(), String::new()),
        Err(reason) => (visit.today().into(), format!("{reason}")),
    };
    let day = known.last_day();
    let past = view.rows == STATE_YEAR || !view.of.is_empty();
    let mut conn = visit.read().await?;
    let made = if view.kind == ViewKind::Stages {
        stages(&mut conn, (actor, structure), (&ledger, view), day).await?
    } else {
        let records = records(&mut conn, actor, (&ledger, &view.only), (day, past)).await?;
        let (of, number) = ((&*ledger, view), ledger.by_role(FieldRole::Count));
        match view.kind {
            ViewKind::Matrix => matrix::of(structure, of, &records),
            ViewKind::Names => names::of(structure, of, &records),
            ViewKind::Map => map::of(structure, of, &records),
            ViewKind::Yearly => yearly::of(structure, of, &records),
            ViewKind::Counts | ViewKind::Stages => {
                let number = number.filter(|field| seen.shows(&field.key));
                let of = Counting { ledger: &ledger, view, number, day };
                counts::of(structure, &of, &records)
            }
        }
    };
    let note = note(view, known, made.count);
    let asked = visit.query("export");
    if matches!(asked, "xlsx" | "pdf") {
        let edge = visit.edge(&structure.municipality.name).about(ledger.name.clone());
        let title = view.title.clone();
        let table = Table { edge, title, parts: made.parts, foot: note };
        if asked == "pdf" {
            return visit.hand_out("台帳の表", vec![table.sheet()?]).await;
        }
        let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let name = format!("{}_{}.xlsx", view.title, visit.today().iso());
        return web::download(&name, media, table.workbook(visit.today())?);
    }
    let first = match ledger.words.empty.as_str() {
        _ if !view.only.is_empty() => "この表に載せるものは、まだありません。".to_owned(),
        "" => format!("一覧で{}を加えると、ここに出ます。", ledger.one()),
        words => words.to_owned(),
    };
    web::page(&ViewPage {
        pdf: visit.with("export", "pdf"),
        xlsx: visit.with("export", "xlsx"),
        frame: visit.frame(view.title.clone()),
        tabs: Tabs::of(&ledger, &seen, &view.key),
        title: view.title.clone(),
        as_of: typed,
        said: known.long(),
        wrong,
        is_empty: made.parts.iter().all(|part| part.rows.is_empty()),
        parts: made.parts,
        note,
        count: made.count,
        first,
        ledger: ledger.clone(),
    })
}
