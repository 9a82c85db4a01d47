//! accounts: who may sign in, with which role, and the sessions of those who did.
//!
//! Passwords are kept as argon2id hashes, sessions as digests of their tokens. This room must never tell
//! whether a login exists.

pub mod password;
mod rules;
mod sign_in;
mod store;

pub use rules::{AccountAction, AccountFacts};
pub use store::{Account, NewAccount, Signed, create, end_all_sessions, find, list, seen, session_of};
pub use sign_in::{SESSION_COOKIE, token_digest, token_of};

use crate::{
    room::Room,
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room = Room { routes, ..Room::named("accounts") };

fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Guard::Public("nobody is signed in yet"), sign_in::ask)
        .post("/session", Guard::Public("this is the signing in"), sign_in::begin)
        .post("/session/end", Guard::SignedIn("everybody may sign out"), sign_in::end)
}

#[cfg(test)]
mod tests;
