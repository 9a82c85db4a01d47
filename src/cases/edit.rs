//! Writing a case by name: the list of its steps, to which each of them returns.

use axum::{extract::Path, response::Response};

use super::{
    Case, CaseAction, CaseMove, CaseStatus,
    act::Edit,
    sheet_form::sheet_form,
    steps::{Progress, progress},
    store,
};
use crate::{
    access,
    error::Result,
    id::CaseId,
    persons,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "cases/edit.html")]
struct EditPage {
    frame: Frame,
    case: Case,
    /// Who it is about.
    name: String,
    steps: Vec<Progress>,
    /// Where to go on: the first step that lacks something, else the first that is empty.
    next: Option<usize>,
    may_submit: bool,
    may_share: bool,
    may_discard: bool,
}

/// `GET /cases/{id}/edit`
pub async fn ask(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Edit, &id, &mut conn).await?;
    let opened = store::opened(&mut conn, &leave).await?;
    let name = persons::find(&mut conn, &leave).await?.written.name;
    let structure = visit.structure();
    let steps = progress(structure, sheet_form(structure, opened.case.form_version)?, &opened);
    let may = |action| access::may(action, visit.actor(), &*leave);
    let lacking = steps.iter().position(|step| !step.lacks.is_empty());
    web::page(&EditPage {
        frame: visit.frame(format!("事例を編集する {}", opened.case.label)),
        name,
        next: lacking.or_else(|| steps.iter().position(|step| step.filled == 0)),
        steps,
        may_submit: may(CaseAction::Submit) && opened.case.status.next(CaseMove::Submit).is_some(),
        may_share: may(CaseAction::Share),
        may_discard: may(CaseAction::Discard) && opened.case.status == CaseStatus::Draft,
        case: opened.case,
    })
}
