//! Where the blocks of a sheet go.

use nihon::day::{Epoch, to_excel_serial};
use nihon::{wareki, wareki_long, wareki_short};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, Formula, Workbook, Worksheet, XlsxError,
};

use super::{
    cell::CellOut,
    formats::{body, header, plain, standing_out, title},
    height::{Height, WIDEST, height_of, wanted},
    sheet::{Block, Days, Edges, FONT, Field, Grid, Paper, SheetOut},
};
use crate::tabular::{Cell, column_letters};

/// The hidden sheet with the words of lists that are too long for a cell's own rule.
const LISTS: &str = "選択肢";

/// What Excel takes as the words of a rule, with the commas between them.
const INLINE_LIST: usize = 255;

/// Everything above a frozen header is frozen too; more rows than this would leave no room to scroll in.
const FROZEN: u32 = 8;

/// A table wider than so many half-width characters is too small to read on A4 and goes on A3.
const ON_A4: usize = 150;

/// The width of a sheet on which there are sentences alone.
const WITHOUT_TABLE: u16 = 90;

/// A table wider than so many goes on several pages side by side, and what is written across it no further than [`ON_A4`].
const ON_ONE_PAGE: usize = 320;

/// Writes the blocks of a sheet from top to bottom and sets up its pages.
pub(super) fn write(
    sheet: &mut Worksheet,
    spec: &SheetOut,
    edges: Option<&Edges>,
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    let grids = || {
        spec.blocks
            .iter()
            .filter_map(|block| if let Block::Table(grid) = block { Some(grid) } else { None })
            .filter(|grid| !grid.is_nothing())
    };
    let columns = grids().map(|grid| grid.fields.len()).max().unwrap_or(1).max(1);
    let mut widths = vec![if grids().next().is_none() { WITHOUT_TABLE } else { 8 }; columns];
    for grid in grids() {
        for (width, field) in widths.iter_mut().zip(&grid.fields) {
            *width = field.width.max(*width);
        }
    }
    if let Some(only) = grids().next().filter(|_| grids().count() == 1) {
        widths = only.fields.iter().map(|field| field.width).collect();
        widths.resize(columns, 8);
    }
    for (grid, at) in grids().flat_map(|grid| (0..grid.fields.len()).map(move |at| (grid, at))) {
        widths[at] = widths[at].max(wanted(grid, at).min(WIDEST));
    }
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(col(column), *width)?;
    }
    let across = Across::of(&widths);
    let mut row = 0;
    for block in &spec.blocks {
        match block {
            Block::Title(text) => row = across.write(sheet, row, text, &title())?,
            Block::Heading(text) => row = across.write(sheet, row, text, &plain().set_bold())?,
            Block::Note(text) => row = across.write(sheet, row, text, &plain())?,
            Block::Blank => row += 1,
            Block::Table(Grid { nothing: Some(words), rows, .. }) if rows.is_empty() => {
                row = across.write(sheet, row, words, &plain())?;
            }
            Block::Table(grid) => {
                let body = table(sheet, row, grid, &widths, lists)?;
                if grids().count() == 1 {
                    sheet.set_repeat_rows(row, body.first - 1)?;
                    if body.first <= FROZEN {
                        let stays = u16::from(spec.first_column_stays);
                        sheet.set_freeze_panes(body.first, stays)?;
                    }
                }
                row = body.end;
            }
        }
    }
    let (size, landscape) = match spec.paper {
        Paper::A4Portrait | Paper::A4Landscape if across.width > ON_A4 => (8, true),
        Paper::A4Portrait => (9, false),
        Paper::A4Landscape => (9, true),
        Paper::A3Landscape => (8, true),
    };
    if landscape {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
    sheet.set_paper_size(size);
    if across.width > ON_ONE_PAGE {
        // Squeezed onto one page it would be lines of dust: several pages side by side, each with the first column.
        sheet.set_print_scale(70).set_page_order(true).set_repeat_columns(0, 0)?;
    } else {
        // One page wide and as many pages long as it takes.
        sheet.set_print_fit_to_pages(1, 0);
    }
    match edges {
        None => {
            sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_footer("&C&P / &N");
        }
        Some(Edges { stamp, head_left, head_right, marking, foot_left }) => {
            // The marking stands in a line of its own: beside another text it would be cut.
            let lines = [printed(head_left, 90), printed(marking, 90)].join("\n");
            let font = format!("&\"{FONT},Regular\"&8 ");
            let stamp = match stamp.as_str() {
                "" => String::new(),
                words => format!("&C&\"{FONT},Bold\"&14&KA3161A{}", printed(words, 20)),
            };
            let (left, right) = (lines.trim_end(), printed(head_right, 20));
            let head = format!("&L{font}{left}{stamp}&R{font}{right}");
            let foot = format!("&L{}&C&P / &N&R&A", printed(foot_left, 100));
            sheet.set_margins(0.5, 0.5, 0.9, 0.7, 0.4, 0.3).set_header(head).set_footer(foot);
        }
    }
    Ok(())
}

/// Text for a printed head or foot: & doubled, cut to `most` characters (Excel takes 255 in all).
fn printed(words: &str, most: usize) -> String {
    words.chars().take(most).collect::<String>().replace('&', "&&")
}

/// The rows of a table's body: the first, and the one after the last.
struct Body {
    first: u32,
    end: u32,
}

fn table(
    sheet: &mut Worksheet,
    top: u32,
    grid: &Grid,
    widths: &[u16],
    lists: &mut Lists,
) -> Result<Body, XlsxError> {
    let mut row = top;
    let across = |from: usize, to: usize| widths[from..to].iter().map(|w| usize::from(*w)).sum();
    let mut head = Height::default();
    if !grid.groups.is_empty() {
        let mut column = 0;
        for (words, span) in grid.groups.iter().filter(|(_, span)| *span > 0) {
            let last = column + span - 1;
            match (words.is_empty(), *span) {
                (true, _) => {}
                (false, 1) => {
                    sheet.write_string_with_format(row, col(column), words, &header())?;
                }
                (false, _) => {
                    sheet.merge_range(row, col(column), row, col(last), words, &header())?;
                }
            }
            head.of(words, across(column, column + span));
            column += span;
        }
        std::mem::take(&mut head).set(sheet, row)?;
        row += 1;
    }
    for (column, field) in grid.fields.iter().enumerate() {
        sheet.write_string_with_format(row, col(column), &field.header, &header())?;
        head.of(&field.header, across(column, column + 1));
    }
    head.set(sheet, row)?;
    let first = row + 1;
    let formats: Vec<Format> = grid.fields.iter().map(body).collect();
    row = first;
    for cells in &grid.rows {
        write_row(sheet, row, grid, widths, &formats, cells)?;
        row += 1;
    }
    for _ in 0..grid.blank_rows {
        for (column, format) in formats.iter().enumerate() {
            sheet.write_blank(row, col(column), format)?;
        }
        row += 1;
    }
    if row > first {
        for (column, field) in grid.fields.iter().enumerate() {
            if let Some(rule) = rule(field, lists)? {
                sheet.add_data_validation(first, col(column), row - 1, col(column), &rule)?;
            }
        }
    }
    Ok(Body { first, end: row })
}

/// Writes a row; columns that its cells do not reach are ruled and empty.
fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    grid: &Grid,
    widths: &[u16],
    formats: &[Format],
    cells: &[CellOut],
) -> Result<(), XlsxError> {
    let mut height = Height::default();
    let mut at = 0;
    for cell in cells {
        let end = (at + cell.columns).min(grid.fields.len());
        let fields = grid.fields.get(at..end).unwrap_or_default();
        let Some(first) = fields.first() else { break };
        let format = standing_out(&formats[at], cell);
        if fields.len() == 1 {
            write_cell(sheet, row, col(at), &cell.value, first.days, &format)?;
        } else {
            let text = cell.value.shown();
            sheet.merge_range(row, col(at), row, col(end - 1), &text, &format)?;
        }
        let width = widths[at..end].iter().map(|width| usize::from(*width)).sum();
        height.of(&cell.value.shown(), width);
        at = end;
    }
    for (column, format) in formats.iter().enumerate().skip(at) {
        sheet.write_blank(row, col(column), format)?;
    }
    height.set(sheet, row)
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    days: Days,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, column, format)?,
        Cell::Moment(_) | Cell::Uncounted => {
            sheet.write_string_with_format(row, column, cell.shown(), format)?
        }
        Cell::Text(text) | Cell::Error(text) => {
            sheet.write_string_with_format(row, column, text, format)?
        }
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        Cell::Bool(value) => sheet.write_boolean_with_format(row, column, *value, format)?,
        Cell::Day(day) => {
            let text = match days {
                Days::Short => wareki_short(*day),
                Days::Wareki => wareki(*day),
                Days::Long => wareki_long(*day),
                Days::Real | Days::RealShort => match to_excel_serial(*day, Epoch::From1900) {
                    Some(serial) => {
                        let shown = if days == Days::Real { "yyyy/m/d" } else { "[$-411]ge.m.d" };
                        let format = format.clone().set_num_format(shown);
                        sheet.write_number_with_format(row, column, serial, &format)?;
                        return Ok(());
                    }
                    // Excel has no day before 1900.
                    None => wareki_short(*day),
                },
            };
            sheet.write_string_with_format(row, column, text, format)?
        }
    };
    Ok(())
}

fn rule(field: &Field, lists: &mut Lists) -> Result<Option<DataValidation>, XlsxError> {
    if field.choices.is_empty() && field.hint.is_none() {
        return Ok(None);
    }
    let mut rule = DataValidation::new().set_error_style(DataValidationErrorStyle::Warning);
    if !field.choices.is_empty() {
        let length =
            field.choices.iter().map(|word| word.encode_utf16().count() + 1).sum::<usize>();
        let inline =
            length <= INLINE_LIST && field.choices.iter().all(|word| !word.contains([',', '"']));
        rule = if inline {
            rule.allow_list_strings(&field.choices)?
        } else {
            rule.allow_list_formula(Formula::new(lists.add(&field.choices)))
        };
        rule = rule
            .set_error_title("選択肢にない値")?
            .set_error_message("一覧から選んでください。")?;
    }
    if let Some(hint) = &field.hint {
        rule = rule.set_input_message(hint.chars().take(255).collect::<String>())?;
    }
    Ok(Some(rule))
}

/// Lists of words that go to a hidden sheet of their own.
#[derive(Default)]
pub(super) struct Lists(Vec<Vec<String>>);

impl Lists {
    /// Keeps a list once; answers the reference to its cells.
    fn add(&mut self, words: &[String]) -> String {
        let column = self.0.iter().position(|list| list == words).unwrap_or_else(|| {
            self.0.push(words.to_vec());
            self.0.len() - 1
        });
        let letters = column_letters(column);
        format!("='{LISTS}'!${letters}$1:${letters}${}", words.len())
    }

    pub(super) fn write(self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let sheet = workbook.add_worksheet().set_name(LISTS)?.set_hidden(true);
        for (column, words) in self.0.iter().enumerate() {
            for (row, word) in (0u32..).zip(words) {
                sheet.write_string(row, col(column), word)?;
            }
        }
        Ok(())
    }
}

/// Sheet names that Excel accepts, each once.
#[derive(Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Excel forbids some characters and an apostrophe at the ends, counts 31 UTF-16 units and takes names
    /// for equal that differ only in case.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .trim_matches('\'')
            .chars()
            .map(|c| if c.is_control() || "[]:*?/\\".contains(c) { '_' } else { c })
            .collect();
        let clean = if clean.trim().is_empty() { "シート".to_owned() } else { clean };
        let mut name = shortened(&clean, 31);
        let mut number = 2;
        while name == LISTS
            || self.0.iter().any(|taken| taken.to_lowercase() == name.to_lowercase())
        {
            name = format!("{}({number})", shortened(&clean, 26));
            number += 1;
        }
        self.0.push(name.clone());
        name
    }
}

fn shortened(text: &str, units: usize) -> String {
    let mut left = units;
    text.chars()
        .take_while(|c| left.checked_sub(c.len_utf16()).map(|rest| left = rest).is_some())
        .collect()
}

/// The cells of a row merged into one, for text that is no table.
struct Across {
    /// Of all columns, in half-width characters.
    width: usize,
    /// The columns over which a text reaches, and its room there. On pages side by side not the first, which is repeated on each.
    from: usize,
    to: usize,
    room: usize,
}

impl Across {
    fn of(widths: &[u16]) -> Across {
        let width: usize = widths.iter().map(|width| usize::from(*width)).sum();
        if width <= ON_ONE_PAGE {
            return Across { width, from: 0, to: widths.len(), room: width };
        }
        let from = usize::from(widths.len() > 1);
        let (mut to, mut room) = (from, 0);
        while to < widths.len() && room < ON_A4 {
            room += usize::from(widths[to]);
            to += 1;
        }
        Across { width, from, to, room }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        text: &str,
        format: &Format,
    ) -> Result<u32, XlsxError> {
        if self.from + 1 < self.to {
            sheet.merge_range(row, col(self.from), row, col(self.to - 1), text, format)?;
        } else {
            sheet.write_string_with_format(row, col(self.from), text, format)?;
        }
        sheet.set_row_height(row, height_of(text, self.room) + 4.0)?;
        Ok(row + 1)
    }
}

fn col(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
