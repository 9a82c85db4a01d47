//! The ladder as a drawing.

use super::layout::{LINE, Run, lay_out, more_lines, name_lines};
use super::{Direction, Ladder, Rung};
use crate::web::diagram::text::{Area, Head, escape, head, line, path, rect, width, wrap};
use crate::web::diagram::{begin, figure};

/// Draws the ladder, with the same in words below it.
pub fn ladder(ladder: &Ladder) -> String {
    let layout = lay_out(ladder);
    let description = format!(
        "{}の段階に{}の会議体。下から上への矢印は課題の引き上げ、上から下は展開。",
        ladder.levels.len(),
        ladder.rungs.len()
    );
    let mut svg = begin(layout.width, layout.height, &ladder.title, &description);
    for (name, ground) in &layout.grounds {
        rect(&mut svg, *ground, 10.0, "stage");
        let lines = wrap(name, 6.0, 3);
        let top = ground.mid_y() - lines.len() as f32 * 11.0 + 16.0;
        for (n, words) in lines.iter().enumerate() {
            line(&mut svg, (14.0, top + n as f32 * 22.0), 15.5, "strong", "start", words);
        }
    }
    for (arrow, run) in &layout.runs {
        way(
            &mut svg,
            ladder.arrows[*arrow].direction,
            is_turned(ladder, *arrow, &layout.boxes),
            run,
        );
    }
    for (rung, area) in ladder.rungs.iter().zip(&layout.boxes) {
        conference(&mut svg, rung, *area);
    }
    // Words come last: nothing may lie over them.
    for (_, run) in &layout.runs {
        let area = run.words.area;
        if run.words.lines.is_empty() {
            continue;
        }
        rect(&mut svg, area, 4.0, "halo");
        for (n, words) in run.words.lines.iter().enumerate() {
            line(
                &mut svg,
                (area.mid_x(), area.y + 14.0 + n as f32 * 16.0),
                13.0,
                "",
                "middle",
                words,
            );
        }
    }
    svg.push_str("</svg>");
    let rows: Vec<Vec<String>> = ladder.rows().into_iter().map(Vec::from).collect();
    figure(&ladder.title, &svg, &["会議", "向き", "会議", "やりとり"], &rows)
}

/// Whether the arrow's `from` was drawn above its `to`, so that up and down change places.
fn is_turned(ladder: &Ladder, arrow: usize, boxes: &[Area]) -> bool {
    let arrow = &ladder.arrows[arrow];
    boxes[arrow.from].y < boxes[arrow.to].y
}

fn way(svg: &mut String, direction: Direction, turned: bool, run: &Run) {
    path(svg, &run.points, "line");
    let (Some(&low), Some(&high)) = (run.points.first(), run.points.last()) else {
        return;
    };
    let (up, down) = match (direction, turned) {
        (Direction::Both, _) => (true, true),
        (Direction::Up, false) | (Direction::Down, true) => (true, false),
        (Direction::Down, false) | (Direction::Up, true) => (false, true),
    };
    // Two conferences side by side are joined at their tops, and every head points down into one.
    let beside = run.points.len() > 2 && run.points[run.points.len() - 2].1 < high.1;
    if up {
        head(svg, high.0, high.1, if beside { Head::Down } else { Head::Up });
    }
    if down {
        head(svg, low.0, low.1, Head::Down);
    }
}

fn conference(svg: &mut String, rung: &Rung, area: Area) {
    let suspended = if rung.suspended.is_some() { " data-suspended=\"\"" } else { "" };
    svg.push_str(&format!("<g class=\"conference\"{suspended}>"));
    if let Some(href) = &rung.href {
        svg.push_str(&format!(
            "<a href=\"{}\" aria-label=\"{}\">",
            escape(href),
            escape(&rung.name)
        ));
    }
    rect(svg, area, 8.0, "box");
    let (left, mut y) = (area.x + 12.0, area.y + 6.0);
    for words in name_lines(rung, area.w) {
        y += 22.0;
        line(svg, (left, y), 15.5, "strong name", "start", &words);
    }
    if rung.href.is_some() {
        svg.push_str("</a>");
    }
    for words in
        rung.suspended.iter().chain(&rung.lines).flat_map(|words| more_lines(words, area.w))
    {
        y += LINE;
        line(svg, (left, y), 13.5, "soft", "start", &words);
    }
    for words in &rung.badges {
        y += 26.0;
        let wide = (width(words) * 12.5 + 14.0).min(area.w - 24.0);
        rect(svg, Area { x: left, y: y - 16.0, w: wide, h: 22.0 }, 4.0, "badge");
        line(
            svg,
            (left + wide / 2.0, y - 0.5),
            12.5,
            "badge-text",
            "middle",
            &crate::web::diagram::text::shorten(words, (area.w - 36.0) / 12.5),
        );
    }
    svg.push_str("</g>");
}
