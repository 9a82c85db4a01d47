//! The pictures of 資料2 別添2 as tables: conferences, the ways between them, the year's schedule.

use super::book::{Book, blank, fields, join, maybe, text};
use crate::id::ConferenceKindId;
use crate::papers::sheets::{Bar, ConferenceBox, Edge, LifeSupport, Pointer, Schedule, Structure};
use crate::tabular::{CellOut, Paper, SheetOut};

const NO_CONFERENCE: &str = "会議は登録されていません。";

pub(super) fn structure(book: &Book, structure: &Structure) -> [SheetOut; 2] {
    let functions =
        structure.functions.iter().map(|function| format!("{}.{}", function.number, function.name));
    let mut sheet = book
        .sheet("(1)機能と構造", Paper::A4Landscape)
        .note(&structure.title)
        .note(format!("{} → {}", join(functions, " → "), structure.goal));
    if let Some(line) = &structure.note {
        sheet = sheet.note(line);
    }
    let rows = structure.levels.iter().flat_map(|level| {
        let row = |one| conference_row(&level.name, one, level.paper.as_ref());
        level.conferences.iter().map(row).collect::<Vec<_>>()
    });
    let sheet = sheet.set_table(fields(CONFERENCE), rows).or_say(NO_CONFERENCE);
    let all = structure.levels.iter().flat_map(|level| &level.conferences).collect::<Vec<_>>();
    [sheet, edges(book, "(1)会議のつながり", &structure.edges, &all)]
}

pub(super) fn life_support(book: &Book, system: &LifeSupport) -> [SheetOut; 2] {
    let tracks =
        (1..).zip(&system.tracks).map(|(number, track): (u32, _)| format!("{number}列目：{track}"));
    let rows = system.layers.iter().flat_map(|layer| {
        let place = format!("{} {}", layer.name, layer.extent);
        let boxes = layer.rows.iter().flatten();
        boxes.map(|one| conference_row(place.trim(), &one.conference, None)).collect::<Vec<_>>()
    });
    let sheet = book
        .sheet("(2)生活支援体制整備", Paper::A4Landscape)
        .note(&system.title)
        .note(&system.lead)
        .note(join(tracks, "　"))
        .set_table(fields(CONFERENCE), rows)
        .or_say(NO_CONFERENCE);
    let boxes = system.layers.iter().flat_map(|layer| layer.rows.iter().flatten());
    let all = boxes.map(|one| &one.conference).collect::<Vec<_>>();
    [sheet, edges(book, "(2)会議のつながり", &system.edges, &all)]
}

const CONFERENCE: [(&str, u16); 9] = [
    ("区分", 18),
    ("会議", 24),
    ("役割", 38),
    ("メンバー", 38),
    ("事務局", 22),
    ("開催回数", 16),
    ("備考", 26),
    ("検討結果", 24),
    ("資料", 30),
];

fn conference_row(
    place: &str,
    conference: &ConferenceBox,
    paper: Option<&Pointer>,
) -> Vec<CellOut> {
    let also = conference.also_serves.iter().map(|words| format!("※{words}"));
    let remarks = also.chain(conference.facts.iter().cloned());
    let since = Some(format!("（{}）", conference.roles_since)).filter(|w| w.len() > "（）".len());
    let purpose = Some(conference.purpose.clone()).filter(|w| !w.is_empty());
    let below = |role: &String| if purpose.is_some() { format!("・{role}") } else { role.clone() };
    let roles: Vec<String> = since
        .into_iter()
        .chain(purpose.clone())
        .chain(conference.roles.iter().map(below))
        .collect();
    vec![
        CellOut::head(place),
        text(&conference.name),
        CellOut::new(roles.join("\n")),
        CellOut::new(conference.members.join("\n")),
        maybe(conference.secretariat.as_deref()),
        text(&conference.cadence),
        CellOut::new(join(remarks, "\n")),
        maybe(conference.outcome.as_deref()),
        pointer(paper),
    ]
}

fn pointer(paper: Option<&Pointer>) -> CellOut {
    CellOut::new(
        paper.map(|paper| format!("{} {}", paper.number, paper.title).trim_end().to_owned()),
    )
}

/// One direction of a way a row.
fn edges(book: &Book, name: &str, edges: &[Edge], all: &[&ConferenceBox]) -> SheetOut {
    let named = |key: &ConferenceKindId| {
        all.iter().find(|one| one.key == *key).map_or(key.to_string(), |one| one.name.clone())
    };
    let rows = edges.iter().flat_map(|edge| {
        let (lower, upper) = (named(&edge.lower), named(&edge.upper));
        let up = edge.up.iter().map(|words| (&lower, &upper, words));
        let down = edge.down.iter().map(|words| (&upper, &lower, words));
        up.chain(down)
            .map(|(from, to, words)| {
                let from = CellOut::head(from.as_str());
                vec![from, text(to), text(words), pointer(edge.paper.as_ref())]
            })
            .collect::<Vec<_>>()
    });
    let columns = [("どの会議から", 26), ("どの会議へ", 26), ("内容", 50), ("資料", 30)];
    book.sheet(name, Paper::A4Landscape)
        .set_table(fields(columns), rows)
        .or_say("会議のつながりは登録されていません。")
}

/// The schedule, with a bar's words over the columns that it reaches.
pub(super) fn schedule(book: &Book, schedule: &Schedule) -> SheetOut {
    let heads = ["目的", "会議"].into_iter().chain(schedule.columns.iter().map(String::as_str));
    let rows = schedule.rows.iter().flat_map(|row| {
        let lane = |mut lane: Vec<_>| {
            lane.sort_by_key(|bar: &&Bar| bar.from);
            let mut cells =
                vec![CellOut::head(row.purpose.as_str()), CellOut::head(row.conference.as_str())];
            let mut next = 0;
            for bar in lane {
                cells.extend((next..bar.from).map(|_| blank()));
                cells.push(CellOut::new(bar_words(bar)).over(bar.to + 1 - bar.from));
                next = bar.to + 1;
            }
            cells
        };
        row.lanes().into_iter().map(lane).collect::<Vec<_>>()
    });
    book.sheet("(3)実施スケジュール", Paper::A4Landscape)
        .note(&schedule.title)
        .set_table(fields(heads.map(|head| (head, 26))), rows)
        .or_say("この年度の実施予定は登録されていません。")
}

fn bar_words(bar: &Bar) -> String {
    let title = Some(bar.title.clone()).filter(|title| !title.is_empty());
    join(title.into_iter().chain(bar.items.iter().map(|item| format!("・{item}"))), "\n")
}
