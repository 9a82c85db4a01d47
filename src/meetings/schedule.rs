//! 開催状況: a deliberation period by sittings.

use axum::response::Response;

use super::{
    ahead::{Ahead, ahead},
    matrix::{HeldKind, HeldMatrix, HeldMeeting},
    meeting::Meeting,
    store::{self, MeetingFilter},
    tabs::Tabs,
    year::{may_come, may_plan, period_note, works_in},
};
use crate::{
    access::Role,
    clock::Day,
    conferences,
    error::Result,
    web::{self, Frame, PeriodNote, Visit},
};

#[derive(askama::Template)]
#[template(path = "meetings/schedule.html")]
struct SchedulePage {
    frame: Frame,
    tabs: Tabs,
    places: String,
    period_note: Option<PeriodNote>,
    kinds: Vec<ScheduleKind>,
    rows: Vec<ScheduleRow>,
    none: bool,
    may_plan: bool,
    ahead: Option<Ahead>,
}

struct ScheduleKind {
    kind: HeldKind,
    /// At least one, so that a suspended kind is seen.
    columns: usize,
    total: String,
}

struct ScheduleRow {
    name: String,
    cells: Vec<ScheduleCell>,
}

struct ScheduleCell {
    state: &'static str,
    /// The last column of its kind.
    ends: bool,
    meeting: Option<(String, String, &'static str)>,
}

/// `GET /meetings/schedule`: centres × (推進会議, 個別会議 1, 2 …) of the chosen period.
pub async fn schedule(mut visit: Visit) -> Result<Response> {
    may_come(&visit)?;
    visit.turn_to_today();
    let period = visit.needed_period()?.clone();
    let structure = visit.structure();
    let filter = MeetingFilter { period: Some(period.id.clone()), ..MeetingFilter::default() };
    let mut conn = visit.read().await?;
    let meetings = store::by_day(&mut conn, visit.actor(), &filter).await?;
    let cases = store::cases_of_period(&mut conn, &period.id).await?;
    let conferences = conferences::list(&mut conn).await?;
    let shown = |m: &Meeting| m.period_id.as_ref() == Some(&period.id);
    let ahead = ahead(&mut conn, &visit, &conferences, shown).await?;
    drop(conn);
    let none = meetings.is_empty();
    let matrix = HeldMatrix::of(structure, &conferences, meetings, &cases);

    // Kinds without a sitting and without a plan to have one (随時) would be empty columns.
    let expected = |at: usize| structure.conference_kinds[at].cadence.min.is_some();
    let mut shown: Vec<usize> = (0..matrix.kinds.len())
        .filter(|&at| {
            let kind = &matrix.kinds[at];
            kind.columns > 0 || kind.suspended.is_some() || expected(at)
        })
        .collect();
    // The papers' own order first, so that screen and paper look alike.
    let papers = &structure.papers.held.conference_kinds;
    shown.sort_by_key(|&at| {
        papers.iter().position(|k| *k == matrix.kinds[at].id).unwrap_or(papers.len())
    });
    let all = visit.actor().is(Role::CityOfficer);
    let rows = matrix.rows.iter().filter(|row| {
        all || works_in(&visit, &row.unit) || row.meetings.iter().any(|m| !m.is_empty())
    });
    let rows = rows
        .map(|row| ScheduleRow {
            name: row.name.clone(),
            cells: shown
                .iter()
                .flat_map(|&at| cells(&matrix.kinds[at], &row.meetings[at], visit.today()))
                .collect(),
        })
        .collect();
    let kinds = shown
        .iter()
        .map(|&at| {
            let kind = matrix.kinds[at].clone();
            let cases =
                if kind.of_cases { format!(" {}事例", kind.cases) } else { String::new() };
            ScheduleKind {
                columns: kind.columns.max(1),
                total: format!("{}回{cases}", kind.held),
                kind,
            }
        })
        .collect();
    let page = SchedulePage {
        frame: visit.frame("会議の開催状況"),
        tabs: Tabs::of(visit.actor(), "/meetings/schedule"),
        places: structure.places_word().to_owned(),
        period_note: period_note(&visit, "会議"),
        kinds,
        rows,
        none,
        may_plan: may_plan(&visit),
        ahead,
    };
    web::page(&page)
}

fn cells(kind: &HeldKind, meetings: &[HeldMeeting], today: Day) -> Vec<ScheduleCell> {
    let columns = kind.columns.max(1);
    (0..columns)
        .map(|n| {
            let Some(held) = meetings.get(n) else {
                let state = if kind.suspended.is_some() { "suspended" } else { "" };
                return ScheduleCell { state, ends: n + 1 == columns, meeting: None };
            };
            let meeting = &held.meeting;
            let (state, word) = match (meeting.is_missed(today), meeting.status.was_held()) {
                (true, _) => ("missed", "未実施"),
                (_, true) => ("held", ""),
                _ => ("planned", meeting.status.label()),
            };
            let href = format!("/meetings/{}", meeting.id);
            ScheduleCell {
                state,
                ends: n + 1 == columns,
                meeting: Some((href, meeting.day_words(), word)),
            }
        })
        .collect()
}
