//! Lists of a ledger's records.

use std::collections::BTreeMap;

use super::super::{entry::Entry, facets};
use crate::{
    access::{Scope, ScopeColumns},
    db::{Conn, Part, Query, Sort, Wanted},
    error::Result,
    id::{LedgerId, UnitId},
};

/// By the day that records are about.
pub const BY_DAY: Sort = Sort::new("day", &["r.day"]).indexed();
/// By title, as it is read.
pub const BY_TITLE: Sort = Sort::new("title", &["r.reading"]).indexed();
/// By state. No day decides within one: not every reader sees it.
pub const BY_STATE: Sort = Sort::new("state", &["r.state_id"]);

/// What a list is narrowed to; empty fields do not narrow.
#[derive(Clone, Debug)]
pub struct Filter {
    pub ledger: LedgerId,
    pub scope: Scope,
    pub state: Option<String>,
    pub unit: Option<UnitId>,
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
        .and(" and r.unit_id = $1", filter.unit.as_ref());
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
