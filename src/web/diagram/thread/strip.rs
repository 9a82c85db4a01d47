//! The thread in rows, at the head of a record: what came before, where it is, what is still ahead; a row for each of
//! the lines on which it leads on. Rows are lists in HTML and not a drawing, so that they turn upright on a narrow screen.

use std::collections::BTreeSet;

use askama::Template;

use super::{Station, StationKind, Thread, days_words};
use crate::error::Result;

/// Lines that are shown; of more their number is said.
const LINES: usize = 4;
/// Lines that are counted at all: a thread with more is read at full size.
const COUNTED: usize = 32;

#[derive(Template)]
#[template(path = "web/diagram/thread/strip.html")]
struct Strip<'a> {
    thread: &'a Thread,
    lines: Vec<Vec<Stage<'a>>>,
    /// How many lines are not shown.
    more: usize,
}

struct Stage<'a> {
    kind: StationKind,
    /// What stands for the stage; `None` where nothing is yet.
    station: Option<&'a Station>,
    /// Days to the next stage, in words.
    passed: String,
    /// What else there is to say of it, in one line.
    notes: String,
}

impl Stage<'_> {
    fn is_current(&self) -> bool {
        self.station.is_some_and(|station| station.current)
    }

    fn is_here(&self) -> bool {
        self.station.is_some_and(|station| station.here)
    }
}

/// Draws the thread as rows of stages. Where a stage has several stations, the current or last one stands for them,
/// with the number of the others.
///
/// # Errors
/// As every page that does not render.
pub fn thread_strip(thread: &Thread) -> Result<String> {
    let start = thread.stations.iter().position(|station| station.current).unwrap_or(0);
    let (lines, before) = (lines(thread, start), thread.reached(start, |e| (e.to, e.from)));
    let more = lines.len().saturating_sub(LINES);
    let lines = lines.iter().take(LINES).map(|line| row(thread, start, &before, line)).collect();
    Ok(Strip { thread, lines, more }.render()?)
}

/// The lines on which the thread leads on from a station, each to its end.
fn lines(thread: &Thread, start: usize) -> Vec<Vec<usize>> {
    let mut done: Vec<Vec<usize>> = Vec::new();
    let mut open = vec![vec![start]];
    while let Some(line) = open.pop().filter(|_| done.len() < COUNTED) {
        let next = thread.edges.iter().filter(|e| !e.dashed && line.last() == Some(&e.from));
        let next: BTreeSet<usize> = next.map(|e| e.to).filter(|n| !line.contains(n)).collect();
        open.extend(next.iter().rev().map(|n| [&line[..], &[*n]].concat()));
        if next.is_empty() {
            done.push(line);
        }
    }
    done
}

/// The stages of a line: of what came before the start, and of what came of it on this line.
fn row<'a>(
    thread: &'a Thread,
    start: usize,
    before: &BTreeSet<usize>,
    line: &[usize],
) -> Vec<Stage<'a>> {
    let members = |kind: StationKind| -> Vec<usize> {
        let all = before.iter().filter(|n| !line.contains(n)).chain(line).copied();
        all.filter(|n| thread.stations.get(*n).is_some_and(|s| s.kind == kind)).collect()
    };
    let shown = |kind: StationKind| {
        let members = members(kind);
        let at = members.iter().find(|n| **n == start);
        let behind = || members.first().filter(|n| before.contains(n));
        let at = at.or_else(behind).or(members.last()).copied();
        (kind, at, members.len().saturating_sub(1))
    };
    let stages: Vec<_> = thread.kinds().into_iter().map(shown).collect();
    let begins_with_voice =
        stages.iter().any(|(k, at, _)| *k == StationKind::Voice && at.is_some());
    let stages: Vec<_> = stages
        .into_iter()
        .filter(|(kind, at, _)| match kind {
            StationKind::Voice | StationKind::Handover => at.is_some(),
            StationKind::Case => at.is_some() || !begins_with_voice,
            _ => true,
        })
        .collect();
    let next = stages.iter().skip(1).map(|(_, at, _)| *at).chain([None]);
    let stage = |((kind, at, others), next): (&(StationKind, Option<usize>, usize), _)| Stage {
        kind: *kind,
        station: at.map(|n| &thread.stations[n]),
        passed: days_to(thread, *at, next).map(days_words).unwrap_or_default(),
        notes: at.map(|n| notes(&thread.stations[n], *others)).unwrap_or_default(),
    };
    stages.iter().zip(next).map(stage).collect()
}

fn days_to(thread: &Thread, from: Option<usize>, to: Option<usize>) -> Option<i64> {
    let (from, to) = (from?, to?);
    thread.edges.iter().find(|e| e.from == from && e.to == to)?.days
}

fn notes(station: &Station, others: usize) -> String {
    let mut notes: Vec<String> = [&station.sub, &station.day]
        .into_iter()
        .filter(|words| !words.is_empty())
        .cloned()
        .collect();
    if others > 0 {
        notes.push(format!("ほか{others}{}", station.kind.counter()));
    }
    if station.waiting {
        notes.push("返事待ち".to_owned());
    }
    notes.join("・")
}
