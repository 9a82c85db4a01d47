//! All SQL of accounts; that of signing in is in `store/sessions.rs`.

mod sessions;

pub(super) use sessions::{
    Leave, Limits, NewSession, PAUSE, attempt, attempt_present, begin_session, end_session, known,
    tidy,
};
pub use sessions::{end_all_sessions, login_digest, seen, session_of};

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    AccountFacts,
    rules::{Change, ChangeOwnPassword, Create, ResetPassword},
};
use crate::{
    access::{Action, Load, Permit, Role, Seat},
    clock::Instant,
    db::{Conn, Part, Query, Sort, Tx, Wanted},
    error::{Error, Result},
    events::{self, Move},
    id::{AccountId, CenterId, LoginId, ProfessionId},
    record,
    room::{self, StructurePart},
};

/// Days within which a password that somebody else set must be used.
pub const ONE_TIME_DAYS: i64 = 14;

/// Who chose a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// The person who signs in with it.
    Owner,
    /// Somebody else: it opens nothing but the page on which its owner chooses another.
    SomebodyElse,
}

impl ChosenBy {
    fn is_one_time(self) -> bool {
        self == ChosenBy::SomebodyElse
    }

    /// Until when a password that is set now opens the way; its owner's own for ever.
    fn until(self, now: Instant) -> i64 {
        if self.is_one_time() { now.plus(ONE_TIME_DAYS * 86_400_000).0 } else { 0 }
    }
}

record! {
    /// Somebody's place in one municipality.
    #[derive(Clone, Debug)]
    pub struct Account of "a" {
        pub id: AccountId,
        pub login_id: LoginId,
        pub login: String = "l.login",
        pub name: String,
        pub role: Role,
        pub center_id: Option<CenterId>,
        pub organisation: String,
        pub profession_id: Option<ProfessionId>,
        pub active: bool,
        pub created_at: Instant,
        pub version: i64,
    }
}

/// What decides whose names an account opens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    pub role: Role,
    pub center: Option<CenterId>,
}

impl Account {
    fn place(&self) -> Place {
        Place { role: self.role, center: self.center_id.clone() }
    }
}

/// What a new account begins with.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub login: String,
    /// Hashed already: see [`super::password::hash`].
    pub password_hash: String,
    pub password_by: ChosenBy,
    pub name: String,
    pub role: Role,
    pub center_id: Option<CenterId>,
    pub organisation: String,
    pub profession_id: Option<ProfessionId>,
}

impl NewAccount {
    /// The facts for asking leave to create it.
    pub fn facts(&self) -> AccountFacts {
        AccountFacts { account: AccountId::new() }
    }
}

/// Makes a login (or takes the one there is) and an account on it.
///
/// # Errors
/// A conflict sentence when the login has an account in this municipality already.
pub async fn create(tx: &mut Tx, permit: Permit<Create>, new: &NewAccount) -> Result<AccountId> {
    let now = tx.now();
    // A login of another municipality stays that municipality's: its password is not ours to give out.
    let made = Query::beyond(
        "insert into logins (id, login, password_hash, one_time, one_time_until, created_at)
         values ($1, $2, $3, $4, $5, $6)
             on conflict (login) do nothing",
        (
            LoginId::new(),
            &new.login,
            &new.password_hash,
            new.password_by.is_one_time(),
            new.password_by.until(now),
            now.0,
        ),
    )
    .run(tx)
    .await?;
    if made == 0 {
        return Err(taken(&new.login));
    }
    let id: AccountId = permit.id();
    Query::of(
        "insert into accounts (municipality_id, id, login_id, name, role, center_id, organisation,
                               profession_id, active, created_at, version)
         select $m, $1, l.id, $2, $3, $4, $5, $6, true, $7, 1
           from logins l where l.login = $8",
        (
            &id,
            &new.name,
            new.role,
            &new.center_id,
            &new.organisation,
            &new.profession_id,
            now.0,
            &new.login,
        ),
    )
    .run(tx)
    .await?;
    let detail = json!({ "role": new.role, "one_time": new.password_by.is_one_time() });
    let state = Place { role: new.role, center: new.center_id.clone() };
    let moved = Move { keeper: new.center_id.as_ref(), from: None, to: Some(state) };
    events::record_move(tx, &permit, &moved, &detail).await?;
    Ok(id)
}

fn taken(login: &str) -> Error {
    Error::conflict(format!("利用者ID「{login}」は、すでに使われています。別のIDにしてください。"))
}

/// Saves a changed account; closing it ends its sessions.
///
/// # Errors
/// `Overtaken` when somebody saved it since `account.version`.
pub async fn change(tx: &mut Tx, permit: Permit<Change>, account: &Account) -> Result<()> {
    let id: AccountId = permit.id();
    let before = find(tx, &id).await?;
    Query::of(
        "update accounts
            set name = $2, role = $3, center_id = $4, organisation = $5, profession_id = $6,
                active = $7, version = version + 1
          where municipality_id = $m
            and id = $1
            and version = $8",
        (
            &id,
            &account.name,
            account.role,
            &account.center_id,
            &account.organisation,
            &account.profession_id,
            account.active,
            account.version,
        ),
    )
    .change_one(tx)
    .await?;
    if !account.active {
        end_all_sessions(tx, &id).await?;
    }
    let moved = before.role != account.role || before.center_id != account.center_id;
    let detail = json!({ "role": account.role, "active": account.active, "moved": moved });
    let (from, to) = (before.place(), account.place());
    // Whom it lets in is told; who leaves, where they were.
    let keeper = to.center.clone().or_else(|| from.center.clone());
    let moved =
        Move { keeper: keeper.as_ref(), from: moved.then_some(from), to: moved.then_some(to) };
    events::record_move(tx, &permit, &moved, &detail).await
}

/// Sets a password that opens nothing until its owner has chosen another, and ends all sessions of the account.
pub async fn reset_password(tx: &mut Tx, permit: Permit<ResetPassword>, hash: &str) -> Result<()> {
    let id: AccountId = permit.id();
    let former = password_hash(tx, &id).await?;
    set_password(tx, &id, &former, hash, ChosenBy::SomebodyElse).await?;
    record_password(tx, &permit, &id).await
}

/// Sets the password that an account's owner has chosen, and ends all sessions of the account.
///
/// # Errors
/// `Overtaken` when the password is no longer the `former` one.
pub(super) async fn change_own_password(
    tx: &mut Tx,
    permit: Permit<ChangeOwnPassword>,
    former: &str,
    hash: &str,
) -> Result<()> {
    let id: AccountId = permit.id();
    set_password(tx, &id, former, hash, ChosenBy::Owner).await?;
    record_password(tx, &permit, &id).await
}

/// Whoever knows a password opens what its account opens, so that it is told where that is today.
async fn record_password<A: Action>(tx: &mut Tx, permit: &Permit<A>, id: &AccountId) -> Result<()> {
    let center = find(tx, id).await?.center_id;
    let moved = Move::<Place> { keeper: center.as_ref(), from: None, to: None };
    events::record_move(tx, permit, &moved, &json!({})).await
}

async fn set_password(
    tx: &mut Tx,
    id: &AccountId,
    former: &str,
    hash: &str,
    by: ChosenBy,
) -> Result<()> {
    let account = find(tx, id).await?;
    let until = by.until(tx.now());
    Query::beyond(
        "update logins set password_hash = $2, one_time = $3, one_time_until = $4
          where id = $1 and password_hash = $5",
        (&account.login_id, hash, by.is_one_time(), until, former),
    )
    .change_one(tx)
    .await?;
    sessions::forgive(tx, &account.login).await?;
    end_all_sessions(tx, id).await
}

/// The hash of an account's password.
pub(super) async fn password_hash(conn: &mut Conn, id: &AccountId) -> Result<String> {
    Query::of(
        "select l.password_hash
           from accounts a
           join logins l on l.id = a.login_id
          where a.municipality_id = $m and a.id = $1",
        id,
    )
    .one(conn)
    .await
}

/// By role, and within it by place and name.
pub(super) const BY_ROLE: Sort =
    Sort::new("role", &["a.role", "coalesce(a.center_id, '~')", "a.name"]);
/// By name.
pub(super) const BY_NAME: Sort = Sort::new("name", &["a.name"]);

/// Accounts of a municipality by role and name.
pub async fn list(conn: &mut Conn) -> Result<Vec<Account>> {
    Ok(part(conn, &BY_ROLE.up().all()).await?.rows)
}

/// What is wanted of [`list`].
pub(super) async fn part(conn: &mut Conn, wanted: &Wanted) -> Result<Part<Account>> {
    const FROM: &str =
        "from accounts a join logins l on l.id = a.login_id where a.municipality_id = $m";
    wanted.read(conn, "a.id", |begun| begun.with(FROM, ())).await
}

// What the rules need to know of an account.
impl Load for AccountFacts {
    type Key = AccountId;

    async fn load(conn: &mut Conn, id: &AccountId) -> Result<AccountFacts> {
        Ok(AccountFacts { account: find(conn, id).await?.id })
    }
}

/// One account.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &AccountId) -> Result<Account> {
    Query::select::<Account>(
        "from accounts a
         join logins l on l.id = a.login_id
        where a.municipality_id = $m
          and a.id = $1",
        id,
    )
    .one(conn)
    .await
}

/// The person and those who work beside them, with their names: staff of the same centre, the city's officers among
/// themselves; others have nobody.
pub(super) async fn colleagues(conn: &mut Conn, seat: &Seat) -> Result<Vec<(AccountId, String)>> {
    let query = Query::of(
        "select id, name from accounts where municipality_id = $m and (id = $1",
        &seat.account,
    );
    let query = match (seat.role, &seat.center) {
        (Role::CenterStaff, Some(center)) => query.with(" or center_id = $1", center),
        (Role::CityOfficer, _) => query.with(" or role = $1", seat.role),
        _ => query,
    };
    query.push(") order by name, id").all(conn).await
}

/// The names of those who work at these centres, and of all who bring cases, who belong to none; with their role.
pub async fn names_at(conn: &mut Conn, centers: &[CenterId]) -> Result<Vec<(String, Role)>> {
    Query::of(
        "select name, role from accounts where municipality_id = $m and (role = $1 or center_id in ",
        Role::CarePresenter,
    )
    .list(centers)
    .push(")")
    .all(conn)
    .await
}

/// Names of some accounts, for showing who did something.
pub async fn names(conn: &mut Conn, ids: &[&str]) -> Result<HashMap<String, String>> {
    let rows = Query::of("select id, name from accounts where municipality_id = $m and id in ", ())
        .list(ids.iter().copied())
        .all::<(String, String)>(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Active accounts of a role by name, for choosing one.
pub async fn of_role(conn: &mut Conn, role: Role) -> Result<Vec<(AccountId, String, String)>> {
    Query::of(
        "select id, name, organisation
           from accounts
          where municipality_id = $m and role = $1 and active
          order by organisation, name, id",
        role,
    )
    .all(conn)
    .await
}

/// What of this room points at a part of the structure; see [`crate::room::Room::uses`].
pub(super) async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let of_all =
        Query::of("select cast(count(*) as bigint) from accounts where municipality_id = $m", ());
    let query = match part {
        StructurePart::Unit(unit) => of_all.with(" and 'center.' || center_id = $1", unit),
        StructurePart::Profession(key) => of_all.with(" and profession_id = $1", key),
        _ => return Ok(Vec::new()),
    };
    let count = query.count(conn).await?;
    Ok(room::counted("利用者", count, "人").into_iter().collect())
}

/// Whether people come here to look at the demo.
pub(super) async fn is_demo(conn: &mut Conn) -> Result<bool> {
    let demos = Query::beyond("select cast(count(*) as bigint) from municipalities where demo", ());
    Ok(demos.count(conn).await? > 0)
}
