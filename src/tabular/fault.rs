//! What is wrong in a file, cell by cell.

/// Where a cell stands, in the words in which Excel shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    /// Empty for a CSV.
    pub sheet: String,
    /// Counted from 1.
    pub row: usize,
    /// A, B … AA; empty where the file has no such column.
    pub column: String,
    /// The column's header as the file writes it.
    pub header: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ", self.file)?;
        if !self.sheet.is_empty() {
            write!(f, "シート「{}」", self.sheet)?;
        }
        write!(f, "{}行目", self.row)?;
        match self.column.as_str() {
            "" => write!(f, "（{}）", self.header),
            column => write!(f, " {column}列（{}）", self.header),
        }
    }
}

/// One wrong cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    pub place: Place,
    /// The cell as it is shown; empty if something is missing.
    pub value: String,
    /// A Japanese sentence.
    pub reason: String,
}

impl std::fmt::Display for CellError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.value.as_str() {
            "" => write!(f, "{}: {}", self.place, self.reason),
            value => write!(f, "{}「{value}」: {}", self.place, self.reason),
        }
    }
}

/// All wrong cells of an import, in reading order.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    list: Vec<CellError>,
    total: usize,
}

impl Faults {
    /// More than anyone reads; further ones are only counted, so that a file of nonsense stays cheap.
    pub const KEPT: usize = 5_000;

    pub fn push(&mut self, error: CellError) {
        self.total += 1;
        if self.list.len() < Self::KEPT {
            self.list.push(error);
        }
    }

    /// Adds those of a part that was read on its own.
    pub fn append(&mut self, part: Faults) {
        let beyond = part.total - part.list.len();
        part.list.into_iter().for_each(|error| self.push(error));
        self.total += beyond;
    }

    /// The first [`Faults::KEPT`].
    pub fn list(&self) -> &[CellError] {
        &self.list
    }

    /// All, also those that are not kept.
    pub fn total(&self) -> usize {
        self.total
    }

    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}
