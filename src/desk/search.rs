//! One search box for cases, issues, minutes and resources.

use axum::response::Response;

use crate::{
    ROOMS,
    error::Result,
    room::Found,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "desk/search.html")]
struct SearchPage {
    frame: Frame,
    words: String,
    found: Vec<Found>,
}

/// `GET /search?q=`
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
    web::page(&SearchPage { frame: visit.frame("検索"), words, found })
}
