//! Levels, kinds of conference, and the edges between them.

use super::findings::Findings;
use crate::access::Circle;
use crate::id::ConferenceKindId;
use crate::preset::reading::Step;
use crate::preset::{ConferenceKind, ConferenceStatus, DealsWith, Direction, Edge, Preset};

pub(super) fn levels(preset: &Preset, findings: &mut Findings<'_, '_>) {
    if !(1..=5).contains(&preset.levels.len()) {
        let sentence = format!("会議の段階は1から5までです（いまは{}）", preset.levels.len());
        findings.at(&[Step::Key("levels")], sentence);
    }
    for (index, level) in preset.levels.iter().enumerate() {
        let path = [Step::Key("levels"), Step::Index(index), Step::Key("order")];
        if !(1..=preset.levels.len()).contains(&usize::from(level.order)) {
            findings
                .at(&path, format!("段階「{}」の order は1から段階の数までの番号です", level.name));
        }
        if preset.levels[..index].iter().any(|other| other.order == level.order) {
            findings.at(
                &path,
                format!("段階「{}」の order {} は別の段階が使っています", level.name, level.order),
            );
        }
    }
    for wanted in [DealsWith::Cases, DealsWith::Issues] {
        if !preset.conference_kinds.iter().any(|kind| kind.deals_with(preset) == Some(wanted)) {
            let what = if wanted == DealsWith::Cases { "事例" } else { "課題" };
            findings.at(
                &[Step::Key("conference_kinds")],
                format!("{what}を扱う会議が一つもありません"),
            );
        }
    }
}

/// A level without a conference, and one below another from whose conferences no line leads up to issues.
pub(super) fn doubts(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let height = |kind: &ConferenceKind| preset.level(&kind.level).map_or(0, |l| l.order);
    let of_issues = |kind: &ConferenceKind| kind.deals_with(preset) == Some(DealsWith::Issues);
    let highest = preset.conference_kinds.iter().filter(|k| of_issues(k)).map(height).max();
    for (index, level) in preset.levels.iter().enumerate() {
        let path = [Step::Key("levels"), Step::Index(index), Step::Key("name")];
        let here = |kind: &ConferenceKind| kind.level == level.key;
        if !preset.conference_kinds.iter().any(here) {
            findings.at(&path, format!("段階「{}」には会議がありません", level.name));
            continue;
        }
        let leads_up = |edge: &Edge| {
            let ends = preset.conference_kind(&edge.from).zip(preset.conference_kind(&edge.to));
            edge.direction != Direction::Down
                && ends.is_some_and(|(from, to)| {
                    here(from) && of_issues(to) && height(to) > level.order
                })
        };
        if highest > Some(level.order) && !preset.edges.iter().any(leads_up) {
            let sentence = format!(
                "段階「{}」の課題には、上げる先がありません（上の段階の課題を扱う会議への線を edges に書いてください）",
                level.name
            );
            findings.at(&path, sentence);
        }
    }
}

pub(super) fn conference_kinds(preset: &Preset, findings: &mut Findings<'_, '_>) {
    for (index, kind) in preset.conference_kinds.iter().enumerate() {
        references(preset, index, kind, findings);
        rules(preset, index, kind, findings);
    }
}

fn references(
    preset: &Preset,
    index: usize,
    kind: &ConferenceKind,
    findings: &mut Findings<'_, '_>,
) {
    let base = [Step::Key("conference_kinds"), Step::Index(index)];
    let path = |rest: &[Step<'static>]| [&base[..], rest].concat();
    for circle in kind.kept_by.iter().filter(|circle| !Circle::RUNNING.contains(circle)) {
        let sentence = format!("「{}」は会議を運営できません", circle.label());
        findings.at(&path(&[Step::Key("kept_by")]), sentence);
    }
    findings.reference(
        &path(&[Step::Key("level")]),
        "段階",
        &kind.level,
        preset.levels.iter().map(|x| &x.key),
    );
    findings.reference(
        &path(&[Step::Key("subject")]),
        "検討対象",
        &kind.subject,
        preset.subjects.iter().map(|x| &x.key),
    );
    for (place, function) in kind.functions.iter().enumerate() {
        let path = path(&[Step::Key("functions"), Step::Index(place)]);
        findings.reference(&path, "機能", function, preset.functions.iter().map(|x| &x.key));
    }
    for (place, case_kind) in kind.case_kinds.iter().enumerate() {
        let path = path(&[Step::Key("case_kinds"), Step::Index(place)]);
        findings.reference(
            &path,
            "事例の種類",
            case_kind,
            preset.case_kinds.iter().map(|x| &x.key),
        );
    }
    for (place, seat) in kind.members.iter().enumerate() {
        let seat_path = path(&[Step::Key("members"), Step::Index(place), Step::Key("profession")]);
        findings.reference(
            &seat_path,
            "職種",
            &seat.profession,
            preset.professions.iter().map(|x| &x.key),
        );
        if let Some(organisation) = &seat.organisation {
            let path = path(&[Step::Key("members"), Step::Index(place), Step::Key("organisation")]);
            findings.reference(
                &path,
                "機関・団体",
                organisation,
                preset.organisations.iter().map(|x| &x.key),
            );
        }
    }
}

fn rules(preset: &Preset, index: usize, kind: &ConferenceKind, findings: &mut Findings<'_, '_>) {
    let path = |field| [Step::Key("conference_kinds"), Step::Index(index), Step::Key(field)];
    let name = &kind.name;
    match (kind.status, &kind.suspension) {
        (ConferenceStatus::Suspended, None) => {
            findings.at(
                &path("status"),
                format!("「{name}」は休止中ですが、いつからか（suspension）がありません"),
            );
        }
        (ConferenceStatus::Active, Some(_)) => {
            findings
                .at(&path("suspension"), format!("「{name}」は開催中ですが、休止の記載があります"));
        }
        _ => {}
    }
    if let (Some(min), Some(max)) = (kind.cadence.min, kind.cadence.max)
        && min > max
    {
        findings.at(
            &path("cadence"),
            format!("「{name}」の開催回数は下限が上限より大きくなっています"),
        );
    }
    match kind.deals_with(preset) {
        Some(DealsWith::Cases) if kind.case_kinds.is_empty() => {
            findings.at(
                &path("case_kinds"),
                format!("「{name}」は事例を扱いますが、事例の種類がありません"),
            );
        }
        Some(DealsWith::Issues | DealsWith::Work) if !kind.case_kinds.is_empty() => {
            findings.at(
                &path("case_kinds"),
                format!("「{name}」は事例を扱わないので、事例の種類は書けません"),
            );
        }
        _ => {}
    }
    if preset.units_of(kind).len() > 1 && !kind.name_pattern.contains("{unit}") {
        findings.at(
            &path("name_pattern"),
            format!("「{name}」は単位ごとに開くので、名称に {{unit}} が要ります"),
        );
    }
    if preset.units(kind.unit).is_empty() {
        let units = kind.unit.label().trim_end_matches("に一つ");
        findings.at(
            &path("unit"),
            format!("「{name}」は{units}に開きますが、その単位が一つもありません"),
        );
    }
    for key in &kind.in_units {
        if !preset.units(kind.unit).iter().any(|unit| unit.key() == key) {
            findings
                .at(&path("in_units"), format!("「{name}」を開く「{key}」は定められていません"));
        }
    }
}

pub(super) fn edges(preset: &Preset, findings: &mut Findings<'_, '_>) {
    for (index, edge) in preset.edges.iter().enumerate() {
        let path = |field| [Step::Key("edges"), Step::Index(index), Step::Key(field)];
        let kinds = || preset.conference_kinds.iter().map(|kind| &kind.key);
        let from = findings.reference(&path("from"), "会議", &edge.from, kinds());
        let to = findings.reference(&path("to"), "会議", &edge.to, kinds());
        if from && to {
            slope(preset, index, edge, findings);
            twice(preset, index, edge, findings);
        }
    }
    circle(preset, findings);
}

/// Refuses an edge that stands there already.
fn twice(preset: &Preset, index: usize, edge: &Edge, findings: &mut Findings<'_, '_>) {
    let same = |other: &&Edge| {
        (&other.from, &other.to, other.direction) == (&edge.from, &edge.to, edge.direction)
    };
    if preset.edges[..index].iter().any(|other| same(&other)) {
        let (from, to) = (name(preset, &edge.from), name(preset, &edge.to));
        let path = [Step::Key("edges"), Step::Index(index), Step::Key("from")];
        findings.at(&path, format!("「{from}」から「{to}」への同じ線が二度書かれています"));
    }
}

/// An upward edge may stay on its level but not go down, a downward one not up.
fn slope(preset: &Preset, index: usize, edge: &Edge, findings: &mut Findings<'_, '_>) {
    let path = [Step::Key("edges"), Step::Index(index), Step::Key("direction")];
    let storey = |key| preset.level(&preset.conference_kind(key)?.level).map(|level| level.order);
    let (Some(from), Some(to)) = (storey(&edge.from), storey(&edge.to)) else {
        return;
    };
    let (from_name, to_name) = (name(preset, &edge.from), name(preset, &edge.to));
    match edge.direction {
        Direction::Up if from > to => {
            findings.at(
                &path,
                format!(
                    "「{from_name}」から「{to_name}」は下の段階へ向かうので、up とは書けません"
                ),
            );
        }
        Direction::Down if from < to => {
            findings.at(
                &path,
                format!(
                    "「{from_name}」から「{to_name}」は上の段階へ向かうので、down とは書けません"
                ),
            );
        }
        _ => {}
    }
}

/// Refuses every upward edge that closes a circle with those written before it.
fn circle(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let mut before: Vec<&Edge> = Vec::new();
    for (index, edge) in preset.edges.iter().enumerate() {
        if edge.direction != Direction::Up {
            continue;
        }
        match way(&before, &edge.to, &edge.from) {
            Some(way) => {
                let mut names: Vec<&str> = vec![name(preset, &edge.from)];
                names.extend(way.iter().map(|key| name(preset, key)));
                let path = [Step::Key("edges"), Step::Index(index), Step::Key("from")];
                findings
                    .at(&path, format!("上へ向かう線が輪になっています: {}", names.join(" → ")));
            }
            None => before.push(edge),
        }
    }
}

/// The conferences passed on the way from `start` to `goal`, both included. `edges` has no circle.
fn way<'e>(
    edges: &[&'e Edge],
    start: &'e ConferenceKindId,
    goal: &ConferenceKindId,
) -> Option<Vec<&'e ConferenceKindId>> {
    if start == goal {
        return Some(vec![start]);
    }
    edges.iter().filter(|edge| edge.from == *start).find_map(|edge| {
        let mut rest = way(edges, &edge.to, goal)?;
        rest.insert(0, start);
        Some(rest)
    })
}

fn name<'p>(preset: &'p Preset, key: &'p ConferenceKindId) -> &'p str {
    preset.conference_kind(key).map_or(key.as_str(), |kind| &kind.name)
}
