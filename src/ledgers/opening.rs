//! What may tell of somebody, put among the answers of a record for those who keep it.

use super::{
    entry::Saying,
    rules::{EntryFacts, LedgerAction, OpenPersonal},
    store,
};
use crate::{access, db::Conn, error::Result, persons, web::Visit};

/// How much of a record its reader has before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Nothing in it may tell of anybody, or somebody else keeps that.
    Closed,
    Opened,
    /// They keep it, and it no longer opens: its key was destroyed, or it was altered.
    Lost,
}

impl Opening {
    /// Whether what may tell of somebody can be written anew.
    pub fn is_open(self) -> bool {
        self == Opening::Opened
    }
}

/// Opens these versions of a record.
///
/// # Errors
/// Whatever reading the database gives.
pub async fn open(
    visit: &Visit,
    conn: &mut Conn,
    facts: &EntryFacts,
    versions: &mut [impl Saying + Send],
) -> Result<Opening> {
    if !keeps(visit, facts) {
        return Ok(Opening::Closed);
    }
    let leave = visit.see_on(OpenPersonal, facts.clone())?;
    let opened = store::open(conn, &leave, versions).await;
    Ok(match persons::if_it_opens(&facts.person, opened)? {
        Some(()) => Opening::Opened,
        None => Opening::Lost,
    })
}

/// Whether somebody keeps what may tell of people in a record.
pub fn keeps(visit: &Visit, facts: &EntryFacts) -> bool {
    facts.ledger.is_personal() && access::may(LedgerAction::OpenPersonal, visit.actor(), facts)
}
