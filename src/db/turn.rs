//! A transaction of PostgreSQL that waited for its turn.

use std::ops::{Deref, DerefMut};

use sqlx::{PgConnection, PgPool, Postgres, pool::PoolConnection};

/// How transactions of PostgreSQL begin.
pub(super) const SERIALIZABLE: &str = "begin isolation level serializable";
/// How one begins that reads what was there at its beginning.
pub(super) const SNAPSHOT: &str = "begin isolation level repeatable read read only";

/// A connection with a lock and, behind it, a transaction. The driver's own transaction gives its connection back before
/// anybody could unlock it, so this one begins and ends by hand.
pub(super) struct Turn {
    /// None once it is over.
    conn: Option<PoolConnection<Postgres>>,
}

impl Turn {
    /// Waits for the turn of this name, and begins.
    pub(super) async fn take(pool: &PgPool, name: &str) -> Result<Turn, sqlx::Error> {
        // Whoever gives up waiting, drops it and gives back what they may have got meanwhile.
        let mut turn = Turn { conn: Some(pool.acquire().await?) };
        let lock = "select pg_advisory_lock(hashtextextended($1, 0))";
        sqlx::query(lock).bind(name).execute(&mut *turn).await?;
        sqlx::raw_sql(SERIALIZABLE).execute(&mut *turn).await?;
        Ok(turn)
    }

    /// Ends it, and lets the next one.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("commit; select pg_advisory_unlock_all()").execute(&mut *self).await?;
        self.conn = None;
        Ok(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (Some(mut conn), Ok(tasks)) = (self.conn.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        tasks.spawn(async move {
            let ended = sqlx::raw_sql("rollback; select pg_advisory_unlock_all()");
            if ended.execute(&mut *conn).await.is_err() {
                // A connection that ends lets go of its locks.
                conn.close().await.ok();
            }
        });
    }
}

impl Deref for Turn {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.conn.as_ref().expect("it is not over while somebody holds it")
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.conn.as_mut().expect("it is not over while somebody holds it")
    }
}
