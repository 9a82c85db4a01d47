//! All meetings in one list, with filters kept in the address, and as a file.

use axum::response::Response;

use super::{
    matrix::row_name,
    meeting::{Meeting, MeetingStatus, month_of},
    store::{self, MeetingFilter, MeetingSort},
    year::{may_come, may_plan, period_note},
};
use crate::{
    clock::Day,
    conferences,
    db::Conn,
    error::{Error, Result},
    id::{CenterId, ConferenceId, ConferenceKindId},
    tabular::{Cell, Encoding, Field, SheetOut, XlsxFile, write_csv},
    web::{self, Frame, PeriodNote, Visit, form::Choice},
};
use std::collections::HashMap;

/// Rows on one page.
const ROWS: i64 = 50;

#[derive(askama::Template)]
#[template(path = "meetings/list.html")]
struct ListPage {
    frame: Frame,
    kinds: Vec<Choice>,
    centers: Vec<Choice>,
    statuses: Vec<Choice>,
    kind: String,
    center: String,
    status: String,
    month: String,
    whole: bool,
    period_note: Option<PeriodNote>,
    count: i64,
    lines: Vec<Line>,
    heads: Vec<Head>,
    before: Option<String>,
    after: Option<String>,
    page: i64,
    pages: i64,
    csv: String,
    xlsx: String,
    may_plan: bool,
}

struct Line {
    meeting: Meeting,
    conference: String,
    center: String,
}

/// A column's heading that sorts.
struct Head {
    words: &'static str,
    href: String,
    sorted: &'static str,
}

/// `GET /meetings/list`
pub async fn list(visit: Visit) -> Result<Response> {
    may_come(&visit)?;
    let filter = filter(&visit);
    let sort: MeetingSort = visit.query("sort").parse().unwrap_or_default();
    let page = visit.query("page").parse::<i64>().unwrap_or(1).clamp(1, 10_000);
    let mut conn = visit.read().await?;
    let count = store::count(&mut conn, visit.actor(), &filter).await?;
    let slice = Some((ROWS, (page - 1) * ROWS));
    let lines = lines(&mut conn, &visit, &filter, sort, slice).await?;
    let pages = ((count + ROWS - 1) / ROWS).max(1);
    let structure = visit.structure();
    let to_page = |n: i64| visit.with("page", &n.to_string());
    web::page(&ListPage {
        frame: visit.frame("会議の一覧"),
        kinds: (structure.conference_kinds.iter()).map(|k| Choice::new(&k.key, &k.name)).collect(),
        centers: (structure.centers.iter()).map(|c| Choice::new(&c.key, &c.name)).collect(),
        statuses: MeetingStatus::ALL
            .iter()
            .copied()
            .map(|s| Choice::new(s.code(), s.label()))
            .collect(),
        kind: visit.query("kind").to_owned(),
        center: visit.query("center").to_owned(),
        status: visit.query("status").to_owned(),
        month: visit.query("month").to_owned(),
        whole: visit.query("all") == "yes",
        period_note: period_note(&visit, "会議").filter(|_| filter.period.is_some()),
        count,
        lines,
        heads: heads(&visit, sort),
        before: (page > 1).then(|| to_page(page - 1)),
        after: (page < pages).then(|| to_page(page + 1)),
        page,
        pages,
        csv: visit.with("page", "").replacen("/meetings/list", "/meetings/list.csv", 1),
        xlsx: visit.with("page", "").replacen("/meetings/list", "/meetings/list.xlsx", 1),
        may_plan: may_plan(&visit),
    })
}

fn heads(visit: &Visit, sort: MeetingSort) -> Vec<Head> {
    let head = |words, ascending: MeetingSort, descending: Option<MeetingSort>| {
        let (to, sorted) = match descending {
            Some(down) if sort == ascending => (down, "ascending"),
            Some(down) if sort == down => (ascending, "descending"),
            _ if sort == ascending => (ascending, "ascending"),
            _ => (ascending, "none"),
        };
        Head { words, href: visit.with("sort", to.code()), sorted }
    };
    vec![
        head("開催日", MeetingSort::Day, Some(MeetingSort::DayDown)),
        head("会議", MeetingSort::Kind, None),
        head("センター", MeetingSort::Center, None),
        head("状態", MeetingSort::Status, None),
    ]
}

/// What the address asks for. Without `all=yes` the list is of the chosen period.
fn filter(visit: &Visit) -> MeetingFilter {
    let month = nihon::parse_day(&format!("{}.1", visit.query("month"))).ok().map(Day);
    let (from, to) = match month {
        Some(month) => (Some(month_of(month)), Some(month_of(month).plus_months(1).plus_days(-1))),
        None => (None, None),
    };
    let whole = visit.query("all") == "yes" || month.is_some();
    MeetingFilter {
        period: visit.period().filter(|_| !whole).map(|p| p.id.clone()),
        kind: visit.query("kind").parse::<ConferenceKindId>().ok(),
        conference: visit.query("conference").parse::<ConferenceId>().ok(),
        center: visit.query("center").parse::<CenterId>().ok(),
        statuses: visit.query("status").parse().into_iter().collect(),
        from,
        to,
    }
}

async fn lines(
    conn: &mut Conn,
    visit: &Visit,
    filter: &MeetingFilter,
    sort: MeetingSort,
    page: Option<(i64, i64)>,
) -> Result<Vec<Line>> {
    let meetings = store::list(conn, visit.actor(), filter, sort, page).await?;
    let names: HashMap<ConferenceId, String> =
        conferences::list(conn).await?.into_iter().map(|c| (c.id, c.name)).collect();
    let structure = visit.structure();
    Ok(meetings
        .into_iter()
        .map(|meeting| Line {
            conference: names.get(&meeting.conference_id).cloned().unwrap_or_default(),
            center: match &meeting.center_id {
                Some(center) => structure.center_name(center).to_owned(),
                None => row_name(structure, &meeting.unit_id),
            },
            meeting,
        })
        .collect())
}

const HEADINGS: [&str; 9] =
    ["開催日", "開始", "終了", "会議", "センター", "場所", "状態", "司会者", "中止の理由"];

async fn rows(visit: &Visit) -> Result<Vec<Vec<Cell>>> {
    may_come(visit)?;
    let sort: MeetingSort = visit.query("sort").parse().unwrap_or_default();
    let mut conn = visit.read().await?;
    let lines = lines(&mut conn, visit, &filter(visit), sort, None).await?;
    Ok(lines
        .into_iter()
        .map(|line| {
            let m = line.meeting;
            let day = match m.day {
                Some(day) => Cell::Day(day.0),
                None => Cell::from(m.day_words()),
            };
            vec![
                day,
                Cell::from(m.starts),
                Cell::from(m.ends),
                Cell::from(line.conference),
                Cell::from(line.center),
                Cell::from(m.place),
                Cell::from(m.status.label()),
                Cell::from(m.chair),
                Cell::from(m.cancel_reason),
            ]
        })
        .collect())
}

/// `GET /meetings/list.csv`
pub async fn csv(visit: Visit) -> Result<Response> {
    let mut table = vec![HEADINGS.map(Cell::from).to_vec()];
    table.extend(rows(&visit).await?);
    let written = write_csv(table.iter().map(Vec::as_slice), Encoding::Utf8);
    web::download("会議の一覧.csv", "text/csv; charset=utf-8", written.bytes)
}

/// `GET /meetings/list.xlsx`
pub async fn xlsx(visit: Visit) -> Result<Response> {
    let fields =
        HEADINGS.map(|h| Field::new(h).width(if h == "会議" || h == "場所" { 36 } else { 16 }));
    let sheet = SheetOut::new("会議").title("会議の一覧").table(fields, rows(&visit).await?);
    let file = XlsxFile::new(visit.today().0).sheet(sheet).finish().map_err(Error::internal)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    web::download("会議の一覧.xlsx", media, file)
}
