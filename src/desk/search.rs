//! One search box for cases, issues, minutes and resources.

use axum::response::{IntoResponse, Redirect, Response};

use crate::{
    ROOMS,
    error::Result,
    room::Found,
    web::{self, Fields, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "desk/search.html")]
struct SearchPage {
    frame: Frame,
    words: String,
    found: Vec<Found>,
    /// Whether the address names words that are gone.
    gone: bool,
}

/// `POST /words`: keeps what was typed and goes to the page that is narrowed by it.
pub async fn type_in(visit: Visit, Fields(form): Fields) -> Result<Response> {
    let to = visit.typed(&form).await?;
    Ok(Redirect::to(&to).into_response())
}

/// `GET /search`, with the token of what was typed.
pub async fn show(visit: Visit) -> Result<Response> {
    let words: String = visit.query("q").chars().take(100).collect();
    let folded = nihon::fold::fold(&words);
    let mut found = Vec::new();
    if !folded.is_empty() {
        let mut conn = visit.read().await?;
        for room in ROOMS {
            found.extend((room.search)(&mut conn, visit.actor(), &folded).await?);
        }
    }
    let gone = visit.words_are_gone();
    web::page(&SearchPage { frame: visit.frame("検索"), words, found, gone })
}
