//! 資料2 別添2 as a workbook.

use jiff::civil::Date;

use super::book::{Book, blank, count, day, fields, join, maybe, text, total};
use super::ladder;
use crate::papers::sheets::{FunctionsAndStatus, HeldTable};
use crate::tabular::{CellOut, Paper, SheetOut, WriteError};
use nihon::day::wareki_short;

/// 資料2 別添2 as a workbook: its four parts, and a list of all sittings with real dates to sort by.
///
/// # Errors
/// As [`super::area_discussions`].
pub fn functions_and_status(
    paper: &FunctionsAndStatus,
    dated: Date,
) -> Result<Vec<u8>, WriteError> {
    let book = Book::new(&paper.edition, &paper.name, dated);
    let mut sheets = Vec::from(ladder::structure(&book, &paper.structure));
    if let Some(life_support) = &paper.life_support {
        sheets.extend(ladder::life_support(&book, life_support));
    }
    sheets.push(ladder::schedule(&book, &paper.schedule));
    sheets.push(held(&book, &paper.held));
    sheets.push(sittings(&book, &paper.held));
    book.finish(sheets)
}

/// The table as it is printed; days are text as on paper.
fn held(book: &Book, table: &HeldTable) -> SheetOut {
    let most = |at: usize| {
        let sittings =
            table.centres.iter().map(|centre| centre.meetings.get(at).map_or(0, Vec::len));
        sittings.max().unwrap_or(0).max(1)
    };
    let spans = (0..table.conferences.len()).map(most).collect::<Vec<_>>();
    let mut sheet = book.sheet("(4)開催状況", Paper::A4Portrait).note(&table.title);
    for window in &table.windows {
        sheet = sheet.note(format!("【議事対象期間】 {}：{}", window.name, window.words));
    }
    let mut columns = vec![(table.place_head.clone(), 30)];
    for (conference, span) in table.conferences.iter().zip(&spans) {
        match span {
            1 => columns.push((conference.name.clone(), 14)),
            _ => columns
                .extend((1..=*span).map(|number| (format!("{} {number}", conference.name), 14))),
        }
    }
    let mut rows = Vec::new();
    for centre in &table.centres {
        let mut row = vec![CellOut::head(centre.centre.as_str())];
        for (at, span) in spans.iter().enumerate() {
            let sittings = centre.meetings.get(at).map_or(&[][..], Vec::as_slice);
            row.extend((0..*span).map(|number| {
                sittings.get(number).map_or(blank(), |sitting| {
                    let note =
                        sitting.note.as_ref().map(|note| format!("（{note}）")).unwrap_or_default();
                    CellOut::new(wareki_short(sitting.on) + &note)
                })
            }));
        }
        rows.push(row);
    }
    let sums = (!rows.is_empty()).then(|| {
        let totals = table.conferences.iter();
        let words =
            totals.map(|conference| format!("{} {}", conference.name, conference.total.words()));
        format!("{}：{}", table.total_head, join(words, "、"))
    });
    if sums.is_some() {
        rows.push(total_row(table, &spans));
    }
    let sheet =
        sheet.set_table(fields(columns), rows).or_say("この期間に報告の対象となる所はありません。");
    match sums {
        Some(sums) => sheet.note(sums),
        None => sheet,
    }
}

/// Under each conference its meetings, and its cases beside them where it has a second column.
fn total_row(table: &HeldTable, spans: &[usize]) -> Vec<CellOut> {
    let mut row = vec![CellOut::total(table.total_head.as_str())];
    for (conference, span) in table.conferences.iter().zip(spans) {
        let mut cells = vec![total(conference.total.meetings, "回")];
        cells.extend((1..*span).map(|_| CellOut::total("")));
        match (conference.total.cases, cells.get_mut(1)) {
            (Some(cases), Some(second)) => *second = total(cases, "事例"),
            (Some(_), None) => cells[0] = CellOut::total(conference.total.words()),
            (None, _) => {}
        }
        row.extend(cells);
    }
    row
}

/// One sitting a row, with a date that Excel can sort and filter.
fn sittings(book: &Book, table: &HeldTable) -> SheetOut {
    let mut rows = Vec::new();
    for centre in &table.centres {
        for (conference, sittings) in table.conferences.iter().zip(&centre.meetings) {
            rows.extend(sittings.iter().map(|sitting| {
                vec![
                    CellOut::head(centre.centre.as_str()),
                    text(&conference.name),
                    day(Some(sitting.on)),
                    sitting.cases.map_or(blank(), |cases| count(cases, "事例")),
                    maybe(sitting.note.as_deref()),
                ]
            }));
        }
    }
    let columns = [
        (table.place_head.as_str(), 22),
        ("会議", 28),
        ("開催日", 14),
        ("検討事例", 12),
        ("備考", 20),
    ];
    book.sheet("開催一覧", Paper::A4Portrait)
        .set_table(fields(columns), rows)
        .or_say("この期間に開催された会議はありません。")
}
