//! The factor matrix on paper: whole, on A3.

use axum::response::Response;
use serde::Serialize;

use super::{
    matrix::FactorMatrix,
    page::{Asked, asked, counts, drawn, of_center},
};
use crate::{
    error::{Error, Result},
    print::{Edge, Sheet, Template},
    web::Visit,
};

static TEMPLATE: Template =
    Template { path: "/insight/matrix.typ", source: include_str!("matrix.typ"), parts: &[] };

#[derive(Serialize)]
struct MatrixSheet {
    edge: Edge,
    title: &'static str,
    period: String,
    /// What the cases have in common that stand there, or that there are none; empty for all cases.
    about: String,
    groups: Vec<(String, usize)>,
    columns: Vec<String>,
    rows: Vec<Row>,
    counts: Vec<(&'static str, Vec<usize>)>,
}

#[derive(Serialize)]
struct Row {
    label: String,
    features: String,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    words: String,
    mark: &'static str,
}

/// `GET /factors/sheet.pdf`: the cases that may leave the house, as [`super::page::show`] narrows them.
pub async fn hand_out(visit: Visit) -> Result<Response> {
    let Asked { period, shared, matrix } = asked(&visit).await?;
    let matrix = matrix.leaving();
    let center = of_center(&visit);
    let whose = center.as_ref().map_or_else(String::new, |center| format!("{center}の"));
    let cases = matrix.lines.len();
    let about = match (shared, cases) {
        (None, 0) => format!("この期間に、{whose}事例はありません。"),
        (Some(shared), 0) => {
            format!(
                "この期間に、{whose}「{}」（{}）のある事例はありません。",
                shared.name, shared.group
            )
        }
        (None, _) => center.unwrap_or_default(),
        (Some(shared), _) => {
            format!("{whose}「{}」（{}）のある{cases}事例に共通すること", shared.name, shared.group)
        }
    };
    let maker = visit.structure().whose(visit.actor().center());
    let sheet =
        sheet(matrix, period, about, visit.edge(maker).anonymous().about("要因マトリクス"))?;
    visit.hand_out("要因マトリクス", vec![sheet]).await
}

fn sheet(matrix: FactorMatrix, period: String, about: String, edge: Edge) -> Result<Sheet> {
    let counts = counts()
        .map(|(title, pick)| (title, matrix.columns.iter().map(pick).collect()))
        .into_iter()
        .collect();
    let rows = matrix.lines.into_iter().map(|line| Row {
        features: line.case.features(),
        label: line.case.label,
        cells: (line.cells.iter())
            .map(|cell| Cell {
                words: cell.as_ref().map_or_else(String::new, |factor| factor.cell().to_owned()),
                mark: drawn(cell.as_ref()),
            })
            .collect(),
    });
    let value = MatrixSheet {
        edge,
        title: "要因マトリクス",
        period,
        about,
        rows: rows.collect(),
        groups: matrix.groups,
        columns: matrix.columns.into_iter().map(|column| column.name).collect(),
        counts,
    };
    Sheet::new(&TEMPLATE, &value).map_err(Error::internal)
}
