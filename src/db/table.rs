//! Tables as the database itself describes them: for what walks all of them, so that a new one needs no line there.

use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row as _};

use super::{
    Bind, Conn, Db, Driver, Held, Pools, Row, Tx, Value, arguments::arguments, many::write_rows,
    turn::SNAPSHOT,
};
use crate::{
    error::{Error, Result},
    id::MunicipalityId,
};

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// As they were made.
    pub columns: Vec<TableColumn>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    pub name: String,
    pub holds: Holds,
    /// Whether it is never null.
    pub required: bool,
    /// Its place in the primary key, from 1; 0 outside it.
    key: i64,
}

/// What a column holds: the types that both databases share, in the words of the migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holds {
    #[serde(rename = "text")]
    Text,
    #[serde(rename = "bigint")]
    Int,
    #[serde(rename = "double precision")]
    Float,
    #[serde(rename = "boolean")]
    Bool,
    #[serde(rename = "bytea")]
    Bytes,
}

/// Which rows of a table are read, in fragments of the program's own; the table is `t`, the municipality `$1`.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// `t.municipality_id = $1`
    pub whose: &'static str,
    /// A text and bytes to be read beside each row, `k.person_id, k.wrapped`, and the joins that they come by.
    pub beside: Option<(&'static str, String)>,
}

/// What stands beside a row.
pub type Beside = (Option<String>, Option<Vec<u8>>);

impl Holds {
    fn of(declared: &str) -> Result<Holds> {
        Ok(match declared {
            "text" => Holds::Text,
            "bigint" => Holds::Int,
            "double precision" => Holds::Float,
            "boolean" => Holds::Bool,
            "bytea" => Holds::Bytes,
            other => {
                return Err(Error::internal(format!("no column of both databases holds {other}")));
            }
        })
    }
}

impl Table {
    /// All tables of the database but the migrations' and the index of texts, which each keeps in its own way, by name.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Table>> {
        type Line = (String, String, String, bool, i64);
        let lines: Vec<Line> = match conn.driver() {
            Driver::Sqlite(c) => sqlx::query(
                "select m.name, c.name, lower(c.type), c.\"notnull\", c.pk
                   from sqlite_master m, pragma_table_info(m.name) c
                  where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\'
                    and m.name <> '_sqlx_migrations' and m.name not like 'texts\\_index%' escape '\\'
                  order by m.name, c.cid",
            )
            .fetch_all(c)
            .await?
            .iter()
            .map(|r| (r.get(0), r.get(1), r.get(2), r.get::<i64, _>(3) == 1, r.get(4)))
            .collect(),
            Driver::Postgres(c) => sqlx::query(
                "select c.table_name::text, c.column_name::text, c.data_type::text,
                        c.is_nullable::text = 'NO', cast(coalesce(k.place, 0) as bigint)
                   from information_schema.columns c
                   join information_schema.tables t
                     on t.table_schema = c.table_schema and t.table_name = c.table_name
                    and t.table_type = 'BASE TABLE'
                   left join (
                        select u.table_schema, u.table_name, u.column_name, u.ordinal_position as place
                          from information_schema.table_constraints p
                          join information_schema.key_column_usage u
                            on u.constraint_schema = p.constraint_schema
                           and u.constraint_name = p.constraint_name
                           and u.table_name = p.table_name
                         where p.constraint_type = 'PRIMARY KEY') k
                     on k.table_schema = c.table_schema and k.table_name = c.table_name
                    and k.column_name = c.column_name
                  where c.table_schema = current_schema()
                    and c.table_name not in ('_sqlx_migrations', 'texts_index')
                  order by c.table_name::text collate \"C\", c.ordinal_position",
            )
            .fetch_all(c)
            .await?
            .iter()
            .map(|r| (r.get(0), r.get(1), r.get(2), r.get(3), r.get(4)))
            .collect(),
        };
        let mut tables: Vec<Table> = Vec::new();
        for (table, name, declared, required, key) in lines {
            let column = TableColumn { name, holds: Holds::of(&declared)?, required, key };
            match tables.last_mut() {
                Some(last) if last.name == table => last.columns.push(column),
                _ => tables.push(Table { name: table, columns: vec![column] }),
            }
        }
        Ok(tables)
    }

    /// The place of a column, from 0.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|one| one.name == column)
    }

    /// Reads rows by their key, each handed to `take` before the next is fetched.
    ///
    /// # Errors
    /// Those of `take` too; they end the reading.
    pub async fn each(
        &self,
        conn: &mut Conn,
        reading: &Reading,
        mut take: impl FnMut(Vec<Value>, Beside) -> Result<()>,
    ) -> Result<()> {
        let columns: Vec<String> =
            self.columns.iter().map(|c| format!("t.\"{}\"", c.name)).collect();
        let (beside, joins) = match &reading.beside {
            Some((columns, joins)) => (format!(", {columns}"), joins.as_str()),
            None => (String::new(), ""),
        };
        let sql = format!(
            "select {}{beside} from \"{}\" t {joins} where {} order by {}",
            columns.join(", "),
            self.name,
            reading.whose,
            self.order()
        );
        let municipality = vec![Bind::value(conn.municipality()?)];
        let width = self.columns.len();
        let mut take = |row: Row| {
            let values = self.values(&row)?;
            let beside = match reading.beside {
                Some(_) => (row.at(width)?, row.at(width + 1)?),
                None => (None, None),
            };
            take(values, beside)
        };
        match conn.driver() {
            Driver::Sqlite(c) => {
                let args = arguments::<sqlx::Sqlite>(municipality)?;
                let mut rows = sqlx::query_with(AssertSqlSafe(sql), args).fetch(c);
                while let Some(row) = rows.try_next().await? {
                    take(Row::Sqlite(row))?;
                }
            }
            Driver::Postgres(c) => {
                let args = arguments::<sqlx::Postgres>(municipality)?;
                let mut rows = sqlx::query_with(AssertSqlSafe(sql), args).fetch(c);
                while let Some(row) = rows.try_next().await? {
                    take(Row::Postgres(row))?;
                }
            }
        }
        Ok(())
    }

    /// A value for every column, of a row that was read with all of them first.
    pub(super) fn values(&self, row: &Row) -> Result<Vec<Value>> {
        self.columns.iter().enumerate().map(|(at, c)| row.value(at, c.holds)).collect()
    }

    /// The places of the key's columns in its order; of a table without one, of all.
    pub(super) fn key_places(&self) -> Vec<usize> {
        let mut key: Vec<usize> = (0..self.columns.len()).collect();
        if self.columns.iter().any(|c| c.key > 0) {
            key.retain(|at| self.columns[*at].key > 0);
            key.sort_by_key(|at| self.columns[*at].key);
        }
        key
    }

    fn order(&self) -> String {
        let key =
            self.key_places().into_iter().map(|at| format!("t.\"{}\"", self.columns[at].name));
        key.collect::<Vec<_>>().join(", ")
    }

    /// Writes rows, each with a value for every column.
    pub async fn put(&self, tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
        let columns: Vec<String> = self.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let head = format!("insert into \"{}\" ({}) ", self.name, columns.join(", "));
        let rows = rows.into_iter().map(Vec::into_iter);
        write_rows(tx, &head, self.columns.len(), rows, "").await
    }
}

impl Db {
    /// A connection for reading that sees the municipality as it is now, whatever is written meanwhile.
    pub async fn snapshot(&self, municipality: &MunicipalityId) -> Result<Conn> {
        let held = match &self.pools {
            Pools::Sqlite { readers, .. } => Held::SqliteTx(readers.begin().await?),
            Pools::Postgres(pool) => Held::PostgresTx(pool.begin_with(SNAPSHOT).await?),
        };
        let mut conn = self.conn(held);
        conn.enter(municipality);
        Ok(conn)
    }
}

impl Row {
    fn value(&self, at: usize, holds: Holds) -> Result<Value> {
        Ok(match holds {
            Holds::Text => Value::Text(self.at(at)?),
            Holds::Int => Value::Int(self.at(at)?),
            Holds::Float => Value::Float(self.at(at)?),
            Holds::Bool => Value::Bool(self.at(at)?),
            Holds::Bytes => Value::Bytes(self.at(at)?),
        })
    }
}
