//! The same tables as a workbook, for people. A sheet is written row by row into the container, so that nothing of it waits
//! in memory or, unsealed, on the disk; no library of workbooks writes without going back.

use std::io::Write;

use serde_json::Value as Json;
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use super::{
    leaving::{Cells, Lot, Taker, Walked},
    manifest::{self, LeftOut, Manifest},
    parcel::written,
};
use crate::{db::Table, error::Result};

/// Rows of a sheet below its headings; Excel takes 1,048,576 with them.
const ROWS: u32 = 1_048_575;
/// Bytes of a sheet, far below the 4 GiB at which a zip becomes one that Excel may refuse.
const BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Characters of a cell, in UTF-16 as Excel counts them; it takes 32,767.
const CHARACTERS: usize = 32_000;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A workbook that is being written into `W`.
pub struct Book<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    /// The names of the sheets, as they were begun.
    sheets: Vec<String>,
    /// Rows of a sheet.
    most: u32,
    /// Which sheet of its table is being written, from 1, and its rows and bytes.
    number: u32,
    rows: u32,
    bytes: u64,
    /// A row as it is put together.
    line: String,
    /// What Excel cannot hold, in words.
    cut: u64,
}

impl<W: Write> Book<W> {
    /// An empty one.
    pub fn begin(out: W) -> Book<W> {
        let zip = ZipWriter::new_stream(out);
        Book {
            zip,
            sheets: Vec::new(),
            most: ROWS,
            number: 1,
            rows: 0,
            bytes: 0,
            line: String::new(),
            cut: 0,
        }
    }

    /// Ends it with a sheet that says what it holds and what it does not.
    pub fn finish(mut self, manifest: &Manifest) -> Result<()> {
        self.sheet("この書き出しについて")?;
        for line in about(manifest, self.cut) {
            for text in &line {
                self.text(text);
            }
            self.end_of_line()?;
        }
        self.end_of_sheet()?;
        self.parts()?;
        written(self.zip.finish())?;
        Ok(())
    }

    fn part(&mut self, name: &str) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        written(self.zip.start_file(name, options))
    }

    fn put(&mut self, text: &str) -> Result<()> {
        self.bytes += text.len() as u64;
        written(self.zip.write_all(text.as_bytes()))
    }

    fn sheet(&mut self, name: &str) -> Result<()> {
        self.sheets.push(name.to_owned());
        self.part(&format!("xl/worksheets/sheet{}.xml", self.sheets.len()))?;
        (self.rows, self.bytes) = (0, 0);
        self.put(&format!(
            "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\">\
             <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>\
             </sheetView></sheetViews><sheetData>"
        ))
    }

    fn end_of_sheet(&mut self) -> Result<()> {
        self.put("</sheetData></worksheet>")
    }

    fn headings(&mut self, table: &Table, number: u32) -> Result<()> {
        self.number = number;
        // Excel takes 31 characters.
        let name: String = table.name.chars().take(26).collect();
        self.sheet(&if number > 1 { format!("{name} ({number})") } else { name })?;
        for column in &table.columns {
            self.text(&column.name);
        }
        self.end_of_line()
    }

    fn text(&mut self, text: &str) {
        self.line.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        escaped(&mut self.line, text);
        self.line.push_str("</t></is></c>");
    }

    fn end_of_line(&mut self) -> Result<()> {
        let line = std::mem::take(&mut self.line);
        self.put("<row>")?;
        self.put(&line)?;
        self.put("</row>")?;
        self.line = line;
        self.line.clear();
        Ok(())
    }

    /// The parts that name the sheets; the last one, about the whole, is shown first.
    fn parts(&mut self) -> Result<()> {
        let numbers = 1..=self.sheets.len();
        let last = self.sheets.len();
        let sheet = |n: usize| {
            let mut name = String::new();
            escaped(&mut name, &self.sheets[n - 1]);
            format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"r{n}\"/>")
        };
        let sheets: String = std::iter::once(last).chain(1..last).map(sheet).collect();
        let related: String = numbers
            .clone()
            .map(|n| {
                format!(
                    "<Relationship Id=\"r{n}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
                )
            })
            .collect();
        const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let kinds: String = numbers
            .map(|n| {
                format!(
                    "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{KIND}.worksheet+xml\"/>"
                )
            })
            .collect();
        for (part, text) in [
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{sheets}</sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\">{related}</Relationships>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" \
                     Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
                     ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                     <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
                     <Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>{kinds}</Types>"
                ),
            ),
        ] {
            self.part(part)?;
            self.put(&format!("{HEAD}{text}"))?;
        }
        Ok(())
    }
}

impl<W: Write> Taker for Book<W> {
    fn begin(&mut self, table: &Table, _: &[Lot]) -> Result<()> {
        self.headings(table, 1)
    }

    fn row(&mut self, table: &Table, cells: &Cells) -> Result<()> {
        if self.rows == self.most || self.bytes > BYTES {
            self.end_of_sheet()?;
            self.headings(table, self.number + 1)?;
        }
        self.rows += 1;
        for cell in cells {
            match cell {
                Some(Json::String(text)) => match short(text) {
                    Some(short) => {
                        self.cut += 1;
                        self.text(&short);
                    }
                    None => self.text(text),
                },
                Some(Json::Number(number)) => {
                    self.line.push_str(&format!("<c><v>{number}</v></c>"));
                }
                Some(Json::Bool(yes)) => {
                    self.line.push_str(&format!("<c t=\"b\"><v>{}</v></c>", u8::from(*yes)));
                }
                _ => self.line.push_str("<c/>"),
            }
        }
        self.end_of_line()
    }

    fn end(&mut self, _: &Walked) -> Result<()> {
        self.end_of_sheet()
    }
}

/// The beginning of a text that is too long for a cell.
fn short(text: &str) -> Option<String> {
    // A character of UTF-16 takes a byte at least.
    if text.len() <= CHARACTERS {
        return None;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CHARACTERS
    });
    end.map(|(end, _)| format!("{}……(長いので、ここで切りました)", &text[..end]))
}

/// Text as XML; what XML cannot hold becomes 〓.
fn escaped(out: &mut String, text: &str) {
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Excel would read _x000A_ as a character.
            '_' if text[at..].starts_with("_x") => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(c),
            '\r' => {}
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('〓'),
            c => out.push(c),
        }
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
