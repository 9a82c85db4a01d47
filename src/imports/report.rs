//! What a file says and what it would do, before it does it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::tabular::{CellError, Faults, Mapping, Question, Table, column_letters};

/// Rows of the preview.
pub const PREVIEW: usize = 20;

/// What was read of a file, what is wrong with it, and what its rows are to the records that are there.
///
/// Wrong values are personal: they are shown to those who sent the file and never logged or kept.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The importer's key.
    pub kind: String,
    pub file: String,
    /// Name of the sheet that was read; empty for a CSV.
    pub sheet: String,
    /// Rows read as records, wrong ones included.
    pub read: usize,
    pub new: usize,
    pub unchanged: usize,
    pub changed: usize,
    /// Whether a person said that those which say something else are written over what is there.
    pub replaces: bool,
    /// Rows with values that are not read, each with what it was taken for.
    pub skipped: Vec<SkippedRow>,
    /// Columns that are not read.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Visible sheets that are not read.
    pub other_sheets: Vec<String>,
    /// What only a person can say of the file, answered or not. While one is open, nothing is taken in.
    pub questions: Vec<Question>,
    /// What was read otherwise than it stands there, in sentences.
    pub notes: Vec<String>,
    /// Which column is read as what.
    pub mapping: Mapping,
    /// The first [`Faults::KEPT`] wrong cells.
    pub errors: Vec<WrongCell>,
    /// All wrong cells.
    pub errors_total: usize,
    /// Headings of the preview's cells.
    pub preview_headings: Vec<String>,
    /// The first rows as they were understood, without names.
    pub preview: Vec<PreviewRow>,
}

/// A row that is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedRow {
    /// Empty for a CSV.
    pub sheet: String,
    /// 0 where it is no row: a column of a table that lies on its side.
    pub row: usize,
    pub reason: String,
}

/// A column that nobody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownColumn {
    pub column: String,
    pub header: String,
    /// Records with a value in it.
    pub values: usize,
}

/// A wrong cell: where, what, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrongCell {
    pub file: String,
    pub sheet: String,
    pub row: usize,
    pub column: String,
    pub header: String,
    pub value: String,
    pub reason: String,
}

/// A row of the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PreviewRow {
    pub row: usize,
    pub state: RowState,
    pub cells: Vec<String>,
}

/// What a row is to the records that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    New,
    Unchanged,
    Changed,
}

impl RowState {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            RowState::New => "新規",
            RowState::Unchanged => "登録済",
            RowState::Changed => "変更あり",
        }
    }

    /// The colour of its chip.
    pub fn tone(self) -> &'static str {
        match self {
            RowState::New => "blue",
            RowState::Unchanged => "gray",
            RowState::Changed => "yellow",
        }
    }
}

/// A report's numbers, which are kept when the file is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub read: usize,
    pub new: usize,
    pub unchanged: usize,
    pub changed: usize,
    pub skipped: usize,
    pub errors: usize,
    /// Questions that nobody answered yet.
    #[serde(default)]
    pub open: usize,
    /// As [`Report::replaces`].
    #[serde(default)]
    pub replaces: bool,
}

impl Counts {
    /// Whether the file may be taken in.
    pub fn is_clean(&self) -> bool {
        self.errors == 0 && self.open == 0
    }

    /// How many records were taken in, where rows that say something else always or never replace what is there unless a person
    /// says so.
    pub fn taken(&self, replaces: bool) -> usize {
        self.new + self.rewritten(replaces)
    }

    /// How many of them were there already.
    pub fn rewritten(&self, replaces: bool) -> usize {
        if replaces || self.replaces { self.changed } else { 0 }
    }
}

impl Report {
    /// The report of tables of which nothing was read yet: one, or one on each of several sheets.
    pub fn of(kind: &str, file: &str, tables: &[Table<'_>]) -> Report {
        let sheets: Vec<&str> = tables.iter().map(Table::sheet_name).collect();
        let first = tables.first();
        Report {
            kind: kind.to_owned(),
            file: file.to_owned(),
            sheet: sheets.join("、"),
            read: 0,
            new: 0,
            unchanged: 0,
            changed: 0,
            replaces: false,
            skipped: tables.iter().flat_map(skipped).collect(),
            unknown_columns: first.map(unknown).unwrap_or_default(),
            other_sheets: first.map(|table| table.other_sheets().to_vec()).unwrap_or_default(),
            questions: tables.iter().flat_map(|table| table.questions().to_vec()).collect(),
            notes: tables.iter().flat_map(|table| table.notes().to_vec()).collect(),
            mapping: first.map(Table::mapping).unwrap_or_default(),
            errors: Vec::new(),
            errors_total: 0,
            preview_headings: Vec::new(),
            preview: Vec::new(),
        }
    }

    /// Takes over what is wrong, in reading order.
    pub fn take(&mut self, faults: &Faults) {
        self.errors = faults.list().iter().map(WrongCell::from).collect();
        self.errors_total = faults.total();
        self.questions.extend(faults.asked().cloned());
        let mut asked = HashSet::new();
        self.questions.retain(|question| asked.insert(question.key.clone()));
    }

    /// Says of a row why it is not read.
    pub fn skip(&mut self, sheet: &str, row: usize, reason: impl Into<String>) {
        self.skipped.push(SkippedRow { sheet: sheet.to_owned(), row, reason: reason.into() });
    }

    /// Says once what was read otherwise than it stands there.
    pub fn note(&mut self, sentence: String) {
        if !self.notes.contains(&sentence) {
            self.notes.push(sentence);
        }
    }

    /// How many questions wait for a person's answer.
    pub fn open(&self) -> usize {
        self.questions.iter().filter(|question| question.is_open()).count()
    }

    /// Says of a row that only the database shows to be wrong.
    pub fn wrong(&mut self, cell: WrongCell) {
        self.errors_total += 1;
        if self.errors.len() < Faults::KEPT {
            self.errors.push(cell);
        }
    }

    /// Counts a row, and keeps it for the preview if it is among the first.
    pub fn count(&mut self, row: usize, state: RowState, cells: impl FnOnce() -> Vec<String>) {
        match state {
            RowState::New => self.new += 1,
            RowState::Unchanged => self.unchanged += 1,
            RowState::Changed => self.changed += 1,
        }
        if self.preview.len() < PREVIEW {
            let cells = cells();
            self.preview.push(PreviewRow { row, state, cells });
        }
    }

    /// Whether the file may be taken in.
    pub fn is_clean(&self) -> bool {
        self.errors_total == 0 && self.open() == 0
    }

    /// Its numbers.
    pub fn counts(&self) -> Counts {
        Counts {
            read: self.read,
            new: self.new,
            unchanged: self.unchanged,
            changed: self.changed,
            skipped: self.skipped.len(),
            errors: self.errors_total,
            open: self.open(),
            replaces: self.replaces,
        }
    }
}

fn skipped(table: &Table<'_>) -> Vec<SkippedRow> {
    let told = table.skipped().iter().map(|skipped| {
        let (row, reason) = if table.is_turned() {
            let column = column_letters(skipped.row - 1);
            (0, format!("{column}列: {}", skipped.reason.replace('行', "列")))
        } else {
            (skipped.row, skipped.reason.to_owned())
        };
        SkippedRow { sheet: table.sheet_name().to_owned(), row, reason }
    });
    told.collect()
}

fn unknown(table: &Table<'_>) -> Vec<UnknownColumn> {
    let unknown = table.unknown().into_iter();
    unknown
        .map(|u| UnknownColumn { column: u.column, header: u.header, values: u.values })
        .collect()
}

impl From<&CellError> for WrongCell {
    fn from(error: &CellError) -> WrongCell {
        let place = &error.place;
        WrongCell {
            file: place.file.clone(),
            sheet: place.sheet.clone(),
            row: place.row,
            column: place.column.clone(),
            header: place.header.clone(),
            value: error.value.clone(),
            reason: error.reason.clone(),
        }
    }
}
