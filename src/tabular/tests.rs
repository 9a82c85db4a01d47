mod files;
mod outputs;
mod tables;

use super::*;

/// Reads a file with the usual limits.
fn read(name: &str, bytes: &[u8]) -> Result<Book, Refusal> {
    Source::read(name, bytes, &Limits::default())
}

/// A CSV in UTF-8 as a book.
fn csv(text: &str) -> Book {
    read("予定.csv", text.as_bytes()).expect("a readable CSV")
}

/// The cells of the first sheet as they are shown, a line each row.
fn shown(book: &Book) -> Vec<String> {
    let row = |cells: &Vec<Cell>| cells.iter().map(Cell::shown).collect::<Vec<_>>().join("|");
    book.sheets[0].rows.iter().map(row).collect()
}
