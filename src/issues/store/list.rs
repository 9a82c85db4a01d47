//! Lists of issues, within what a person may know.

use std::collections::BTreeSet;

use super::{
    super::{Issue, IssueStatus, rules},
    ahead, handed_to, issues,
};
use crate::{
    access::{Actor, Clause, Role, Scope, ScopeColumns},
    cases,
    clock::Day,
    db::{Conn, Part, Query, Sort, Wanted},
    error::Result,
    id::{CaseId, IssueId, LevelId, PeriodId, UnitId},
};

/// How issues answer to a scope.
const SCOPE: ScopeColumns =
    ScopeColumns { units: Some("i.unit_id"), ids: Some("i.id"), ..ScopeColumns::NONE };

/// What an actor may see: what is theirs to know, and besides what became of it and of the issues they stand behind.
pub async fn scope(conn: &mut Conn, actor: &Actor) -> Result<Scope> {
    let mut scope = rules::own_scope(actor);
    let Some(seat) = actor.seat().filter(|_| !scope.all) else {
        return Ok(scope);
    };
    let known: &[UnitId] = match seat.role {
        role if role == Role::CenterStaff || role.sits() => &seat.standing.units,
        _ => &[],
    };
    let mut from: Vec<IssueId> = Vec::new();
    if !known.is_empty() {
        from = Query::of("select id from issues where municipality_id = $m and unit_id in ", ())
            .list(known)
            .all(conn)
            .await?;
    }
    let mut ids = ahead(conn, &from).await?;
    if seat.role == Role::CarePresenter {
        let cases = cases::store::of_presenter(conn, &seat.account).await?;
        let brought = of_cases(conn, &cases).await?;
        ids.extend(brought.into_iter().map(|id| (id, BTreeSet::new())));
    }
    let groups: Vec<_> = seat.conferences.iter().chain(&seat.standing.runs).cloned().collect();
    if seat.role == Role::CenterStaff || seat.role.sits() {
        let handed = handed_to(conn, &groups).await?;
        ids.extend(handed.into_iter().map(|id| (id, BTreeSet::new())));
    }
    scope.any.push(Clause::Ids(ids.into_keys().map(|id| id.to_string()).collect()));
    Ok(scope)
}

/// Those of these issues that lie within a scope.
pub async fn readable(conn: &mut Conn, scope: &Scope, ids: &[IssueId]) -> Result<Vec<Issue>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = scope.filter(issues().push(" and i.id in ").list(ids), &SCOPE);
    found.push(" order by i.id").all(conn).await
}

/// What a list is narrowed to; empty fields do not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub level: Option<LevelId>,
    /// Any of these units; all for none.
    pub units: Vec<UnitId>,
    pub status: Option<IssueStatus>,
    pub period: Option<PeriodId>,
    /// Part of the title or description.
    pub words: String,
    /// Closed and merged issues too.
    pub ended_too: bool,
}

/// By the day it was raised.
pub const BY_RAISED_ON: Sort = Sort::new("raised_on", &["i.raised_on"]);
/// By title.
pub const BY_TITLE: Sort = Sort::new("title", &["i.title"]);
/// By status.
pub const BY_STATUS: Sort = Sort::new("status", &["i.status"]);
/// By place.
pub const BY_UNIT: Sort = Sort::new("unit", &["i.unit_id"]);
/// By the day to be looked at again; those without one behind all.
pub const BY_REVIEW_ON: Sort = Sort::new("review_on", &["coalesce(i.next_review_on, '9999')"]);

/// What is wanted of a list.
pub async fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    wanted: &Wanted,
) -> Result<Part<Issue>> {
    wanted.read(conn, "i.id", |begun| filtered(begun, scope, filter)).await
}

/// All of [`list`], oldest first.
pub async fn all(conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<Vec<Issue>> {
    Ok(list(conn, scope, filter, &BY_RAISED_ON.up().all()).await?.rows)
}

fn filtered(begun: Query, scope: &Scope, filter: &Filter) -> Query {
    let from = begun.with("from issues i where i.municipality_id = $m", ());
    let query = scope
        .filter(from, &SCOPE)
        .and(" and i.level_id = $1", filter.level.as_ref())
        .and(" and i.status = $1", filter.status)
        .and(" and i.period_id = $1", filter.period.as_ref())
        .holding(&filter.words, &["i.title", "i.description"]);
    let query = match filter.units.is_empty() {
        true => query,
        false => query.push(" and i.unit_id in ").list(&filter.units),
    };
    match filter.status {
        None if !filter.ended_too => query.push(" and i.status not in ('closed', 'merged')"),
        _ => query,
    }
}

/// All issues of a deliberation period, merged ones left out, in the order of levels, units and numbers.
pub async fn of_period(conn: &mut Conn, period: &PeriodId) -> Result<Vec<Issue>> {
    issues()
        .with(
            " and i.period_id = $1
                 and i.status <> 'merged'
               order by i.level_id, i.unit_id, i.number, i.id",
            period,
        )
        .all(conn)
        .await
}

/// Live issues in this status, wherever they are.
pub async fn in_status(conn: &mut Conn, status: IssueStatus) -> Result<Vec<Issue>> {
    issues().with(" and i.status = $1 order by i.raised_on, i.id", status).all(conn).await
}

/// Issues within a scope that are to be looked at again by `until`.
pub async fn waiting(conn: &mut Conn, scope: &Scope, until: Day) -> Result<Vec<Issue>> {
    scope
        .filter(issues().with(" and i.next_review_on <= $1", until), &SCOPE)
        .push(" and i.status not in ('closed', 'merged') order by i.next_review_on, i.id")
        .all(conn)
        .await
}

/// Issues a case became evidence of, and those they became part of.
pub async fn of_case(conn: &mut Conn, case: &CaseId) -> Result<Vec<IssueId>> {
    of_cases(conn, std::slice::from_ref(case)).await
}

/// [`of_case`] for several cases.
pub async fn of_cases(conn: &mut Conn, cases: &[CaseId]) -> Result<Vec<IssueId>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let direct: Vec<IssueId> = Query::of(
        "select distinct issue_id from issue_evidence where municipality_id = $m and case_id in ",
        (),
    )
    .list(cases)
    .all(conn)
    .await?;
    Ok(ahead(conn, &direct).await?.into_keys().collect())
}

/// Issues of which the record or list of this address is evidence.
pub async fn standing_on(conn: &mut Conn, address: &str) -> Result<Vec<IssueId>> {
    Query::of(
        "select distinct issue_id from issue_evidence where municipality_id = $m and source = $1",
        address,
    )
    .all(conn)
    .await
}

/// The ids behind one, in order, so many at most.
pub async fn ids_behind(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<String>> {
    Query::of(
        "select id from issues where municipality_id = $m and id > $1 order by id limit $2",
        (after, most),
    )
    .all(conn)
    .await
}
