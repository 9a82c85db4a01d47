//! `/trace/…`: the thread at full size, and the same as a table in words.

use axum::{extract::Path, response::Response};

use super::{Start, chain};
use crate::{
    error::Result,
    id::{CaseId, IssueId, MeasureId},
    web::{self, Frame, Visit, diagram},
};

#[derive(askama::Template)]
#[template(path = "trace/page.html")]
struct TracePage {
    frame: Frame,
    back: String,
    figure: String,
    waits: Option<String>,
}

/// `GET /trace/case/{id}`
pub async fn of_case(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    show(&visit, Start::Case(id.clone()), format!("/cases/{id}")).await
}

/// `GET /trace/issue/{id}`
pub async fn of_issue(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    show(&visit, Start::Issue(id.clone()), format!("/issues/{id}")).await
}

/// `GET /trace/measure/{id}`
pub async fn of_measure(visit: Visit, Path(id): Path<MeasureId>) -> Result<Response> {
    show(&visit, Start::Measure(id.clone()), format!("/measures/{id}")).await
}

async fn show(visit: &Visit, start: Start, back: String) -> Result<Response> {
    let mut conn = visit.read().await?;
    let thread = chain(&mut conn, visit.structure(), visit.actor(), &start).await?;
    web::page(&TracePage {
        frame: visit.frame(thread.title.clone()),
        back,
        figure: diagram::thread(&thread)?,
        waits: thread.waits,
    })
}
