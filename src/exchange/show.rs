//! One file that was sent: what was read of it, cell by cell what is wrong, and taking it in or throwing it away.

use std::sync::Arc;

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    job, parse_aside, reading,
    rules::{ForgetImport, ReadImport, RunImport},
    store::{self, Import, ImportStatus},
};
use crate::{
    access::Leave,
    db::Conn,
    error::{Error, Result},
    files::OpensFiles,
    id::ImportId,
    imports::Report,
    jobs::{self, JobStatus, Seen},
    tabular::{Cell, Encoding, write_csv},
    web::{self, Frame, Visit},
};

/// Wrong cells shown on the page; the rest are in the CSV.
const SHOWN: usize = 200;

#[derive(askama::Template)]
#[template(path = "exchange/show.html")]
pub(super) struct ShowPage {
    frame: Frame,
    import: Import,
    /// None once the file is gone.
    report: Option<Report>,
    /// Wrong cells beyond those shown.
    more: usize,
    /// The job that takes the file in, once somebody asked for that.
    job: Option<Seen>,
    /// That nothing was taken in, where that is so.
    nothing: Option<String>,
    /// Whether it is at work.
    is_open: bool,
    /// The page's own path.
    here: String,
    /// Days until a file that nobody takes in is forgotten.
    days_kept: i64,
}

/// `GET /imports/{id}`
pub async fn show(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(ReadImport, &id, &mut conn).await?;
    let import = store::find(&mut conn, &leave).await?;
    let job = job_of(&visit, &mut conn, &import).await?;
    let being_taken_in = job.as_ref().is_some_and(Seen::is_open);
    let report = if import.status == ImportStatus::Waiting && !being_taken_in {
        Some(looked_through(&visit, conn, &leave, &import).await?)
    } else {
        drop(conn);
        None
    };
    if let Some(job) = &job {
        jobs::looked_at(&visit.app, visit.actor(), &job.job).await?;
    }
    web::page(&ShowPage { job, is_open: being_taken_in, ..page(&visit, import, report) })
}

/// The job that takes the file in, as far as it is known.
async fn job_of(visit: &Visit, conn: &mut Conn, import: &Import) -> Result<Option<Seen>> {
    let Some(id) = &import.job_id else {
        return Ok(None);
    };
    match jobs::find(conn, id).await {
        Ok(job) => Ok(Some(Seen::of(conn, visit.app.jobs(), job).await?)),
        // Jobs are forgotten after a month, imports are not.
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `GET /imports/{id}/errors`: all wrong cells as CSV.
pub async fn errors(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(ReadImport, &id, &mut conn).await?;
    let import = store::find(&mut conn, &leave).await?;
    let report = looked_through(&visit, conn, &leave, &import).await?;
    let header = ["ファイル", "シート", "行", "列", "見出し", "値", "理由"];
    let mut rows: Vec<Vec<Cell>> = vec![header.map(Cell::from).into()];
    rows.extend(report.errors.iter().map(|e| {
        vec![
            e.file.as_str().into(),
            e.sheet.as_str().into(),
            Cell::Number(e.row as f64),
            e.column.as_str().into(),
            e.header.as_str().into(),
            e.value.as_str().into(),
            e.reason.as_str().into(),
        ]
    }));
    let csv = write_csv(rows.iter().map(Vec::as_slice), Encoding::Utf8);
    web::download("取り込みの誤り.csv", "text/csv; charset=utf-8", csv.bytes)
}

/// `POST /imports/{id}/run`: has all of it taken in, or shows again what is wrong.
pub async fn run(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(RunImport, &id, &mut conn).await?;
    let import = store::find(&mut conn, &leave).await?;
    if import.counts.errors > 0 || import.counts.open > 0 {
        // What was wrong when it was sent may be right by now: the world has changed, not the file.
        let report = looked_through(&visit, conn, &leave, &import).await?;
        if !report.is_clean() {
            return web::refused(&page(&visit, import, Some(report)));
        }
    } else {
        drop(conn);
    }
    let (actor, import_id) = (visit.actor(), &import.id);
    let account = &actor.seat().ok_or(Error::NotFound)?.account;
    let job = visit
        .write(|mut tx| async move {
            let job = job::order(&mut tx, actor, account, import_id).await?;
            Ok((tx, job))
        })
        .await?;
    let patience = job::patience(&import);
    let job = jobs::wait(&visit.app, visit.municipality(), &job, patience).await?;
    jobs::looked_at(&visit.app, actor, &job).await?;
    Ok(match (job.status, &job.outcome, &job.account_id) {
        (JobStatus::Done, Some(sentence), _) => web::done(&job.href, sentence),
        (JobStatus::Waiting | JobStatus::Running, _, Some(asked)) if asked == account => {
            Redirect::to(&format!("/jobs/{}", job.id)).into_response()
        }
        _ => Redirect::to(&job.href).into_response(),
    })
}

/// `POST /imports/{id}/forget`
pub async fn forget(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(ReadImport, &id, &mut conn).await?;
    let import = &store::find(&mut conn, &leave).await?;
    drop(conn);
    visit
        .act(ForgetImport, &id, |mut tx, permit| async move {
            let file = import.file_id.clone().ok_or_else(store::gone)?;
            store::forget(&mut tx, permit, &file).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done("/imports", "ファイルを消去しました。何も取り込んでいません。"))
}

/// What a file says. The connection is given back while it is read.
pub(super) async fn read<L: Leave<Action: OpensFiles>>(
    visit: &Visit,
    mut conn: Conn,
    leave: &L,
    import: &Import,
) -> Result<reading::Parsed> {
    let content = store::content(&mut conn, leave, import).await?;
    let (actor, structure, center) = (visit.actor(), visit.structure(), import.center_id.clone());
    let reader = reading::reader_for(&mut conn, &import.kind, actor, structure, center).await?;
    drop(conn);
    parse_aside(&reader, &import.file_name, Arc::new(content), import.answers.clone())
        .await?
        .map_err(|refusal| Error::conflict(refusal.to_string()))
}

/// What a file would bring.
async fn looked_through<L: Leave<Action: OpensFiles>>(
    visit: &Visit,
    conn: Conn,
    leave: &L,
    import: &Import,
) -> Result<Report> {
    let parsed = read(visit, conn, leave, import).await?;
    reading::dry_run(&mut visit.read().await?, &parsed).await
}

pub(super) fn page(visit: &Visit, import: Import, report: Option<Report>) -> ShowPage {
    let mut report = report;
    let import = Import { kind: import.kind.called(visit.structure(), visit.actor()), ..import };
    let mut more = 0;
    if let Some(report) = &mut report {
        more = report.errors_total.saturating_sub(SHOWN);
        report.errors.truncate(SHOWN);
    }
    let took_nothing =
        import.status == ImportStatus::Done && import.counts.taken(import.kind.replaces) == 0;
    let nothing = took_nothing.then(|| job::nothing(&import.kind, &import.counts));
    ShowPage {
        frame: visit.frame("取り込みの確認"),
        here: format!("/imports/{}", import.id),
        is_open: false,
        nothing,
        import,
        report,
        more,
        job: None,
        days_kept: job::DAYS_KEPT,
    }
}
