//! The copies in the database.

use super::text::Text;
use crate::{
    clock::{Day, Instant},
    crypt,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
};

/// The form of the copies: what a later program makes of records in another way, it makes anew.
const FORM: i64 = 1;

/// How far the copies of a municipality are; none where there are none, or of another form.
pub async fn mark(conn: &mut Conn) -> Result<Option<Instant>> {
    Query::of("select done_until from texts_marks where municipality_id = $m and form = $1", FORM)
        .optional(conn)
        .await
}

/// Notes that what was done until then is in the copies.
pub async fn set_mark(tx: &mut Tx, until: Instant) -> Result<()> {
    Query::insert("texts_marks", Pairs::new().set("form", FORM).set("done_until", until.0))
        .push(
            " on conflict (municipality_id) do update
                 set form = excluded.form, done_until = excluded.done_until",
        )
        .run(tx)
        .await
        .map(drop)
}

/// Ids of records of a kind that have a copy, behind one, in order.
pub async fn behind(conn: &mut Conn, kind: &str, after: &str, most: i64) -> Result<Vec<String>> {
    Query::of(
        "select record_id
           from texts
          where municipality_id = $m and kind = $1 and record_id > $2
          order by record_id
          limit $3",
        (kind, after, most),
    )
    .all(conn)
    .await
}

/// Replaces the copies of these records of a kind by those that there are now.
pub async fn replace(
    tx: &mut Tx,
    kind: &'static str,
    ids: &[String],
    texts: Vec<Text>,
) -> Result<()> {
    let old = Query::of(
        "select number from texts where municipality_id = $m and kind = $1 and record_id in ",
        kind,
    )
    .list(ids)
    .all::<i64>(tx)
    .await?;
    tx.take_from_index(&old).await?;
    Query::of("delete from texts where municipality_id = $m and number in ", ())
        .list(old)
        .run(tx)
        .await?;
    let municipality = tx.municipality()?.clone();
    for text in texts {
        let number = number_on(text.day);
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

/// A number for a text of a day: above all of earlier days, and by chance among those of one.
fn number_on(day: Day) -> i64 {
    let days = day.since(Day(jiff::civil::date(1900, 1, 1))).max(0);
    let [a, b, c, d, e] = crypt::random::<5>();
    (days << 40) | i64::from_be_bytes([0, 0, 0, a, b, c, d, e])
}
