//! How high rows are and how wide columns, reckoned from their text.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    cell::CellOut,
    sheet::{Grid, hundredths},
};

/// Height of a line of text and of a row of one, in points; Excel's rows are no higher than `HIGHEST`.
const LINE: f64 = 15.0;
const ROW: f64 = 18.0;
const HIGHEST: f64 = 409.0;

/// Lines of a text for which its column is widened rather than a row made higher than Excel allows.
const MOST_LINES: usize = 24;
/// To how many half-width characters at most.
pub(super) const WIDEST: u16 = 120;

/// The height of a row, as high as its highest cell: no program fits the height of merged cells to their text, and some
/// fit none, so it is reckoned here.
#[derive(Default)]
pub(super) struct Height(f64);

impl Height {
    pub(super) fn of(&mut self, text: &str, width: usize) {
        self.0 = self.0.max(height_of(text, width));
    }

    /// Sets it where it is more than a row has anyway.
    pub(super) fn set(self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        if self.0 > ROW {
            sheet.set_row_height(row, self.0)?;
        }
        Ok(())
    }
}

/// Lines that a text takes in so many half-width characters, a few too many rather than one too few: no line begins with a
/// full stop.
fn lines_of(text: &str, width: usize) -> usize {
    let room = width.saturating_sub(1).max(2) * 100;
    let lines = text.lines().map(|line| hundredths(line).div_ceil(room).max(1));
    lines.sum::<usize>().max(1)
}

/// Points for a text in so many half-width characters.
pub(super) fn height_of(text: &str, width: usize) -> f64 {
    let lines = lines_of(text, width);
    if lines == 1 {
        return ROW;
    }
    (LINE * f64::from(u16::try_from(lines).unwrap_or(u16::MAX)) + 4.0).min(HIGHEST)
}

/// The width at which no text of a column takes more lines than a row is high for.
pub(super) fn wanted(grid: &Grid, column: usize) -> u16 {
    let alone = |cells: &&Vec<CellOut>| cells.iter().take(column).all(|cell| cell.columns == 1);
    let texts = grid.rows.iter().filter(alone).filter_map(|cells| cells.get(column));
    let mut width = grid.fields[column].width;
    for text in texts.filter(|cell| cell.columns == 1).map(|cell| cell.value.shown()) {
        while width < WIDEST && lines_of(&text, usize::from(width)) > MOST_LINES {
            width += 4;
        }
    }
    width
}
