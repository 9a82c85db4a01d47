//! A column of a list.

use std::borrow::Cow;

use crate::{clock::Day, db::Sort, tabular::Cell};

type Of<'a, R, T> = Box<dyn Fn(&R) -> T + Send + Sync + 'a>;

/// A column: what stands in it, on screen and in the file.
pub struct Column<'a, R> {
    pub(super) heading: Cow<'a, str>,
    pub(super) cell: Of<'a, R, Cell>,
    pub(super) sort: Option<Sort>,
    pub(super) width: u16,
    pub(super) on_screen: bool,
    pub(super) in_file: bool,
    class: &'static str,
    said_before: &'static str,
    names_row: bool,
    link: Option<Of<'a, R, String>>,
    mark: Option<(Mark, Of<'a, R, &'static str>)>,
    note: Option<(&'static str, Of<'a, R, String>)>,
    if_empty: &'static str,
}

/// How a word is set off from others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// By its tone.
    Chip,
    /// By its kind.
    Label,
}

/// One cell, as the page shows it.
pub(super) struct Shown {
    pub class: &'static str,
    pub said_before: &'static str,
    pub names_row: bool,
    pub words: String,
    pub link: Option<String>,
    pub chip: Option<&'static str>,
    pub label: Option<&'static str>,
    /// A class, and words behind the others.
    pub note: Option<(&'static str, String)>,
    pub if_empty: &'static str,
}

impl<'a, R> Column<'a, R> {
    /// A column of this heading; the heading may be known only at run time.
    pub fn new(
        heading: impl Into<Cow<'a, str>>,
        cell: impl Fn(&R) -> Cell + Send + Sync + 'a,
    ) -> Column<'a, R> {
        Column {
            heading: heading.into(),
            cell: Box::new(cell),
            sort: None,
            width: 16,
            on_screen: true,
            in_file: true,
            class: "",
            said_before: "",
            names_row: false,
            link: None,
            mark: None,
            note: None,
            if_empty: "",
        }
    }

    /// The list can be sorted by it.
    pub fn sort(mut self, by: Sort) -> Self {
        self.sort = Some(by);
        self
    }

    /// Its width in the file, in half-width characters.
    pub fn width(mut self, width: u16) -> Self {
        self.width = width;
        self
    }

    /// Is not in the file.
    pub fn on_screen(mut self) -> Self {
        self.in_file = false;
        self
    }

    /// Is only in the file.
    pub fn in_file(mut self) -> Self {
        self.on_screen = false;
        self
    }

    /// Classes of its cells.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// Its words stand on one line.
    pub fn nowrap(self) -> Self {
        self.class("nowrap")
    }

    /// Says this before its words where the columns have no headings, since the window is narrow.
    pub fn said(mut self, before: &'static str) -> Self {
        self.said_before = before;
        self
    }

    /// Names the row, for those who hear the table.
    pub fn names_row(mut self) -> Self {
        self.names_row = true;
        self
    }

    /// What stands there, softly, when nothing does.
    pub fn or(mut self, if_empty: &'static str) -> Self {
        self.if_empty = if_empty;
        self
    }

    /// The cell as a file holds it.
    pub(super) fn saved(&self, row: &R) -> Cell {
        match (self.cell)(row) {
            empty if empty.is_blank() => self.if_empty.into(),
            cell => cell,
        }
    }

    /// Leads to this address.
    pub fn link(mut self, href: impl Fn(&R) -> String + Send + Sync + 'a) -> Self {
        self.link = Some(Box::new(href));
        self
    }

    /// A chip of this tone.
    pub fn chip(mut self, tone: impl Fn(&R) -> &'static str + Send + Sync + 'a) -> Self {
        self.mark = Some((Mark::Chip, Box::new(tone)));
        self
    }

    /// A mark of this kind.
    pub fn mark(mut self, kind: impl Fn(&R) -> &'static str + Send + Sync + 'a) -> Self {
        self.mark = Some((Mark::Label, Box::new(kind)));
        self
    }

    /// Words behind the others, of this class.
    pub fn note(
        mut self,
        class: &'static str,
        words: impl Fn(&R) -> String + Send + Sync + 'a,
    ) -> Self {
        self.note = Some((class, Box::new(words)));
        self
    }

    /// A heading is printed, and shown in a narrow window, as its cells are.
    pub(super) fn head_class(&self) -> &'static str {
        if self.class.contains("no-print") { "no-print" } else { "" }
    }

    pub(super) fn shown(&self, row: &R) -> Shown {
        let (words, class) = match (self.cell)(row) {
            // A day is read at once only where it stands on one line.
            Cell::Day(day) if self.class.is_empty() => (Day(day).to_string(), "nowrap"),
            Cell::Day(day) => (Day(day).to_string(), self.class),
            cell => (cell.shown(), self.class),
        };
        let mark = |kind| self.mark.as_ref().filter(|(k, _)| *k == kind).map(|(_, of)| of(row));
        Shown {
            class,
            said_before: if words.is_empty() { "" } else { self.said_before },
            names_row: self.names_row,
            words,
            link: self.link.as_ref().map(|href| href(row)),
            chip: mark(Mark::Chip),
            label: mark(Mark::Label),
            note: self.note.as_ref().map(|(class, words)| (*class, words(row))),
            if_empty: self.if_empty,
        }
    }
}
