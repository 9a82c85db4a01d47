//! Words that somebody searches for. They may be a name, so no address holds them: they are posted, kept sealed for a day,
//! and the address carries a token, so that going back and passing the page on work as ever for the one who typed them.

use crate::{
    access::Actor,
    clock::Instant,
    crypt::Cell,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    id::TypedId,
};

/// The name under which pages send words that are searched for.
pub const WORDS: &str = "q";

/// What a token begins with; no word that people look for does.
const TOKEN: &str = "~";

/// Milliseconds for which words are kept.
const KEPT: i64 = 24 * 60 * 60_000;

/// The id of a token in an address; none for words as they are.
pub fn token(value: &str) -> Option<TypedId> {
    value.strip_prefix(TOKEN)?.parse().ok()
}

/// Keeps words for the actor and gives their token.
pub async fn keep(tx: &mut Tx, actor: &Actor, words: &str) -> Result<String> {
    let id = TypedId::new();
    let sealed = tx.keys().seal(cell(&id), words.as_bytes())?;
    let row = Pairs::new()
        .set("id", &id)
        .set("account_id", actor.key())
        .set("words", sealed)
        .set("typed_at", tx.now().0);
    Query::insert("typed_words", row).run(tx).await?;
    Ok(format!("{TOKEN}{id}"))
}

/// The words of a token; none when they are gone or somebody else typed them.
pub async fn words(conn: &mut Conn, actor: &Actor, id: &TypedId) -> Result<Option<String>> {
    let since = since(conn.now());
    let sealed = Query::of(
        "select words
           from typed_words
          where municipality_id = $m and id = $1 and account_id = $2 and typed_at >= $3",
        (id, actor.key(), since.0),
    )
    .optional::<Vec<u8>>(conn)
    .await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let words = conn.keys().open_sealed(cell(id), &sealed)?;
    Ok(Some(String::from_utf8_lossy(&words).into_owned()))
}

/// Forgets words that were kept for a day, and says how many.
pub async fn tidy(tx: &mut Tx) -> Result<u64> {
    let since = since(tx.now());
    Query::of("delete from typed_words where municipality_id = $m and typed_at < $1", since.0)
        .run(tx)
        .await
}

fn since(now: Instant) -> Instant {
    now.plus(-KEPT)
}

fn cell(id: &TypedId) -> Cell<'_> {
    Cell { table: "typed_words", column: "words", id: id.as_str() }
}
