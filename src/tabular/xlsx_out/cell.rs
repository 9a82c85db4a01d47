//! A cell of a workbook, and how it stands out from its table.

use std::borrow::Cow;

use crate::tabular::Cell;

/// How a cell stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    /// The head of a row.
    Head,
    Total,
}

/// A cell to be written.
#[derive(Debug, Clone)]
pub struct CellOut {
    pub(super) value: Cell,
    pub(super) look: Look,
    /// 回, 事例, 件: shown after a number that stays a number.
    pub(super) unit: Cow<'static, str>,
    /// Over how many columns it reaches.
    pub(super) columns: usize,
}

impl CellOut {
    pub fn new(value: impl Into<Cell>) -> Self {
        Self { value: value.into(), look: Look::Plain, unit: Cow::Borrowed(""), columns: 1 }
    }

    /// The head of a row.
    pub fn head(value: impl Into<Cell>) -> Self {
        Self { look: Look::Head, ..Self::new(value) }
    }

    /// A cell of the row that sums up.
    pub fn total(value: impl Into<Cell>) -> Self {
        Self { look: Look::Total, ..Self::new(value) }
    }

    /// The unit that a whole number carries in its format: the cell still counts and sorts.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<Cow<'static, str>>) -> Self {
        self.unit = unit.into();
        self
    }

    /// Lets the cell reach over several columns.
    #[must_use]
    pub fn over(mut self, columns: usize) -> Self {
        self.columns = columns.max(1);
        self
    }
}
