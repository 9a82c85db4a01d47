//! Tables on their way out.

use std::io;

use futures_util::future::BoxFuture;

use crate::{
    access::Actor,
    clock::Day,
    db::{Conn, Tx},
    error::{Error, Result},
    packed::Packed,
    structure::Structure,
    tabular::{
        Cell, Edges, Encoding, Field, Paper, RowBook, SheetOut, WrittenCsv, XlsxFile, write_csv,
    },
};

/// A kind of table that a room gives out.
pub struct Exporter {
    /// In addresses.
    pub key: &'static str,
    pub title: &'static str,
    pub help: &'static str,
    pub holds: Holds,
    /// What this actor may see. Whether they may take it out at all was asked before.
    pub write: for<'a> fn(&'a mut Tx, &'a Actor, &'a Structure) -> BoxFuture<'a, Result<Out>>,
    /// What this actor's table leaves out that a reader may take to be in it, as a sentence; empty for nothing.
    pub left_out: LeftOut,
}

/// Asks the database what a table leaves out.
pub type LeftOut = for<'a> fn(&'a mut Conn, &'a Actor) -> BoxFuture<'a, Result<String>>;

/// Of a table that leaves nothing out.
pub const NOTHING_LEFT_OUT: LeftOut = |_, _| Box::pin(async { Ok(String::new()) });

/// Whom a table speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Nobody,
    /// People by their labels; that it was taken out is kept in the history.
    Labels,
    /// People by name, of the actor's own centre; that it was taken out is kept in the history.
    Names,
}

/// Rows up to which a workbook is put together in memory, with all that makes it pleasant to read.
const LONG: usize = 20_000;

/// A table to be written as xlsx or CSV.
pub struct Out {
    /// Name of the file without its ending.
    pub name: String,
    pub title: String,
    /// What a reader must know of it; a CSV ends with it, in a line that imports pass over.
    pub note: String,
    pub fields: Vec<Field>,
    /// The headings alone, for a CSV.
    pub headers: Vec<String>,
    /// Headings over the columns, with how many each spans.
    pub groups: Vec<(String, usize)>,
    pub rows: Packed<Vec<Cell>>,
}

impl Out {
    /// As a workbook; a long one without widths, colours and choices. Where it speaks of people by name, every printed page
    /// says so.
    pub fn xlsx(&self, day: Day, holds: Holds) -> Result<Vec<u8>> {
        if self.rows.len() > LONG {
            return self.long_xlsx(day).map_err(Error::internal);
        }
        let sheet = SheetOut::new(&self.name)
            .paper(Paper::A4Landscape)
            .first_column_stays()
            .title(&self.title)
            .note(format!("{} 現在。{}", day.long(), self.note))
            .table(self.fitting(), self.rows.iter())
            .groups(self.groups.iter().cloned());
        let edges = Edges {
            stamp: if holds == Holds::Names { "実名・持出禁止" } else { "" }.to_owned(),
            head_left: self.title.clone(),
            foot_left: format!("{} 現在", day.long()),
            ..Edges::default()
        };
        XlsxFile::new(day.0).edges(edges).sheet(sheet).finish().map_err(Error::internal)
    }

    /// The columns as wide as what stands in them.
    fn fitting(&self) -> Vec<Field> {
        let mut longest = vec![String::new(); self.fields.len()];
        for row in self.rows.iter() {
            for (longest, cell) in longest.iter_mut().zip(&row) {
                let shown = cell.shown();
                if shown.len() > longest.len() {
                    *longest = shown.to_string();
                }
            }
        }
        self.fields
            .iter()
            .zip(longest)
            .map(|(field, words)| field.clone().fitting(&words))
            .collect()
    }

    /// As CSV, with the characters that the encoding does not have.
    pub fn csv(&self, encoding: Encoding) -> WrittenCsv {
        let header: Vec<Cell> = self.headers.iter().map(|h| h.as_str().into()).collect();
        let mut note = vec![Cell::Empty; header.len()];
        note[0] = format!("※{}", self.note).into();
        write_csv(std::iter::once(header).chain(self.rows.iter()).chain([note]), encoding)
    }

    fn long_xlsx(&self, day: Day) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut book = RowBook::begin(&mut out);
        book.sheet(&self.name)?;
        book.text(&format!("{} {} 現在。{}", self.title, day.long(), self.note));
        book.end_of_row()?;
        self.headers.iter().for_each(|header| book.text(header));
        book.end_of_row()?;
        for row in self.rows.iter() {
            row.iter().for_each(|cell| book.cell(cell));
            book.end_of_row()?;
        }
        book.end_of_sheet()?;
        book.finish(1)?;
        Ok(out)
    }
}
