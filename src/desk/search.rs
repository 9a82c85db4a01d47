//! One search box for all that this person may know of.

use std::{collections::HashMap, time::Duration};

use axum::response::{IntoResponse, Redirect, Response};

use crate::{
    ROOMS,
    access::Subject,
    error::Result,
    indexing::{self, Behind},
    room::Known,
    texts::{Around, Hit, PAGE, Piece, Sought, around, pieces, words},
    web::{self, Fields, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "desk/search.html")]
struct SearchPage {
    frame: Frame,
    typed: String,
    lines: Vec<Line>,
    /// Whether names stand on the page.
    by_name: bool,
    /// Whether the address names words that are gone.
    gone: bool,
    /// Whether what was typed has a letter to look for.
    letters: bool,
    behind: Behind,
    /// Where older finds go on.
    older: Option<String>,
    /// Whether these are older ones.
    on: bool,
}

struct Line {
    kind: &'static str,
    /// Whose it is: a centre, a district, the municipality.
    place: String,
    title: Vec<Piece>,
    href: String,
    around: Vec<Around>,
}

/// `POST /words`: keeps what was typed and goes to the page that is narrowed by it.
pub async fn type_in(visit: Visit, Fields(form): Fields) -> Result<Response> {
    let to = visit.typed(&form).await?;
    Ok(Redirect::to(&to).into_response())
}

/// Candidates that are looked at for one page: of somebody to whom most are not shown, the rest is for the next.
const LOOKED_AT: i64 = 20 * PAGE;
/// How long a page waits for what was changed just now to be found.
const PATIENCE: usize = 20;

/// `GET /search`, with the token of what was typed; `before` where an earlier page stopped.
pub async fn show(visit: Visit) -> Result<Response> {
    let typed: String = visit.query("q").chars().take(100).collect();
    let words = words(&typed);
    let before: Option<i64> = visit.query("before").parse().ok();
    let mut page = SearchPage {
        letters: !words.is_empty() || typed.is_empty(),
        typed,
        lines: Vec::new(),
        by_name: false,
        gone: visit.words_are_gone(),
        behind: Behind::default(),
        older: None,
        on: before.is_some(),
        frame: visit.frame("検索"),
    };
    if words.is_empty() {
        return web::page(&page);
    }
    page.behind = caught_up(&visit).await?;
    let mut conn = visit.read().await?;
    if before.is_none() {
        for room in ROOMS {
            let found = (room.search)(&mut conn, visit.actor(), visit.structure(), &words).await?;
            page.lines.extend(found.into_iter().map(|found| {
                if let Some((action, whose)) = found.by_name {
                    let id = found.href.rsplit('/').next().unwrap_or_default().to_owned();
                    visit.note(action, whose, vec![id]);
                    page.by_name = true;
                }
                Line {
                    kind: found.kind,
                    place: String::new(),
                    title: pieces(&found.title, &words),
                    href: found.href,
                    around: excerpt(&found.excerpt, &words),
                }
            }));
        }
    }
    let sought = Sought::of(&mut conn, visit.actor(), indexing::kinds(), words).await?;
    let mut hits = sought.hits(before);
    let (mut shown, mut looked_at) = (Vec::new(), 0);
    loop {
        let some = hits.next(&mut conn).await?;
        if some.is_empty() {
            break;
        }
        looked_at += some.len() as i64;
        let known = known(&visit, &mut conn, &some).await?;
        // What was changed just now may say less than its copy does.
        let as_it_is = some.iter().filter(|hit| !page.behind.holds(&hit.kind, &hit.record_id));
        for hit in as_it_is {
            let Some((kind, known)) = known.get(&(hit.kind.as_str(), hit.record_id.as_str()))
            else {
                continue;
            };
            // What its own room found already, by what no index knows.
            if page.lines.iter().any(|line| line.href == known.href) {
                continue;
            }
            shown.push(hit.record_id.clone());
            page.lines.push(Line {
                kind,
                place: known
                    .unit
                    .as_ref()
                    .map_or_else(String::new, |unit| visit.structure().unit_title(unit)),
                title: title(hit, known, &sought.words),
                href: known.href.clone(),
                around: hit.lines(&sought.words),
            });
        }
        if shown.len() as i64 >= PAGE || looked_at >= LOOKED_AT {
            page.older = hits.go_on().then(|| visit.with("before", &hits.before.to_string()));
            break;
        }
    }
    visit.note_list(shown);
    web::page(&page)
}

/// What the reader may know of these, by kind and id, with the word for the kind.
async fn known<'a>(
    visit: &Visit,
    conn: &mut crate::db::Conn,
    hits: &'a [Hit],
) -> Result<HashMap<(&'a str, &'a str), (&'static str, Known)>> {
    let of = |hit: &Hit| indexing::kinds().find(|kind| kind.kind == hit.kind);
    let asked: Vec<Subject> =
        hits.iter().filter_map(|hit| Some(Subject::new(of(hit)?.kind, &hit.record_id))).collect();
    let mut found = crate::subjects(conn, visit.actor(), visit.structure(), &asked).await?;
    let mut by_id = HashMap::new();
    for hit in hits {
        let Some(kind) = of(hit) else { continue };
        let at = found
            .iter()
            .position(|one| one.subject.kind == kind.kind && one.subject.id == hit.record_id);
        if let Some(at) = at {
            by_id.insert(
                (hit.kind.as_str(), hit.record_id.as_str()),
                (kind.label, found.swap_remove(at)),
            );
        }
    }
    Ok(by_id)
}

/// The lines of an excerpt in which the words stand; its beginning, when they stand in the title alone.
fn excerpt(text: &str, words: &[String]) -> Vec<Around> {
    let lines: String = text.lines().map(|line| format!("\t{line}\n")).collect();
    let found = around(&lines, words);
    if !found.is_empty() || text.is_empty() {
        return found;
    }
    let beginning: String = text.chars().take(60).collect();
    vec![Around { what: String::new(), pieces: pieces(&beginning, words) }]
}

/// A label stands before what it is the label of.
fn title(hit: &Hit, known: &Known, words: &[String]) -> Vec<Piece> {
    match &known.name {
        crate::room::Name::Label(label) => pieces(&format!("{label} {}", hit.heading), words),
        crate::room::Name::Title(_) => pieces(&hit.heading, words),
    }
}

/// Waits a moment for what was changed just now, holding no connection meanwhile.
async fn caught_up(visit: &Visit) -> Result<Behind> {
    let mut behind = Behind::default();
    for _ in 0..PATIENCE {
        behind = indexing::behind(&mut visit.read().await?).await?;
        if behind.is_nothing() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(behind)
}
