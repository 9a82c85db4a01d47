//! A view as a file: a workbook and a sheet of paper, of the same value.

use serde::Serialize;

use super::{matrix::Matrix, names::Names};
use crate::{
    clock::Day,
    error::{Error, Result},
    print::{Edge, Sheet, Template},
    tabular::{
        Cell,
        xlsx_out::{Field, Paper, SheetOut, XlsxFile},
    },
};

static TABLE: Template =
    Template { path: "/ledgers/table.typ", source: include_str!("table.typ"), parts: &[] };

/// A table that is counted and worded.
#[derive(Serialize)]
pub struct Table {
    edge: Edge,
    title: String,
    head: String,
    groups: Vec<(String, usize)>,
    columns: Vec<String>,
    rows: Vec<Row>,
    /// Each sign with what it means, and in how many cells of each column it stands.
    totals: Vec<(String, Vec<usize>)>,
    is_matrix: bool,
    blocks: u8,
    foot: String,
}

#[derive(Serialize)]
struct Row {
    name: String,
    cells: Vec<String>,
}

/// What a table says around its cells.
pub struct Around {
    pub edge: Edge,
    pub title: String,
    pub foot: String,
}

impl Table {
    /// Of a matrix; rows without a sign are left out where only `marked` ones are wanted, on `blocks` beside one another.
    pub fn of_matrix(around: Around, made: &Matrix, (marked, blocks): (bool, u8)) -> Table {
        let wanted = made.rows.iter().filter(|row| !marked || row.is_marked());
        let row = |row: &super::matrix::Row| Row {
            name: row.name.clone(),
            cells: row.cells.iter().map(|cell| cell.mark.clone()).collect(),
        };
        let total = |(mark, name, counts): &(String, String, Vec<usize>)| {
            (format!("{mark}{name}"), counts.clone())
        };
        Table {
            head: made.head.clone(),
            groups: made.groups.clone(),
            columns: made.columns.clone(),
            rows: wanted.map(row).collect(),
            totals: made.totals.iter().map(total).collect(),
            is_matrix: true,
            blocks,
            ..Table::blank(around)
        }
    }

    /// Of names in cells.
    pub fn of_names(around: Around, made: &Names) -> Table {
        let row = |(name, all): &(String, Vec<String>)| Row {
            name: name.clone(),
            cells: vec![all.join("、"), all.len().to_string()],
        };
        Table {
            columns: made.heads.to_vec(),
            rows: made.rows.iter().map(row).collect(),
            ..Table::blank(around)
        }
    }

    fn blank(around: Around) -> Table {
        Table {
            edge: around.edge,
            title: around.title,
            head: String::new(),
            groups: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            totals: Vec::new(),
            is_matrix: false,
            blocks: 1,
            foot: around.foot,
        }
    }

    /// As a sheet of paper.
    ///
    /// # Errors
    /// When it cannot be written down, which is a defect of ours.
    pub fn sheet(&self) -> Result<Sheet> {
        Sheet::new(&TABLE, self).map_err(Error::internal)
    }

    /// As a workbook.
    ///
    /// # Errors
    /// When it cannot be written, which is a defect of ours.
    pub fn workbook(&self, day: Day) -> Result<Vec<u8>> {
        let first = Some(self.head.as_str()).filter(|_| self.is_matrix);
        let heads = first.into_iter().chain(self.columns.iter().map(String::as_str));
        let width = |at: usize| match (self.is_matrix, at) {
            (_, 0) => 18,
            (false, 1) => 60,
            _ => 12,
        };
        let fields = heads.enumerate().map(|(at, head)| Field::new(head).width(width(at)));
        let cells = |row: &Row| {
            let name = std::iter::once(Cell::from(row.name.as_str()));
            let numbers = !self.is_matrix;
            let cell = move |(at, text): (usize, &String)| match text.parse::<i64>() {
                Ok(number) if numbers && at == 1 => number.into(),
                _ => text.as_str().into(),
            };
            name.chain(row.cells.iter().enumerate().map(cell)).collect::<Vec<Cell>>()
        };
        let total = |(name, counts): &(String, Vec<usize>)| {
            let counts = counts.iter().map(|count| Cell::from(*count as i64));
            std::iter::once(Cell::from(name.as_str())).chain(counts).collect::<Vec<Cell>>()
        };
        let rows = self.rows.iter().map(cells).chain(self.totals.iter().map(total));
        let sheet = SheetOut::new("表").paper(Paper::A4Portrait).title(&self.title);
        let mut sheet = sheet.table(fields, rows).or_say("まだありません。");
        if !self.groups.is_empty() {
            let gap = std::iter::once((String::new(), 1));
            sheet = sheet.groups(gap.chain(self.groups.iter().cloned()));
        }
        let sheet = if self.foot.is_empty() { sheet } else { sheet.note(&self.foot) };
        XlsxFile::new(day.0).sheet(sheet).finish().map_err(Error::internal)
    }
}
