//! The copies in the database.

use std::collections::{HashMap, HashSet};

use super::text::Text;
use crate::{
    clock::{Day, Instant},
    crypt,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    record,
};

/// The form of the copies: what a later program makes of records in another way, it makes anew.
const FORM: i64 = 1;

record! {
    /// How far the copies of a municipality are.
    #[derive(Clone, Debug)]
    pub struct Mark {
        /// What was done until then is in them.
        pub done_until: Instant,
        /// By what the structure is told from another under whose names they were made.
        pub structure: String,
        /// Whether there is one of each record.
        pub whole: bool,
    }
}

/// How far the copies are; none where there are none, or of another form.
pub async fn mark(conn: &mut Conn) -> Result<Option<Mark>> {
    Query::select::<Mark>("from texts_marks where municipality_id = $m and form = $1", FORM)
        .optional(conn)
        .await
}

/// Notes how far they are.
pub async fn set_mark(tx: &mut Tx, mark: &Mark) -> Result<()> {
    let row = Pairs::new()
        .set("form", FORM)
        .set("done_until", mark.done_until)
        .set("structure", &mark.structure)
        .set("whole", mark.whole);
    Query::insert("texts_marks", row)
        .push(
            " on conflict (municipality_id) do update
                 set form = excluded.form, done_until = excluded.done_until,
                     structure = excluded.structure, whole = excluded.whole",
        )
        .run(tx)
        .await
        .map(drop)
}

/// Takes all copies of the municipality away.
pub async fn clear(tx: &mut Tx) -> Result<()> {
    let numbers = Query::of("select number from texts where municipality_id = $m", ());
    let numbers: Vec<i64> = numbers.all(tx).await?;
    for some in numbers.chunks(5_000) {
        tx.take_from_index(some).await?;
    }
    Query::of("delete from texts where municipality_id = $m", ()).run(tx).await.map(drop)
}

/// Those of these records of a kind that have a copy.
pub async fn there(conn: &mut Conn, kind: &str, ids: &[String]) -> Result<HashSet<String>> {
    let begun =
        "select record_id from texts where municipality_id = $m and kind = $1 and record_id in ";
    let there: Vec<String> = Query::of(begun, kind).list(ids).all(conn).await?;
    Ok(there.into_iter().collect())
}

/// Replaces the copies of these records of a kind by those that there are now.
pub async fn replace(
    tx: &mut Tx,
    kind: &'static str,
    ids: &[String],
    texts: &[Text],
) -> Result<()> {
    let begun = "select record_id, number from texts where municipality_id = $m and kind = $1 and record_id in ";
    let old: Vec<(String, i64)> = Query::of(begun, kind).list(ids).all(tx).await?;
    let old: HashMap<String, i64> = old.into_iter().collect();
    let numbers: Vec<i64> = old.values().copied().collect();
    tx.take_from_index(&numbers).await?;
    Query::of("delete from texts where municipality_id = $m and number in ", ())
        .list(numbers)
        .run(tx)
        .await?;
    let municipality = tx.municipality()?.clone();
    for text in texts {
        let number = number_on(text.day, old.get(&text.id).copied());
        let marks = text.marks(kind, &municipality);
        let mut body = String::new();
        let mut sought = nihon::sought(&text.heading);
        for (what, words) in &text.lines {
            let words = words.replace(['\n', '\r', '\t'], " ");
            body.push_str(&format!("{what}\t{words}\n"));
            sought.push('\n');
            sought.push_str(&nihon::sought(&words));
        }
        let mut entries = nihon::pairs(&sought);
        entries.extend(marks.iter().cloned());
        let row = Pairs::new()
            .set("number", number)
            .set("kind", kind)
            .set("record_id", &text.id)
            .set("heading", &text.heading)
            .set("body", body)
            .set("sought", sought)
            .set("audience", marks.join(" "));
        Query::insert("texts", row).run(tx).await?;
        tx.put_in_index(number, &entries).await?;
    }
    Ok(())
}

/// Bits of a number below its day.
const WITHIN_A_DAY: u32 = 46;

/// A number for a text of a day: above all of earlier days, and by chance among those of one. One that is of that day stays,
/// so that whoever turns pages meets each once.
fn number_on(day: Day, old: Option<i64>) -> i64 {
    let days = day.since(Day(jiff::civil::date(1900, 1, 1))).max(0);
    if let Some(old) = old.filter(|old| old >> WITHIN_A_DAY == days) {
        return old;
    }
    let chance = i64::from_be_bytes(crypt::random::<8>());
    (days << WITHIN_A_DAY) | (chance & ((1 << WITHIN_A_DAY) - 1))
}
