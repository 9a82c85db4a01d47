//! Tsumugi (紡ぎ): community care conferences as one unbroken loop.
//!
//! The house is laid out in docs/ARCHITECTURE.md. Foundation first, which imports no room; then the rooms in the
//! order in which the work flows. A room imports only what stands above it in this file.

// — foundation —
pub mod access;
pub mod clock;
pub mod config;
pub mod crypt;
pub mod db;
pub mod error;
pub mod events;
pub mod files;
pub mod id;
pub mod jobs;
pub mod preset;
pub mod print;
pub mod room;
pub mod tabular;
mod threads;
pub mod web;

// — rooms, in reading order —
pub mod places;
pub mod accounts;
pub mod persons;
pub mod conferences;
pub mod forms;
pub mod meetings;
pub mod cases;
pub mod issues;
pub mod measures;
pub mod trace;
pub mod insight;
pub mod papers;
pub mod exchange;
pub mod desk;

// — the whole house —
mod app;
pub mod commands;
pub mod demo;
mod housekeeping;
mod session;
#[cfg(test)]
mod testing;
mod worker;

pub use app::App;
pub use worker::{Whose, Worker};

/// The rooms in reading order. Everything that goes through the whole house (routes, presets, what is due,
/// search, the permission matrix) walks this table.
pub const ROOMS: &[room::Room] = &[
    places::ROOM,
    accounts::ROOM,
    persons::ROOM,
    conferences::ROOM,
    forms::ROOM,
    meetings::ROOM,
    cases::ROOM,
    issues::ROOM,
    measures::ROOM,
    trace::ROOM,
    insight::ROOM,
    papers::ROOM,
    exchange::ROOM,
    desk::ROOM,
];

/// What every room has to say about a record, for the record's page, in the order of the panels.
///
/// # Errors
/// Whatever a room's own reading of the database gives.
pub async fn panels(
    conn: &mut db::Conn,
    actor: &access::Actor,
    structure: &places::Structure,
    subject: &access::Subject,
) -> error::Result<Vec<room::Panel>> {
    let mut all = Vec::new();
    for room in ROOMS {
        all.extend((room.panels)(conn, actor, structure, subject).await?);
    }
    all.sort_by_key(|panel| panel.order);
    Ok(all)
}

/// The kind of long work with this key, whichever room does it.
pub fn job_kind(name: &str) -> Option<&'static jobs::JobKind> {
    ROOMS
        .iter()
        .flat_map(|room| room.jobs)
        .chain(std::iter::once(&housekeeping::KIND))
        .find(|kind| kind.name == name)
}

/// What of all rooms still points at a part of the structure, in words; empty when nothing does.
///
/// # Errors
/// Whatever a room's own reading of the database gives.
pub async fn uses(
    conn: &mut db::Conn,
    municipality: &id::MunicipalityId,
    part: &room::StructurePart,
) -> error::Result<Vec<String>> {
    let mut all = Vec::new();
    for room in ROOMS {
        all.extend((room.uses)(conn, municipality, part).await?);
    }
    Ok(all)
}

#[cfg(test)]
mod house_tests;
