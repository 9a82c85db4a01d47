//! Where the conferences stand, where the arrows run and where their words find room.

use super::{Ladder, Rung};
use crate::web::diagram::text::{Area, width, wrap};

/// Room at the left for the names of the levels.
const LEFT: f32 = 118.0;
const INNER: f32 = 872.0;
const MOST_IN_A_ROW: usize = 5;
const BESIDE: f32 = 22.0;
const TOP: f32 = 14.0;
pub(super) const LINE: f32 = 19.0;
/// Words stay narrower than the distance of three arrows on one box.
const WORDS_EM: f32 = 10.5;

#[derive(Debug, Clone)]
pub(super) struct Words {
    pub lines: Vec<String>,
    pub area: Area,
}

#[derive(Debug, Clone)]
pub(super) struct Run {
    pub points: Vec<(f32, f32)>,
    pub words: Words,
}

#[derive(Debug, Default)]
pub(super) struct Layout {
    /// One box for each rung, in their order.
    pub boxes: Vec<Area>,
    /// One run for each drawable arrow: its index, its way from the lower to the higher end, its words.
    pub runs: Vec<(usize, Run)>,
    /// Name and ground of each level.
    pub grounds: Vec<(String, Area)>,
    pub width: f32,
    pub height: f32,
}

/// A row of boxes. `gap` is the room above it in which the arrows to higher rows run.
struct Row {
    level: usize,
    rungs: Vec<usize>,
}

pub(super) fn lay_out(ladder: &Ladder) -> Layout {
    let rows = rows(ladder);
    let row_of: Vec<usize> = (0..ladder.rungs.len())
        .map(|n| rows.iter().position(|row| row.rungs.contains(&n)).unwrap_or(0))
        .collect();
    let arrows: Vec<usize> = (0..ladder.arrows.len())
        .filter(|n| {
            let arrow = &ladder.arrows[*n];
            arrow.from < ladder.rungs.len()
                && arrow.to < ladder.rungs.len()
                && arrow.from != arrow.to
        })
        .collect();

    let mut layout =
        Layout { boxes: vec![Area::default(); ladder.rungs.len()], ..Layout::default() };
    set_columns(ladder, &rows, &mut layout);
    let plans = plan(ladder, &layout, &row_of, &arrows);
    let gutter = plans.iter().filter(|p| p.skips).count() as f32 * 22.0;
    layout.width = LEFT + INNER + if gutter > 0.0 { gutter + 16.0 } else { 8.0 };
    let gap_lanes = set_rows(ladder, &rows, &plans, &mut layout);
    run_arrows(&plans, &gap_lanes, &mut layout);
    layout
}

/// Levels from above; within a level, what leads up to another of the level stands below it. Long rows
/// are broken.
fn rows(ladder: &Ladder) -> Vec<Row> {
    let count = ladder.rungs.len();
    let inside: Vec<(usize, usize)> = ladder
        .arrows
        .iter()
        .filter(|a| a.from < count && a.to < count && a.direction != super::Direction::Both)
        .filter(|a| a.from != a.to && ladder.rungs[a.from].level == ladder.rungs[a.to].level)
        .map(|a| (a.from, a.to))
        .collect();
    let mut depth = vec![0_usize; count];
    for _ in 0..inside.len() {
        for &(from, to) in &inside {
            depth[from] = depth[from].max((depth[to] + 1).min(inside.len()));
        }
    }
    let mut keys: Vec<(usize, usize)> =
        (0..count).map(|n| (ladder.rungs[n].level, depth[n])).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut rows = Vec::new();
    for (level, at) in keys {
        let rungs: Vec<usize> =
            (0..count).filter(|n| ladder.rungs[*n].level == level && depth[*n] == at).collect();
        let parts = rungs.len().div_ceil(MOST_IN_A_ROW);
        for part in rungs.chunks(rungs.len().div_ceil(parts.max(1)).max(1)) {
            rows.push(Row { level, rungs: part.to_vec() });
        }
    }
    rows
}

fn set_columns(ladder: &Ladder, rows: &[Row], layout: &mut Layout) {
    for row in rows {
        let count = row.rungs.len() as f32;
        let w = ((INNER - BESIDE * (count - 1.0)) / count - 16.0).min(380.0);
        let all = w * count + BESIDE * (count - 1.0);
        for (n, &rung) in row.rungs.iter().enumerate() {
            let x = LEFT + (INNER - all) / 2.0 + n as f32 * (w + BESIDE);
            layout.boxes[rung] = Area { x, y: 0.0, w, h: height(&ladder.rungs[rung], w) };
        }
    }
    for row in rows {
        let tallest = row.rungs.iter().map(|n| layout.boxes[*n].h).fold(0.0, f32::max);
        for &n in &row.rungs {
            layout.boxes[n].h = tallest;
        }
    }
}

/// The name's lines in a box this wide.
pub(super) fn name_lines(rung: &Rung, w: f32) -> Vec<String> {
    wrap(&rung.name, (w - 24.0) / 15.5, 3)
}

/// A line of a box, broken where it is too long.
pub(super) fn more_lines(words: &str, w: f32) -> Vec<String> {
    wrap(words, (w - 24.0) / 13.5, 2)
}

fn height(rung: &Rung, w: f32) -> f32 {
    let lines: usize =
        rung.lines.iter().chain(&rung.suspended).map(|words| more_lines(words, w).len()).sum();
    24.0 + name_lines(rung, w).len() as f32 * 22.0
        + lines as f32 * LINE
        + rung.badges.len() as f32 * 26.0
}

/// One arrow before heights are known.
struct Plan {
    arrow: usize,
    from: usize,
    to: usize,
    /// Where it leaves the top of the lower box, and where it meets the upper box.
    start: f32,
    end: f32,
    /// The gap (above the row of that index) in which it leaves, and the one in which it arrives.
    leaves: usize,
    arrives: usize,
    /// Whether rows stand between the two, so that it runs round them at the right.
    skips: bool,
    /// Both ends are tops: the two stand in one row.
    level: bool,
    lines: Vec<String>,
}

fn plan(ladder: &Ladder, layout: &Layout, row_of: &[usize], arrows: &[usize]) -> Vec<Plan> {
    let mut plans: Vec<Plan> = arrows
        .iter()
        .map(|&n| {
            let arrow = &ladder.arrows[n];
            // A row's number grows downwards; whoever is drawn lower is the lower end.
            let (from, to) = match row_of[arrow.from] >= row_of[arrow.to] {
                true => (arrow.from, arrow.to),
                false => (arrow.to, arrow.from),
            };
            let (low, high) = (row_of[from], row_of[to]);
            Plan {
                arrow: n,
                from,
                to,
                start: 0.0,
                end: 0.0,
                leaves: low,
                arrives: if low == high { low } else { high + 1 },
                skips: low > high + 1,
                level: low == high,
                lines: wrap(&arrow.words, WORDS_EM, 4),
            }
        })
        .collect();
    for n in 0..ladder.rungs.len() {
        share_edge(&mut plans, layout, n, Edge::Top);
        share_edge(&mut plans, layout, n, Edge::Bottom);
    }
    part_verticals(&mut plans);
    plans
}

#[derive(Clone, Copy, PartialEq)]
enum Edge {
    Top,
    Bottom,
}

/// Spreads the arrows that meet one edge of a box along it, in the order of their other ends.
fn share_edge(plans: &mut [Plan], layout: &Layout, rung: usize, edge: Edge) {
    let area = layout.boxes[rung];
    let mut ends: Vec<(usize, bool, f32)> = Vec::new();
    for (n, plan) in plans.iter().enumerate() {
        let far = LEFT + INNER + 100.0;
        if plan.from == rung && edge == Edge::Top {
            ends.push((n, true, if plan.skips { far } else { layout.boxes[plan.to].mid_x() }));
        }
        let upper_edge = if plan.level { Edge::Top } else { Edge::Bottom };
        if plan.to == rung && edge == upper_edge {
            ends.push((n, false, if plan.skips { far } else { layout.boxes[plan.from].mid_x() }));
        }
    }
    ends.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.0.cmp(&b.0)));
    let count = ends.len() as f32;
    for (position, (n, starts, _)) in ends.into_iter().enumerate() {
        let x = area.x + area.w * (position as f32 + 1.0) / (count + 1.0);
        if starts {
            plans[n].start = x;
        } else {
            plans[n].end = x;
        }
    }
}

/// Moves a start aside where another arrow of the same gap ends right above it: they would run on one line.
fn part_verticals(plans: &mut [Plan]) {
    for n in 0..plans.len() {
        let straight = (plans[n].start - plans[n].end).abs() < 2.0;
        let above = |other: &Plan| {
            other.arrives == plans[n].leaves && (other.end - plans[n].start).abs() < 8.0
        };
        let meets = plans.iter().enumerate().any(|(m, other)| m != n && above(other));
        if meets && !straight {
            plans[n].start += if plans[n].end > plans[n].start { 14.0 } else { -14.0 };
        }
    }
}

/// Sets the rows below one another, with a gap above each in which every arrow has a lane of its own for
/// its words. Gives the height of each plan's lanes: where it leaves and where it arrives.
fn set_rows(ladder: &Ladder, rows: &[Row], plans: &[Plan], layout: &mut Layout) -> Vec<(f32, f32)> {
    let mut lanes = vec![(0.0, 0.0); plans.len()];
    let mut y = TOP;
    for (n, row) in rows.iter().enumerate() {
        let begins_level = n == 0 || rows[n - 1].level != row.level;
        let mut gap = y + if begins_level { 6.0 } else { 14.0 };
        // Short ways first, seen from the upper row: long ones then cross fewer words.
        let mut here: Vec<usize> =
            (0..plans.len()).filter(|p| plans[*p].leaves == n || plans[*p].arrives == n).collect();
        here.sort_by(|a, b| plans[*a].end.total_cmp(&plans[*b].end).then(a.cmp(b)));
        let any = !here.is_empty();
        for p in here {
            let has_words = plans[p].leaves == n;
            let tall =
                if has_words { plans[p].lines.len().max(1) as f32 * 16.0 + 12.0 } else { 18.0 };
            if has_words {
                lanes[p].0 = gap + tall / 2.0;
            }
            if plans[p].arrives == n {
                lanes[p].1 = gap + tall / 2.0;
            }
            gap += tall;
        }
        y = gap + if any { 16.0 } else { 4.0 };
        let ground_top = y - 10.0;
        let h = row.rungs.first().map_or(0.0, |r| layout.boxes[*r].h);
        for &rung in &row.rungs {
            layout.boxes[rung].y = y;
        }
        y += h + 12.0;
        match layout.grounds.last_mut() {
            Some((_, ground)) if !begins_level => ground.h = y - ground.y,
            _ => {
                let name = ladder.levels.get(row.level).cloned().unwrap_or_default();
                let area = Area { x: 0.0, y: ground_top, w: LEFT + INNER, h: y - ground_top };
                layout.grounds.push((name, area));
            }
        }
    }
    layout.height = y + 6.0;
    lanes
}

fn run_arrows(plans: &[Plan], lanes: &[(f32, f32)], layout: &mut Layout) {
    let mut gutter = LEFT + INNER + 14.0;
    let mut runs: Vec<Run> = Vec::new();
    for (plan, &(first, second)) in plans.iter().zip(lanes) {
        let start = (plan.start, layout.boxes[plan.from].y);
        let upper = layout.boxes[plan.to];
        let end = (plan.end, if plan.level { upper.y } else { upper.bottom() });
        let points = if plan.skips {
            gutter += 22.0;
            vec![
                start,
                (start.0, first),
                (gutter - 22.0, first),
                (gutter - 22.0, second),
                (end.0, second),
                end,
            ]
        } else if (start.0 - end.0).abs() < 2.0 {
            vec![start, (start.0, end.1)]
        } else {
            vec![start, (start.0, first), (end.0, first), end]
        };
        let wide = plan.lines.iter().map(|l| width(l)).fold(0.0, f32::max) * 13.0 + 10.0;
        let tall = plan.lines.len() as f32 * 16.0 + 4.0;
        let area = Area { x: 0.0, y: first - tall / 2.0, w: wide, h: tall };
        runs.push(Run { points, words: Words { lines: plan.lines.clone(), area } });
    }
    for n in 0..runs.len() {
        let x = best_place(&runs, n);
        runs[n].words.area.x = x;
    }
    layout.runs = plans.iter().map(|plan| plan.arrow).zip(runs).collect();
}

/// Where the words of a run hide the least: on the line, or beside it.
fn best_place(runs: &[Run], n: usize) -> f32 {
    let Words { area, .. } = &runs[n].words;
    let points = &runs[n].points;
    let (a, b) = match points.len() {
        2 => (points[0].0, points[0].0),
        _ => (points[1].0, points[2].0),
    };
    let middle = f32::midpoint(a, b);
    let candidates = [
        middle - area.w / 2.0,
        a.min(b) - area.w - 6.0,
        a.max(b) + 6.0,
        a - area.w / 2.0,
        b - area.w / 2.0,
    ];
    let cost = |x: f32| {
        let tried = Area { x, ..*area };
        let crossed = runs
            .iter()
            .enumerate()
            .filter(|(m, _)| *m != n)
            .map(|(_, run)| crossings(run, tried))
            .sum::<usize>();
        let outside = if x < LEFT || x + area.w > LEFT + INNER { 50 } else { 0 };
        crossed * 10 + outside
    };
    candidates
        .into_iter()
        .enumerate()
        .min_by_key(|(order, x)| (cost(*x), *order))
        .map_or(middle, |(_, x)| x)
        .clamp(LEFT, (LEFT + INNER - area.w).max(LEFT))
}

/// How many pieces of a run pass through an area.
fn crossings(run: &Run, area: Area) -> usize {
    run.points
        .windows(2)
        .filter(|pair| {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let (left, right) = (x0.min(x1), x0.max(x1));
            let (top, bottom) = (y0.min(y1), y0.max(y1));
            left < area.right()
                && area.x < right.max(left + 0.1)
                && top < area.bottom()
                && area.y < bottom.max(top + 0.1)
        })
        .count()
}
