//! Files people gave us and papers we made, sealed with the master key.

use crate::{
    crypt::Cell,
    db::{Conn, Tx},
    error::{Error, Result},
    id::{FileId, MunicipalityId},
    on,
};

/// A file with its content opened.
#[derive(Clone, Debug)]
pub struct File {
    pub id: FileId,
    pub name: String,
    pub media_type: String,
    pub content: Vec<u8>,
}

/// What a file belongs to; whoever may see that may see the file, so rooms check before they load.
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
    municipality: &MunicipalityId,
    owner: Owner<'_>,
    name: &str,
    media_type: &str,
    content: &[u8],
) -> Result<FileId> {
    let id = FileId::new();
    let sealed = tx.keys().seal(cell(id.as_str()), content)?;
    let now = tx.now().0;
    on!(tx, run sqlx::query(
        "insert into files (municipality_id, id, name, media_type, bytes, content, owner_kind, owner_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .bind(name)
        .bind(media_type)
        .bind(content.len() as i64)
        .bind(sealed)
        .bind(owner.kind)
        .bind(owner.id)
        .bind(now))?;
    Ok(id)
}

/// Loads a file that belongs to `owner`.
///
/// # Errors
/// `NotFound` when there is none, or it belongs to something else.
pub async fn load(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    owner: Owner<'_>,
    id: &FileId,
) -> Result<File> {
    let row = on!(conn, c => sqlx::query_as::<_, (String, String, Vec<u8>)>(
        "select name, media_type, content
           from files
          where municipality_id = $1 and id = $2 and owner_kind = $3 and owner_id = $4")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .bind(owner.kind)
        .bind(owner.id)
        .fetch_optional(c))?;
    let (name, media_type, sealed) = row.ok_or(Error::NotFound)?;
    let content = conn.keys().open_sealed(cell(id.as_str()), &sealed)?;
    Ok(File { id: id.clone(), name, media_type, content })
}

/// Forgets a file.
pub async fn forget(tx: &mut Tx, municipality: &MunicipalityId, id: &FileId) -> Result<()> {
    on!(tx, run sqlx::query("delete from files where municipality_id = $1 and id = $2")
        .bind(municipality.as_str())
        .bind(id.as_str()))?;
    Ok(())
}
