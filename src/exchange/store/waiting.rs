//! What was said of how files are to be read that wait.

use serde_json::json;

use crate::{
    access::Permit,
    clock::Instant,
    crypt::Cell,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result, unless_overtaken},
    events,
    exchange::{Kind, rules::AnswerImport},
    id::{CenterId, ImportId, MunicipalityId},
    imports::Counts,
    record,
    tabular::Answered,
};

/// Where what was said of a file is sealed.
pub fn answers_cell(id: &str) -> Cell<'_> {
    Cell { table: "imports", column: "answers", id }
}

/// What was sealed there.
pub fn opened(conn: &Conn, cell: Cell<'_>, sealed: &[u8]) -> Result<Answered> {
    Ok(serde_json::from_slice(&conn.keys().open_sealed(cell, sealed)?)?)
}

/// Somebody was quicker.
pub fn gone() -> Error {
    Error::conflict("このファイルは、すでに取り込まれたか消去されています。何も変えていません。")
}

/// Files of the same headings: of which centre or of the city, holding what.
pub struct Shape<'a> {
    pub kind: &'a Kind,
    pub center: Option<&'a CenterId>,
    /// As [`tabular::Table::shape`](crate::tabular::Table::shape) says it.
    pub heads: &'a str,
}

impl Shape<'_> {
    /// Its keys: centre, kind, digest.
    fn keys(&self, conn: &Conn, municipality: &MunicipalityId) -> (String, String, String) {
        let digest = conn.keys().blind_index("import_shape", municipality.as_str(), self.heads);
        (
            self.center.map(ToString::to_string).unwrap_or_default(),
            self.kind.key.to_string(),
            digest,
        )
    }
}

record! {
    struct Sealed {
        answers: Vec<u8>,
    }
}

fn reading_cell(id: &str) -> Cell<'_> {
    Cell { table: "import_readings", column: "answers", id }
}

/// What was said of the files of a shape.
pub async fn remembered(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    shape: &Shape<'_>,
) -> Result<Answered> {
    let (center, kind, digest) = shape.keys(conn, municipality);
    let found = Query::of(
        "select answers
           from import_readings
          where municipality_id = $m
            and center_id = $1
            and kind = $2
            and shape = $3",
        (&center, &kind, &digest),
    )
    .all::<Sealed>(conn)
    .await?;
    match found.first() {
        None => Ok(Answered::default()),
        Some(Sealed { answers }) => {
            opened(conn, reading_cell(&format!("{center}/{kind}/{digest}")), answers)
        }
    }
}

/// Writes down that a file of the shape was sent.
pub async fn used(tx: &mut Tx, municipality: &MunicipalityId, shape: &Shape<'_>) -> Result<()> {
    let (center, kind, digest) = shape.keys(tx, municipality);
    Query::of(
        "update import_readings
            set used_at = $1
          where municipality_id = $m
            and center_id = $2
            and kind = $3
            and shape = $4",
        (tx.now(), center, kind, digest),
    )
    .run(tx)
    .await?;
    Ok(())
}

/// Forgets what was said of files of shapes that nobody sent since `before`; how many.
pub async fn forget_readings(tx: &mut Tx, before: Instant) -> Result<u64> {
    // What was kept before anybody counted is counted from now on.
    Query::of(
        "update import_readings set used_at = $1 where municipality_id = $m and used_at = 0",
        tx.now(),
    )
    .run(tx)
    .await?;
    Query::of("delete from import_readings where municipality_id = $m and used_at < $1", before)
        .run(tx)
        .await
}

/// Writes down what was said of a file, and keeps of it what holds for all files of its shape.
///
/// # Errors
/// A conflict when it was taken in or forgotten meanwhile.
pub async fn answer(
    tx: &mut Tx,
    permit: Permit<AnswerImport>,
    shape: &Shape<'_>,
    answers: &Answered,
    counts: Counts,
) -> Result<()> {
    let id: ImportId = permit.id();
    let sealed = tx.keys().seal(answers_cell(id.as_str()), &serde_json::to_vec(answers)?)?;
    let done = Query::of(
        "update imports set answers = $2, counts = $3
          where municipality_id = $m and id = $1 and status = 'waiting'",
        (&id, &sealed, serde_json::to_string(&counts)?),
    )
    .change_one(tx)
    .await;
    unless_overtaken(done)?.ok_or_else(gone)?;
    let (center, kind, digest) = shape.keys(tx, permit.actor().municipality());
    let lasting = serde_json::to_vec(&answers.lasting())?;
    let sealed = tx.keys().seal(reading_cell(&format!("{center}/{kind}/{digest}")), &lasting)?;
    Query::insert(
        "import_readings",
        Pairs::new()
            .set("center_id", &center)
            .set("kind", &kind)
            .set("shape", &digest)
            .set("answers", &sealed)
            .set("used_at", tx.now()),
    )
    .push(
        " on conflict (municipality_id, center_id, kind, shape)
          do update set answers = excluded.answers, used_at = excluded.used_at",
    )
    .run(tx)
    .await?;
    events::record(tx, &permit, &json!({ "counts": counts })).await
}
