//! 今日: what is due and overdue, the next meetings, and what came back.

use axum::response::Response;

use super::{
    standing::{Standing, standing},
    undo,
};
use crate::{
    ROOMS,
    clock::Day,
    error::Result,
    room::{AHEAD, Due, DueGroup},
    undo::Slip,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "desk/today.html")]
struct TodayPage {
    frame: Frame,
    greeting: String,
    standing: Standing,
    overdue: Vec<Act>,
    todo: Vec<Act>,
    later: usize,
    meetings: Vec<Act>,
    came_back: Vec<Act>,
    /// What was done just now and may still be taken back, with the name of its record.
    slips: Vec<(String, Slip)>,
}

/// Lines of which all ask for the same, or several of which each asks for something else.
struct Act {
    /// What they all ask for; empty where each line says it itself.
    words: String,
    lines: Vec<Line>,
}

struct Line {
    /// About what: the issue, the case, the meeting.
    subject: String,
    /// What is to be done, or what else is known of it.
    words: String,
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
    // Of those without a day the rooms know the order.
    all.sort_by_key(|due| (due.day.is_none(), due.day));

    let in_sight = |d: &&Due| d.day.is_none_or(|day| day.since(today) <= AHEAD);
    let of = |group: DueGroup| all.iter().filter(move |d| d.group == group);
    let is_late = |d: &&Due| d.day.is_some_and(|day| day < today);
    let page = TodayPage {
        greeting: format!("{} {}", today.long(), visit.actor().name()),
        standing: standing(&mut conn, &visit).await?,
        overdue: acts(of(DueGroup::Todo).filter(is_late), today),
        todo: acts(of(DueGroup::Todo).filter(|d| !is_late(d)).filter(in_sight), today),
        later: of(DueGroup::Todo).filter(|d| !in_sight(d)).count(),
        meetings: acts(of(DueGroup::Meetings).filter(in_sight), today),
        came_back: acts(of(DueGroup::CameBack), today),
        slips: undo::slips(&mut conn, &visit).await?,
        frame: visit.frame("今日"),
    };
    web::page(&page)
}

/// What is due, by its day: first what each asks for by itself, then what several ask for, below one heading.
fn acts<'d>(dues: impl Iterator<Item = &'d Due>, today: Day) -> Vec<Act> {
    let mut alike: Vec<Vec<&Due>> = Vec::new();
    for due in dues {
        let same =
            |there: &&mut Vec<&Due>| due.group != DueGroup::Meetings && there[0].title == due.title;
        match alike.iter_mut().find(same) {
            Some(there) => there.push(due),
            None => alike.push(vec![due]),
        }
    }
    // A line that says itself what it asks for would look like one of the heading above it.
    let (single, several): (Vec<_>, Vec<_>) = alike.into_iter().partition(|dues| dues.len() == 1);
    let single = Act { words: String::new(), lines: lines(single.into_iter().flatten(), today) };
    let several = several.into_iter().map(|dues| {
        let words = dues[0].title.clone();
        Act { words, lines: lines(dues.into_iter(), today) }
    });
    let single = Some(single).filter(|act| !act.lines.is_empty());
    single.into_iter().chain(several).collect()
}

/// How many lines there are.
fn count(acts: &[Act]) -> usize {
    acts.iter().map(|act| act.lines.len()).sum()
}

fn lines<'d>(dues: impl Iterator<Item = &'d Due>, today: Day) -> Vec<Line> {
    dues.map(|due| line(due, today)).collect()
}

fn line(due: &Due, today: Day) -> Line {
    let (subject, words) = match due.group {
        DueGroup::Meetings => (&due.title, &due.about),
        _ => (&due.about, &due.title),
    };
    Line {
        subject: subject.clone(),
        words: words.clone(),
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
