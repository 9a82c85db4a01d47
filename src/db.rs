//! The database: one text of SQL for SQLite and PostgreSQL.
//!
//! This file and `db/` are the only places that know which of the two is in use. Rooms write their SQL
//! once, as a [`Query`] with `$1` placeholders, and read rows with one type. A connection belongs to one municipality,
//! which statements call `$m`. The rules that keep one text valid for both stand in STYLE.md.

mod arguments;
#[cfg(test)]
mod counting;
mod index;
mod long;
mod many;
mod memory;
mod open;
mod part;
mod query;
mod row;
mod rows;
mod schema;
mod table;
mod turn;
mod value;

pub use index::{Entries, Entry, MARK};
#[cfg(test)]
pub use long::assume_long;
pub use many::insert_rows;
pub use open::DAMAGED;
pub use part::{Lines, Order, Part, Sort, Total, Wanted};
pub use query::Query;
pub use row::{Cell, Column, Columns, Record, Row};
pub use rows::Rows;
#[cfg(test)]
pub use schema::schema_shape;
pub use schema::{Thoroughly, migrate, newest_migration};
pub use table::{Beside, Holds, Reading, Table, TableColumn};
pub use value::{Args, Bind, Pairs, Value};

use memory::Memory;
use open::{open_postgres, open_sqlite};
use turn::{SERIALIZABLE, Turn};

use std::{ops::Deref, ops::DerefMut, path::Path, sync::Arc, time::Duration};

use sqlx::{
    PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection,
};

use crate::{
    clock::{Clock, Instant},
    crypt::Keys,
    error::{Error, Result},
    id::MunicipalityId,
};

/// Tables whose key does not begin with the municipality, each with the reason.
///
/// Every other table's statements must name `municipality_id` as their first condition, so that the
/// tables can be distributed by it; a test reads every room's SQL for that.
#[cfg(test)]
pub const NOT_BY_MUNICIPALITY: &[(&str, &str)] = &[
    ("_sqlx_migrations", "the schema belongs to the database, not to a tenant"),
    ("municipalities", "the tenant itself"),
    ("logins", "one sign-in may hold accounts in several municipalities"),
    ("sign_in_attempts", "counted before it is known which municipality is meant"),
    ("sign_in_places", "asked for before it is known which municipality is meant"),
    ("sessions", "found by its token alone; the row names the account and so the municipality"),
    ("jobs", "workers lease the oldest job of any municipality"),
    ("job_leases", "beside jobs, by their ids alone"),
    ("data_keys", "the keys belong to the database, not to a tenant"),
    ("texts_index", "by the number of a row of texts, by way of which alone it is read"),
];

/// Attempts of a transaction that PostgreSQL asks to repeat (40001 serialization failure, 40P01 deadlock).
///
/// Many, since PostgreSQL watches whole pages and small tables: a long transaction (an import) among many short ones
/// is asked to repeat though none of them touched its rows.
const ATTEMPTS: u32 = 24;

/// A database: a pool of readers and one writer on SQLite, one pool on PostgreSQL.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    clock: Clock,
    keys: Keys,
    memory: Memory,
}

#[derive(Clone)]
enum Pools {
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    Postgres(PgPool),
}

/// Which of the two databases, for messages and measurements only; no room may branch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A connection for reading. Inside [`Db::write`] a [`Tx`] derefs to it, so that a store's reading
/// functions serve both.
pub struct Conn {
    held: Held,
    municipality: Option<MunicipalityId>,
    now: Instant,
    keys: Keys,
    memory: Memory,
    /// What is done once the transaction is kept.
    afterwards: Vec<Box<dyn FnOnce() + Send>>,
    /// The records that changed in this transaction, by kind and id.
    touched: Vec<(&'static str, String)>,
}

enum Held {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTx(sqlx::Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(sqlx::Transaction<'static, Postgres>),
    PostgresTurn(Turn),
}

/// A transaction in which may be written. Made by [`Db::write`] alone.
pub struct Tx {
    conn: Conn,
}

/// The driver's connection.
enum Driver<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    /// When this connection was taken, or this transaction began: the one "now" of everything done with it.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The keys of encrypted columns.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What is kept in memory beside the database: one thing of each type.
    pub fn memory<T: std::any::Any + Default + Send + Sync>(&self) -> Arc<T> {
        self.memory.of()
    }

    /// Whose rows this connection reads and writes.
    ///
    /// # Errors
    /// A defect of ours, when it is nobody's: see [`Db::read_beyond`].
    pub fn municipality(&self) -> Result<&MunicipalityId> {
        self.municipality.as_ref().ok_or_else(|| {
            Error::internal("a statement about a municipality on a connection of none")
        })
    }

    /// From now on a connection of this municipality: for what learns from its first answer whose rows to read.
    pub fn enter(&mut self, municipality: &MunicipalityId) {
        self.municipality = Some(municipality.clone());
    }

    /// From now on with these keys: for what takes over those that another database had.
    pub fn go_on_with(&mut self, keys: Keys) {
        self.keys = keys;
    }

    fn is_postgres(&self) -> bool {
        !matches!(self.held, Held::Sqlite(_) | Held::SqliteTx(_))
    }

    fn driver(&mut self) -> Driver<'_> {
        match &mut self.held {
            Held::Sqlite(c) => Driver::Sqlite(c),
            Held::SqliteTx(c) => Driver::Sqlite(c),
            Held::Postgres(c) => Driver::Postgres(c),
            Held::PostgresTx(c) => Driver::Postgres(c),
            Held::PostgresTurn(c) => Driver::Postgres(c),
        }
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Tx {
    /// Has something done in this process once the transaction is kept; nothing, when it is not.
    pub fn afterwards(&mut self, what: impl FnOnce() + Send + 'static) {
        self.conn.afterwards.push(Box::new(what));
    }

    /// Notes that a record changed.
    pub fn touch(&mut self, kind: &'static str, id: &str) {
        self.conn.touched.push((kind, id.to_owned()));
    }

    /// The records that were noted.
    pub fn touched(&self) -> &[(&'static str, String)] {
        &self.conn.touched
    }

    async fn commit(self) -> Result<(), sqlx::Error> {
        match self.conn.held {
            Held::SqliteTx(tx) => tx.commit().await?,
            Held::PostgresTx(tx) => tx.commit().await?,
            Held::PostgresTurn(turn) => turn.commit().await?,
            Held::Sqlite(_) | Held::Postgres(_) => {}
        }
        self.conn.afterwards.into_iter().for_each(|what| what());
        Ok(())
    }
}

impl Db {
    /// Opens the database that `url` names (`postgres://…`, or `sqlite:PATH`), without migrating it.
    ///
    /// # Errors
    /// A sentence when the address cannot be read, the server is out of reach, or a PostgreSQL database
    /// is not UTF-8 with the C collation (sorting and `like` would then differ between the two).
    pub async fn open(url: &str, clock: Clock, keys: Keys) -> Result<Db> {
        let pools = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Pools::Postgres(open_postgres(url).await?)
        } else {
            let path = Path::new(url.trim_start_matches("sqlite:"));
            let (readers, writer) = open_sqlite(path).await?;
            Pools::Sqlite { readers, writer }
        };
        Ok(Db { pools, clock, keys, memory: Memory::default() })
    }

    /// Which database this is.
    pub fn kind(&self) -> Kind {
        match self.pools {
            Pools::Sqlite { .. } => Kind::Sqlite,
            Pools::Postgres(_) => Kind::Postgres,
        }
    }

    /// What is kept in memory beside the database: one thing of each type.
    pub fn memory<T: std::any::Any + Default + Send + Sync>(&self) -> Arc<T> {
        self.memory.of()
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// A connection for reading what is a municipality's.
    pub async fn read(&self, municipality: &MunicipalityId) -> Result<Conn> {
        let mut conn = self.read_beyond().await?;
        conn.enter(municipality);
        Ok(conn)
    }

    /// A connection of no municipality, for [`Query::beyond`].
    pub async fn read_beyond(&self) -> Result<Conn> {
        let held = match &self.pools {
            Pools::Sqlite { readers, .. } => Held::Sqlite(readers.acquire().await?),
            Pools::Postgres(pool) => Held::Postgres(pool.acquire().await?),
        };
        Ok(self.conn(held))
    }

    /// The same database, with these keys.
    pub fn with_keys(self, keys: Keys) -> Db {
        Db { keys, ..self }
    }

    fn conn(&self, held: Held) -> Conn {
        let (keys, memory) = (self.keys.clone(), self.memory.clone());
        let (afterwards, touched) = (Vec::new(), Vec::new());
        let now = self.clock.now();
        Conn { held, municipality: None, now, keys, memory, afterwards, touched }
    }

    /// Runs `work` in one transaction of a municipality: all of it, or nothing.
    ///
    /// `work` owns the transaction and hands it back beside its value to have it committed; whatever else
    /// happens (an error, a cancelled request) drops it, and dropping rolls back.
    ///
    /// ```ignore
    /// let case = db.write(municipality, |mut tx| async move {
    ///     let permit = access::leave(&mut tx, actor, Submit, id).await?;
    ///     let case = cases::submit(&mut tx, permit).await?;
    ///     Ok((tx, case))
    /// }).await?;
    /// ```
    ///
    /// SQLite begins immediate (a deferred transaction that reads and then writes fails under load);
    /// PostgreSQL is serializable, and `work` runs again when the database asks for it. So `work` must
    /// have no effect outside its transaction.
    pub async fn write<T, F, Work>(&self, municipality: &MunicipalityId, work: F) -> Result<T>
    where
        F: FnMut(Tx) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        self.transaction(Some(municipality), None, work).await
    }

    /// [`Db::write`] where a label or a number follows the highest there is: those who ask for the same thing at the
    /// same moment stand in line, `turn` naming what they take, `issue.number:city`.
    ///
    /// PostgreSQL locks the name before it begins: the snapshot of a serializable transaction is older than a lock
    /// taken inside it, and nine in ten would be asked to repeat. SQLite has one writer anyway.
    pub async fn write_in_turn<T, F, Work>(
        &self,
        municipality: &MunicipalityId,
        turn: &str,
        work: F,
    ) -> Result<T>
    where
        F: FnMut(Tx) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        self.transaction(Some(municipality), Some(&format!("{municipality}/{turn}")), work).await
    }

    /// [`Db::write`] for the tables that are no municipality's.
    pub async fn write_beyond<T, F, Work>(&self, work: F) -> Result<T>
    where
        F: FnMut(Tx) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        self.transaction(None, None, work).await
    }

    async fn transaction<T, F, Work>(
        &self,
        municipality: Option<&MunicipalityId>,
        turn: Option<&str>,
        mut work: F,
    ) -> Result<T>
    where
        F: FnMut(Tx) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        let mut attempt = 1;
        loop {
            let mut tx = self.begin(turn).await?;
            tx.municipality = municipality.cloned();
            let outcome = match work(tx).await {
                Ok((tx, value)) => tx.commit().await.map(|()| value).map_err(Error::from),
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if error.may_be_retried() && attempt < ATTEMPTS => {
                    tokio::time::sleep(pause(attempt)).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn begin(&self, turn: Option<&str>) -> Result<Tx> {
        let held = match (&self.pools, turn) {
            (Pools::Sqlite { writer, .. }, _) => {
                Held::SqliteTx(writer.begin_with("begin immediate").await?)
            }
            (Pools::Postgres(pool), None) => Held::PostgresTx(pool.begin_with(SERIALIZABLE).await?),
            (Pools::Postgres(pool), Some(name)) => {
                Held::PostgresTurn(Turn::take(pool, name).await?)
            }
        };
        Ok(Tx { conn: self.conn(held) })
    }

    /// Stops waiting for the disk at each commit, until the database is opened again: for a database that is being
    /// made and that nobody was promised anything about.
    pub async fn hurry(&self) -> Result<()> {
        if let Pools::Sqlite { writer, .. } = &self.pools {
            sqlx::query("pragma synchronous = off").execute(writer).await?;
        }
        Ok(())
    }

    /// Lets the planner learn the sizes of tables (and PostgreSQL which pages it may count from an index alone); called
    /// after bulk loads.
    pub async fn analyze(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                sqlx::query("analyze").execute(writer).await?;
            }
            Pools::Postgres(pool) => {
                sqlx::query("vacuum analyze").execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Closes all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                // What is still in the log belongs to the file before anybody copies or moves it.
                if let Err(e) = sqlx::query("pragma wal_checkpoint(truncate)").execute(writer).await
                {
                    tracing::warn!(error = %e, "the write-ahead log stays beside the database file");
                }
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// How long to wait before an attempt is repeated: longer each time up to a quarter of a second, and never the same
/// for two that collided.
fn pause(attempt: u32) -> Duration {
    let [luck] = crate::crypt::random::<1>();
    let most = (3_u64 << attempt.min(6)) + 60;
    Duration::from_millis(most * (64 + u64::from(luck)) / 320)
}

#[cfg(test)]
mod tests;
