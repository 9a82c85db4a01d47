//! Many rows at once.

use sqlx::{Arguments, AssertSqlSafe};

use super::{Bind, Conn, Driver, Pairs, Value, arguments::arguments};
use crate::error::Result;

/// Inserts many rows of the municipality with few statements; `tail` e.g. `" on conflict (…) do nothing"`. All rows
/// have the same columns.
///
/// SQLite gets `values (?, …), (?, …)`. PostgreSQL gets one array for each column, unnested side by side: reading
/// and planning ten thousand placeholders would take it longer than writing the rows.
pub async fn insert_rows(
    conn: &mut Conn,
    table: &'static str,
    rows: Vec<Pairs>,
    tail: &'static str,
) -> Result<()> {
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let municipality = conn.municipality()?.value();
    let columns: Vec<&'static str> = first.0.iter().map(|(column, _)| *column).collect();
    let head = format!("insert into {table} (municipality_id, {}) ", columns.join(", "));
    let rows = rows.into_iter().map(|row| {
        debug_assert!(row.0.iter().map(|(column, _)| column).eq(&columns), "{table}: {columns:?}");
        std::iter::once(municipality.clone()).chain(row.0.into_iter().map(|(_, value)| value))
    });
    write_rows(conn, &head, columns.len() + 1, rows, tail).await
}

/// Rows of `width` values behind `head`, `insert into … (…) `.
pub(super) async fn write_rows(
    conn: &mut Conn,
    head: &str,
    width: usize,
    mut rows: impl Iterator<Item = impl Iterator<Item = Value>>,
    tail: &str,
) -> Result<()> {
    loop {
        match conn.driver() {
            Driver::Sqlite(c) => {
                let some: Vec<Vec<Value>> =
                    rows.by_ref().take((VALUES / width).max(1)).map(Iterator::collect).collect();
                if some.is_empty() {
                    return Ok(());
                }
                let row = format!("({})", vec!["?"; width].join(", "));
                let sql = format!("{head}values {}{tail}", vec![row; some.len()].join(", "));
                let args = arguments::<sqlx::Sqlite>(some.into_iter().flatten().collect())?;
                sqlx::query_with(AssertSqlSafe(sql), args).execute(c).await?;
            }
            Driver::Postgres(c) => {
                let columns = side_by_side(width, rows.by_ref().take(ROWS));
                if columns.is_empty() {
                    return Ok(());
                }
                let sql = unnested(head, &columns, tail);
                let args = array_arguments(columns)?;
                sqlx::query_with(AssertSqlSafe(sql), args).execute(c).await?;
            }
        }
    }
}

/// Values of one statement on SQLite, which takes at most 32,766 and prepares a statement of this length once.
const VALUES: usize = 2_000;
/// Rows of one statement on PostgreSQL, so that one message stays small.
const ROWS: usize = 2_000;

/// One column's values of many rows.
enum Column {
    Text(Vec<Option<String>>),
    Int(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Bool(Vec<bool>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn beginning_with(value: Value) -> Column {
        match value {
            Value::Text(v) => Column::Text(vec![v]),
            Value::Int(v) => Column::Int(vec![v]),
            Value::Float(v) => Column::Float(vec![v]),
            Value::Bool(v) => Column::Bool(vec![v]),
            Value::Bytes(v) => Column::Bytes(vec![v]),
        }
    }

    fn push(&mut self, value: Value) {
        match (self, value) {
            (Column::Text(all), Value::Text(v)) => all.push(v),
            (Column::Int(all), Value::Int(v)) => all.push(v),
            (Column::Float(all), Value::Float(v)) => all.push(v),
            (Column::Bool(all), Value::Bool(v)) => all.push(v),
            (Column::Bytes(all), Value::Bytes(v)) => all.push(v),
            // A row that is short of a value makes arrays of different lengths, and `not null` refuses it.
            (_, other) => debug_assert!(false, "{other:?} in a column of another kind"),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Column::Text(_) => "text[]",
            Column::Int(_) => "bigint[]",
            Column::Float(_) => "double precision[]",
            Column::Bool(_) => "boolean[]",
            Column::Bytes(_) => "bytea[]",
        }
    }
}

fn side_by_side(
    width: usize,
    rows: impl Iterator<Item = impl Iterator<Item = Value>>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(width);
    for row in rows {
        for (at, value) in row.enumerate() {
            match columns.get_mut(at) {
                Some(column) => column.push(value),
                None => columns.push(Column::beginning_with(value)),
            }
        }
    }
    columns
}

fn unnested(head: &str, columns: &[Column], tail: &str) -> String {
    let arrays: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(n, column)| format!("${}::{}", n + 1, column.kind()))
        .collect();
    format!("{head}select * from unnest({}){tail}", arrays.join(", "))
}

fn array_arguments(columns: Vec<Column>) -> Result<sqlx::postgres::PgArguments> {
    let mut args = sqlx::postgres::PgArguments::default();
    for column in columns {
        match column {
            Column::Text(v) => args.add(v),
            Column::Int(v) => args.add(v),
            Column::Float(v) => args.add(v),
            Column::Bool(v) => args.add(v),
            Column::Bytes(v) => args.add(v),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(args)
}
