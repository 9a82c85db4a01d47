//! All SQL of accounts.

use std::collections::HashMap;

use super::{
    AccountFacts,
    rules::{Change, Create, ResetPassword},
};
use crate::{
    access::{Permit, Role},
    clock::Instant,
    db::{Conn, Query, Tx},
    error::{Error, Result},
    events,
    id::{AccountId, CenterId, LoginId, MunicipalityId},
    on,
    room::{self, StructurePart},
};

/// Somebody's place in one municipality.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Account {
    pub id: AccountId,
    pub login_id: LoginId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub center_id: Option<CenterId>,
    pub organisation: String,
    pub profession_id: Option<String>,
    pub active: bool,
    pub created_at: Instant,
    pub version: i64,
}

/// What a new account begins with.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub login: String,
    /// Hashed already: see [`super::password::hash`].
    pub password_hash: String,
    pub name: String,
    pub role: Role,
    pub center_id: Option<CenterId>,
    pub organisation: String,
    pub profession_id: Option<String>,
}

impl NewAccount {
    /// The facts for asking leave to create it.
    pub fn facts(&self) -> AccountFacts {
        AccountFacts {
            account: AccountId::new(),
        }
    }
}

/// Makes a login (or takes the one there is) and an account on it.
///
/// # Errors
/// A conflict sentence when the login has an account in this municipality already.
pub async fn create(tx: &mut Tx, permit: Permit<Create>, new: &NewAccount) -> Result<AccountId> {
    let now = tx.now();
    // A login of another municipality stays that municipality's: its password is not ours to give out.
    let made = on!(tx, run sqlx::query(
        "insert into logins (id, login, password_hash, created_at) values ($1, $2, $3, $4)
         on conflict (login) do nothing")
        .bind(LoginId::new().as_str())
        .bind(&new.login)
        .bind(&new.password_hash)
        .bind(now.0))?;
    if made == 0 {
        return Err(taken(&new.login));
    }
    let id: AccountId = permit.id();
    on!(tx, run sqlx::query(
        "insert into accounts (municipality_id, id, login_id, name, role, center_id, organisation,
                               profession_id, active, created_at, version)
         select $1, $2, l.id, $3, $4, $5, $6, $7, true, $8, 1
           from logins l where l.login = $9")
        .bind(permit.municipality().as_str())
        .bind(id.as_str())
        .bind(&new.name)
        .bind(<&str>::from(new.role))
        .bind(new.center_id.as_ref().map(CenterId::as_str))
        .bind(&new.organisation)
        .bind(&new.profession_id)
        .bind(now.0)
        .bind(&new.login))?;
    events::record(tx, &permit, &serde_json::json!({ "role": new.role })).await?;
    Ok(id)
}

fn taken(login: &str) -> Error {
    Error::conflict(format!(
        "ログインID「{login}」は、すでに使われています。別のIDにしてください。"
    ))
}

/// Saves a changed account unless somebody saved it since `account.version`; closing it ends its sessions.
pub async fn change(tx: &mut Tx, permit: Permit<Change>, account: &Account) -> Result<bool> {
    let id: AccountId = permit.id();
    let saved = on!(tx, run sqlx::query(
        "update accounts
            set name = $3, role = $4, center_id = $5, organisation = $6, profession_id = $7, active = $8,
                version = version + 1
          where municipality_id = $1 and id = $2 and version = $9")
        .bind(permit.municipality().as_str())
        .bind(id.as_str())
        .bind(&account.name)
        .bind(<&str>::from(account.role))
        .bind(account.center_id.as_ref().map(CenterId::as_str))
        .bind(&account.organisation)
        .bind(&account.profession_id)
        .bind(account.active)
        .bind(account.version))?;
    if saved == 0 {
        return Ok(false);
    }
    if !account.active {
        end_all_sessions(tx, permit.municipality(), &id).await?;
    }
    let detail = serde_json::json!({ "role": account.role, "active": account.active });
    events::record(tx, &permit, &detail).await?;
    Ok(true)
}

/// Sets a new password and ends all sessions of the account.
pub async fn reset_password(tx: &mut Tx, permit: Permit<ResetPassword>, hash: &str) -> Result<()> {
    let id: AccountId = permit.id();
    let municipality = permit.municipality().clone();
    set_own_password(tx, &municipality, &id, hash).await?;
    events::record(tx, &permit, &serde_json::json!({})).await
}

/// The hash of an account's password.
pub(super) async fn password_hash(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &AccountId,
) -> Result<String> {
    let (hash,): (String,) = on!(conn, c => sqlx::query_as(
        "select l.password_hash
           from accounts a
           join logins l on l.id = a.login_id
          where a.municipality_id = $1 and a.id = $2")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)?;
    Ok(hash)
}

/// Sets the password of an account's login and ends the account's sessions.
pub(super) async fn set_own_password(
    tx: &mut Tx,
    municipality: &MunicipalityId,
    id: &AccountId,
    hash: &str,
) -> Result<()> {
    let account = find(tx, municipality, id).await?;
    on!(tx, run sqlx::query("update logins set password_hash = $2 where id = $1")
        .bind(account.login_id.as_str())
        .bind(hash))?;
    end_all_sessions(tx, municipality, id).await
}

/// Accounts of a municipality by role and name.
pub async fn list(conn: &mut Conn, municipality: &MunicipalityId) -> Result<Vec<Account>> {
    Ok(on!(conn, c => sqlx::query_as(
        "select a.id, a.login_id, l.login, a.name, a.role, a.center_id, a.organisation, a.profession_id,
                a.active, a.created_at, a.version
           from accounts a
           join logins l on l.id = a.login_id
          where a.municipality_id = $1
          order by a.role, a.center_id nulls last, a.name")
        .bind(municipality.as_str())
        .fetch_all(c))?)
}

/// One account.
///
/// # Errors
/// `NotFound`.
pub async fn find(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &AccountId,
) -> Result<Account> {
    on!(conn, c => sqlx::query_as(
        "select a.id, a.login_id, l.login, a.name, a.role, a.center_id, a.organisation, a.profession_id,
                a.active, a.created_at, a.version
           from accounts a
           join logins l on l.id = a.login_id
          where a.municipality_id = $1 and a.id = $2")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)
}

/// Names of some accounts, for showing who did something.
pub async fn names(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    ids: &[&str],
) -> Result<HashMap<String, String>> {
    let rows = Query::new("select id, name from accounts where municipality_id = ")
        .bind(municipality)
        .push(" and id in ")
        .list(ids.iter().copied())
        .all::<(String, String)>(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Active accounts of a role by name, for choosing one.
pub async fn of_role(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    role: Role,
) -> Result<Vec<(AccountId, String, String)>> {
    Ok(on!(conn, c => sqlx::query_as(
        "select id, name, organisation
           from accounts
          where municipality_id = $1 and role = $2 and active
          order by organisation, name, id")
        .bind(municipality.as_str())
        .bind(<&str>::from(role))
        .fetch_all(c))?)
}

/// What a sign-in needs to know of a login.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Known {
    pub password_hash: String,
    pub municipality_id: MunicipalityId,
    pub account_id: AccountId,
}

/// The login's first active account. (Choosing among several municipalities comes with the first login that
/// has several.)
pub(super) async fn known(conn: &mut Conn, login: &str) -> Result<Option<Known>> {
    Ok(on!(conn, c => sqlx::query_as(
        "select l.password_hash, a.municipality_id, a.id as account_id
           from logins l
           join accounts a on a.login_id = l.id
          where l.login = $1 and a.active
          order by a.created_at
          limit 1")
        .bind(login)
        .fetch_optional(c))?)
}

/// Failures of a login since the last success, and when the last was.
pub(super) async fn failures(conn: &mut Conn, login: &str) -> Result<Option<(i64, Instant)>> {
    Ok(on!(conn, c => sqlx::query_as(
        "select failures, last_at from sign_in_failures where login = $1")
        .bind(login)
        .fetch_optional(c))?)
}

pub(super) async fn count_failure(tx: &mut Tx, login: &str) -> Result<()> {
    let now = tx.now().0;
    on!(tx, run sqlx::query(
        "insert into sign_in_failures (login, failures, last_at) values ($1, 1, $2)
         on conflict (login) do update
            set failures = sign_in_failures.failures + 1, last_at = excluded.last_at")
        .bind(login)
        .bind(now))?;
    Ok(())
}

/// Begins a session and forgets earlier failures.
pub(super) async fn begin_session(
    tx: &mut Tx,
    login: &str,
    known: &Known,
    digest: &str,
    ends_at: Instant,
) -> Result<()> {
    let now = tx.now().0;
    on!(tx, run sqlx::query("delete from sign_in_failures where login = $1")
        .bind(login))?;
    on!(tx, run sqlx::query("delete from sessions where ends_at < $1").bind(now))?;
    on!(tx, run sqlx::query(
        "insert into sessions (token_digest, municipality_id, account_id, created_at, seen_at, ends_at)
         values ($1, $2, $3, $4, $4, $5)")
        .bind(digest)
        .bind(known.municipality_id.as_str())
        .bind(known.account_id.as_str())
        .bind(now)
        .bind(ends_at.0))?;
    Ok(())
}

pub(super) async fn end_session(tx: &mut Tx, digest: &str) -> Result<()> {
    on!(tx, run sqlx::query("delete from sessions where token_digest = $1")
        .bind(digest))?;
    Ok(())
}

/// Ends every session of an account: when it is closed or its password reset.
pub async fn end_all_sessions(
    tx: &mut Tx,
    municipality: &MunicipalityId,
    account: &AccountId,
) -> Result<()> {
    on!(tx, run sqlx::query(
        "delete from sessions where municipality_id = $1 and account_id = $2")
        .bind(municipality.as_str())
        .bind(account.as_str()))?;
    Ok(())
}

/// A session with all that a request needs to know of the person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Signed {
    pub municipality_id: MunicipalityId,
    pub account_id: AccountId,
    pub name: String,
    pub role: Role,
    pub center_id: Option<CenterId>,
    pub organisation: String,
    pub seen_at: Instant,
    pub city: String,
    pub demo: bool,
    /// The municipality's version, by which copies of its structure are known to be old.
    pub version: i64,
}

/// The session of a token, unless it ended or was idle since before `idle_since`.
pub async fn session_of(
    conn: &mut Conn,
    digest: &str,
    idle_since: Instant,
) -> Result<Option<Signed>> {
    let now = conn.now().0;
    Ok(on!(conn, c => sqlx::query_as(
        "select s.municipality_id, s.account_id, a.name, a.role, a.center_id, a.organisation, s.seen_at,
                m.name as city, m.demo, m.version
           from sessions s
           join accounts a on a.municipality_id = s.municipality_id and a.id = s.account_id
           join municipalities m on m.id = s.municipality_id
          where s.token_digest = $1 and s.ends_at > $2 and s.seen_at > $3 and a.active")
        .bind(digest)
        .bind(now)
        .bind(idle_since.0)
        .fetch_optional(c))?)
}

/// Notes that the session was used; called at most once a minute for each session.
pub async fn seen(tx: &mut Tx, digest: &str) -> Result<()> {
    let now = tx.now().0;
    on!(tx, run sqlx::query("update sessions set seen_at = $2 where token_digest = $1")
        .bind(digest)
        .bind(now))?;
    Ok(())
}

/// What of this room points at a part of the structure; see [`crate::room::Room::uses`].
pub(super) async fn uses(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    part: &StructurePart,
) -> Result<Vec<String>> {
    let of_all =
        Query::new("select cast(count(*) as bigint) from accounts where municipality_id = ")
            .bind(municipality);
    let query = match part {
        StructurePart::Center(id) => of_all.push(" and center_id = ").bind(id),
        StructurePart::Profession(key) => of_all.push(" and profession_id = ").bind(key),
        _ => return Ok(Vec::new()),
    };
    let count = query.count(conn).await?;
    Ok(room::counted("利用者", count, "人").into_iter().collect())
}
