//! A matrix: rows and columns with the sign of the furthest state in each cell.

use std::collections::BTreeMap;

use super::timeline::Timeline;
use crate::{
    fields::{Choice, RefTo},
    preset::{Ledger, Preset, View},
};

/// Rows and columns, what stands where they meet, and how many cells have which sign.
pub struct Matrix {
    /// The heading of the rows.
    pub head: String,
    /// Headings above columns that belong together, with how many; empty where nothing is grouped.
    pub groups: Vec<(String, usize)>,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// Each sign with what it means, and in how many cells of each column it stands.
    pub totals: Vec<(String, String, Vec<usize>)>,
    /// Of how many rows one has a sign.
    pub marked: usize,
}

/// A row.
pub struct Row {
    pub name: String,
    pub cells: Vec<Cell>,
}

/// A cell: its sign, and the records behind it.
#[derive(Default)]
pub struct Cell {
    pub mark: String,
    pub records: usize,
    pub href: String,
}

impl Row {
    /// Whether any sign stands in it.
    pub fn is_marked(&self) -> bool {
        self.cells.iter().any(|cell| !cell.mark.is_empty())
    }
}

impl Matrix {
    /// Of these records. A cell shows the sign that counts most, whichever of its records has it.
    pub fn of(preset: &Preset, (ledger, view): (&Ledger, &View), records: &[Timeline]) -> Matrix {
        let rows = heads(preset, (ledger, view), &view.rows);
        let columns = heads(preset, (ledger, view), &view.columns);
        let rank = |mark: &str| ledger.marks.iter().position(|one| one.mark == mark);
        let mut cells: BTreeMap<(String, String), Cell> = BTreeMap::new();
        for record in records {
            let mark = ledger.state(&record.state).map_or("", |state| state.mark.as_str());
            let Some(counts) = rank(mark) else { continue };
            for row in record.values(ledger, &view.rows) {
                for column in record.values(ledger, &view.columns) {
                    let cell = cells.entry((row.clone(), column)).or_default();
                    cell.records += 1;
                    cell.href = format!("/records/{}", record.id);
                    if rank(&cell.mark).is_none_or(|known| counts < known) {
                        cell.mark = mark.to_owned();
                    }
                }
            }
        }
        let list = |row: &str, column: &str| {
            format!("/ledgers/{}?f.{}={row}&f.{}={column}", ledger.key, view.rows, view.columns)
        };
        let rows: Vec<Row> = rows
            .iter()
            .map(|row| Row {
                name: row.name.clone(),
                cells: columns
                    .iter()
                    .map(|column| {
                        let at = (row.key.clone(), column.key.clone());
                        let mut cell = cells.remove(&at).unwrap_or_default();
                        if cell.records > 1 {
                            cell.href = list(&row.key, &column.key);
                        }
                        cell
                    })
                    .collect(),
            })
            .collect();
        let of_column = |mark: &str, at: usize| {
            rows.iter()
                .filter(|row| row.cells.get(at).is_some_and(|cell| cell.mark == mark))
                .count()
        };
        let total = |mark: &crate::preset::Mark| {
            let counts = (0..columns.len()).map(|at| of_column(&mark.mark, at)).collect();
            (mark.mark.clone(), mark.name.clone(), counts)
        };
        Matrix {
            head: ledger.field(&view.rows).map(|field| field.label.clone()).unwrap_or_default(),
            groups: if view.grouped { grouped(&columns) } else { Vec::new() },
            columns: columns.iter().map(|column| column.name.clone()).collect(),
            totals: ledger.marks.iter().map(total).collect(),
            marked: rows.iter().filter(|row| row.is_marked()).count(),
            rows,
        }
    }
}

/// The values of a field, in their order; districts by place, and by their short names where a view says so.
fn heads(preset: &Preset, (ledger, view): (&Ledger, &View), key: &str) -> Vec<Choice> {
    let Some(field) = ledger.field(key) else { return Vec::new() };
    let mut all = field.offered();
    if view.short_names && RefTo::of(&field.to) == Some(RefTo::District) {
        for choice in &mut all {
            let district = preset.districts.iter().find(|one| one.key.as_str() == choice.key);
            if let Some(district) = district {
                choice.name = district.short().to_owned();
            }
        }
    }
    all
}

/// Headings above neighbours of one group, each with how many they are; the name of a column alone where it has none.
fn grouped(columns: &[Choice]) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = Vec::new();
    for column in columns {
        match all.last_mut() {
            Some((group, count)) if !column.group.is_empty() && *group == column.group => {
                *count += 1
            }
            _ => all.push((column.group.clone(), 1)),
        }
    }
    if all.iter().all(|(group, _)| group.is_empty()) { Vec::new() } else { all }
}
