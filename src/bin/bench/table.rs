//! What was measured, as one Markdown table.

use std::{fmt, time::Duration};

/// One table, filled row by row; each row is also told on standard error as soon as it is known.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

/// One thing that was measured.
pub struct Row {
    pub what: String,
    pub measured: String,
    /// What it is compared with; empty where the target is absolute.
    pub baseline: String,
    pub ratio: String,
    pub target: &'static str,
    pub outcome: Outcome,
}

/// How a measurement stands to its target.
pub enum Outcome {
    Met,
    Missed,
    /// Told for orientation; nothing was promised.
    NoTarget,
}

impl Outcome {
    /// Whether a target was met.
    pub fn of(met: bool) -> Outcome {
        if met { Outcome::Met } else { Outcome::Missed }
    }
}

impl Table {
    /// Adds a row.
    pub fn add(&mut self, row: Row) {
        eprint!("{row}");
        self.rows.push(row);
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Met => "met",
            Outcome::Missed => "MISSED",
            Outcome::NoTarget => "",
        };
        writeln!(
            f,
            "| {} | {} | {} | {} | {} | {outcome} |",
            self.what, self.measured, self.baseline, self.ratio, self.target
        )
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | measured | baseline | ratio | target | |")?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        self.rows.iter().try_for_each(|row| row.fmt(f))
    }
}

/// The middle one; the lower of two middles.
///
/// # Panics
/// When there is none: everything is measured at least once.
pub fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).expect("measurements compare"));
    values[(values.len() - 1) / 2]
}

/// `12.3 ms`, `1.23 s`
pub fn words(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s >= 1.0 => format!("{s:.2} s"),
        s => format!("{:.1} ms", s * 1e3),
    }
}
