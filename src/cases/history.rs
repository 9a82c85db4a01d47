//! 履歴を開く: by the label of a case or its id, for whoever may know its history.

use axum::response::{IntoResponse, Redirect, Response};

use super::{CaseAction, CaseFacts, store};
use crate::{
    access::{self, Load},
    error::Result,
    web::{self, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "cases/histories.html")]
struct HistoriesPage {
    frame: Frame,
    form: FormState,
}

/// `GET /histories`: leads to the case that is meant. Of one whose history somebody may not know they learn no more than of none.
pub async fn open(visit: Visit) -> Result<Response> {
    let typed = visit.query("id");
    let mut conn = visit.read().await?;
    for id in store::meant_by(&mut conn, typed).await? {
        let facts = CaseFacts::load(&mut conn, &id).await?;
        if access::may(CaseAction::ReadHistory, visit.actor(), &facts) {
            return Ok(Redirect::to(&format!("/cases/{id}")).into_response());
        }
    }
    let mut form = FormState::empty().with("id", typed);
    form.error(
        "id",
        match typed.trim() {
            "" => "事例の記号かIDを入力してください。".to_owned(),
            typed => format!("「{typed}」の記録は見つかりません。記号を確かめてください。"),
        },
    );
    web::refused(&HistoriesPage { frame: visit.frame("履歴を開く"), form })
}
