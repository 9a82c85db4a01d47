//! `make bench`: how fast the program is, beside a baseline that was measured in the same run.
//!
//! Prints one Markdown table. Times are for orientation, for machines are noisy; ratios are what counts. The measured
//! server is a process of its own (this program again, with `--server`), so that its memory can be read.
#![allow(clippy::disallowed_methods, reason = "measuring is asking the machine what time it is")]

mod import;
mod load;
mod pages;
mod server;
mod start;
mod table;
mod world;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;

use table::Table;
use world::Database;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Whatever went wrong; a measurement has nobody to be polite to.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Debug, Parser)]
struct Options {
    /// Seconds of load at each point, split into rounds in which the page and its baseline take turns.
    #[arg(long, default_value_t = 6.0)]
    seconds: f64,
    /// Rounds at each point, and repetitions of everything else; the medians are printed.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Cases in the list and in the imported file.
    #[arg(long, default_value_t = 10_000)]
    cases: usize,
    /// Measure only these parts.
    #[arg(long, value_enum, num_args = 1..)]
    only: Vec<Part>,
    /// Serve the data folder named here instead of measuring; the measuring process starts this itself.
    #[arg(long, hide = true, requires = "database")]
    server: Option<PathBuf>,
    #[arg(long, hide = true)]
    database: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Starting with the demo world, and its papers.
    Demo,
    /// The import and the pages, on SQLite.
    Sqlite,
    /// The import and the pages, on the PostgreSQL of TSUMUGI_TEST_POSTGRES.
    Postgres,
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    fn round(&self) -> Duration {
        Duration::from_secs_f64(self.seconds / f64::from(self.rounds))
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match (&options.server, &options.database) {
        (Some(data), Some(database)) => server::run(data, database),
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
    if options.wants(Part::Sqlite) {
        on_database(options, Database::Sqlite, &mut table).await?;
    }
    if options.wants(Part::Postgres) {
        match std::env::var("TSUMUGI_TEST_POSTGRES") {
            Ok(url) => on_database(options, Database::Postgres(url), &mut table).await?,
            Err(_) => eprintln!(
                "no TSUMUGI_TEST_POSTGRES: PostgreSQL is left out (scripts/with-postgres sets it)"
            ),
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
