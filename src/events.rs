//! History and audit: every move writes one keyed row in its own transaction.
//!
//! A row carries an HMAC over its canonical form, with a key that is not in the database, so that an altered or
//! invented row shows. Rows hold field names, ids and digests, never a personal value: history is kept when a
//! person is disposed of.

use serde::Serialize;

use crate::{
    access::{Action, Facts, Leave, Permit, Role, Subject},
    clock::Instant,
    crypt::Keys,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    id::{CenterId, EventId, MunicipalityId},
    record,
    texts::Changed,
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
        /// Which fields the seal covers.
        form: i64,
        /// The centre whose names it touches; empty for none.
        pub keeper: String,
        /// JSON of what the record was before and then was, in keys and words of the program; empty where nothing moved.
        pub went_from: String,
        pub went_to: String,
        /// By which way: a page, a command, or the kind of a job.
        pub whence: String,
        /// The role by which it was permitted; of the program itself, `system`.
        pub permission: String,
        mac: String,
    }
}

/// The form of the rows that are written today.
const FORM: i64 = 2;

/// A record that went from one state to another, for [`record_move`].
#[derive(Debug)]
pub struct Move<'a, S> {
    /// The centre whose names it touches.
    pub keeper: Option<&'a CenterId>,
    pub from: Option<S>,
    pub to: Option<S>,
}

/// Records that the permitted action was done. `detail` is small and holds no personal value.
pub async fn record<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    detail: &impl Serialize,
) -> Result<()> {
    let keeper = permit.facts().keeper().cloned();
    let nowhere = Move::<()> { keeper: keeper.as_ref(), from: None, to: None };
    record_move(tx, permit, &nowhere, detail).await
}

/// [`record`] of a step from one status to another; of what stayed where it was, none.
pub async fn record_step<A: Action, S: Serialize>(
    tx: &mut Tx,
    permit: &Permit<A>,
    went: Option<(S, S)>,
    detail: &impl Serialize,
) -> Result<()> {
    let keeper = permit.facts().keeper().cloned();
    let (from, to) = went.unzip();
    record_move(tx, permit, &Move { keeper: keeper.as_ref(), from, to }, detail).await
}

/// [`record`] with from what to what the record went.
pub async fn record_move<A: Action, S: Serialize>(
    tx: &mut Tx,
    permit: &Permit<A>,
    moved: &Move<'_, S>,
    detail: &impl Serialize,
) -> Result<()> {
    let state = |state: &Option<S>| match state {
        Some(state) => serde_json::to_string(state),
        None => Ok(String::new()),
    };
    let (actor, subject) = (permit.actor(), permit.subject());
    let mut event = Event {
        id: EventId::new(),
        at: permit.at(),
        actor: actor.key(),
        action: permit.action().to_owned(),
        subject_kind: subject.kind.to_owned(),
        subject_id: subject.id.clone(),
        detail: serde_json::to_string(detail)?,
        form: FORM,
        keeper: moved.keeper.map(ToString::to_string).unwrap_or_default(),
        went_from: state(&moved.from)?,
        went_to: state(&moved.to)?,
        whence: actor.whence().to_owned(),
        permission: actor.role().map_or("system", Role::code).to_owned(),
        mac: String::new(),
    };
    event.mac = event.sealed(tx.keys(), permit.municipality());
    Query::insert(
        "events",
        Pairs::new()
            .set("id", &event.id)
            .set("at", event.at.0)
            .set("actor", &event.actor)
            .set("action", &event.action)
            .set("subject_kind", &event.subject_kind)
            .set("subject_id", &event.subject_id)
            .set("detail", &event.detail)
            .set("form", event.form)
            .set("keeper", &event.keeper)
            .set("went_from", &event.went_from)
            .set("went_to", &event.went_to)
            .set("whence", &event.whence)
            .set("permission", &event.permission)
            .set("mac", &event.mac),
    )
    .run(tx)
    .await?;
    touch(tx, subject)
}

/// Says that a record is not as it was, for what is made of records behind their changes. Whatever has its event says so by
/// itself; this is for what changes beside.
pub fn touch(tx: &mut Tx, subject: &Subject) -> Result<()> {
    let (changed, whose) = (tx.memory::<Changed>(), tx.municipality()?.clone());
    let subject = subject.clone();
    tx.touch(subject.kind, &subject.id);
    tx.afterwards(move || changed.note(&whose, &subject));
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

/// What was done since an instant to records of a kind and touched the names of a centre, oldest first, wherever the records
/// are today.
pub async fn kept_by(
    conn: &mut Conn,
    keeper: &CenterId,
    subject_kind: &str,
    since: Instant,
) -> Result<Vec<Event>> {
    Query::select::<Event>(
        "from events
        where municipality_id = $m
          and keeper = $1
          and subject_kind = $2
          and at >= $3
        order by at, id",
        (keeper, subject_kind, since),
    )
    .all(conn)
    .await
}

/// What somebody did to a record at one instant, in the transaction that began then.
pub async fn done_at(
    conn: &mut Conn,
    subject: &Subject,
    actor: &str,
    at: Instant,
) -> Result<Option<Event>> {
    let all = Query::select::<Event>(
        "from events
        where municipality_id = $m
          and subject_kind = $1
          and subject_id = $2
          and at = $3
          and actor = $4
        order by id",
        (subject.kind, &subject.id, at.0, actor),
    )
    .all::<Event>(conn)
    .await?;
    Ok(all.into_iter().next_back())
}

/// When the newest row was written; none while there is none.
pub async fn newest(conn: &mut Conn) -> Result<Option<Instant>> {
    Query::of("select max(at) from events where municipality_id = $m", ())
        .one::<Option<i64>>(conn)
        .await
        .map(|at| at.map(Instant))
}

/// What was changed since an instant: each record once, by kind and id.
pub async fn changed_since(conn: &mut Conn, since: Instant) -> Result<Vec<(String, String)>> {
    Query::of(
        "select distinct subject_kind, subject_id from events where municipality_id = $m and at >= $1",
        since,
    )
    .all(conn)
    .await
}

/// Rows that are looked at in one go: a history may be longer than the memory.
const AT_ONCE: i64 = 5_000;

/// Reads every row of a municipality and returns the ids of those whose seal does not fit.
pub async fn verify(conn: &mut Conn) -> Result<Verified> {
    let (keys, municipality) = (conn.keys().clone(), conn.municipality()?.clone());
    let mut found = Verified { checked: 0, broken: Vec::new() };
    let mut after = EventId::from("");
    loop {
        let rows = Query::select::<Event>(
            "from events
            where municipality_id = $m
              and id > $1
            order by id limit $2",
            (&after, AT_ONCE),
        )
        .all::<Event>(conn)
        .await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.id.clone();
        found.checked += rows.len();
        let broken = rows.iter().filter(|event| !event.fits(&keys, &municipality));
        found.broken.extend(broken.map(|event| event.id.clone()));
    }
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
        // What the seal does not cover says nothing.
        let later = [&self.keeper, &self.went_from, &self.went_to, &self.whence, &self.permission];
        (self.form == FORM || later.iter().all(|text| text.is_empty()))
            && self.sealed(keys, municipality) == self.mac
    }

    /// The seal over its canonical form: of the first, eight fields; of the second, which begins with its number, all.
    fn sealed(&self, keys: &Keys, municipality: &MunicipalityId) -> String {
        let (form, at) = (self.form.to_string(), self.at.0.to_string());
        let first = [
            municipality.as_str(),
            self.id.as_str(),
            &at,
            &self.actor,
            &self.action,
            &self.subject_kind,
            &self.subject_id,
            &self.detail,
        ];
        if self.form == 1 {
            return keys.event_mac(&first);
        }
        let later =
            [self.keeper.as_str(), &self.went_from, &self.went_to, &self.whence, &self.permission];
        keys.event_mac(&[&[form.as_str()][..], &first, &later].concat())
    }
}

/// What [`verify`] found.
#[derive(Clone, Debug)]
pub struct Verified {
    pub checked: usize,
    pub broken: Vec<EventId>,
}
