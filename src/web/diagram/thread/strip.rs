//! The thread in one row, at the head of a record: what came before, where it is, what is still ahead.
//! It is a list in HTML and not a drawing, so that it turns upright on a narrow screen.

use std::fmt::Write;

use super::{StationKind, Thread, days_words};
use crate::web::diagram::text::escape;

/// Draws the thread as one row of stages. Where a stage has several stations, the current or first one
/// stands for them, with the number of the others.
pub fn thread_strip(thread: &Thread) -> String {
    let stages = stages(thread);
    let mut html = format!("<ol class=\"thread-strip\" aria-label=\"{}\">", escape(&thread.title));
    for (n, (kind, shown)) in stages.iter().enumerate() {
        let next = stages.get(n + 1).and_then(|(_, shown)| *shown);
        stage(&mut html, thread, *kind, *shown, days_to(thread, *shown, next));
    }
    html.push_str("</ol>");
    if let Some(waits) = &thread.waits {
        let _ = write!(html, "<p class=\"thread-waits\">{}</p>", escape(waits));
    }
    html
}

/// The stages to show and the station that stands for each; `None` where nothing is yet.
fn stages(thread: &Thread) -> Vec<(StationKind, Option<usize>)> {
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

fn stage(
    html: &mut String,
    thread: &Thread,
    kind: StationKind,
    shown: Option<usize>,
    days: Option<i64>,
) {
    let station = shown.map(|n| &thread.stations[n]);
    let mut state = String::new();
    if station.is_none() {
        state.push_str(" data-ahead");
    }
    if station.is_some_and(|s| s.current) {
        state.push_str(" data-current aria-current=\"step\"");
    }
    let _ = write!(
        html,
        "<li data-kind=\"{}\"{state}><span class=\"dot\" aria-hidden=\"true\">{}</span>",
        kind.key(),
        kind.mark()
    );
    if station.is_some_and(|s| s.current) {
        html.push_str("<span class=\"here\">いまここ</span>");
    }
    if let Some(days) = days {
        let _ = write!(html, "<span class=\"passed\">{}</span>", days_words(days));
    }
    let _ = write!(html, "<span class=\"stage-name\">{}</span>", escape(thread.word(kind)));
    let Some(station) = station else {
        html.push_str("<span class=\"visually-hidden\">まだありません</span></li>");
        return;
    };
    let label = escape(&station.label);
    match (&station.href, station.current) {
        (Some(href), false) => {
            let _ = write!(html, "<a class=\"what\" href=\"{}\">{label}</a>", escape(href));
        }
        _ => {
            let _ = write!(html, "<span class=\"what\">{label}</span>");
        }
    }
    let others = thread.stations.iter().filter(|s| s.kind == kind).count() - 1;
    let mut notes: Vec<String> = [&station.sub, &station.day]
        .into_iter()
        .filter(|words| !words.is_empty())
        .cloned()
        .collect();
    if others > 0 {
        notes.push(format!("ほか{others}{}", kind.counter()));
    }
    if station.waiting {
        notes.push("返事待ち".to_owned());
    }
    if !notes.is_empty() {
        let _ = write!(html, "<span class=\"thread-note\">{}</span>", escape(&notes.join("・")));
    }
    html.push_str("</li>");
}
