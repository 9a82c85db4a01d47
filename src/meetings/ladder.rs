//! 会議の体系: the conferences as boxes in levels with what was held inside, and the five functions.
//!
//! The page stands here and not with the conferences, since what was held is known only to meetings.

use axum::response::Response;

use super::{store, tabs::Tabs, year::period_note};
use crate::{
    access,
    clock::fiscal_year_words,
    conferences::{self, Conference, LadderAction, LadderFacts, beside_suspended},
    error::Result,
    id::{ConferenceKindId, MeetingId},
    preset::{self, ConferenceKind},
    structure::Structure,
    web::{
        self, Frame, PeriodNote, Visit,
        diagram::{self, Direction, Ladder, Rung},
    },
};
use std::collections::HashMap;

#[derive(askama::Template)]
#[template(path = "meetings/ladder.html")]
struct LadderPage {
    frame: Frame,
    tabs: Tabs,
    city: String,
    period_note: Option<PeriodNote>,
    figure: String,
    lines: Vec<Line>,
    functions: Vec<Lit>,
    outcome: String,
    may_edit: bool,
}

/// A kind of conference in words.
struct Line {
    href: String,
    level: String,
    name: String,
    subject: String,
    conferences: usize,
    cadence: String,
    secretariat: String,
    council: String,
    held: String,
    suspended: Option<String>,
}

/// One of the five functions, lit when a conference that serves it met in the period.
struct Lit {
    name: String,
    /// Names of the kinds that serve it, with what they held.
    by: Vec<String>,
    held: usize,
}

/// How often conferences of a kind met in the period.
#[derive(Clone, Copy, Default)]
struct Held {
    meetings: usize,
    cases: i64,
}

/// `GET /conferences`
pub async fn show(visit: Visit) -> Result<Response> {
    let facts = LadderFacts { municipality: visit.municipality().clone() };
    visit.check(LadderAction::ReadLadder, &facts)?;
    let mut conn = visit.read().await?;
    let conferences = conferences::list(&mut conn).await?;
    let mut held: HashMap<ConferenceKindId, Held> = HashMap::new();
    if let Some(period) = visit.period() {
        let meetings = store::of_period(&mut conn, &period.id, None).await?;
        let cases: HashMap<MeetingId, i64> = store::cases_of_period(&mut conn, &period.id).await?;
        for meeting in meetings.iter().filter(|m| m.status.was_held()) {
            let of_kind = held.entry(meeting.kind_id.clone()).or_default();
            of_kind.meetings += 1;
            of_kind.cases += cases.get(&meeting.id).copied().unwrap_or(0);
        }
    }
    let structure = visit.structure();
    let ladder = drawn(structure, &conferences, &held);
    let lines =
        by_level(structure).into_iter().map(|kind| line(structure, kind, &conferences, &held));
    web::page(&LadderPage {
        frame: visit.frame("会議の体系"),
        tabs: Tabs::of(visit.actor(), "/conferences"),
        city: structure.municipality.name.clone(),
        period_note: period_note(&visit, "実施回数"),
        figure: diagram::ladder(&ladder)?,
        lines: lines.collect(),
        functions: functions(structure, &held),
        outcome: structure.outcome.words.clone(),
        may_edit: access::may(LadderAction::EditLadder, visit.actor(), &facts),
    })
}

/// Kinds from the highest level down.
fn by_level(structure: &Structure) -> Vec<&ConferenceKind> {
    let mut kinds: Vec<&ConferenceKind> = structure.conference_kinds.iter().collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(order(structure, kind)));
    kinds
}

fn order(structure: &Structure, kind: &ConferenceKind) -> u8 {
    structure.level(&kind.level).map_or(0, |level| level.order)
}

/// The figure: levels from the top, a box for each kind, an arrow for each edge.
fn drawn(
    structure: &Structure,
    conferences: &[Conference],
    held: &HashMap<ConferenceKindId, Held>,
) -> Ladder {
    let mut levels: Vec<&preset::Level> = structure.levels.iter().collect();
    levels.sort_by_key(|level| std::cmp::Reverse(level.order));
    let title = format!("{}の会議の体系", structure.municipality.name);
    let mut ladder = Ladder::new(title, levels.iter().map(|l| l.name.clone()).collect());
    let mut boxes: HashMap<&ConferenceKindId, usize> = HashMap::new();
    for kind in &structure.conference_kinds {
        let level = levels.iter().position(|l| l.key == kind.level).unwrap_or(0);
        let mut rung = Rung::new(level, &kind.name)
            .line(&kind.cadence.words)
            .line(held_words(structure, kind, held))
            .href(format!("/conferences/kinds/{}", kind.key));
        if let Some(council) = &kind.council_tier {
            rung = rung.badge(council_words(council));
        }
        if let Some(note) = suspended(conferences, kind) {
            rung = rung.suspended(if note.is_empty() {
                "休止中".into()
            } else {
                format!("休止中({note})")
            });
        }
        boxes.insert(&kind.key, ladder.add(rung));
    }
    for edge in &structure.edges {
        let (Some(&from), Some(&to)) = (boxes.get(&edge.from), boxes.get(&edge.to)) else {
            continue;
        };
        let storey = |key| structure.conference_kind(key).map_or(0, |k| order(structure, k));
        let downwards =
            storey(&edge.from) > storey(&edge.to) || edge.direction == preset::Direction::Down;
        let (lower, higher) = if downwards { (to, from) } else { (from, to) };
        let direction = match edge.direction {
            preset::Direction::Up => Direction::Up,
            preset::Direction::Down => Direction::Down,
            preset::Direction::Both => Direction::Both,
        };
        ladder.arrow(lower, higher, direction, &edge.label);
    }
    ladder
}

fn held_words(
    structure: &Structure,
    kind: &ConferenceKind,
    held: &HashMap<ConferenceKindId, Held>,
) -> String {
    let held = held.get(&kind.key).copied().unwrap_or_default();
    if kind.deals_with(structure) == Some(preset::DealsWith::Cases) {
        format!("この期間 {}回 {}事例", held.meetings, held.cases)
    } else {
        format!("この期間 {}回", held.meetings)
    }
}

fn council_words(council: &preset::CouncilTier) -> String {
    let tier: u8 = council.tier.into();
    format!("第{tier}層協議体を兼ねる")
}

/// Since when a kind is suspended, all of its conferences, and why: 「令和5年度から・再開に向け検討中」.
fn suspended(conferences: &[Conference], kind: &ConferenceKind) -> Option<String> {
    let mut of_kind = conferences.iter().filter(|c| c.kind_id == kind.key).peekable();
    let first = *of_kind.peek()?;
    if !of_kind.all(|c| !c.status.is_active()) {
        return None;
    }
    let since = first
        .suspended_since
        .map(|day| format!("{}から", fiscal_year_words(day.fiscal_year())))
        .unwrap_or_default();
    Some(beside_suspended(&since, &first.status_note))
}

fn line(
    structure: &Structure,
    kind: &ConferenceKind,
    conferences: &[Conference],
    held: &HashMap<ConferenceKindId, Held>,
) -> Line {
    Line {
        href: format!("/conferences/kinds/{}", kind.key),
        level: structure.level(&kind.level).map_or_else(String::new, |l| l.name.clone()),
        name: kind.name.clone(),
        subject: structure.subject(&kind.subject).map_or_else(String::new, |s| s.name.clone()),
        conferences: conferences.iter().filter(|c| c.kind_id == kind.key).count(),
        cadence: kind.cadence.words.clone(),
        secretariat: kind.secretariat.clone(),
        council: kind.council_tier.as_ref().map_or_else(String::new, council_words),
        held: held_words(structure, kind, held),
        suspended: suspended(conferences, kind),
    }
}

fn functions(structure: &Structure, held: &HashMap<ConferenceKindId, Held>) -> Vec<Lit> {
    let mut functions: Vec<&preset::Function> = structure.functions.iter().collect();
    functions.sort_by_key(|f| f.order);
    functions
        .into_iter()
        .map(|function| {
            let serving = || {
                structure.conference_kinds.iter().filter(|k| k.functions.contains(&function.key))
            };
            let times = |kind: &ConferenceKind| held.get(&kind.key).map_or(0, |h| h.meetings);
            Lit {
                name: function.name.clone(),
                by: serving().map(|k| format!("{} {}回", k.name, times(k))).collect(),
                held: serving().map(times).sum(),
            }
        })
        .collect()
}
