//! What the template of the thread at full size is filled with.

use askama::Template;

use super::layout::{
    BETWEEN, ENTRY, Holds, LABEL_EM, Layout, Piece, SHORT_EM, entries_across, lay_out,
};
use super::{Station, StationKind, Thread, range_words};
use crate::error::Result;
use crate::web::diagram::Figure;
use crate::web::diagram::shapes::{Head, Plate, Words, head, path};
use crate::web::diagram::text::{Area, shorten, width, wrap};

/// Size of the words on the thread.
const WORDS: f32 = 12.5;

#[derive(Template)]
#[template(path = "web/diagram/thread/thread.html")]
struct Drawing<'a> {
    thread: &'a Thread,
    figure: Figure<'a>,
    stages: Vec<Plate>,
    ways: Vec<Way>,
    /// The days on the thread.
    days: Vec<Plate>,
    places: Vec<Shown<'a>>,
}

/// A piece of thread: the `d` of its line and of its head.
struct Way {
    line: String,
    class: &'static str,
    head: Option<String>,
}

enum Shown<'a> {
    Station(Single<'a>),
    Bundle(Bundle<'a>),
    /// The `d` of a line: a thread passes a stage here.
    Passing(String),
}

struct Single<'a> {
    station: &'a Station,
    area: Area,
    mark: Mark,
    words: Vec<Words>,
    wait: Option<Plate>,
    /// この画面
    this: Option<Plate>,
    /// いまここ
    here: Option<Plate>,
}

/// Several beginnings in one box, each a link of its own.
struct Bundle<'a> {
    kind: StationKind,
    area: Area,
    mark: Mark,
    count: Words,
    entries: Vec<(&'a Station, Plate)>,
}

/// The shape of a kind, about 14 units wide; a circle where there is no path.
struct Mark {
    x: f32,
    y: f32,
    d: Option<String>,
}

/// Draws a thread at full size, with the same in words below it.
///
/// # Errors
/// As every page that does not render.
pub fn thread(thread: &Thread) -> Result<String> {
    let layout = lay_out(thread);
    let lane = if layout.back.is_empty() { 0.0 } else { 44.0 };
    let figure = Figure {
        title: &thread.title,
        description: description(thread),
        width: layout.width,
        height: layout.bottom + lane + 4.0,
        heads: &["何から", "何へ", "あいだの日数"],
        rows: thread.rows().into_iter().map(Vec::from).collect(),
    };
    let back = layout.back.iter().map(|piece| back(&layout, piece));
    let forward = layout.forward.iter().map(|piece| forward(&layout, piece));
    let days = layout.forward.iter().filter_map(|piece| forward_words(&layout, piece));
    let places = layout.places.iter().filter_map(|place| match &place.holds {
        Holds::Station(n) => Some(Shown::Station(single(thread, &thread.stations[*n], place.area))),
        Holds::Bundle(members) => bundle(thread, members, place.area).map(Shown::Bundle),
        Holds::Passing => {
            let (y, right) = (place.area.mid_y(), place.area.right());
            Some(Shown::Passing(path(&[(place.area.x, y), (right, y)])))
        }
    });
    let drawing = Drawing {
        thread,
        figure,
        stages: stages(thread, &layout),
        ways: back.chain(forward).collect(),
        days: days.chain(back_words(thread, &layout)).collect(),
        places: places.collect(),
    };
    Ok(drawing.render()?)
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
fn stages(thread: &Thread, layout: &Layout) -> Vec<Plate> {
    let mut grounds: Vec<(usize, Area)> = Vec::new();
    for (stage, area) in &layout.columns {
        match grounds.last_mut() {
            Some((last, ground)) if last == stage => ground.w = area.right() - ground.x,
            _ => grounds.push((*stage, *area)),
        }
    }
    let plate = |(stage, area): (usize, Area)| {
        let kinds = thread
            .kinds()
            .into_iter()
            .filter(|kind| kind.stage() == stage && thread.stations.iter().any(|s| s.kind == *kind))
            .map(|kind| thread.word(kind));
        let words = kinds.collect::<Vec<_>>().join("・");
        Plate {
            area: Area { x: area.x - 9.0, w: area.w + 18.0, ..area },
            words: vec![Words::new((area.mid_x(), 26.0), 14.0, "strong", words).middle()],
        }
    };
    grounds.into_iter().map(plate).collect()
}

fn single<'a>(thread: &'a Thread, station: &'a Station, area: Area) -> Single<'a> {
    let (left, mut y) = (area.x + 12.0, area.y + 22.0);
    let mark = mark(station.kind, left + 7.0, y - 5.0);
    let mut words = vec![Words::new((left + 20.0, y), 13.0, "soft", thread.word(station.kind))];
    for label in wrap(&station.label, LABEL_EM, 3) {
        y += 20.0;
        words.push(Words::new((left, y), 15.0, "strong name", label));
    }
    for more in [&station.sub, &station.day] {
        if !more.is_empty() {
            y += 18.0;
            words.push(Words::new((left, y), 13.5, "soft", shorten(more, 9.9)));
        }
    }
    let wait = station.waiting.then(|| {
        y += 18.0;
        let area = Area { x: left - 4.0, y: y - 13.0, w: 70.0, h: 18.0 };
        let words = Words::new((area.mid_x(), y), 12.5, "wait-text", "返事待ち").middle();
        Plate { area, words: vec![words] }
    });
    let flag = |x: f32, class: &'static str, text: &str| {
        let area = Area { x, y: area.y - 16.0, w: 68.0, h: 22.0 };
        let at = (area.mid_x(), area.y + 15.5);
        Plate { area, words: vec![Words::new(at, 12.5, class, text).middle()] }
    };
    let this = station.current.then(|| flag(area.x + 8.0, "this-text", "この画面"));
    let here = station.here.then(|| flag(area.right() - 76.0, "here-text", "いまここ"));
    Single { station, area, mark, words, wait, this, here }
}

/// The days of a bundle's entries are shown where one stands in a row.
fn bundle<'a>(thread: &'a Thread, members: &[usize], area: Area) -> Option<Bundle<'a>> {
    let across = entries_across(thread, members);
    let kind = thread.stations[*members.first()?].kind;
    let count = format!("{}{}", members.len(), kind.counter());
    let entry = |(n, member): (usize, &usize)| {
        let station = &thread.stations[*member];
        let w = (area.w - 12.0) / across as f32;
        let (column, row) = ((n % across) as f32, (n / across) as f32);
        let (x, y) = (area.x + 6.0 + column * w, area.y + 36.0 + row * ENTRY);
        let row = Area { x, y, w: w - 2.0, h: ENTRY - 2.0 };
        let day = if across == 1 { station.day.as_str() } else { "" };
        let room = if across == 1 { 10.6 - width(day) } else { SHORT_EM };
        let label = shorten(&station.label, room);
        let mut words = vec![Words::new((row.x + 4.0, row.y + 16.5), 12.0, "name", label)];
        if !day.is_empty() {
            words.push(Words::new((row.right() - 6.0, row.y + 17.0), 12.0, "soft", day).end());
        }
        (station, Plate { area: row, words })
    };
    Some(Bundle {
        kind,
        area,
        mark: mark(kind, area.x + 19.0, area.y + 19.0),
        count: Words::new((area.x + 34.0, area.y + 24.5), 14.5, "strong", count),
        entries: members.iter().enumerate().map(entry).collect(),
    })
}

fn mark(kind: StationKind, x: f32, y: f32) -> Mark {
    let d = match kind {
        StationKind::Voice | StationKind::Case => None,
        StationKind::Issue(0) => Some(format!("M{x:.1} {:.1}l6.5 11.5h-13Z", y - 6.5)),
        StationKind::Issue(_) => Some(format!("M{:.1} {:.1}h11v11h-11Z", x - 5.5, y - 5.5)),
        StationKind::Handover | StationKind::Measure => {
            Some(format!("M{x:.1} {:.1}l7 7l-7 7l-7 -7Z", y - 7.0))
        }
        StationKind::Feedback => {
            Some(format!("M{:.1} {:.1}l-4 4l4 4m-4 -4h7a4 4 0 0 0 0 -8h-4", x - 2.0, y - 2.0))
        }
    };
    Mark { x, y, d }
}

fn forward(layout: &Layout, piece: &Piece) -> Way {
    let [from, to] = [layout.places[piece.from].area, layout.places[piece.to].area];
    let (x0, y0, x1, y1) = (from.right(), from.mid_y(), to.x, to.mid_y());
    let bend = BETWEEN * 0.55;
    let (out, into) = (x0 + bend, x1 - bend);
    let ends = layout.places[piece.to].holds != Holds::Passing;
    Way {
        line: format!("M{x0:.1} {y0:.1}C{out:.1} {y0:.1} {into:.1} {y1:.1} {x1:.1} {y1:.1}"),
        class: "line",
        head: ends.then(|| head(x1, y1, Head::Right)),
    }
}

/// Days stand near the end that has fewer threads, so that words of neighbouring threads keep apart.
fn forward_words(layout: &Layout, piece: &Piece) -> Option<Plate> {
    if piece.words.is_empty() {
        return None;
    }
    let [from, to] = [layout.places[piece.from].area, layout.places[piece.to].area];
    let fans_out = layout.forward.iter().filter(|p| p.from == piece.from).count() > 1;
    let share = if fans_out { 0.86 } else { 0.14 };
    let y = from.mid_y() + (to.mid_y() - from.mid_y()) * share;
    // Words as wide as the gap stand above the line, or they would hide it.
    let lift = if width(&piece.words) * WORDS > BETWEEN - 26.0 { 13.0 } else { 0.0 };
    Some(on_thread(from.right() + BETWEEN / 2.0 - 3.0, y - lift, &piece.words))
}

fn on_thread(x: f32, y: f32, text: &str) -> Plate {
    let wide = width(text) * WORDS + 4.0;
    Plate {
        area: Area { x: x - wide / 2.0, y: y - 9.0, w: wide, h: 18.0 },
        words: vec![Words::new((x, y + 4.5), WORDS, "soft", text).middle()],
    }
}

/// Out to the right, down below all stations, left, and up into what is answered.
fn back(layout: &Layout, piece: &Piece) -> Way {
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
    Way {
        line: path(&points),
        class: if piece.dashed { "line dashed" } else { "line" },
        head: Some(head(to.x, into, Head::Right)),
    }
}

/// One word for all that runs back, on their common lane.
fn back_words(thread: &Thread, layout: &Layout) -> Option<Plate> {
    if layout.back.is_empty() {
        return None;
    }
    let days: Vec<i64> = thread.edges.iter().filter(|e| e.dashed).filter_map(|e| e.days).collect();
    let range = range_words(&days);
    let text = if range.is_empty() {
        "↩ 展開・フィードバック".to_owned()
    } else {
        format!("↩ 展開・フィードバック {range}")
    };
    Some(on_thread(layout.width / 2.0, layout.bottom + 22.0, &text))
}
