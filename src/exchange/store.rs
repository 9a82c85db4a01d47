//! All SQL of exchange: files that wait, and what rows said when they were taken in.

mod waiting;

use std::collections::HashMap;

use serde_json::json;

use super::{
    Kind,
    rules::{ExchangeAction, ExchangeFacts, ForgetImport, RunImport, SeeImports, SendFile},
};
use crate::{
    access::{Action, Actor, Leave, Load, Permit, Role, Seen},
    clock::Instant,
    crypt::Cell,
    db::{Conn, Pairs, Part, Query, Sort, Tx, Wanted, insert_rows},
    error::{Result, unless_overtaken},
    events,
    files::{self, OpensFiles, Owner},
    id::{CenterId, FileId, ImportId, JobId},
    imports::Counts,
    places, record,
    tabular::Answered,
    words,
};

pub(super) use waiting::{Shape, answer, forget_readings, gone, remembered, used};
use waiting::{answers_cell, opened};

words! {
    /// Where a sent file stands.
    pub enum ImportStatus {
        /// Read, and waiting for somebody to take it in.
        Waiting "waiting" "確認中",
        /// Taken in.
        Done "done" "取込済",
        /// Thrown away without being taken in.
        Forgotten "forgotten" "取り込まずに消去",
    }
}

impl ImportStatus {
    /// The colour of its chip.
    pub fn tone(self) -> &'static str {
        match self {
            ImportStatus::Waiting => "yellow",
            ImportStatus::Done => "green",
            ImportStatus::Forgotten => "gray",
        }
    }
}

/// A file that was sent.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub kind: Kind,
    pub center_id: Option<CenterId>,
    pub file_name: String,
    pub file_id: Option<FileId>,
    pub status: ImportStatus,
    pub counts: Counts,
    /// What people said of how it is to be read.
    pub answers: Answered,
    /// The job that takes it in, once somebody asked for that.
    pub job_id: Option<JobId>,
    pub account_name: String,
    pub created_at: Instant,
}

// What asking for leave needs to know of a file.
impl Load for ExchangeFacts {
    type Key = ImportId;

    async fn load(conn: &mut Conn, id: &ImportId) -> Result<ExchangeFacts> {
        let (kind, center, sender) = Query::of(
            "select kind, center_id, account_id from imports where municipality_id = $m and id = $1",
            id,
        )
        .one::<(Kind, Option<CenterId>, String)>(conn)
        .await?;
        let structure = places::in_force_today(conn).await?.structure;
        let writers = kind.writers(&structure, sender);
        Ok(ExchangeFacts { import: id.clone(), names_people: kind.names_people, center, writers })
    }
}

record! {
    struct Row {
        id: ImportId,
        kind: Kind,
        center_id: Option<CenterId>,
        file_name: Vec<u8>,
        file_id: Option<FileId>,
        status: ImportStatus,
        counts: String,
        answers: Option<Vec<u8>>,
        job_id: Option<JobId>,
        account_name: String,
        created_at: Instant,
    }
}

fn name_cell(id: &str) -> Cell<'_> {
    Cell { table: "imports", column: "file_name", id }
}

fn owner(id: &ImportId) -> Owner<'_> {
    Owner { kind: "import", id: id.as_str() }
}

impl Row {
    fn opened(self, conn: &Conn) -> Result<Import> {
        // One damaged row does not take a list away.
        let name = conn
            .keys()
            .open_sealed(name_cell(self.id.as_str()), &self.file_name)
            .unwrap_or_else(|_| "(名前を開けません)".into());
        let answers = match &self.answers {
            None => Answered::default(),
            Some(sealed) => opened(conn, answers_cell(self.id.as_str()), sealed)?,
        };
        Ok(Import {
            answers: answers.on(conn.now().day().0),
            file_name: String::from_utf8_lossy(&name).into_owned(),
            counts: serde_json::from_str(&self.counts)?,
            id: self.id,
            kind: self.kind,
            center_id: self.center_id,
            file_id: self.file_id,
            status: self.status,
            job_id: self.job_id,
            account_name: self.account_name,
            created_at: self.created_at,
        })
    }
}

/// One file that was sent.
///
/// # Errors
/// `NotFound`.
pub async fn find<L>(conn: &mut Conn, leave: &L) -> Result<Import>
where
    L: Leave<Action: OpensFiles + Action<Rule = ExchangeAction>>,
{
    let id = &leave.facts().import;
    Query::select::<Row>("from imports where municipality_id = $m and id = $1", id)
        .one::<Row>(conn)
        .await?
        .opened(conn)
}

/// By when they were sent.
pub const BY_SENT: Sort = Sort::new("sent", &["created_at"]);

/// What is wanted of the files of a centre, or (none) of the city's own, and of those that are the actor's alone.
pub async fn list(
    conn: &mut Conn,
    (actor, leave): (&Actor, &Seen<SeeImports>),
    wanted: &Wanted,
) -> Result<Part<Import>> {
    let of_office = actor.is(Role::CityOfficer) || actor.is(Role::CenterStaff);
    let mut part: Part<Row> = wanted
        .read(conn, "id", |begun| {
            // What somebody sent of a part of the structure is theirs alone, all else their office's.
            let offices = || Kind::everywhere().map(|kind| kind.key.to_string());
            let own = begun
                .with("from imports where municipality_id = $m and (account_id = $1", actor.key())
                .push(" and kind not in ")
                .list(offices());
            let theirs = match &leave.center {
                _ if !of_office => return own.push(")"),
                Some(center) => own.with(" or center_id = $1", center),
                None => own.push(" or center_id is null"),
            };
            theirs.push(" and kind in ").list(offices()).push(")")
        })
        .await?;
    let rows = std::mem::take(&mut part.rows).into_iter().map(|row| row.opened(conn));
    Ok(part.with(rows.collect::<Result<_>>()?))
}

/// How many files of this actor wait.
pub async fn waiting_of(conn: &mut Conn, actor: &Actor) -> Result<i64> {
    Query::of(
        "select cast(count(*) as bigint)
           from imports
          where municipality_id = $m
            and account_id = $1
            and status = $2",
        (actor.key(), ImportStatus::Waiting),
    )
    .count(conn)
    .await
}

/// A file as it is sent.
pub(super) struct Sent<'a> {
    pub kind: Kind,
    pub center: Option<&'a CenterId>,
    pub file_name: &'a str,
    pub content: &'a [u8],
    /// As [`Shape::heads`].
    pub heads: &'a str,
    pub counts: Counts,
    pub answers: &'a Answered,
}

/// Keeps a sent file, sealed, until it is taken in or forgotten.
pub(super) async fn keep(
    tx: &mut Tx,
    permit: Permit<SendFile>,
    sent: &Sent<'_>,
) -> Result<ImportId> {
    let id: ImportId = permit.id();
    let file =
        files::keep(tx, owner(&id), "import", "application/octet-stream", sent.content).await?;
    let name = tx.keys().seal(name_cell(id.as_str()), sent.file_name.as_bytes())?;
    let answers = tx.keys().seal(answers_cell(id.as_str()), &serde_json::to_vec(sent.answers)?)?;
    Query::insert(
        "imports",
        Pairs::new()
            .set("id", &id)
            .set("kind", &sent.kind)
            .set("center_id", sent.center)
            .set("file_name", &name)
            .set("file_id", &file)
            .set("status", "waiting")
            .set("counts", serde_json::to_string(&sent.counts)?)
            .set("answers", &answers)
            .set("account_id", permit.actor().key())
            .set("account_name", permit.actor().name())
            .set("created_at", permit.at().0),
    )
    .run(tx)
    .await?;
    let shape = Shape { kind: &sent.kind, center: sent.center, heads: sent.heads };
    used(tx, permit.actor().municipality(), &shape).await?;
    events::record(tx, &permit, &json!({ "kind": sent.kind.key, "counts": sent.counts })).await?;
    Ok(id)
}

/// The content of a file that waits.
///
/// # Errors
/// A conflict when it was taken in or forgotten meanwhile.
pub(super) async fn content<L: Leave<Action: OpensFiles>>(
    conn: &mut Conn,
    leave: &L,
    import: &Import,
) -> Result<Vec<u8>> {
    let Some(file) = &import.file_id else {
        return Err(gone());
    };
    files::load(conn, leave, owner(&import.id), file).await
}

/// Files that nobody took in or threw away since they were sent before `before`.
pub(super) async fn left_lying(
    conn: &mut Conn,
    before: Instant,
) -> Result<Vec<(ImportId, Option<FileId>)>> {
    Query::of(
        "select id, file_id
         from imports
        where municipality_id = $m
          and status = $1
          and created_at < $2
        order by created_at, id",
        (ImportStatus::Waiting, before),
    )
    .all(conn)
    .await
}

/// Names the job that is to take a file in. Leave for that is asked again when the job runs.
///
/// # Errors
/// A conflict when it was taken in or forgotten meanwhile.
pub(super) async fn give_to(tx: &mut Tx, permit: Permit<RunImport>, job: &JobId) -> Result<()> {
    let id: ImportId = permit.id();
    let done = Query::of(
        "update imports set job_id = $2
          where municipality_id = $m and id = $1 and status = 'waiting'",
        (&id, &job),
    )
    .change_one(tx)
    .await;
    unless_overtaken(done)?.ok_or_else(gone)?;
    Ok(())
}

/// Writes down that a file was taken in, and forgets its content.
///
/// # Errors
/// A conflict when somebody else took it in or forgot it first.
pub(super) async fn finish(
    tx: &mut Tx,
    permit: Permit<RunImport>,
    file: &FileId,
    counts: Counts,
) -> Result<()> {
    let id: ImportId = permit.id();
    let done = Query::of(
        "update imports set status = 'done', file_id = null, counts = $2
          where municipality_id = $m and id = $1 and status = 'waiting'",
        (&id, serde_json::to_string(&counts)?),
    )
    .change_one(tx)
    .await;
    unless_overtaken(done)?.ok_or_else(gone)?;
    files::forget(tx, file).await?;
    events::record(tx, &permit, &json!({ "counts": counts })).await
}

/// Forgets a file without taking it in.
///
/// # Errors
/// A conflict when it was taken in or forgotten meanwhile.
pub(super) async fn forget(tx: &mut Tx, permit: Permit<ForgetImport>, file: &FileId) -> Result<()> {
    let id: ImportId = permit.id();
    let done = Query::of(
        "update imports set status = 'forgotten', file_id = null
          where municipality_id = $m and id = $1 and status = 'waiting'",
        &id,
    )
    .change_one(tx)
    .await;
    unless_overtaken(done)?.ok_or_else(gone)?;
    files::forget(tx, file).await?;
    events::record(tx, &permit, &json!({})).await
}

/// What rows said when they were last taken in, by source key.
pub(super) async fn digests(
    conn: &mut Conn,
    sources: &[String],
) -> Result<HashMap<String, String>> {
    let mut known = HashMap::new();
    for some in sources.chunks(5_000) {
        let rows = Query::of(
            "select source_key, digest
                   from imported_rows
                  where municipality_id = $m
                    and source_key in ",
            (),
        )
        .list(some)
        .all::<(String, String)>(conn)
        .await?;
        known.extend(rows);
    }
    Ok(known)
}

/// Keeps what rows said, by source key.
pub(super) async fn keep_digests(tx: &mut Tx, said: Vec<(String, String)>) -> Result<()> {
    let row = |(source, digest)| Pairs::new().set("source_key", source).set("digest", digest);
    let rows = said.into_iter().map(row).collect();
    insert_rows(
        tx,
        "imported_rows",
        rows,
        " on conflict (municipality_id, source_key) do update set digest = excluded.digest",
    )
    .await
}
