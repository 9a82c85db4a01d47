//! conferences: the 会議体 of a municipality, who sits in them, and the ladder they form.
//!
//! Kinds, levels and edges stand in the structure; one conference of a kind is made for each of its units. This
//! room must never know a meeting, a case or an issue.

pub mod conference;
mod rules;
mod store;
mod units;

pub use conference::{Conference, ConferenceMove, ConferenceStatus, Member, NewMember, SeatKind};
pub use rules::{
    ConferenceAction, ConferenceFacts, EditLadder, EditMembers, LadderAction, LadderFacts, Resume,
    Suspend,
};
pub use store::{
    add_member, facts, find, install, list, member, members, members_on, of_center, of_kind, seats,
};

use crate::room::Room;

/// The room.
pub const ROOM: Room = Room {
    install: |tx, municipality, preset| Box::pin(install(tx, municipality, preset)),
    seats: |conn, municipality, account, day| Box::pin(seats(conn, municipality, account, day)),
    matrix: rules::matrix,
    workflow: conference::workflow,
    ..Room::named("conferences")
};
