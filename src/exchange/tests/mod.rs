//! Files as people send them, on both databases.

mod answers;
mod bad_files;
mod cases;
mod jobs;
mod messy;
mod pages;
mod round_trip;
mod schedules;
mod speed;

use super::*;
use crate::{
    access::Actor,
    id::CenterId,
    imports::{Report, World},
    tabular::{Answered, Cell, Encoding, Field, Refusal, SheetOut, XlsxFile, write_csv},
    testing::{Cast, MATSUDO, TEST_DAY, TestApp},
};

/// A table as a CSV with a byte order mark.
fn csv(rows: &[&[&str]]) -> Vec<u8> {
    encoded(rows, Encoding::Utf8)
}

fn encoded(rows: &[&[&str]], encoding: Encoding) -> Vec<u8> {
    let rows: Vec<Vec<Cell>> =
        rows.iter().map(|row| row.iter().map(|text| Cell::from(*text)).collect()).collect();
    write_csv(rows.iter().map(Vec::as_slice), encoding).bytes
}

/// A table as a workbook.
fn xlsx(headers: &[&str], rows: Vec<Vec<Cell>>) -> Vec<u8> {
    let fields = headers.iter().map(|h| Field::new(*h));
    XlsxFile::new(TEST_DAY.0).sheet(SheetOut::new("表").table(fields, rows)).finish().unwrap()
}

async fn read(
    t: &TestApp,
    actor: &Actor,
    kind: &str,
    name: &str,
    content: &[u8],
) -> Result<reading::Parsed, Refusal> {
    let mut conn = t.read().await;
    let (kind, center) = (kind.parse().unwrap(), actor.center().cloned());
    let reader = reader_for(&mut conn, &kind, actor, &MATSUDO, center).await.unwrap();
    parse(&*reader, name, content, &Answered::default().on(TEST_DAY.0))
}

async fn looked_at(
    t: &TestApp,
    who: Cast,
    kind: &str,
    name: &str,
    content: &[u8],
) -> Result<Report, Refusal> {
    let parsed = read(t, t.actor(who), kind, name, content).await?;
    let mut conn = t.read().await;
    Ok(dry_run(&mut conn, &parsed).await.unwrap())
}

async fn taken_in(t: &TestApp, who: Cast, kind: &str, content: &[u8]) -> Report {
    let parsed = read(t, t.actor(who), kind, "試験", content).await.unwrap();
    import_alone(&t.app, t.actor(who), &parsed).await.unwrap()
}

/// new, unchanged, changed, errors.
fn numbers(report: &Report) -> (usize, usize, usize, usize) {
    (report.new, report.unchanged, report.changed, report.errors_total)
}

fn reasons(report: &Report) -> String {
    let lines = report
        .errors
        .iter()
        .map(|e| format!("{}{} {}「{}」{}\n", e.row, e.column, e.header, e.value, e.reason));
    lines.collect()
}

fn mei1() -> CenterId {
    "mei1".into()
}
