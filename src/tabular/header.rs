//! Columns as an importer declares them, and how their headers are recognised.

use nihon::fold_key;

use super::Cell;

/// A column that an importer reads, known by its name or by other names that files give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub(super) name: String,
    keys: Vec<String>,
    pub(super) required: bool,
    many: bool,
}

impl Column {
    /// A column without which a row is no header. Whether its cells may be empty is said where they are read.
    pub fn required(name: impl Into<String>) -> Self {
        Self::new(name.into(), true)
    }

    /// A column that a file may lack; its cells are then empty.
    pub fn optional(name: impl Into<String>) -> Self {
        Self::new(name.into(), false)
    }

    fn new(name: String, required: bool) -> Self {
        let keys = vec![header_key(&name)];
        Self { name, keys, required, many: false }
    }

    /// Other names of the same column. Width, spaces, kana and a 「※必須」 at the end make no difference anyway.
    #[must_use]
    pub fn also<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.keys.extend(names.into_iter().map(|name| header_key(name.as_ref())));
        self
    }

    /// The column may stand several times: 個別会議, 個別会議1, 個別会議② … or under one header merged over
    /// several columns. Read with [`Record::days`](super::Record::days) or [`Record::all`](super::Record::all).
    #[must_use]
    pub fn many(mut self) -> Self {
        self.many = true;
        self
    }

    /// The columns of a header row, as folded keys, that are this one.
    pub(super) fn positions(&self, row: &[String]) -> Vec<usize> {
        let mut found = Vec::new();
        for (index, key) in row.iter().enumerate() {
            let continues =
                self.many && key.is_empty() && found.last().is_some_and(|last| last + 1 == index);
            if continues || (!key.is_empty() && self.is(key)) {
                found.push(index);
                if !self.many {
                    break;
                }
            }
        }
        found
    }

    fn is(&self, key: &str) -> bool {
        self.keys.iter().any(|own| {
            key == own
                || (self.many
                    && key
                        .strip_prefix(own.as_str())
                        .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit())))
        })
    }
}

/// A header as it is compared: folded, without spaces and without marks for "required".
pub(super) fn header_key(text: &str) -> String {
    let mut key = fold_key(text);
    for mark in ["※必須", "(必須)", "【必須】", "必須", "※", "*"] {
        if let Some(bare) = key.strip_suffix(mark).filter(|bare| !bare.is_empty()) {
            key.truncate(bare.len());
            break;
        }
    }
    key
}

/// The folded headers of a row. Only text makes a header.
pub(super) fn row_keys(row: &[Cell]) -> Vec<String> {
    row.iter()
        .map(|cell| match cell {
            Cell::Text(text) => header_key(text),
            _ => String::new(),
        })
        .collect()
}
