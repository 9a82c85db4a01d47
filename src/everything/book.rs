//! The same tables as a workbook, for people.

use std::io::Write;

use serde_json::Value as Json;

use super::{
    leaving::{Cells, Lot, Taker, Walked},
    manifest::{self, LeftOut, Manifest},
    parcel::written,
};
use crate::{db::Table, error::Result, tabular::RowBook};

/// Rows of a sheet below its headings; Excel takes 1,048,576 with them.
const ROWS: u32 = 1_048_575;
/// Bytes of a sheet, far below the 4 GiB at which a zip becomes one that Excel may refuse.
const BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// A workbook that is being written into `W`.
pub struct Book<W: Write> {
    book: RowBook<W>,
    /// Rows of a sheet.
    most: u32,
    /// Which sheet of its table is being written, from 1, and its rows.
    number: u32,
    rows: u32,
}

impl<W: Write> Book<W> {
    /// An empty one.
    pub fn begin(out: W) -> Book<W> {
        Book { book: RowBook::begin(out), most: ROWS, number: 1, rows: 0 }
    }

    /// Ends it with a sheet that says what it holds and what it does not, and that is shown first.
    pub fn finish(mut self, manifest: &Manifest) -> Result<()> {
        written(self.book.sheet("この書き出しについて"))?;
        for line in about(manifest, self.book.cut()) {
            line.iter().for_each(|text| self.book.text(text));
            written(self.book.end_of_row())?;
        }
        written(self.book.end_of_sheet())?;
        let last = self.book.sheets();
        written(self.book.finish(last))
    }

    fn headings(&mut self, table: &Table, number: u32) -> Result<()> {
        (self.number, self.rows) = (number, 0);
        // Excel takes 31 characters.
        let name: String = table.name.chars().take(26).collect();
        written(self.book.sheet(&if number > 1 { format!("{name} ({number})") } else { name }))?;
        table.columns.iter().for_each(|column| self.book.text(&column.name));
        written(self.book.end_of_row())
    }
}

impl<W: Write> Taker for Book<W> {
    fn begin(&mut self, table: &Table, _: &[Lot]) -> Result<()> {
        self.headings(table, 1)
    }

    fn row(&mut self, table: &Table, cells: &Cells) -> Result<()> {
        if self.rows == self.most || self.book.bytes() > BYTES {
            written(self.book.end_of_sheet())?;
            self.headings(table, self.number + 1)?;
        }
        self.rows += 1;
        for cell in cells {
            match cell {
                Some(Json::String(text)) => self.book.text(text),
                Some(Json::Number(number)) => self.book.number(number),
                Some(Json::Bool(yes)) => self.book.bool(*yes),
                _ => self.book.blank(),
            }
        }
        written(self.book.end_of_row())
    }

    fn end(&mut self, _: &Walked) -> Result<()> {
        written(self.book.end_of_sheet())
    }
}

fn about(manifest: &Manifest, cut: u64) -> Vec<Vec<String>> {
    let line = |one: &str, other: String| vec![one.to_owned(), other];
    let Manifest { municipality, written_at, program, schema, names, .. } = manifest;
    let names = if *names {
        "含みます。取り扱いに注意してください"
    } else {
        "含みません(封をして置いている内容は、入っていません)"
    };
    let mut lines = vec![
        line("市町村", format!("{}({})", municipality.name, municipality.id)),
        line("書き出した時刻", written_at.clone()),
        line("書き出したプログラム", format!("{program}(移行 {schema})")),
        line("氏名など", names.into()),
        line("行の数", manifest.rows().to_string()),
        line("時刻の列", "名前が at で終わる列は、1970年1月1日(UTC)からのミリ秒です".into()),
    ];
    if cut > 0 {
        lines.push(line(
            "切ったセル",
            format!(
                "長い内容 {cut}か所を途中で切りました。全文は {} などにあります",
                manifest::file_of("表の名前")
            ),
        ));
    }
    for table in &manifest.tables {
        for missing in &table.missing {
            let (column, cells, why) = (&missing.column, missing.cells, &missing.why);
            let what = format!("{}.{column}", table.table);
            lines.push(vec!["入っていないもの".into(), what, format!("{cells}行"), why.clone()]);
        }
    }
    for LeftOut { table, why } in &manifest.left_out {
        lines.push(vec!["入っていない表".into(), table.clone(), String::new(), why.clone()]);
    }
    lines
}

#[cfg(test)]
mod tests;
