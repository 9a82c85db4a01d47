//! Columns as an importer declares them, and how their headers are recognised.

use std::collections::HashSet;

use nihon::fold_key;

use super::{Cell, Holds, Sheet};

/// A header stands in at most this many rows, groups above and names below.
const DEEPEST: usize = 3;

/// A column that an importer reads, known by its name or by other names that files give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub(super) name: String,
    key: String,
    /// Its name below the heading of a group.
    grouped: Option<(String, String)>,
    also: Vec<String>,
    doubtful: Vec<String>,
    pub(super) required: bool,
    pub(super) many: bool,
    pub(super) downwards: bool,
    pub(super) holds: Holds,
}

/// How a declared column stands in a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// Counted from 0. Of a column that may stand once, several are several candidates.
    pub at: Vec<usize>,
    /// Whether the heading may as well only count the rows.
    pub doubtful: bool,
}

/// What stands over one column of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    /// Folded, from the group down to the column's own; without what is blank.
    pub keys: Vec<String>,
    /// As it is shown, the last alone.
    pub shown: String,
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
        Self {
            key: header_key(&name),
            name,
            grouped: None,
            also: Vec::new(),
            doubtful: Vec::new(),
            required,
            many: false,
            downwards: false,
            holds: Holds::Text,
        }
    }

    /// Other names of the same column. Width, spaces, kana and a 「※必須」 at the end make no difference anyway.
    #[must_use]
    pub fn also<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.also.extend(names.into_iter().map(|name| header_key(name.as_ref())));
        self
    }

    /// Names that mean the column in some files and in others only count the rows: No, 番号. A person says which.
    #[must_use]
    pub fn perhaps<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.doubtful.extend(names.into_iter().map(|name| header_key(name.as_ref())));
        self
    }

    /// Its name where it stands below the heading of a group: 「その他」 of 「本人要素」.
    #[must_use]
    pub fn below(mut self, group: &str, name: &str) -> Self {
        self.grouped = Some((header_key(group), header_key(name)));
        self
    }

    /// What its cells are, for guessing which column of a file it may be.
    #[must_use]
    pub fn holding(self, holds: Holds) -> Self {
        Self { holds, ..self }
    }

    /// People write its value once and leave the rows below blank that say the same: whether they did is asked.
    #[must_use]
    pub fn downwards(self) -> Self {
        Self { downwards: true, ..self }
    }

    /// The column may stand several times: 個別会議, 個別会議1, 個別会議② … or under one header merged over
    /// several columns. Read with [`Record::cells`](super::Record::cells).
    #[must_use]
    pub fn many(mut self) -> Self {
        self.many = true;
        self
    }

    /// Whether it is the one of this name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// All names under which it is known, folded.
    pub(super) fn keys(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.key).chain(&self.also)
    }

    fn is_named(&self, head: &Head) -> bool {
        let Some((own, groups)) = head.keys.split_last() else { return false };
        let beneath = |group: &String| header_key(&format!("{own}({group})")) == self.key;
        let grouped = |(wanted, name): &(String, String)| {
            own == name && groups.iter().any(|g| g.contains(wanted) || wanted.contains(g.as_str()))
        };
        *own == self.key
            || groups.iter().any(beneath)
            || self.grouped.as_ref().is_some_and(grouped)
            || self.many && head.keys.iter().any(|key| numbered(key, &self.key))
    }

    fn is_doubtful(&self, head: &Head) -> bool {
        head.keys.last().is_some_and(|own| self.doubtful.contains(own))
    }

    fn is_called(&self, head: &Head) -> bool {
        let own = head.keys.last();
        self.also.iter().any(|also| {
            own == Some(also) || self.many && head.keys.iter().any(|key| numbered(key, also))
        })
    }
}

/// One of the ways in which a column is known by a head.
type Fits = fn(&Column, &Head) -> bool;

/// Where the declared columns stand under these heads: by their exact names first; a heading that is one column's name is
/// no other column's by another name.
pub(super) fn places(columns: &[Column], heads: &[Head]) -> Vec<Places> {
    let mut found = vec![Places::default(); columns.len()];
    let mut taken: HashSet<usize> = HashSet::new();
    let ways: [Fits; 3] = [Column::is_named, Column::is_called, Column::is_doubtful];
    for (way, fits) in ways.into_iter().enumerate() {
        for (column, places) in columns.iter().zip(&mut found).filter(|(_, p)| p.at.is_empty()) {
            let free = heads.iter().enumerate().filter(|(at, _)| way == 0 || !taken.contains(at));
            places.at = free.filter(|(_, head)| fits(column, head)).map(|(at, _)| at).collect();
            places.doubtful = way == 2;
        }
        taken.extend(found.iter().flat_map(|places| places.at.iter().copied()));
    }
    for (_, places) in columns.iter().zip(&mut found).filter(|(column, _)| column.many) {
        let mut all: Vec<usize> = Vec::new();
        for (at, head) in heads.iter().enumerate() {
            let goes_on = head.keys.is_empty() && all.last().is_some_and(|last| last + 1 == at);
            if goes_on || places.at.contains(&at) {
                all.push(at);
            }
        }
        places.at = all;
    }
    found
}

/// A header: its rows, first and last inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rows {
    pub top: usize,
    pub bottom: usize,
}

impl Rows {
    /// Every header that could end in a row.
    pub fn ending_in(bottom: usize) -> impl Iterator<Item = Rows> {
        (0..DEEPEST.min(bottom + 1)).map(move |above| Rows { top: bottom - above, bottom })
    }

    /// The same header down to where its cells reach that are merged downwards.
    pub fn down_to_merged(self, sheet: &Sheet) -> Rows {
        let reaching = sheet.merged.iter().filter(|m| {
            (self.top..=self.bottom).contains(&m.rows.0) && m.rows.1 < self.top + DEEPEST
        });
        let bottom = reaching.map(|m| m.rows.1).max().unwrap_or_default();
        Rows { bottom: bottom.max(self.bottom), ..self }
    }

    /// What stands over each column: its own cell and the groups over it. A cell that is merged over several columns, or is
    /// followed by blank ones where the file cannot merge, is the group of all of them.
    pub fn heads(self, sheet: &Sheet, width: usize) -> Vec<Head> {
        let mut heads = vec![Head::default(); width];
        for row in self.top..=self.bottom {
            let mut left = None;
            for (column, head) in heads.iter_mut().enumerate() {
                let own = header_text(sheet, (row, column), self.bottom);
                let text = match own {
                    Some(text) => Some(text),
                    None if row == self.bottom || !sheet.merged.is_empty() => None,
                    None if header_text(sheet, (self.bottom, column), self.bottom).is_none() => {
                        None
                    }
                    None => left,
                };
                left = text;
                let Some(text) = text else { continue };
                let key = header_key(text);
                if !key.is_empty() && head.keys.last() != Some(&key) {
                    head.keys.push(key);
                    head.shown = text.split_whitespace().collect::<Vec<_>>().join(" ");
                }
            }
        }
        heads
    }
}

/// The text of a cell, or of the merged block of which it is a part: a group's over all its columns, a column's own only over
/// the first, where the values stand. Only text makes a header.
fn header_text(sheet: &Sheet, (row, column): (usize, usize), bottom: usize) -> Option<&str> {
    let inside = |range: (usize, usize), at: usize| range.0 <= at && at <= range.1;
    let (row, column) = match sheet.head_cell(row, column) {
        cell if !cell.is_blank() => (row, column),
        _ => {
            let of =
                sheet.merged.iter().find(|m| inside(m.rows, row) && inside(m.columns, column))?;
            if of.rows.1 >= bottom && of.columns.0 != column {
                return None;
            }
            (of.rows.0, of.columns.0)
        }
    };
    match sheet.head_cell(row, column) {
        Cell::Text(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    }
}

fn numbered(key: &str, name: &str) -> bool {
    key.strip_prefix(name).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
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
