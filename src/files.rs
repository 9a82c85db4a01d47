//! Files people gave us and papers we made, sealed with the master key.

use crate::{
    access::{Action, Leave},
    crypt::Cell,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    id::FileId,
};

/// What a file belongs to; whoever may see that may see the file.
#[derive(Clone, Debug)]
pub struct Owner<'a> {
    pub kind: &'static str,
    pub id: &'a str,
}

fn cell(id: &str) -> Cell<'_> {
    Cell { table: "files", column: "content", id }
}

/// Keeps a file.
pub async fn keep(
    tx: &mut Tx,
    owner: Owner<'_>,
    name: &str,
    media_type: &str,
    content: &[u8],
) -> Result<FileId> {
    let id = FileId::new();
    let sealed = tx.keys().seal(cell(id.as_str()), content)?;
    let now = tx.now().0;
    Query::insert(
        "files",
        Pairs::new()
            .set("id", &id)
            .set("name", name)
            .set("media_type", media_type)
            .set("bytes", content.len() as i64)
            .set("content", sealed)
            .set("owner_kind", owner.kind)
            .set("owner_id", owner.id)
            .set("created_at", now),
    )
    .run(tx)
    .await?;
    Ok(id)
}

/// An action whose leave opens the files that belong to what it is about.
pub trait OpensFiles: Action {}

/// The content of a file that belongs to `owner`.
///
/// # Errors
/// `NotFound` when there is none, or it belongs to something else.
pub async fn load<L: Leave<Action: OpensFiles>>(
    conn: &mut Conn,
    _leave: &L,
    owner: Owner<'_>,
    id: &FileId,
) -> Result<Vec<u8>> {
    let sealed: Option<Vec<u8>> = Query::of(
        "select content
           from files
          where municipality_id = $m and id = $1 and owner_kind = $2 and owner_id = $3",
        (id, owner.kind, owner.id),
    )
    .optional(conn)
    .await?;
    conn.keys().open_sealed(cell(id.as_str()), &sealed.ok_or(Error::NotFound)?)
}

/// Forgets a file.
pub async fn forget(tx: &mut Tx, id: &FileId) -> Result<()> {
    Query::of("delete from files where municipality_id = $m and id = $1", id).run(tx).await?;
    Ok(())
}
