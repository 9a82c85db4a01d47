//! 匿名の資料に含める: a person looks at an attachment of a case and says that it tells nobody who the case is about.

use axum::{extract::Path, response::Response};

use super::{
    add::known,
    attachment::{Attachment, LONGEST_TITLE},
    commands,
    rules::{At, Confirm, Record, Revoke},
    store,
};
use crate::{
    access::Seen,
    error::{Error, Refusals, Result},
    id::AttachmentId,
    persons::UNREADABLE,
    room::Known,
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "attachments/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    form: FormState,
    attachment: Attachment,
    /// What it is called within the centre.
    called: String,
    known: Known,
    help: String,
}

/// `GET /attachments/{id}/confirmation`
pub async fn ask(visit: Visit, Path(id): Path<AttachmentId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Confirm, &At::There(id), &mut conn).await?;
    drop(conn);
    web::page(&page(&visit, &leave, FormState::empty()).await?)
}

/// `POST /attachments/{id}/confirmation`
pub async fn confirm(
    visit: Visit,
    Path(id): Path<AttachmentId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let at = &At::There(id);
    let mut conn = visit.read().await?;
    let leave = visit.see(Confirm, at, &mut conn).await?;
    drop(conn);
    let title = &form.optional("title", "匿名の資料での呼び方", LONGEST_TITLE);
    if !form.ticked("seen") {
        form.error("seen", "中身をすべて見て、確かめてから印を付けてください。");
    }
    let command = visit.act(Confirm, at, |mut tx, permit| async move {
        commands::confirm(&mut tx, permit, title).await?;
        Ok((tx, ()))
    });
    if form.ask(Refusals::default, command).await?.is_none() {
        return web::refused(&page(&visit, &leave, form).await?);
    }
    back(&visit, &leave.of, "匿名の資料に含めました。").await
}

/// `POST /attachments/{id}/revocation`
pub async fn revoke(visit: Visit, Path(id): Path<AttachmentId>) -> Result<Response> {
    let of = visit
        .act(Revoke, &At::There(id), |mut tx, permit| async move {
            let of = permit.of.clone();
            store::revoke(&mut tx, permit).await?;
            Ok((tx, of))
        })
        .await?;
    back(&visit, &of, "匿名の資料から外しました。実名で見る人だけが見られます。").await
}

/// To the attachments of the record, with a sentence.
pub(super) async fn back(visit: &Visit, of: &Record, sentence: &str) -> Result<Response> {
    let known = known(&mut visit.read().await?, visit, &of.subject()).await?;
    Ok(web::done(&known.href, sentence))
}

async fn page(visit: &Visit, leave: &Seen<Confirm>, form: FormState) -> Result<ConfirmPage> {
    let Record::Case(case) = &leave.of else { return Err(Error::NotFound) };
    let mut conn = visit.read().await?;
    let attachment = store::find(&mut conn, &leave.attachment).await?;
    if !attachment.media_kind.shows_all() {
        return Err(Error::conflict(commands::NOT_ALL));
    }
    if attachment.is_confirmed() {
        return Err(Error::conflict("この添付は、すでに匿名の資料に含まれています。"));
    }
    let one = std::slice::from_ref(&attachment);
    let title = store::named_titles(&mut conn, visit.actor(), case, one).await?.pop().flatten();
    let called = title.map_or_else(|| UNREADABLE.to_owned(), |title| attachment.called(&title));
    Ok(ConfirmPage {
        frame: visit.frame("匿名の資料に含める"),
        form,
        called,
        known: known(&mut conn, visit, &leave.of.subject()).await?,
        help: format!(
            "「{}」に続けて出ます。氏名などを書きません。空でもかまいません",
            attachment.kind.label()
        ),
        attachment,
    })
}
