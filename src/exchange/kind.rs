//! What a file can hold: what the rooms take in.

use std::{ops::Deref, str::FromStr};

use crate::{
    clock::Day,
    db::{Bind, Cell, Column, Value},
    error::{Error, Result},
    imports::Importer,
    structure::Structure,
    tabular::XlsxFile,
    words::NoSuchWord,
};

/// A kind of file: the importer of some room.
#[derive(Clone, Copy)]
pub struct Kind(&'static Importer);

impl Kind {
    /// All of them, in the order of the rooms.
    pub fn all() -> impl Iterator<Item = Kind> {
        crate::ROOMS.iter().flat_map(|room| room.imports).map(Kind)
    }

    /// An empty workbook of this kind: title, notes, choices, and an example row that imports pass over.
    ///
    /// # Errors
    /// As the room's own template, such as a structure without a form for it.
    pub fn empty_form(self, structure: &Structure, day: Day) -> Result<Vec<u8>> {
        let sheet = (self.template)(structure, day)?;
        XlsxFile::new(day.0).sheet(sheet).finish().map_err(Error::internal)
    }

    /// The name of such a file.
    pub fn form_name(self) -> String {
        format!("{}_取り込み用.xlsx", self.title.replace('・', "_"))
    }
}

impl Deref for Kind {
    type Target = Importer;

    fn deref(&self) -> &Importer {
        self.0
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

impl FromStr for Kind {
    type Err = NoSuchWord;

    fn from_str(key: &str) -> std::result::Result<Kind, NoSuchWord> {
        Kind::all().find(|kind| kind.key == key).ok_or(NoSuchWord)
    }
}

impl Bind for Kind {
    const NULL: Value = Value::Text(None);

    fn value(self) -> Value {
        self.key.value()
    }
}

impl Column for Kind {
    fn of_cell(cell: Cell<'_>) -> Result<Kind> {
        String::of_cell(cell)?.parse().map_err(Error::internal)
    }
}
