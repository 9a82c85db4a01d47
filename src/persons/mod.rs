//! persons: 支援対象者, the only room that knows the names of the cared-for, sealed with a key of their own.
//!
//! Names are opened for the staff of one centre at a time, in memory. This room must never sort, search or log
//! a name in plain text, and never show one outside the centre.

mod person;
mod rules;
mod store;

pub use person::{NewPerson, Person, PersonName, Sex};
pub use rules::{Change, ImportFacts, ImportPersons, PersonAction, PersonFacts, Read, Register};
pub use store::{change, facts, find, imported, key, keys, list, register, register_many, same_as};

use crate::room::Room;

/// The room.
pub const ROOM: Room = Room::named("persons");
