//! The structure's picture: conferences in columns from the ground up, arrows in the gaps between.

use serde::Serialize;

use crate::id::ConferenceKindId;
use crate::papers::sheets::{ConferenceBox, Edge, Level, Pointer, Structure};

/// Where everything in the picture of (1) stands.
#[derive(Serialize)]
pub(super) struct Steps<'a> {
    /// Boxes of each column, the ground at the left.
    pub columns: Vec<Vec<&'a ConferenceBox>>,
    /// The columns that each level covers.
    pub panels: Vec<Panel<'a>>,
    /// Arrows between a column and the next; the last entry is always empty.
    pub gaps: Vec<Vec<Arrow<'a>>>,
    /// Exchanges within a column.
    pub within: Vec<Vec<Arrow<'a>>>,
}

#[derive(Serialize)]
pub(super) struct Panel<'a> {
    level: &'a Level,
    from: usize,
    span: usize,
}

/// One direction of a way, or both when its words are the same.
#[derive(Serialize)]
pub(super) struct Arrow<'a> {
    pub words: &'a str,
    pub direction: Direction,
    /// From and to, named where the picture alone does not say it.
    pub ends: Option<(String, String)>,
    pub paper: Option<&'a Pointer>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    Up,
    Down,
    Both,
}

impl Edge {
    /// An exchange between equals: the same words both ways.
    pub(super) fn is_exchange(&self) -> bool {
        self.up.is_some() && self.up == self.down
    }

    /// The arrows of this way; `ends` are the names of its lower and upper end, when they are needed.
    pub(super) fn arrows(&self, ends: Option<(&str, &str)>) -> Vec<Arrow<'_>> {
        let paper = self.paper.as_ref();
        let back = ends.map(|(lower, upper)| (upper.to_owned(), lower.to_owned()));
        let ends = ends.map(|(lower, upper)| (lower.to_owned(), upper.to_owned()));
        if let (true, Some(words)) = (self.is_exchange(), &self.up) {
            return vec![Arrow { words, direction: Direction::Both, ends, paper }];
        }
        let up = self.up.iter().map(|words| Arrow {
            words,
            direction: Direction::Up,
            ends: ends.clone(),
            paper,
        });
        let paper = if self.up.is_none() { paper } else { None };
        let down = self.down.iter().map(|words| Arrow {
            words,
            direction: Direction::Down,
            ends: back.clone(),
            paper,
        });
        up.chain(down).collect()
    }
}

impl<'a> Steps<'a> {
    pub(super) fn of(structure: &'a Structure) -> Self {
        let mut columns: Vec<Vec<&ConferenceBox>> = Vec::new();
        let mut panels = Vec::new();
        for level in &structure.levels {
            let from = columns.len();
            let heights = heights(level, &structure.edges);
            let span = heights.iter().max().map_or(1, |highest| highest + 1);
            columns.resize_with(from + span, Vec::new);
            for (conference, height) in level.conferences.iter().zip(heights) {
                columns[from + height].push(conference);
            }
            panels.push(Panel { level, from, span });
        }
        let mut gaps: Vec<Vec<Arrow>> = columns.iter().map(|_| Vec::new()).collect();
        let mut within: Vec<Vec<Arrow>> = columns.iter().map(|_| Vec::new()).collect();
        for edge in &structure.edges {
            let (Some((low, lower)), Some((high, upper))) =
                (find(&columns, &edge.lower), find(&columns, &edge.upper))
            else {
                continue;
            };
            let ends = Some((lower.name.as_str(), upper.name.as_str()));
            if low == high {
                within[low].extend(edge.arrows(ends));
                continue;
            }
            let active =
                |column: &Vec<&ConferenceBox>| column.iter().filter(|one| !one.suspended).count();
            let alike = structure.edges.iter().filter(|other| {
                other.up == edge.up && other.down == edge.down && other.upper == edge.upper
            });
            // Nothing needs naming where all of a column go the same way to the one box beside it.
            let plain = low + 1 == high
                && active(&columns[low]) == alike.count()
                && active(&columns[high]) == 1;
            let gap = &mut gaps[low.min(high)];
            for arrow in edge.arrows(if plain { None } else { ends }) {
                join(gap, arrow);
            }
        }
        Steps { columns, panels, gaps, within }
    }
}

/// Adds an arrow to a gap, or its start or end to one that goes the same way with the same words.
fn join<'a>(gap: &mut Vec<Arrow<'a>>, arrow: Arrow<'a>) {
    let same = |other: &&mut Arrow| {
        other.words == arrow.words && other.direction == arrow.direction && other.paper.is_none()
    };
    let Some(known) = gap.iter_mut().find(same) else {
        return gap.push(arrow);
    };
    match (&mut known.ends, &arrow.ends) {
        (Some((from, to)), Some((new_from, new_to))) if to == new_to => {
            from.push('・');
            from.push_str(new_from);
        }
        (Some((from, to)), Some((new_from, new_to))) if from == new_from => {
            to.push('・');
            to.push_str(new_to);
        }
        (None, None) => {}
        _ => gap.push(arrow),
    }
}

fn find<'a>(
    columns: &[Vec<&'a ConferenceBox>],
    key: &ConferenceKindId,
) -> Option<(usize, &'a ConferenceBox)> {
    columns.iter().enumerate().find_map(|(at, column)| {
        column.iter().find(|conference| conference.key == *key).map(|conference| (at, *conference))
    })
}

/// How many steps each conference of a level stands above its ground: the longest way up to it that
/// stays within the level. As many rounds as conferences, so that a cycle ends too.
fn heights(level: &Level, edges: &[Edge]) -> Vec<usize> {
    let at = |key: &ConferenceKindId| {
        level.conferences.iter().position(|conference| conference.key == *key)
    };
    let ways = edges
        .iter()
        .filter(|edge| !edge.is_exchange())
        .filter_map(|edge| Some((at(&edge.lower)?, at(&edge.upper)?)))
        .filter(|(lower, upper)| lower != upper)
        .collect::<Vec<_>>();
    let mut heights = vec![0; level.conferences.len()];
    for _ in 1..level.conferences.len() {
        for (lower, upper) in &ways {
            heights[*upper] =
                heights[*upper].max(heights[*lower] + 1).min(level.conferences.len() - 1);
        }
    }
    heights
}
