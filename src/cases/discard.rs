//! A draft that was a mistake: asked about once more, then gone.

use axum::{extract::Path, response::Response};

use super::{Case, act::Discard, commands, store};
use crate::{
    error::Result,
    id::CaseId,
    persons,
    undo::Back,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "cases/discard.html")]
struct DiscardPage {
    frame: Frame,
    case: Case,
    /// Who it is about.
    name: String,
}

/// `GET /cases/{id}/deletion`
pub async fn ask(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Discard, &id, &mut conn).await?;
    commands::may_be_discarded(&mut conn, &id).await?;
    let name = persons::find(&mut conn, &leave).await?.written.name;
    let case = store::opened(&mut conn, &leave).await?.case;
    web::page(&DiscardPage {
        frame: visit.frame(format!("事例を消す {}", case.label)), case, name
    })
}

/// `POST /cases/{id}/deletion`
pub async fn discard(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let label = {
        let mut conn = visit.read().await?;
        let _ = visit.see(Discard, &id, &mut conn).await?;
        store::find(&mut conn, &id).await?.label
    };
    let back = Back::from("消した事例を戻す").and([store::label_gone(&label)]);
    let ((), undo) = visit
        .act_for_now(Discard, &id, back, |mut tx, permit| async move {
            commands::discard(&mut tx, permit).await?;
            Ok((tx, ()))
        })
        .await?;
    let said = format!("作成中の事例 {label} を消しました。");
    Ok(web::done_for_now("/cases", &said, undo.as_ref()))
}
