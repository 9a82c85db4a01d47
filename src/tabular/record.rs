//! One row, read cell by cell into types.

use std::fmt::Display;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use nihon::day::{Epoch, from_excel_serial};
use nihon::{fold_key, is_maru, parse_day, parse_integer};

use super::table::{FoundColumn, Table};
use super::{Cell, CellError, Faults, Place, column_letters};

/// A row of a table.
///
/// A typed reader answers `None` for an empty cell and for a wrong one; the wrong one is also pushed to the
/// faults, and so is an empty one where it is `required_…`. So an importer reads the whole row, and keeps it
/// only if all that it needs is there.
#[derive(Debug, Clone, Copy)]
pub struct Record<'t> {
    pub(super) table: &'t Table<'t>,
    pub(super) row: usize,
}

impl Table<'_> {
    /// The records in order. Rows without any value are left out.
    pub fn records(&self) -> impl ExactSizeIterator<Item = Record<'_>> {
        self.records.iter().map(|row| Record { table: self, row: *row })
    }
}

/// What stands in a cell of a matrix of marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Mark {
    #[default]
    Blank,
    /// ○, 〇 or ◯.
    Circle,
    /// 疑い.
    Suspected,
    /// Anything else, as it was written.
    Words(String),
}

/// Whether a cell may be empty.
#[derive(Clone, Copy, PartialEq)]
enum Need {
    Optional,
    Required,
}

impl<'t> Record<'t> {
    /// The row's number as Excel shows it.
    pub fn row(&self) -> usize {
        self.row + 1
    }

    /// The cell of a declared column; empty if the file lacks it.
    pub fn get(&self, column: &str) -> &'t Cell {
        self.all(column).next().unwrap_or(&Cell::Empty)
    }

    /// All cells of a column that may stand several times.
    pub fn all(&self, column: &str) -> impl Iterator<Item = &'t Cell> {
        let (sheet, row) = (self.table.sheet, self.row);
        self.at(column).iter().map(move |at| sheet.cell(row, *at))
    }

    /// Where the cell of a column stands.
    pub fn place(&self, column: &str) -> Place {
        self.place_at(column, self.at(column).first().copied())
    }

    /// Says that a cell is wrong for a reason that only the importer knows, such as a name of no centre.
    pub fn fault(&self, column: &str, reason: impl Display, faults: &mut Faults) {
        self.fault_at(column, self.at(column).first().copied(), reason, faults);
    }

    /// Text without space around it, of at most `max` characters.
    pub fn text(&self, column: &str, max: usize, faults: &mut Faults) -> Option<String> {
        self.read(column, Need::Optional, faults, |cell| text(cell, max))
    }

    /// [`text`](Self::text) that may not be empty.
    pub fn required_text(&self, column: &str, max: usize, faults: &mut Faults) -> Option<String> {
        self.read(column, Need::Required, faults, |cell| text(cell, max))
    }

    /// A day in any spelling that [`nihon::parse_day`] knows, a date cell, or an Excel serial.
    pub fn day(&self, column: &str, faults: &mut Faults) -> Option<Date> {
        self.read(column, Need::Optional, faults, |cell| day(cell, self.table.sheet.epoch))
    }

    /// [`day`](Self::day) that may not be empty.
    pub fn required_day(&self, column: &str, faults: &mut Faults) -> Option<Date> {
        self.read(column, Need::Required, faults, |cell| day(cell, self.table.sheet.epoch))
    }

    /// The days of a column that may stand several times, in the file's order, empty cells left out.
    pub fn days(&self, column: &str, faults: &mut Faults) -> Vec<Date> {
        let at = self.at(column);
        at.iter()
            .filter_map(|at| {
                self.read_at(column, Some(*at), Need::Optional, faults, |cell| {
                    day(cell, self.table.sheet.epoch)
                })
            })
            .collect()
    }

    /// A whole number within a range.
    pub fn integer(
        &self,
        column: &str,
        range: RangeInclusive<i64>,
        faults: &mut Faults,
    ) -> Option<i64> {
        self.read(column, Need::Optional, faults, |cell| integer(cell, &range))
    }

    /// [`integer`](Self::integer) that may not be empty.
    pub fn required_integer(
        &self,
        column: &str,
        range: RangeInclusive<i64>,
        faults: &mut Faults,
    ) -> Option<i64> {
        self.read(column, Need::Required, faults, |cell| integer(cell, &range))
    }

    /// One of a list of words; answers the key that belongs to it. Several words may share a key.
    pub fn one_of<K: Clone>(
        &self,
        column: &str,
        words: &[(&str, K)],
        faults: &mut Faults,
    ) -> Option<K> {
        self.read(column, Need::Optional, faults, |cell| one_of(cell, words))
    }

    /// A mark of a matrix. Free text is no fault.
    pub fn mark(&self, column: &str, faults: &mut Faults) -> Mark {
        self.read(column, Need::Optional, faults, |cell| Ok(mark(&cell.shown())))
            .unwrap_or_default()
    }

    /// Whatever the importer makes of the cell's text, such as a key found by a name.
    pub fn parsed<T, E: Display>(
        &self,
        column: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.read(column, Need::Optional, faults, |cell| {
            parse(cell.shown().trim()).map_err(|e| e.to_string())
        })
    }

    /// [`parsed`](Self::parsed) of a cell that may not be empty.
    pub fn required_parsed<T, E: Display>(
        &self,
        column: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.read(column, Need::Required, faults, |cell| {
            parse(cell.shown().trim()).map_err(|e| e.to_string())
        })
    }

    fn read<T>(
        &self,
        column: &str,
        need: Need,
        faults: &mut Faults,
        read: impl FnOnce(&Cell) -> Result<T, String>,
    ) -> Option<T> {
        self.read_at(column, self.at(column).first().copied(), need, faults, read)
    }

    fn read_at<T>(
        &self,
        column: &str,
        at: Option<usize>,
        need: Need,
        faults: &mut Faults,
        read: impl FnOnce(&Cell) -> Result<T, String>,
    ) -> Option<T> {
        let cell = at.map_or(&Cell::Empty, |at| self.table.sheet.cell(self.row, at));
        let result = match cell {
            Cell::Error(_) => Err("数式がエラーになっています。値を入力してください。".to_owned()),
            cell if cell.is_blank() && need == Need::Optional => return None,
            cell if cell.is_blank() => Err("必須の項目が空です。".to_owned()),
            cell => read(cell),
        };
        match result {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault_at(column, at, reason, faults);
                None
            }
        }
    }

    fn fault_at(&self, column: &str, at: Option<usize>, reason: impl Display, faults: &mut Faults) {
        let value = at.map(|at| self.table.sheet.cell(self.row, at).shown()).unwrap_or_default();
        let place = self.place_at(column, at);
        faults.push(CellError {
            place,
            value: value.trim().to_owned(),
            reason: reason.to_string(),
        });
    }

    fn place_at(&self, column: &str, at: Option<usize>) -> Place {
        Place {
            file: self.table.file.to_owned(),
            sheet: self.table.sheet.name.clone(),
            row: self.row + 1,
            column: at.map(column_letters).unwrap_or_default(),
            header: self
                .found(column)
                .map_or_else(|| column.to_owned(), |found| found.header.clone()),
        }
    }

    fn at(&self, column: &str) -> &'t [usize] {
        self.found(column).map_or(&[], |found| &found.at)
    }

    fn found(&self, column: &str) -> Option<&'t FoundColumn> {
        let found = self.table.columns.get(column);
        debug_assert!(found.is_some(), "column {column} was not declared");
        found
    }
}

fn text(cell: &Cell, max: usize) -> Result<String, String> {
    let text = cell.shown().trim().to_owned();
    match text.chars().count() {
        count if count > max => Err(format!("{count}文字あります。{max}文字までにしてください。")),
        _ => Ok(text),
    }
}

fn day(cell: &Cell, epoch: Epoch) -> Result<Date, String> {
    // A plain number is a serial only where it gives a day of the years 1927 to 2119; 7 or 2025 is a slip.
    const PLAUSIBLE: RangeInclusive<f64> = 10_000.0..=80_000.0;
    let read = match cell {
        Cell::Day(day) => return Ok(*day),
        Cell::Number(number) if PLAUSIBLE.contains(number) => from_excel_serial(*number, epoch),
        other => parse_day(&other.shown()),
    };
    read.map_err(|error| error.to_string())
}

fn integer(cell: &Cell, range: &RangeInclusive<i64>) -> Result<i64, String> {
    let number = parse_integer(&cell.shown()).map_err(|error| error.to_string())?;
    if range.contains(&number) {
        Ok(number)
    } else {
        Err(format!("{}から{}までの数値を入力してください。", range.start(), range.end()))
    }
}

fn one_of<K: Clone>(cell: &Cell, words: &[(&str, K)]) -> Result<K, String> {
    let key = fold_key(&cell.shown());
    match words.iter().find(|(word, _)| fold_key(word) == key) {
        Some((_, value)) => Ok(value.clone()),
        None => {
            let list: String = words.iter().map(|(word, _)| format!("「{word}」")).collect();
            Err(format!("{list}のいずれかを入力してください。"))
        }
    }
}

fn mark(text: &str) -> Mark {
    match fold_key(text).as_str() {
        "" => Mark::Blank,
        "疑い" | "疑" | "(疑い)" | "疑いあり" => Mark::Suspected,
        _ if is_maru(text) => Mark::Circle,
        _ => Mark::Words(text.trim().to_owned()),
    }
}
