//! Tsumugi (紡ぎ): community care conferences as one unbroken loop.
//!
//! The house is laid out in docs/ARCHITECTURE.md. Foundation first, which imports no room; then the rooms in the
//! order in which the work flows. A room imports only what stands above it in this file.

// — foundation —
pub mod access;
pub mod clock;
pub mod config;
pub mod crypt;
pub mod db;
pub mod error;
pub mod events;
pub mod files;
pub mod id;
pub mod jobs;
pub mod preset;
pub mod print;
pub mod room;
pub mod tabular;
pub mod web;

// — rooms, in reading order —
pub mod places;
pub mod accounts;
pub mod persons;
pub mod forms;
pub mod cases;
pub mod papers;
pub mod desk;

mod app;
pub mod commands;
mod session;
#[cfg(feature = "testing")]
pub mod testing;

pub use app::App;

/// The rooms in reading order. Everything that goes through the whole house (routes, presets, what is due,
/// search, the permission matrix) walks this table.
pub const ROOMS: &[room::Room] = &[places::ROOM, accounts::ROOM, persons::ROOM, forms::ROOM, cases::ROOM, desk::ROOM];

#[cfg(test)]
mod house_tests;
