//! A workbook in the papers' manner: styles, printed head, header rows, cells with units.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use crate::papers::sheets::{Edition, PaperName};

/// A workbook of one paper.
pub(super) struct Book {
    workbook: Workbook,
    styles: Styles,
    title: String,
    subtitle: String,
    head: String,
    foot: String,
}

/// Orientation of an A4 page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    Portrait,
    Landscape,
}

/// The unit that a number carries in its format.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    None,
    /// 回
    Meetings,
    /// 事例
    Cases,
    /// 件
    Items,
    /// か所
    Places,
}

/// One cell of a table.
pub(super) enum Cell {
    Blank,
    Text(String),
    /// Text at the head of a row.
    Head(String),
    TotalText(String),
    Number(f64, Unit),
    Total(f64, Unit),
    /// A date that Excel knows as one, shown as R7.11.20.
    Day(Date),
}

impl Cell {
    pub(super) fn text(words: &str) -> Cell {
        Cell::Text(words.to_owned())
    }

    pub(super) fn head(words: &str) -> Cell {
        Cell::Head(words.to_owned())
    }

    pub(super) fn total_text(words: &str) -> Cell {
        Cell::TotalText(words.to_owned())
    }

    pub(super) fn maybe(words: Option<&str>) -> Cell {
        words.map_or(Cell::Blank, Cell::text)
    }

    pub(super) fn count(count: u32, unit: Unit) -> Cell {
        Cell::Number(count.into(), unit)
    }
}

/// Entries one a line within a cell.
pub(super) fn lines(entries: &[String]) -> String {
    entries.join("\n")
}

pub(super) fn join(words: impl Iterator<Item = String>, between: &str) -> String {
    words.collect::<Vec<_>>().join(between)
}

struct Styles {
    title: Format,
    line: Format,
    head: Format,
    text: Format,
    row_head: Format,
    number: Format,
    total: Format,
}

impl Styles {
    fn new() -> Self {
        let plain = Format::new().set_font_name("BIZ UDPゴシック").set_font_size(10);
        let cell = plain
            .clone()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x0076_7676))
            .set_align(FormatAlign::Top)
            .set_text_wrap();
        let shaded = |colour| cell.clone().set_background_color(Color::RGB(colour));
        Styles {
            title: plain
                .clone()
                .set_font_size(14)
                .set_bold()
                .set_font_color(Color::RGB(0x001C_3D5A)),
            line: plain.clone().set_align(FormatAlign::Top),
            head: shaded(0x00E8_EEF4)
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            row_head: shaded(0x00F5_F8FB),
            total: shaded(0x00F5_F8FB).set_bold(),
            number: cell.clone().set_align(FormatAlign::Right),
            text: cell,
        }
    }
}

impl Unit {
    fn pattern(self) -> &'static str {
        match self {
            Unit::None => "0",
            Unit::Meetings => "0\"回\"",
            Unit::Cases => "0\"事例\"",
            Unit::Items => "0\"件\"",
            Unit::Places => "0\"か所\"",
        }
    }
}

impl Book {
    pub(super) fn new(edition: &Edition, name: &PaperName, dated: Date) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let created = ExcelDateTime::from_ymd(
            dated.year().unsigned_abs(),
            dated.month().unsigned_abs(),
            dated.day().unsigned_abs(),
        )?;
        workbook.set_properties(
            &DocProperties::new()
                .set_title(name.full())
                .set_author(&edition.municipality)
                .set_creation_datetime(&created),
        );
        let held = edition.held_on_words().unwrap_or_default();
        let mut subtitle = format!("{} {} {held}", edition.municipality, edition.conference);
        subtitle += &format!("　議事対象期間：{}　{}", edition.period, edition.state.words());
        if let Some(confidential) = &edition.confidential {
            subtitle += &format!("　【{confidential}】");
        }
        let mark =
            edition.confidential.as_ref().map(|word| format!("【{word}】")).unwrap_or_default();
        Ok(Book {
            workbook,
            styles: Styles::new(),
            title: name.full(),
            head: format!(
                "&L{}&R{}{}",
                printed(&format!("{} {} {held}", edition.municipality, edition.conference), 150),
                printed(&mark, 20),
                printed(&name.number, 40),
            ),
            foot: format!("&L{}&C&P／&N&R&A", printed(&edition.state.words(), 100)),
            subtitle,
        })
    }

    /// Adds a sheet with the paper's title on top. `widths` are in characters, one a column.
    pub(super) fn sheet(
        &mut self,
        name: &str,
        paper: Paper,
        widths: &[f64],
    ) -> Result<Sheet<'_>, XlsxError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?;
        sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.5, 0.5, 0.9, 0.7, 0.4, 0.3);
        sheet.set_header(&self.head).set_footer(&self.foot);
        if paper == Paper::Landscape {
            sheet.set_landscape();
        }
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        sheet.write_with_format(0, 0, &self.title, &self.styles.title)?;
        sheet.write_with_format(1, 0, &self.subtitle, &self.styles.line)?;
        Ok(Sheet { sheet, styles: &self.styles, next: 3, empty: true })
    }

    pub(super) fn save(mut self) -> Result<Vec<u8>, XlsxError> {
        self.workbook.save_to_buffer()
    }
}

/// Text for a printed head or foot: & doubled, cut to `most` characters (Excel takes 255 in all).
fn printed(words: &str, most: usize) -> String {
    words.chars().take(most).collect::<String>().replace('&', "&&")
}

/// A sheet that is written from the top down.
pub(super) struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    next: u32,
    empty: bool,
}

impl Sheet<'_> {
    /// A line of text outside the table.
    pub(super) fn line(&mut self, words: &str) -> Result<(), XlsxError> {
        self.sheet.write_with_format(self.next, 0, words, &self.styles.line)?;
        self.next += 1;
        Ok(())
    }

    /// The table's header. It stays in sight on screen and repeats on paper.
    pub(super) fn head(&mut self, heads: &[impl AsRef<str>]) -> Result<(), XlsxError> {
        for (column, head) in (0..).zip(heads) {
            self.sheet.write_with_format(self.next, column, head.as_ref(), &self.styles.head)?;
        }
        self.sheet.set_repeat_rows(self.next, self.next)?;
        self.sheet.set_freeze_panes(self.next + 1, 1)?;
        self.next += 1;
        Ok(())
    }

    /// A row of the table.
    pub(super) fn row(&mut self, cells: Vec<Cell>) -> Result<(), XlsxError> {
        let (row, styles) = (self.next, self.styles);
        for (column, cell) in (0..).zip(cells) {
            let sheet = &mut *self.sheet;
            match cell {
                Cell::Blank => sheet.write_blank(row, column, &styles.text)?,
                Cell::Text(words) => sheet.write_with_format(row, column, words, &styles.text)?,
                Cell::Head(words) => {
                    sheet.write_with_format(row, column, words, &styles.row_head)?
                }
                Cell::TotalText(words) if words.is_empty() => {
                    sheet.write_blank(row, column, &styles.total)?
                }
                Cell::TotalText(words) => {
                    sheet.write_with_format(row, column, words, &styles.total)?
                }
                Cell::Number(number, unit) => {
                    let format = styles.number.clone().set_num_format(unit.pattern());
                    sheet.write_number_with_format(row, column, number, &format)?
                }
                Cell::Total(number, unit) => {
                    let format = styles
                        .total
                        .clone()
                        .set_align(FormatAlign::Right)
                        .set_num_format(unit.pattern());
                    sheet.write_number_with_format(row, column, number, &format)?
                }
                Cell::Day(day) => {
                    let date = ExcelDateTime::from_ymd(
                        day.year().unsigned_abs(),
                        day.month().unsigned_abs(),
                        day.day().unsigned_abs(),
                    )?;
                    let format = styles.number.clone().set_num_format("[$-411]ge.m.d");
                    sheet.write_datetime_with_format(row, column, date, &format)?
                }
            };
        }
        self.next += 1;
        self.empty = false;
        Ok(())
    }

    /// A row with text over spans of columns, each (first, last, text), beside plain cells at its head.
    pub(super) fn spans(
        &mut self,
        heads: &[&str],
        spans: &[(usize, usize, String)],
    ) -> Result<(), XlsxError> {
        for (column, head) in (0..).zip(heads) {
            self.sheet.write_with_format(self.next, column, *head, &self.styles.row_head)?;
        }
        for (first, last, words) in spans {
            let column = |at: usize| u16::try_from(heads.len() + at).unwrap_or(u16::MAX);
            if first == last {
                self.sheet.write_with_format(
                    self.next,
                    column(*first),
                    words,
                    &self.styles.text,
                )?;
            } else {
                self.sheet.merge_range(
                    self.next,
                    column(*first),
                    self.next,
                    column(*last),
                    words,
                    &self.styles.text,
                )?;
            }
        }
        // Excel does not grow a row for merged cells, so its height (15 points a line) is set here.
        let most = spans.iter().map(|(.., words)| words.lines().count()).max().unwrap_or(1).max(2);
        self.sheet.set_row_height(self.next, 15.0 * most as f64)?;
        self.next += 1;
        self.empty = false;
        Ok(())
    }

    /// Ends the sheet; one without rows says `nothing` instead.
    pub(super) fn finish(mut self, nothing: &str) -> Result<(), XlsxError> {
        if self.empty { self.line(nothing) } else { Ok(()) }
    }
}
