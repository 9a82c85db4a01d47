//! 設定: the doors to what the city sets up, and the deliberation periods.

use axum::response::Response;

use super::{rules::LadderAction, saving::facts};
use crate::{
    access::{self, Role},
    clock::fiscal_year_words,
    error::{Error, Result},
    web::{self, ChosenPeriod, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "conferences/settings.html")]
struct SettingsPage {
    frame: Frame,
    city: String,
    fiscal_year: String,
    note: String,
    periods: Vec<ChosenPeriod>,
    may_edit: bool,
}

/// `GET /settings`
pub async fn show(visit: Visit) -> Result<Response> {
    if !visit.actor().is(Role::CityOfficer) && !visit.actor().is(Role::Auditor) {
        return Err(Error::NotFound);
    }
    let municipality = &visit.structure().municipality;
    web::page(&SettingsPage {
        frame: visit.frame("設定"),
        city: municipality.name.clone(),
        fiscal_year: fiscal_year_words(municipality.fiscal_year),
        note: municipality.note.clone(),
        periods: visit.visitor.periods.clone(),
        may_edit: access::may(LadderAction::EditLadder, visit.actor(), &facts(&visit)),
    })
}
