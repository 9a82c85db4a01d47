//! What the ladder's template is filled with.

use askama::Template;

use super::layout::{LINE, Run, lay_out, more_lines, name_lines};
use super::{Direction, Ladder, Rung};
use crate::error::Result;
use crate::web::diagram::Figure;
use crate::web::diagram::shapes::{Head, Plate, Words, head, path};
use crate::web::diagram::text::{Area, shorten, width, wrap};

#[derive(Template)]
#[template(path = "web/diagram/ladder/ladder.html")]
struct Drawing<'a> {
    figure: Figure<'a>,
    grounds: Vec<Plate>,
    ways: Vec<Way>,
    conferences: Vec<Conference<'a>>,
    /// The words of the arrows.
    passing: Vec<Plate>,
}

/// An arrow: the `d` of its line and of its heads.
struct Way {
    line: String,
    heads: Vec<String>,
}

struct Conference<'a> {
    rung: &'a Rung,
    area: Area,
    name: Vec<Words>,
    more: Vec<Words>,
    badges: Vec<Plate>,
}

/// Draws the ladder, with the same in words below it.
///
/// # Errors
/// As every page that does not render.
pub fn ladder(ladder: &Ladder) -> Result<String> {
    let layout = lay_out(ladder);
    let figure = Figure {
        title: &ladder.title,
        description: format!(
            "{}の段階に{}の会議体。下から上への矢印は課題の引き上げ、上から下は展開。",
            ladder.levels.len(),
            ladder.rungs.len()
        ),
        width: layout.width,
        height: layout.height,
        heads: &["会議", "向き", "会議", "やりとり"],
        rows: ladder.rows().into_iter().map(Vec::from).collect(),
    };
    let ways = layout.runs.iter().filter_map(|(arrow, run)| {
        way(ladder.arrows[*arrow].direction, is_turned(ladder, *arrow, &layout.boxes), run)
    });
    let drawing = Drawing {
        figure,
        grounds: layout.grounds.iter().map(|(name, area)| ground(name, *area)).collect(),
        ways: ways.collect(),
        conferences: ladder
            .rungs
            .iter()
            .zip(&layout.boxes)
            .map(|(rung, area)| conference(rung, *area))
            .collect(),
        passing: layout.runs.iter().filter_map(|(_, run)| passing(run)).collect(),
    };
    Ok(drawing.render()?)
}

fn ground(name: &str, area: Area) -> Plate {
    let lines = wrap(name, 6.0, 3);
    let top = area.mid_y() - lines.len() as f32 * 11.0 + 16.0;
    let line = |(n, words)| Words::new((14.0, top + n as f32 * 22.0), 15.5, "strong", words);
    Plate { area, words: lines.into_iter().enumerate().map(line).collect() }
}

/// Whether the arrow's `from` was drawn above its `to`, so that up and down change places.
fn is_turned(ladder: &Ladder, arrow: usize, boxes: &[Area]) -> bool {
    let arrow = &ladder.arrows[arrow];
    boxes[arrow.from].y < boxes[arrow.to].y
}

fn way(direction: Direction, turned: bool, run: &Run) -> Option<Way> {
    let (&low, &high) = (run.points.first()?, run.points.last()?);
    let (up, down) = match (direction, turned) {
        (Direction::Both, _) => (true, true),
        (Direction::Up, false) | (Direction::Down, true) => (true, false),
        (Direction::Down, false) | (Direction::Up, true) => (false, true),
    };
    // Two conferences side by side are joined at their tops, and every head points down into one.
    let beside = run.points.len() > 2 && run.points[run.points.len() - 2].1 < high.1;
    let into_high = if beside { Head::Down } else { Head::Up };
    let heads =
        [up.then(|| head(high.0, high.1, into_high)), down.then(|| head(low.0, low.1, Head::Down))];
    Some(Way { line: path(&run.points), heads: heads.into_iter().flatten().collect() })
}

fn conference(rung: &Rung, area: Area) -> Conference<'_> {
    let (left, mut y) = (area.x + 12.0, area.y + 6.0);
    let mut below = |step: f32| {
        y += step;
        y
    };
    let name = name_lines(rung, area.w)
        .into_iter()
        .map(|words| Words::new((left, below(22.0)), 15.5, "strong name", words))
        .collect();
    let more = rung
        .suspended
        .iter()
        .chain(&rung.lines)
        .flat_map(|words| more_lines(words, area.w))
        .map(|words| Words::new((left, below(LINE)), 13.5, "soft", words))
        .collect();
    let badge = |words: &String| {
        let y = below(26.0);
        let wide = (width(words) * 12.5 + 14.0).min(area.w - 24.0);
        let text = shorten(words, (area.w - 36.0) / 12.5);
        let words = Words::new((left + wide / 2.0, y - 0.5), 12.5, "badge-text", text).middle();
        Plate { area: Area { x: left, y: y - 16.0, w: wide, h: 22.0 }, words: vec![words] }
    };
    let badges = rung.badges.iter().map(badge).collect();
    Conference { rung, area, name, more, badges }
}

fn passing(run: &Run) -> Option<Plate> {
    let area = run.words.area;
    let line = |(n, words): (usize, &String)| {
        Words::new((area.mid_x(), area.y + 14.0 + n as f32 * 16.0), 13.0, "", words).middle()
    };
    let words: Vec<Words> = run.words.lines.iter().enumerate().map(line).collect();
    (!words.is_empty()).then_some(Plate { area, words })
}
