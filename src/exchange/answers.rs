//! How a sent file is to be read, where it leaves that open: which column is what, what its words mean.

use axum::{extract::Path, response::Response};

use super::{
    reading,
    rules::{AnswerImport, ReadImport},
    show::read,
    store::{self, Import, Shape},
};
use crate::{
    error::Result,
    id::ImportId,
    tabular::{Mapping, Question},
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "exchange/columns.html")]
struct ColumnsPage {
    frame: Frame,
    form: FormState,
    import: Import,
    mapping: Mapping,
    questions: Vec<Question>,
}

impl ColumnsPage {
    /// Fields that must be there and of which the file has no column; with their number among all.
    fn lacking(&self) -> Vec<(usize, &str, &str)> {
        let numbered = self.mapping.fields.iter().enumerate();
        let lacking = numbered.filter(|(_, field)| field.required && !field.found);
        lacking.map(|(at, field)| (at, field.name.as_str(), field.everywhere.as_str())).collect()
    }

    /// Whether a column is shown as a field: as a person just said, else as it is read, else as it most likely is.
    fn is(&self, at: &usize, field: &str) -> bool {
        let name = format!("field:{at}");
        if self.form.pairs().next().is_some() {
            return self.form.value(&name) == field;
        }
        let column = self.mapping.columns.iter().find(|column| column.at == *at);
        column.is_some_and(
            |c| if c.field.is_empty() { c.proposed == field } else { c.field == field },
        )
    }
}

/// `GET /imports/{id}/columns`: the file's headings beside the fields.
pub async fn columns(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let page = page(&visit, &id, FormState::empty()).await?;
    web::page(&page)
}

async fn page(visit: &Visit, id: &ImportId, form: FormState) -> Result<ColumnsPage> {
    let mut conn = visit.read().await?;
    let leave = visit.see(ReadImport, id, &mut conn).await?;
    let import = store::find(&mut conn, &leave).await?;
    let parsed = read(visit, conn, &leave, &import).await?;
    let report = parsed.report().clone();
    Ok(ColumnsPage {
        frame: visit.frame("列の対応"),
        form,
        import,
        mapping: report.mapping,
        // The table of columns answers what is asked of columns.
        questions: report.questions.into_iter().filter(|q| !q.key.starts_with("column:")).collect(),
    })
}

/// `POST /imports/{id}/answers`: reads the file anew with what was said, and keeps that for the next one like it.
pub async fn answer(
    visit: Visit,
    Path(id): Path<ImportId>,
    Fields(form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(AnswerImport, &id, &mut conn).await?;
    let import = store::find(&mut conn, &leave).await?;
    let before = read(&visit, conn, &leave, &import).await?;
    let mut answers = import.answers.clone();
    if form.value("mapping") == "yes" {
        let field_of = |at: usize| form.value(&format!("field:{at}")).to_owned();
        let everywhere = |number: usize| form.value(&format!("value:{number}")).to_owned();
        match before.report().mapping.answers(field_of, everywhere) {
            Ok(said) => answers = answers.over(said),
            Err(field) => {
                let mut form = form;
                let sentence =
                    format!("「{field}」に二つの列が選ばれています。どちらか一つにしてください。");
                form.error("mapping", sentence);
                return web::refused(&page(&visit, &id, form).await?);
            }
        }
    }
    for (name, said) in form.pairs().filter(|(_, said)| !said.is_empty()) {
        if let Some(key) = name.strip_prefix("answer:") {
            answers.say(key, said);
        }
    }
    let anew = Import { answers: answers.clone(), ..import.clone() };
    let parsed = read(&visit, visit.read().await?, &leave, &anew).await?;
    let counts = reading::dry_run(&mut visit.read().await?, &parsed).await?.counts();
    let heads = parsed.shape();
    let shape = &Shape { kind: &import.kind, center: import.center_id.as_ref(), heads };
    let answers = &answers;
    visit
        .act(AnswerImport, &id, |mut tx, permit| async move {
            store::answer(&mut tx, permit, shape, answers, counts).await?;
            Ok((tx, ()))
        })
        .await?;
    let there = format!("/imports/{id}");
    Ok(match counts.is_clean() {
        true => web::done(&there, "読み方を覚え、読み直しました。まだ取り込んでいません。"),
        false => web::told(
            &there,
            "読み直しました。まだ取り込めません。残りの問いや誤りを見てください。",
        ),
    })
}
