//! Both shapes of a file of meetings, cell by cell.

use std::collections::HashMap;

use nihon::fold_key;

use super::{
    columns::{CENTER, CONFERENCE, DAY, ENDS, NUMBER, PLACE, STARTS, STATE, center, columns},
    finding::Conferences,
    lines::Line,
};
use crate::{
    access,
    clock::Day,
    conferences::{Conference, ConferenceStatus},
    fields::{Heading, Said},
    id::ConferenceId,
    imports::{READING, Report, SkippedRow, World},
    meetings::{MeetingAction, MeetingStatus, NewMeeting, time::time},
    preset::{ConferenceKind, UnitTier},
    tabular::{Book, CellError, Column, Faults, Record, Refusal, Table, Words},
};

/// 合計 and the like at the foot of a published matrix.
const TOTALS: [&str; 5] = ["合計", "計", "小計", "総計", "開催回数"];

/// The importer's key.
pub(super) const KEY: &str = "schedules";

/// Reads either shape.
///
/// # Errors
/// When the book has neither.
pub(super) fn read(
    world: &World,
    conferences: &[Conference],
    book: &Book,
) -> Result<(Report, Vec<Line>), Refusal> {
    let list: Vec<Column> = columns(&world.structure).iter().map(Heading::declared).collect();
    let refusal = match Table::find(book, &list) {
        Ok(table) => return Ok(read_list(world, conferences, book, &table)),
        Err(refusal) => refusal,
    };
    let kinds: Vec<&ConferenceKind> = world
        .structure
        .conference_kinds
        .iter()
        .filter(|k| matches!(k.unit, UnitTier::Center | UnitTier::Area))
        .collect();
    let mut matrix = vec![Column::required(CENTER).also(center(&world.structure).also)];
    matrix.extend(kinds.iter().map(|k| Column::optional(&k.name).also([&k.short_name]).many()));
    match Table::find(book, &matrix) {
        Ok(table) if kinds.iter().any(|k| table.has(&k.name)) => {
            Ok(read_matrix(world, conferences, book, &table, &kinds))
        }
        _ => Err(refusal),
    }
}

fn report_of(world_file: &Book, table: &Table<'_>, any: &str) -> Report {
    let sheet = table.records().next().map(|r| r.place(any).sheet).unwrap_or_default();
    let mut report = Report::of(KEY, &world_file.file, sheet, table);
    report.preview_headings = vec!["開催日", "会議", "時刻", "場所"];
    report
}

fn read_list(
    world: &World,
    conferences: &[Conference],
    book: &Book,
    table: &Table<'_>,
) -> (Report, Vec<Line>) {
    let mut report = report_of(book, table, DAY);
    let mut faults = Faults::default();
    let centers = world.centers();
    let find = Conferences::of(&world.structure, conferences);
    let states = Words::new([
        ("予定", Some(MeetingStatus::Scheduled)),
        ("実施済", Some(MeetingStatus::Held)),
        ("中止", None),
    ])
    .also([
        ("計画", Some(MeetingStatus::Scheduled)),
        ("日程確定", Some(MeetingStatus::Scheduled)),
        ("案内済", Some(MeetingStatus::Scheduled)),
        ("開催済", Some(MeetingStatus::Held)),
        ("実績", Some(MeetingStatus::Held)),
        ("記録確定", Some(MeetingStatus::Held)),
        ("共有済", Some(MeetingStatus::Held)),
    ]);
    let mut lines = Vec::new();
    world.telling.step(READING, table.records().len());
    for (at, record) in table.records().enumerate() {
        world.telling.done(at);
        let status = match record.parsed(STATE, &mut faults, |word| states.find(word)) {
            Some(None) => {
                report.skipped.push(skipped(&record, "中止した会議の行"));
                continue;
            }
            status => status.flatten(),
        };
        report.read += 1;
        let said_center = !record.get(CENTER).is_blank();
        let center = world.center_of(&record, CENTER, &centers, &mut faults);
        let conference = if said_center && center.is_none() {
            record.required_text(CONFERENCE, 200, &mut faults);
            None
        } else {
            record
                .required_parsed(CONFERENCE, &mut faults, |word| find.named(word, center.as_ref()))
        };
        let day = record.required_day(DAY, &mut faults).map(Day);
        let starts = record.parsed(STARTS, &mut faults, |text| time(text, Said::InFile));
        let ends = record.parsed(ENDS, &mut faults, |text| time(text, Said::InFile));
        let venue = record.text(PLACE, 100, &mut faults);
        let number = record.text(NUMBER, 40, &mut faults);
        if let (Some(conference), Some(day)) = (conference, day) {
            lines.push(Line {
                place: record.place(DAY),
                value: record.get(DAY).shown(),
                number,
                conference,
                day,
                starts,
                ends,
                venue,
                status,
            });
        }
    }
    let lines = checked(world, lines, &mut faults);
    report.take(&faults);
    (report, lines)
}

fn skipped(record: &Record<'_>, reason: &str) -> SkippedRow {
    SkippedRow { row: record.row(), reason: reason.to_owned() }
}

/// Leaves out, as wrong, what this person may not plan, what a suspended conference cannot hold, and what stands
/// twice in the file.
fn checked(world: &World, lines: Vec<Line>, faults: &mut Faults) -> Vec<Line> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut days: HashMap<(ConferenceId, Day), usize> = HashMap::new();
    let mut good = Vec::with_capacity(lines.len());
    for line in lines {
        let new = NewMeeting::on(line.conference.clone(), line.day);
        let row = line.place.row;
        let twice = seen
            .insert(line.source_key(), row)
            .or(days.insert((line.conference.id.clone(), line.day), row));
        let suspended = line.conference.status == ConferenceStatus::Suspended
            && line.conference.suspended_since.is_none_or(|since| since <= line.day);
        let reason = if !access::may(MeetingAction::PlanMeeting, &world.actor, &new.facts()) {
            Some(
                "この会議の予定を登録できるのは、会議を開くセンターの職員と市の担当者だけです。"
                    .to_owned(),
            )
        } else if suspended {
            Some(format!(
                "「{}」はこの日は休止中です。取り込むには、先に会議体を再開してください。",
                line.conference.name
            ))
        } else {
            twice.map(|row| format!("同じ会議が{row}行目にもあります。どちらかを消してください。"))
        };
        match reason {
            Some(reason) => faults.push(CellError {
                place: line.place.clone(),
                value: line.value.clone(),
                reason,
            }),
            None => good.push(line),
        }
    }
    good
}

fn read_matrix(
    world: &World,
    conferences: &[Conference],
    book: &Book,
    table: &Table<'_>,
    kinds: &[&ConferenceKind],
) -> (Report, Vec<Line>) {
    let mut report = report_of(book, table, CENTER);
    let mut faults = Faults::default();
    let centers = world.centers();
    let find = Conferences::of(&world.structure, conferences);
    let mut lines = Vec::new();
    world.telling.step(READING, table.records().len());
    for (at, record) in table.records().enumerate() {
        world.telling.done(at);
        let first = fold_key(&record.get(CENTER).shown());
        if TOTALS.iter().any(|total| first.starts_with(total)) {
            report.skipped.push(skipped(&record, "合計の行"));
            continue;
        }
        report.read += 1;
        if record.required_text(CENTER, 100, &mut faults).is_none() {
            continue;
        }
        let Some(center) = world.center_of(&record, CENTER, &centers, &mut faults) else {
            continue;
        };
        for kind in kinds.iter().filter(|k| table.has(&k.name)) {
            let days = record.days(&kind.name, &mut faults);
            if days.is_empty() {
                continue;
            }
            match find.of_kind(kind, Some(&center)) {
                Ok(conference) => lines.extend(days.into_iter().map(|day| Line {
                    place: record.place(&kind.name),
                    value: Day(day).short(),
                    number: None,
                    conference: conference.clone(),
                    day: Day(day),
                    starts: None,
                    ends: None,
                    venue: None,
                    status: None,
                })),
                Err(reason) => record.fault(&kind.name, reason, &mut faults),
            }
        }
    }
    let lines = checked(world, lines, &mut faults);
    report.take(&faults);
    (report, lines)
}
