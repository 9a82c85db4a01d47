//! Saved filters (保存した条件): what somebody narrows a list to again and again, under a name, for themselves or for all who work where
//! they do. Words and name are sealed, for both may name people.

use serde::{Deserialize, Serialize};

use crate::{
    access::Actor,
    crypt::Cell,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    id::{AccountId, SavedFilterId},
    record,
};

/// Filters that one account saves at most.
const MOST: i64 = 50;

record! {
    struct Row {
        id: SavedFilterId,
        account_id: AccountId,
        path: String,
        shared: bool,
        content: Vec<u8>,
    }
}

/// What is sealed of a filter.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    name: String,
    narrowed: Vec<(String, String)>,
}

/// A filter that was saved.
#[derive(Clone, Debug)]
pub struct SavedFilter {
    pub id: SavedFilterId,
    pub name: String,
    /// The list that it narrows.
    pub path: String,
    /// What the list is narrowed to: names and values of its address, and words as they were typed.
    pub narrowed: Vec<(String, String)>,
    /// Whether the reader saved it, who alone may forget it.
    pub own: bool,
    /// Whether it is offered to all who work where its owner does.
    pub shared: bool,
}

/// A filter to be saved.
#[derive(Clone, Debug)]
pub struct NewFilter<'a> {
    pub name: &'a str,
    pub path: &'a str,
    pub narrowed: Vec<(String, String)>,
    pub shared: bool,
}

/// Saves a filter for the actor.
///
/// # Errors
/// A sentence when they have as many as one may have.
pub async fn keep(tx: &mut Tx, actor: &Actor, new: &NewFilter<'_>) -> Result<()> {
    let count = Query::of(
        "select cast(count(*) as bigint) from saved_filters where municipality_id = $m and account_id = $1",
        actor.key(),
    );
    if count.count(tx).await? >= MOST {
        return Err(Error::conflict(format!(
            "保存できる条件は{MOST}件までです。使わないものを消してから、もう一度保存してください。"
        )));
    }
    let id = SavedFilterId::new();
    let content = Content { name: new.name.to_owned(), narrowed: new.narrowed.clone() };
    let content = serde_json::to_vec(&content).map_err(Error::internal)?;
    let row = Pairs::new()
        .set("id", &id)
        .set("account_id", actor.key())
        .set("seat", actor.seat_key())
        .set("path", new.path)
        .set("shared", new.shared)
        .set("content", tx.keys().seal(cell(&id), &content)?);
    Query::insert("saved_filters", row).run(tx).await.map(drop)
}

/// The filters of a list that the actor may use, in the order in which they were saved.
pub async fn of_list(conn: &mut Conn, actor: &Actor, path: &str) -> Result<Vec<SavedFilter>> {
    let rows = readable(actor).with(" and path = $1 order by id", path).all::<Row>(conn).await?;
    let opened = rows.into_iter().map(|row| open(conn, actor, row));
    let there = opened.filter_map(|filter| match filter {
        Ok(filter) => Some(filter),
        Err(error) => {
            tracing::error!(%error, "a saved filter does not open");
            None
        }
    });
    Ok(there.collect())
}

/// One of those.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, actor: &Actor, id: &SavedFilterId) -> Result<SavedFilter> {
    let row = readable(actor).with(" and id = $1", id).one::<Row>(conn).await?;
    open(conn, actor, row)
}

/// Forgets one of the actor's own.
///
/// # Errors
/// `NotFound` when it is not.
pub async fn forget(tx: &mut Tx, actor: &Actor, id: &SavedFilterId) -> Result<()> {
    let gone = Query::of(
        "delete from saved_filters where municipality_id = $m and id = $1 and account_id = $2",
        (id, actor.key()),
    );
    match gone.run(tx).await? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Whoever moved on to another centre or role uses none of the former.
fn readable(actor: &Actor) -> Query {
    Query::select::<Row>(
        "from saved_filters
        where municipality_id = $m
          and seat = $1
          and (account_id = $2 or shared)",
        (actor.seat_key(), actor.key()),
    )
}

fn open(conn: &Conn, actor: &Actor, row: Row) -> Result<SavedFilter> {
    let plain = conn.keys().open_sealed(cell(&row.id), &row.content)?;
    let content: Content = serde_json::from_slice(&plain).map_err(Error::internal)?;
    Ok(SavedFilter {
        name: content.name,
        narrowed: content.narrowed,
        path: row.path,
        own: actor.is_account(&row.account_id),
        shared: row.shared,
        id: row.id,
    })
}

fn cell(id: &SavedFilterId) -> Cell<'_> {
    Cell { table: "saved_filters", column: "content", id: id.as_str() }
}
