//! persons: 支援対象者, the only room that knows the names of the cared-for, sealed with a key of their own.
//!
//! Names are opened for the staff of one centre at a time, in memory. This room must never sort, search or log
//! a name in plain text, and never show one outside the centre.

mod arriving;
mod edit;
mod gate;
mod list;
mod person;
mod register;
mod rules;
mod sealing;
mod show;
mod store;

pub use arriving::Arriving;
pub use edit::{alike, inputs, read_person};
pub use gate::{Cleared, Gate, JUDGE, Leaves, Says, Text, clear, clear_beside};
pub use person::{LIFETIME, NewPerson, Person, PersonName, Sex, age_on};
pub use rules::{
    Change, ImportPersons, ListNames, OfPerson, OpensName, PersonAction, PersonFacts, Read,
    Register, RegisterFacts,
};
pub use store::{UNREADABLE, find, if_it_opens, key, key_or_new, keys, names, register};

use crate::{
    access::{self, MatrixRow},
    deidentify::judging,
    room::Room,
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/persons", "03-cases")],
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    search: |conn, actor, _, words| Box::pin(list::search(conn, actor, words)),
    matrix,
    ..Room::named("persons")
};

fn routes() -> Routes {
    Routes::new()
        .get("/persons", Guard::SignedIn("only one's own centre is listed"), list::list)
        .get("/persons/new", Guard::may(PersonAction::Register), edit::ask_new)
        .post("/persons", Guard::may(PersonAction::Register), edit::register)
        .get("/persons/{id}", Guard::may(PersonAction::Read), show::show)
        .get("/persons/{id}/edit", Guard::may(PersonAction::Change), edit::ask)
        .post("/persons/{id}", Guard::may(PersonAction::Change), edit::change)
}

/// Role × action, for a person of the reader's centre and of another.
fn matrix() -> Vec<MatrixRow> {
    let of = |words, center: &'static str| {
        access::situation::<PersonAction>(words, |_| PersonFacts::new_at(center.into()))
    };
    [of("自センターの人", "here"), of("ほかのセンターの人", "there"), judging::matrix()].concat()
}

#[cfg(test)]
pub(crate) mod tests;
