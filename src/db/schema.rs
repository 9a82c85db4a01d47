//! Migrations and the shape of the schema.

use std::borrow::Cow;

use rust_embed::RustEmbed;
use sqlx::{
    AssertSqlSafe, SqlSafeStr,
    migrate::{MigrateError, Migration, MigrationSource, MigrationType, Migrator},
};

use super::{Db, Kind, Pools};
use crate::error::{Error, Result};

#[derive(RustEmbed)]
#[folder = "migrations/"]
#[include = "*.sql"]
struct Files;

/// The embedded migrations of one database: `NNNN_what.sql` is shared text, `NNNN_what.sqlite.sql` and
/// `NNNN_what.postgres.sql` stand where it cannot be.
#[derive(Debug)]
struct Embedded(Kind);

impl MigrationSource<'static> for Embedded {
    fn resolve(
        self,
    ) -> futures_util::future::BoxFuture<
        'static,
        std::result::Result<Vec<Migration>, sqlx::error::BoxDynError>,
    > {
        Box::pin(async move { Ok(migrations(self.0)) })
    }
}

fn migrations(kind: Kind) -> Vec<Migration> {
    let ours = match kind {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
    };
    let mut found: Vec<Migration> = Files::iter()
        .filter_map(|name| {
            let stem = name.strip_suffix(".sql")?;
            let (stem, database) = match stem.split_once('.') {
                Some((stem, database)) => (stem, Some(database)),
                None => (stem, None),
            };
            if database.is_some_and(|d| d != ours) {
                return None;
            }
            let (number, what) = stem.split_once('_')?;
            let text = Files::get(&name)?;
            let sql = String::from_utf8_lossy(&text.data).into_owned();
            Some(Migration::new(
                number.parse().ok()?,
                Cow::Owned(what.replace('_', " ")),
                MigrationType::Simple,
                AssertSqlSafe(sql).into_sql_str(),
                false,
            ))
        })
        .collect();
    found.sort_by_key(|m| m.version);
    found
}

/// The number of the newest migration this program knows.
pub fn newest_migration() -> i64 {
    migrations(Kind::Sqlite).last().map_or(0, |m| m.version)
}

/// Brings the database to this program's schema; does nothing when it is there already.
///
/// # Errors
/// A sentence when the database is newer than the program, or was made by another lineage of migrations.
pub async fn migrate(db: &Db) -> Result<()> {
    let migrator =
        Migrator::new(Embedded(db.kind())).await.map_err(|e| Error::startup(e.to_string()))?;
    let outcome = match &db.pools {
        Pools::Sqlite { writer, .. } => migrator.run(writer).await,
        Pools::Postgres(pool) => migrator.run(pool).await,
    };
    outcome.map_err(|error| match error {
        MigrateError::VersionMissing(version) => Error::startup(format!(
            "このデータベースは、このプログラムより新しい版(移行 {version})で作られています。\
             新しい版の tsumugi で開いてください(この版が知るのは {} まで)。何も変更していません。",
            newest_migration()
        )),
        MigrateError::VersionMismatch(version) => Error::startup(format!(
            "データベースの移行 {version} の内容が、このプログラムのものと違います。何も変更していません。"
        )),
        other => Error::startup(format!("データベースの移行に失敗しました: {other}")),
    })
}

/// Bytes up to which a file is looked through at each start: about a second's reading. Nobody restarts a server gladly
/// that takes minutes to come back, so that larger files are looked through by `tsumugi verify`.
const SMALL: i64 = 512 * 1024 * 1024;

/// Which files are looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thoroughly {
    /// Those that do not keep a start waiting.
    IfSmall,
    Always,
}

impl Db {
    /// Whether the database has this table, whatever else of the schema it has.
    pub async fn has_table(&self, name: &str) -> Result<bool> {
        let found: i64 = match &self.pools {
            Pools::Sqlite { writer, .. } => {
                sqlx::query_scalar("select count(*) from sqlite_master where name = ?")
                    .bind(name)
                    .fetch_one(writer)
                    .await?
            }
            Pools::Postgres(pool) => {
                sqlx::query_scalar(
                    "select count(*) from information_schema.tables
                      where table_schema = current_schema() and table_name = $1",
                )
                .bind(name)
                .fetch_one(pool)
                .await?
            }
        };
        Ok(found > 0)
    }

    /// Whether it can be read from at all.
    pub async fn answers(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => {
                sqlx::query("select 1").execute(readers).await.map(drop)?
            }
            Pools::Postgres(pool) => sqlx::query("select 1").execute(pool).await.map(drop)?,
        }
        Ok(())
    }

    /// Whether a SQLite file holds together, page by page; what is wrong otherwise. PostgreSQL looks after its own.
    pub async fn damage(&self, how: Thoroughly) -> Result<Option<String>> {
        let Pools::Sqlite { writer, .. } = &self.pools else {
            return Ok(None);
        };
        let bytes = "select page_count * page_size from pragma_page_count, pragma_page_size";
        let bytes = sqlx::query_scalar::<_, i64>(bytes).fetch_one(writer).await;
        if how == Thoroughly::IfSmall && bytes.as_ref().is_ok_and(|bytes| *bytes > SMALL) {
            return Ok(None);
        }
        let found =
            sqlx::query_scalar::<_, String>("pragma quick_check(1)").fetch_one(writer).await;
        Ok(match found {
            Ok(word) if word == "ok" => None,
            Ok(word) => Some(word),
            Err(error) => Some(error.to_string()),
        })
    }
}

/// Every table's columns as `table.column type null?`, in the words both databases share; the test that the
/// two schemas agree compares them.
#[cfg(test)]
pub async fn schema_shape(db: &Db) -> Result<Vec<String>> {
    let tables = super::Table::all(&mut db.read_beyond().await?).await?;
    let lines = tables.iter().flat_map(|table| {
        table.columns.iter().map(move |c| {
            let required = if c.required { " not null" } else { "" };
            format!("{}.{} {:?}{required}", table.name, c.name, c.holds)
        })
    });
    let mut shape: Vec<String> = lines.collect();
    shape.sort();
    Ok(shape)
}
