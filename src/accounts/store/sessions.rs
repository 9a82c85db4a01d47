//! Signing in: attempts, sessions, and forgetting both.

use crate::{
    access::Role,
    clock::Instant,
    crypt::{self, Keys},
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
        /// Whether somebody else set the password, and until when it then opens the way.
        pub one_time: bool,
        pub one_time_until: Instant,
    }
}

/// The login's first active account. (Choosing among several municipalities comes with the first login that
/// has several.)
pub(in crate::accounts) async fn known(conn: &mut Conn, login: &str) -> Result<Option<Known>> {
    Query::beyond(
        "select l.password_hash, a.municipality_id, a.id as account_id, l.one_time, l.one_time_until
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

/// How failures are held against somebody.
struct Brake {
    /// So many are free.
    most: i64,
    /// Milliseconds after the last of them until one more is; with each time so many more, so much longer.
    pause: i64,
    /// Milliseconds beyond which the pause does not grow.
    longest: i64,
    /// Milliseconds without any after which all are forgotten.
    counts_for: i64,
}

/// Minutes a login waits at an address after too many failures.
pub(in crate::accounts) const PAUSE: i64 = 10;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// How many failures a login is allowed from all addresses together, for each that it is allowed at one.
const EVERYWHERE: i64 = 20;

/// How long it is remembered whence a login was signed in with.
const KNOWN_FOR: i64 = 28 * DAY;

/// How many logins may be tried in vain from one address, for each failure that one login is allowed: a whole office may
/// share an address, a list of logins is longer.
const AT_AN_ADDRESS: i64 = 10;

/// Counts that are kept at most; the oldest go first, so that strangers cannot fill the disk.
const COUNTS_KEPT: i64 = 20_000;

/// What stands for any login, for any address, and for a desk at which somebody is signed in.
const ANY_LOGIN: &str = "";
const ANY_ADDRESS: &str = "";
const SIGNED_IN: &str = "signed in";

/// Whether a password may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::accounts) enum Leave {
    Given,
    /// Not for this login at this address.
    LoginWaits,
    /// For no login at this address.
    AddressWaits,
    /// Not for this login, but where it was signed in with lately.
    LoginWaitsElsewhere,
}

/// What is kept, and logged, of a login that was typed.
pub fn login_digest(keys: &Keys, login: &str) -> String {
    keys.blind_index("sign_in.login", "", login)
}

fn address_digest(keys: &Keys, address: &str) -> String {
    keys.blind_index("sign_in.address", "", address)
}

/// What holds whoever tries.
#[derive(Clone, Copy)]
pub(in crate::accounts) struct Limits {
    /// Failures that a login is allowed at an address.
    pub most: i64,
    /// Counts that are kept.
    pub kept: i64,
    /// When it is 0 the oldest counts beyond those are forgotten: now and then, since each time would make everybody wait
    /// for everybody.
    pub luck: u8,
}

impl Limits {
    /// Those of the program.
    pub fn of(most: i64) -> Limits {
        let [luck] = crypt::random::<1>();
        Limits { most, kept: COUNTS_KEPT, luck }
    }
}

/// Leave to try a password once. The attempt is counted as failed here, in the one statement that looks at the count, so that
/// attempts made at the same moment cannot all see a low one; a session that begins takes the count back.
pub(in crate::accounts) async fn attempt(
    tx: &mut Tx,
    login: &str,
    address: &str,
    Limits { most, kept, luck }: Limits,
) -> Result<Leave> {
    if luck == 0 {
        forget_oldest(tx, kept).await?;
    }
    let (login, address) = (login_digest(tx.keys(), login), address_digest(tx.keys(), address));
    let spraying = Brake {
        most: most * AT_AN_ADDRESS,
        pause: MINUTE,
        longest: MINUTE,
        counts_for: 60 * MINUTE,
    };
    if waits(tx, ANY_LOGIN, &address, &spraying).await? {
        return Ok(Leave::AddressWaits);
    }
    if waits(tx, &login, &address, &guessing(most)).await? {
        return Ok(Leave::LoginWaits);
    }
    // From many addresses as many passwords could be tried as there are addresses. It is counted before the others, so that who
    // must wait for what is done elsewhere has failed nowhere.
    let anywhere =
        Brake { most: most * EVERYWHERE, pause: 15 * SECOND, longest: 5 * MINUTE, counts_for: DAY };
    if !is_known(tx, &login, &address).await?
        && !counted(tx, &login, ANY_ADDRESS, &anywhere).await?
    {
        return Ok(Leave::LoginWaitsElsewhere);
    }
    if !counted(tx, ANY_LOGIN, &address, &spraying).await? {
        return Ok(Leave::AddressWaits);
    }
    if !counted(tx, &login, &address, &guessing(most)).await? {
        return Ok(Leave::LoginWaits);
    }
    Ok(Leave::Given)
}

/// Whether no attempt is allowed now; nothing is counted.
async fn waits(tx: &mut Tx, login: &str, address: &str, brake: &Brake) -> Result<bool> {
    let now = tx.now();
    let waiting = Query::beyond(
        "select cast(count(*) as bigint)
           from sign_in_attempts
          where login = $1
            and address = $2
            and failures >= $3
            and last_at > $4 - case when failures / $3 * $5 < $6 then failures / $3 * $5 else $6 end",
        (login, address, brake.most.max(1), now.0, brake.pause, brake.longest),
    );
    Ok(waiting.count(tx).await? > 0)
}

fn guessing(most: i64) -> Brake {
    Brake { most, pause: PAUSE * MINUTE, longest: PAUSE * MINUTE, counts_for: DAY }
}

/// Whether somebody signed in with this login from there lately.
async fn is_known(tx: &mut Tx, login: &str, address: &str) -> Result<bool> {
    let since = tx.now().plus(-KNOWN_FOR);
    let found = Query::beyond(
        "select cast(count(*) as bigint) from sign_in_places
          where login = $1 and address = $2 and last_at >= $3",
        (login, address, since.0),
    );
    Ok(found.count(tx).await? > 0)
}

/// Takes back one failure that was counted.
async fn take_back(tx: &mut Tx, login: &str, address: &str) -> Result<()> {
    let only = "delete from sign_in_attempts where login = $1 and address = $2 and failures <= 1";
    if Query::beyond(only, (login, address)).run(tx).await? == 0 {
        let one_of = "update sign_in_attempts set failures = failures - 1
                       where login = $1 and address = $2";
        Query::beyond(one_of, (login, address)).run(tx).await?;
    }
    Ok(())
}

/// [`attempt`] of somebody who is signed in, at their own present password.
pub(in crate::accounts) async fn attempt_present(
    tx: &mut Tx,
    login: &str,
    most: i64,
) -> Result<bool> {
    let login = login_digest(tx.keys(), login);
    counted(tx, &login, SIGNED_IN, &guessing(most)).await
}

async fn counted(tx: &mut Tx, login: &str, address: &str, brake: &Brake) -> Result<bool> {
    let now = tx.now();
    let counted = Query::beyond(
        "insert into sign_in_attempts (login, address, failures, last_at) values ($1, $2, 1, $3)
         on conflict (login, address) do update
            set failures = case when sign_in_attempts.last_at < $4 then 1
                                else sign_in_attempts.failures + 1 end,
                last_at = excluded.last_at
          where sign_in_attempts.failures < $5
             or sign_in_attempts.last_at <= $3 - case
                    when sign_in_attempts.failures / $5 * $6 < $7
                    then sign_in_attempts.failures / $5 * $6
                    else $7
                 end
         returning failures",
        (
            login,
            address,
            now.0,
            now.plus(-brake.counts_for).0,
            brake.most.max(1),
            brake.pause,
            brake.longest,
        ),
    )
    .optional::<i64>(tx)
    .await?;
    Ok(counted.is_some())
}

/// Forgets the oldest counts beyond so many.
async fn forget_oldest(tx: &mut Tx, most: i64) -> Result<()> {
    Query::beyond(
        "delete from sign_in_attempts
          where last_at < (select last_at
                             from sign_in_attempts
                            order by last_at desc, login, address
                            limit 1 offset $1)",
        most - 1,
    )
    .run(tx)
    .await?;
    Ok(())
}

/// Forgets what failed at a login, wherever: whoever sets a password lets its owner try it.
pub(in crate::accounts) async fn forgive(tx: &mut Tx, login: &str) -> Result<()> {
    let login = login_digest(tx.keys(), login);
    Query::beyond("delete from sign_in_attempts where login = $1", login).run(tx).await?;
    Ok(())
}

/// A session that is about to begin.
pub(in crate::accounts) struct NewSession<'a> {
    pub login: &'a str,
    pub address: &'a str,
    pub account: &'a AccountId,
    pub digest: &'a str,
    pub ends_at: Instant,
    /// The session that this browser had.
    pub former: Option<&'a str>,
}

/// Begins a session, ends the browser's former one and takes back what was counted.
pub(in crate::accounts) async fn begin_session(tx: &mut Tx, new: &NewSession<'_>) -> Result<()> {
    let now = tx.now().0;
    let login = login_digest(tx.keys(), new.login);
    let address = address_digest(tx.keys(), new.address);
    Query::beyond(
        "delete from sign_in_attempts where login = $1 and address = $2",
        (&login, &address),
    )
    .run(tx)
    .await?;
    take_back(tx, ANY_LOGIN, &address).await?;
    // Where it is known, nothing was counted for all addresses.
    if !is_known(tx, &login, &address).await? {
        take_back(tx, &login, ANY_ADDRESS).await?;
    }
    Query::beyond(
        "insert into sign_in_places (login, address, last_at) values ($1, $2, $3)
         on conflict (login, address) do update set last_at = excluded.last_at",
        (&login, &address, now),
    )
    .run(tx)
    .await?;
    if let Some(former) = new.former {
        end_session(tx, former).await?;
    }
    Query::of(
        "insert into sessions (token_digest, municipality_id, account_id, created_at, seen_at,
                ends_at)
         values ($1, $m, $2, $3, $3, $4)",
        (new.digest, new.account, now, new.ends_at.0),
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
/// a day, whosever they are.
pub(in crate::accounts) async fn tidy(tx: &mut Tx, idle_since: Instant) -> Result<Vec<Tidied>> {
    let now = tx.now();
    let sessions = Query::of(
        "delete from sessions where municipality_id = $m and (ends_at <= $1 or seen_at <= $2)",
        (now.0, idle_since.0),
    )
    .run(tx)
    .await?;
    let before = now.plus(-DAY);
    let failures =
        Query::beyond("delete from sign_in_attempts where last_at < $1", before).run(tx).await?;
    let unknown = now.plus(-KNOWN_FOR);
    Query::beyond("delete from sign_in_places where last_at < $1", unknown).run(tx).await?;
    Ok(vec![
        Tidied { what: "終わったサインイン", count: sessions },
        Tidied { what: "サインインの失敗の数", count: failures },
    ])
}
