//! History and audit: every move writes one keyed row in its own transaction.
//!
//! A row carries an HMAC over its canonical form, with a key that is not in the database, so that an altered or
//! invented row shows. Rows hold field names, ids and digests, never a personal value: history is kept when a
//! person is disposed of.

use serde::Serialize;

use crate::{
    access::{Action, Permit},
    clock::Instant,
    crypt::Keys,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    id::{EventId, MunicipalityId},
    record,
};

record! {
    /// One row of history.
    #[derive(Clone, Debug)]
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
    Query::insert(
        "events",
        Pairs::new()
            .set("id", &id)
            .set("at", at.0)
            .set("actor", &actor)
            .set("action", permit.action())
            .set("subject_kind", subject.kind)
            .set("subject_id", &subject.id)
            .set("detail", &detail)
            .set("mac", &mac),
    )
    .run(tx)
    .await?;
    Ok(())
}

/// The history of one record, oldest first.
pub async fn of(conn: &mut Conn, subject_kind: &str, subject_id: &str) -> Result<Vec<Event>> {
    Query::select::<Event>(
        "from events
        where municipality_id = $m
          and subject_kind = $1
          and subject_id = $2
        order by at, id",
        (subject_kind, subject_id),
    )
    .all::<Event>(conn)
    .await
}

/// The history of some records since an instant, oldest first.
pub async fn of_some(
    conn: &mut Conn,
    subject_kind: &str,
    subject_ids: &[&str],
    since: Instant,
) -> Result<Vec<Event>> {
    Query::select::<Event>(
        "from events
        where municipality_id = $m
          and subject_kind = $1
          and subject_id in ",
        subject_kind,
    )
    .list(subject_ids.iter().copied())
    .with(" and at >= $1 order by at, id", since)
    .all(conn)
    .await
}

/// Reads every row of a municipality and returns the ids of those whose seal does not fit.
pub async fn verify(conn: &mut Conn) -> Result<Verified> {
    let (keys, municipality) = (conn.keys().clone(), conn.municipality()?.clone());
    let rows = Query::select::<Event>("from events where municipality_id = $m order by id", ())
        .all::<Event>(conn)
        .await?;
    let broken =
        rows.iter().filter(|e| !e.fits(&keys, &municipality)).map(|e| e.id.clone()).collect();
    Ok(Verified { checked: rows.len(), broken })
}

/// Whether the newest row was sealed with the keys of this connection; so it is while there is none.
pub async fn last_fits(conn: &mut Conn) -> Result<bool> {
    let (keys, municipality) = (conn.keys().clone(), conn.municipality()?.clone());
    let last = Query::select::<Event>(
        "from events where municipality_id = $m order by at desc, id desc limit 1",
        (),
    )
    .optional::<Event>(conn)
    .await?;
    Ok(last.is_none_or(|event| event.fits(&keys, &municipality)))
}

impl Event {
    fn fits(&self, keys: &Keys, municipality: &MunicipalityId) -> bool {
        let sealed = keys.event_mac(&[
            municipality.as_str(),
            self.id.as_str(),
            &self.at.0.to_string(),
            &self.actor,
            &self.action,
            &self.subject_kind,
            &self.subject_id,
            &self.detail,
        ]);
        sealed == self.mac
    }
}

/// What [`verify`] found.
#[derive(Clone, Debug)]
pub struct Verified {
    pub checked: usize,
    pub broken: Vec<EventId>,
}
