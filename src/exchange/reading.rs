//! Dry run and import: the same reading, once looked at and once written.

use super::{Kind, Report, cases, schedules, world::World};
use crate::{
    App,
    db::{Conn, Tx},
    error::{Error, Result},
    tabular::{Limits, Refusal, Source},
};

/// New records after which the planner is told of the new sizes of tables.
const MANY: usize = 1_000;

/// A file as it was read, before it meets the database.
#[derive(Clone)]
pub struct Parsed {
    report: Report,
    lines: Lines,
}

#[derive(Clone)]
enum Lines {
    Schedules(Vec<schedules::Line>),
    Cases(Vec<cases::Line>),
}

/// Reads a file cell by cell, without the database. It may take a second; call [`parse_aside`] from handlers.
///
/// # Errors
/// When the file as a whole cannot be read.
pub fn parse(
    world: &World,
    kind: Kind,
    file_name: &str,
    content: &[u8],
) -> Result<Parsed, Refusal> {
    let book = Source::read(file_name, content, &Limits::default())?;
    Ok(match kind {
        Kind::Schedules => {
            let (report, lines) = schedules::read(world, &book)?;
            Parsed { report, lines: Lines::Schedules(lines) }
        }
        Kind::Cases => {
            let (report, lines) = cases::read(world, &book)?;
            Parsed { report, lines: Lines::Cases(lines) }
        }
    })
}

/// [`parse`] on a thread of its own, so that other requests are answered meanwhile.
///
/// # Errors
/// As [`parse`]; an internal error when the thread fails.
pub async fn parse_aside(
    world: &World,
    kind: Kind,
    file_name: &str,
    content: Vec<u8>,
) -> Result<Result<Parsed, Refusal>> {
    let (world, name) = (world.clone(), file_name.to_owned());
    tokio::task::spawn_blocking(move || parse(&world, kind, &name, &content))
        .await
        .map_err(Error::internal)
}

/// Compares what was read with the database: what is new, what is there, what differs. Writes nothing.
pub async fn dry_run(conn: &mut Conn, world: &World, parsed: &Parsed) -> Result<Report> {
    let mut report = parsed.report.clone();
    match &parsed.lines {
        Lines::Schedules(lines) => {
            schedules::plan(conn, world, lines, &mut report).await?;
        }
        Lines::Cases(lines) => {
            cases::plan(conn, world, lines, &mut report).await?;
        }
    }
    Ok(report)
}

/// Takes in everything that was read, or, when a single cell is wrong, nothing: then the report is not clean and
/// the transaction was not written to.
///
/// # Errors
/// As the rooms' own commands, such as `Forbidden` for another centre's records.
pub async fn import(tx: &mut Tx, world: &World, parsed: &Parsed) -> Result<Report> {
    let mut report = parsed.report.clone();
    if !report.is_clean() {
        return dry_run(tx, world, parsed).await;
    }
    match &parsed.lines {
        Lines::Schedules(lines) => {
            let planned = schedules::plan(tx, world, lines, &mut report).await?;
            if report.is_clean() {
                schedules::write(tx, world, &planned).await?;
            }
        }
        Lines::Cases(lines) => {
            let planned = cases::plan(tx, world, lines, &mut report).await?;
            if report.is_clean() {
                cases::write(tx, world, lines, &planned).await?;
            }
        }
    }
    Ok(report)
}

/// [`import`] in a transaction of its own, for commands. When somebody else takes in the same rows at the same moment,
/// it is tried once more and finds them there.
///
/// # Errors
/// As [`import`].
pub async fn import_alone(app: &App, world: &World, parsed: &Parsed) -> Result<Report> {
    let once = || {
        app.db().write(world.actor.municipality(), |mut tx| async move {
            let report = import(&mut tx, world, parsed).await?;
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
