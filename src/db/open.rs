//! Opening the pools of either database.

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    error::{Error, Result},
    private,
};

/// What is said of a file that does not hold together.
pub const DAMAGED: &str = "データベースのファイルが壊れています。このまま使うと、記録がさらに失われるおそれがあります。\
     フォルダーごと写しを取ってから、バックアップから戻してください。何も変更していません。";

/// The readers and the one writer of a file.
pub(super) async fn open_sqlite(path: &Path) -> Result<(SqlitePool, SqlitePool)> {
    let trouble = |e: &dyn std::fmt::Display| {
        Error::startup(format!("データベース {} を開けません: {e}", path.display()))
    };
    // What SQLite lays beside the file is as open as the file.
    private::file(path).map_err(|e| trouble(&e))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was answered with success survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-8000")
        .pragma("temp_store", "memory")
        .optimize_on_close(true, None)
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        // A full disk ends a transaction without the driver's knowing, who would never begin another on that connection.
        .after_release(|conn, _| {
            Box::pin(async move {
                // Rolling back is done once this is answered.
                conn.ping().await?;
                Ok(!conn.is_in_transaction())
            })
        })
        // An import of many cases is one transaction; what does not fit is written to the log twice.
        .connect_with(options.clone().pragma("cache_size", "-32000"))
        .await
        .map_err(|e| match e.as_database_error().and_then(|e| e.code()).as_deref() {
            // A page that is none, a file that is none.
            Some("11" | "26") => Error::startup(DAMAGED),
            _ => trouble(&e),
        })?;
    let readers = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(8)
        // A file does not hang up.
        .test_before_acquire(false)
        .connect_lazy_with(options.read_only(true).create_if_missing(false));
    Ok((readers, writer))
}

/// The connections to a server.
pub(super) async fn open_postgres(url: &str) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|e| Error::startup(format!("DATABASE_URL を読めません: {e}")))?
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        // A server may have been restarted while a connection lay idle; one that was in use just now is still there,
        // and asking it each time would cost every request two more round trips.
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for > Duration::from_secs(1) {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await
        .map_err(|e| Error::startup(format!("PostgreSQL につながりません: {e}")))?;
    let (encoding, collation): (String, String) = sqlx::query_as(
        "select pg_encoding_to_char(encoding)::text, datcollate::text
           from pg_database where datname = current_database()",
    )
    .fetch_one(&pool)
    .await?;
    if encoding != "UTF8" || !matches!(collation.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
        return Err(Error::startup(format!(
            "PostgreSQL のデータベースは UTF8・C照合順序で作ってください(いまは {encoding}・{collation})。\
             例: createdb -E UTF8 --locale=C -T template0 tsumugi"
        )));
    }
    Ok(pool)
}
