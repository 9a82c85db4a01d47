//! History and audit: every move writes one keyed row in its own transaction.
//!
//! A row carries an HMAC over its canonical form, with a key that is not in the database, so that an altered or
//! invented row shows. Rows hold field names, ids and digests, never a personal value: history is kept when a
//! person is disposed of.

use serde::Serialize;

use crate::{
    access::{Action, Permit},
    clock::Instant,
    db::{Conn, Query, Tx},
    error::Result,
    id::{EventId, MunicipalityId},
    on,
};

/// One row of history.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Event {
    pub id: EventId,
    pub at: Instant,
    pub actor: String,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    /// JSON of field names, ids and counts.
    pub detail: String,
    mac: String,
}

/// Records that the permitted action was done. `detail` is small and holds no personal value.
pub async fn record<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    detail: &impl Serialize,
) -> Result<()> {
    let id = EventId::new();
    let detail = serde_json::to_string(detail)?;
    let actor = permit.actor().key();
    let at = permit.at();
    let subject = permit.subject();
    let mac = tx.keys().event_mac(&[
        permit.municipality().as_str(),
        id.as_str(),
        &at.0.to_string(),
        &actor,
        permit.action(),
        subject.kind,
        &subject.id,
        &detail,
    ]);
    on!(tx, run sqlx::query(
        "insert into events (municipality_id, id, at, actor, action, subject_kind, subject_id, detail, mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(permit.municipality().as_str())
        .bind(id.as_str())
        .bind(at.0)
        .bind(&actor)
        .bind(permit.action())
        .bind(subject.kind)
        .bind(&subject.id)
        .bind(&detail)
        .bind(&mac))?;
    Ok(())
}

/// The history of one record, oldest first.
pub async fn of(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    subject_kind: &str,
    subject_id: &str,
) -> Result<Vec<Event>> {
    Ok(on!(conn, c => sqlx::query_as::<_, Event>(
        "select id, at, actor, action, subject_kind, subject_id, detail, mac
           from events
          where municipality_id = $1 and subject_kind = $2 and subject_id = $3
          order by at, id")
        .bind(municipality.as_str())
        .bind(subject_kind)
        .bind(subject_id)
        .fetch_all(c))?)
}

/// The history of some records since an instant, oldest first.
pub async fn of_some(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    subject_kind: &str,
    subject_ids: &[&str],
    since: Instant,
) -> Result<Vec<Event>> {
    Query::new(
        "select id, at, actor, action, subject_kind, subject_id, detail, mac
           from events
          where municipality_id = ",
    )
    .bind(municipality)
    .push(" and subject_kind = ")
    .bind(subject_kind)
    .push(" and subject_id in ")
    .list(subject_ids.iter().copied())
    .push(" and at >= ")
    .bind(since)
    .push(" order by at, id")
    .all(conn)
    .await
}

/// Reads every row of a municipality and returns the ids of those whose seal does not fit.
pub async fn verify(conn: &mut Conn, municipality: &MunicipalityId) -> Result<Verified> {
    let keys = conn.keys().clone();
    let rows = on!(conn, c => sqlx::query_as::<_, Event>(
        "select id, at, actor, action, subject_kind, subject_id, detail, mac
           from events where municipality_id = $1 order by id")
        .bind(municipality.as_str())
        .fetch_all(c))?;
    let broken = rows
        .iter()
        .filter(|e| {
            keys.event_mac(&[
                municipality.as_str(),
                e.id.as_str(),
                &e.at.0.to_string(),
                &e.actor,
                &e.action,
                &e.subject_kind,
                &e.subject_id,
                &e.detail,
            ]) != e.mac
        })
        .map(|e| e.id.clone())
        .collect();
    Ok(Verified { checked: rows.len(), broken })
}

/// What [`verify`] found.
#[derive(Clone, Debug)]
pub struct Verified {
    pub checked: usize,
    pub broken: Vec<EventId>,
}
