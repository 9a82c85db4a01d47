//! 年間計画 on paper: places by months, whole on one page.

use axum::response::Response;
use serde::Serialize;

use super::year::{YearRow, of_year};
use crate::{
    error::{Error, Result},
    print::{Edge, Sheet, Template},
    web::Visit,
};

static TEMPLATE: Template =
    Template { path: "/meetings/year.typ", source: include_str!("sheets/year.typ"), parts: &[] };

#[derive(Serialize)]
struct YearSheet {
    edge: Edge,
    places: String,
    year: String,
    months: Vec<String>,
    rows: Vec<YearRow>,
    totals: Vec<String>,
    kinds: Vec<(String, String)>,
    suspended: Vec<(String, String)>,
}

/// `GET /meetings/year.pdf`
pub async fn hand_out(visit: Visit) -> Result<Response> {
    let page = of_year(&visit).await?;
    let value = YearSheet {
        edge: visit.edge(visit.structure().whose(visit.actor().center())).about("会議の年間計画"),
        places: page.places,
        year: page.year_words,
        months: page.months,
        rows: page.rows,
        totals: page.month_totals,
        kinds: page.kind_totals,
        suspended: page.suspended,
    };
    let sheet = Sheet::new(&TEMPLATE, &value).map_err(Error::internal)?;
    visit.hand_out("会議の年間計画", vec![sheet]).await
}
