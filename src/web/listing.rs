//! What lists have in common: headings that sort, pages, and the same list as a file.

use axum::response::Response;

use super::{Visit, download};
use crate::{
    error::{Error, Result},
    tabular::{
        Cell, Encoding, write_csv,
        xlsx_out::{Field, Paper, SheetOut, XlsxFile},
    },
    words::Words,
};

/// A column that can be sorted by.
pub struct Head {
    pub label: &'static str,
    pub href: String,
    /// `aria-sort`.
    pub order: &'static str,
}

/// The headings of a list sorted by `now`; pressing the one it is sorted by turns it around (`sort=-key`).
pub fn heads<S: Words>(
    visit: &Visit,
    now: S,
    descending: bool,
    columns: &[(S, &'static str)],
) -> Vec<Head> {
    let head = |(sort, label): &(S, &'static str)| {
        let (key, here) = (sort.code(), *sort == now);
        let order = match (here, descending) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "none",
        };
        let turned = match here && !descending {
            true => format!("-{key}"),
            false => key.to_owned(),
        };
        Head { label, href: visit.with("sort", &turned), order }
    };
    columns.iter().map(head).collect()
}

/// The pages of a list by number from 0, each with its address.
pub fn pages(visit: &Visit, total: i64, size: i64) -> Vec<(i64, String)> {
    (0..=(total - 1).max(0) / size).map(|n| (n, visit.with("page", &n.to_string()))).collect()
}

/// A list to be saved: its title, and its columns with their widths in half-width characters.
pub struct Sheet<'a> {
    pub title: &'a str,
    pub columns: &'a [(&'static str, u16)],
    pub rows: Vec<Vec<Cell>>,
}

/// Saves a list as Excel, or as CSV where the address says `format=csv` or `export=csv`.
pub fn save(visit: &Visit, sheet: Sheet<'_>) -> Result<Response> {
    let name = format!("{}_{}", sheet.title, visit.today().iso());
    if [visit.query("format"), visit.query("export")].contains(&"csv") {
        let head: Vec<Cell> = sheet.columns.iter().map(|(h, _)| Cell::from(*h)).collect();
        let all = std::iter::once(head.as_slice()).chain(sheet.rows.iter().map(Vec::as_slice));
        let written = write_csv(all, Encoding::Utf8);
        return download(&format!("{name}.csv"), "text/csv; charset=utf-8", written.bytes);
    }
    let fields = sheet.columns.iter().map(|(h, width)| Field::new(*h).width(*width));
    let out = SheetOut::new(sheet.title)
        .paper(Paper::A4Landscape)
        .title(sheet.title)
        .table(fields, sheet.rows);
    let bytes = XlsxFile::new(visit.today().0).sheet(out).finish().map_err(Error::internal)?;
    download(
        &format!("{name}.xlsx"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        bytes,
    )
}
