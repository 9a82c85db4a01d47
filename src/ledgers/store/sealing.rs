//! What of a record may tell of somebody: sealed under a key of the record's own, version by version.

use super::super::{entry::Saying, rules::EntryFacts};
use crate::{
    access::{Action, Leave, Rule},
    crypt::Cell,
    db::{Conn, Query, Tx},
    error::{Error, Result},
    forms::Answers,
    id::{EntryId, PersonId},
    persons::{self, OpensName},
};

/// What a version keeps sealed, and whose key that lies under.
#[derive(Clone, Debug, Default)]
pub struct Sealed(pub(super) Option<(PersonId, Vec<u8>)>);

/// Bound to the record alone: what nobody wrote anew goes from version to version as it lies there.
fn cell(id: &EntryId) -> Cell<'_> {
    Cell { table: "ledger_versions", column: "sealed", id: id.as_str() }
}

/// Seals answers for a version that is about to be written.
///
/// # Errors
/// When the record's key no longer opens.
pub async fn seal<L>(tx: &mut Tx, leave: &L, personal: &Answers) -> Result<Sealed>
where
    L: Leave<Action: OpensName + Action<Rule: Rule<Facts = EntryFacts>>>,
{
    if personal.fields().next().is_none() {
        return Ok(Sealed(None));
    }
    let facts = leave.facts();
    let key = persons::key_or_new(tx, leave).await?;
    let sealed = key.seal(cell(&facts.entry), &personal.to_json())?;
    Ok(Sealed(Some((facts.person.clone(), sealed))))
}

/// What a version keeps, as it lies there.
pub async fn kept(conn: &mut Conn, id: &EntryId, version: i64) -> Result<Sealed> {
    let row: (Option<Vec<u8>>, Option<PersonId>) = Query::of(
        "select sealed, person_id
           from ledger_versions
          where municipality_id = $m and record_id = $1 and number = $2",
        (id, version),
    )
    .one(conn)
    .await?;
    Ok(Sealed(row.1.zip(row.0)))
}

/// Puts what versions keep sealed among their answers.
///
/// # Errors
/// When the key was destroyed or a cell was altered.
pub async fn open<L>(conn: &mut Conn, leave: &L, versions: &mut [impl Saying + Send]) -> Result<()>
where
    L: Leave<Action: OpensName + Action<Rule: Rule<Facts = EntryFacts>>>,
{
    let id = &leave.facts().entry;
    let sealed: Vec<(i64, Vec<u8>)> = Query::of(
        "select number, sealed
           from ledger_versions
          where municipality_id = $m and record_id = $1 and sealed is not null",
        id,
    )
    .all(conn)
    .await?;
    if sealed.is_empty() {
        return Ok(());
    }
    let key = persons::key(conn, leave).await?;
    for version in versions {
        if let Some((_, sealed)) = sealed.iter().find(|(number, _)| *number == version.number()) {
            let text = key.open(cell(id), sealed)?;
            let personal = Answers::from_json(&text).map_err(Error::internal)?;
            version.also(&personal)?;
        }
    }
    Ok(())
}
