//! The factor matrix on screen and as a workbook; a column shows what its cases have in common besides.

use axum::response::Response;

use super::matrix::{FactorMatrix, MatrixColumn, matrix};
use crate::{
    access::Role,
    cases::{self, FactorMark, MarkedFactor},
    error::{Error, Result},
    id::{CenterId, FactorId},
    tabular::{Cell, Field, Paper, SheetOut, XlsxFile},
    web::{self, Frame, PeriodNote, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "insight/matrix.html")]
struct MatrixPage {
    frame: Frame,
    period_note: Option<PeriodNote>,
    matrix: FactorMatrix,
    links: Vec<String>,
    centers: Vec<Choice>,
    center: String,
    /// The factor whose cases are shown alone.
    shared: Option<MatrixColumn>,
    /// What those cases have besides, most often first.
    besides: Vec<MatrixColumn>,
    all: String,
    xlsx: String,
    pdf: String,
}

/// What the address asks for.
pub(super) struct Asked {
    /// 「令和7年度 第2回」
    pub period: String,
    /// The factor whose cases are asked for alone.
    pub shared: Option<MatrixColumn>,
    pub matrix: FactorMatrix,
}

/// The matrix of the chosen period within the visitor's reach, narrowed as the address says.
pub(super) async fn asked(visit: &Visit) -> Result<Asked> {
    if matches!(visit.actor().role(), Some(Role::PrefectureOfficer | Role::Auditor) | None) {
        return Err(Error::NotFound);
    }
    let period = visit.needed_period()?;
    let scope = cases::scope(visit.actor());
    let center: Option<CenterId> = visit.query("center").parse().ok();
    let mut conn = visit.read().await?;
    let whole = matrix(&mut conn, visit.structure(), &scope, &period.id, center.as_ref()).await?;
    drop(conn);
    let factor = FactorId::from(visit.query("factor"));
    let shared = whole.columns.iter().find(|c| c.key == factor).cloned();
    let matrix = if shared.is_some() { whole.sharing(&factor) } else { whole };
    Ok(Asked { period: period.words.clone(), shared, matrix })
}

/// `GET /factors`, and with `export=xlsx` the same as a workbook.
pub async fn show(visit: Visit) -> Result<Response> {
    let Asked { period, shared, matrix } = asked(&visit).await?;
    if visit.query("export") == "xlsx" {
        return export(&visit, &period, shared.as_ref(), &matrix.leaving());
    }
    let scope = cases::scope(visit.actor());
    let mut besides: Vec<MatrixColumn> = match &shared {
        Some(shared) => matrix
            .columns
            .iter()
            .filter(|c| c.key != shared.key && c.count.total() > 0)
            .cloned()
            .collect(),
        None => Vec::new(),
    };
    let structure = visit.structure();
    let of_words = |column: &MatrixColumn| {
        structure.factors.iter().any(|factor| factor.key == column.key && factor.is_of_words())
    };
    besides.sort_by_key(|column| (of_words(column), std::cmp::Reverse(column.count.total())));
    web::page(&MatrixPage {
        frame: visit.frame("要因マトリクス"),
        period_note: visit.period_note("事例"),
        links: matrix.columns.iter().map(|c| visit.with("factor", c.key.as_str())).collect(),
        centers: if scope.keeper().is_some() {
            Vec::new()
        } else {
            structure.centers.iter().map(|c| Choice::new(&c.key, &c.symbol)).collect()
        },
        center: visit.query("center").to_owned(),
        all: visit.with("factor", ""),
        xlsx: visit.with("export", "xlsx"),
        pdf: visit.with("export", "").replacen("/factors", "/factors/sheet.pdf", 1),
        shared,
        besides,
        matrix,
    })
}

/// `yes`, `suspected` or nothing: how a cell is drawn.
pub(super) fn drawn(cell: Option<&MarkedFactor>) -> &'static str {
    match cell.map(|f| f.mark) {
        Some(FactorMark::Mark) => "yes",
        Some(FactorMark::Suspected) => "suspected",
        _ => "",
    }
}

/// The centre alone whose cases are asked for.
pub(super) fn of_center(visit: &Visit) -> Option<String> {
    let center: CenterId = visit.query("center").parse().ok()?;
    visit.structure().center_of(&center).map(|center| center.name.clone())
}

fn export(
    visit: &Visit,
    period: &str,
    shared: Option<&MatrixColumn>,
    matrix: &FactorMatrix,
) -> Result<Response> {
    let factor = shared.map(|column| format!("要因：{}（{}）", column.name, column.group));
    let narrowed: Vec<String> = of_center(visit).into_iter().chain(factor).collect();
    let narrowed = if narrowed.is_empty() { "なし".to_owned() } else { narrowed.join("、") };
    let made = format!(
        "{} 作成　{}　{}事例（実）　絞り込み：{narrowed}　匿名の内容を確認した事例だけです。",
        visit.today().long(),
        visit.structure().whose(visit.actor().center()),
        matrix.lines.len(),
    );
    let mut fields = vec![Field::new("事例").width(16), Field::new("特徴").width(28)];
    fields.extend(matrix.columns.iter().map(|c| Field::new(&c.name).width(10).centred()));
    let mut groups = vec![(String::new(), 2)];
    groups.extend(matrix.groups.iter().cloned());
    let mut rows: Vec<Vec<Cell>> = matrix
        .lines
        .iter()
        .map(|line| {
            let case = &line.case;
            let features = case.features();
            let cells = line.cells.iter().map(|cell| match cell {
                Some(factor) => Cell::Text(factor.cell().to_owned()),
                None => Cell::Empty,
            });
            [Cell::Text(case.label.clone()), Cell::Text(features)]
                .into_iter()
                .chain(cells)
                .collect()
        })
        .collect();
    // No sums stand below nothing.
    for (title, pick) in counts().into_iter().filter(|_| !matrix.lines.is_empty()) {
        let numbers = matrix.columns.iter().map(|c| Cell::Number(pick(c) as f64));
        rows.push([Cell::Text(title.into()), Cell::Empty].into_iter().chain(numbers).collect());
    }
    let sheet = SheetOut::new("要因マトリクス")
        .paper(Paper::A4Landscape)
        .title(format!("要因マトリクス {period}"))
        .note(made)
        .table(fields, rows)
        .groups(groups)
        .or_say("この条件に合う事例はありません。");
    let file = XlsxFile::new(visit.today().0).sheet(sheet).finish().map_err(Error::internal)?;
    web::download(
        &format!("要因マトリクス_{}.xlsx", visit.today().iso()),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        file,
    )
}

/// A line of counts: its name, and what it counts of a column.
type CountLine = (&'static str, fn(&MatrixColumn) -> usize);

/// The lines of counts under the matrix.
pub(super) fn counts() -> [CountLine; 4] {
    [
        ("○(事例)", |c| c.count.marked),
        ("疑い(事例)", |c| c.count.suspected),
        ("文字(事例)", |c| c.count.words),
        ("計(事例・実)", |c| c.count.total()),
    ]
}
