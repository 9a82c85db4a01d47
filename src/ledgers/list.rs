//! `/ledgers/{ledger}`: its records, as far as somebody may read them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::{extract::Path, response::Response};

use super::{
    entry::Entry,
    facets, importing, named,
    rules::{self, EntryFacts, LedgerAction},
    saved::{self, Saved},
    seen::Seen,
    store::{self, Filter},
    views::Tabs,
};
use crate::{
    access::{self, Role},
    error::{Error, Result},
    fields::{AnswerKind, FieldRole, Spec},
    id::LedgerId,
    preset::{Ledger, UnitTier},
    saved_filters,
    tabular::Cell,
    web::{
        self, Frame, Visit,
        form::Choice,
        listing::{self, Filters, List, Table},
    },
};

/// A record, with the words of the columns that its reader sees of it.
struct Line {
    entry: Entry,
    state: String,
    is_final: bool,
    words: BTreeMap<String, String>,
    /// Whose it is.
    place: String,
    /// What stands in the file, by heading.
    cells: BTreeMap<String, Cell>,
    /// What the record above is called.
    above: String,
}

#[derive(askama::Template)]
#[template(path = "ledgers/list.html")]
struct ListPage<'a> {
    frame: Frame,
    ledger: Arc<Ledger>,
    filters: Filters<'a>,
    table: Table,
    tabs: Tabs,
    /// The button that begins a record.
    add: Option<String>,
    /// Whether they may send a file of it.
    may_send: bool,
    /// The ledger below whose records these stand.
    parent: Option<(String, String)>,
}

type Column<'a> = listing::Column<'a, Line>;

/// `GET /ledgers/{ledger}`
pub async fn list(visit: Visit, Path(key): Path<LedgerId>) -> Result<Response> {
    let (structure, actor) = (visit.structure(), visit.actor());
    let ledger = store::kept(structure, &key)?;
    if !rules::reads_some(&ledger, actor) {
        return Err(Error::NotFound);
    }
    let blank = EntryFacts::new_in(ledger.clone());
    let seen = Seen::anywhere(&blank, &structure.audiences, actor);
    let mut conn = visit.read().await?;
    let places = facets::places(&mut conn, &key).await?;
    let saved = saved_filters::of_list(&mut conn, actor, visit.path()).await?;
    let filter = filter(&visit, &ledger, (&seen, &places))?;
    let year = visit.today().fiscal_year();
    let list = list_of(&ledger, (&seen, &places), &Saved::of(&ledger, structure, year));
    let part = store::list(&mut conn, &filter, &list.wanted(&visit)).await?;
    let answers = named::answers(&part.rows)?;
    let called = named::naming(&mut conn, (actor, structure), &ledger, &answers).await?;
    let called = Arc::new(called);
    let saved_as = Saved::of(&called, structure, year);
    let above = match visit.is_saved() {
        true => saved::above(&mut conn, (actor, structure), &part.rows).await?,
        false => HashMap::new(),
    };
    let mut rows = Vec::new();
    for (entry, answers) in part.rows.iter().zip(&answers) {
        let facts = EntryFacts::of(entry, called.clone());
        let seen = Seen::of(&facts, &structure.audiences, actor);
        let said = |field: &&Spec| {
            let words = field.lines(answers.get(&field.key)?).join("、");
            Some((field.key.clone(), words))
        };
        let state = called.state(&entry.state_id);
        rows.push(Line {
            words: seen.fields().iter().filter_map(said).collect(),
            state: state.map(|state| state.name.clone()).unwrap_or_default(),
            is_final: state.is_some_and(|state| state.is_final),
            place: structure.unit_title(&entry.unit_id),
            cells: match visit.is_saved() {
                true => saved_as.cells(answers, seen.fields()),
                false => BTreeMap::new(),
            },
            above: (entry.parent_id.as_ref())
                .and_then(|id| above.get(id.as_str()).cloned())
                .unwrap_or_default(),
            entry: entry.clone(),
        });
    }
    let filters = filters(&visit, &ledger, &seen).saved(saved);
    let list = list.narrowed(&filters, None);
    let city = actor.is(Role::CityOfficer);
    let adds =
        access::may(LedgerAction::Register, actor, &blank) && (ledger.parent.is_none() || city);
    let parent = ledger.parent.as_ref().and_then(|parent| structure.ledger(parent));
    list.answer(&visit, part.with(rows), |table| {
        web::page(&ListPage {
            frame: visit.frame(ledger.name.clone()),
            filters,
            table,
            tabs: Tabs::of(&ledger, &seen, ""),
            add: adds.then(|| ledger.add_words()),
            may_send: importing::may_send(structure, key.as_str(), actor),
            parent: parent.map(|one| (format!("/ledgers/{}", one.key), one.name.clone())),
            ledger: ledger.clone(),
        })
    })
}

/// The fields that stand in columns, in their order. What is said of all records by the one above them stands before them.
fn columns<'l>(ledger: &'l Ledger, seen: &Seen<'_>) -> Vec<&'l Spec> {
    let above = ledger.place().filter(|_| ledger.parent.is_some()).map(|field| &field.key);
    let shown = |field: &&Spec| {
        seen.shows(&field.key)
            && field.role != Some(FieldRole::Title)
            && above.is_none_or(|key| *key != field.key)
            && !ledger.label.contains(&format!("{{{}}}", field.key))
    };
    let all: Vec<&Spec> = match ledger.columns.is_empty() {
        true => ledger.fields().filter(|field| field.filter).collect(),
        false => ledger.columns.iter().filter_map(|key| ledger.field(key)).collect(),
    };
    all.into_iter().filter(shown).collect()
}

fn list_of<'l>(
    ledger: &'l Ledger,
    (seen, places): (&Seen<'_>, &BTreeMap<String, usize>),
    saved: &Saved,
) -> List<'l, Line> {
    let title = Column::new(ledger.one(), |line: &Line| line.entry.label.as_str().into())
        .sort(store::BY_TITLE)
        .width(30)
        .link(|line| format!("/records/{}", line.entry.id))
        .names_row()
        .class("middling-text own-line title");
    let mut all: Vec<Column<'l>> = Vec::new();
    let says_where = ledger.place().is_none_or(|field| seen.shows(&field.key));
    if let Some(above) = saved.above().filter(|_| says_where) {
        let above = Column::new(above, |line: &Line| line.above.as_str().into());
        all.push(above.width(20).in_file());
    }
    // A file says by itself what a record is called, so that it can be taken in again.
    match saved.called(ledger).filter(|field| seen.shows(&field.key)) {
        Some(field) => {
            all.push(title.on_screen());
            all.extend(in_file(saved, &field.key).into_iter().map(|column| column.width(30)));
        }
        None => all.push(title),
    }
    if !ledger.states.is_empty() {
        all.push(
            Column::new("状態", |line| line.state.as_str().into())
                .sort(store::BY_STATE)
                .chip(|line| if line.is_final { "gray" } else { "blue" }),
        );
        let head = importing::columns::since_head(ledger);
        all.push(Column::new(head, |line| line.entry.state_on.short().into()).nowrap());
    }
    if ledger.parent.is_some() && says_where {
        all.push(Column::new("どこの", |line: &Line| line.place.as_str().into()).on_screen());
    }
    for field in columns(ledger, seen) {
        let key = field.key.clone();
        let column = Column::new(field.label.as_str(), move |line| {
            line.words.get(&key).map(String::as_str).unwrap_or_default().into()
        });
        let by = match field.role {
            Some(FieldRole::Day) => Some(store::BY_DAY),
            _ => places.get(&field.key).map(|place| facets::SORTS[*place]),
        };
        let column = match by {
            Some(by) => column.sort(by),
            None => column,
        };
        let in_file = in_file(saved, &field.key);
        all.push(if in_file.is_empty() { column } else { column.on_screen() });
        all.extend(in_file);
    }
    // Nobody learns from an order what they may not see.
    let day = ledger.by_role(FieldRole::Day).filter(|field| seen.shows(&field.key));
    let by_day = day.map(|field| field.key.as_str());
    let sort = ledger.sort.trim_start_matches('-');
    let order = match by_day.is_some_and(|key| key == sort || sort.is_empty()) {
        true if ledger.sort.starts_with('-') || sort.is_empty() => store::BY_DAY.down(),
        true => store::BY_DAY.up(),
        false => store::BY_TITLE.up(),
    };
    List::new(
        (ledger.name.as_str(), ledger.counted_in.as_str()),
        order,
        |line| line.entry.id.as_str(),
        all,
    )
}

/// The columns of a field in the file.
fn in_file<'l>(saved: &Saved, key: &str) -> Vec<Column<'l>> {
    let column = |head: String| {
        let of = head.clone();
        let cell = move |line: &Line| line.cells.get(&of).cloned().unwrap_or_default();
        Column::new(head, cell).in_file()
    };
    saved.headings(key).map(|heading| column(heading.header.clone())).collect()
}

/// What the list can be narrowed to: the fields that say so, of those that the reader sees of every record.
fn narrowing<'l>(ledger: &'l Ledger, seen: &Seen<'_>) -> Vec<&'l Spec> {
    let offers =
        |field: &&Spec| field.filter && seen.shows(&field.key) && !field.offered().is_empty();
    ledger.fields().filter(offers).collect()
}

/// The name of a field's filter in the address.
fn asked_as(field: &Spec) -> String {
    format!("f.{}", field.key)
}

fn filters<'v>(visit: &'v Visit, ledger: &'v Ledger, seen: &Seen<'_>) -> Filters<'v> {
    let mut filters = Filters::of(visit).words("q", "名前");
    if !ledger.states.is_empty() {
        let states = ledger.states.iter().map(|state| Choice::new(&state.key, &state.name));
        filters = filters.select("state", "状態", states);
    }
    for field in narrowing(ledger, seen) {
        let choices = field.offered().into_iter().map(|c| Choice::new(c.key, c.name));
        filters = filters.select(asked_as(field), &field.label, choices);
    }
    filters
}

fn filter(
    visit: &Visit,
    ledger: &Ledger,
    (seen, places): (&Seen<'_>, &BTreeMap<String, usize>),
) -> Result<Filter> {
    let key = |name: &str| Some(visit.query(name)).filter(|v| !v.is_empty()).map(str::to_owned);
    let mut filter = Filter {
        ledger: ledger.key.clone(),
        scope: rules::reach(ledger, visit.actor()),
        state: key("state"),
        unit: None,
        facets: BTreeMap::new(),
        values: Vec::new(),
        words: visit.query("q").to_owned(),
    };
    for field in narrowing(ledger, seen) {
        let Some(value) = key(&asked_as(field)) else { continue };
        if !field.offered().iter().any(|choice| choice.key == value) {
            let sentence =
                format!("「{}」の指定を読めません。条件をクリアしてください。", field.label);
            return Err(Error::invalid(sentence));
        }
        let tier = match field.role {
            _ if ledger.place().is_none_or(|place| place.key != field.key) => None,
            Some(FieldRole::District) => Some(UnitTier::District),
            Some(FieldRole::Area) => Some(UnitTier::Area),
            Some(FieldRole::Center) => Some(UnitTier::Center),
            _ => None,
        };
        match (tier, places.get(&field.key)) {
            (Some(tier), _) => filter.unit = Some(tier.unit(value)),
            (None, Some(place)) => {
                filter.facets.insert(*place, facets::sought(field, &value));
            }
            (None, None) if field.kind == AnswerKind::Ref => {
                filter.values.push((field.key.clone(), super::columns::pointed(&field.to, &value)));
            }
            (None, None) => filter.values.push((field.key.clone(), value)),
        }
    }
    Ok(filter)
}
