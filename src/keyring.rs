//! The keys of a database's own, kept in it under the master key: found, made, or taken over from a database that is older
//! than they are.

use crate::{
    clock::Clock,
    config::Config,
    crypt::{Kept, Keys, Master},
    db::{self, Conn, Db, Query, Tx},
    error::{Error, Result},
    events,
    id::MunicipalityId,
};

/// The generation of what is made today: the number of the master key that it lies under.
const GENERATION: i64 = 1;

/// Opens the database that is set with the master key that belongs to it, and brings it to this program's schema.
///
/// # Errors
/// A startup sentence when the key is missing or another one though there is data, and those of opening and migrating.
pub async fn open(config: &Config, clock: Clock) -> Result<Db> {
    let (file, url) = (config.key_file(), config.database());
    let stored = Master::read(&file)?;
    let is_new = stored.is_none();
    let master = stored.unwrap_or_else(Master::new);
    let db = Db::open(&url, clock, master.keys()).await?;
    if let Some(damage) = db.damage(db::Thoroughly::IfSmall).await? {
        tracing::error!(damage, "the database file does not hold together");
        return Err(Error::startup(db::DAMAGED));
    }
    // Before anything in it is changed.
    if db.has_table("municipalities").await? && is_used(&mut db.read_beyond().await?).await? {
        if is_new {
            return Err(Error::startup(format!(
                "鍵ファイル {} がありません。このデータベースの氏名などは、その鍵でしか開けません。\
                 保管してある鍵を元の場所に戻してから、起動してください。新しい鍵は作っていません。",
                file.display()
            )));
        }
        if db.has_table("data_keys").await? {
            kept(&mut db.read_beyond().await?).await?;
        }
    }
    db::migrate(&db).await?;
    if is_new {
        master.save(&file)?;
    }
    unlock(db).await
}

/// The database with the keys of its own, which are made where there are none.
///
/// # Errors
/// A startup sentence when they do not open, or when an older database was not written under this master key.
pub async fn unlock(db: Db) -> Result<Db> {
    let keys = db
        .write_beyond(|mut tx| async move {
            let keys = match kept(&mut tx).await? {
                Some(keys) => keys,
                None => made(&mut tx).await?,
            };
            Ok((tx, keys))
        })
        .await?;
    Ok(db.with_keys(keys))
}

/// Keeps the keys with which another database came to this one, in place of those that were made for it; the master key
/// stays this one's own.
pub async fn take_over(tx: &mut Tx, keys: Keys) -> Result<()> {
    for what in Kept::ALL {
        Query::beyond(
            "update data_keys set wrapped = $3 where purpose = $1 and generation = $2",
            (what.name(), GENERATION, keys.wrapped(what, GENERATION)?),
        )
        .change_one(tx)
        .await?;
    }
    tx.go_on_with(keys);
    Ok(())
}

/// The keys that the database keeps; none when it keeps none yet.
async fn kept(conn: &mut Conn) -> Result<Option<Keys>> {
    let mut keys = conn.keys().clone();
    let rows =
        Query::beyond("select purpose, generation, wrapped from data_keys order by generation", ())
            .all::<(String, i64, Vec<u8>)>(conn)
            .await?;
    for (purpose, generation, wrapped) in &rows {
        let what = Kept::ALL.into_iter().find(|what| what.name() == purpose);
        let what = what.ok_or_else(|| Error::internal("a key of a purpose that nobody knows"))?;
        keys = keys.with(what, *generation, wrapped).ok_or_else(wrong)?;
    }
    Ok((!rows.is_empty()).then_some(keys))
}

/// Makes keys for a new database. One that was written before it kept any goes on with those it was written under.
async fn made(tx: &mut Tx) -> Result<Keys> {
    let old = Query::beyond("select id from municipalities order by id", ()).all(tx).await?;
    let keys = if old.is_empty() { tx.keys().anew() } else { tx.keys().clone() };
    for municipality in &old {
        let municipality: &MunicipalityId = municipality;
        tx.enter(municipality);
        if !events::last_fits(tx).await? {
            return Err(wrong());
        }
    }
    let now = tx.now();
    for what in Kept::ALL {
        Query::beyond(
            "insert into data_keys (purpose, generation, wrapped, created_at) values ($1, $2, $3, $4)",
            (what.name(), GENERATION, keys.wrapped(what, GENERATION)?, now),
        )
        .run(tx)
        .await?;
    }
    Ok(keys)
}

async fn is_used(conn: &mut Conn) -> Result<bool> {
    let count = "select cast(count(*) as bigint) from municipalities";
    Ok(Query::beyond(count, ()).count(conn).await? > 0)
}

fn wrong() -> Error {
    Error::startup(
        "鍵ファイルが、このデータベースのものではありません。氏名などは、登録したときの鍵でしか開けません。\
         保管してある鍵を元の場所に戻してから、起動してください。何も変更していません。",
    )
}

#[cfg(test)]
mod tests;
