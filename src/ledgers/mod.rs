//! ledgers: registers that somebody keeps, as the structure declares them.
//!
//! A record keeps every state that it was saved in, with the day from which that was so. This room must never show a field to
//! somebody whom the definition does not let read it, and never changes a record of another room.

mod columns;
mod commands;
mod edit;
mod entry;
mod facets;
mod grounds;
mod hooks;
mod importing;
mod list;
mod named;
mod opening;
mod overview;
mod panels;
mod placing;
mod printing;
mod rows;
mod proposals;
mod rules;
mod saved;
mod seen;
mod shared;
mod show;
mod steps;
mod store;
mod texts;
mod views;

pub use grounds::{Ground, ground, known};

use crate::{
    conferences::LadderAction,
    room::Room,
    undo::Undoes,
    web::{Guard, Nav, Routes},
};
pub use hooks::facts;
pub use rules::{EntryFacts, LedgerAction};

/// The room.
pub const ROOM: Room = Room {
    routes,
    nav: &[Nav {
        order: 45,
        href: "/ledgers",
        label: "台帳",
        also: &["/records"],
        opens_for: rules::may_come,
    }],
    guide: &[("/ledgers", "13-ledgers"), ("/records", "13-ledgers")],
    install: |tx, preset| Box::pin(placing::install(tx, preset)),
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    kinds: &["entry"],
    subjects: |conn, actor, structure, asked| {
        Box::pin(hooks::subjects(conn, actor, structure, asked))
    },
    undoes: &[Undoes { kind: "entry", again: hooks::again }],
    texts: &[texts::SEARCHABLE],
    panels: |conn, actor, structure, subject| {
        Box::pin(panels::panels(conn, actor, structure, subject))
    },
    due: |conn, actor, structure, today| Box::pin(hooks::due(conn, actor, structure, today)),
    imports: &[importing::IMPORTER],
    matrix: rules::matrix,
    ..Room::named("ledgers")
};

fn routes() -> Routes {
    let listed = Guard::SignedIn("lists hold only records of ledgers that the person may read");
    let made = Guard::may(LadderAction::EditLadder);
    Routes::new()
        .get("/ledgers", listed, overview::overview)
        .get("/ledgers/proposals", made, proposals::ask)
        .upload("/ledgers/proposals", made, proposals::read)
        .post("/ledgers/proposals/definitions", made, proposals::define)
        .get("/ledgers/{ledger}", listed, list::list)
        .get("/ledgers/{ledger}/new", Guard::may(LedgerAction::Register), edit::ask_new)
        .post("/ledgers/{ledger}", Guard::may(LedgerAction::Register), edit::create)
        .get("/ledgers/{ledger}/form.pdf", Guard::may(LedgerAction::Register), printing::blank)
        .get("/ledgers/{ledger}/views/{view}", listed, views::show)
        .get("/records/{id}", Guard::may(LedgerAction::ReadEntry), show::show)
        .get("/records/{id}/sheet.pdf", Guard::may(LedgerAction::ReadEntry), printing::record)
        .post("/records/{id}", Guard::may(LedgerAction::Change), edit::change)
        .get("/records/{id}/edit", Guard::may(LedgerAction::Change), edit::ask_edit)
        .get("/records/{id}/rows/{ledger}", Guard::may(LedgerAction::Register), rows::ask)
        .post("/records/{id}/rows/{ledger}", Guard::may(LedgerAction::Register), rows::save)
        .get("/records/{id}/shared", Guard::may(LedgerAction::Share), shared::ask)
        .post("/records/{id}/shared", Guard::may(LedgerAction::Share), shared::share)
        .post("/records/{id}/retirement", Guard::may(LedgerAction::Retire), shared::retire)
        .get("/records/{id}/moves/{step}", Guard::may(LedgerAction::MoveOn), steps::ask)
        .post("/records/{id}/moves/{step}", Guard::may(LedgerAction::MoveOn), steps::carry)
}

#[cfg(test)]
mod tests;
