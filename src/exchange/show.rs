//! One file that was sent: what was read of it, cell by cell what is wrong, and taking it in or throwing it away.

use axum::{extract::Path, response::Response};

use super::{
    Parsed, Report, World, parse_aside, reading,
    rules::{ExchangeAction, ForgetImport},
    store::{self, Import, ImportStatus},
};
use crate::{
    access,
    db::Conn,
    error::{Error, Result},
    id::ImportId,
    tabular::{Cell, Encoding, write_csv},
    web::{self, Frame, Visit},
};

/// Wrong cells shown on the page; the rest are in the CSV.
const SHOWN: usize = 200;

#[derive(askama::Template)]
#[template(path = "exchange/show.html")]
struct ShowPage {
    frame: Frame,
    import: Import,
    /// None once the file is gone.
    report: Option<Report>,
    /// Wrong cells beyond those shown.
    more: usize,
}

/// `GET /imports/{id}`
pub async fn show(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let import = load(&visit, &mut conn, &id).await?;
    if import.status != ImportStatus::Waiting {
        return web::page(&page(&visit, import, None));
    }
    let (world, parsed) = read(&visit, &mut conn, &import).await?;
    let report = reading::dry_run(&mut conn, &world, &parsed).await?;
    web::page(&page(&visit, import, Some(report)))
}

/// `GET /imports/{id}/errors`: all wrong cells as CSV.
pub async fn errors(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let import = load(&visit, &mut conn, &id).await?;
    let (world, parsed) = read(&visit, &mut conn, &import).await?;
    let report = reading::dry_run(&mut conn, &world, &parsed).await?;
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

/// `POST /imports/{id}/run`: takes in all of it, or shows again what is wrong.
pub async fn run(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let import = load(&visit, &mut conn, &id).await?;
    access::check(ExchangeAction::RunImport, visit.actor(), &import.facts())?;
    let (world, parsed) = read(&visit, &mut conn, &import).await?;
    drop(conn);
    let report = reading::import_sent(&visit.app, &world, &parsed, Some(&import)).await?;
    if !report.is_clean() {
        return web::refused(&page(&visit, import, Some(report)));
    }
    let sentence = format!(
        "{}を取り込みました。新しく{}{unit}、内容の変更{}{unit}、登録済み{}{unit}です。",
        import.kind.label(),
        report.new,
        if import.kind == super::Kind::Schedules {
            report.changed
        } else {
            0
        },
        report.unchanged,
        unit = import.kind.unit(),
    );
    Ok(web::done(&format!("/imports/{id}"), &sentence))
}

/// `POST /imports/{id}/forget`
pub async fn forget(visit: Visit, Path(id): Path<ImportId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let import = &load(&visit, &mut conn, &id).await?;
    drop(conn);
    let actor = visit.actor();
    visit
        .write(|mut tx| async move {
            let permit = access::permit::<ForgetImport>(&mut tx, actor, &import.facts())?;
            let file = import.file_id.clone().ok_or_else(gone)?;
            store::forget(&mut tx, permit, &file).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done(
        "/imports",
        "ファイルを消去しました。何も取り込んでいません。",
    ))
}

fn gone() -> Error {
    Error::conflict("このファイルは、すでに取り込まれたか消去されています。何も変えていません。")
}

async fn load(visit: &Visit, conn: &mut Conn, id: &ImportId) -> Result<Import> {
    let import = store::find(conn, visit.municipality(), id).await?;
    access::check(ExchangeAction::ReadImport, visit.actor(), &import.facts())?;
    Ok(import)
}

async fn read(visit: &Visit, conn: &mut Conn, import: &Import) -> Result<(World, Parsed)> {
    let content = store::content(conn, visit.municipality(), import).await?;
    let center = import.center_id.clone();
    let world = World::load(conn, visit.actor(), visit.structure(), center).await?;
    let parsed = parse_aside(&world, import.kind, &import.file_name, content)
        .await?
        .map_err(|refusal| Error::conflict(refusal.to_string()))?;
    Ok((world, parsed))
}

fn page(visit: &Visit, import: Import, report: Option<Report>) -> ShowPage {
    let mut report = report;
    let mut more = 0;
    if let Some(report) = &mut report {
        more = report.errors_total.saturating_sub(SHOWN);
        report.errors.truncate(SHOWN);
    }
    ShowPage {
        frame: visit.frame("取り込みの確認"),
        import,
        report,
        more,
    }
}
