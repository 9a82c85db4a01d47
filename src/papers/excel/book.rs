//! What the papers' workbooks have in common: title and state on every sheet, the printed head, cells with units.

use jiff::civil::Date;

use crate::papers::sheets::{Edition, PaperName};
use crate::tabular::{CellOut, Days, Edges, Field, Paper, SheetOut, WriteError, XlsxFile};

/// The workbook of one paper.
pub(super) struct Book {
    file: XlsxFile,
    title: String,
    subtitle: String,
}

impl Book {
    pub(super) fn new(edition: &Edition, name: &PaperName, dated: Date) -> Self {
        let held = edition.held_on_words();
        let of = format!("{} {} {held}", edition.municipality, edition.conference);
        let mark = edition.confidential.as_ref().map(|word| format!("【{word}】"));
        let mark = mark.unwrap_or_default();
        let mut subtitle =
            format!("{of}　議事対象期間：{}　{}", edition.period, edition.state.words());
        if !mark.is_empty() {
            subtitle += &format!("　{mark}");
        }
        let edges = Edges {
            stamp: String::new(),
            head_left: of,
            head_right: name.number.clone(),
            marking: mark,
            foot_left: edition.state.words(),
        };
        let file = XlsxFile::new(dated).titled(name.full(), &edition.municipality).edges(edges);
        Self { file, title: name.full(), subtitle }
    }

    /// A sheet that begins with the paper's title.
    pub(super) fn sheet(&self, name: &str, paper: Paper) -> SheetOut {
        let sheet = SheetOut::new(name).paper(paper).first_column_stays();
        sheet.title(&self.title).note(&self.subtitle).blank()
    }

    pub(super) fn finish(
        self,
        sheets: impl IntoIterator<Item = SheetOut>,
    ) -> Result<Vec<u8>, WriteError> {
        sheets.into_iter().fold(self.file, XlsxFile::sheet).finish()
    }
}

/// The columns of a table: headings, and widths in half-width characters.
pub(super) fn fields<H: AsRef<str>>(columns: impl IntoIterator<Item = (H, u16)>) -> Vec<Field> {
    let field = |(head, width): (H, u16)| Field::new(head.as_ref()).width(width);
    columns.into_iter().map(field).map(|field| field.days(Days::RealShort)).collect()
}

pub(super) fn text(words: &str) -> CellOut {
    CellOut::new(words)
}

pub(super) fn maybe(words: Option<&str>) -> CellOut {
    CellOut::new(words)
}

pub(super) fn blank() -> CellOut {
    text("")
}

pub(super) fn day(day: Option<Date>) -> CellOut {
    CellOut::new(day)
}

/// A number without a unit.
pub(super) fn number(number: impl TryInto<i64>) -> CellOut {
    count(number, "")
}

/// A number with its unit: 回, 事例, 件, か所.
pub(super) fn count(number: impl TryInto<i64>, unit: &'static str) -> CellOut {
    CellOut::new(number.try_into().unwrap_or(i64::MAX)).unit(unit)
}

/// A number of the row that sums up.
pub(super) fn total(number: impl TryInto<i64>, unit: &'static str) -> CellOut {
    CellOut::total(number.try_into().unwrap_or(i64::MAX)).unit(unit)
}

pub(super) fn join(words: impl Iterator<Item = String>, between: &str) -> String {
    words.collect::<Vec<_>>().join(between)
}
