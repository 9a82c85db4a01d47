//! Rows on their way out: what becomes of each column, and what was sealed, opened.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value as Json;

use super::{
    declared::{self, ANEW, Says, Sealed, Under},
    rules::TakeOut,
};
use crate::{
    access::Seen,
    crypt::{Cell, Keys, PersonKey},
    db::{Beside, Conn, Holds, Table, TableColumn, Value},
    error::{Error, Result},
};

/// Whether what tells who people are leaves too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    Opened,
    LeftOut,
}

/// What becomes of a column.
#[derive(Clone, Copy, Debug)]
pub enum Lot {
    AsItIs,
    Opened(&'static Sealed),
    /// In no row, with the reason.
    LeftOut(&'static str),
}

/// A cell that leaves; none where it stays behind.
pub type Cells = Vec<Option<Json>>;

/// Takes the rows that [`walk`] gives.
pub trait Taker {
    /// The rows of this table follow.
    fn begin(&mut self, table: &Table, lots: &[Lot]) -> Result<()>;
    /// A cell for each column, in their order.
    fn row(&mut self, table: &Table, cells: &Cells) -> Result<()>;
    /// No more of them follow.
    fn end(&mut self, walked: &Walked) -> Result<()>;
}

/// What was walked of a table.
#[derive(Clone, Debug)]
pub struct Walked {
    pub table: Table,
    pub rows: u64,
    /// Columns of which cells stayed behind: why, and how many that said something.
    pub missing: Vec<(String, &'static str, u64)>,
}

/// Rows between two words on how far a long table is.
const TOLD_EACH: u64 = 100_000;

/// Says how far a long table is.
pub fn tell_so_far(table: &str, rows: u64, tell: &dyn Fn(&str)) {
    if rows.is_multiple_of(TOLD_EACH) {
        tell(&format!("{table}: {rows}行まで"));
    }
}

/// What becomes of the columns of a table.
pub fn lots(table: &Table, names: Names) -> Vec<Lot> {
    let lot = |column: &TableColumn| {
        let (table, column) = (table.name.as_str(), column.name.as_str());
        if (table, column) == ANEW {
            return Lot::LeftOut("鍵は書き出さず、取り込むときに新しく作るので");
        }
        match (declared::sealed(table, column), names) {
            (Some(sealed), Names::Opened) => Lot::Opened(sealed),
            (Some(_), Names::LeftOut) => Lot::LeftOut("封をして置いている内容なので"),
            (None, Names::LeftOut) => {
                declared::with_names(table, column).map_or(Lot::AsItIs, Lot::LeftOut)
            }
            (None, Names::Opened) => Lot::AsItIs,
        }
    };
    table.columns.iter().map(lot).collect()
}

const NO_KEY: &str = "本人の鍵が廃棄されているので";
const SHUT: &str = "封が開かないので(壊れているおそれがあります)";

/// Gives every row of the municipality, table by table, each by its key.
///
/// # Errors
/// Those of `taker` too. Internal, for a table of which nobody has said whose its rows are.
pub async fn walk(
    conn: &mut Conn,
    _leave: &Seen<TakeOut>,
    names: Names,
    taker: &mut impl Taker,
) -> Result<()> {
    for table in Table::all(conn).await? {
        if declared::left_out(&table.name).is_some() {
            continue;
        }
        let reading = declared::reading(&table)
            .ok_or_else(|| Error::internal(format!("whose are the rows of {}?", table.name)))?;
        let lots = lots(&table, names);
        let mut walked = Walked { table: table.clone(), rows: 0, missing: Vec::new() };
        taker.begin(&table, &lots)?;
        let keys = conn.keys().clone();
        table
            .each(conn, &reading, |values, beside| {
                walked.rows += 1;
                let opening = Opening::of(&keys, &table, &values, &beside);
                let mut cells = Cells::with_capacity(values.len());
                for ((column, lot), value) in table.columns.iter().zip(&lots).zip(&values) {
                    let left = match lot {
                        _ if is_null(value) && !matches!(lot, Lot::LeftOut(_)) => Ok(Json::Null),
                        Lot::AsItIs => Ok(json(value)),
                        Lot::Opened(sealed) => opening.opened(column, sealed, value),
                        Lot::LeftOut(why) => Err(*why),
                    };
                    if let Err(why) = left
                        && !is_null(value)
                    {
                        walked.misses(&column.name, why);
                    }
                    cells.push(left.ok());
                }
                taker.row(&table, &cells)
            })
            .await?;
        taker.end(&walked)?;
    }
    Ok(())
}

impl Walked {
    fn misses(&mut self, column: &str, why: &'static str) {
        match self.missing.iter_mut().find(|(c, w, _)| c == column && *w == why) {
            Some((.., cells)) => *cells += 1,
            None => self.missing.push((column.to_owned(), why, 1)),
        }
    }
}

/// What opens the sealed cells of one row.
struct Opening<'r> {
    keys: &'r Keys,
    table: &'r Table,
    values: &'r [Value],
    /// None where nobody's key stands beside the row; an error where it does not open.
    person: Option<Result<PersonKey>>,
}

impl<'r> Opening<'r> {
    fn of(
        keys: &'r Keys,
        table: &'r Table,
        values: &'r [Value],
        (id, wrapped): &Beside,
    ) -> Opening<'r> {
        let person = match (id, wrapped) {
            (Some(id), Some(wrapped)) => Some(keys.person_key(id, wrapped)),
            _ => None,
        };
        Opening { keys, table, values, person }
    }

    fn opened(
        &self,
        column: &TableColumn,
        sealed: &'static Sealed,
        value: &Value,
    ) -> Result<Json, &'static str> {
        let Value::Bytes(Some(shut)) = value else { return Err(SHUT) };
        let id = cell_id(self.table, sealed, |at| text(&self.values[at]));
        let cell = cell(sealed, &column.name, &id).ok_or(SHUT)?;
        let plain = match (sealed.under, &self.person) {
            (Under::Database, _) => self.keys.open_sealed(cell, shut).map_err(|_| SHUT)?,
            (_, None) => return Err(NO_KEY),
            (_, Some(Ok(key))) => key.open_bytes(cell, shut).map_err(|_| SHUT)?,
            (_, Some(Err(_))) => return Err(SHUT),
        };
        match sealed.says {
            Says::Bytes => Ok(Json::String(STANDARD.encode(plain))),
            Says::Text => String::from_utf8(plain).map(Json::String).map_err(|_| SHUT),
        }
    }
}

/// The id in a cell's associated data, of the texts of its row.
pub fn cell_id<'r>(table: &Table, sealed: &Sealed, text: impl Fn(usize) -> &'r str) -> String {
    let parts = sealed.id.iter().filter_map(|column| table.place(column)).map(text);
    parts.collect::<Vec<_>>().join("/")
}

/// A declared cell.
pub fn cell<'i>(sealed: &'static Sealed, column: &str, id: &'i str) -> Option<Cell<'i>> {
    let column = sealed.columns.iter().find(|name| **name == column)?;
    Some(Cell { table: sealed.table, column, id })
}

fn text(value: &Value) -> &str {
    match value {
        Value::Text(Some(text)) => text,
        _ => "",
    }
}

fn is_null(value: &Value) -> bool {
    matches!(value, Value::Text(None) | Value::Int(None) | Value::Float(None) | Value::Bytes(None))
}

fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) => text.clone().into(),
        Value::Int(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Bool(yes) => (*yes).into(),
        Value::Bytes(bytes) => bytes.as_ref().map(|bytes| STANDARD.encode(bytes)).into(),
    }
}

/// What a cell of this column says in JSON; none where it says something else.
pub fn value(holds: Holds, json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(match holds {
            Holds::Text => Value::Text(None),
            Holds::Int => Value::Int(None),
            Holds::Float => Value::Float(None),
            Holds::Bytes => Value::Bytes(None),
            Holds::Bool => return None,
        });
    }
    Some(match holds {
        Holds::Text => Value::Text(Some(json.as_str()?.to_owned())),
        Holds::Int => Value::Int(Some(json.as_i64()?)),
        Holds::Float => Value::Float(Some(json.as_f64()?)),
        Holds::Bool => Value::Bool(json.as_bool()?),
        Holds::Bytes => Value::Bytes(Some(STANDARD.decode(json.as_str()?).ok()?)),
    })
}
