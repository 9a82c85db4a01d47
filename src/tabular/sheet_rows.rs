//! The rows of a sheet: the first ones at hand, the others packed.

use std::borrow::Cow;

use super::Cell;
use crate::packed::Packed;

/// Rows that stay at hand: titles and headings are among them, and most files are no longer.
const HEAD: usize = 500;

/// Characters of those, so that some hundred rows of whole books are packed too.
const HEAD_TEXT: usize = 4 * 1024 * 1024;

/// The rows of a sheet in order. They may be shorter than others, empty cells at their ends are not kept.
#[derive(Clone, Debug, Default)]
pub struct SheetRows {
    head: Vec<Vec<Cell>>,
    rest: Packed<Vec<Cell>>,
    width: usize,
    /// Bytes of the texts at hand.
    text: usize,
}

impl SheetRows {
    /// Adds a row below.
    pub fn push(&mut self, mut row: Vec<Cell>) {
        let kept = row.iter().rposition(|cell| *cell != Cell::Empty).map_or(0, |last| last + 1);
        row.truncate(kept);
        self.width = self.width.max(kept);
        let is_head = self.rest.len() == 0 && self.head.len() < HEAD && self.text < HEAD_TEXT;
        if is_head {
            let text = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
            self.text += row.iter().map(text).sum::<usize>();
            self.head.push(row);
        } else {
            self.rest.push(row);
        }
    }

    pub fn len(&self) -> usize {
        self.head.len() + self.rest.len()
    }

    pub fn is_empty(&self) -> bool {
        self.head.is_empty()
    }

    /// How many columns the widest has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The first of them; all, where there are only some hundred.
    pub fn head(&self) -> &[Vec<Cell>] {
        &self.head
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, [Cell]>> {
        let head = self.head.iter().map(|row| Cow::Borrowed(row.as_slice()));
        head.chain(self.rest.iter().map(Cow::Owned))
    }
}

impl Extend<Vec<Cell>> for SheetRows {
    fn extend<I: IntoIterator<Item = Vec<Cell>>>(&mut self, rows: I) {
        rows.into_iter().for_each(|row| self.push(row));
    }
}

impl FromIterator<Vec<Cell>> for SheetRows {
    fn from_iter<I: IntoIterator<Item = Vec<Cell>>>(rows: I) -> SheetRows {
        let mut all = SheetRows::default();
        all.extend(rows);
        all
    }
}
