//! The short guide on screen: the loop in eight steps, and where each is done.

use axum::response::Response;

use super::guide::{CHAPTERS, Chapter};
use crate::{
    access::Role,
    error::Result,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "desk/help.html")]
struct HelpPage {
    frame: Frame,
    /// What issues are called, those of the lowest level and those above.
    lowest: String,
    above: String,
    chapters: &'static [Chapter],
    registers: bool,
    imports: bool,
    meetings: bool,
    candidates: bool,
    issues: bool,
}

/// `GET /help`
pub async fn show(visit: Visit) -> Result<Response> {
    let storeys = visit.structure().storeys();
    let words: Vec<&str> = storeys.iter().map(|level| level.issue_name.as_str()).collect();
    let (lowest, above) = words.split_first().unwrap_or((&"", &[]));
    let opens = |href: &str| visit.visitor.nav.iter().any(|entry| entry.href == href);
    // Others find what they may open of these on the pages themselves.
    let keeps = matches!(visit.actor().role(), Some(Role::CenterStaff | Role::CityOfficer));
    web::page(&HelpPage {
        frame: visit.frame("使い方"),
        lowest: (*lowest).to_owned(),
        above: above.join("、"),
        chapters: &CHAPTERS,
        registers: opens("/cases")
            && matches!(visit.actor().role(), Some(Role::CenterStaff | Role::CarePresenter)),
        imports: keeps,
        meetings: opens("/meetings"),
        candidates: keeps,
        issues: opens("/issues"),
    })
}
