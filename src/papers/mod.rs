//! The papers of a deliberation period: 資料2, its two appendices and 資料3, as PDF and as Excel.
//!
//! A paper is a plain value ([`sheets`]) that the room fills from records; setting it ([`pdf`],
//! [`excel`]) adds no fact and counts no string. Neither may ever read the database.

mod era;
mod figures;
pub mod excel;
pub mod pdf;
pub mod sheets;
#[cfg(test)]
mod sheets_fixture;
#[cfg(test)]
mod sheets_tests;
