//! Signing in: attempts, sessions, and forgetting both.

use crate::{
    access::Role,
    clock::Instant,
    db::{Conn, Query, Tx},
    error::Result,
    id::{AccountId, CenterId, MunicipalityId},
    record,
    room::Tidied,
};

record! {
    /// What a sign-in needs to know of a login.
    #[derive(Clone, Debug)]
    pub(in crate::accounts) struct Known {
        pub password_hash: String,
        pub municipality_id: MunicipalityId,
        pub account_id: AccountId,
    }
}

/// The login's first active account. (Choosing among several municipalities comes with the first login that
/// has several.)
pub(in crate::accounts) async fn known(conn: &mut Conn, login: &str) -> Result<Option<Known>> {
    Query::beyond(
        "select l.password_hash, a.municipality_id, a.id as account_id
           from logins l
           join accounts a on a.login_id = l.id
          where l.login = $1 and a.active
          order by a.created_at
          limit 1",
        login,
    )
    .optional(conn)
    .await
}

/// Milliseconds a login waits after too many failures.
const PAUSE: i64 = 10 * 60 * 1000;

/// How long a failure is counted, in milliseconds.
const FAILURES_COUNT_FOR: i64 = 86_400_000;

/// Leave to try a password once: false while the login must wait. The attempt is counted as failed here, in the one
/// statement that looks at the count, so that attempts made at the same moment cannot all see a low one; a session
/// that begins takes the count back.
pub(in crate::accounts) async fn attempt(tx: &mut Tx, login: &str, most: i64) -> Result<bool> {
    let now = tx.now();
    let counted = Query::beyond(
        "insert into sign_in_failures (login, failures, last_at) values ($1, 1, $2)
         on conflict (login) do update
            set failures = case when sign_in_failures.last_at < $3 then 1
                                else sign_in_failures.failures + 1 end,
                last_at = excluded.last_at
          where sign_in_failures.failures < $4 or sign_in_failures.last_at <= $5
         returning failures",
        (login, now.0, now.plus(-FAILURES_COUNT_FOR).0, most, now.plus(-PAUSE).0),
    )
    .optional::<i64>(tx)
    .await?;
    Ok(counted.is_some())
}

/// Begins a session and forgets earlier failures.
pub(in crate::accounts) async fn begin_session(
    tx: &mut Tx,
    login: &str,
    known: &Known,
    digest: &str,
    ends_at: Instant,
) -> Result<()> {
    let now = tx.now().0;
    Query::beyond("delete from sign_in_failures where login = $1", login).run(tx).await?;
    Query::of(
        "insert into sessions (token_digest, municipality_id, account_id, created_at, seen_at,
                ends_at)
         values ($1, $m, $2, $3, $3, $4)",
        (digest, &known.account_id, now, ends_at.0),
    )
    .run(tx)
    .await?;
    Ok(())
}

pub(in crate::accounts) async fn end_session(tx: &mut Tx, digest: &str) -> Result<()> {
    Query::beyond("delete from sessions where token_digest = $1", digest).run(tx).await?;
    Ok(())
}

/// Ends every session of an account: when it is closed or its password reset.
pub async fn end_all_sessions(tx: &mut Tx, account: &AccountId) -> Result<()> {
    Query::of("delete from sessions where municipality_id = $m and account_id = $1", account)
        .run(tx)
        .await?;
    Ok(())
}

record! {
    /// A session with all that a request needs to know of the person.
    #[derive(Clone, Debug)]
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
        /// Whether somebody else set the password, and the person has not chosen another yet.
        pub one_time: bool,
        /// The municipality's version, by which copies of its structure are known to be old.
        pub version: i64,
    }
}

/// The session of a token, unless it ended or was idle since before `idle_since`.
pub async fn session_of(
    conn: &mut Conn,
    digest: &str,
    idle_since: Instant,
) -> Result<Option<Signed>> {
    let now = conn.now().0;
    Query::beyond(
        "select s.municipality_id, s.account_id, a.name, a.role, a.center_id, a.organisation,
                s.seen_at, l.one_time, m.name as city, m.demo, m.version
           from sessions s
           join accounts a on a.municipality_id = s.municipality_id
            and a.id = s.account_id
           join logins l on l.id = a.login_id
           join municipalities m on m.id = s.municipality_id
          where s.token_digest = $1
            and s.ends_at > $2
            and s.seen_at > $3
            and a.active",
        (digest, now, idle_since.0),
    )
    .optional(conn)
    .await
}

/// Notes that the session was used; called at most once a minute for each session.
pub async fn seen(tx: &mut Tx, digest: &str) -> Result<()> {
    let now = tx.now().0;
    Query::beyond("update sessions set seen_at = $2 where token_digest = $1", (digest, now))
        .run(tx)
        .await?;
    Ok(())
}

/// Forgets sessions that ended or were idle since before `idle_since`, and counts of failures whose last is older than
/// a day: those of this municipality's logins, and those of words that are nobody's login.
pub(in crate::accounts) async fn tidy(tx: &mut Tx, idle_since: Instant) -> Result<Vec<Tidied>> {
    let now = tx.now();
    let sessions = Query::of(
        "delete from sessions where municipality_id = $m and (ends_at <= $1 or seen_at <= $2)",
        (now.0, idle_since.0),
    )
    .run(tx)
    .await?;
    let failures = Query::of(
        "delete from sign_in_failures
          where last_at < $1
            and not exists (select 1
                              from logins l
                              join accounts a on a.login_id = l.id
                             where l.login = sign_in_failures.login and a.municipality_id <> $m)",
        now.plus(-FAILURES_COUNT_FOR).0,
    )
    .run(tx)
    .await?;
    Ok(vec![
        Tidied { what: "終わったサインイン", count: sessions },
        Tidied { what: "サインインの失敗の数", count: failures },
    ])
}
