//! exchange: files in and out. A file is first read and shown cell by cell, then taken in whole or not at all; what
//! goes out is exactly what its reader may see.
//!
//! This room must never log, keep in plain text or show to others a cell of a file, and never overwrite what people
//! wrote on screen.

mod answers;
mod job;
mod kind;
mod list;
mod out;
mod reading;
mod rules;
mod show;
mod store;

pub use kind::Kind;
pub use out::write as written;
#[cfg(any(test, feature = "bench"))]
pub use reading::parse;
pub use reading::{Arrived, dry_run, import_alone, parse_as_before, parse_aside, reader_for, used};
pub use rules::ExchangeFacts;
#[cfg(test)]
pub use {rules::ReadImport, store::find};

use crate::{
    room::Room,
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/imports", "08-imports"), ("/exports", "08-imports")],
    jobs: &[job::KIND],
    tidy: |tx, actor, _| Box::pin(job::tidy(tx, actor)),
    matrix: rules::matrix,
    ..Room::named("exchange")
};

fn routes() -> Routes {
    Routes::new()
        .get("/imports", Guard::may(rules::ExchangeAction::SeeImports), list::show)
        .upload("/imports", Guard::may(rules::ExchangeAction::SendFile), list::send)
        .get(
            "/imports/templates/{kind}",
            Guard::may(rules::ExchangeAction::SeeImports),
            list::template,
        )
        .get("/imports/{id}", Guard::may(rules::ExchangeAction::ReadImport), show::show)
        .get("/imports/{id}/errors", Guard::may(rules::ExchangeAction::ReadImport), show::errors)
        .get(
            "/imports/{id}/columns",
            Guard::may(rules::ExchangeAction::ReadImport),
            answers::columns,
        )
        .post(
            "/imports/{id}/answers",
            Guard::may(rules::ExchangeAction::AnswerImport),
            answers::answer,
        )
        .post("/imports/{id}/run", Guard::may(rules::ExchangeAction::RunImport), show::run)
        .post("/imports/{id}/forget", Guard::may(rules::ExchangeAction::ForgetImport), show::forget)
        .get("/exports", Guard::may(rules::ExchangeAction::SeeImports), out::choose)
        .get("/exports/{what}", Guard::may(rules::ExchangeAction::ExportLabels), out::download)
}

#[cfg(test)]
mod tests;
