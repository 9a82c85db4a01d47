//! The table in a book: where its header is, which columns it has, which rows are records.

use std::collections::HashMap;

use super::header::{header_key, row_keys};
use super::{Book, Cell, Column, Refusal, Sheet, column_letters};

/// The header is looked for in this many rows; above it stand titles and notes.
const HEADER_WITHIN: usize = 20;

/// A table found in a book by the names of its columns.
#[derive(Debug)]
pub struct Table<'b> {
    pub(super) file: &'b str,
    pub(super) sheet: &'b Sheet,
    pub(super) columns: HashMap<String, FoundColumn>,
    header_row: usize,
    pub(super) records: Vec<usize>,
    skipped: Vec<Skipped>,
    unknown: Vec<Unknown>,
    other_sheets: Vec<String>,
}

#[derive(Debug)]
pub(super) struct FoundColumn {
    /// Counted from 0; empty if the file lacks the column, several for a column of [`Column::many`].
    pub at: Vec<usize>,
    /// The header as the file writes it, or the declared name.
    pub header: String,
}

/// A row with values that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Counted from 1.
    pub row: usize,
    /// Its values, one space between them.
    pub text: String,
    /// Japanese: why.
    pub reason: &'static str,
}

/// A column with a header or values that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// A, B … AA.
    pub column: String,
    /// Empty if the column has values and no header.
    pub header: String,
    /// How many records have a value in it.
    pub values: usize,
}

impl<'b> Table<'b> {
    /// Finds the table: in the first visible sheet that has one, under the first row that has all required
    /// headers. A header merged over two rows counts in the lower one.
    pub fn find(book: &'b Book, columns: &[Column]) -> Result<Self, Refusal> {
        for sheet in book.sheets.iter().filter(|sheet| !sheet.hidden) {
            if let Ok(mut table) = Self::in_sheet(&book.file, sheet, columns) {
                table.other_sheets = book
                    .sheets
                    .iter()
                    .filter(|other| {
                        !std::ptr::eq(*other, sheet) && !other.hidden && !other.rows.is_empty()
                    })
                    .map(|other| other.name.clone())
                    .collect();
                return Ok(table);
            }
        }
        Err(no_header(book, columns))
    }

    /// Finds the table in one sheet, for books whose sheets are read one by one.
    pub fn in_sheet(file: &'b str, sheet: &'b Sheet, columns: &[Column]) -> Result<Self, Refusal> {
        let candidates = sheet.rows.iter().take(HEADER_WITHIN).enumerate();
        for (header_row, _) in candidates {
            let keys = keys_at(sheet, header_row);
            let at: Vec<Vec<usize>> =
                columns.iter().map(|column| column.positions(&keys)).collect();
            let complete =
                columns.iter().zip(&at).all(|(column, at)| !column.required || !at.is_empty());
            if complete && at.iter().any(|at| !at.is_empty()) {
                return Ok(Self::under(file, sheet, header_row, columns, at));
            }
        }
        let alone = Book { file: file.to_owned(), sheets: vec![sheet.clone()] };
        Err(no_header(&alone, columns))
    }

    fn under(
        file: &'b str,
        sheet: &'b Sheet,
        header_row: usize,
        columns: &[Column],
        at: Vec<Vec<usize>>,
    ) -> Self {
        let columns = columns
            .iter()
            .zip(at)
            .map(|(column, at)| {
                let header = at
                    .first()
                    .map_or_else(|| column.name.clone(), |at| header_text(sheet, header_row, *at));
                (column.name.clone(), FoundColumn { at, header })
            })
            .collect();
        let mut table = Self {
            file,
            sheet,
            columns,
            header_row,
            records: Vec::new(),
            skipped: Vec::new(),
            unknown: Vec::new(),
            other_sheets: Vec::new(),
        };
        table.sort_rows();
        table.list_unknown();
        table
    }

    /// Rows with values that are no records: titles above the header, repeated headers, examples.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// Columns that no one asked for.
    pub fn unknown(&self) -> &[Unknown] {
        &self.unknown
    }

    /// Names of the visible sheets with values that are not read.
    pub fn other_sheets(&self) -> &[String] {
        &self.other_sheets
    }

    /// The row of the header, counted from 1.
    pub fn header_row(&self) -> usize {
        self.header_row + 1
    }

    /// Whether the file has a declared column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.get(column).is_some_and(|found| !found.at.is_empty())
    }

    fn sort_rows(&mut self) {
        let mut read: Vec<usize> =
            self.columns.values().flat_map(|column| column.at.iter().copied()).collect();
        read.sort_unstable();
        let headers: Vec<String> = read
            .iter()
            .map(|at| header_key(&header_text(self.sheet, self.header_row, *at)))
            .collect();
        for (row, cells) in self.sheet.rows.iter().enumerate() {
            if row == self.header_row || cells.iter().all(Cell::is_blank) {
                continue;
            }
            let values = || read.iter().map(|at| self.sheet.cell(row, *at));
            let reason = if row < self.header_row {
                Some("見出しより上の行")
            } else if values().all(Cell::is_blank) {
                Some("読み込む列に値がない行")
            } else if repeats(values(), &headers) {
                Some("見出しの繰り返し")
            } else if is_example(cells) {
                Some("記入例")
            } else {
                None
            };
            match reason {
                Some(reason) => {
                    self.skipped.push(Skipped { row: row + 1, text: shown(cells), reason })
                }
                None => self.records.push(row),
            }
        }
    }

    fn list_unknown(&mut self) {
        let width = self.sheet.rows.iter().map(Vec::len).max().unwrap_or_default();
        let mut values = vec![0; width];
        for row in &self.records {
            for (count, cell) in values.iter_mut().zip(&self.sheet.rows[*row]) {
                *count += usize::from(!cell.is_blank());
            }
        }
        for (index, values) in values.into_iter().enumerate() {
            let header = header_text(self.sheet, self.header_row, index);
            let known = self.columns.values().any(|column| column.at.contains(&index));
            if !known && (values > 0 || !header.is_empty()) {
                self.unknown.push(Unknown { column: column_letters(index), header, values });
            }
        }
    }
}

/// The keys of a row as wide as the sheet, since a header merged over its last columns ends before them; where a
/// cell is blank, those of the cell above, which may be merged with it.
fn keys_at(sheet: &Sheet, row: usize) -> Vec<String> {
    let mut keys = row_keys(&sheet.rows[row]);
    let above = row.checked_sub(1).map(|above| row_keys(&sheet.rows[above])).unwrap_or_default();
    if keys.iter().all(String::is_empty) {
        return keys;
    }
    let width = sheet.rows.iter().map(Vec::len).max().unwrap_or_default();
    keys.resize(keys.len().max(above.len()).max(width), String::new());
    for (key, above) in keys.iter_mut().zip(above) {
        if key.is_empty() {
            *key = above;
        }
    }
    keys
}

fn header_text(sheet: &Sheet, row: usize, column: usize) -> String {
    let own = sheet.cell(row, column);
    let cell = match row.checked_sub(1) {
        Some(above) if own.is_blank() => sheet.cell(above, column),
        _ => own,
    };
    cell.shown().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn repeats<'c>(values: impl Iterator<Item = &'c Cell>, headers: &[String]) -> bool {
    let mut same = 0;
    for (cell, header) in values.zip(headers) {
        match cell {
            Cell::Text(text) if header_key(text) == *header && !header.is_empty() => same += 1,
            cell if cell.is_blank() => {}
            _ => return false,
        }
    }
    same > 0
}

/// The line that our own empty forms carry to show how they are filled in.
fn is_example(cells: &[Cell]) -> bool {
    let first = cells.iter().find(|cell| !cell.is_blank()).map(Cell::shown).unwrap_or_default();
    ["記入例", "(例)", "例)"].iter().any(|mark| nihon::fold_key(&first).starts_with(mark))
}

fn shown(cells: &[Cell]) -> String {
    let values: Vec<String> =
        cells.iter().filter(|cell| !cell.is_blank()).map(Cell::shown).collect();
    values.join(" ")
}

/// Says which row came nearest to being the header, and what it lacks.
fn no_header(book: &Book, columns: &[Column]) -> Refusal {
    let required: Vec<&Column> = columns.iter().filter(|column| column.required).collect();
    let quoted = |names: &[&Column]| {
        names.iter().map(|column| format!("「{}」", column.name)).collect::<String>()
    };
    let mut nearest = (0, String::new());
    for sheet in book.sheets.iter().filter(|sheet| !sheet.hidden) {
        for row in 0..sheet.rows.len().min(HEADER_WITHIN) {
            let keys = keys_at(sheet, row);
            let (found, lacking): (Vec<&Column>, Vec<&Column>) =
                required.iter().partition(|column| !column.positions(&keys).is_empty());
            if found.len() > nearest.0 {
                let of_sheet = match sheet.name.as_str() {
                    "" => String::new(),
                    name => format!("シート「{name}」の"),
                };
                let sentence =
                    format!("{of_sheet}{}行目には{}がありません。", row + 1, quoted(&lacking));
                nearest = (found.len(), sentence);
            }
        }
    }
    Refusal::NoHeader { file: book.file.clone(), nearest: nearest.1, wanted: quoted(&required) }
}
