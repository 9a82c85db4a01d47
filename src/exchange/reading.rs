//! Dry run and import: the same reading, once looked at and once written.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use tokio::sync::Semaphore;

use super::{
    Kind,
    store::{self, Shape},
};
use crate::{
    App,
    access::Actor,
    db::{Conn, Tx},
    error::{Error, Result},
    id::{CenterId, MunicipalityId},
    imports::{Before, Lines, Reader, Report, World},
    structure::Structure,
    tabular::{Answered, Limits, Refusal, Source},
    threads,
};

/// New records after which the planner is told of the new sizes of tables.
const MANY: usize = 1_000;

/// A file as it was read, before it meets the database.
#[derive(Clone)]
pub struct Parsed {
    report: Report,
    lines: Arc<dyn Lines>,
}

impl Parsed {
    /// What the file says, before it met the database.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What two files have in common whose columns mean the same.
    pub fn shape(&self) -> &str {
        &self.report.mapping.shape
    }
}

/// What reads files of a kind, for whoever sends them.
pub async fn reader(conn: &mut Conn, kind: &Kind, world: World) -> Result<Arc<dyn Reader>> {
    let part = kind.part().to_owned();
    (kind.reader)(conn, World { part, ..world }).await
}

/// [`reader`] for files that belong to a centre, or (none) to whichever centres they name.
pub async fn reader_for(
    conn: &mut Conn,
    kind: &Kind,
    actor: &Actor,
    structure: &Structure,
    center: Option<CenterId>,
) -> Result<Arc<dyn Reader>> {
    let world = World::new(conn, actor, structure, center);
    reader(conn, kind, world).await
}

/// Reads a file cell by cell, without the database. It may take a second; call [`parse_aside`] from handlers.
///
/// # Errors
/// When the file as a whole cannot be read.
pub fn parse(
    reader: &dyn Reader,
    file_name: &str,
    content: &[u8],
    answered: &Answered,
) -> Result<Parsed, Refusal> {
    let book = Source::read(file_name, content, &Limits::default())?;
    let (report, lines) = reader.read(&book, answered)?;
    Ok(Parsed { report, lines })
}

/// [`parse`] on a thread of its own, so that other requests are answered meanwhile; as many at once as there are cores.
///
/// # Errors
/// As [`parse`]; an internal error when the thread fails.
pub async fn parse_aside(
    reader: &Arc<dyn Reader>,
    file_name: &str,
    content: Arc<Vec<u8>>,
    answered: Answered,
) -> Result<Result<Parsed, Refusal>> {
    static SEATS: LazyLock<Semaphore> = LazyLock::new(threads::seats);
    let _seat = SEATS.acquire().await.map_err(Error::internal)?;
    let (reader, name) = (reader.clone(), file_name.to_owned());
    tokio::task::spawn_blocking(move || parse(&*reader, &name, &content, &answered))
        .await
        .map_err(Error::internal)
}

/// A file as it comes in.
pub struct Arrived<'a> {
    pub kind: Kind,
    pub center: Option<&'a CenterId>,
    pub name: &'a str,
    pub content: Arc<Vec<u8>>,
}

/// [`parse_aside`], read as people said that files of the same headings are to be read, unless that does not fit this one; and
/// what then holds of it. What is `said` of this one stands above that.
///
/// # Errors
/// As [`parse_aside`].
pub async fn parse_as_before(
    app: &App,
    municipality: &MunicipalityId,
    reader: &Arc<dyn Reader>,
    file: &Arrived<'_>,
    said: Answered,
) -> Result<Result<(Parsed, Answered), Refusal>> {
    let parse = |answered| parse_aside(reader, file.name, file.content.clone(), answered);
    let parsed = match parse(said.clone()).await? {
        Ok(parsed) => parsed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let shape = Shape { kind: &file.kind, center: file.center, heads: parsed.shape() };
    let mut conn = app.db().read(municipality).await?;
    let known = store::remembered(&mut conn, municipality, &shape).await?;
    drop(conn);
    if known.is_empty() {
        return Ok(Ok((parsed, said)));
    }
    let answered = said.clone().over(known).over(said.clone());
    drop(parsed);
    Ok(match parse(answered.clone()).await? {
        Ok(again) => Ok((again, answered)),
        Err(_) => parse(said.clone()).await?.map(|parsed| (parsed, said)),
    })
}

/// Writes down that a file was read as people said that such files are.
pub async fn used(app: &App, actor: &Actor, file: &Arrived<'_>, parsed: &Parsed) -> Result<()> {
    let shape = &Shape { kind: &file.kind, center: file.center, heads: parsed.shape() };
    app.db()
        .write(actor.municipality(), |mut tx| async move {
            store::used(&mut tx, actor.municipality(), shape).await?;
            Ok((tx, ()))
        })
        .await
}

/// Compares what was read with the database: what is new, what is there, what differs. Writes nothing.
pub async fn dry_run(conn: &mut Conn, parsed: &Parsed) -> Result<Report> {
    let mut report = parsed.report.clone();
    let before = before(conn, parsed).await?;
    parsed.lines.look(conn, &before, &mut report).await?;
    Ok(report)
}

/// Takes in everything that was read, or, when a single cell is wrong, nothing: then the report is not clean and
/// the transaction was not written to.
///
/// # Errors
/// As the rooms' own commands, such as `Forbidden` for another centre's records.
pub async fn import(tx: &mut Tx, parsed: &Parsed) -> Result<Report> {
    let mut report = parsed.report.clone();
    if !report.is_clean() {
        return dry_run(tx, parsed).await;
    }
    let before = before(tx, parsed).await?;
    let said = parsed.lines.take(tx, &before, &mut report).await?;
    store::keep_digests(tx, said).await?;
    Ok(report)
}

/// What the lines that have a record already said before.
async fn before(conn: &mut Conn, parsed: &Parsed) -> Result<Before> {
    let there = parsed.lines.there(conn).await?;
    let mut digests: HashMap<String, String> = store::digests(conn, &there).await?;
    let with_digest = |source: String| {
        let digest = digests.remove(&source);
        (source, digest)
    };
    Ok(there.into_iter().map(with_digest).collect())
}

/// [`import`] in a transaction of its own, for commands. When somebody else takes in the same rows at the same moment,
/// it is tried once more and finds them there.
///
/// # Errors
/// As [`import`].
pub async fn import_alone(app: &App, actor: &Actor, parsed: &Parsed) -> Result<Report> {
    let once = || {
        app.db().write(actor.municipality(), |mut tx| async move {
            let report = import(&mut tx, parsed).await?;
            Ok((tx, report))
        })
    };
    let report = match once().await {
        Err(error) if error.is_duplicate() => once().await?,
        outcome => outcome?,
    };
    if report.is_clean() {
        settle(app, report.new);
    }
    Ok(report)
}

/// Lets the planner learn of many new records; nobody needs to wait for it.
pub(super) fn settle(app: &App, new: usize) {
    if new < MANY {
        return;
    }
    let db = app.db().clone();
    tokio::spawn(async move {
        if let Err(error) = db.analyze().await {
            tracing::warn!(%error, "the sizes of tables are not known to the planner yet");
        }
    });
}
