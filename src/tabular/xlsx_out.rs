//! Workbooks to be printed, or filled in and sent back.
//!
//! A [`SheetOut`] is said in the order in which it reads from top to bottom: titles, notes, a table. Paper,
//! fonts, frozen and repeated header rows follow from that, so that every workbook looks the same.

mod cell;
mod formats;
mod height;
mod layout;
mod sheet;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

pub use cell::CellOut;
use sheet::FONT;
pub use sheet::{Days, Edges, Field, Paper, SheetOut};

/// Why a workbook could not be written: a cell beyond Excel's limits.
#[derive(Debug, thiserror::Error)]
#[error("Excelファイルを作成できません。（{0}）")]
pub struct WriteError(#[from] XlsxError);

/// A workbook to be written.
#[derive(Debug, Clone)]
pub struct XlsxFile {
    created: Date,
    title: String,
    author: String,
    edges: Option<Edges>,
    sheets: Vec<SheetOut>,
}

impl XlsxFile {
    /// The day of making goes into the file's properties; with the same day and content the bytes are the same.
    pub fn new(created: Date) -> Self {
        Self {
            created,
            title: String::new(),
            author: String::new(),
            edges: None,
            sheets: Vec::new(),
        }
    }

    /// Title and author, for the file's properties.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>, author: impl Into<String>) -> Self {
        (self.title, self.author) = (title.into(), author.into());
        self
    }

    #[must_use]
    pub fn edges(mut self, edges: Edges) -> Self {
        self.edges = Some(edges);
        self
    }

    #[must_use]
    pub fn sheet(mut self, sheet: SheetOut) -> Self {
        self.sheets.push(sheet);
        self
    }

    /// The bytes of the xlsx.
    pub fn finish(self) -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new();
        workbook.set_default_format(
            &Format::new().set_font_name(FONT).set_font_size(11),
            24,
            72,
        )?;
        let year = u16::try_from(self.created.year()).unwrap_or(1900);
        let (month, day) = (self.created.month().unsigned_abs(), self.created.day().unsigned_abs());
        let created = ExcelDateTime::from_ymd(year, month, day)?;
        workbook.set_properties(
            &DocProperties::new()
                .set_title(&self.title)
                .set_author(&self.author)
                .set_creation_datetime(&created),
        );
        let mut lists = layout::Lists::default();
        let mut names = layout::Names::default();
        for sheet in &self.sheets {
            let name = names.take(&sheet.name);
            let page = workbook.add_worksheet().set_name(name)?;
            layout::write(page, sheet, self.edges.as_ref(), &mut lists)?;
        }
        if self.sheets.is_empty() {
            workbook.add_worksheet();
        }
        lists.write(&mut workbook)?;
        Ok(workbook.save_to_buffer()?)
    }
}
