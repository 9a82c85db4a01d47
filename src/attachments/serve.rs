//! Handing out an attachment: as what it is by content, and so that nothing in it acts here.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use super::{
    rules::{At, See},
    store,
};
use crate::{error::Result, id::AttachmentId, tabular::content_disposition, web::Visit};

/// What it may do when it is opened by itself: be looked at.
const POLICY: &str = "sandbox; default-src 'none'";

/// `GET /attachments/{id}`
pub async fn content(visit: Visit, Path(id): Path<AttachmentId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(See, &At::There(id), &mut conn).await?;
    let attachment = store::find(&mut conn, &leave.attachment).await?;
    let content = store::content(&mut conn, visit.actor(), &leave).await?;
    drop(conn);
    // A picture was drawn anew by us; of anything else a browser's own viewer would run what is in it.
    let disposition = match attachment.media_kind.is_picture() {
        true => "inline".to_owned(),
        false => content_disposition(&attachment.file_name()),
    };
    let headers = [
        (header::CONTENT_TYPE, attachment.media_kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, content).into_response())
}
