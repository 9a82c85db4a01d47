//! Everything of a municipality, walked by the schema: rows that leave the database with what was sealed in them opened, and
//! rows that come into an empty one and are sealed anew. A new table is in it without a line; a new sealed column is declared in
//! `declared.rs`, and a test sees to it. What is left out of an export is said in it.

mod book;
mod declared;
mod leaving;
mod manifest;
mod parcel;
mod rules;
mod taking;
mod unpacking;
mod writing;

#[cfg(test)]
pub(crate) use declared::{ANEW, LEFT_OUT, SEALED, left_out, reading, with_names};
pub use manifest::Manifest;
pub use parcel::Seal;
pub use rules::{EverythingFacts, TakeOut};
pub use taking::take_in;
pub use unpacking::Parcel;
pub use writing::{Whole, written};

#[cfg(test)]
mod tests;
