//! Of which year the days of a table may be that are written without one.

use nihon::FiscalYear;

use super::{Cell, Question, Table};

/// Cells that are looked at for the years of a file.
const LOOKED_AT: usize = 2_000;

/// Asks of which year they are: the one that the title names first, then those around the table's own days and around today.
pub(super) fn question(table: &Table<'_>) -> Question {
    let titled = titled(table);
    let about = |year: FiscalYear| [year.previous(), year, year.next()];
    let years = titled.into_iter().chain(usual(table)).flat_map(about);
    let mut question =
        Question::new("year", "年の書かれていない日付があります。どの年度の日付として読みますか。");
    for year in years {
        let key = year.calendar_year().to_string();
        if question.replies.iter().all(|reply| reply.key != key) {
            let written =
                if titled == Some(year) { "。表に書かれている年度です" } else { "" };
            let (from, to) = (year.calendar_year(), year.calendar_year() + 1);
            question = question.reply(key, format!("{year}({from}年4月～{to}年3月{written})"));
        }
    }
    question
}

/// The fiscal year that the title names, or the sheet, or the file.
fn titled(table: &Table<'_>) -> Option<FiscalYear> {
    let above = table.sheet.rows.head().iter().take(table.header.top).flatten().map(Cell::shown);
    above.chain([table.sheet.name.clone(), table.file.to_owned()]).find_map(|text| year_in(&text))
}

/// The fiscal years in which its own days lie, and this one.
fn usual(table: &Table<'_>) -> Vec<FiscalYear> {
    let cells = table.sheet.rows.head().iter().flatten().take(LOOKED_AT);
    let days = cells.filter_map(|cell| match cell {
        Cell::Day(day) => Some(*day),
        Cell::Moment(at) => Some(at.date()),
        _ => None,
    });
    let mut years: Vec<FiscalYear> = days.map(FiscalYear::of).collect();
    years.extend(table.answered.this_year());
    years.sort_unstable();
    years.dedup();
    years
}

/// The fiscal year in a title: 「令和7年度 開催予定」.
fn year_in(title: &str) -> Option<FiscalYear> {
    let folded = nihon::fold_key(title);
    let end = folded.find("年度")? + "年度".len();
    folded[..end].char_indices().find_map(|(at, _)| FiscalYear::parse(&folded[at..end]).ok())
}
