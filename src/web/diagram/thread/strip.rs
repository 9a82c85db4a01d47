//! The thread in one row, at the head of a record: what came before, where it is, what is still ahead.
//! It is a list in HTML and not a drawing, so that it turns upright on a narrow screen.

use askama::Template;

use super::{Station, StationKind, Thread, days_words};
use crate::error::Result;

#[derive(Template)]
#[template(path = "web/diagram/thread/strip.html")]
struct Strip<'a> {
    thread: &'a Thread,
    stages: Vec<Stage<'a>>,
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
}

/// Draws the thread as one row of stages. Where a stage has several stations, the current or first one
/// stands for them, with the number of the others.
///
/// # Errors
/// As every page that does not render.
pub fn thread_strip(thread: &Thread) -> Result<String> {
    let shown = shown(thread);
    let next = shown.iter().skip(1).map(|(_, next)| *next).chain([None]);
    let stage = |((kind, at), next): (&(StationKind, Option<usize>), Option<usize>)| Stage {
        kind: *kind,
        station: at.map(|n| &thread.stations[n]),
        passed: days_to(thread, *at, next).map(days_words).unwrap_or_default(),
        notes: at.map(|n| notes(thread, &thread.stations[n])).unwrap_or_default(),
    };
    let stages = shown.iter().zip(next).map(stage).collect();
    Ok(Strip { thread, stages }.render()?)
}

/// The stages to show and the station that stands for each.
fn shown(thread: &Thread) -> Vec<(StationKind, Option<usize>)> {
    let shown = |kind: StationKind| {
        let mut of_kind = thread.stations.iter().enumerate().filter(|(_, s)| s.kind == kind);
        let first = of_kind.clone().next();
        of_kind.find(|(_, s)| s.current).or(first).map(|(n, _)| n)
    };
    let begins_with_voice = shown(StationKind::Voice).is_some();
    thread
        .kinds()
        .into_iter()
        .map(|kind| (kind, shown(kind)))
        .filter(|(kind, shown)| match kind {
            StationKind::Voice => shown.is_some(),
            StationKind::Case => shown.is_some() || !begins_with_voice,
            _ => true,
        })
        .collect()
}

fn days_to(thread: &Thread, from: Option<usize>, to: Option<usize>) -> Option<i64> {
    let (from, to) = (from?, to?);
    thread.edges.iter().find(|e| e.from == from && e.to == to)?.days
}

fn notes(thread: &Thread, station: &Station) -> String {
    let mut notes: Vec<String> = [&station.sub, &station.day]
        .into_iter()
        .filter(|words| !words.is_empty())
        .cloned()
        .collect();
    let others = thread.stations.iter().filter(|s| s.kind == station.kind).count() - 1;
    if others > 0 {
        notes.push(format!("ほか{others}{}", station.kind.counter()));
    }
    if station.waiting {
        notes.push("返事待ち".to_owned());
    }
    notes.join("・")
}
