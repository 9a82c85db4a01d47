//! `/ledgers/{ledger}`: its records, as far as somebody may read them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::{extract::Path, response::Response};

use super::{
    entry::{Entry, WAITING},
    facets, importing, named,
    rules::{self, EntryFacts, LedgerAction},
    saved::{self, Saved},
    seen::Seen,
    store::{self, Filter},
    views::{Tabs, shows_place},
};
use crate::{
    access::{self, Actor, Role, Subject},
    db::Order,
    error::{Error, Result},
    fields::{AnswerKind, FieldRole, Spec},
    id::LedgerId,
    preset::{Ledger, UnitTier},
    room::Panel,
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
    /// Whether the reader registers records, here or below another.
    writes: bool,
    panels: Vec<Panel>,
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
    let pointed = |field: &Spec| visit.query(&asked_as(field)).to_owned();
    let narrowed = named::asked_for(&mut conn, (actor, structure), &ledger, pointed).await?;
    let saved = saved_filters::of_list(&mut conn, actor, visit.path()).await?;
    let writes = access::may(LedgerAction::Register, actor, &blank);
    let manages = writes || access::may(LedgerAction::OpenPersonal, actor, &blank);
    let asked = |name: &str| visit.query(name);
    let filter = Filter {
        retired: manages && visit.query(ONLY) == RETIRED,
        shared: (manages && visit.query(ONLY) == WAITING).then_some(false),
        ..filter((&asked, actor), &narrowed, (&seen, &places))?
    };
    let year = visit.today().fiscal_year();
    let saved_as = (&Saved::of(&ledger, structure, year), shows_place(structure, &ledger, actor));
    let list = list_of(&ledger, (&seen, &places), saved_as);
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
    let mut filters = filters(&visit, &narrowed, &seen);
    if manages {
        filters = filters.select_or("使っている記録", ONLY, "どの記録", only(&ledger));
    }
    let filters = filters.saved(saved);
    // What can be done elsewhere with the list as it stands here; words that were searched for lead nowhere.
    let address = visit.with_all(&[("page", ""), ("sort", ""), ("after", ""), ("count", "")]);
    let subject = Subject::new("list", address.trim_end_matches('?'));
    let panels =
        match rows.is_empty() || !visit.query(ONLY).is_empty() || !visit.query("q").is_empty() {
            true => Vec::new(),
            false => crate::panels(&mut conn, actor, structure, &subject).await?,
        };
    let list = list.narrowed(&filters, None);
    let city = actor.is(Role::CityOfficer);
    let adds = writes && (ledger.parent.is_none() || city);
    let parent = ledger.parent.as_ref().and_then(|parent| structure.ledger(parent));
    list.answer(&visit, part.with(rows), |table| {
        web::page(&ListPage {
            frame: visit.frame(ledger.name.clone()),
            filters,
            table,
            tabs: Tabs::of(&ledger, &seen, ""),
            writes,
            panels,
            add: adds.then(|| ledger.add_words()),
            may_send: importing::may_send(structure, key.as_str(), actor),
            parent: parent.map(|one| (format!("/ledgers/{}", one.key), one.name.clone())),
            ledger: ledger.clone(),
        })
    })
}

/// Records that lists show only to who asks for them.
const ONLY: &str = "only";
const RETIRED: &str = "retired";

fn only(ledger: &Ledger) -> Vec<Choice> {
    let waiting = Choice::new(WAITING, "ほかの人に見せるか、まだ確かめていない記録");
    let personal = ledger.is_personal() && !ledger.readers().is_empty();
    let all = personal.then_some(waiting).into_iter();
    all.chain([Choice::new(RETIRED, "取り下げた記録")]).collect()
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
    (saved, says_where): (&Saved, bool),
) -> List<'l, Line> {
    // 相7-10 comes behind 相7-2.
    let by_number = ledger.label.contains("{number}");
    let title = Column::new(ledger.one(), |line: &Line| line.entry.label.as_str().into())
        .sort(if by_number { store::BY_NUMBER } else { store::BY_TITLE })
        .width(30)
        .link(|line| format!("/records/{}", line.entry.id))
        .names_row()
        .class("middling-text own-line title");
    let mut all: Vec<Column<'l>> = Vec::new();
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
    if !ledger.number.is_empty() && !by_number {
        let number = Column::new("番号", |line: &Line| line.entry.number.as_str().into());
        all.push(number.sort(store::BY_NUMBER).nowrap());
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
    let order = order(ledger, seen, places);
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

/// What a list is sorted by where nobody chose: what its ledger says, as far as the reader sees that, else the newest day, the
/// number or the title. Nobody learns from an order what they may not see.
fn order(ledger: &Ledger, seen: &Seen<'_>, places: &BTreeMap<String, usize>) -> Order {
    let (said, down) = match ledger.sort.strip_prefix('-') {
        Some(said) => (said, true),
        None => (ledger.sort.as_str(), false),
    };
    let field = ledger.field(said).filter(|field| seen.shows(&field.key));
    let day = ledger.by_role(FieldRole::Day).filter(|field| seen.shows(&field.key));
    let by = match (said, field) {
        (_, Some(field)) if field.role == Some(FieldRole::Day) => Some(store::BY_DAY),
        (_, Some(field)) => places.get(&field.key).map(|place| facets::SORTS[*place]),
        ("number", None) => Some(store::BY_NUMBER),
        ("state", None) => Some(store::BY_STATE),
        _ => None,
    };
    match by {
        Some(by) if down => by.down(),
        Some(by) => by.up(),
        None if said.is_empty() && day.is_some() => store::BY_DAY.down(),
        None if said.is_empty() && !ledger.number.is_empty() => store::BY_NUMBER.down(),
        None => store::BY_TITLE.up(),
    }
}

/// What the list can be narrowed to, of the fields that the reader sees of every record: those that say so, and references to
/// the record that the address names.
pub(super) fn narrowing<'l>(ledger: &'l Ledger, seen: &Seen<'_>) -> Vec<&'l Spec> {
    narrowable(ledger, seen).filter(|field| !field.offered().is_empty()).collect()
}

fn narrowable<'l>(ledger: &'l Ledger, seen: &Seen<'_>) -> impl Iterator<Item = &'l Spec> {
    let narrows = |field: &&Spec| field.filter || named::points_beyond(field);
    ledger.fields().filter(narrows).filter(|field| seen.shows(&field.key))
}

/// The name of a field's filter in the address.
pub(super) fn asked_as(field: &Spec) -> String {
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

/// What a list is narrowed to by an address.
///
/// # Errors
/// A sentence where it says what is not there.
pub(super) fn filter<'q>(
    (said, actor): (&dyn Fn(&str) -> &'q str, &Actor),
    ledger: &Ledger,
    (seen, places): (&Seen<'_>, &BTreeMap<String, usize>),
) -> Result<Filter> {
    let key = |name: &str| Some(said(name)).filter(|v| !v.is_empty()).map(str::to_owned);
    let mut filter = Filter {
        ledger: ledger.key.clone(),
        scope: rules::reach(ledger, actor),
        state: key("state"),
        unit: None,
        retired: false,
        shared: None,
        facets: BTreeMap::new(),
        values: Vec::new(),
        words: said("q").to_owned(),
    };
    let asked = |field: &&Spec| !field.offered().is_empty() || named::points_beyond(field);
    for field in narrowable(ledger, seen).filter(asked) {
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
