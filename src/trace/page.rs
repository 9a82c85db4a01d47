//! `/trace/…`: the thread at full size, and the same as a table in words.

use axum::{extract::Path, response::Response};

use super::chain;
use crate::{
    error::{Error, Result},
    web::{self, Frame, Visit, diagram},
};

#[derive(askama::Template)]
#[template(path = "trace/page.html")]
struct TracePage {
    frame: Frame,
    back: String,
    /// What the record is called that it begins at.
    name: String,
    /// The thread as a list, for a screen on which the drawing could only be scrolled.
    strip: String,
    figure: String,
    waits: Option<String>,
}

/// `GET /trace/{kind}/{id}`
pub async fn show(visit: Visit, Path((kind, id)): Path<(String, String)>) -> Result<Response> {
    let start = [crate::subject(&kind, &id).ok_or(Error::NotFound)?];
    let (actor, structure) = (visit.actor(), visit.structure());
    let mut conn = visit.read().await?;
    let known = crate::subjects(&mut conn, actor, structure, &start).await?;
    let known = known.into_iter().next().ok_or(Error::NotFound)?;
    let thread = chain(&mut conn, actor, structure, &known.subject).await?;
    visit.saw(known.subject);
    web::page(&TracePage {
        frame: visit.frame(thread.title.clone()),
        back: known.href,
        name: known.name.text().to_owned(),
        strip: diagram::thread_strip(&thread)?,
        figure: diagram::thread(&thread)?,
        waits: thread.waits,
    })
}
