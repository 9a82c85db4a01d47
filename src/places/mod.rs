//! places: the municipality, its structure (圏域, centres, levels, words) and its deliberation periods.
//!
//! The structure is one document, a preset, versioned by fiscal year; tables hold only what others point at and
//! sort by. This room must never hold anything about a person.

mod store;
pub mod structure;

pub use store::{
    Municipality, Period, centers, find, install, install_municipality, municipalities, only,
    period, periods, structure_for,
};
pub use structure::{InForce, Structure, Structures};

use crate::room::Room;

/// The room.
pub const ROOM: Room =
    Room { install: |tx, preset| Box::pin(install(tx, preset)), ..Room::named("places") };

#[cfg(test)]
mod tests;
