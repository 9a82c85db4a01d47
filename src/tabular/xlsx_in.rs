//! Workbooks, cell by cell.

use std::{collections::BTreeSet, io::Cursor};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::{ToSpan, civil::DateTime};
use nihon::day::{Epoch, from_excel_serial};

use super::{Cell, Limits, Refusal, Sheet, SheetRows, xlsx_shown};

/// Reads all worksheets of an archive that [`archive::check`](super::archive::check) let pass.
pub(super) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Refusal> {
    let damaged = |error: XlsxError| match error {
        XlsxError::Password => Refusal::Password { file: file.to_owned() },
        _ => Refusal::Damaged { file: file.to_owned() },
    };
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let epoch = if workbook.has_1904_epoch() { Epoch::From1904 } else { Epoch::From1900 };
    let worksheets: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut shown = xlsx_shown::of(bytes, limits);
    let mut sheets = Vec::with_capacity(worksheets.len());
    for (name, hidden) in worksheets {
        // What is hidden or merged in a sheet is not guessed.
        let Some(seen) = shown.remove(&name) else {
            return Err(Refusal::Damaged { file: file.to_owned() });
        };
        if seen.is_overfull {
            return Err(Refusal::Bomb { file: file.to_owned(), limit: limits.inflated });
        }
        let xlsx_shown::Shown { merged, hidden_rows, hidden_columns, uncounted, .. } = seen;
        let mut rows = Filling { uncounted, ..Filling::default() };
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
        while let Some(read) = cells.next_cell().map_err(damaged)? {
            let (row, column) = read.get_position();
            let (row, column) = (row as usize, column as usize);
            let cell = convert(read.get_value(), epoch);
            // Formatting far below and to the right of a table makes cells without a value.
            if cell == Cell::Empty {
                continue;
            }
            if row >= limits.rows {
                return Err(Refusal::TooManyRows {
                    file: file.to_owned(),
                    sheet: name,
                    limit: limits.rows,
                });
            }
            if column >= limits.columns {
                let limit = limits.columns;
                return Err(Refusal::TooManyColumns { file: file.to_owned(), sheet: name, limit });
            }
            if row < rows.at {
                return Err(Refusal::Damaged { file: file.to_owned() });
            }
            rows.put(row, column, cell);
        }
        sheets.push(Sheet {
            name,
            hidden,
            epoch,
            rows: rows.filled(),
            merged,
            hidden_rows,
            hidden_columns,
            turned: false,
        });
    }
    Ok(sheets)
}

/// Rows while their cells arrive.
#[derive(Default)]
struct Filling {
    rows: SheetRows,
    /// The row that is being filled, and its cells.
    at: usize,
    cells: Vec<Cell>,
    /// Formulas without a result.
    uncounted: BTreeSet<(usize, usize)>,
}

impl Filling {
    fn put(&mut self, row: usize, column: usize, cell: Cell) {
        while self.at < row {
            self.end_row();
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        self.cells[column] = cell;
    }

    fn end_row(&mut self) {
        while let Some(first) = self.uncounted.first().copied().filter(|first| first.0 <= self.at) {
            self.uncounted.pop_first();
            if self.cells.get(first.1).is_none_or(Cell::is_blank) {
                self.put(self.at, first.1, Cell::Uncounted);
            }
        }
        self.rows.push(std::mem::take(&mut self.cells));
        self.at += 1;
    }

    fn filled(mut self) -> SheetRows {
        while !self.cells.is_empty() || !self.uncounted.is_empty() {
            self.end_row();
        }
        self.rows
    }
}

fn convert(value: &DataRef<'_>, epoch: Epoch) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::from(*number),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::from(text.as_str()),
        DataRef::SharedString(text) => Cell::from(*text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(moment) => day_or_time(moment, epoch),
        DataRef::DateTimeIso(text) => match (text.parse::<DateTime>(), text.parse()) {
            (Ok(at), _) => to_the_minute(at),
            (_, Ok(day)) => Cell::Day(day),
            _ => Cell::from(text.as_str()),
        },
        DataRef::DurationIso(text) => Cell::from(text.as_str()),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A serial of less than one day is a time; a number that is no day at all stays a number.
fn day_or_time(moment: &ExcelDateTime, epoch: Epoch) -> Cell {
    let serial = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&serial) {
        let minutes = (serial * 24.0 * 60.0).round();
        return Cell::Text(format!("{}:{:02}", (minutes / 60.0).floor(), minutes.rem_euclid(60.0)));
    }
    match from_excel_serial(serial, epoch) {
        Ok(day) => {
            let minutes = (serial.fract() * 24.0 * 60.0).round() as i64;
            to_the_minute(day.at(0, 0, 0, 0).saturating_add(minutes.minutes()))
        }
        Err(_) => Cell::Number(serial),
    }
}

/// A day, with its time where it has one.
fn to_the_minute(at: DateTime) -> Cell {
    if at.hour() == 0 && at.minute() == 0 { Cell::Day(at.date()) } else { Cell::Moment(at) }
}
