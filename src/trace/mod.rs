//! trace: both directions of the chain, from a case to what became of it and from a measure back to its cases.
//!
//! It has no tables; it reads the rooms above through their public functions, draws the thread and says the same in
//! words. It must never show the label of a case that the person may not know: those are counted.

mod chain;
mod page;

pub use chain::{Start, chain};

use crate::{
    access::{Actor, Subject},
    cases::CaseAction,
    db::Conn,
    error::{Error, Result},
    issues::IssueAction,
    measures::MeasureAction,
    room::{Panel, Room},
    structure::Structure,
    web::{Guard, Routes, diagram},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    panels: |conn, actor, structure, subject| Box::pin(panels(conn, actor, structure, subject)),
    ..Room::named("trace")
};

fn routes() -> Routes {
    Routes::new()
        .get("/trace/case/{id}", Guard::may(CaseAction::Read), page::of_case)
        .get("/trace/issue/{id}", Guard::may(IssueAction::Read), page::of_issue)
        .get("/trace/measure/{id}", Guard::may(MeasureAction::Read), page::of_measure)
}

/// The thread at the head of a record's page.
async fn panels(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    subject: &Subject,
) -> Result<Vec<Panel>> {
    let Some(start) = Start::of(subject) else {
        return Ok(Vec::new());
    };
    let thread = match chain(conn, structure, actor, &start).await {
        Ok(thread) => thread,
        // The page itself says what may not be seen.
        Err(Error::NotFound | Error::Forbidden(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let href = start.href();
    let html = format!(
        "{}<p class=\"small no-print\"><a href=\"{href}\">つながりを大きく見る</a></p>",
        diagram::thread_strip(&thread)?
    );
    Ok(vec![Panel { order: 0, title: "つながり".into(), anchor: "thread", html }])
}

mod waiting;
#[cfg(test)]
mod tests;
