//! A file's cells, whatever the file was.

use std::collections::BTreeSet;

use nihon::day::Epoch;

use super::{Cell, SheetRows};

/// A file that was read: its sheets in order. A CSV has one, without a name.
#[derive(Debug, Clone)]
pub struct Book {
    /// The file's name as it was sent, for reports.
    pub file: String,
    pub sheets: Vec<Sheet>,
}

/// A sheet. Row 0 here is row 1 in Excel.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub name: String,
    /// Hidden in Excel: kept, but a table is not looked for in it.
    pub hidden: bool,
    /// From which day its plain numbers count when one stands where a date is wanted.
    pub epoch: Epoch,
    pub rows: SheetRows,
    /// Cells that are shown as one.
    pub merged: Vec<Merged>,
    /// Rows that the sheet does not show, hidden by hand or by a filter.
    pub hidden_rows: BTreeSet<usize>,
    /// Columns that it does not show.
    pub hidden_columns: BTreeSet<usize>,
    /// Whether rows and columns were exchanged after reading: places are told as they stand in the file.
    pub turned: bool,
}

/// A block of cells that is shown as one, first and last inclusive. Its value is the first cell's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    pub rows: (usize, usize),
    pub columns: (usize, usize),
}

impl Sheet {
    /// A cell among the first rows, where headings are; both counted from 0, empty beyond the edges.
    pub(super) fn head_cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.head().get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Empty)
    }

    /// The same cells with rows and columns exchanged; none of a sheet that is longer than any table on its side.
    pub fn turned(&self) -> Option<Sheet> {
        let head = self.rows.head();
        if head.len() < self.rows.len() {
            return None;
        }
        let rows = (0..self.rows.width())
            .map(|column| (0..head.len()).map(|row| self.head_cell(row, column).clone()).collect())
            .collect();
        let merged =
            self.merged.iter().map(|m| Merged { rows: m.columns, columns: m.rows }).collect();
        Some(Sheet {
            rows,
            merged,
            turned: !self.turned,
            hidden_rows: self.hidden_columns.clone(),
            hidden_columns: self.hidden_rows.clone(),
            ..self.clone()
        })
    }
}

/// The letters of a column counted from 0: A, B … Z, AA.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}
