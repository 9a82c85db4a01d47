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
        Query {
            sql: sql.to_owned(),
            args: Vec::new(),
        }
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

    /// The statement's text, for tests.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// All rows.
    pub async fn all<R: Record>(self, conn: &mut Conn) -> Result<Vec<R>> {
        Ok(match conn.driver() {
            Driver::Sqlite(c) => bound::<sqlx::Sqlite, R>(self)?.fetch_all(c).await?,
            Driver::Postgres(c) => bound::<sqlx::Postgres, R>(self)?.fetch_all(c).await?,
        })
    }

    /// One row or none.
    pub async fn optional<R: Record>(self, conn: &mut Conn) -> Result<Option<R>> {
        Ok(match conn.driver() {
            Driver::Sqlite(c) => bound::<sqlx::Sqlite, R>(self)?.fetch_optional(c).await?,
            Driver::Postgres(c) => bound::<sqlx::Postgres, R>(self)?.fetch_optional(c).await?,
        })
    }

    /// Exactly one row.
    pub async fn one<R: Record>(self, conn: &mut Conn) -> Result<R> {
        Ok(match conn.driver() {
            Driver::Sqlite(c) => bound::<sqlx::Sqlite, R>(self)?.fetch_one(c).await?,
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
                let args = arguments::<sqlx::Sqlite>(self.args)?;
                let query = sqlx::query_with(AssertSqlSafe(self.sql), args);
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

/// Inserts many rows with few statements: `head` is `insert into t (a, b) values `, each row its values in
/// that order, `tail` e.g. ` on conflict (…) do nothing`.
///
/// Statements are cut: PostgreSQL takes up to 65,535 values at once, SQLite up to 32,766; but SQLite finds each `$n`
/// among the names before it one by one, so that a statement's cost grows with the square of its values, and many
/// short statements (prepared once) are much faster there than few long ones.
pub async fn insert_rows(
    conn: &mut Conn,
    head: &'static str,
    rows: Vec<Vec<Value>>,
    tail: &'static str,
) -> Result<()> {
    let width = rows.first().map_or(1, Vec::len).max(1);
    let values = match conn.driver() {
        Driver::Sqlite(_) => 500,
        Driver::Postgres(_) => 20_000,
    };
    let chunk = (values / width).clamp(1, 500);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut q = Query::new(head);
        for (n, row) in rows.by_ref().take(chunk).enumerate() {
            if n > 0 {
                q = q.push(", ");
            }
            q = q.list(row);
        }
        q.push(tail).run(conn).await?;
    }
    Ok(())
}
