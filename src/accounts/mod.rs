//! accounts: who may sign in, with which role, and the sessions of those who did.
//!
//! Passwords are kept as argon2id hashes, sessions as digests of their tokens. This room must never tell
//! whether a login exists.

mod admin;
mod own;
pub mod password;
mod rules;
mod sign_in;
mod store;

pub use rules::{AccountAction, AccountFacts};
pub use sign_in::{SESSION_COOKIE, token_digest, token_of};
pub use store::{
    Account, NewAccount, Signed, create, end_all_sessions, find, list, names, of_role, seen,
    session_of,
};

use strum::IntoEnumIterator;

use crate::{
    access::{self, MatrixRow, Rule},
    id::AccountId,
    room::Room,
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    uses: |conn, municipality, part| Box::pin(store::uses(conn, municipality, part)),
    matrix,
    ..Room::named("accounts")
};

fn routes() -> Routes {
    Routes::new()
        .get(
            "/sign-in",
            Guard::Public("nobody is signed in yet"),
            sign_in::ask,
        )
        .post(
            "/session",
            Guard::Public("this is the signing in"),
            sign_in::begin,
        )
        .post(
            "/session/end",
            Guard::SignedIn("everybody may sign out"),
            sign_in::end,
        )
        .get(
            "/account/password",
            Guard::SignedIn("everybody changes their own password"),
            own::ask,
        )
        .post(
            "/account/password",
            Guard::SignedIn("everybody changes their own password"),
            own::change,
        )
        .get("/accounts", Guard::Action("list"), admin::list)
        .get("/accounts/new", Guard::Action("create"), admin::ask_new)
        .post("/accounts", Guard::Action("create"), admin::create)
        .get(
            "/accounts/{id}/edit",
            Guard::Action("change"),
            admin::ask_edit,
        )
        .post("/accounts/{id}", Guard::Action("change"), admin::change)
        .post(
            "/accounts/{id}/password",
            Guard::Action("reset_password"),
            admin::reset_password,
        )
}

/// Role × action; the situation is always the same, since accounts are the municipality's own.
fn matrix() -> Vec<MatrixRow> {
    AccountAction::iter()
        .map(|action| MatrixRow {
            room: "accounts",
            action: action.label(),
            situation: "同じ市町村の利用者",
            verdicts: access::verdicts(action, |_| AccountFacts {
                account: AccountId::from("a"),
            }),
        })
        .collect()
}

#[cfg(test)]
mod tests;
