//! What people can search: a copy of each record's words that all who may know of the record may read, and an index of it.
//!
//! Rooms say what is to be found of their records ([`Searchable`]); nothing sealed and nothing unconfirmed is. The copies are made
//! after the change was kept, never in its transaction, so that nobody waits for them. Who may know of a record stands beside
//! its pairs of letters as a sieve only: what was found is shown to those to whom its room gives it.

mod around;
mod changed;
mod hits;
mod store;
mod text;

pub use around::{Around, Piece, around, pieces};
pub use changed::{Changed, Record};
pub use hits::{Hit, Holders, PAGE, Sought, words};
pub use store::{Mark, clear, mark, replace, set_mark, there};
pub use text::{Searchable, Text};
