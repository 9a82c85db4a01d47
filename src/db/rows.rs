//! Rows as they stand, found by what they hang on, and put back as they stood: for what takes a change back whole.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{
    Bind, Conn, Holds, Table, Tx, Value,
    query::{executed, fetched},
};
use crate::error::{Error, Result};

/// The rows of a table of the municipality that have this in a column: a table and a column of the program's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    pub table: String,
    pub column: String,
    pub value: String,
}

impl Rows {
    /// Those of `table` that have `value` in `column`.
    pub fn of(table: &str, column: &str, value: impl ToString) -> Rows {
        Rows { table: table.into(), column: column.into(), value: value.to_string() }
    }
}

/// The tables of a database, which do not change while it is open.
#[derive(Default)]
struct Known(Mutex<Option<Arc<Vec<Table>>>>);

impl Table {
    /// [`Table::all`], asked of the database once.
    pub async fn known(conn: &mut Conn) -> Result<Arc<Vec<Table>>> {
        let memory = conn.memory::<Known>();
        let known = memory.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let all = Arc::new(Table::all(conn).await?);
        *memory.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(all.clone());
        Ok(all)
    }

    /// The rows of the municipality that have this text in a column.
    ///
    /// # Errors
    /// Internal, where there is no such column of text, or the rows name no municipality.
    pub async fn those_with(
        &self,
        conn: &mut Conn,
        column: &str,
        value: &str,
    ) -> Result<Vec<Vec<Value>>> {
        let is_text = |at: usize| self.columns[at].holds == Holds::Text;
        if self.place("municipality_id").is_none() || !self.place(column).is_some_and(is_text) {
            return Err(Error::internal(format!("whose rows of {} by {column}?", self.name)));
        }
        let columns: Vec<String> = self.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let sql = format!(
            "select {} from \"{}\" where municipality_id = $1 and \"{column}\" = $2",
            columns.join(", "),
            self.name
        );
        let values = vec![Bind::value(conn.municipality()?), Bind::value(value)];
        let rows = fetched(conn, sql, values).await?;
        rows.iter().map(|row| self.values(row)).collect()
    }

    /// The values of a row's key, in the order of the key.
    pub fn key_of(&self, row: &[Value]) -> Vec<Value> {
        self.key_places().into_iter().map(|at| row[at].clone()).collect()
    }

    /// Takes the row with this key out, if it is there.
    pub async fn take_out(&self, tx: &mut Tx, key: Vec<Value>) -> Result<()> {
        let names = self.key_places().into_iter().enumerate();
        let names = names.map(|(n, at)| format!("\"{}\" = ${}", self.columns[at].name, n + 1));
        let sql = format!(
            "delete from \"{}\" where {}",
            self.name,
            names.collect::<Vec<_>>().join(" and ")
        );
        executed(tx, sql, key).await?;
        Ok(())
    }
}
