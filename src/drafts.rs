//! Drafts (書きかけ): what somebody typed into a form and has not saved yet. A page sends it while they type, so that neither the end of a
//! session nor that of a browser loses it; it is sealed, for it may name people, and is its writer's alone.

use crate::{
    access::Actor,
    clock::Instant,
    crypt::Cell,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    record,
};

/// Milliseconds for which drafts are kept.
const KEPT: i64 = 14 * 24 * 60 * 60_000;

/// Drafts that one account has at most; the oldest go first.
const MOST: i64 = 40;

record! {
    /// A draft as it is kept.
    struct Sealed {
        fields: Vec<u8>,
        typed_at: Instant,
    }
}

record! {
    /// Where a draft was typed, and when.
    #[derive(Clone, Debug)]
    pub struct Begun {
        /// The page on which its form stands.
        pub page: String,
        pub typed_at: Instant,
    }
}

/// A draft, opened.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Names and values, as forms are sent.
    pub fields: String,
    pub typed_at: Instant,
}

/// What is written into one form, from the page on which it was opened until it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The path to which the form is sent, with what it is about.
    pub place: &'a str,
    /// What its page calls it, and no other writing; empty where a page does not say.
    pub key: &'a str,
}

/// Milliseconds for which it is known that a writing has ended: nothing of it arrives later.
const ENDED_FOR: i64 = 24 * 60 * 60_000;

/// Keeps what the actor wrote, instead of what was kept of the form before; nothing of a form in which nothing stands, nor where the
/// writing has ended: what was on its way while the form was sent arrives behind it. Without a page it stays where it was begun: when a form comes back with what was wrong,
/// its address leads to no form.
pub async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    Writing { place, key }: Writing<'_>,
    page: &str,
    fields: &str,
) -> Result<Option<Instant>> {
    let (now, account, seat) = (tx.now(), actor.key(), actor.seat_key());
    if says_nothing(fields) {
        Query::of(
            "delete from drafts
              where municipality_id = $m and account_id = $1 and place = $2 and not ended",
            (&account, place),
        )
        .run(tx)
        .await?;
        return Ok(None);
    }
    let sealed = tx.keys().seal(cell(&id(&account, place)), fields.as_bytes())?;
    let row = Pairs::new()
        .set("account_id", &account)
        .set("place", place)
        .set("seat", seat)
        .set("page", page)
        .set("fields", sealed)
        .set("typed_at", now.0)
        .set("writing", key)
        .set("ended", false);
    let kept = Query::insert("drafts", row)
        .push(
            " on conflict (municipality_id, account_id, place) do update
                 set fields = excluded.fields, typed_at = excluded.typed_at, seat = excluded.seat,
                     page = case when excluded.page = '' then drafts.page else excluded.page end,
                     writing = excluded.writing, ended = false
               where not (drafts.ended and drafts.writing <> '' and drafts.writing = excluded.writing)",
        )
        .run(tx)
        .await?;
    if kept == 0 {
        return Ok(None);
    }
    Query::of(
        "delete from drafts
          where municipality_id = $m and account_id = $1 and not ended
            and typed_at < (select typed_at
                              from drafts
                             where municipality_id = $m and account_id = $1 and not ended
                             order by typed_at desc, place
                             limit 1 offset $2)",
        (&account, MOST - 1),
    )
    .run(tx)
    .await?;
    Ok(Some(now))
}

/// Whether nothing stands in any field: put back, it would only wipe what stands there by then. The version that somebody looked at
/// is no word of theirs.
fn says_nothing(fields: &str) -> bool {
    let mut all = form_urlencoded::parse(fields.as_bytes());
    all.all(|(name, value)| name == "version" || value.trim().is_empty())
}

/// What the actor typed into the form that is sent to `place`; none when nothing is kept, or it does not open any more.
pub async fn of(conn: &mut Conn, actor: &Actor, place: &str) -> Result<Option<Draft>> {
    let account = actor.key();
    let found = Query::select::<Sealed>(
        "from drafts
        where municipality_id = $m
          and account_id = $1
          and place = $2
          and seat = $3
          and typed_at >= $4
          and not ended",
        (&account, place, actor.seat_key(), since(conn.now()).0),
    )
    .optional::<Sealed>(conn)
    .await?;
    let Some(Sealed { fields, typed_at }) = found else { return Ok(None) };
    Ok(match conn.keys().open_sealed(cell(&id(&account, place)), &fields) {
        Ok(fields) => {
            let fields = String::from_utf8_lossy(&fields).into_owned();
            Some(Draft { fields, typed_at })
        }
        Err(error) => {
            tracing::error!(%error, "a draft does not open");
            None
        }
    })
}

/// The actor's drafts, newest first.
pub async fn all(conn: &mut Conn, actor: &Actor) -> Result<Vec<Begun>> {
    Query::select::<Begun>(
        "from drafts
        where municipality_id = $m
          and account_id = $1
          and seat = $2
          and page <> ''
          and not ended
          and typed_at >= $3
        order by typed_at desc, place",
        (actor.key(), actor.seat_key(), since(conn.now()).0),
    )
    .all(conn)
    .await
}

/// Ends a writing: what it said was saved, or is not wanted. Nothing of it is kept but that it has ended.
pub async fn end(tx: &mut Tx, actor: &Actor, Writing { place, key }: Writing<'_>) -> Result<()> {
    if key.is_empty() {
        Query::of(
            "delete from drafts where municipality_id = $m and account_id = $1 and place = $2",
            (actor.key(), place),
        )
        .run(tx)
        .await?;
        return Ok(());
    }
    let row = Pairs::new()
        .set("account_id", actor.key())
        .set("place", place)
        .set("seat", actor.seat_key())
        .set("page", "")
        .set("fields", Vec::<u8>::new())
        .set("typed_at", tx.now())
        .set("writing", key)
        .set("ended", true);
    Query::insert("drafts", row)
        .push(
            " on conflict (municipality_id, account_id, place) do update
                 set fields = excluded.fields, typed_at = excluded.typed_at, seat = excluded.seat,
                     page = excluded.page, writing = excluded.writing, ended = excluded.ended",
        )
        .run(tx)
        .await?;
    Ok(())
}

/// Whether the server took what was written.
pub async fn has_ended(
    conn: &mut Conn,
    actor: &Actor,
    Writing { place, key }: Writing<'_>,
) -> Result<bool> {
    let found = Query::of(
        "select cast(count(*) as bigint)
           from drafts
          where municipality_id = $m and account_id = $1 and place = $2 and writing = $3 and ended",
        (actor.key(), place, key),
    );
    Ok(found.count(conn).await? > 0)
}

/// Forgets what anybody typed into forms that are sent to below this path: what it was about is gone.
pub async fn forget_below(tx: &mut Tx, path: &str) -> Result<()> {
    // `0` follows `/`.
    Query::of(
        "delete from drafts where municipality_id = $m and place >= $1 and place < $2",
        (format!("{path}/"), format!("{path}0")),
    )
    .run(tx)
    .await?;
    Ok(())
}

/// Forgets drafts that nobody came back to, and says how many.
pub async fn tidy(tx: &mut Tx) -> Result<u64> {
    let ended = tx.now().plus(-ENDED_FOR);
    Query::of("delete from drafts where municipality_id = $m and ended and typed_at < $1", ended.0)
        .run(tx)
        .await?;
    let since = since(tx.now());
    Query::of("delete from drafts where municipality_id = $m and typed_at < $1", since.0)
        .run(tx)
        .await
}

fn since(now: Instant) -> Instant {
    now.plus(-KEPT)
}

fn id(account: &str, place: &str) -> String {
    format!("{account} {place}")
}

fn cell(id: &str) -> Cell<'_> {
    Cell { table: "drafts", column: "fields", id }
}
