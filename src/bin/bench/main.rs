//! `make bench`: how fast the program is, beside a baseline that was measured in the same run.
//!
//! Prints one Markdown table. Times are for orientation, for machines are noisy; ratios are what counts. The measured
//! server is a process of its own (this program again, with `--server`), so that its memory can be read.
#![allow(clippy::disallowed_methods, reason = "measuring is asking the machine what time it is")]

mod finding;
mod growth;
mod import;
mod large;
mod load;
mod options;
mod pages;
mod server;
mod start;
mod table;
mod world;

use std::process::ExitCode;

use clap::Parser;

use options::{Options, Part, Result};
use table::Table;
use world::Database;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match (&options.server, &options.database) {
        (Some(data), Some(database)) => match (&options.errand, &options.file) {
            (Some(errand), Some(file)) => large::run(data, database, errand, file),
            _ => server::run(data, database),
        },
        _ => measure(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn measure(options: &Options) -> Result<()> {
    let mut table = Table::default();
    if options.wants(Part::Demo) {
        start::measure(options, &mut table)?;
    }
    let mut databases = vec![(Part::Sqlite, Database::Sqlite)];
    match std::env::var("TSUMUGI_TEST_POSTGRES") {
        Ok(url) => databases.push((Part::Postgres, Database::Postgres(url))),
        Err(_) => eprintln!(
            "no TSUMUGI_TEST_POSTGRES: PostgreSQL is left out (scripts/with-postgres sets it)"
        ),
    }
    for (part, database) in &databases {
        if options.wants(*part) {
            on_database(options, database.clone(), &mut table).await?;
        }
    }
    for (_, database) in &databases {
        if options.wants(Part::Growth) {
            growth::measure(options, database, &mut table).await?;
        }
    }
    for (_, database) in &databases {
        if options.wants(Part::Finding) {
            finding::measure(options, database, &mut table).await?;
        }
    }
    for (_, database) in &databases {
        if options.wants(Part::Large) {
            large::measure(options, database, &mut table).await?;
        }
    }
    print!("{table}");
    Ok(())
}

/// Imports the cases, then asks for their pages.
async fn on_database(options: &Options, database: Database, table: &mut Table) -> Result<()> {
    let world = import::measure(options, &database, table).await?;
    pages::measure(options, &world, table).await
}
