//! Workbooks that are written row by row: nothing of them waits in memory or, in the clear, on the disk; no library of
//! workbooks writes without going back. They have no fonts, widths or choices.

use std::io::{self, Write};

use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use super::Cell;

/// Characters of a cell, in UTF-16 as Excel counts them; it takes 32,767.
const CHARACTERS: usize = 32_000;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A workbook that is being written into `W`.
pub struct RowBook<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    /// The names of the sheets, as they were begun.
    sheets: Vec<String>,
    /// Bytes of the sheet that is being written.
    bytes: u64,
    /// A row as it is put together.
    line: String,
    cut: u64,
}

impl<W: Write> RowBook<W> {
    /// An empty one.
    pub fn begin(out: W) -> RowBook<W> {
        let zip = ZipWriter::new_stream(out);
        RowBook { zip, sheets: Vec::new(), bytes: 0, line: String::new(), cut: 0 }
    }

    /// Begins a sheet whose first row stays in view. The one before has been ended.
    ///
    /// # Errors
    /// When nothing can be written, here and in all that follows.
    pub fn sheet(&mut self, name: &str) -> io::Result<()> {
        self.sheets.push(name.to_owned());
        self.part(&format!("xl/worksheets/sheet{}.xml", self.sheets.len()))?;
        self.bytes = 0;
        self.put(&format!(
            "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\">\
             <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>\
             </sheetView></sheetViews><sheetData>"
        ))
    }

    /// Ends the sheet.
    pub fn end_of_sheet(&mut self) -> io::Result<()> {
        self.put("</sheetData></worksheet>")
    }

    /// How many sheets were begun.
    pub fn sheets(&self) -> usize {
        self.sheets.len()
    }

    /// Bytes of the sheet so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Texts that a cell of Excel does not hold, of which the beginning was written.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// The row's next cell, as text.
    pub fn text(&mut self, text: &str) {
        let short = short(text);
        self.cut += u64::from(short.is_some());
        self.line.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        escaped(&mut self.line, short.as_deref().unwrap_or(text));
        self.line.push_str("</t></is></c>");
    }

    /// A number.
    pub fn number(&mut self, number: impl std::fmt::Display) {
        self.line.push_str(&format!("<c><v>{number}</v></c>"));
    }

    /// Yes or no.
    pub fn bool(&mut self, yes: bool) {
        self.line.push_str(&format!("<c t=\"b\"><v>{}</v></c>", u8::from(yes)));
    }

    /// Nothing.
    pub fn blank(&mut self) {
        self.line.push_str("<c/>");
    }

    /// A cell of a table, days as they are read.
    pub fn cell(&mut self, cell: &Cell) {
        match cell {
            Cell::Empty => self.blank(),
            Cell::Number(number) => self.number(number),
            Cell::Bool(yes) => self.bool(*yes),
            other => self.text(&other.shown()),
        }
    }

    /// Ends the row.
    pub fn end_of_row(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.put("<row>")?;
        self.put(&line)?;
        self.put("</row>")?;
        self.line = line;
        self.line.clear();
        Ok(())
    }

    /// Ends the workbook; the sheet of this number, from 1, is shown first.
    pub fn finish(mut self, first: usize) -> io::Result<()> {
        self.parts(first)?;
        self.zip.finish()?;
        Ok(())
    }

    fn part(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        Ok(self.zip.start_file(name, options)?)
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        self.bytes += text.len() as u64;
        self.zip.write_all(text.as_bytes())
    }

    /// The parts that name the sheets; `first` is shown first, counted from 1.
    fn parts(&mut self, first: usize) -> io::Result<()> {
        let numbers = 1..=self.sheets.len();
        let sheet = |n: usize| {
            let mut name = String::new();
            escaped(&mut name, &self.sheets[n - 1]);
            format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"r{n}\"/>")
        };
        let sheets: String = std::iter::once(first)
            .chain(numbers.clone().filter(|n| *n != first))
            .map(sheet)
            .collect();
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
