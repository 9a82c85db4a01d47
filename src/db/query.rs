//! Statements: one text for both databases, put together from fixed fragments.

use sqlx::AssertSqlSafe;

#[cfg(test)]
use super::counting::note;
use super::{Args, Bind, Columns, Conn, Driver, Pairs, Record, Row, Value, arguments::arguments};
use crate::error::{Error, Result};

/// A statement joined from `&'static str` fragments, so that no text of a user can become SQL.
///
/// Each fragment counts its own values from `$1`, may repeat them and name them in any order. `$m` is the
/// municipality of the connection that runs it. A filter that is not wanted is left out, instead of written as
/// `cast($1 …) is null or …`, which would cost the index.
///
/// ```ignore
/// Query::of("select id, label from cases where municipality_id = $m and center_id = $1", center)
///     .and(" and status = $1", filter.status)
///     .push(" order by registered_on desc, id")
///     .all::<(CaseId, String)>(conn)
///     .await?
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Query {
    parts: Vec<Part>,
    values: Vec<Value>,
    beyond: bool,
}

/// A piece of a statement.
#[derive(Clone, Debug)]
enum Part {
    Text(&'static str),
    /// A value, by its place among the statement's.
    Value(usize),
    Municipality,
}

impl Query {
    /// Begins with a statement about the municipality of the connection, and its values.
    pub fn of(sql: &'static str, args: impl Args) -> Query {
        let empty = Query { parts: Vec::with_capacity(8), values: Vec::new(), beyond: false };
        empty.with(sql, args)
    }

    /// Begins with a statement about the tables that are no municipality's
    /// (`NOT_BY_MUNICIPALITY`).
    pub fn beyond(sql: &'static str, args: impl Args) -> Query {
        Query { beyond: true, ..Query::of(sql, args) }
    }

    /// Begins with `select` and the columns of `R`; `sql` goes on with `from`.
    pub fn select<R: Columns>(sql: &'static str, args: impl Args) -> Query {
        let mut query = Query::of("select ", ());
        for (n, piece) in R::COLUMNS.iter().rev().enumerate().rev() {
            query = query.push(if n == 0 { piece.trim_end_matches(", ") } else { piece });
        }
        query.push(" ").with(sql, args)
    }

    /// Begins with the insertion of one row into a table of the municipality.
    pub fn insert(table: &'static str, row: Pairs) -> Query {
        let mut query = Query::of("insert into ", ()).push(table).push(" (municipality_id");
        for (column, _) in &row.0 {
            query = query.push(", ").push(column);
        }
        query = query.with(") values ($m", ());
        for (_, value) in row.0 {
            query = query.with(", $1", value);
        }
        query.push(")")
    }

    /// Begins with the change of these columns in a table of the municipality; what follows narrows it down,
    /// `" and id = $1"`.
    pub fn update(table: &'static str, columns: Pairs) -> Query {
        let mut query = Query::of("update ", ()).push(table).push(" set ");
        for (n, (column, value)) in columns.0.into_iter().enumerate() {
            query = if n > 0 { query.push(", ") } else { query }.push(column).with(" = $1", value);
        }
        query.with(" where municipality_id = $m", ())
    }

    /// Appends a fragment without values.
    pub fn push(mut self, sql: &'static str) -> Query {
        self.parts.push(Part::Text(sql));
        self
    }

    /// Appends a fragment with its values.
    pub fn with(mut self, sql: &'static str, args: impl Args) -> Query {
        let before = self.values.len();
        self.values.extend(args.values());
        let mut rest = sql;
        while let Some((text, after)) = rest.split_once('$') {
            self.parts.push(Part::Text(text));
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                debug_assert!(after.starts_with('m'), "$m or a number: {sql}");
                self.parts.push(Part::Municipality);
                rest = &after[1..];
            } else {
                let number: usize = after[..digits].parse().unwrap_or(1);
                self.parts.push(Part::Value(before + number - 1));
                rest = &after[digits..];
            }
        }
        self.parts.push(Part::Text(rest));
        self
    }

    /// Appends a fragment with one value, when there is one.
    pub fn and(self, sql: &'static str, value: Option<impl Bind>) -> Query {
        match value {
            Some(value) => self.with(sql, value),
            None => self,
        }
    }

    /// Appends `($3, $4, …)`. An empty list becomes `(null)`, which matches nothing.
    pub fn list<V: Bind>(mut self, values: impl IntoIterator<Item = V>) -> Query {
        let mut before = "(";
        for value in values {
            self = self.push(before);
            self.parts.push(Part::Value(self.values.len()));
            self.values.push(value.value());
            before = ", ";
        }
        self.push(if before == "(" { "(null)" } else { ")" })
    }

    /// Appends another statement's fragments.
    pub fn append(mut self, other: Query) -> Query {
        let before = self.values.len();
        self.values.extend(other.values);
        self.parts.extend(other.parts.into_iter().map(|part| match part {
            Part::Value(at) => Part::Value(before + at),
            part => part,
        }));
        self
    }

    /// The text that a database reads, and the values in the order in which it counts them.
    ///
    /// SQLite looks a name up among all names before it, so that a long list of them costs the square of its length;
    /// where the values stand in order, it gets `?`, which costs nothing.
    fn finished(self, conn: &Conn) -> Result<(String, Vec<Value>)> {
        #[cfg(test)]
        note(conn, self.sql());
        let named = self.parts.iter().any(|part| matches!(part, Part::Municipality));
        if named == self.beyond {
            return Err(Error::internal(format!("whose rows? {}", self.sql())));
        }
        let postgres = conn.is_postgres();
        // The place of each value among those of the finished statement; of the municipality behind the last.
        let mut places: Vec<Option<usize>> = vec![None; self.values.len() + 1];
        let (mut sequence, mut repeats) = (Vec::with_capacity(places.len()), false);
        for part in &self.parts {
            let at = match part {
                Part::Value(at) => *at,
                Part::Municipality => self.values.len(),
                Part::Text(_) => continue,
            };
            repeats |= places[at].is_some();
            places[at].get_or_insert_with(|| {
                sequence.push(at);
                sequence.len()
            });
        }
        let mut sql = String::with_capacity(256);
        for part in &self.parts {
            let at = match part {
                Part::Text(text) => {
                    sql.push_str(text);
                    continue;
                }
                Part::Value(at) => *at,
                Part::Municipality => self.values.len(),
            };
            sql.push(if postgres { '$' } else { '?' });
            if (postgres || repeats)
                && let Some(place) = places[at]
            {
                sql.push_str(&place.to_string());
            }
        }
        let mut values: Vec<Option<Value>> = self.values.into_iter().map(Some).collect();
        if named {
            values.push(Some(conn.municipality()?.value()));
        }
        let values = sequence.into_iter().filter_map(|at| values[at].take()).collect();
        Ok((sql, values))
    }

    /// The statement's text, for tests and for messages of defects.
    pub fn sql(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => (*text).to_owned(),
                Part::Value(at) => format!("${}", at + 1),
                Part::Municipality => "$m".to_owned(),
            })
            .collect()
    }

    /// All rows as they are.
    async fn rows(self, conn: &mut Conn) -> Result<Vec<Row>> {
        let (sql, values) = self.finished(conn)?;
        fetched(conn, sql, values).await
    }

    /// All rows.
    pub async fn all<R: Record>(self, conn: &mut Conn) -> Result<Vec<R>> {
        self.rows(conn).await?.iter().map(R::read).collect()
    }

    /// One row or none.
    pub async fn optional<R: Record>(self, conn: &mut Conn) -> Result<Option<R>> {
        self.rows(conn).await?.first().map(R::read).transpose()
    }

    /// The row that is asked for.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn one<R: Record>(self, conn: &mut Conn) -> Result<R> {
        self.optional(conn).await?.ok_or(Error::NotFound)
    }

    /// The one number a `select cast(count(*) as bigint)` gives.
    pub async fn count(self, conn: &mut Conn) -> Result<i64> {
        self.one(conn).await
    }

    /// Changes the one record that is as it was when it was looked at: `… and version = $2`, `… and status = $2`.
    ///
    /// # Errors
    /// `Overtaken` when there is none.
    pub async fn change_one(self, conn: &mut Conn) -> Result<()> {
        if self.run(conn).await? == 0 { Err(Error::Overtaken) } else { Ok(()) }
    }

    /// Runs a statement that gives no rows; returns how many rows it touched.
    pub async fn run(self, conn: &mut Conn) -> Result<u64> {
        let (sql, values) = self.finished(conn)?;
        executed(conn, sql, values).await
    }
}

/// All rows of a finished statement: the one function that fetches.
pub(super) async fn fetched(conn: &mut Conn, sql: String, values: Vec<Value>) -> Result<Vec<Row>> {
    Ok(match conn.driver() {
        Driver::Sqlite(c) => {
            let args = arguments::<sqlx::Sqlite>(values)?;
            let rows = sqlx::query_with(AssertSqlSafe(sql), args).fetch_all(c).await?;
            rows.into_iter().map(Row::Sqlite).collect()
        }
        Driver::Postgres(c) => {
            let args = arguments::<sqlx::Postgres>(values)?;
            let rows = sqlx::query_with(AssertSqlSafe(sql), args).fetch_all(c).await?;
            rows.into_iter().map(Row::Postgres).collect()
        }
    })
}

/// Runs a finished statement that gives no rows; returns how many it touched.
pub(super) async fn executed(conn: &mut Conn, sql: String, values: Vec<Value>) -> Result<u64> {
    Ok(match conn.driver() {
        Driver::Sqlite(c) => {
            let args = arguments::<sqlx::Sqlite>(values)?;
            sqlx::query_with(AssertSqlSafe(sql), args).execute(c).await?.rows_affected()
        }
        Driver::Postgres(c) => {
            let args = arguments::<sqlx::Postgres>(values)?;
            sqlx::query_with(AssertSqlSafe(sql), args).execute(c).await?.rows_affected()
        }
    })
}
