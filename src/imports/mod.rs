//! Files in and out, as rooms declare them: what a room can take in ([`Importer`]) and what it can give out
//! ([`Exporter`]). The room with the pages for both names no other room; it asks the table of rooms.

mod out;
mod report;
mod world;

use std::{collections::HashMap, sync::Arc};

use futures_util::future::BoxFuture;

pub use out::{Exporter, Holds, NOTHING_LEFT_OUT, Out};
pub use report::{Counts, PREVIEW, Report, RowState, WrongCell};
pub use world::World;

use crate::{
    access::Actor,
    clock::Day,
    db::{Conn, Tx},
    error::Result,
    structure::Structure,
    tabular::{Answered, Book, Refusal, SheetOut},
};

/// The step of reading a file row by row.
pub const READING: &str = "行を読んでいます";

/// Empty ruled rows of a form to be filled in.
pub const BLANK_ROWS: usize = 200;

/// A kind of file that a room takes in.
pub struct Importer {
    /// In addresses, on the command line and in the table of files.
    pub key: &'static str,
    pub title: &'static str,
    /// What one row is counted in.
    pub unit: &'static str,
    /// What becomes of a row whose record is there already and says something else.
    pub changed_words: &'static str,
    /// Whether such a row replaces what is there.
    pub replaces: bool,
    /// Whether rows name people: then the centre's own staff alone send it.
    pub names_people: bool,
    /// The parts of the structure of which each has files of its own; none for most.
    pub parts: Option<Parts>,
    /// An empty file to be filled in, of a part where there are parts.
    pub template: fn(&Structure, &str, Day) -> Result<SheetOut>,
    /// What reading needs of the database.
    pub reader: for<'a> fn(&'a mut Conn, World) -> Opened<'a>,
}

/// Files of which a structure says what is in them: each of its parts has its own, which its writers send. What somebody sent
/// of these is theirs alone.
#[derive(Clone, Copy)]
pub struct Parts {
    /// All of them that this actor may send.
    pub of: fn(&Structure, &Actor) -> Vec<Part>,
    /// Whether this actor may send files of the part of this key.
    pub may_send: fn(&Structure, &str, &Actor) -> bool,
}

/// A part of a structure that has files of its own.
#[derive(Clone, Debug)]
pub struct Part {
    pub key: String,
    pub title: String,
    /// What one row is counted in.
    pub unit: String,
}

/// What an importer reads with, once it has asked the database.
pub type Opened<'a> = BoxFuture<'a, Result<Arc<dyn Reader>>>;

/// Reads a book, away from the threads that answer requests and without the database.
pub trait Reader: Send + Sync {
    /// What it says, what is wrong with it, and what only a person can say of it, beyond what was answered.
    ///
    /// # Errors
    /// When the book has no such table.
    fn read(&self, book: &Book, answered: &Answered) -> Result<(Report, Arc<dyn Lines>), Refusal>;
}

/// What rows said when they were last taken in, by source key, of those that have a record: a digest, where one was
/// kept.
pub type Before = HashMap<String, Option<String>>;

/// What was read, before it meets the database.
pub trait Lines: Send + Sync {
    /// The source keys of the lines that have a record already; none where lines are compared with the records
    /// themselves.
    fn there<'a>(&'a self, conn: &'a mut Conn) -> BoxFuture<'a, Result<Vec<String>>>;

    /// Compares the lines with what is there and counts them in the report. Writes nothing.
    fn look<'a>(
        &'a self,
        conn: &'a mut Conn,
        before: &'a Before,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<()>>;

    /// [`Lines::look`], and then, when nothing is wrong, writes all of it. Returns the source keys of what was written
    /// with digests of what the lines say.
    fn take<'a>(
        &'a self,
        tx: &'a mut Tx,
        before: &'a Before,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<Vec<(String, String)>>>;
}
