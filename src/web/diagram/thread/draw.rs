//! The thread at full size.

use std::fmt::Write;

use super::layout::{
    BETWEEN, ENTRY, Holds, LABEL_EM, Layout, Piece, SHORT_EM, entries_across, lay_out,
};
use super::{Station, StationKind, Thread, range_words};
use crate::web::diagram::text::{Area, Head, escape, head, line, path, rect, shorten, width, wrap};
use crate::web::diagram::{begin, figure};

/// Size of the words on the thread.
const WORDS: f32 = 12.5;

/// Draws a thread at full size, with the same in words below it.
pub fn thread(thread: &Thread) -> String {
    let layout = lay_out(thread);
    let lane = if layout.back.is_empty() { 0.0 } else { 44.0 };
    let mut svg =
        begin(layout.width, layout.bottom + lane + 4.0, &thread.title, &description(thread));
    stages(&mut svg, thread, &layout);
    for piece in &layout.back {
        back(&mut svg, &layout, piece);
    }
    for piece in &layout.forward {
        forward(&mut svg, &layout, piece);
    }
    for piece in &layout.forward {
        forward_words(&mut svg, &layout, piece);
    }
    back_words(&mut svg, thread, &layout);
    for place in &layout.places {
        match &place.holds {
            Holds::Station(n) => station(&mut svg, thread, &thread.stations[*n], place.area),
            Holds::Bundle(members) => {
                let across = entries_across(thread, members);
                let members: Vec<&Station> = members.iter().map(|n| &thread.stations[*n]).collect();
                bundle(&mut svg, thread, &members, across, place.area);
            }
            Holds::Passing => {
                let Area { x, .. } = place.area;
                let y = place.area.mid_y();
                path(&mut svg, &[(x, y), (place.area.right(), y)], "line");
            }
        }
    }
    svg.push_str("</svg>");
    let rows: Vec<Vec<String>> = thread.rows().into_iter().map(Vec::from).collect();
    figure(&thread.title, &svg, &["何から", "何へ", "あいだの日数"], &rows)
}

fn description(thread: &Thread) -> String {
    let counts: Vec<String> = thread
        .kinds()
        .into_iter()
        .filter_map(|kind| {
            let count = thread.stations.iter().filter(|s| s.kind == kind).count();
            (count > 0).then(|| format!("{} {count}{}", thread.word(kind), kind.counter()))
        })
        .collect();
    let waits = thread.waits.as_deref().unwrap_or_default();
    format!("{}。{waits}", counts.join("、"))
}

/// A ground for each stage with its marks and word above; columns of one stage share it.
fn stages(svg: &mut String, thread: &Thread, layout: &Layout) {
    let mut grounds: Vec<(usize, Area)> = Vec::new();
    for (stage, area) in &layout.columns {
        match grounds.last_mut() {
            Some((last, ground)) if last == stage => ground.w = area.right() - ground.x,
            _ => grounds.push((*stage, *area)),
        }
    }
    for (stage, area) in grounds {
        let ground = Area { x: area.x - 9.0, w: area.w + 18.0, ..area };
        rect(svg, ground, 10.0, "stage");
        let kinds: Vec<StationKind> = thread
            .kinds()
            .into_iter()
            .filter(|kind| kind.stage() == stage && thread.stations.iter().any(|s| s.kind == *kind))
            .collect();
        let words: Vec<&str> = kinds.iter().map(|kind| thread.word(*kind)).collect();
        line(svg, (area.mid_x(), 26.0), 14.0, "strong", "middle", &words.join("・"));
    }
}

fn station(svg: &mut String, thread: &Thread, station: &Station, area: Area) {
    let current = if station.current { " data-current=\"\"" } else { "" };
    let _ = write!(svg, "<g class=\"station\" data-kind=\"{}\"{current}>", station.kind.key());
    open_link(svg, thread, station);
    rect(svg, area, 8.0, "box");
    let (left, mut y) = (area.x + 12.0, area.y + 22.0);
    mark(svg, station.kind, left + 7.0, y - 5.0);
    line(svg, (left + 20.0, y), 13.0, "soft", "start", thread.word(station.kind));
    for words in wrap(&station.label, LABEL_EM, 3) {
        y += 20.0;
        line(svg, (left, y), 15.0, "strong name", "start", &words);
    }
    for words in [&station.sub, &station.day] {
        if !words.is_empty() {
            y += 18.0;
            line(svg, (left, y), 13.5, "soft", "start", &shorten(words, 9.9));
        }
    }
    if station.waiting {
        y += 18.0;
        let tag = Area { x: left - 4.0, y: y - 13.0, w: 70.0, h: 18.0 };
        rect(svg, tag, 4.0, "wait");
        line(svg, (tag.mid_x(), y), 12.5, "wait-text", "middle", "返事待ち");
    }
    close_link(svg, station);
    if station.current {
        let tag = Area { x: area.right() - 76.0, y: area.y - 11.0, w: 68.0, h: 22.0 };
        rect(svg, tag, 11.0, "here");
        line(svg, (tag.mid_x(), tag.y + 15.5), 12.5, "here-text", "middle", "いまここ");
    }
    svg.push_str("</g>");
}

/// Several beginnings in one box, each a link of its own; the days are shown where one stands in a row.
fn bundle(svg: &mut String, thread: &Thread, members: &[&Station], across: usize, area: Area) {
    let Some(kind) = members.first().map(|s| s.kind) else {
        return;
    };
    let _ = write!(svg, "<g class=\"station\" data-kind=\"{}\">", kind.key());
    rect(svg, area, 8.0, "box");
    mark(svg, kind, area.x + 19.0, area.y + 19.0);
    let count = format!("{}{}", members.len(), kind.counter());
    line(svg, (area.x + 34.0, area.y + 24.5), 14.5, "strong", "start", &count);
    for (n, member) in members.iter().enumerate() {
        let w = (area.w - 12.0) / across as f32;
        let (column, row) = ((n % across) as f32, (n / across) as f32);
        let (x, y) = (area.x + 6.0 + column * w, area.y + 36.0 + row * ENTRY);
        let row = Area { x, y, w: w - 2.0, h: ENTRY - 2.0 };
        open_link(svg, thread, member);
        rect(svg, row, 4.0, "box entry");
        let day = if across == 1 { member.day.as_str() } else { "" };
        let room = if across == 1 { 10.6 - width(day) } else { SHORT_EM };
        line(
            svg,
            (row.x + 4.0, row.y + 16.5),
            12.0,
            "name",
            "start",
            &shorten(&member.label, room),
        );
        if !day.is_empty() {
            line(svg, (row.right() - 6.0, row.y + 17.0), 12.0, "soft", "end", day);
        }
        close_link(svg, member);
    }
    svg.push_str("</g>");
}

/// The link around a station names it wholly, also where its label is cut short.
fn open_link(svg: &mut String, thread: &Thread, station: &Station) {
    if let Some(href) = &station.href {
        let _ = write!(
            svg,
            "<a href=\"{}\" aria-label=\"{}\">",
            escape(href),
            escape(&thread.in_words(station))
        );
    }
}

fn close_link(svg: &mut String, station: &Station) {
    if station.href.is_some() {
        svg.push_str("</a>");
    }
}

/// The shape of a kind, about 14 units wide.
fn mark(svg: &mut String, kind: StationKind, x: f32, y: f32) {
    let d = match kind {
        StationKind::Voice | StationKind::Case => {
            let _ = write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\" class=\"tone\"/>");
            return;
        }
        StationKind::Issue(0) => format!("M{x:.1} {:.1}l6.5 11.5h-13Z", y - 6.5),
        StationKind::Issue(_) => format!("M{:.1} {:.1}h11v11h-11Z", x - 5.5, y - 5.5),
        StationKind::Measure => format!("M{x:.1} {:.1}l7 7l-7 7l-7 -7Z", y - 7.0),
        StationKind::Feedback => {
            format!("M{:.1} {:.1}l-4 4l4 4m-4 -4h7a4 4 0 0 0 0 -8h-4", x - 2.0, y - 2.0)
        }
    };
    let _ = write!(svg, "<path d=\"{d}\" class=\"tone\"/>");
}

fn forward(svg: &mut String, layout: &Layout, piece: &Piece) {
    let [from, to] = [layout.places[piece.from].area, layout.places[piece.to].area];
    let (x0, y0, x1, y1) = (from.right(), from.mid_y(), to.x, to.mid_y());
    let bend = BETWEEN * 0.55;
    let _ = write!(
        svg,
        "<path d=\"M{x0:.1} {y0:.1}C{:.1} {y0:.1} {:.1} {y1:.1} {x1:.1} {y1:.1}\" class=\"line\"/>",
        x0 + bend,
        x1 - bend
    );
    if layout.places[piece.to].holds != Holds::Passing {
        head(svg, x1, y1, Head::Right);
    }
}

/// Days stand near the end that has fewer threads, so that words of neighbouring threads keep apart.
fn forward_words(svg: &mut String, layout: &Layout, piece: &Piece) {
    if piece.words.is_empty() {
        return;
    }
    let [from, to] = [layout.places[piece.from].area, layout.places[piece.to].area];
    let fans_out = layout.forward.iter().filter(|p| p.from == piece.from).count() > 1;
    let share = if fans_out { 0.86 } else { 0.14 };
    let y = from.mid_y() + (to.mid_y() - from.mid_y()) * share;
    // Words as wide as the gap stand above the line, or they would hide it.
    let lift = if width(&piece.words) * WORDS > BETWEEN - 26.0 { 13.0 } else { 0.0 };
    words(svg, from.right() + BETWEEN / 2.0 - 3.0, y - lift, &piece.words);
}

fn words(svg: &mut String, x: f32, y: f32, text: &str) {
    let wide = width(text) * WORDS + 4.0;
    rect(svg, Area { x: x - wide / 2.0, y: y - 9.0, w: wide, h: 18.0 }, 4.0, "halo");
    line(svg, (x, y + 4.5), WORDS, "soft", "middle", text);
}

/// Out to the right, down below all stations, left, and up into what is answered.
fn back(svg: &mut String, layout: &Layout, piece: &Piece) {
    let [from, to] = [layout.places[piece.from].area, layout.places[piece.to].area];
    let offset = |area: Area| area.mid_y() + (area.h / 2.0 - 8.0).clamp(0.0, 14.0);
    let into = if layout.places[piece.to].column == 0 { to.mid_y() } else { offset(to) };
    let (out_x, lane, in_x) = (from.right() + 17.0, layout.bottom + 22.0, to.x - 20.0);
    let points = [
        (from.right(), offset(from)),
        (out_x, offset(from)),
        (out_x, lane),
        (in_x, lane),
        (in_x, into),
        (to.x - 2.0, into),
    ];
    path(svg, &points, if piece.dashed { "line dashed" } else { "line" });
    head(svg, to.x, into, Head::Right);
}

/// One word for all that runs back, on their common lane.
fn back_words(svg: &mut String, thread: &Thread, layout: &Layout) {
    if layout.back.is_empty() {
        return;
    }
    let days: Vec<i64> = thread.edges.iter().filter(|e| e.dashed).filter_map(|e| e.days).collect();
    let range = range_words(&days);
    let text = if range.is_empty() {
        "↩ 展開・フィードバック".to_owned()
    } else {
        format!("↩ 展開・フィードバック {range}")
    };
    words(svg, layout.width / 2.0, layout.bottom + 22.0, &text);
}
