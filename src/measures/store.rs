//! All SQL of measures. `change` writes measures, `follow` their follow-ups, `feedback` what is told to whom.

mod change;
mod feedback;
mod follow;
mod uses;

pub use change::{advance, edit, note, register};
pub use feedback::{
    acknowledge, convey, feedbacks_of, feedbacks_of_case, feedbacks_of_measures,
    feedbacks_of_words, feedbacks_to, roll_down, unacknowledged,
};
pub use follow::{add_follow_up, finish_follow_up, follow_ups, follow_ups_due, follow_ups_of};
pub(super) use uses::uses;

use std::collections::BTreeMap;

use super::{Measure, MeasureFacts, MeasureStatus, Note};
use crate::{
    access::{Actor, Load},
    db::{Conn, Part, Query, Sort, Wanted},
    error::{Error, Result},
    id::{IssueId, MeasureId, MeetingId, PeriodId},
    issues,
};

fn measures() -> Query {
    Query::select::<Measure>("from measures m where m.municipality_id = $m", ())
}

/// One measure.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &MeasureId) -> Result<Measure> {
    measures().with(" and m.id = $1", id).optional(conn).await?.ok_or(Error::NotFound)
}

/// Several measures, in no order that matters.
pub async fn find_all(conn: &mut Conn, ids: &[MeasureId]) -> Result<Vec<Measure>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    measures().push(" and m.id in ").list(ids).all(conn).await
}

// What the rules need to know of a measure: the facts of every issue it answers.
impl Load for MeasureFacts {
    type Key = MeasureId;

    async fn load(conn: &mut Conn, id: &MeasureId) -> Result<MeasureFacts> {
        find(conn, id).await?;
        let mut facts = MeasureFacts::new_for(id.clone());
        let answered = issues_of(conn, id).await?;
        facts.issues = issues::facts_of(conn, &answered).await?;
        Ok(facts)
    }
}

/// The issues a measure answers.
pub async fn issues_of(conn: &mut Conn, id: &MeasureId) -> Result<Vec<IssueId>> {
    let rows: Vec<IssueId> = Query::of(
        "select issue_id
           from measure_issues
          where municipality_id = $m
            and measure_id = $1
          order by issue_id",
        id,
    )
    .all(conn)
    .await?;
    Ok(rows)
}

/// The issues of several measures at once.
pub async fn issues_of_all(
    conn: &mut Conn,
    ids: &[MeasureId],
) -> Result<BTreeMap<MeasureId, Vec<IssueId>>> {
    let mut found: BTreeMap<MeasureId, Vec<IssueId>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let rows: Vec<(MeasureId, IssueId)> = Query::of(
        "select measure_id, issue_id
               from measure_issues
              where municipality_id = $m
                and measure_id in ",
        (),
    )
    .list(ids)
    .push(" order by measure_id, issue_id")
    .all(conn)
    .await?;
    for (measure, issue) in rows {
        found.entry(measure).or_default().push(issue);
    }
    Ok(found)
}

/// The measures that answer one of these issues, oldest decision first.
pub async fn of_issues(conn: &mut Conn, issues: &[IssueId]) -> Result<Vec<Measure>> {
    if issues.is_empty() {
        return Ok(Vec::new());
    }
    measures()
        .with(
            " and m.id in (select a.measure_id from measure_issues a where a.municipality_id = $m and a.issue_id in ",
            (),
        )
        .list(issues)
        .push(") order by m.decided_on, m.id")
        .all(conn)
        .await
}

/// The measures of a deliberation period, oldest decision first.
pub async fn of_period(conn: &mut Conn, period: &PeriodId) -> Result<Vec<Measure>> {
    measures().with(" and m.period_id = $1 order by m.decided_on, m.id", period).all(conn).await
}

/// The measures a meeting decided.
pub async fn of_meeting(conn: &mut Conn, meeting: &MeetingId) -> Result<Vec<Measure>> {
    measures().with(" and m.meeting_id = $1 order by m.title, m.id", meeting).all(conn).await
}

/// How it went, oldest first.
pub async fn notes(conn: &mut Conn, id: &MeasureId) -> Result<Vec<Note>> {
    Query::select::<Note>(
        "from measure_notes
        where municipality_id = $m
          and measure_id = $1
        order by written_on, id",
        id,
    )
    .all(conn)
    .await
}

/// What a list of measures is narrowed to; empty fields do not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only measures that answer one of these; none for all of the municipality.
    pub issues: Option<Vec<IssueId>>,
    pub status: Option<MeasureStatus>,
    pub department: Option<String>,
    pub answer: Option<String>,
    pub budget_year: Option<i64>,
    pub period: Option<PeriodId>,
    /// Part of the title or description.
    pub words: String,
}

/// The issues that measures answer of which somebody may know; none for those of the whole municipality.
pub async fn issues_within(conn: &mut Conn, actor: &Actor) -> Result<Option<Vec<IssueId>>> {
    let scope = issues::scope(conn, actor).await?;
    if scope.all {
        return Ok(None);
    }
    let filter = issues::Filter { ended_too: true, ..issues::Filter::default() };
    let all = issues::all(conn, &scope, &filter).await?;
    Ok(Some(all.into_iter().map(|issue| issue.id).collect()))
}

/// By the day it was decided.
pub const BY_DECIDED_ON: Sort = Sort::new("decided_on", &["m.decided_on"]);
/// By title.
pub const BY_TITLE: Sort = Sort::new("title", &["m.title"]);
/// By department.
pub const BY_DEPARTMENT: Sort = Sort::new("department", &["m.department"]);
/// By the year whose budget pays.
pub const BY_BUDGET_YEAR: Sort = Sort::new("budget_year", &["coalesce(m.budget_year, 0)"]);
/// By the day it is due; those without one behind all.
pub const BY_DUE: Sort = Sort::new("due", &["coalesce(m.due, '9999')"]);
/// By status.
pub const BY_STATUS: Sort = Sort::new("status", &["m.status"]);

/// What is wanted of a list.
pub async fn list(conn: &mut Conn, filter: &Filter, wanted: &Wanted) -> Result<Part<Measure>> {
    wanted.read(conn, "m.id", |begun| filtered(begun, filter)).await
}

fn filtered(begun: Query, filter: &Filter) -> Query {
    let query = begun
        .with("from measures m where m.municipality_id = $m", ())
        .and(" and m.status = $1", filter.status)
        .and(" and m.department = $1", filter.department.as_ref())
        .and(" and m.answer = $1", filter.answer.as_ref())
        .and(" and m.budget_year = $1", filter.budget_year)
        .and(" and m.period_id = $1", filter.period.as_ref())
        .holding(&filter.words, &["m.title", "m.description"]);
    match &filter.issues {
        Some(issues) => query
            .with(
                " and m.id in (select a.measure_id from measure_issues a where a.municipality_id = $m and a.issue_id in ",
                (),
            )
            .list(issues)
            .push(")"),
        None => query,
    }
}

/// The ids behind one, in order, so many at most.
pub async fn ids_behind(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<String>> {
    Query::of(
        "select id from measures where municipality_id = $m and id > $1 order by id limit $2",
        (after, most),
    )
    .all(conn)
    .await
}
