//! Where a cell stands.

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

impl Place {
    /// A file as a whole.
    pub fn of_file(file: &str) -> Place {
        Place {
            file: file.to_owned(),
            sheet: String::new(),
            row: 0,
            column: String::new(),
            header: String::new(),
        }
    }
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
