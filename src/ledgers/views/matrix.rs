//! A matrix: rows and columns with the sign of the furthest state in each cell.

use std::collections::BTreeMap;

use super::{
    axis::{heads, label},
    table::{Cell, Column, Look, Made, Part, Row},
    timeline::Timeline,
};
use crate::preset::{Ledger, Mark, Preset, View};

/// A cell: its sign, and the records behind it.
#[derive(Default)]
struct Signed {
    mark: String,
    records: usize,
    href: String,
}

/// Of these records. A cell shows the sign that counts most, whichever of its records has it.
pub fn of(preset: &Preset, (ledger, view): (&Ledger, &View), records: &[Timeline]) -> Made {
    let rows = heads(preset, (ledger, view), &view.rows);
    let columns = heads(preset, (ledger, view), &view.columns);
    let rank = |mark: &str| ledger.marks.iter().position(|one| one.mark == mark);
    let mut signed: BTreeMap<(String, String), Signed> = BTreeMap::new();
    for record in records {
        let mark = ledger.state(&record.state).map_or("", |state| state.mark.as_str());
        let Some(counts) = rank(mark) else { continue };
        for row in record.values(ledger, &view.rows) {
            for column in record.values(ledger, &view.columns) {
                let cell = signed.entry((row.clone(), column)).or_default();
                cell.records += 1;
                cell.href = format!("/records/{}", record.id);
                if rank(&cell.mark).is_none_or(|known| counts < known) {
                    cell.mark = mark.to_owned();
                }
            }
        }
    }
    let at = |row: &str, column: &str| signed.get(&(row.to_owned(), column.to_owned()));
    let has = |mark: &str, column: &str| {
        let rows = rows.iter().filter(|row| at(&row.key, column).is_some_and(|c| c.mark == mark));
        rows.count()
    };
    let cell = |row: &str, column: &str| match at(row, column) {
        None => Cell::new(Look::Sign, ""),
        Some(one) if one.records == 1 => Cell::new(Look::Sign, &*one.mark).link(one.href.clone()),
        Some(several) => {
            let list = format!(
                "/ledgers/{}?f.{}={row}&f.{}={column}",
                ledger.key, view.rows, view.columns
            );
            let cell = Cell::new(Look::Sign, &*several.mark).link(list);
            Cell { small: several.records.to_string(), ..cell }
        }
    };
    let row = |row: &crate::fields::Choice| {
        let name = Cell::new(Look::Head, &*row.name);
        let signs: Vec<Cell> = columns.iter().map(|column| cell(&row.key, &column.key)).collect();
        let on_paper = !view.marked_rows || signs.iter().any(|sign| !sign.words.is_empty());
        Row { cells: std::iter::once(name).chain(signs).collect(), on_paper }
    };
    let total = |mark: &Mark| {
        let name = Cell::new(Look::Head, format!("{}{}", mark.mark, mark.name));
        let counts = columns.iter().map(|column| has(&mark.mark, &column.key) as i64);
        let counts = counts.map(|count| Cell::number(Look::Sign, count, ""));
        Row::of(std::iter::once(name).chain(counts).collect())
    };
    let column = |column: &crate::fields::Choice| Column {
        group: if view.grouped { column.group.clone() } else { String::new() },
        ..Column::new(&*column.name, Look::Sign)
    };
    let head = Column::new(label(ledger, &view.rows), Look::Head);
    let part = Part::under(std::iter::once(head).chain(columns.iter().map(column)).collect());
    let marked = rows.iter().filter(|r| signed.keys().any(|(row, _)| *row == r.key)).count();
    Made {
        count: records.len(),
        parts: vec![Part {
            blocks: view.blocks.unwrap_or(1),
            note: match marked {
                0 => "まだ印の付くものはありません。".to_owned(),
                marked => format!(
                    "印があるのは{}のうち{marked}。合計は印の数で、記録の数ではありません。",
                    rows.len()
                ),
            },
            totals: ledger.marks.iter().map(total).collect(),
            rows: rows.iter().map(row).collect(),
            ..part
        }],
    }
}
