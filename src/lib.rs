//! Tsumugi (紡ぎ): community care conferences as one unbroken loop.
//!
//! The house is laid out in docs/ARCHITECTURE.md. Foundation first, which imports no room; then the rooms in the
//! order in which the work flows. A room imports only what stands above it in this file.
//!
//! Public is what main.rs calls, what documents show, and what the measurements reach into; the rest is the crate's own, so that the compiler
//! sees what nobody uses.

// — foundation —
mod access;
mod app;
mod clock;
mod config;
mod crypt;
mod db;
mod deidentify;
mod drafts;
mod error;
mod events;
mod everything;
mod keyring;
mod fields;
mod files;
mod id;
mod imports;
mod jobs;
mod packed;
mod preset;
mod print;
mod private;
mod room;
mod saved_filters;
mod structure;
mod tabular;
mod texts;
mod threads;
mod typed;
mod undo;
mod words;
mod web;

// — rooms, in reading order —
mod places;
mod accounts;
mod persons;
mod conferences;
mod forms;
mod ledgers;
mod meetings;
mod cases;
mod issues;
mod measures;
mod attachments;
mod trace;
mod insight;
mod papers;
mod exchange;
mod desk;

// — the whole house —
#[cfg(feature = "bench")]
pub mod bench;
pub mod commands;
pub mod documents;
mod demo;
mod housekeeping;
mod indexing;
mod server;
mod serving;
mod session;
#[cfg(test)]
mod testing;
mod worker;

pub use config::Config;
pub use demo::run as run_demo;
pub use error::Result;

use app::App;
use jobs::Whose;

/// The rooms in reading order. Everything that goes through the whole house (routes, presets, what is due,
/// search, the permission matrix) walks this table.
const ROOMS: &[room::Room] = &[
    places::ROOM,
    accounts::ROOM,
    persons::ROOM,
    conferences::ROOM,
    forms::ROOM,
    ledgers::ROOM,
    meetings::ROOM,
    cases::ROOM,
    issues::ROOM,
    measures::ROOM,
    attachments::ROOM,
    trace::ROOM,
    insight::ROOM,
    papers::ROOM,
    exchange::ROOM,
    desk::ROOM,
];

/// The long work that no room does, but the house.
const JOBS: &[jobs::JobKind] = &[housekeeping::KIND];

/// What every room has to say about a record, for the record's page, in the order of the panels.
///
/// # Errors
/// Whatever a room's own reading of the database gives.
async fn panels(
    conn: &mut db::Conn,
    actor: &access::Actor,
    structure: &structure::Structure,
    subject: &access::Subject,
) -> error::Result<Vec<room::Panel>> {
    let mut all = Vec::new();
    for room in ROOMS {
        all.extend((room.panels)(conn, actor, structure, subject).await?);
    }
    all.sort_by_key(|panel| panel.order);
    Ok(all)
}

/// What a meeting dealt with, from every room, in words for paper.
///
/// # Errors
/// Whatever a room's own reading of the database gives.
async fn matters(
    conn: &mut db::Conn,
    actor: &access::Actor,
    structure: &structure::Structure,
    meeting: &id::MeetingId,
) -> error::Result<room::Matters> {
    let mut of_meeting = room::Matters::default();
    for room in ROOMS {
        let more = (room.matters)(conn, actor, structure, meeting).await?;
        of_meeting.all.extend(more.all);
        of_meeting.kept_back += more.kept_back;
        of_meeting.attached.extend(more.attached);
    }
    Ok(of_meeting)
}

/// A record as an address or a row names it; none for a kind that no room answers for.
fn subject(kind: &str, id: &str) -> Option<access::Subject> {
    let kind = ROOMS.iter().flat_map(|room| room.kinds).find(|known| **known == kind)?;
    Some(access::Subject::new(kind, id))
}

/// Whether an action may be done to a record as it is, asked of the room whose it is.
///
/// # Errors
/// `NotFound` and `Forbidden`, as the room's rules say; `NotFound` too where no room answers.
async fn may_again(
    conn: &mut db::Conn,
    actor: &access::Actor,
    subject: &access::Subject,
    action: &str,
) -> error::Result<()> {
    let mut all = ROOMS.iter().flat_map(|room| room.undoes);
    let of = all.find(|of| of.kind == subject.kind).ok_or(error::Error::NotFound)?;
    (of.again)(conn, actor, (action, &subject.id)).await
}

/// What the actor may know of these records, asked of the rooms whose they are.
///
/// # Errors
/// Whatever a room's own reading of the database gives.
async fn subjects(
    conn: &mut db::Conn,
    actor: &access::Actor,
    structure: &structure::Structure,
    asked: &[access::Subject],
) -> error::Result<Vec<room::Known>> {
    let mut all = Vec::new();
    for room in ROOMS {
        if asked.iter().any(|subject| room.kinds.contains(&subject.kind)) {
            all.extend((room.subjects)(conn, actor, structure, asked).await?);
        }
    }
    Ok(all)
}

/// Which records of a kind the actor may point at, asked of the room whose they are.
///
/// # Errors
/// Whatever a room's own reading of the database gives.
async fn offers(
    conn: &mut db::Conn,
    actor: &access::Actor,
    structure: &structure::Structure,
    wish: &room::Wish<'_>,
) -> error::Result<Vec<room::Known>> {
    let mut all = Vec::new();
    for room in ROOMS.iter().filter(|room| room.kinds.contains(&wish.kind)) {
        all.extend((room.offers)(conn, actor, structure, wish).await?);
    }
    Ok(all)
}

/// Takes out what the rooms keep beside a record that is about to be deleted.
///
/// # Errors
/// Whatever a room's own writing to the database gives.
async fn forget(tx: &mut db::Tx, subject: &access::Subject) -> error::Result<()> {
    for room in ROOMS {
        (room.forget)(tx, subject).await?;
    }
    Ok(())
}

/// The kind of long work with this key, whichever room does it.
fn job_kind(name: &str) -> Option<&'static jobs::JobKind> {
    ROOMS.iter().flat_map(|room| room.jobs).chain(JOBS).find(|kind| kind.name == name)
}

/// What of all rooms still points at a part of the structure, in words; empty when nothing does.
///
/// # Errors
/// Whatever a room's own reading of the database gives.
async fn uses(conn: &mut db::Conn, part: &room::StructurePart) -> error::Result<Vec<String>> {
    let mut all = Vec::new();
    for room in ROOMS {
        all.extend((room.uses)(conn, part).await?);
    }
    Ok(all)
}

#[cfg(test)]
mod house_tests;
