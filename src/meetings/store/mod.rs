//! All SQL of meetings.

mod agenda;
mod attendance;
mod write;
mod uses;

pub(super) use agenda::agenda_at;
pub use agenda::{add_agenda_item, agenda, agenda_of, remove_agenda_item, settle_agenda_item};
pub(super) use agenda::{move_item, put_item, rename_item, settle_item, take_item};
pub(super) use attendance::last_invitation;
pub(super) use attendance::{add_attendance, remove_attendance, seats, take_attendance};
pub use attendance::{attendance, expect_members};
pub(super) use uses::uses;
pub(super) use write::{change, insert, move_on, remove, write_minutes};

use std::collections::HashMap;

use super::{
    agenda::CASE,
    matrix::HeldMatrix,
    meeting::{Meeting, MeetingStatus, month_of, period_of},
    rules::{MeetingFacts, scope},
};
use crate::{
    access::{Actor, Load, ScopeColumns},
    clock::Day,
    conferences,
    db::{Conn, Part, Query, Rows, Sort, Wanted},
    error::{Error, Result},
    id::{ConferenceId, ConferenceKindId, MeetingId, PeriodId, PlanId, UnitId},
    structure::Structure,
};

/// All meetings of a conference, which are numbered together.
pub(super) fn of_conference(conference: &ConferenceId) -> Rows {
    Rows::of("meetings", "conference_id", conference)
}

fn meetings() -> Query {
    Query::select::<Meeting>("from meetings m where m.municipality_id = $m", ())
}

/// One meeting.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &MeetingId) -> Result<Meeting> {
    meetings().with(" and m.id = $1", id).optional(conn).await?.ok_or(Error::NotFound)
}

/// Several meetings, in no order that matters.
pub async fn find_all(conn: &mut Conn, ids: &[MeetingId]) -> Result<Vec<Meeting>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    meetings().push(" and m.id in ").list(ids).all(conn).await
}

// What the rules need to know of a meeting.
impl Load for MeetingFacts {
    type Key = MeetingId;

    async fn load(conn: &mut Conn, id: &MeetingId) -> Result<MeetingFacts> {
        Ok(find(conn, id).await?.facts())
    }
}

/// Which meetings a list holds; everything that is none or empty is left out of the question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingFilter {
    pub period: Option<PeriodId>,
    pub kind: Option<ConferenceKindId>,
    pub conference: Option<ConferenceId>,
    /// Of one of these.
    pub conferences: Option<Vec<ConferenceId>>,
    /// Of these places.
    pub units: Option<Vec<UnitId>>,
    pub statuses: Vec<MeetingStatus>,
    /// Made with this plan of many months.
    pub plan: Option<PlanId>,
    /// Held or planned on or after this day.
    pub from: Option<Day>,
    /// Held or planned on or before this day.
    pub to: Option<Day>,
    /// Of a day, or of a month while no day is fixed, that lies before this one: see [`Meeting::is_missed`].
    pub missed: Option<Day>,
}

const DAY: &str = "coalesce(m.day, m.planned_month)";

/// By the day it is, or the month it is planned for.
pub const BY_DAY: Sort = Sort::new("day", &[DAY, "m.conference_id"]);
/// By kind of conference.
pub const BY_KIND: Sort = Sort::new("kind", &["m.kind_id", DAY]);
/// By centre; those of the whole municipality behind all.
pub const BY_CENTER: Sort = Sort::new("center", &["coalesce(m.center_id, '~')", DAY]);
/// By status.
pub const BY_STATUS: Sort = Sort::new("status", &["m.status", DAY]);

/// What is wanted of the meetings that this actor may read and that pass the filter.
pub async fn list(
    conn: &mut Conn,
    actor: &Actor,
    filter: &MeetingFilter,
    wanted: &Wanted,
) -> Result<Part<Meeting>> {
    wanted.read(conn, "m.id", |begun| filtered(begun, actor, filter)).await
}

/// Those of these meetings that this actor may read.
pub async fn seen(conn: &mut Conn, actor: &Actor, ids: &[MeetingId]) -> Result<Vec<Meeting>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    scope(actor).filter(meetings().push(" and m.id in ").list(ids), &SCOPE).all(conn).await
}

/// The newest of the meetings that this actor may read in which something is written down that is not confirmed.
pub async fn with_open_minutes(conn: &mut Conn, actor: &Actor) -> Result<Vec<Meeting>> {
    scope(actor)
        .filter(meetings(), &SCOPE)
        .push(
            " and m.status not in ('recorded', 'shared')
               and (m.minutes <> '' or m.learning <> '')
             order by m.planned_month desc, m.id
             limit 200",
        )
        .all(conn)
        .await
}

/// All of [`list`], by day.
pub async fn by_day(
    conn: &mut Conn,
    actor: &Actor,
    filter: &MeetingFilter,
) -> Result<Vec<Meeting>> {
    Ok(list(conn, actor, filter, &BY_DAY.up().all()).await?.rows)
}

fn filtered(begun: Query, actor: &Actor, filter: &MeetingFilter) -> Query {
    let from = begun.with("from meetings m where m.municipality_id = $m", ());
    let query = scope(actor)
        .filter(from, &SCOPE)
        .and(" and m.period_id = $1", filter.period.as_ref())
        .and(" and m.kind_id = $1", filter.kind.as_ref())
        .and(" and m.conference_id = $1", filter.conference.as_ref())
        .and(" and m.plan_id = $1", filter.plan.as_ref())
        .and(" and coalesce(m.day, m.planned_month) >= $1", filter.from)
        .and(" and coalesce(m.day, m.planned_month) <= $1", filter.to);
    let query = match filter.missed {
        Some(today) => query.with(
            " and (m.day < $1 or (m.day is null and m.planned_month < $2))",
            (today, month_of(today)),
        ),
        None => query,
    };
    let query = match &filter.units {
        Some(units) => query.push(" and m.unit_id in ").list(units),
        None => query,
    };
    let query = match &filter.conferences {
        Some(conferences) => query.push(" and m.conference_id in ").list(conferences),
        None => query,
    };
    if filter.statuses.is_empty() {
        return query;
    }
    query.push(" and m.status in ").list(filter.statuses.iter().map(|s| s.code()))
}

/// How meetings answer to a scope.
const SCOPE: ScopeColumns = ScopeColumns {
    keeper: Some("m.center_id"),
    units: Some("m.unit_id"),
    conferences: Some(("m.conference_id", "")),
    meetings: Some(("m.id", "")),
    ..ScopeColumns::NONE
};

/// All meetings of a period, of one kind or of all, by day; for the city's papers, without regard to who reads.
pub async fn of_period(
    conn: &mut Conn,
    period: &PeriodId,
    kind: Option<&ConferenceKindId>,
) -> Result<Vec<Meeting>> {
    meetings()
        .with(" and m.period_id = $1", period)
        .and(" and m.kind_id = $1", kind)
        .push(" order by coalesce(m.day, m.planned_month), m.conference_id, m.id")
        .all(conn)
        .await
}

/// How many cases were on the agenda of each meeting of a period and not carried over.
pub async fn cases_of_period(
    conn: &mut Conn,
    period: &PeriodId,
) -> Result<HashMap<MeetingId, i64>> {
    let rows: Vec<(MeetingId, i64)> = Query::of(
        "select a.meeting_id, cast(count(distinct a.subject_id) as bigint)
           from agenda_items a
           join meetings m on m.municipality_id = a.municipality_id
            and m.id = a.meeting_id
          where a.municipality_id = $m
            and m.period_id = $1
            and a.subject_kind = $2
            and a.outcome <> 'carried_over'
          group by a.meeting_id",
        (period, CASE),
    )
    .all(conn)
    .await?;
    Ok(rows.into_iter().collect())
}

/// How many cases are on the agenda of each of these meetings and not carried over; those without any are left out.
pub async fn cases_chosen(
    conn: &mut Conn,
    meetings: &[MeetingId],
) -> Result<HashMap<MeetingId, i64>> {
    if meetings.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(MeetingId, i64)> = Query::of(
        "select a.meeting_id, cast(count(distinct a.subject_id) as bigint)
           from agenda_items a
          where a.municipality_id = $m and a.meeting_id in ",
        (),
    )
    .list(meetings)
    .with(" and a.subject_kind = $1 and a.outcome <> 'carried_over' group by a.meeting_id", CASE)
    .all(conn)
    .await?;
    Ok(rows.into_iter().collect())
}

/// What was planned and held in a period: centres × kinds, with the totals 回 and 事例.
pub async fn held_matrix(
    conn: &mut Conn,
    structure: &Structure,
    period: &PeriodId,
) -> Result<HeldMatrix> {
    let meetings = of_period(conn, period, None).await?;
    let cases = cases_of_period(conn, period).await?;
    let conferences = conferences::list(conn).await?;
    Ok(HeldMatrix::of(structure, &conferences, meetings, &cases))
}

/// The next sitting of a conference after a day that was not cancelled; where things are carried over to.
pub async fn next_sitting(
    conn: &mut Conn,
    conference: &ConferenceId,
    after: Day,
) -> Result<Option<Meeting>> {
    meetings()
        .with(
            " and m.conference_id = $1
                 and m.status in ('planned', 'scheduled', 'invited', 'held')
                 and coalesce(m.day, m.planned_month) > $2
               order by coalesce(m.day, m.planned_month), m.id limit 1",
            (conference, after),
        )
        .optional(conn)
        .await
}

/// The meeting that came with this key of an imported file.
pub async fn of_source_key(conn: &mut Conn, key: &str) -> Result<Option<Meeting>> {
    meetings().with(" and m.source_key = $1", key).optional(conn).await
}

/// The turn in which meetings get their numbers.
pub(super) const NUMBERS: &str = "meeting.number";

/// Sets period and number of a conference's meetings anew; called after every change of a day or a status.
pub(super) async fn renumber(
    conn: &mut Conn,
    structure: &Structure,
    conference: &ConferenceId,
) -> Result<()> {
    let meetings: Vec<Meeting> = meetings()
        .with(
            " and m.conference_id = $1
               order by coalesce(m.day, m.planned_month), m.day nulls last, m.id",
            conference,
        )
        .all(conn)
        .await?;
    let mut counts: HashMap<Option<PeriodId>, i64> = HashMap::new();
    for meeting in meetings {
        let period = period_of(structure, &meeting.kind_id, meeting.on_or_about());
        let number = if meeting.status == MeetingStatus::Cancelled {
            0
        } else {
            let count = counts.entry(period.clone()).or_default();
            *count += 1;
            *count
        };
        if period == meeting.period_id && number == meeting.number {
            continue;
        }
        Query::of(
            "update meetings set period_id = $2, number = $3
              where municipality_id = $m and id = $1",
            (&meeting.id, &period, number),
        )
        .run(conn)
        .await?;
    }
    Ok(())
}

/// The ids behind one, in order, so many at most.
pub async fn ids_behind(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<String>> {
    Query::of(
        "select id from meetings where municipality_id = $m and id > $1 order by id limit $2",
        (after, most),
    )
    .all(conn)
    .await
}
