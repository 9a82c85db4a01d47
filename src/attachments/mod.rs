//! attachments: 添付, files that lie beside a case, a meeting or an issue.
//!
//! Whoever may read the record may see them, and of a case only what a person confirmed to tell nobody leaves its centre. This room must
//! never serve what it did not look into, nor keep the name under which a file was sent.

mod add;
mod attachment;
mod commands;
mod confirm;
mod content;
mod hooks;
mod removal;
mod rules;
mod serve;
mod store;

use crate::{
    room::Room,
    web::{Guard, Routes},
};
use rules::AttachmentAction;

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/attachments", "03-cases")],
    forget: |tx, subject| Box::pin(store::forget(tx, subject)),
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    panels: |conn, actor, _, subject| Box::pin(hooks::panels(conn, actor, subject)),
    matters: |conn, actor, _, meeting| Box::pin(hooks::matters(conn, actor, meeting)),
    matrix: rules::matrix,
    ..Room::named("attachments")
};

fn routes() -> Routes {
    let confirm = Guard::may(AttachmentAction::Confirm);
    let remove = Guard::may(AttachmentAction::Remove);
    Routes::new()
        .get("/attachments/to/{kind}/{id}", Guard::may(AttachmentAction::Add), add::ask)
        .upload("/attachments/to/{kind}/{id}", Guard::may(AttachmentAction::Add), add::add)
        .get("/attachments/{id}", Guard::may(AttachmentAction::See), serve::content)
        .get("/attachments/{id}/confirmation", confirm, confirm::ask)
        .post("/attachments/{id}/confirmation", confirm, confirm::confirm)
        .post("/attachments/{id}/revocation", Guard::may(AttachmentAction::Revoke), confirm::revoke)
        .get("/attachments/{id}/removal", remove, removal::ask)
        .post("/attachments/{id}/removal", remove, removal::remove)
}

#[cfg(test)]
mod tests;
