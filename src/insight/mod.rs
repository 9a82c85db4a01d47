//! insight: what cases have in common, as the factor matrix of a period.
//!
//! It shows labels and de-identified words only, and reads no sheet.

mod matrix;
mod page;
mod printing;

pub use matrix::{FactorMatrix, matrix};

use crate::{
    room::Room,
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room =
    Room { routes, guide: &[("/factors", "05-issues")], ..Room::named("insight") };

fn routes() -> Routes {
    let narrowed = Guard::SignedIn("the matrix is narrowed to the cases the reader may see");
    Routes::new().get("/factors", narrowed, page::show).get(
        "/factors/sheet.pdf",
        narrowed,
        printing::hand_out,
    )
}
