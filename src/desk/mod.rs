//! desk: 今日 (what waits for this person), how far long work is, the one search box, and the short guide on screen.
//!
//! It has no tables and no rules of its own: rooms say what is due and what was found, each within what the person
//! may see. It must never ask a room for more than that.

mod days;
mod drafts;
mod filters;
mod guide;
mod help;
mod job;
mod search;
mod standing;
mod today;
mod undo;

use crate::{
    room::Room,
    web::{Guard, Nav, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    nav: &[Nav { order: 10, href: "/", label: "今日", also: &[], opens_for: |_, _| true }],
    due: |conn, actor, structure, _| {
        Box::pin(async move {
            let mut all = job::due(conn, actor).await?;
            all.extend(drafts::due(conn, actor, structure).await?);
            Ok(all)
        })
    },
    search: |_, _, _, words| Box::pin(async { Ok(guide::search(words)) }),
    guide: &[("/search", "01-introduction")],
    ..Room::named("desk")
};

fn routes() -> Routes {
    Routes::new()
        .get("/", Guard::SignedIn("each room lists only what waits for this person"), today::show)
        .get(
            "/jobs/{id}",
            Guard::SignedIn("only the account that asked for it finds it"),
            job::show,
        )
        .post(
            "/words",
            Guard::SignedIn("what somebody types is kept for them alone"),
            search::type_in,
        )
        .post("/days", Guard::SignedIn("it says how a day is read and nothing else"), days::read)
        .get(
            "/drafts",
            Guard::SignedIn("what somebody typed is given back to them alone"),
            drafts::show,
        )
        .post(
            "/drafts",
            Guard::SignedIn("what somebody typed is kept for them alone"),
            drafts::keep,
        )
        .post("/drafts/removal", Guard::SignedIn("only one's own is forgotten"), drafts::forget)
        .post(
            "/filters",
            Guard::SignedIn("conditions are kept for whoever saves them"),
            filters::save,
        )
        .post(
            "/filters/{id}",
            Guard::SignedIn("only those find it for whom it was saved"),
            filters::narrow,
        )
        .post(
            "/filters/{id}/removal",
            Guard::SignedIn("only one's own is forgotten"),
            filters::forget,
        )
        .post(
            "/undos/{id}",
            Guard::SignedIn(
                "only whoever did it takes it back, if the record's room still lets them do it",
            ),
            undo::take_back,
        )
        .get("/search", Guard::SignedIn("each room searches within its scope"), search::show)
        .get("/help", Guard::SignedIn("it speaks of the pages, not of records"), help::show)
        .get(
            "/help/{chapter}",
            Guard::SignedIn("it speaks of the pages, not of records"),
            guide::show,
        )
        .get(
            "/help/images/{file}",
            Guard::SignedIn("its people and cases are invented"),
            guide::image,
        )
}

#[cfg(test)]
mod tests;
