//! All meetings in one list.

use std::collections::HashMap;

use axum::response::Response;

use super::{
    ahead::{Ahead, ahead},
    matrix::row_name,
    meeting::{Meeting, MeetingStatus, month_of},
    store::{self, MeetingFilter},
    tabs::Tabs,
    year::{may_come, may_plan, period_note},
};
use crate::{
    clock::Day,
    conferences,
    error::Result,
    id::{ConferenceId, UnitId},
    saved_filters,
    web::{
        self, Frame, PeriodNote, Visit,
        form::Choice,
        listing::{self, Filters, List, Table},
    },
};

#[derive(askama::Template)]
#[template(path = "meetings/list.html")]
struct ListPage<'a> {
    frame: Frame,
    tabs: Tabs,
    filters: Filters<'a>,
    period_note: Option<PeriodNote>,
    table: Table,
    may_plan: bool,
    ahead: Option<Ahead>,
    /// The month that was asked for and cannot be read, so that all are shown.
    unread: Option<String>,
}

type Column<'a> = listing::Column<'a, Meeting>;

/// `GET /meetings/list`
pub async fn list(mut visit: Visit) -> Result<Response> {
    may_come(&visit)?;
    visit.turn_to_today();
    let filter = filter(&visit);
    let mut conn = visit.read().await?;
    let conferences = conferences::list(&mut conn).await?;
    let shown = |m: &Meeting| filter.period.is_none() || m.period_id == filter.period;
    let ahead = ahead(&mut conn, &visit, &conferences, shown).await?;
    let saved = saved_filters::of_list(&mut conn, visit.actor(), visit.path()).await?;
    let names = conferences.into_iter().map(|c| (c.id, c.name)).collect();
    let list = list_of(&visit, names);
    let part = store::list(&mut conn, visit.actor(), &filter, &list.wanted(&visit)).await?;
    let structure = visit.structure();
    let kinds = structure.conference_kinds.iter().map(|k| Choice::new(&k.key, &k.name));
    let places = structure.rows(structure.conference_kinds.iter());
    let places = places.iter().map(|unit| Choice::new(unit, row_name(structure, unit)));
    let which = WHICH.iter().map(|(key, words, _)| Choice::new(*key, *words));
    let filters = Filters::of(&visit)
        .saved(saved)
        .select("kind", "会議の種類", kinds)
        .select("place", structure.places_word(), places)
        .select("status", "状態", Choice::each::<MeetingStatus>().into_iter().chain(which))
        .words("month", "開催月(例 R7.11)")
        .tick("ahead", "これからの会議だけ")
        .tick("all", "すべての期間");
    let period = visit.period().filter(|_| filter.period.is_some()).map(|p| &*p.words);
    list.narrowed(&filters, period).answer(&visit, part, |table| {
        web::page(&ListPage {
            frame: visit.frame("会議の一覧"),
            tabs: Tabs::of(visit.actor(), "/meetings/list"),
            filters,
            period_note: period_note(&visit, "会議").filter(|_| filter.period.is_some()),
            table,
            may_plan: may_plan(&visit),
            unread: Some(visit.query("month").to_owned())
                .filter(|month| !month.is_empty() && asked_month(&visit).is_none()),
            ahead,
        })
    })
}

fn list_of(visit: &Visit, names: HashMap<ConferenceId, String>) -> List<'_, Meeting> {
    let structure = visit.structure();
    let center = |m: &Meeting| match &m.center_id {
        Some(center) => structure.center_name(center).into(),
        None => row_name(structure, &m.unit_id).into(),
    };
    let name = move |m: &Meeting| names.get(&m.conference_id).map(String::as_str).into();
    let times = |m: &Meeting| match m.ends.as_str() {
        "" => m.starts.clone(),
        ends => format!("{}～{ends}", m.starts),
    };
    let columns = vec![
        Column::new("開催日", |m| m.day.map_or_else(|| m.day_words().into(), |day| day.into()))
            .sort(store::BY_DAY)
            .link(|m| format!("/meetings/{}", m.id))
            .nowrap(),
        Column::new("開始", |m| m.starts.as_str().into()).in_file(),
        Column::new("終了", |m| m.ends.as_str().into()).in_file(),
        Column::new("会議", name).sort(store::BY_KIND).width(36),
        Column::new(structure.places_word(), center).sort(store::BY_CENTER),
        Column::new("状態", |m| m.status.label().into())
            .sort(store::BY_STATUS)
            .chip(|m| m.status.tone()),
        Column::new("時刻", move |m| times(m).into()).on_screen().nowrap(),
        Column::new("場所", |m| m.place.as_str().into()).width(36),
        Column::new("司会者", |m| m.chair.as_str().into()).in_file(),
        Column::new("中止の理由", |m| m.cancel_reason.as_str().into()).in_file(),
    ];
    List::new(("会議", "回"), store::BY_DAY.up(), |m| m.id.as_str(), columns)
}

const MISSED: &str = "missed";

type States = fn(MeetingStatus) -> bool;

/// What a figure counts of several states: its key, how the list says it, and which states these are.
const WHICH: [(&str, &str, States); 3] = [
    ("live", "中止のほか", |status| status != MeetingStatus::Cancelled),
    ("was_held", "実施したもの", MeetingStatus::was_held),
    (MISSED, "日を過ぎて未実施", MeetingStatus::is_ahead),
];

fn asked_month(visit: &Visit) -> Option<Day> {
    nihon::day::parse_month(visit.query("month"), None).map(Day)
}

/// What the address asks for. Without `all=yes` the list is of the chosen period.
fn filter(visit: &Visit) -> MeetingFilter {
    let month = asked_month(visit);
    let to_come = visit.query("ahead") == "yes";
    let (from, to) = match month {
        Some(month) => (Some(month_of(month)), Some(month_of(month).plus_months(1).plus_days(-1))),
        None => (to_come.then(|| month_of(visit.today())), None),
    };
    let whole = match visit.query("all") {
        "" => month.is_some() || to_come,
        all => all == "yes",
    };
    let status = visit.query("status");
    let asked: Option<MeetingStatus> = status.parse().ok();
    let which = WHICH.iter().find(|(key, ..)| *key == status).map(|(.., which)| which);
    let of_all = MeetingStatus::ALL.iter().copied();
    let statuses = if asked.is_none() && which.is_none() && !to_come {
        Vec::new()
    } else {
        let stands = |s: &MeetingStatus| {
            asked.is_none_or(|asked| asked == *s) && which.is_none_or(|which| which(*s))
        };
        of_all.filter(|s| stands(s) && (!to_come || s.is_ahead())).collect()
    };
    let place: Option<UnitId> = visit.query("place").parse().ok();
    MeetingFilter {
        period: visit.period().filter(|_| !whole).map(|p| p.id.clone()),
        kind: visit.query("kind").parse().ok(),
        conference: visit.query("conference").parse().ok(),
        units: place.map(|row| visit.structure().units_of_row(&row)),
        missed: (status == MISSED).then(|| visit.today()),
        conferences: None,
        plan: None,
        statuses,
        from,
        to,
    }
}
