//! accounts: who may sign in, with which role, and the sessions of those who did.
//!
//! Passwords are kept as argon2id hashes, sessions as digests of their tokens. This room must never tell
//! whether a login exists.

mod admin;
mod notices;
mod own;
pub mod password;
mod rules;
mod sign_in;
mod store;

pub use rules::{AccountAction, AccountFacts};
#[cfg(any(test, feature = "bench"))]
pub use sign_in::SESSION_COOKIE;
pub use sign_in::{token_digest, token_of};
pub use store::{
    Account, ChosenBy, NewAccount, ONE_TIME_DAYS, create, find, list, names, names_at, of_role,
    seen, session_of,
};

#[cfg(test)]
pub use store::login_digest;

use crate::{
    access::{self, MatrixRow},
    room::Room,
    undo::{self, Undoes},
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/accounts", "09-settings"), ("/account", "01-introduction")],
    due: |conn, actor, _, _| Box::pin(notices::due(conn, actor)),
    tidy: |tx, _actor, config| {
        Box::pin(async move {
            let idle_since = tx.now().plus(-config.session_idle_minutes * 60_000);
            store::tidy(tx, idle_since).await
        })
    },
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    undoes: &[Undoes { kind: "account", again: undo::again::<AccountAction> }],
    matrix,
    ..Room::named("accounts")
};

fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Guard::Public("nobody is signed in yet"), sign_in::ask)
        .post("/session", Guard::Public("this is the signing in"), sign_in::begin)
        .post("/session/end", Guard::FirstSteps("everybody may sign out"), sign_in::end)
        .get(
            "/account/password",
            Guard::FirstSteps("everybody changes their own password"),
            own::ask,
        )
        .post(
            "/account/password",
            Guard::FirstSteps("everybody changes their own password"),
            own::change,
        )
        .get(
            "/account/notices",
            Guard::SignedIn("it tells of the reader and of their colleagues alone"),
            notices::show,
        )
        .get("/accounts", Guard::may(AccountAction::List), admin::list)
        .get("/accounts/new", Guard::may(AccountAction::Create), admin::ask_new)
        .post("/accounts", Guard::may(AccountAction::Create), admin::create)
        .get("/accounts/{id}/edit", Guard::may(AccountAction::Change), admin::ask_edit)
        .post("/accounts/{id}", Guard::may(AccountAction::Change), admin::change)
        .post(
            "/accounts/{id}/password",
            Guard::may(AccountAction::ResetPassword),
            admin::reset_password,
        )
}

/// Role × action × whose account.
fn matrix() -> Vec<MatrixRow> {
    let of = |words, account: &'static str| {
        access::situation::<AccountAction>(words, |_| AccountFacts { account: account.into() })
    };
    [of("ほかの利用者", "there"), of("自分自身", "here")].concat()
}

#[cfg(test)]
mod tests;
