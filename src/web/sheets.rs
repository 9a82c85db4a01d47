//! Handing out sheets of paper.

use axum::response::Response;

use super::{Visit, download};
use crate::{
    error::{Error, Result},
    print::{self, Edge, Meta, Sheet},
};

impl Visit {
    /// The edges of a sheet printed today for those who made it.
    pub fn edge(&self, maker: &str) -> Edge {
        Edge::of(&self.structure().municipality.name, maker, self.today())
    }

    /// Sheets as one PDF. `name` is that of the document and, with the day, of the file: it says what the document is and
    /// never of whom.
    ///
    /// # Errors
    /// When a sheet cannot be set, which is a defect of ours.
    pub async fn hand_out(&self, name: &'static str, sheets: Vec<Sheet>) -> Result<Response> {
        let date = self.today().0;
        let meta = Meta { title: name.to_owned(), language: "ja", date };
        let set = print::in_background(move || print::sheets(&sheets, &meta)).await;
        let file = format!("{name}_{}.pdf", self.today().iso());
        download(&file, "application/pdf", set.map_err(Error::internal)?)
    }
}
