//! Everything of a municipality, written into a container: the tables as JSON lines, the same as a workbook, and what is
//! said of both.

use std::{fs::File, io::Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    book::Book,
    declared::NOT_SEALED_YET,
    leaving::{self, Cells, Lot, Names, Taker, Walked, tell_so_far},
    manifest::{self, FORMAT, FORMAT_VERSION, KeysSay, Manifest, Municipality, TableSays},
    parcel::{Packing, Seal, Squeezed, written as done},
    rules::TakeOut,
};
use crate::{
    access::Seen,
    crypt::Kept,
    db::{self, Conn, Query, Table},
    error::{Error, Result},
};

/// What leaves, and how.
pub struct Whole<'a> {
    /// The municipality's name.
    pub name: &'a str,
    /// With a seal, names leave too.
    pub seal: Seal,
    /// Told what is done, in words.
    pub tell: &'a dyn Fn(&str),
}

/// Writes everything into an empty file, as it was at one moment.
///
/// # Errors
/// A startup sentence when the file cannot be written, or (without names) when some cases are not sealed yet.
pub async fn written(
    conn: &mut Conn,
    leave: &Seen<TakeOut>,
    whole: &Whole<'_>,
    file: File,
) -> Result<Manifest> {
    let names = match whole.seal {
        Seal::None => Names::LeftOut,
        Seal::Passphrase { .. } => Names::Opened,
    };
    if names == Names::LeftOut {
        all_is_sealed(conn).await?;
    }
    let at = Timestamp::from_millisecond(conn.now().0).map_err(Error::internal)?;
    let mut packing = Packing::begin(file, &whole.seal)?;
    let mut lines = Lines {
        packing: &mut packing,
        tables: Vec::new(),
        lots: Vec::new(),
        rows: 0,
        tell: whole.tell,
    };
    leaving::walk(conn, leave, names, &mut lines).await?;
    let tables = lines.tables;
    if names == Names::Opened {
        packing.start(manifest::KEYS, Squeezed::Yes)?;
        let keys = KeysSay {
            index: STANDARD.encode(conn.keys().plain(Kept::Index)),
            events: STANDARD.encode(conn.keys().plain(Kept::Events)),
        };
        put(&mut packing, &keys)?;
        packing.end();
    }
    let mut manifest = Manifest {
        format: FORMAT.into(),
        format_version: FORMAT_VERSION,
        program: concat!("tsumugi ", env!("CARGO_PKG_VERSION")).into(),
        schema: db::newest_migration(),
        municipality: Municipality {
            id: conn.municipality()?.to_string(),
            name: whole.name.to_owned(),
        },
        written_at: at.to_string(),
        names: names == Names::Opened,
        tables,
        left_out: manifest::left_out(),
        files: Vec::new(),
    };
    (whole.tell)("Excelの表を作っています。");
    packing.start(manifest::BOOK, Squeezed::Already)?;
    let mut book = Book::begin(&mut packing);
    leaving::walk(conn, leave, names, &mut book).await?;
    book.finish(&manifest)?;
    packing.end();
    manifest.files = packing.files().to_vec();
    packing.start(manifest::NAME, Squeezed::Yes)?;
    put(&mut packing, &manifest)?;
    packing.finish()?;
    Ok(manifest)
}

fn put(packing: &mut Packing, what: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_string_pretty(what)?;
    text.push('\n');
    done(packing.write_all(text.as_bytes()))
}

async fn all_is_sealed(conn: &mut Conn) -> Result<()> {
    match Query::of(NOT_SEALED_YET, ()).count(conn).await? {
        0 => Ok(()),
        open => Err(Error::startup(format!(
            "前の版で書かれた事例 {open}件に、まだ封がされていません。サーバーを動かしておくと、一日一度の片付けで封をします。\
             そのあとで書き出すか、--with-names を付けてください。何も書き出していません。"
        ))),
    }
}

/// Tables as JSON lines.
struct Lines<'a> {
    packing: &'a mut Packing,
    tables: Vec<TableSays>,
    /// What becomes of the columns of the table that is being written, and its rows so far.
    lots: Vec<Lot>,
    rows: u64,
    tell: &'a dyn Fn(&str),
}

impl Taker for Lines<'_> {
    fn begin(&mut self, table: &Table, lots: &[Lot]) -> Result<()> {
        (self.lots, self.rows) = (lots.to_vec(), 0);
        self.packing.start(&manifest::file_of(&table.name), Squeezed::Yes)
    }

    fn row(&mut self, table: &Table, cells: &Cells) -> Result<()> {
        self.rows += 1;
        tell_so_far(&table.name, self.rows, self.tell);
        let mut line = serde_json::to_vec(&Line { table, cells })?;
        line.push(b'\n');
        done(self.packing.write_all(&line))
    }

    fn end(&mut self, walked: &Walked) -> Result<()> {
        self.packing.end();
        (self.tell)(&format!("{}: {}行", walked.table.name, walked.rows));
        self.tables.push(manifest::table_says(walked, &self.lots));
        Ok(())
    }
}

/// A row; what stays behind is not in it.
struct Line<'r> {
    table: &'r Table,
    cells: &'r Cells,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(None)?;
        for (column, cell) in self.table.columns.iter().zip(self.cells) {
            if let Some(cell) = cell {
                row.serialize_entry(&column.name, cell)?;
            }
        }
        row.end()
    }
}
