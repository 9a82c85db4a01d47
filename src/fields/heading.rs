//! A field as a column of a file: declared to the reader, drawn in an empty form, read from a cell, written into one.

use super::{Answer, Needed, Spec};
use crate::tabular::{self, Cell, Column, Faults, Record, Words};

/// Half-width characters of a column whose declaration names no width.
const WIDTH: u16 = 24;

/// A column of a file.
#[derive(Clone)]
pub struct Heading {
    pub spec: Spec,
    /// As the file calls it.
    pub header: String,
    /// Which of the field's columns it is.
    pub(super) part: usize,
    /// The words of its choices, with their keys.
    pub(super) words: Words<String>,
}

/// The columns of a field, of most kinds one. `head` is the heading that they begin with.
pub fn headings<'s>(spec: &'s Spec, head: &'s str) -> impl Iterator<Item = Heading> + 's {
    let family = spec.kind.family();
    let words = family.words(spec);
    family.headings(spec, head).into_iter().enumerate().map(move |(part, header)| Heading {
        spec: spec.clone(),
        header,
        part,
        words: words.clone(),
    })
}

impl Heading {
    /// The same, knowing other words for its choices, each with the key that it means.
    #[must_use]
    pub fn knowing<W: AsRef<str>>(self, words: impl IntoIterator<Item = (W, String)>) -> Heading {
        Heading { words: self.words.also(words), ..self }
    }

    /// As an importer declares it.
    pub fn declared(&self) -> Column {
        let column = match self.spec.required {
            Needed::Always => Column::required(&self.header),
            Needed::ToSubmit | Needed::Never => Column::optional(&self.header),
        };
        let holds = self.spec.kind.family().holds();
        column.also(&self.spec.also).perhaps(self.spec.perhaps).holding(holds)
    }

    /// As an empty form shows it.
    pub fn drawn(&self) -> tabular::Field {
        let spec = &self.spec;
        let mark = if spec.required == Needed::Always { "※必須" } else { "" };
        let field = tabular::Field::new(format!("{}{mark}", self.header))
            .width(if spec.width == 0 { WIDTH } else { spec.width });
        let family = spec.kind.family();
        // A cell's list gives one word.
        let offered = if family.keeps(spec).is_text() { family.in_cells(spec) } else { Vec::new() };
        let field = field.choices(offered);
        let hint = family.hint(spec);
        let hint = match spec.required {
            Needed::ToSubmit => format!("提出済なら必要です。{hint}"),
            Needed::Never | Needed::Always => hint,
        };
        if hint.is_empty() { field } else { field.hint(hint) }
    }

    /// Reads its cell; none when it is empty or wrong, and what is wrong is among the faults.
    pub fn read(&self, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        if record.get(&self.header).is_blank() {
            if self.spec.required == Needed::Always {
                record.required_text(&self.header, self.spec.most_characters(), faults);
            }
            return None;
        }
        self.spec.kind.family().parse(self, record, faults)
    }

    /// Writes its cell.
    pub fn cell(&self, answer: Option<&Answer>) -> Cell {
        answer.map_or(Cell::Empty, |answer| self.spec.kind.family().cell(self, answer))
    }

    /// What stands in the row that shows how the form is filled in.
    pub fn example(&self) -> Cell {
        if self.spec.example.is_empty() { Cell::Empty } else { self.spec.example.into() }
    }
}
