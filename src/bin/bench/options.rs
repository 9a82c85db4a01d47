//! What is measured, and how long.

use std::{path::PathBuf, time::Duration};

use clap::Parser;
use serde::Serialize;

/// Whatever went wrong; a measurement has nobody to be polite to.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Debug, Parser)]
pub struct Options {
    /// Seconds of load at each point, split into rounds in which the page and its baseline take turns.
    #[arg(long, default_value_t = 6.0)]
    pub seconds: f64,
    /// Rounds at each point, and repetitions of everything else; the medians are printed.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Cases in the list and in the imported file.
    #[arg(long, default_value_t = 10_000)]
    pub cases: usize,
    /// Cases of one municipality for which lists and pages are compared; the first is the measure of the others.
    #[arg(long, default_values_t = [10_000, 100_000, 1_000_000], num_args = 1..)]
    pub sizes: Vec<usize>,
    /// Keeps the worlds of those sizes in this folder, and takes those that are there already.
    #[arg(long)]
    pub worlds: Option<PathBuf>,
    /// Measure only these parts.
    #[arg(long, value_enum, num_args = 1..)]
    pub only: Vec<Part>,
    /// Serve the data folder named here instead of measuring; the measuring process starts this itself.
    #[arg(long, hide = true, requires = "database")]
    pub server: Option<PathBuf>,
    #[arg(long, hide = true)]
    pub database: Option<String>,
    /// What a process does there instead of serving, with which file.
    #[arg(long, hide = true, requires = "file")]
    pub errand: Option<Errand>,
    #[arg(long, hide = true)]
    pub file: Option<PathBuf>,
    /// Rows of the large file.
    #[arg(long, default_value_t = 100_000)]
    pub large: usize,
    /// Texts among which words are looked for.
    #[arg(long, default_value_t = 100_000)]
    pub texts: usize,
}

/// What a process of its own does.
#[derive(Clone, Debug, clap::ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// Opens the database and nothing more.
    Nothing,
    /// Shows what the file would do.
    Look,
    /// Takes the file in.
    Take,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Starting with the demo world, and its papers.
    Demo,
    /// The import and the pages, on SQLite.
    Sqlite,
    /// The import and the pages, on the PostgreSQL of TSUMUGI_TEST_POSTGRES.
    Postgres,
    /// Lists and pages as a city grows, on both.
    Growth,
    /// Words among many texts, on both.
    Finding,
    /// A hundred thousand rows in and out, on both.
    Large,
}

impl Options {
    pub fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    pub fn round(&self) -> Duration {
        Duration::from_secs_f64(self.seconds / f64::from(self.rounds))
    }
}
