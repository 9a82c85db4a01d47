//! 確認: all that is written of a case, step by step, before it is handed in.

use axum::{extract::Path, response::Response};

use super::{
    Case, CaseAction, CaseMove,
    act::Edit,
    names::factor_name,
    sheet_form::sheet_form,
    steps::{Progress, Step, is_said, progress},
    store::{self, Opened},
};
use crate::{
    access::{self, Seen},
    accounts,
    db::Conn,
    error::Result,
    id::CaseId,
    persons,
    preset::Preset,
    web::{self, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "cases/check.html")]
struct CheckPage {
    frame: Frame,
    form: FormState,
    case: Case,
    /// Who it is about.
    name: String,
    presenter: String,
    parts: Vec<Part>,
    may_submit: bool,
}

/// What one step says.
struct Part {
    step: Progress,
    answers: Vec<(String, Vec<String>)>,
    /// Labels of what nobody wrote.
    empty: Vec<String>,
}

impl CheckPage {
    fn lacks(&self) -> bool {
        self.parts.iter().any(|part| !part.step.lacks.is_empty())
    }
}

/// `GET /cases/{id}/check`
pub async fn ask(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Edit, &id, &mut conn).await?;
    web::page(&page(&visit, &mut conn, &leave, FormState::empty()).await?)
}

/// The page again, for a case that was not handed in; each thing that is lacking leads to where it is written.
pub(super) async fn refused(
    visit: &Visit,
    leave: &Seen<Edit>,
    form: FormState,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    web::refused(&page(visit, &mut conn, leave, form).await?)
}

async fn page(
    visit: &Visit,
    conn: &mut Conn,
    leave: &Seen<Edit>,
    form: FormState,
) -> Result<CheckPage> {
    let structure = visit.structure();
    let opened = store::opened(conn, leave).await?;
    let definition = sheet_form(structure, opened.case.form_version)?;
    let person = persons::find(conn, leave).await?;
    let presenter = match &opened.case.presenter_id {
        Some(id) => accounts::names(conn, &[id.as_str()]).await?.remove(id.as_str()),
        None => None,
    };
    let steps = progress(structure, definition, &opened).into_iter();
    let parts = steps.zip(Step::all(definition)).map(|(progress, step)| {
        let (answers, empty) = said(structure, &opened, step);
        Part { step: progress, answers, empty }
    });
    let may_submit = access::may(CaseAction::Submit, visit.actor(), &**leave)
        && opened.case.status.next(CaseMove::Submit).is_some();
    Ok(CheckPage {
        frame: visit.frame(format!("内容の確認 {}", opened.case.label)),
        form,
        name: person.written.name,
        presenter: presenter.unwrap_or_default(),
        parts: parts.collect(),
        may_submit,
        case: opened.case,
    })
}

/// Answers of a step in words, and the labels of what nobody wrote.
fn said(
    structure: &Preset,
    opened: &Opened,
    step: Step<'_>,
) -> (Vec<(String, Vec<String>)>, Vec<String>) {
    let (mut answers, mut empty) = (Vec::new(), Vec::new());
    let outline = &opened.case.outline;
    let expected = step.expected(structure, &opened.case);
    for field in step.outline_fields(structure) {
        let label = field.spec.label.clone();
        match is_said(&field, outline) {
            true => answers.push((label, field.spec.lines(&field.answer(outline)))),
            false if expected.iter().any(|one| one.key == field.key) => empty.push(label),
            false => {}
        }
    }
    match step {
        Step::Section(section) => {
            for field in &section.fields {
                match opened.sheets.named.get(&field.key) {
                    Some(answer) => answers.push((field.label.clone(), field.lines(answer))),
                    None => empty.push(field.label.clone()),
                }
            }
        }
        Step::Factors => answers.extend(opened.factors.iter().map(|factor| {
            (factor_name(structure, &factor.factor_id), vec![factor.cell().to_owned()])
        })),
        Step::Outline | Step::Consent => {}
    }
    (answers, empty)
}
