//! The factor matrix on paper: whole, on A3.

use axum::response::Response;
use serde::Serialize;

use super::{
    matrix::FactorMatrix,
    page::{Asked, asked, counts, drawn},
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
    /// What the cases have in common that stand there; empty for all cases.
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
    let about = shared.map_or_else(String::new, |shared| {
        let cases = matrix.lines.len();
        format!("「{}」（{}）のある{cases}事例に共通すること", shared.name, shared.group)
    });
    let municipality = &visit.structure().municipality.name;
    let sheet = sheet(matrix, period, about, visit.edge(municipality).anonymous())?;
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
