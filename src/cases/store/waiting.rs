//! What waits for somebody.

use std::collections::HashSet;

use crate::{
    access::Scope,
    cases::{CaseFilter, CaseRow, CaseStatus, Review, SCOPE},
    clock::Day,
    db::{Conn, Part, Query},
    error::Result,
    id::{CaseId, CenterId},
    record,
};

record! {
    /// A decision that was not carried out yet.
    #[derive(Clone, Debug)]
    pub struct WaitingDecision of "d" {
        pub case_id: CaseId,
        pub label: String = "c.label",
        pub what: String,
        pub who: String,
        pub due: Day,
    }
}

record! {
    /// A follow-up that was not done yet.
    #[derive(Clone, Debug)]
    pub struct WaitingFollowUp of "f" {
        pub case_id: CaseId,
        pub label: String = "c.label",
        pub title: String = "c.title",
        pub due: Day,
    }
}

/// Drafts within a scope.
pub async fn drafts_of(conn: &mut Conn, scope: &Scope, most: i64) -> Result<Part<CaseRow>> {
    waiting(conn, scope, CaseStatus::Draft, most).await
}

/// Cases handed in that wait to be chosen for a meeting, those put off before others.
pub async fn waiting_for_choice(
    conn: &mut Conn,
    scope: &Scope,
    most: i64,
) -> Result<Part<CaseRow>> {
    waiting(conn, scope, CaseStatus::Submitted, most).await
}

async fn waiting(
    conn: &mut Conn,
    scope: &Scope,
    status: CaseStatus,
    most: i64,
) -> Result<Part<CaseRow>> {
    let filter = CaseFilter { status: Some(status), ..CaseFilter::default() };
    super::list(conn, scope, &filter, &super::BY_REGISTERED.up().first(most)).await
}

/// Decisions due on or before a day.
pub async fn decisions_due(
    conn: &mut Conn,
    scope: &Scope,
    until: Day,
) -> Result<Vec<WaitingDecision>> {
    let q = Query::select::<WaitingDecision>(
        "from case_decisions d
         join cases c on c.municipality_id = d.municipality_id
          and c.id = d.case_id
        where d.municipality_id = $m
          and d.done_on is null
          and c.status <> 'closed'
          and d.due <= $1",
        until,
    );
    scope.filter(q, &SCOPE).push(" order by d.due, d.id limit 200").all(conn).await
}

/// Follow-ups due on or before a day.
pub async fn follow_ups_due(
    conn: &mut Conn,
    scope: &Scope,
    until: Day,
) -> Result<Vec<WaitingFollowUp>> {
    let q = Query::select::<WaitingFollowUp>(
        "from case_followups f
         join cases c on c.municipality_id = f.municipality_id
          and c.id = f.case_id
        where f.municipality_id = $m
          and f.done_on is null
          and c.status <> 'closed'
          and f.due <= $1",
        until,
    );
    scope.filter(q, &SCOPE).push(" order by f.due, f.id limit 200").all(conn).await
}

record! {
    /// What a centre is late with.
    #[derive(Clone, Debug)]
    pub struct LateCenter of "c" {
        pub center_id: CenterId,
        /// Cases at which somebody was to look again.
        pub cases: i64 = "cast(count(distinct c.id) as bigint)",
        /// Since when, at the longest.
        pub oldest: Day = "min(f.due)",
    }
}

/// Centres that did not look again in time at open cases of theirs, as far as a scope goes.
pub async fn late_centers(conn: &mut Conn, scope: &Scope, today: Day) -> Result<Vec<LateCenter>> {
    let q = Query::select::<LateCenter>(
        "from case_followups f
         join cases c on c.municipality_id = f.municipality_id
          and c.id = f.case_id
        where f.municipality_id = $m
          and f.done_on is null
          and c.status <> 'closed'
          and f.due < $1",
        today,
    );
    scope
        .filter(q, &SCOPE)
        .push(" group by c.center_id order by min(f.due), c.center_id")
        .all(conn)
        .await
}

/// Which of these cases an earlier meeting put off.
pub async fn put_off(conn: &mut Conn, cases: &[CaseId]) -> Result<HashSet<CaseId>> {
    let rows = Query::of(
        "select case_id
           from case_reviews
          where municipality_id = $m
            and status = 'postponed'
            and case_id in ",
        (),
    )
    .list(cases)
    .all::<CaseId>(conn)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Reviews within a scope that are still to be recorded, each with its case's title.
pub async fn planned_reviews(conn: &mut Conn, scope: &Scope) -> Result<Vec<(Review, String)>> {
    let q = Query::select::<Planned>(
        "from case_reviews r
           join cases c on c.municipality_id = r.municipality_id
            and c.id = r.case_id
          where r.municipality_id = $m
            and r.status = 'planned'",
        (),
    );
    let rows: Vec<Planned> = scope
        .filter(q, &SCOPE)
        .push(" order by r.meeting_id, r.number limit 100")
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.review, row.title)).collect())
}

record! {
    /// A review that is to be recorded, with its case's title.
    struct Planned {
        title: String = "c.title",
    } and review: Review
}
