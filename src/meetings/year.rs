//! 年間計画: a year by months.

use axum::response::Response;
use serde::Serialize;

use super::{
    ahead::{Ahead, ahead},
    matrix::{row_name, row_units},
    meeting::{Meeting, MeetingStatus, month_of, month_words},
    planning,
    rules::MeetingAction,
    store::{self, MeetingFilter},
    tabs::{Tabs, comes},
};
use crate::{
    access::{self, Role},
    clock::{Day, fiscal_year_words},
    conferences::{self, ConferenceStatus, beside_suspended},
    error::{Error, Result},
    id::{PlanId, UnitId},
    structure::Structure,
    web::{self, Frame, PeriodNote, Visit},
};

#[derive(askama::Template)]
#[template(path = "meetings/year.html")]
pub(super) struct YearPage {
    frame: Frame,
    tabs: Tabs,
    /// What the rows are: センター, 地区.
    pub(super) places: String,
    pub(super) year_words: String,
    before: String,
    after: String,
    pub(super) months: Vec<String>,
    pub(super) rows: Vec<YearRow>,
    /// 回 held of those planned, for each month and for the whole year.
    pub(super) month_totals: Vec<String>,
    pub(super) kind_totals: Vec<(String, String)>,
    /// Suspended kinds with what is said of them.
    pub(super) suspended: Vec<(String, String)>,
    may_plan: bool,
    none: bool,
    /// Whether all of these months are over.
    is_past: bool,
    /// Whether any of them was held.
    any_held: bool,
    pdf: String,
    /// What is ahead and not in these months.
    ahead: Option<Ahead>,
    /// What was planned at once, with how much of it is no more than a plan.
    plans: Vec<(PlanId, usize, usize)>,
}

#[derive(Serialize)]
pub(super) struct YearRow {
    name: String,
    cells: Vec<YearCell>,
    total: String,
}

/// A month of a centre.
#[derive(Default, Serialize)]
struct YearCell {
    state: &'static str,
    marks: Vec<YearMark>,
}

#[derive(Serialize)]
struct YearMark {
    href: String,
    kind: String,
    words: String,
    /// The period that it hears, where that is of another year than those months: 「令和7年度 第2回分」.
    hears: Option<String>,
}

/// [`comes`] for a page.
pub(super) fn may_come(visit: &Visit) -> Result<()> {
    if comes(visit.actor()) { Ok(()) } else { Err(Error::NotFound) }
}

/// The first days of the months whose meetings the conferences of a fiscal year hear: twelve of them, or as many as are
/// left to hear where the division of the year changes.
pub(super) fn year_months(structure: &Structure, fiscal_year: i16) -> Vec<Day> {
    let windows = || {
        let of_year = structure.periods_in(fiscal_year).into_iter();
        of_year.filter_map(|p| structure.period(fiscal_year, p.number))
    };
    let april = Day::of(fiscal_year, 4, 1);
    let first = windows().map(|w| Day(w.first_day)).min().unwrap_or(april);
    let last = windows().map(|w| Day(w.last_day)).max().unwrap_or(first.plus_months(11));
    (0..).map(|n| first.plus_months(n)).take_while(|month| *month <= last).collect()
}

/// The fiscal year a page is about: asked for, or the chosen period's, or today's.
pub(super) fn chosen_year(visit: &Visit) -> i16 {
    let of_period = || visit.period()?.id.as_str().split('-').next()?.parse().ok();
    visit
        .query("year")
        .parse()
        .ok()
        .filter(|year| (2000..2200).contains(year))
        .or_else(of_period)
        .unwrap_or_else(|| visit.today().fiscal_year())
}

/// What a list of the chosen period's meetings says of it. A conference that hears a whole period is the exception.
pub(super) fn period_note(visit: &Visit, what: &'static str) -> Option<PeriodNote> {
    let structure = visit.structure();
    let hearing: Vec<&str> = structure
        .conference_kinds
        .iter()
        .filter(|kind| structure.hears_period_before(kind))
        .map(|kind| kind.name.as_str())
        .collect();
    let besides = match hearing.as_slice() {
        [] => String::new(),
        names => format!("{}は、開く前に終わった期間に数えます。", names.join("・")),
    };
    Some(visit.period_note(what)?.besides(besides))
}

/// `GET /meetings`
pub async fn year(mut visit: Visit) -> Result<Response> {
    may_come(&visit)?;
    visit.turn_to_today();
    web::page(&of_year(&visit).await?)
}

/// The page of the year that is asked for.
pub(super) async fn of_year(visit: &Visit) -> Result<YearPage> {
    may_come(visit)?;
    let structure = visit.structure();
    let fiscal_year = chosen_year(visit);
    let months = year_months(structure, fiscal_year);
    let filter = MeetingFilter {
        from: months.first().copied(),
        to: months.last().map(|last| last.plus_months(1).plus_days(-1)),
        ..MeetingFilter::default()
    };
    let mut conn = visit.read().await?;
    let meetings = store::by_day(&mut conn, visit.actor(), &filter).await?;
    let conferences = conferences::list(&mut conn).await?;
    let shown = |m: &Meeting| months.contains(&month_of(m.on_or_about()));
    let ahead = ahead(&mut conn, visit, &conferences, shown).await?;
    drop(conn);
    let may_plan = may_plan(visit);

    let today = visit.today();
    let month_totals = months
        .iter()
        .map(|month| total(meetings.iter().filter(|m| month_of(m.on_or_about()) == *month)));
    let kind_totals = structure.conference_kinds.iter().filter_map(|kind| {
        let mut of_kind = meetings.iter().filter(|m| m.kind_id == kind.key).peekable();
        of_kind.peek()?;
        Some((kind.name.clone(), total(of_kind)))
    });
    let suspended = structure.conference_kinds.iter().filter_map(|kind| {
        let mut of_kind = conferences.iter().filter(|c| c.kind_id == kind.key).peekable();
        let note = of_kind.peek()?.status_note.clone();
        let note = beside_suspended("", &note);
        of_kind.all(|c| c.status == ConferenceStatus::Suspended).then(|| (kind.name.clone(), note))
    });
    let is_past = months.last().is_some_and(|last| last.plus_months(1) <= today);
    Ok(YearPage {
        frame: visit.frame("会議の年間計画"),
        tabs: Tabs::of(visit.actor(), "/meetings"),
        places: structure.places_word().to_owned(),
        year_words: fiscal_year_words(fiscal_year),
        before: visit.with("year", &(fiscal_year - 1).to_string()),
        after: visit.with("year", &(fiscal_year + 1).to_string()),
        month_totals: month_totals.collect(),
        kind_totals: kind_totals.collect(),
        suspended: suspended.collect(),
        rows: rows(visit, &meetings, &months, today),
        months: months.into_iter().map(month_words).collect(),
        plans: if may_plan { plans(&meetings) } else { Vec::new() },
        may_plan,
        ahead,
        none: meetings.is_empty(),
        is_past,
        any_held: meetings.iter().any(|m| m.status.was_held()),
        pdf: format!("/meetings/year.pdf?year={fiscal_year}"),
    })
}

/// The plans that some of these were made with, of which some are no more than a plan.
fn plans(meetings: &[Meeting]) -> Vec<(PlanId, usize, usize)> {
    let mut plans: Vec<(PlanId, usize, usize)> = Vec::new();
    for meeting in meetings {
        let Some(plan) = &meeting.plan_id else { continue };
        let at = plans.iter().position(|(id, ..)| id == plan).unwrap_or_else(|| {
            plans.push((plan.clone(), 0, 0));
            plans.len() - 1
        });
        plans[at].1 += 1;
        plans[at].2 += usize::from(planning::untouched(meeting));
    }
    plans.retain(|(.., untouched)| *untouched > 0);
    plans
}

/// Whether the plan page has anything for this person.
pub(super) fn may_plan(visit: &Visit) -> bool {
    let facts = super::MeetingFacts {
        meeting: "any".into(),
        conference: "any".into(),
        unit: UnitId::municipality(),
        center: visit.actor().center().cloned(),
        status: MeetingStatus::Planned,
        day: None,
    };
    let runs_some = visit.actor().seat().is_some_and(|seat| !seat.standing.runs.is_empty());
    runs_some || access::may(MeetingAction::PlanMeeting, visit.actor(), &facts)
}

fn rows(visit: &Visit, meetings: &[Meeting], months: &[Day], today: Day) -> Vec<YearRow> {
    let structure = visit.structure();
    let all = visit.actor().is(Role::CityOfficer);
    row_units(structure)
        .into_iter()
        .filter_map(|unit| {
            let of_row: Vec<&Meeting> =
                meetings.iter().filter(|m| structure.row_unit(&m.unit_id) == unit).collect();
            let expected = !unit.is_municipality() && (all || works_in(visit, &unit));
            if of_row.is_empty() && !expected {
                return None;
            }
            let cells = months.iter().map(|month| {
                let marks: Vec<&Meeting> = of_row
                    .iter()
                    .copied()
                    .filter(|m| month_of(m.on_or_about()) == *month)
                    .collect();
                YearCell {
                    state: state(&marks, today),
                    marks: marks.iter().map(|m| mark(visit, m, today)).collect(),
                }
            });
            Some(YearRow {
                name: row_name(structure, &unit),
                cells: cells.collect(),
                total: total(of_row.iter().copied()),
            })
        })
        .collect()
}

/// Whether the visitor's centre works there, so that an empty row says something.
pub(super) fn works_in(visit: &Visit, unit: &UnitId) -> bool {
    visit.actor().is(Role::CenterStaff) && visit.actor().knows(unit)
}

fn mark(visit: &Visit, meeting: &Meeting, today: Day) -> YearMark {
    let structure = visit.structure();
    let year = chosen_year(visit).to_string();
    let mut periods = visit.visitor.periods.iter();
    let heard = periods.find(|period| meeting.period_id.as_ref() == Some(&period.id));
    let heard = heard.filter(|period| period.id.as_str().split('-').next() != Some(year.as_str()));
    let day = meeting.day.map(|d| format!("{}日", d.0.day()));
    let word = if meeting.is_missed(today) {
        "未実施"
    } else {
        match meeting.status {
            s if s.was_held() => "実施",
            MeetingStatus::Cancelled => "中止",
            _ => "計画",
        }
    };
    YearMark {
        href: format!("/meetings/{}", meeting.id),
        kind: structure
            .kind_of(&meeting.kind_id)
            .map_or_else(|| meeting.kind_id.to_string(), |k| k.short_name.clone()),
        words: format!("{}{word}", day.map(|d| d + " ").unwrap_or_default()),
        hears: heard.map(|period| format!("{}分", period.words)),
    }
}

fn state(meetings: &[&Meeting], today: Day) -> &'static str {
    if meetings.iter().any(|m| m.is_missed(today)) {
        "missed"
    } else if meetings.iter().any(|m| m.status.is_ahead()) {
        "planned"
    } else if meetings.iter().any(|m| m.status.was_held()) {
        "held"
    } else {
        ""
    }
}

/// 「3/4回」: held of planned; 「3回」 when all were held; empty when there were none.
fn total<'m>(meetings: impl Iterator<Item = &'m Meeting>) -> String {
    let (mut held, mut all) = (0, 0);
    for meeting in meetings.filter(|m| m.status != MeetingStatus::Cancelled) {
        all += 1;
        held += usize::from(meeting.status.was_held());
    }
    match (held, all) {
        (_, 0) => String::new(),
        (held, all) if held == all => format!("{held}回"),
        (held, all) => format!("{held}/{all}回"),
    }
}
