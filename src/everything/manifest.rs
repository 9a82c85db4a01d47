//! What an export says of itself.

use serde::{Deserialize, Serialize};

use super::{
    declared::LEFT_OUT,
    leaving::{Lot, Walked},
};
use crate::db::Holds;

/// The file that holds it.
pub const NAME: &str = "manifest.json";
/// The file of the database's own keys.
pub const KEYS: &str = "keys.json";
/// The file for people.
pub const BOOK: &str = "tables.xlsx";

/// What every export calls itself.
pub const FORMAT: &str = "tsumugi-everything";
/// Counts up when a reader of an older one could not read it.
pub const FORMAT_VERSION: u32 = 1;

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    pub format_version: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The number of the last migration of the database that it was written from.
    pub schema: i64,
    pub municipality: Municipality,
    /// RFC 3339.
    pub written_at: String,
    /// Whether what is sealed is in it, opened.
    pub names: bool,
    pub tables: Vec<TableSays>,
    /// Tables that are in no export, and why.
    pub left_out: Vec<LeftOut>,
    /// Every other file.
    pub files: Vec<FileSays>,
}

/// Whose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Municipality {
    pub id: String,
    pub name: String,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableSays {
    pub table: String,
    pub file: String,
    pub rows: u64,
    pub columns: Vec<ColumnSays>,
    /// Columns of which cells stayed behind.
    pub missing: Vec<Missing>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnSays {
    pub name: String,
    #[serde(rename = "type")]
    pub holds: Holds,
    pub null: bool,
    /// Whether the database keeps it sealed; what stands here is opened.
    pub sealed: bool,
}

/// Cells that stayed behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    pub column: String,
    pub cells: u64,
    pub why: String,
}

/// A table that stayed behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    pub table: String,
    pub why: String,
}

/// A file beside the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSays {
    pub file: String,
    pub bytes: u64,
    pub sha256: String,
}

/// `keys.json`: the keys of the database's own, in base64.
#[derive(Serialize, Deserialize)]
pub struct KeysSay {
    /// Of blind indexes.
    pub index: String,
    /// Of the seals of history.
    pub events: String,
}

/// The file of a table.
pub fn file_of(table: &str) -> String {
    format!("tables/{table}.jsonl")
}

/// What is said of a table.
pub fn table_says(walked: &Walked, lots: &[Lot]) -> TableSays {
    let table = &walked.table;
    let columns = table.columns.iter().zip(lots).map(|(column, lot)| ColumnSays {
        name: column.name.clone(),
        holds: column.holds,
        null: !column.required,
        sealed: matches!(lot, Lot::Opened(_)),
    });
    let missing = walked.missing.iter().map(|(column, why, cells)| Missing {
        column: column.clone(),
        cells: *cells,
        why: (*why).to_owned(),
    });
    TableSays {
        table: table.name.clone(),
        file: file_of(&table.name),
        rows: walked.rows,
        columns: columns.collect(),
        missing: missing.collect(),
    }
}

/// What is in no export.
pub fn left_out() -> Vec<LeftOut> {
    let line = |(table, why): &(&str, &str)| LeftOut { table: (*table).into(), why: (*why).into() };
    LEFT_OUT.iter().map(line).collect()
}

impl Manifest {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}
