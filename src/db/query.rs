//! Statements put together from fixed fragments: optional filters, `in` lists, many rows at once.

use sqlx::{
    Arguments, AssertSqlSafe, Database, Encode, FromRow, IntoArguments, Type, query::QueryAs,
};

use super::{Conn, Driver, Record};
use crate::error::Result;

/// A bound value.
#[derive(Clone, Debug)]
pub enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Float(Option<f64>),
    Bool(bool),
    Bytes(Option<Vec<u8>>),
}

impl From<String> for Value {
    fn from(v: String) -> Self {
        Value::Text(Some(v))
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Value::Text(Some(v.to_owned()))
    }
}
impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Value::Text(Some(v.clone()))
    }
}
impl From<Option<String>> for Value {
    fn from(v: Option<String>) -> Self {
        Value::Text(v)
    }
}
impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Value::Int(Some(v))
    }
}
impl From<Option<i64>> for Value {
    fn from(v: Option<i64>) -> Self {
        Value::Int(v)
    }
}
impl From<bool> for Value {
    fn from(v: bool) -> Self {
        Value::Bool(v)
    }
}
impl From<Vec<u8>> for Value {
    fn from(v: Vec<u8>) -> Self {
        Value::Bytes(Some(v))
    }
}
impl From<Option<Vec<u8>>> for Value {
    fn from(v: Option<Vec<u8>>) -> Self {
        Value::Bytes(v)
    }
}

/// A statement joined from `&'static str` fragments, so that no text of a user can become SQL.
///
/// A filter that is not wanted is left out, instead of written as `cast($1 …) is null or …`, which would
/// cost the index. Placeholders are numbered by [`Query::bind`].
///
/// ```ignore
/// let mut q = Query::new("select id, label from cases where municipality_id = ").bind(m);
/// if let Some(status) = filter.status { q = q.push(" and status = ").bind(status.code()); }
/// q.push(" order by ").push(sort.sql()).all::<Row>(conn).await?
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Query {
    sql: String,
    args: Vec<Value>,
}

impl Query {
    /// Begins with `sql`.
    pub fn new(sql: &'static str) -> Query {
        Query { sql: sql.to_owned(), args: Vec::new() }
    }

    /// Appends a fragment.
    pub fn push(mut self, sql: &'static str) -> Query {
        self.sql.push_str(sql);
        self
    }

    /// Appends the next placeholder and its value.
    pub fn bind(mut self, value: impl Into<Value>) -> Query {
        self.args.push(value.into());
        self.sql.push('$');
        self.sql.push_str(&self.args.len().to_string());
        self
    }

    /// Appends `($3, $4, …)`. An empty list becomes `(null)`, which matches nothing.
    pub fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Query {
        self.sql.push('(');
        let mut first = true;
        for value in values {
            if !first {
                self.sql.push_str(", ");
            }
            first = false;
            self = self.bind(value);
        }
        if first {
            self.sql.push_str("null");
        }
        self.sql.push(')');
        self
    }

    /// Appends another statement's fragment and renumbers its placeholders.
    pub fn append(mut self, other: Query) -> Query {
        let mut rest = other.sql.as_str();
        while let Some(at) = rest.find('$') {
            let (before, after) = rest.split_at(at);
            self.sql.push_str(before);
            let digits = after[1..].bytes().take_while(u8::is_ascii_digit).count();
            let number: usize = after[1..=digits].parse().unwrap_or(1);
            self = self.bind(other.args[number - 1].clone());
            rest = &after[1 + digits..];
        }
        self.sql.push_str(rest);
        self
    }

    /// The same with `?` in place of `$1`, `$2`, …, which stand in order here: SQLite looks a name up among all names
    /// before it, so that a long list of them costs the square of its length; `?` costs nothing.
    fn in_order(self) -> Query {
        let mut sql = String::with_capacity(self.sql.len());
        let mut rest = self.sql.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            sql.push_str(before);
            sql.push('?');
            rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        sql.push_str(rest);
        Query { sql, args: self.args }
    }

    /// The statement's text, for tests.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// All rows.
    pub async fn all<R: Record>(self, conn: &mut Conn) -> Result<Vec<R>> {
        Ok(match conn.driver() {
            Driver::Sqlite(c) => bound::<sqlx::Sqlite, R>(self.in_order())?.fetch_all(c).await?,
            Driver::Postgres(c) => bound::<sqlx::Postgres, R>(self)?.fetch_all(c).await?,
        })
    }

    /// One row or none.
    pub async fn optional<R: Record>(self, conn: &mut Conn) -> Result<Option<R>> {
        Ok(match conn.driver() {
            Driver::Sqlite(c) => {
                bound::<sqlx::Sqlite, R>(self.in_order())?.fetch_optional(c).await?
            }
            Driver::Postgres(c) => bound::<sqlx::Postgres, R>(self)?.fetch_optional(c).await?,
        })
    }

    /// Exactly one row.
    pub async fn one<R: Record>(self, conn: &mut Conn) -> Result<R> {
        Ok(match conn.driver() {
            Driver::Sqlite(c) => bound::<sqlx::Sqlite, R>(self.in_order())?.fetch_one(c).await?,
            Driver::Postgres(c) => bound::<sqlx::Postgres, R>(self)?.fetch_one(c).await?,
        })
    }

    /// The one number a `select count(*)` gives.
    pub async fn count(self, conn: &mut Conn) -> Result<i64> {
        Ok(self.one::<(i64,)>(conn).await?.0)
    }

    /// Runs a statement that gives no rows; returns how many rows it touched.
    pub async fn run(self, conn: &mut Conn) -> Result<u64> {
        Ok(match conn.driver() {
            Driver::Sqlite(c) => {
                let query = self.in_order();
                let args = arguments::<sqlx::Sqlite>(query.args)?;
                let query = sqlx::query_with(AssertSqlSafe(query.sql), args);
                query.execute(c).await?.rows_affected()
            }
            Driver::Postgres(c) => {
                let args = arguments::<sqlx::Postgres>(self.args)?;
                let query = sqlx::query_with(AssertSqlSafe(self.sql), args);
                query.execute(c).await?.rows_affected()
            }
        })
    }
}

/// The statement with its values, to be read as rows of `R`.
fn bound<'q, DB, R>(query: Query) -> Result<QueryAs<'q, DB, R, DB::Arguments>>
where
    DB: Database,
    DB::Arguments: IntoArguments<DB>,
    R: for<'r> FromRow<'r, DB::Row>,
    Option<String>: Encode<'q, DB> + Type<DB>,
    Option<i64>: Encode<'q, DB> + Type<DB>,
    Option<f64>: Encode<'q, DB> + Type<DB>,
    bool: Encode<'q, DB> + Type<DB>,
    Option<Vec<u8>>: Encode<'q, DB> + Type<DB>,
{
    let args = arguments::<DB>(query.args)?;
    Ok(sqlx::query_as_with(AssertSqlSafe(query.sql), args))
}

/// The values as the driver takes them, in order.
fn arguments<'q, DB>(values: Vec<Value>) -> Result<DB::Arguments>
where
    DB: Database,
    Option<String>: Encode<'q, DB> + Type<DB>,
    Option<i64>: Encode<'q, DB> + Type<DB>,
    Option<f64>: Encode<'q, DB> + Type<DB>,
    bool: Encode<'q, DB> + Type<DB>,
    Option<Vec<u8>>: Encode<'q, DB> + Type<DB>,
{
    let mut args = DB::Arguments::default();
    for value in values {
        match value {
            Value::Text(v) => args.add(v),
            Value::Int(v) => args.add(v),
            Value::Float(v) => args.add(v),
            Value::Bool(v) => args.add(v),
            Value::Bytes(v) => args.add(v),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(args)
}

/// Inserts many rows with few statements: `head` is `insert into t (a, b) values `, each row its values in that order,
/// `tail` e.g. ` on conflict (…) do nothing`. In one column all values are of one kind.
///
/// SQLite gets `values (?, …), (?, …)`. PostgreSQL gets one array for each column, unnested side by side: reading
/// and planning ten thousand placeholders would take it longer than writing the rows.
pub async fn insert_rows(
    conn: &mut Conn,
    head: &'static str,
    rows: Vec<Vec<Value>>,
    tail: &'static str,
) -> Result<()> {
    let width = rows.first().map_or(1, Vec::len).max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        match conn.driver() {
            Driver::Sqlite(_) => {
                let some = rows.by_ref().take((VALUES / width).max(1));
                let mut q = Query::new(head);
                for (n, row) in some.enumerate() {
                    q = if n > 0 { q.push(", ") } else { q }.list(row);
                }
                q.push(tail).run(conn).await?;
            }
            Driver::Postgres(c) => {
                let columns = side_by_side(width, rows.by_ref().take(ROWS));
                let sql = unnested(head, &columns, tail);
                let args = array_arguments(columns)?;
                let query = sqlx::query_with(AssertSqlSafe(sql), args);
                query.execute(c).await?;
            }
        }
    }
    Ok(())
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

fn side_by_side(width: usize, rows: impl Iterator<Item = Vec<Value>>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(width);
    for row in rows {
        for (at, value) in row.into_iter().enumerate() {
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
    let into = head.trim_end().trim_end_matches("values");
    format!("{into}select * from unnest({}){tail}", arrays.join(", "))
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
