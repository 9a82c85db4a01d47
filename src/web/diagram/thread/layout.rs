//! Where the stations of a thread stand: columns by stage, rows ordered so that the threads cross little.

use std::collections::{BTreeMap, BTreeSet};

use super::{Thread, range_words};
use crate::web::diagram::text::{Area, width, wrap};

pub(super) const COLUMN: f32 = 158.0;
pub(super) const BETWEEN: f32 = 62.0;
pub(super) const TOP: f32 = 46.0;
pub(super) const LABEL_EM: f32 = 8.9;
pub(super) const ENTRY: f32 = 26.0;
/// A label that fits into half a box.
pub(super) const SHORT_EM: f32 = 5.4;
const ROW_GAP: f32 = 22.0;
/// From so many beginnings on, those that lead to the same place stand in one box.
const BUNDLE_FROM: usize = 9;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Holds {
    Station(usize),
    /// Several beginnings that lead to the same next stations.
    Bundle(Vec<usize>),
    /// Nothing: a thread passes a stage here.
    Passing,
}

#[derive(Debug, Clone)]
pub(super) struct Place {
    pub holds: Holds,
    pub column: usize,
    pub area: Area,
}

/// A piece of thread between two places.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub from: usize,
    pub to: usize,
    pub words: String,
    pub dashed: bool,
}

#[derive(Debug, Default)]
pub(super) struct Layout {
    pub places: Vec<Place>,
    pub forward: Vec<Piece>,
    pub back: Vec<Piece>,
    /// Stage and horizontal extent of each column.
    pub columns: Vec<(usize, Area)>,
    pub width: f32,
    /// Bottom of the stations; feedback runs below it.
    pub bottom: f32,
}

pub(super) fn lay_out(thread: &Thread) -> Layout {
    if thread.stations.is_empty() {
        return Layout::default();
    }
    let column_of = columns(thread);
    let stages: Vec<usize> = column_of.iter().map(|(stage, _)| *stage).collect::<Vec<_>>();
    let keys: Vec<(usize, usize)> =
        column_of.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let index_of = |n: usize| keys.iter().position(|key| *key == column_of[n]).unwrap_or(0);

    let mut layout = Layout::default();
    let mut place_of = vec![0; thread.stations.len()];
    for group in groups(thread, &stages) {
        for &n in &group {
            place_of[n] = layout.places.len();
        }
        let column = index_of(group[0]);
        let holds = if group.len() == 1 { Holds::Station(group[0]) } else { Holds::Bundle(group) };
        let h = height(thread, &holds);
        layout.places.push(Place { holds, column, area: Area { h, w: COLUMN, ..Area::default() } });
    }
    join(thread, &place_of, &mut layout);
    let backs = !layout.back.is_empty();
    let left = if backs { 36.0 } else { 12.0 };
    for place in &mut layout.places {
        place.area.x = left + place.column as f32 * (COLUMN + BETWEEN);
    }
    set_rows(&mut layout, keys.len());
    layout.columns = keys
        .iter()
        .enumerate()
        .map(|(n, (stage, _))| {
            let x = left + n as f32 * (COLUMN + BETWEEN);
            (*stage, Area { x, y: 0.0, w: COLUMN, h: layout.bottom })
        })
        .collect();
    layout.width = layout.columns.last().map_or(left, |(_, area)| area.right())
        + if backs { 28.0 } else { 12.0 };
    layout
}

/// Stage and depth within the stage of each station: what was merged into another of its own stage stands
/// left of it.
fn columns(thread: &Thread) -> Vec<(usize, usize)> {
    let stage = |n: usize| thread.stations[n].kind.stage();
    let mut depth = vec![0_usize; thread.stations.len()];
    let inside: Vec<(usize, usize)> = edges(thread)
        .filter(|e| !e.dashed && e.from != e.to && stage(e.from) == stage(e.to))
        .map(|e| (e.from, e.to))
        .collect();
    // Longest way; a circle, which the records do not allow, ends after as many rounds as there are edges.
    for _ in 0..inside.len() {
        for &(from, to) in &inside {
            depth[to] = depth[to].max((depth[from] + 1).min(inside.len()));
        }
    }
    (0..thread.stations.len()).map(|n| (stage(n), depth[n])).collect()
}

fn edges(thread: &Thread) -> impl Iterator<Item = &super::Edge> {
    let count = thread.stations.len();
    thread.edges.iter().filter(move |e| e.from < count && e.to < count)
}

/// Stations by place: one each, but many beginnings with the same next stations together. The record whose
/// page is shown keeps a box of its own.
fn groups(thread: &Thread, stages: &[usize]) -> Vec<Vec<usize>> {
    let bundles = stages.iter().filter(|stage| **stage == 0).count() >= BUNDLE_FROM;
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: BTreeMap<(super::StationKind, Vec<usize>), usize> = BTreeMap::new();
    for (n, station) in thread.stations.iter().enumerate() {
        if !bundles || stages[n] != 0 || station.current {
            groups.push(vec![n]);
            continue;
        }
        let next: BTreeSet<usize> =
            edges(thread).filter(|e| e.from == n && !e.dashed).map(|e| e.to).collect();
        let key = (station.kind, next.into_iter().collect());
        match known.get(&key) {
            Some(&at) => groups[at].push(n),
            None => {
                known.insert(key, groups.len());
                groups.push(vec![n]);
            }
        }
    }
    groups
}

fn height(thread: &Thread, holds: &Holds) -> f32 {
    match holds {
        Holds::Station(n) => {
            let station = &thread.stations[*n];
            let lines = wrap(&station.label, LABEL_EM, 3).len() as f32;
            let extra = [!station.sub.is_empty(), !station.day.is_empty(), station.waiting];
            let under = extra.iter().filter(|shown| **shown).count() as f32;
            42.0 + lines * 20.0 + under * 18.0
        }
        Holds::Bundle(members) => {
            let rows = members.len().div_ceil(entries_across(thread, members));
            46.0 + rows as f32 * ENTRY
        }
        Holds::Passing => 10.0,
    }
}

/// How many entries of a bundle stand side by side: two where all labels are short.
pub(super) fn entries_across(thread: &Thread, members: &[usize]) -> usize {
    let short = members.iter().all(|n| width(&thread.stations[*n].label) <= SHORT_EM);
    if short && members.len() > 5 { 2 } else { 1 }
}

/// Turns edges between stations into pieces between places, one for each pair, in stage-long steps.
fn join(thread: &Thread, place_of: &[usize], layout: &mut Layout) {
    let mut days: BTreeMap<(usize, usize, bool), Vec<i64>> = BTreeMap::new();
    for edge in edges(thread) {
        let (from, to) = (place_of[edge.from], place_of[edge.to]);
        if from != to {
            days.entry((from, to, edge.dashed)).or_default().extend(edge.days);
        }
    }
    for ((from, to, dashed), days) in days {
        let words = range_words(&days);
        let (first, last) = (layout.places[from].column, layout.places[to].column);
        if dashed || last <= first {
            layout.back.push(Piece { from, to, words, dashed });
            continue;
        }
        let mut at = from;
        for column in first + 1..last {
            layout.places.push(Place {
                holds: Holds::Passing,
                column,
                area: Area { h: 10.0, w: COLUMN, ..Area::default() },
            });
            let passing = layout.places.len() - 1;
            layout.forward.push(Piece { from: at, to: passing, words: String::new(), dashed });
            at = passing;
        }
        layout.forward.push(Piece { from: at, to, words, dashed });
    }
}

/// Orders each column by where its threads come from and go to, then sets it beside them without overlap.
fn set_rows(layout: &mut Layout, count: usize) {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (n, place) in layout.places.iter().enumerate() {
        rows[place.column].push(n);
    }
    let mut rank = vec![0.0_f32; layout.places.len()];
    let number = |row: &[usize], rank: &mut [f32]| {
        for (position, &n) in row.iter().enumerate() {
            rank[n] = (position as f32 + 0.5) / row.len() as f32;
        }
    };
    for row in &rows {
        number(row, &mut rank);
    }
    for round in 0..6 {
        let order: Vec<usize> =
            if round % 2 == 0 { (0..count).collect() } else { (0..count).rev().collect() };
        for column in order {
            let wish: BTreeMap<usize, f32> = rows[column]
                .iter()
                .map(|&n| (n, mean(neighbours(layout, n).map(|m| rank[m])).unwrap_or(rank[n])))
                .collect();
            rows[column].sort_by(|a, b| wish[a].total_cmp(&wish[b]));
            number(&rows[column], &mut rank);
        }
    }

    let tall = |row: &Vec<usize>| {
        let boxes: f32 = row.iter().map(|&n| layout.places[n].area.h).sum();
        boxes + ROW_GAP * row.len().saturating_sub(1) as f32
    };
    let heights: Vec<f32> = rows.iter().map(tall).collect();
    let room = heights.iter().copied().fold(0.0, f32::max);
    layout.bottom = TOP + room + 14.0;
    let tallest = heights.iter().position(|h| *h >= room).unwrap_or(0);
    // From the tallest column outwards, each beside what is already set.
    let outwards = std::iter::once(tallest).chain(tallest + 1..count).chain((0..tallest).rev());
    let mut set = vec![false; layout.places.len()];
    for column in outwards {
        let row = rows[column].clone();
        let mut y = TOP;
        for &n in &row {
            let known =
                neighbours(layout, n).filter(|m| set[*m]).map(|m| layout.places[m].area.mid_y());
            let h = layout.places[n].area.h;
            let wish =
                mean(known).map_or(TOP + (room - heights[column]) / 2.0, |middle| middle - h / 2.0);
            layout.places[n].area.y = wish.max(y);
            y = layout.places[n].area.y + h + ROW_GAP;
        }
        let mut limit = TOP + room;
        for &n in row.iter().rev() {
            let area = &mut layout.places[n].area;
            area.y = area.y.min(limit - area.h);
            limit = area.y - ROW_GAP;
        }
        for n in row {
            set[n] = true;
        }
    }
}

fn neighbours(layout: &Layout, n: usize) -> impl Iterator<Item = usize> {
    layout.forward.iter().filter_map(move |piece| match n {
        _ if piece.from == n => Some(piece.to),
        _ if piece.to == n => Some(piece.from),
        _ => None,
    })
}

fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}
