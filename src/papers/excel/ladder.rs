//! The pictures of 資料2 別添2 as tables: conferences, the ways between them, the year's schedule.

use rust_xlsxwriter::XlsxError;

use super::book::{Book, Cell, Paper, join, lines};
use crate::papers::sheets::{ConferenceBox, Edge, LifeSupport, Pointer, Schedule, Structure};

const NO_CONFERENCE: &str = "会議は登録されていません。";

pub(super) fn structure(book: &mut Book, structure: &Structure) -> Result<(), XlsxError> {
    let mut sheet = book.sheet("(1)機能と構造", Paper::Landscape, &CONFERENCE_WIDTHS)?;
    sheet.line(&structure.title)?;
    let functions =
        structure.functions.iter().map(|function| format!("{}.{}", function.number, function.name));
    sheet.line(&format!("{} → {}", join(functions, " → "), structure.goal))?;
    for line in structure.note.iter() {
        sheet.line(line)?;
    }
    sheet.head(&CONFERENCE_HEADS)?;
    for level in &structure.levels {
        for conference in &level.conferences {
            sheet.row(conference_row(&level.name, conference, level.paper.as_ref()))?;
        }
    }
    sheet.finish(NO_CONFERENCE)?;
    let all = structure.levels.iter().flat_map(|level| &level.conferences).collect::<Vec<_>>();
    edges(book, "(1)会議のつながり", &structure.edges, &all)
}

pub(super) fn life_support(book: &mut Book, system: &LifeSupport) -> Result<(), XlsxError> {
    let mut sheet = book.sheet("(2)生活支援体制整備", Paper::Landscape, &CONFERENCE_WIDTHS)?;
    sheet.line(&system.title)?;
    sheet.line(&system.lead)?;
    let tracks = (0..)
        .zip(&system.tracks)
        .map(|(number, track): (usize, _)| format!("{}列目：{track}", number + 1));
    sheet.line(&join(tracks, "　"))?;
    sheet.head(&CONFERENCE_HEADS)?;
    for layer in &system.layers {
        let place = format!("{} {}", layer.name, layer.extent);
        for one in layer.rows.iter().flatten() {
            sheet.row(conference_row(place.trim(), &one.conference, None))?;
        }
    }
    sheet.finish(NO_CONFERENCE)?;
    let boxes = system.layers.iter().flat_map(|layer| layer.rows.iter().flatten());
    let all = boxes.map(|one| &one.conference).collect::<Vec<_>>();
    edges(book, "(2)会議のつながり", &system.edges, &all)
}

const CONFERENCE_HEADS: [&str; 10] =
    ["区分", "会議", "役割", "メンバー", "事務局", "開催回数", "機能", "備考", "検討結果", "資料"];
const CONFERENCE_WIDTHS: [f64; 10] = [18.0, 24.0, 38.0, 38.0, 22.0, 16.0, 10.0, 26.0, 24.0, 30.0];

fn conference_row(place: &str, conference: &ConferenceBox, paper: Option<&Pointer>) -> Vec<Cell> {
    let suspended =
        conference.suspended.iter().flat_map(|one| [Some(&one.words), one.note.as_ref()]).flatten();
    let remarks = suspended.chain(&conference.also_serves).chain(&conference.facts);
    vec![
        Cell::head(place),
        Cell::text(&conference.name),
        Cell::Text(lines(&conference.roles)),
        Cell::Text(lines(&conference.members)),
        Cell::maybe(conference.secretariat.as_deref()),
        Cell::text(&conference.cadence),
        Cell::Text(join(conference.functions.iter().map(u8::to_string), "・")),
        Cell::Text(join(remarks.cloned(), "\n")),
        Cell::maybe(conference.outcome.as_deref()),
        paper.map_or(Cell::Blank, |paper| Cell::Text(format!("{} {}", paper.number, paper.title))),
    ]
}

/// One direction of a way a row.
fn edges(
    book: &mut Book,
    name: &str,
    edges: &[Edge],
    all: &[&ConferenceBox],
) -> Result<(), XlsxError> {
    let mut sheet = book.sheet(name, Paper::Landscape, &[26.0, 26.0, 50.0, 30.0])?;
    sheet.head(&["どの会議から", "どの会議へ", "内容", "資料"])?;
    let named = |key: &str| {
        all.iter().find(|one| one.key == key).map_or(key.to_owned(), |one| one.name.clone())
    };
    for edge in edges {
        let (lower, upper) = (named(&edge.lower), named(&edge.upper));
        let up = edge.up.iter().map(|words| (&lower, &upper, words));
        let down = edge.down.iter().map(|words| (&upper, &lower, words));
        for (from, to, words) in up.chain(down) {
            let paper = edge.paper.as_ref();
            sheet.row(vec![
                Cell::head(from),
                Cell::text(to),
                Cell::text(words),
                paper.map_or(Cell::Blank, |paper| {
                    Cell::Text(format!("{} {}", paper.number, paper.title))
                }),
            ])?;
        }
    }
    sheet.finish("会議のつながりは登録されていません。")
}

pub(super) fn schedule(book: &mut Book, schedule: &Schedule) -> Result<(), XlsxError> {
    let widths =
        [26.0, 26.0].into_iter().chain(vec![26.0; schedule.columns.len()]).collect::<Vec<_>>();
    let mut sheet = book.sheet("(3)実施スケジュール", Paper::Landscape, &widths)?;
    sheet.line(&schedule.title)?;
    let heads = ["目的", "会議"]
        .into_iter()
        .chain(schedule.columns.iter().map(String::as_str))
        .collect::<Vec<_>>();
    sheet.head(&heads)?;
    for row in &schedule.rows {
        for lane in row.lanes() {
            let words = |title: &str, items: &[String]| {
                let items = items.iter().map(|item| format!("・{item}"));
                join(
                    std::iter::once(title.to_owned())
                        .filter(|title| !title.is_empty())
                        .chain(items),
                    "\n",
                )
            };
            let spans = lane
                .iter()
                .map(|bar| (bar.from, bar.to, words(&bar.title, &bar.items)))
                .collect::<Vec<_>>();
            sheet.spans(&[&row.purpose, &row.conference], &spans)?;
        }
    }
    sheet.finish("この年度の実施予定は登録されていません。")
}
