//! What a sheet says, in the order in which it reads.

use super::cell::CellOut;
use crate::tabular::Cell;

/// The font of all workbooks, a universal-design font that Windows carries.
pub const FONT: &str = "BIZ UDPGothic";

/// Paper and direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    #[default]
    A4Portrait,
    A4Landscape,
    A3Landscape,
}

/// How days are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Days {
    /// Text: R7.11.20.
    #[default]
    Short,
    /// Text: 令和7年11月20日.
    Wareki,
    /// Text: 令和7年11月20日(木).
    Long,
    /// A date that Excel can sort and count with, shown as 2025/11/20.
    Real,
    /// A date that Excel can sort and count with, shown as R7.11.20.
    RealShort,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub(super) header: String,
    /// In half-width characters.
    pub(super) width: u16,
    pub(super) centred: bool,
    pub(super) choices: Vec<String>,
    pub(super) hint: Option<String>,
    pub(super) days: Days,
}

impl Field {
    /// A column as wide as its header needs, at least 8 half-width characters.
    pub fn new(header: impl Into<String>) -> Self {
        let header = header.into();
        let width = u16::try_from(width_of(&header) + 2).unwrap_or(u16::MAX).clamp(8, 40);
        Self {
            header,
            width,
            centred: false,
            choices: Vec::new(),
            hint: None,
            days: Days::default(),
        }
    }

    /// The width in half-width characters.
    #[must_use]
    pub fn width(mut self, half_width_characters: u16) -> Self {
        self.width = half_width_characters.clamp(1, 255);
        self
    }

    /// As wide as the longest of its texts, within what can be read; a long header breaks into two lines.
    #[must_use]
    pub fn fitting(mut self, longest: &str) -> Self {
        let words = longest.lines().map(|line| hundredths(line).div_ceil(100)).max().unwrap_or(0);
        let header = hundredths(&self.header).div_ceil(200).min(16);
        let width = words.max(header).clamp(6, 40) + 3;
        self.width = u16::try_from(width).unwrap_or(self.width);
        self
    }

    #[must_use]
    pub fn centred(mut self) -> Self {
        self.centred = true;
        self
    }

    /// Words to choose from in Excel. Other words can still be entered after a warning: it is the import that decides.
    #[must_use]
    pub fn choices<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.choices = words.into_iter().map(Into::into).collect();
        self
    }

    /// What Excel shows beside a cell of the column while it is filled in; at most 255 characters count.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    #[must_use]
    pub fn days(mut self, days: Days) -> Self {
        self.days = days;
        self
    }
}

#[derive(Debug, Clone)]
pub(super) enum Block {
    Title(String),
    Heading(String),
    Note(String),
    Blank,
    Table(Grid),
}

/// A table with its header.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Headers over several columns, left to right: words and how many columns. Empty words leave a gap.
    pub(super) groups: Vec<(String, usize)>,
    pub(super) fields: Vec<Field>,
    pub(super) rows: Vec<Vec<CellOut>>,
    /// Empty ruled rows below, to be filled in.
    pub(super) blank_rows: usize,
    /// What is said in its place when it has no rows.
    pub(super) nothing: Option<String>,
}

impl Grid {
    /// Whether a sentence stands in its place.
    pub(super) fn is_nothing(&self) -> bool {
        self.nothing.is_some() && self.rows.is_empty()
    }
}

/// A sheet to be written.
#[derive(Debug, Clone)]
pub struct SheetOut {
    pub(super) name: String,
    pub(super) paper: Paper,
    pub(super) first_column_stays: bool,
    pub(super) blocks: Vec<Block>,
}

impl SheetOut {
    /// A sheet on A4 portrait. Characters that Excel forbids in names become `_`; 31 characters are kept.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            paper: Paper::default(),
            first_column_stays: false,
            blocks: Vec::new(),
        }
    }

    #[must_use]
    pub fn paper(mut self, paper: Paper) -> Self {
        self.paper = paper;
        self
    }

    /// Keeps the first column in view beside a table that is wider than the screen.
    #[must_use]
    pub fn first_column_stays(mut self) -> Self {
        self.first_column_stays = true;
        self
    }

    /// A large line across the sheet.
    #[must_use]
    pub fn title(self, text: impl Into<String>) -> Self {
        self.with(Block::Title(text.into()))
    }

    /// A bold line, such as the name of a part.
    #[must_use]
    pub fn heading(self, text: impl Into<String>) -> Self {
        self.with(Block::Heading(text.into()))
    }

    /// A plain paragraph across the sheet.
    #[must_use]
    pub fn note(self, text: impl Into<String>) -> Self {
        self.with(Block::Note(text.into()))
    }

    #[must_use]
    pub fn blank(self) -> Self {
        self.with(Block::Blank)
    }

    /// A table. The header of a sheet's only table stays in view and is repeated on every printed page.
    #[must_use]
    pub fn table(
        self,
        fields: impl IntoIterator<Item = Field>,
        rows: impl IntoIterator<Item = Vec<Cell>>,
    ) -> Self {
        let rows = rows.into_iter().map(|row| row.into_iter().map(CellOut::new).collect());
        self.set_table(fields, rows)
    }

    /// [`SheetOut::table`] of cells that stand out or have a unit.
    #[must_use]
    pub fn set_table(
        self,
        fields: impl IntoIterator<Item = Field>,
        rows: impl IntoIterator<Item = Vec<CellOut>>,
    ) -> Self {
        self.with(Block::Table(Grid {
            groups: Vec::new(),
            fields: fields.into_iter().collect(),
            rows: rows.into_iter().collect(),
            blank_rows: 0,
            nothing: None,
        }))
    }

    /// What is said in place of the last table when it has no rows: a header alone would be a page of empty columns.
    #[must_use]
    pub fn or_say(mut self, nothing: impl Into<String>) -> Self {
        if let Some(Block::Table(grid)) = self.blocks.last_mut() {
            grid.nothing = Some(nothing.into());
        }
        self
    }

    /// Headers above the header of the last table: 「地域要素」 over four columns. Empty words leave a gap.
    #[must_use]
    pub fn groups<W: Into<String>>(mut self, groups: impl IntoIterator<Item = (W, usize)>) -> Self {
        if let Some(Block::Table(grid)) = self.blocks.last_mut() {
            grid.groups =
                groups.into_iter().map(|(words, columns)| (words.into(), columns)).collect();
        }
        self
    }

    /// Empty rows under the last table, with its choices, for a form that is filled in.
    #[must_use]
    pub fn blank_rows(mut self, rows: usize) -> Self {
        if let Some(Block::Table(grid)) = self.blocks.last_mut() {
            grid.blank_rows = rows;
        }
        self
    }

    fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }
}

/// What is printed at the edges of every page, beside the page's number and the sheet's name.
#[derive(Debug, Clone, Default)]
pub struct Edges {
    /// How it must be handled, large in the middle; empty for nothing.
    pub stamp: String,
    pub head_left: String,
    pub head_right: String,
    /// Who may have it, in a line below; empty for anybody.
    pub marking: String,
    pub foot_left: String,
}

/// The width of a text in half-width characters.
pub(super) fn width_of(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || ('｡'..='ﾟ').contains(&c) { 1 } else { 2 }).sum()
}

/// The width of a text in hundredths of a column's unit, which is a digit. The font is proportional: a digit takes three
/// quarters of a character's square, a bracket or a full stop half; a tenth is added.
pub(super) fn hundredths(text: &str) -> usize {
    let wide = |c: char| match c {
        '、' | '。' | '「' | '」' | '（' | '）' | '・' => 90,
        c if c.is_ascii() || ('｡'..='ﾟ').contains(&c) => 100,
        _ => 145,
    };
    text.chars().map(wide).sum()
}
