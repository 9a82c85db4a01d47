//! Lists of a ledger's records.

use std::collections::BTreeMap;

use super::super::{entry::Entry, facets};
use crate::{
    access::{Scope, ScopeColumns},
    clock::{Day, Known},
    db::{Conn, Part, Query, Sort, Wanted},
    error::{Error, Result},
    id::{CenterId, EntryId, LedgerId, UnitId},
    record,
};

/// By the day that records are about.
pub const BY_DAY: Sort = Sort::new("day", &["r.day"]).indexed();
/// By title, as it is read.
pub const BY_TITLE: Sort = Sort::new("title", &["r.reading"]).indexed();
/// By the number that they were given.
pub const BY_NUMBER: Sort = Sort::new("number", &["r.series", "coalesce(r.serial, 0)"]);
/// By state. No day decides within one: not every reader sees it.
pub const BY_STATE: Sort = Sort::new("state", &["r.state_id"]);

/// What a list is narrowed to; empty fields do not narrow.
#[derive(Clone, Debug)]
pub struct Filter {
    pub ledger: LedgerId,
    pub scope: Scope,
    pub state: Option<String>,
    pub unit: Option<UnitId>,
    /// Those alone that were taken out.
    pub retired: bool,
    /// Those alone that others may know of, or may not yet.
    pub shared: Option<bool>,
    /// At places of the row, what stands there.
    pub facets: BTreeMap<usize, String>,
    /// Fields that answer this among others.
    pub values: Vec<(String, String)>,
    /// Part of the label.
    pub words: String,
}

/// How a record answers to a scope.
const REACH: ScopeColumns = ScopeColumns {
    keeper: Some("r.center_id"),
    units: Some("r.unit_id"),
    own: Some("r.registrant_id"),
    assigned: Some("r.assignee_id"),
    opened: "r.shared",
    ..ScopeColumns::NONE
};

/// What is wanted of a list.
pub async fn list(conn: &mut Conn, filter: &Filter, wanted: &Wanted) -> Result<Part<Entry>> {
    let every = Query::of("select 1 from ledger_records where municipality_id = $m", ());
    let wanted = wanted.of_long(conn, ("ledger_records", every), BY_TITLE.up()).await?;
    wanted.read(conn, "r.id", |begun| filtered(begun, filter)).await
}

fn filtered(begun: Query, filter: &Filter) -> Query {
    let mut query = begun
        .with(
            "from ledger_records r
             join ledger_versions v
               on v.municipality_id = r.municipality_id
              and v.record_id = r.id
              and v.number = r.version
            where r.municipality_id = $m
              and r.ledger_id = $1",
            &filter.ledger,
        )
        .and(" and r.state_id = $1", filter.state.as_ref())
        .and(" and r.unit_id = $1", filter.unit.as_ref())
        .push(if filter.retired {
            " and r.retired_on is not null"
        } else {
            " and r.retired_on is null"
        })
        .and(" and r.shared = $1", filter.shared);
    for (place, sought) in &filter.facets {
        query = query.and(facets::NARROW[*place], Some(sought));
    }
    for (field, value) in &filter.values {
        query = query.with(
            " and exists (
                select 1
                  from ledger_values u
                 where u.municipality_id = $m
                   and u.value = $1
                   and u.ledger_id = r.ledger_id
                   and u.field_id = $2
                   and u.record_id = r.id)",
            (value, field),
        );
    }
    filter.scope.filter(query.holding(&filter.words, &["r.label"]), &REACH)
}

/// How many records of a ledger others may not know of yet, of those in a scope; retired ones wait for nothing.
pub async fn waiting(conn: &mut Conn, ledger: &LedgerId, scope: &Scope) -> Result<i64> {
    if scope.is_nothing() {
        return Ok(0);
    }
    let query = Query::of(
        "select cast(count(*) as bigint)
           from ledger_records r
          where r.municipality_id = $m and r.ledger_id = $1 and r.shared = $2
            and r.retired_on is null",
        (ledger, false),
    );
    scope.filter(query, &REACH).count(conn).await
}

/// How many there are.
pub async fn count(conn: &mut Conn, filter: &Filter) -> Result<i64> {
    filtered(Query::of("select cast(count(*) as bigint) ", ()), filter).count(conn).await
}

fn titled(ledger: &LedgerId, scope: &Scope) -> Query {
    let query = Query::of(
        "select r.id, r.label
           from ledger_records r
          where r.municipality_id = $m
            and r.ledger_id = $1",
        ledger,
    );
    scope.filter(query, &REACH)
}

/// The records of a ledger by title that hold the words in it, so many at most.
pub async fn titles(
    conn: &mut Conn,
    (ledger, scope): (&LedgerId, &Scope),
    (words, most): (&str, i64),
) -> Result<Vec<(String, String)>> {
    let query = titled(ledger, scope).push(" and r.retired_on is null");
    let query = query.holding(words, &["r.label"]);
    query.with(" order by r.reading, r.id limit $1", most).all(conn).await
}

/// The titles of these records, in no order that matters.
pub async fn titles_of(
    conn: &mut Conn,
    (ledger, scope): (&LedgerId, &Scope),
    ids: &[String],
) -> Result<Vec<(String, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    titled(ledger, scope).push(" and r.id in ").list(ids).all(conn).await
}

/// Records of a ledger in which a field points at something, those first that were registered last, so many at most.
pub async fn pointing_at(
    conn: &mut Conn,
    (ledger, scope): (&LedgerId, &Scope),
    (field, value): (&str, &str),
    most: i64,
) -> Result<Vec<Entry>> {
    let query = Query::select::<Entry>(
        "from ledger_values u
         join ledger_records r
           on r.municipality_id = u.municipality_id
          and r.id = u.record_id
         join ledger_versions v
           on v.municipality_id = r.municipality_id
          and v.record_id = r.id
          and v.number = r.version
        where u.municipality_id = $m
          and u.value = $1
          and u.ledger_id = $2
          and u.field_id = $3
          and r.retired_on is null",
        (value, ledger, field),
    );
    scope.filter(query, &REACH).with(" order by r.id desc limit $1", most).all(conn).await
}

record! {
    /// A state of a record, with whose it is now.
    #[derive(Clone, Debug)]
    pub struct Then of "v" {
        pub id: EntryId = "v.record_id",
        pub label: String = "r.label",
        pub unit_id: UnitId = "r.unit_id",
        pub center_id: Option<CenterId> = "r.center_id",
        pub since: Known,
        pub state_id: String,
        pub answers: String,
    }
}

/// The states that records were in on a day, or those that they came through until then, record by record and the oldest
/// first.
///
/// # Errors
/// A sentence when there are more than `most`.
pub async fn as_of(
    conn: &mut Conn,
    (ledger, scope): (&LedgerId, &Scope),
    (day, past): (Day, bool),
    most: i64,
) -> Result<Vec<Then>> {
    let query = Query::select::<Then>(
        "from ledger_versions v
         join ledger_records r
           on r.municipality_id = v.municipality_id
          and r.id = v.record_id
        where v.municipality_id = $m
          and v.ledger_id = $1
          and v.from_day <= $2
          and v.replaced = $3
          and r.retired_on is null",
        (ledger, day, false),
    );
    let then = (!past).then_some(day);
    let query = query.and(" and (v.until_day is null or v.until_day > $1)", then);
    let query = scope.filter(query, &REACH);
    let rows: Vec<Then> =
        query.with(" order by v.record_id, v.number limit $1", most + 1).all(conn).await?;
    if rows.len() as i64 > most {
        return Err(Error::conflict(format!(
            "記録が{most}件を超えるので、一つの表にできません。一覧で絞り込んでください。"
        )));
    }
    Ok(rows)
}
