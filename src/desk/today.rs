//! 今日: what is due and overdue, the next meetings, and what came back.

use axum::response::Response;

use crate::{
    ROOMS,
    access::Role,
    clock::Day,
    error::Result,
    room::{AHEAD, Due, DueGroup},
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "desk/today.html")]
struct TodayPage {
    frame: Frame,
    greeting: String,
    /// What to begin with on a day when nothing is due: words and where.
    first_steps: Vec<(&'static str, &'static str)>,
    overdue: Vec<Line>,
    todo: Vec<Line>,
    later: usize,
    meetings: Vec<Line>,
    came_back: Vec<Line>,
}

struct Line {
    title: String,
    about: String,
    href: String,
    day: String,
    /// 「3日過ぎています」「あと5日」「今日まで」
    left: String,
    late: bool,
}

/// `GET /`
pub async fn show(visit: Visit) -> Result<Response> {
    let today = visit.today();
    let mut conn = visit.read().await?;
    let mut all: Vec<Due> = Vec::new();
    for room in ROOMS {
        all.extend((room.due)(&mut conn, visit.actor(), visit.structure(), today).await?);
    }
    all.sort_by(|a, b| (a.day.is_none(), a.day, &a.title).cmp(&(b.day.is_none(), b.day, &b.title)));

    let in_sight = |d: &&Due| d.day.is_none_or(|day| day.since(today) <= AHEAD);
    let of = |group: DueGroup| all.iter().filter(move |d| d.group == group);
    let is_late = |d: &&Due| d.day.is_some_and(|day| day < today);
    let page = TodayPage {
        greeting: format!("{} {}", today.long(), visit.actor().name()),
        first_steps: first_steps(visit.actor().role()),
        overdue: of(DueGroup::Todo).filter(is_late).map(|d| line(d, today)).collect(),
        todo: of(DueGroup::Todo)
            .filter(|d| !is_late(d))
            .filter(in_sight)
            .map(|d| line(d, today))
            .collect(),
        later: of(DueGroup::Todo).filter(|d| !in_sight(d)).count(),
        meetings: of(DueGroup::Meetings).filter(in_sight).map(|d| line(d, today)).collect(),
        came_back: of(DueGroup::CameBack).map(|d| line(d, today)).collect(),
        frame: visit.frame("今日"),
    };
    web::page(&page)
}

fn line(due: &Due, today: Day) -> Line {
    Line {
        title: due.title.clone(),
        about: due.about.clone(),
        href: due.href.clone(),
        day: due.day.map(Day::short).unwrap_or_default(),
        late: due.day.is_some_and(|day| day < today),
        left: due.day.map_or_else(String::new, |day| match day.since(today) {
            0 => "今日".to_owned(),
            n if n < 0 => format!("{}日過ぎています", -n),
            n => format!("あと{n}日"),
        }),
    }
}

fn first_steps(role: Option<Role>) -> Vec<(&'static str, &'static str)> {
    match role {
        Some(Role::CenterStaff) => vec![
            ("事例を登録する", "/cases/new"),
            ("会議の予定を見る", "/meetings"),
            ("地域課題を見る", "/issues"),
        ],
        Some(Role::CityOfficer) => vec![
            ("会議の年間計画を見る", "/meetings"),
            ("課題を段階別に見る", "/issues/board"),
            ("資料を準備する", "/papers"),
        ],
        Some(Role::CarePresenter) => {
            vec![("事例を提出する", "/cases/new"), ("提出した事例を見る", "/cases")]
        }
        // A guest's one meeting stands among what is due until it ends; afterwards nothing is left to see.
        Some(Role::PrefectureOfficer | Role::Guest) => vec![("使い方を読む", "/help")],
        Some(Role::Auditor) => vec![("利用者の一覧を見る", "/accounts")],
        _ => vec![("会議の予定を見る", "/meetings"), ("使い方を読む", "/help")],
    }
}
