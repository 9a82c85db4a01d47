//! 資料2 別添2 as a workbook.

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::book::{Book, Cell, Paper, Unit, join};
use super::ladder;
use crate::papers::sheets::{FunctionsAndStatus, HeldTable};
use nihon::day::wareki_short;

/// 資料2 別添2 as a workbook: its four parts, and a list of all sittings with real dates to sort by.
///
/// # Errors
/// As [`super::area_discussions`].
pub fn functions_and_status(paper: &FunctionsAndStatus, dated: Date) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new(&paper.edition, &paper.name, dated)?;
    ladder::structure(&mut book, &paper.structure)?;
    if let Some(life_support) = &paper.life_support {
        ladder::life_support(&mut book, life_support)?;
    }
    ladder::schedule(&mut book, &paper.schedule)?;
    held(&mut book, &paper.held)?;
    sittings(&mut book, &paper.held)?;
    book.save()
}

/// The table as it is printed; days are text as on paper.
fn held(book: &mut Book, table: &HeldTable) -> Result<(), XlsxError> {
    let most = |at: usize| {
        let sittings =
            table.centres.iter().map(|centre| centre.meetings.get(at).map_or(0, Vec::len));
        sittings.max().unwrap_or(0).max(1)
    };
    let spans = (0..table.conferences.len()).map(most).collect::<Vec<_>>();
    let widths = [30.0].into_iter().chain(vec![14.0; spans.iter().sum()]).collect::<Vec<_>>();
    let mut sheet = book.sheet("(4)開催状況", Paper::Portrait, &widths)?;
    sheet.line(&table.title)?;
    for window in &table.windows {
        let current = if window.current { "（今回）" } else { "" };
        sheet.line(&format!("【議事対象期間】 {}：{}{current}", window.name, window.words))?;
    }
    let mut head = vec![table.place_head.clone()];
    for (conference, span) in table.conferences.iter().zip(&spans) {
        match span {
            1 => head.push(conference.name.clone()),
            _ => head.extend((1..=*span).map(|number| format!("{} {number}", conference.name))),
        }
    }
    sheet.head(&head)?;
    for centre in &table.centres {
        let mut row = vec![Cell::head(&centre.centre)];
        for (at, span) in spans.iter().enumerate() {
            let sittings = centre.meetings.get(at).map_or(&[][..], Vec::as_slice);
            row.extend((0..*span).map(|number| {
                sittings.get(number).map_or(Cell::Blank, |sitting| {
                    let note =
                        sitting.note.as_ref().map(|note| format!("（{note}）")).unwrap_or_default();
                    Cell::Text(wareki_short(sitting.on) + &note)
                })
            }));
        }
        sheet.row(row)?;
    }
    if !table.centres.is_empty() {
        let mut total = vec![Cell::total_text(&table.total_head)];
        for (conference, span) in table.conferences.iter().zip(&spans) {
            let mut cells = vec![Cell::Total(conference.total.meetings.into(), Unit::Meetings)];
            cells.extend((1..*span).map(|_| Cell::total_text("")));
            match (conference.total.cases, cells.get_mut(1)) {
                (Some(cases), Some(second)) => *second = Cell::Total(cases.into(), Unit::Cases),
                (Some(_), None) => cells[0] = Cell::total_text(&conference.total.words()),
                (None, _) => {}
            }
            total.extend(cells);
        }
        sheet.row(total)?;
        let totals = table.conferences.iter();
        let words =
            totals.map(|conference| format!("{} {}", conference.name, conference.total.words()));
        sheet.line(&format!("{}：{}", table.total_head, join(words, "、")))?;
    }
    sheet.finish("この期間に報告の対象となるセンターはありません。")
}

/// One sitting a row, with a date that Excel can sort and filter.
fn sittings(book: &mut Book, table: &HeldTable) -> Result<(), XlsxError> {
    let mut sheet = book.sheet("開催一覧", Paper::Portrait, &[22.0, 28.0, 14.0, 12.0, 20.0])?;
    sheet.head(&[&table.place_head, "会議", "開催日", "検討事例", "備考"])?;
    for centre in &table.centres {
        for (conference, sittings) in table.conferences.iter().zip(&centre.meetings) {
            for sitting in sittings {
                sheet.row(vec![
                    Cell::head(&centre.centre),
                    Cell::text(&conference.name),
                    Cell::Day(sitting.on),
                    sitting.cases.map_or(Cell::Blank, |cases| Cell::count(cases, Unit::Cases)),
                    Cell::maybe(sitting.note.as_deref()),
                ])?;
            }
        }
    }
    sheet.finish("この期間に開催された会議はありません。")
}
