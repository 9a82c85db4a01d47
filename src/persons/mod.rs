//! persons: 支援対象者, the only room that knows the names of the cared-for, sealed with a key of their own.
//!
//! Names are opened for the staff of one centre at a time, in memory. This room must never sort, search or log
//! a name in plain text, and never show one outside the centre.

mod edit;
mod list;
mod person;
mod rules;
mod show;
mod store;

pub use edit::{alike, read_person, sex_choices};
pub use person::{NewPerson, Person, PersonName, Sex, age_on};
pub use rules::{Change, ImportFacts, ImportPersons, PersonAction, PersonFacts, Register};
pub use store::{
    change, facts, find, imported, key, keys, list, names, register, register_many, same_as,
};

use strum::IntoEnumIterator;

use crate::{
    access::{self, MatrixRow, Rule},
    id::CenterId,
    room::Room,
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    uses: |conn, municipality, part| Box::pin(store::uses(conn, municipality, part)),
    matrix,
    ..Room::named("persons")
};

fn routes() -> Routes {
    Routes::new()
        .get("/persons", Guard::SignedIn("only one's own centre is listed"), list::list)
        .get("/persons/new", Guard::Action("register"), edit::ask_new)
        .post("/persons", Guard::Action("register"), edit::register)
        .get("/persons/{id}", Guard::Action("read"), show::show)
        .get("/persons/{id}/edit", Guard::Action("change"), edit::ask)
        .post("/persons/{id}", Guard::Action("change"), edit::change)
}

/// Role × action, for a person of the reader's centre and of another.
fn matrix() -> Vec<MatrixRow> {
    let of = |situation, own| {
        PersonAction::iter().map(move |action| MatrixRow {
            room: "persons",
            action: action.label(),
            situation,
            verdicts: access::verdicts(action, |_| {
                PersonFacts::new_at(CenterId::from(if own { "here" } else { "there" }))
            }),
        })
    };
    of("自センターの人", true).chain(of("ほかのセンターの人", false)).collect()
}

#[cfg(test)]
mod tests;
