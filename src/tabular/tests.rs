mod files;
mod long;
mod outputs;
mod tables;

use std::io::{Cursor, Read, Write};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::*;

/// A workbook whose parts were changed, each by its name and text.
pub(crate) fn with_parts(whole: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(whole)).expect("an archive");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        let text = change(&name, text);
        to.start_file(name, SimpleFileOptions::default()).expect("a part");
        to.write_all(text.as_bytes()).expect("its bytes");
    }
    to.finish().expect("an archive").into_inner()
}

/// Reads a file with the usual limits.
fn read(name: &str, bytes: &[u8]) -> Result<Book, Refusal> {
    Source::read(name, bytes, &Limits::default())
}

/// A CSV in UTF-8 as a book.
fn csv(text: &str) -> Book {
    read("予定.csv", text.as_bytes()).expect("a readable CSV")
}

/// The table of a book, of which nobody answered anything.
fn find<'b>(book: &'b Book, columns: &[Column]) -> Result<Table<'b>, Refusal> {
    static NOTHING: std::sync::LazyLock<Answered> = std::sync::LazyLock::new(Answered::default);
    Table::all(book, columns, &NOTHING).map(|mut tables| tables.remove(0))
}

/// The cells of the first sheet as they are shown, a line each row.
fn shown(book: &Book) -> Vec<String> {
    let row = |cells: std::borrow::Cow<'_, [Cell]>| {
        cells.iter().map(Cell::shown).collect::<Vec<_>>().join("|")
    };
    book.sheets[0].rows.iter().map(row).collect()
}

/// The example at the head of the module.
fn meetings_of(file_name: &str, bytes: &[u8]) -> Result<String, Refusal> {
    let columns = [
        Column::required("センター").also(["地域包括支援センター", "包括"]),
        Column::required("開催日").also(["日付"]),
        Column::optional("事例数"),
        Column::optional("備考"),
    ];
    let book = Source::read(file_name, bytes, &Limits::default())?;
    let answered = Answered::default();
    let table = &Table::all(&book, &columns, &answered)?[0];
    let mut faults = Faults::default();
    let mut meetings = Vec::new();
    for record in table.records() {
        let centre = record.required_text("センター", 60, &mut faults);
        let day = record.required_day("開催日", &mut faults);
        let cases = record.integer("事例数", 0..=99, &mut faults);
        let note = record.text("備考", 500, &mut faults);
        if let (Some(centre), Some(day)) = (centre, day) {
            meetings.push((centre, day, cases, note));
        }
    }
    let found = faults.list().iter().map(|fault| format!("{fault}\n"));
    Ok(found.collect::<String>() + &format!("{}件", meetings.len()))
}

#[test]
fn one_dry_run_tells_all_that_is_wrong_with_a_file() {
    let csv = "包括,日付,事例数\n明第1,R7.11.20,2\n小金,R7.2.30,２件\n";
    let report = meetings_of("予定.csv", csv.as_bytes()).expect("a table is found");
    assert!(
        report.starts_with("予定.csv 3行目 B列（日付）「R7.2.30」: 令和7年2月は28日までです。")
    );
    assert!(report.ends_with("1件"));
}
