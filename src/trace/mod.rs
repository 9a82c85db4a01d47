//! trace: both directions of the chain, from a case to what became of it and from a measure back to its cases.
//!
//! It has no tables and names no room: each says what it knows of the chain, within what the person may see, and this one walks,
//! draws, and says the same in words. It must never show what no room told it.

mod chain;
mod page;

pub use chain::chain;

use crate::{
    access::{Actor, Subject},
    db::Conn,
    error::{Error, Result},
    room::{Panel, Room},
    structure::Structure,
    web::{Guard, Routes, diagram},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/trace", "03-cases")],
    panels: |conn, actor, structure, subject| Box::pin(panels(conn, actor, structure, subject)),
    ..Room::named("trace")
};

fn routes() -> Routes {
    Routes::new().get(
        "/trace/{kind}/{id}",
        Guard::SignedIn("the room whose record it is says whether this person may know of it"),
        page::show,
    )
}

/// The thread at the head of a record's page.
async fn panels(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    subject: &Subject,
) -> Result<Vec<Panel>> {
    let thread = match chain(conn, actor, structure, subject).await {
        Ok(thread) => thread,
        // No thread runs through it, or the page itself says that it may not be seen.
        Err(Error::NotFound) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let html = format!(
        "{}<p class=\"small no-print\"><a href=\"/trace/{}/{}\">つながりを大きく見る</a></p>",
        diagram::thread_strip(&thread)?,
        subject.kind,
        subject.id
    );
    Ok(vec![Panel { order: 0, title: "つながり".into(), anchor: "thread", html, next: None }])
}

#[cfg(test)]
mod tests;
