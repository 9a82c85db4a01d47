//! What was kept of a move, on its way back.

use serde_json::{Value as Json, json};

use super::{Kept, MINUTES, Offer, Row, TakeBack, UndoFacts, cell, digest, snapshot, table_of};
use crate::{
    access::{self, Actor, Subject},
    clock::Instant,
    db::{Conn, Query, Table, Tx, Value},
    error::{Error, Result},
    events::{self, Move},
    id::UndoId,
    record,
};

/// Tables whose rows follow from others or are about how something is done, not about what is.
const ASIDE: [&str; 13] = [
    "data_keys",
    "drafts",
    "events",
    "job_leases",
    "jobs",
    "sessions",
    "sign_in_attempts",
    "sign_in_places",
    "texts",
    "texts_marks",
    "typed_words",
    "undos",
    "views",
];

record! {
    struct Offered {
        id: UndoId,
        subject_kind: String,
        subject_id: String,
        page: String,
        at: Instant,
        kept: Vec<u8>,
    }
}

/// A move that its doer may still take back, as a list says it.
#[derive(Clone, Debug)]
pub struct Slip {
    pub at: Instant,
    pub offer: Offer,
    /// The record, by kind and id.
    pub of: (String, String),
    /// Where one sees it.
    pub page: String,
}

/// Something that its doer may take back, as it is kept.
pub struct Taking {
    id: UndoId,
    pub subject: Subject,
    /// The code of what was done.
    pub action: String,
    /// Where one sees it.
    pub page: String,
    at: Instant,
    by: (String, String),
    kept: Kept,
}

/// What somebody may take back under this id; none for anybody else, and once it was done.
///
/// # Errors
/// Internal, where it does not open.
pub async fn of(
    conn: &mut Conn,
    actor: &Actor,
    id: &UndoId,
    kind_of: impl Fn(&str, &str) -> Option<Subject>,
) -> Result<Option<Taking>> {
    let found = Query::select::<Row>(
        "from undos where municipality_id = $m and id = $1 and account_id = $2 and seat = $3",
        (id, actor.key(), actor.seat_key()),
    )
    .optional::<Row>(conn)
    .await?;
    let Some(row) = found else { return Ok(None) };
    let Some(subject) = kind_of(&row.subject_kind, &row.subject_id) else { return Ok(None) };
    let kept = serde_json::from_slice(&conn.keys().open_sealed(cell(id), &row.kept)?)?;
    let (Row { account_id, seat, action, page, at, .. }, id) = (row, id.clone());
    Ok(Some(Taking { id, subject, action, page, at, by: (account_id, seat), kept }))
}

/// So many of one's own moves are looked through.
const LISTED: i64 = 20;

/// What somebody did in the last minutes and may take back as things stand, newest first: what was done on top of it goes first.
///
/// # Errors
/// Internal, where one does not open.
pub async fn offered(conn: &mut Conn, actor: &Actor) -> Result<Vec<Slip>> {
    let since = conn.now().plus(-MINUTES * 60_000);
    let mine: Vec<Offered> = Query::select::<Offered>(
        "from undos
        where municipality_id = $m and account_id = $1 and seat = $2 and at >= $3
        order by at desc, id desc
        limit $4",
        (actor.key(), actor.seat_key(), since.0, LISTED),
    )
    .all(conn)
    .await?;
    let mut slips = Vec::new();
    for row in mine {
        let kept: Kept =
            serde_json::from_slice(&conn.keys().open_sealed(cell(&row.id), &row.kept)?)?;
        let now = snapshot(conn, &kept.sets).await?;
        if digest(conn, &now)? == kept.left {
            let offer = Offer { id: row.id, words: kept.words };
            let of = (row.subject_kind, row.subject_id);
            slips.push(Slip { at: row.at, offer, of, page: row.page });
        }
    }
    Ok(slips)
}

impl Taking {
    /// Whether its minutes are over.
    pub fn is_late(&self, now: Instant) -> bool {
        now > self.at.plus(MINUTES * 60_000)
    }

    /// What is said once it was done, from the words that were offered: 「差し戻しを取り消しました。」
    pub fn done(&self) -> String {
        let verb = self.kept.words.strip_suffix('す');
        verb.map_or_else(|| "元に戻しました。".into(), |verb| format!("{verb}しました。"))
    }

    /// Other records that change with it, by kind and id.
    pub fn touched(&self) -> &[(String, String)] {
        &self.kept.touched
    }

    /// Puts all rows back as they were.
    ///
    /// # Errors
    /// `Overtaken` when something changed since, or something new hangs on what would go; nothing is put back then.
    pub async fn put_back(&self, tx: &mut Tx) -> Result<()> {
        let now = snapshot(tx, &self.kept.sets).await?;
        if digest(tx, &now)? != self.kept.left {
            return Err(Error::Overtaken);
        }
        let tables = Table::known(tx).await?;
        for put in &self.kept.back {
            table_of(&tables, &put.table)?.take_out(tx, put.key.clone()).await?;
        }
        for put in &self.kept.back {
            if let Some(row) = &put.row {
                table_of(&tables, &put.table)?.put(tx, vec![row.clone()]).await?;
            }
        }
        let gone = self.kept.back.iter().filter(|put| put.row.is_none());
        for put in gone {
            // The key of a record is its municipality and its id; rows with longer keys are named by nobody.
            if let [_, Value::Text(Some(id))] = &put.key[..]
                && is_pointed_at(tx, &tables, id).await?
            {
                return Err(Error::Overtaken);
            }
        }
        Ok(())
    }

    /// Writes down that it was taken back, which is done once.
    pub async fn record(&self, tx: &mut Tx, actor: &Actor) -> Result<()> {
        let facts = UndoFacts {
            subject: self.subject.clone(),
            keeper: self.kept.keeper.clone(),
            by: self.by.clone(),
        };
        let permit = access::permit::<TakeBack>(tx, actor, &facts)?;
        Query::of("delete from undos where municipality_id = $m and id = $1", &self.id)
            .change_one(tx)
            .await?;
        let state = |state: &str| serde_json::from_str::<Json>(state).ok();
        let (from, to) = &self.kept.went;
        let moved = Move { keeper: self.kept.keeper.as_ref(), from: state(to), to: state(from) };
        events::record_move(tx, &permit, &moved, &json!({ "undone": self.action })).await
    }
}

/// Forgets what can be taken back no more, and says how much.
pub async fn tidy(tx: &mut Tx) -> Result<u64> {
    let since = tx.now().plus(-MINUTES * 60_000);
    Query::of("delete from undos where municipality_id = $m and at < $1", since.0).run(tx).await
}

/// Whether any row still names this record.
async fn is_pointed_at(conn: &mut Conn, tables: &[Table], id: &str) -> Result<bool> {
    for table in tables {
        if ASIDE.contains(&table.name.as_str()) || table.place("municipality_id").is_none() {
            continue;
        }
        for column in &table.columns {
            let points = column.name.ends_with("_id") && column.name != "municipality_id";
            if points && !table.those_with(conn, &column.name, id).await?.is_empty() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
