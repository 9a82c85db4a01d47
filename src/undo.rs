//! Taking back (取り消す): for some minutes whoever made a move or a deletion takes it back whole, while nothing happened since and
//! nobody outside was told.
//!
//! What a command changes is read before and after it; the rows as they were are kept sealed, with a digest of how they were left. Taken
//! back they stand as before, as a move of its own with its event. What a room must say is in [`TakesBack`], once for all its actions.

mod taking;

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::{
    access::{self, Actor, Facts, Load, Rule, Subject, Verdict},
    actions,
    clock::Instant,
    crypt::Cell,
    db::{Conn, Pairs, Query, Rows, Table, Tx, Value},
    error::{Error, Result},
    events,
    id::{CenterId, UndoId},
    record,
};

pub use taking::{Slip, Taking, of, offered, tidy};

/// For so many minutes a move can be taken back.
pub const MINUTES: i64 = 10;

/// Facts about a record whose moves can be taken back.
pub trait TakesBack: Facts {
    /// All rows that its moves change, and those that must be as they were left when one is taken back.
    fn rows(&self) -> Vec<Rows>;

    /// The page on which it is seen once that was done.
    fn page(&self) -> String;
}

actions! {
    /// What is done with what was just done.
    pub enum UndoAction {
        TakeBack "undo" "直前の操作を取り消す",
    }
}

/// What is known of something that could be taken back.
#[derive(Clone, Debug)]
pub struct UndoFacts {
    subject: Subject,
    keeper: Option<CenterId>,
    /// Who did it, and in which role and centre.
    by: (String, String),
}

impl Facts for UndoFacts {
    fn subject(&self) -> Subject {
        self.subject.clone()
    }

    fn keeper(&self) -> Option<&CenterId> {
        self.keeper.as_ref()
    }
}

impl Rule for UndoAction {
    type Facts = UndoFacts;

    fn verdict(self, actor: &Actor, facts: &UndoFacts) -> Verdict {
        match self {
            // 取り消せるのは、その操作をした本人が、同じ役割のあいだだけ。ほかの人には、取り消せることも知らせない。
            // 操作そのものが今も許されるかは、その記録の部屋が答える。
            UndoAction::TakeBack => {
                Verdict::yes_if((actor.key(), actor.seat_key()) == facts.by, Verdict::Hidden)
            }
        }
    }
}

/// Whether an action may be done to a record as it is now; asked of the record's room when it is to be taken back.
pub type Again =
    for<'a> fn(&'a mut Conn, &'a Actor, (&'a str, &'a str)) -> BoxFuture<'a, Result<()>>;

/// What a room answers for: the kind of its records, and whether an action (by its code) may be done to one (by its id).
pub struct Undoes {
    pub kind: &'static str,
    pub again: Again,
}

/// The answer of a room whose rule this is; see [`Undoes`].
pub fn again<'a, R>(
    conn: &'a mut Conn,
    actor: &'a Actor,
    (action, id): (&'a str, &'a str),
) -> BoxFuture<'a, Result<()>>
where
    R: Rule,
    R::Facts: Load,
    <R::Facts as Load>::Key: for<'k> From<&'k str> + Send,
{
    Box::pin(async move {
        let action = R::of_code(action).ok_or(Error::NotFound)?;
        let facts = <R::Facts as Load>::load(conn, &id.into()).await?;
        access::check(action, actor, &facts)
    })
}

/// What a page offers to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub id: UndoId,
    /// What that does: 「差し戻しを取り消す」.
    pub words: String,
}

/// What is offered, and which rows beside those of the record are changed.
#[derive(Clone, Debug, Default)]
pub struct Back {
    words: String,
    also: Vec<Rows>,
    page: Option<String>,
}

impl From<&str> for Back {
    fn from(words: &str) -> Back {
        Back { words: words.to_owned(), ..Back::default() }
    }
}

impl Back {
    /// With more rows.
    #[must_use]
    pub fn and(mut self, also: impl IntoIterator<Item = Rows>) -> Back {
        self.also.extend(also);
        self
    }

    /// Leading to another page than the record's: it goes when what made it is taken back.
    #[must_use]
    pub fn to(mut self, page: &str) -> Back {
        self.page = Some(page.to_owned());
        self
    }
}

/// Rows by their table and key.
type Snapshot = BTreeMap<(String, String), Vec<Value>>;

/// A record as it was before something is done with it.
pub struct Before {
    words: String,
    action: &'static str,
    subject: Subject,
    page: String,
    sets: Vec<Rows>,
    rows: Snapshot,
}

/// What is sealed of it.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// What was changed, and what that hangs on.
    sets: Vec<Rows>,
    /// Of all those rows, as they were left.
    left: String,
    back: Vec<Put>,
    touched: Vec<(String, String)>,
    keeper: Option<CenterId>,
    went: (String, String),
    /// What was offered: 「差し戻しを取り消す」.
    words: String,
}

/// A row that is put back; one that was not there goes.
#[derive(Serialize, Deserialize)]
struct Put {
    table: String,
    key: Vec<Value>,
    row: Option<Vec<Value>>,
}

record! {
    struct Row {
        account_id: String,
        seat: String,
        subject_kind: String,
        subject_id: String,
        action: String,
        page: String,
        at: Instant,
        kept: Vec<u8>,
    }
}

impl Before {
    /// Looks at a record that `action` is about to be done to.
    pub async fn look<R: Rule>(
        conn: &mut Conn,
        action: R,
        facts: &R::Facts,
        back: Back,
    ) -> Result<Before>
    where
        R::Facts: TakesBack,
    {
        let mut sets = facts.rows();
        sets.extend(back.also);
        let rows = snapshot(conn, &sets).await?;
        let (subject, page) = (facts.subject(), back.page.unwrap_or_else(|| facts.page()));
        Ok(Before { words: back.words, action: action.code(), subject, page, sets, rows })
    }

    /// Keeps it, now that the action is done. `grown` are the rows of what came of it and had no place before. Nothing is offered
    /// where nothing changed.
    pub async fn keep(
        mut self,
        tx: &mut Tx,
        actor: &Actor,
        grown: impl IntoIterator<Item = Rows>,
    ) -> Result<Option<Offer>> {
        self.sets.extend(grown);
        let tables = Table::known(tx).await?;
        let mut left = snapshot(tx, &self.sets).await?;
        let mut back = Vec::new();
        let mut changed = Vec::new();
        let keys: std::collections::BTreeSet<_> =
            self.rows.keys().chain(left.keys()).cloned().collect();
        for at in keys {
            let (before, after) = (self.rows.get(&at), left.get(&at));
            if before == after {
                continue;
            }
            let table = table_of(&tables, &at.0)?;
            let one = before.or(after).ok_or_else(|| Error::internal("a row of neither side"))?;
            back.push(Put { table: at.0, key: table.key_of(one), row: before.cloned() });
            changed.extend(
                [before, after].into_iter().flatten().flat_map(|row| hangs_on(&tables, table, row)),
            );
        }
        // What has no words for its way back has none.
        if back.is_empty() || self.words.is_empty() {
            return Ok(None);
        }
        changed.retain(|rows| !self.sets.contains(rows));
        changed.dedup();
        left.extend(snapshot(tx, &changed).await?);
        self.sets.extend(changed);
        let now = tx.now();
        let event = events::done_at(tx, &self.subject, &actor.key(), now).await?;
        let (keeper, went) = event.map_or_else(Default::default, |event| {
            let keeper = Some(event.keeper).filter(|id| !id.is_empty());
            (keeper.map(CenterId::from), (event.went_from, event.went_to))
        });
        let touched = tx.touched().iter().map(|(kind, id)| ((*kind).to_owned(), id.clone()));
        let touched = touched.collect();
        let left = digest(tx, &left)?;
        let words = self.words.clone();
        let kept = Kept { sets: self.sets, left, back, touched, keeper, went, words };
        let id = UndoId::new();
        let sealed = tx.keys().seal(cell(&id), &serde_json::to_vec(&kept)?)?;
        let row = Pairs::new()
            .set("id", &id)
            .set("account_id", actor.key())
            .set("seat", actor.seat_key())
            .set("subject_kind", self.subject.kind)
            .set("subject_id", &self.subject.id)
            .set("action", self.action)
            .set("page", &self.page)
            .set("at", now)
            .set("kept", sealed);
        Query::insert("undos", row).run(tx).await?;
        Ok(Some(Offer { id, words: self.words }))
    }
}

fn cell(id: &UndoId) -> Cell<'_> {
    Cell { table: "undos", column: "kept", id: id.as_str() }
}

fn table_of<'t>(tables: &'t [Table], name: &str) -> Result<&'t Table> {
    let found = tables.iter().find(|table| table.name == name);
    found.ok_or_else(|| Error::internal(format!("no table {name}")))
}

async fn snapshot(conn: &mut Conn, sets: &[Rows]) -> Result<Snapshot> {
    let tables = Table::known(conn).await?;
    let mut all = Snapshot::new();
    for rows in sets {
        let table = table_of(&tables, &rows.table)?;
        for row in table.those_with(conn, &rows.column, &rows.value).await? {
            let key = serde_json::to_string(&table.key_of(&row))?;
            all.insert((table.name.clone(), key), row);
        }
    }
    Ok(all)
}

fn digest(conn: &Conn, rows: &Snapshot) -> Result<String> {
    let rows: Vec<_> = rows.iter().collect();
    let whose = conn.municipality()?.as_str();
    Ok(conn.keys().blind_index("undo.left", whose, &serde_json::to_string(&rows)?))
}

/// The records that a row hangs on: of `meeting_id` the meeting.
fn hangs_on(tables: &[Table], table: &Table, row: &[Value]) -> Vec<Rows> {
    let mut all = Vec::new();
    for (column, value) in table.columns.iter().zip(row) {
        let (Some(kind), Value::Text(Some(id))) = (column.name.strip_suffix("_id"), value) else {
            continue;
        };
        let parent = tables.iter().find(|table| {
            table.name == format!("{kind}s")
                && table.place("id").is_some()
                && table.place("municipality_id").is_some()
        });
        if let Some(parent) = parent {
            all.push(Rows::of(&parent.name, "id", id));
        }
    }
    all
}
