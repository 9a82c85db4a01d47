//! All SQL of ledgers. `write` registers records and their states, `list` reads parts of them.

mod list;
mod sealing;
mod uses;
mod write;

pub use list::{
    BY_DAY, BY_NUMBER, BY_STATE, BY_TITLE, Filter, Then, as_of, count, list, pointing_at, titles,
    titles_of, waiting,
};
pub use sealing::{Sealed, kept as kept_sealed, open, seal};
pub use uses::uses;
pub use write::{Numbered, Saved, carry, insert, make_facets_anew, observe, retire, share};

use std::sync::Arc;

use super::{
    entry::{Entry, Version},
    rules::EntryFacts,
};
use crate::{
    access::Load,
    clock::Day,
    db::{Conn, Query},
    error::{Error, Result},
    id::{EntryId, LedgerId},
    preset::Ledger,
    structure::Structure,
};

/// Records with what they answer now.
fn entries() -> Query {
    Query::select::<Entry>(
        "from ledger_records r
         join ledger_versions v
           on v.municipality_id = r.municipality_id
          and v.record_id = r.id
          and v.number = r.version
        where r.municipality_id = $m",
        (),
    )
}

/// One record.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &EntryId) -> Result<Entry> {
    entries().with(" and r.id = $1", id).optional(conn).await?.ok_or(Error::NotFound)
}

/// All of a ledger, the oldest first.
pub async fn all(conn: &mut Conn, ledger: &LedgerId) -> Result<Vec<Entry>> {
    entries().with(" and r.ledger_id = $1 order by r.id", ledger).all(conn).await
}

/// Several, in no order that matters.
pub async fn find_all(conn: &mut Conn, ids: &[EntryId]) -> Result<Vec<Entry>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    entries().push(" and r.id in ").list(ids).all(conn).await
}

/// The records below one, of a ledger, the newest first.
pub async fn below(conn: &mut Conn, parent: &EntryId, ledger: &LedgerId) -> Result<Vec<Entry>> {
    entries()
        .with(
            " and r.parent_id = $1 and r.ledger_id = $2 and r.retired_on is null order by r.day desc, r.id desc",
            (parent, ledger),
        )
        .all(conn)
        .await
}

/// Whether records stand below one.
pub async fn has_below(conn: &mut Conn, parent: &EntryId) -> Result<bool> {
    let one: Option<i64> = Query::of(
        "select cast(1 as bigint)
           from ledger_records
          where municipality_id = $m
            and parent_id = $1
            and retired_on is null
          limit 1",
        parent,
    )
    .optional(conn)
    .await?;
    Ok(one.is_some())
}

/// Records that are in one of these states, since this day or longer where one is said, the longest first.
pub async fn in_states(
    conn: &mut Conn,
    (ledger, states): (&LedgerId, &[String]),
    since: Option<Day>,
) -> Result<Vec<Entry>> {
    if states.is_empty() {
        return Ok(Vec::new());
    }
    entries()
        .with(" and r.ledger_id = $1 and r.retired_on is null and r.state_id in ", ledger)
        .list(states.iter().map(String::as_str))
        .and(" and r.state_day <= $1", since)
        .push(" order by r.state_day, r.id")
        .all(conn)
        .await
}

/// Every state in which a record was saved, the newest first.
pub async fn versions(conn: &mut Conn, id: &EntryId) -> Result<Vec<Version>> {
    Query::select::<Version>(
        "from ledger_versions
        where municipality_id = $m
          and record_id = $1
        order by number desc",
        id,
    )
    .all(conn)
    .await
}

/// The ids behind one, in order, so many at most.
pub async fn ids_behind(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<String>> {
    Query::of(
        "select id from ledger_records where municipality_id = $m and id > $1 order by id limit $2",
        (after, most),
    )
    .all(conn)
    .await
}

/// Another record of the ledger that answers these fields in the same way.
pub async fn twin_of(
    conn: &mut Conn,
    (ledger, id): (&Ledger, &EntryId),
    answers: &[(String, String)],
) -> Result<Option<Entry>> {
    let mut query = entries()
        .with(" and r.ledger_id = $1 and r.id <> $2 and r.retired_on is null", (&ledger.key, id));
    for (field, value) in answers {
        query = query.with(
            " and r.id in (
                select u.record_id
                  from ledger_values u
                 where u.municipality_id = $m
                   and u.value = $1
                   and u.ledger_id = $2
                   and u.field_id = $3)",
            (value, &ledger.key, field),
        );
    }
    query.push(" limit 1").optional(conn).await
}

/// By what a record is found for a check: itself, the structure that defines its ledger, and the move that is asked for.
pub struct Asked {
    pub entry: EntryId,
    pub structure: Structure,
    pub step: Option<String>,
}

impl Load for EntryFacts {
    type Key = Asked;

    async fn load(conn: &mut Conn, asked: &Asked) -> Result<EntryFacts> {
        let entry = find(conn, &asked.entry).await?;
        let ledger = kept(&asked.structure, &entry.ledger_id)?;
        Ok(EntryFacts { step: asked.step.clone(), ..EntryFacts::of(&entry, ledger) })
    }
}

/// A ledger with all that its fields may be answered with.
///
/// # Errors
/// `NotFound` where the structure has none of this key.
pub fn kept(structure: &Structure, key: &LedgerId) -> Result<Arc<Ledger>> {
    structure.offered(key).ok_or(Error::NotFound)
}
