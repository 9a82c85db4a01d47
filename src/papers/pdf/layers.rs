//! The life support system's picture: layers from the top down, columns of work side by side.

use serde::Serialize;

use super::steps::Arrow;
use crate::id::ConferenceKindId;
use crate::papers::sheets::{LayerBox, LifeSupport};

/// Where everything in the picture of (2) stands.
#[derive(Serialize)]
pub(super) struct Layers<'a> {
    rows: Vec<Row<'a>>,
}

/// A row of boxes and the ways from it to the row below.
#[derive(Serialize)]
struct Row<'a> {
    /// Name, extent and number of rows of the layer that begins here.
    label: Option<(&'a str, &'a str, usize)>,
    boxes: &'a [LayerBox],
    /// Exchanges within the row: the column at whose right they stand.
    across: Vec<(usize, Arrow<'a>)>,
    /// Ways below the row, grouped by the columns of their lower box.
    below: Vec<Ways<'a>>,
}

#[derive(Serialize)]
struct Ways<'a> {
    from_track: usize,
    to_track: usize,
    arrows: Vec<Arrow<'a>>,
}

impl<'a> Layers<'a> {
    pub(super) fn of(system: &'a LifeSupport) -> Self {
        let mut rows: Vec<Row> = system
            .layers
            .iter()
            .flat_map(|layer| {
                layer.rows.iter().enumerate().map(|(at, boxes)| Row {
                    label: (at == 0).then_some((
                        layer.name.as_str(),
                        layer.extent.as_str(),
                        layer.rows.len(),
                    )),
                    boxes,
                    across: Vec::new(),
                    below: Vec::new(),
                })
            })
            .collect();
        for edge in &system.edges {
            let (Some((low, lower)), Some((high, upper))) =
                (find(&rows, &edge.lower), find(&rows, &edge.upper))
            else {
                continue;
            };
            let ends = (lower.conference.name.as_str(), upper.conference.name.as_str());
            if low == high {
                let at = lower.to_track.min(upper.to_track);
                rows[low].across.extend(edge.arrows(None).into_iter().map(|arrow| (at, arrow)));
                continue;
            }
            let above = upper.from_track <= lower.from_track && lower.to_track <= upper.to_track;
            let plain = high + 1 == low && above;
            let arrows = edge.arrows(if plain { None } else { Some(ends) });
            rows[low.max(1) - 1].join(lower, arrows);
        }
        Layers { rows }
    }
}

impl<'a> Row<'a> {
    fn join(&mut self, lower: &LayerBox, arrows: Vec<Arrow<'a>>) {
        let same = self.below.iter_mut().find(|ways| ways.from_track == lower.from_track);
        match same {
            Some(ways) => ways.arrows.extend(arrows),
            None => self.below.push(Ways {
                from_track: lower.from_track,
                to_track: lower.to_track,
                arrows,
            }),
        }
    }
}

fn find<'a>(rows: &[Row<'a>], key: &ConferenceKindId) -> Option<(usize, &'a LayerBox)> {
    rows.iter().enumerate().find_map(|(at, row)| {
        row.boxes.iter().find(|one| one.conference.key == *key).map(|one| (at, one))
    })
}
