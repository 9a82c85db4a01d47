//! What a view says, counted and worded: its page, its workbook and its sheet of paper are drawn from one value.

use serde::Serialize;

use crate::{
    clock::Day,
    error::{Error, Result},
    print::{Edge, Sheet, Template},
    tabular::xlsx_out::{CellOut, Field, Paper, SheetOut, XlsxFile},
};

static TABLE: Template =
    Template { path: "/ledgers/table.typ", source: include_str!("table.typ"), parts: &[] };

/// Characters that stand beside one another on A4, upright and on its side; more is set on A3.
const UPRIGHT: usize = 56;
const ON_ITS_SIDE: usize = 86;

/// What a view is made into.
#[derive(Default)]
pub struct Made {
    pub parts: Vec<Part>,
    /// How many it holds: records, or names.
    pub count: usize,
}

/// A view with what stands around it on paper.
#[derive(Serialize)]
pub struct Table {
    pub edge: Edge,
    pub title: String,
    pub parts: Vec<Part>,
    pub foot: String,
}

/// Rows under headings.
#[derive(Default, Serialize)]
pub struct Part {
    /// What it is called where there are several; empty for the only one.
    pub name: String,
    pub columns: Vec<Column>,
    /// The headings, in one row or two.
    pub heads: Vec<Vec<Head>>,
    pub rows: Vec<Row>,
    pub totals: Vec<Row>,
    /// So many blocks beside one another on paper.
    pub blocks: u8,
    /// Rows stand as tiles: their head, and below it what they say.
    pub tiles: bool,
    /// How to read it.
    pub note: String,
    /// What it says where it has no rows.
    pub nothing: String,
}

/// A column: its heading, and how what stands in it looks.
#[derive(Serialize)]
pub struct Column {
    pub name: String,
    pub group: String,
    pub look: Look,
}

/// A heading over so many columns and rows of headings.
#[derive(Serialize)]
pub struct Head {
    pub name: String,
    pub look: Look,
    pub rows: usize,
    pub columns: usize,
}

/// A row; of one that is not on paper a page alone says that it is empty.
#[derive(Serialize)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub on_paper: bool,
}

/// A cell.
#[derive(Clone, Serialize)]
pub struct Cell {
    pub look: Look,
    pub words: String,
    pub href: String,
    /// Behind a sign how many records there are.
    pub small: String,
    pub rows: usize,
    pub columns: usize,
    /// The number that a workbook can add up, with its unit.
    #[serde(skip)]
    pub number: Option<(i64, String)>,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// The head of a row, in a word or two.
    Head,
    /// The head of a row that may be long.
    Title,
    Words,
    Short,
    Number,
    /// Numbers in columns of one width.
    Figures,
    Sign,
}

impl Look {
    /// What a page calls it.
    pub fn class(self) -> &'static str {
        match self {
            Look::Head | Look::Short => "nowrap",
            Look::Title => "middling-text",
            Look::Words => "wide-text",
            Look::Number | Look::Figures => "number",
            Look::Sign => "center",
        }
    }

    /// Whether it is a number, which stands at the right.
    pub fn is_number(self) -> bool {
        matches!(self, Look::Number | Look::Figures)
    }

    /// Whether it says what a row is about.
    pub fn is_head(self) -> bool {
        matches!(self, Look::Head | Look::Title)
    }
}

impl Cell {
    /// A cell of words.
    pub fn new(look: Look, words: impl Into<String>) -> Cell {
        let (words, href, small) = (words.into(), String::new(), String::new());
        Cell { look, words, href, small, rows: 1, columns: 1, number: None }
    }

    /// A number with its unit.
    pub fn number(look: Look, number: i64, unit: &str) -> Cell {
        let words = format!("{}{unit}", nihon::grouped(number));
        Cell { number: Some((number, unit.to_owned())), ..Cell::new(look, words) }
    }

    /// That leads to an address.
    #[must_use]
    pub fn link(self, href: String) -> Cell {
        Cell { href, ..self }
    }

    /// Whether a sign stands in it, or could.
    pub fn is_sign(&self) -> bool {
        self.look == Look::Sign
    }

    /// Over so many rows and columns.
    #[must_use]
    pub fn over(self, rows: usize, columns: usize) -> Cell {
        Cell { rows, columns, ..self }
    }

    /// As a cell of a workbook.
    fn out(&self, total: bool) -> CellOut {
        let made = |value: crate::tabular::Cell| match (total, self.look.is_head()) {
            (true, _) => CellOut::total(value),
            (false, true) => CellOut::head(value),
            (false, false) => CellOut::new(value),
        };
        let cell = match &self.number {
            Some((number, unit)) => made((*number).into()).unit(unit.clone()),
            None => made(self.words.as_str().into()),
        };
        cell.over(self.columns)
    }
}

impl Row {
    /// A row of these cells.
    pub fn of(cells: Vec<Cell>) -> Row {
        Row { cells, on_paper: true }
    }
}

impl Column {
    /// A column that belongs to no others.
    pub fn new(name: impl Into<String>, look: Look) -> Column {
        Column { name: name.into(), group: String::new(), look }
    }
}

impl Part {
    /// Rows to come under these headings. Those of a group stand below its name.
    pub fn under(columns: Vec<Column>) -> Part {
        let grouped = columns.iter().any(|column| !column.group.is_empty());
        let (mut above, mut below): (Vec<Head>, Vec<Head>) = (Vec::new(), Vec::new());
        let mut last = "";
        for column in &columns {
            let head = |name: &str, rows: usize| Head {
                name: name.to_owned(),
                look: column.look,
                rows,
                columns: 1,
            };
            match above.last_mut().filter(|_| !column.group.is_empty() && last == column.group) {
                Some(group) => group.columns += 1,
                None if column.group.is_empty() => {
                    above.push(head(&column.name, 1 + usize::from(grouped)));
                }
                None => above.push(head(&column.group, 1)),
            }
            if !column.group.is_empty() {
                below.push(head(&column.name, 1));
            }
            last = &column.group;
        }
        let heads = if grouped { vec![above, below] } else { vec![above] };
        Part {
            columns,
            heads,
            blocks: 1,
            nothing: "まだありません。".to_owned(),
            ..Part::default()
        }
    }

    /// Lets the first heading stand over several columns.
    #[must_use]
    pub fn beginning_over(mut self, columns: usize) -> Part {
        if let Some(heads) = self.heads.first_mut() {
            heads.drain(1..columns);
            heads[0].columns = columns;
        }
        self
    }

    /// Names above columns for a workbook, each with how many it stands over.
    fn groups(&self) -> Vec<(String, usize)> {
        let above = self.heads.first().filter(|_| self.heads.len() > 1);
        let words = |head: &Head| if head.rows > 1 { String::new() } else { head.name.clone() };
        above.map(|row| row.iter().map(|h| (words(h), h.columns)).collect()).unwrap_or_default()
    }

    /// How many characters stand beside one another.
    fn width(&self) -> usize {
        if self.tiles {
            return UPRIGHT;
        }
        let of_column = |(at, column): (usize, &Column)| {
            let most = match column.look {
                Look::Words => 30,
                Look::Title => 20,
                _ => usize::MAX,
            };
            let cells = self.rows.iter().filter(|row| row.cells.len() == self.columns.len());
            let words = cells.map(|row| characters(&row.cells[at].words)).max().unwrap_or(0);
            words.min(most).max(characters(&column.name).div_ceil(2)) + 1
        };
        let columns: usize = self.columns.iter().enumerate().map(of_column).sum();
        columns * usize::from(self.blocks)
    }

    /// The rows of a workbook's table: what reaches over several rows stands in the first.
    fn laid(&self) -> Vec<Vec<CellOut>> {
        let mut covered = vec![0_usize; self.columns.len()];
        let mut all = Vec::new();
        let rows = self.rows.iter().filter(|row| row.on_paper).map(|row| (row, false));
        for (row, total) in rows.chain(self.totals.iter().map(|row| (row, true))) {
            let (mut line, mut cells, mut at) = (Vec::new(), row.cells.iter(), 0);
            while at < covered.len() {
                if covered[at] > 0 {
                    covered[at] -= 1;
                    line.push(CellOut::head(""));
                    at += 1;
                    continue;
                }
                let Some(cell) = cells.next() else { break };
                let reaches = (at + cell.columns).min(covered.len());
                covered[at..reaches].fill(cell.rows - 1);
                line.push(cell.out(total));
                at = reaches;
            }
            all.push(line);
        }
        all
    }
}

fn characters(words: &str) -> usize {
    words.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>().div_ceil(2)
}

#[derive(Serialize)]
struct OnPaper<'t> {
    #[serde(flatten)]
    table: &'t Table,
    paper: &'static str,
    flipped: bool,
}

impl Table {
    /// As a sheet of paper, as large as it needs.
    ///
    /// # Errors
    /// When it cannot be written down, which is a defect of ours.
    pub fn sheet(&self) -> Result<Sheet> {
        let (paper, flipped) = match self.size() {
            Paper::A4Portrait => ("a4", false),
            Paper::A4Landscape => ("a4", true),
            Paper::A3Landscape => ("a3", true),
        };
        Sheet::new(&TABLE, &OnPaper { table: self, paper, flipped }).map_err(Error::internal)
    }

    fn size(&self) -> Paper {
        let width = self.parts.iter().map(Part::width).max().unwrap_or_default();
        match (width <= UPRIGHT, width <= ON_ITS_SIDE) {
            (true, _) => Paper::A4Portrait,
            (false, true) => Paper::A4Landscape,
            (false, false) => Paper::A3Landscape,
        }
    }

    /// As a workbook.
    ///
    /// # Errors
    /// When it cannot be written, which is a defect of ours.
    pub fn workbook(&self, day: Day) -> Result<Vec<u8>> {
        let mut sheet = SheetOut::new("表").paper(self.size()).first_column_stays();
        sheet = sheet.title(&self.title);
        for part in &self.parts {
            if !part.name.is_empty() {
                sheet = sheet.blank().heading(&part.name);
            }
            let fields = part.columns.iter().map(|column| {
                let width = match column.look {
                    Look::Title => 30,
                    Look::Words => 60,
                    Look::Head => 16,
                    _ => 12,
                };
                let field = Field::new(&column.name).width(width);
                if column.look == Look::Sign { field.centred() } else { field }
            });
            sheet = sheet.set_table(fields, part.laid()).or_say(&part.nothing);
            sheet = sheet.groups(part.groups());
            if !part.note.is_empty() {
                sheet = sheet.note(&part.note);
            }
        }
        let sheet = if self.foot.is_empty() { sheet } else { sheet.note(&self.foot) };
        XlsxFile::new(day.0).sheet(sheet).finish().map_err(Error::internal)
    }
}
