//! Deleting an attachment, once it was asked about.

use axum::{extract::Path, response::Response};

use super::{
    add::{known, word},
    attachment::Attachment,
    confirm::back,
    rules::{At, Record, Remove},
    store,
};
use crate::{
    error::Result,
    id::AttachmentId,
    persons::UNREADABLE,
    room::Known,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "attachments/removal.html")]
struct RemovalPage {
    frame: Frame,
    attachment: Attachment,
    called: String,
    known: Known,
    word: &'static str,
    named: bool,
}

/// `GET /attachments/{id}/removal`
pub async fn ask(visit: Visit, Path(id): Path<AttachmentId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Remove, &At::There(id), &mut conn).await?;
    let attachment = store::find(&mut conn, &leave.attachment).await?;
    let title = match &leave.of {
        Record::Case(case) => {
            let one = std::slice::from_ref(&attachment);
            store::named_titles(&mut conn, visit.actor(), case, one).await?.pop().flatten()
        }
        Record::Meeting(_) | Record::Issue(_) | Record::Entry(_) => Some(attachment.title.clone()),
    };
    web::page(&RemovalPage {
        frame: visit.frame("添付を消す"),
        called: title.map_or_else(|| UNREADABLE.to_owned(), |title| attachment.called(&title)),
        known: known(&mut conn, &visit, &leave.of.subject()).await?,
        word: word(&leave.of),
        named: leave.of.is_of_person(),
        attachment,
    })
}

/// `POST /attachments/{id}/removal`
pub async fn remove(visit: Visit, Path(id): Path<AttachmentId>) -> Result<Response> {
    let of = visit
        .act(Remove, &At::There(id), |mut tx, permit| async move {
            let of = permit.of.clone();
            store::remove(&mut tx, permit).await?;
            Ok((tx, of))
        })
        .await?;
    back(&visit, &of, "添付を消しました。").await
}
