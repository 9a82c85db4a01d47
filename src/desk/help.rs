//! The short guide on screen: the loop in eight steps, and where each is done.

use axum::response::Response;

use crate::{
    error::Result,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "desk/help.html")]
struct HelpPage {
    frame: Frame,
}

/// `GET /help`
pub async fn show(visit: Visit) -> Result<Response> {
    web::page(&HelpPage { frame: visit.frame("使い方") })
}
