//! `/settings/ledgers`: the ledgers of the structure, who reads and writes them, and the ready ones that can be added.

use axum::response::Response;

use super::{rules::LadderAction, saving::facts, whole};
use crate::{
    access::Circle,
    error::{Error, Result},
    preset::{Ledger, Ready},
    web::{self, Fields, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "conferences/ledgers.html")]
struct LedgersPage {
    frame: Frame,
    ledgers: Vec<Ledger>,
    ready: Vec<Ready>,
}

impl LedgersPage {
    fn who(circles: &[Circle]) -> String {
        circles.iter().map(|circle| circle.label()).collect::<Vec<_>>().join("・")
    }
}

/// `GET /settings/ledgers`
pub async fn show(visit: Visit) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let structure = visit.structure();
    web::page(&LedgersPage {
        frame: visit.frame("台帳の設定"),
        ledgers: structure.ledgers.clone(),
        ready: structure.library(),
    })
}

/// `POST /settings/ledgers`: a ready definition beside what is there, to be looked at before it is saved.
pub async fn add(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let text = visit.structure().with_ready(form.value("file")).ok_or(Error::NotFound)?;
    form.set("text", text);
    whole::look_at(&visit, form).await
}
