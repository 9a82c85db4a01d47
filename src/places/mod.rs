//! places: the municipality, its stored structure (圏域, centres, levels, words) and its deliberation periods.
//!
//! The structure is one document, a preset, versioned by fiscal year; tables hold only what others point at and
//! sort by. This room must never hold anything about a person.

mod in_force;
mod store;

pub use in_force::{in_force, in_force_today};
#[cfg(test)]
pub use store::centers;
pub use store::{
    Municipality, find, install, install_municipality, municipalities, period, periods,
    structure_for,
};

use crate::room::Room;

/// The room.
pub const ROOM: Room =
    Room { install: |tx, preset| Box::pin(install(tx, preset)), ..Room::named("places") };

#[cfg(test)]
mod tests;
