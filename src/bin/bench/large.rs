//! A hundred thousand rows in and out, each in a process of its own, so that its memory can be read.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use tsumugi::bench::{
    App,
    access::Actor,
    exchange::{self, Kind},
    tabular::Answered,
};

use crate::{
    load::{self, Ask, Packing},
    options::{Errand, Options, Result},
    pages::sign_in,
    server::{Server, memory_of},
    table::{Outcome, Row, Table, words},
    world::{self, CENTER, Database, STAFF, World},
};

/// Cells of each row that hold some words, beside the columns that say who and what it is.
const TEXTS: usize = 3;

/// What may be in memory, in bytes.
const MOST: u64 = 300 * 1024 * 1024;

/// What it says at its end.
#[derive(Debug, Deserialize, Serialize)]
struct Said {
    took: Duration,
    /// Bytes in memory at most.
    most: u64,
}

/// Takes a file of that many rows of one centre in, and writes its cases out again.
pub async fn measure(options: &Options, database: &Database, table: &mut Table) -> Result<()> {
    let world = World::make(database, 9_000).await?;
    let file = world.data().join("large.xlsx");
    fs::write(&file, world::workbook(&world.structure, 0..options.large, TEXTS, &[CENTER])?)?;
    let (rows, on) = (options.large, world.on);
    let of = format!("{rows} rows (a file of {})", megabytes(fs::metadata(&file)?.len()));
    let alone = sent(&world, &Errand::Nothing, &file)?;
    for (errand, what) in [
        (Errand::Look, format!("dry run of {of}, {on}")),
        (Errand::Take, format!("import of {of}, {on}")),
        (Errand::Look, format!("dry run of the same, all there, {on}")),
    ] {
        tell(table, what, &sent(&world, &errand, &file)?, &alone);
    }
    for shape in ["xlsx", "csv"] {
        let server = Server::start(&world)?;
        let cookie = sign_in(server.app, STAFF)?;
        let path = format!("/exports/named_cases?as={shape}");
        let begun = Instant::now();
        let answer =
            load::once(&Ask { server: server.app, path, cookie, packing: Packing::Plain })?;
        let said = Said { took: begun.elapsed(), most: server.memory()?.most };
        if answer.status != 200 {
            return Err(answer.head.into());
        }
        let written = megabytes(answer.body.len() as u64);
        tell(
            table,
            format!("named export of {rows} cases ({shape} of {written}), {on}"),
            &said,
            &alone,
        );
    }
    Ok(())
}

fn tell(table: &mut Table, what: String, said: &Said, alone: &Said) {
    table.add(Row {
        what,
        measured: format!("{} at most, {}", megabytes(said.most), words(said.took)),
        baseline: format!("with nothing to do {}", megabytes(alone.most)),
        ratio: String::new(),
        target: "< 300 MB",
        outcome: Outcome::of(said.most < MOST),
    });
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1024 * 1024))
}

fn sent(world: &World, errand: &Errand, file: &Path) -> Result<Said> {
    let errand = serde_json::to_value(errand)?;
    let out = Command::new(std::env::current_exe()?)
        .arg("--server")
        .arg(world.data())
        .args(["--database", &world.database])
        .args(["--errand", errand.as_str().unwrap_or_default()])
        .arg("--file")
        .arg(file)
        .output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}

/// What a process does that was sent on an errand.
#[tokio::main]
pub async fn run(data: &Path, database: &str, errand: &Errand, file: &Path) -> Result<()> {
    let begun = Instant::now();
    let app = App::open(world::config(data, database), world::clock()).await?;
    match errand {
        Errand::Nothing => {}
        Errand::Look => read(&app, file, false).await?,
        Errand::Take => read(&app, file, true).await?,
    }
    app.db().close().await;
    let most = memory_of("self")?.most;
    println!("{}", serde_json::to_string(&Said { took: begun.elapsed(), most })?);
    Ok(())
}

async fn read(app: &App, file: &Path, take: bool) -> Result<()> {
    let actor = Actor::system(world::CITY.into(), "bench");
    let content = fs::read(file)?;
    let structure = world::structure(app).await?;
    let mut conn = app.db().read(actor.municipality()).await?;
    let kind: Kind = "cases".parse()?;
    let reader = exchange::reader_for(&mut conn, &kind, &actor, &structure, None).await?;
    drop(conn);
    let parsed = exchange::parse(&*reader, "large.xlsx", &content, &Answered::default())
        .map_err(|refusal| refusal.to_string())?;
    drop(content);
    let report = if take {
        exchange::import_alone(app, &actor, &parsed).await?
    } else {
        exchange::dry_run(&mut app.db().read(actor.municipality()).await?, &parsed).await?
    };
    if let Some(wrong) = report.errors.first() {
        return Err(format!("{}行 {}: {}", wrong.row, wrong.header, wrong.reason).into());
    }
    Ok(())
}
