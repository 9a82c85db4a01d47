//! Parts (1) to (3) of 資料2 別添2, drawn from a municipality's structure: nothing here knows a city.

use super::sheets::{
    Bar, ConferenceBox, Edge, Function, Layer, LayerBox, Level, LifeSupport, PaperName, Pointer,
    Schedule, ScheduleRow, Structure, Window,
};
use crate::clock::fiscal_year_words;
use crate::id::ConferenceKindId;
use crate::preset::{ConferenceKind, ConferenceStatus, Direction, Paper, Preset};
use crate::structure::Period;

/// Number and title of a paper.
pub fn name(paper: &Paper) -> PaperName {
    PaperName {
        number: paper.number.clone(),
        title: paper.title.clone(),
        intro: paper.intro.clone(),
    }
}

/// (1) 機能と構造.
pub fn structure(preset: &Preset) -> Structure {
    let chart = &preset.papers.structure;
    let drawn: Vec<&ConferenceKind> =
        chart.conference_kinds.iter().filter_map(|k| preset.conference_kind(k)).collect();
    let mut functions: Vec<_> = preset.functions.iter().collect();
    functions.sort_by_key(|f| f.order);
    let mut levels: Vec<_> = preset.levels.iter().collect();
    levels.sort_by_key(|l| l.order);
    let highest = drawn.iter().filter_map(|k| preset.level(&k.level)).max_by_key(|l| l.order);
    Structure {
        title: chart.title.clone(),
        functions: functions
            .iter()
            .zip(1..)
            .map(|(f, number)| Function { number, name: f.name.clone() })
            .collect(),
        goal: preset.outcome.words.clone(),
        levels: levels
            .iter()
            .filter_map(|level| {
                let conferences: Vec<_> = drawn
                    .iter()
                    .filter(|k| k.level == level.key)
                    .map(|k| in_structure(preset, k))
                    .collect();
                (!conferences.is_empty()).then(|| Level {
                    name: format!("{}の会議", level.name),
                    paper: highest
                        .filter(|highest| highest.key == level.key)
                        .map(|_| pointer(&preset.papers.shiryo3)),
                    conferences,
                })
            })
            .collect(),
        edges: flows(preset),
        note: Some(chart.closing.clone()).filter(|c| !c.is_empty()),
    }
}

/// A paper beside what it reports on: a title that is only estimated is not repeated.
fn pointer(paper: &Paper) -> Pointer {
    let title = if paper.estimated { String::new() } else { paper.title.clone() };
    Pointer { number: paper.number.clone(), title }
}

/// The chart's arrows, each with the paper that reports on it.
fn flows(preset: &Preset) -> Vec<Edge> {
    let papers = [
        &preset.papers.shiryo2,
        &preset.papers.shiryo2_betten1,
        &preset.papers.shiryo2_betten2,
        &preset.papers.shiryo3,
    ];
    preset
        .papers
        .structure
        .flows
        .iter()
        .filter_map(|flow| {
            let to = flow.to.as_ref()?;
            let paper = papers
                .iter()
                .find(|p| !flow.paper.is_empty() && p.number == flow.paper)
                .map(|p| pointer(p));
            Some(Edge {
                lower: flow.from.clone(),
                upper: to.clone(),
                up: Some(flow.words.clone()),
                down: None,
                paper,
            })
        })
        .collect()
}

/// (2) 生活支援体制整備事業.
pub fn life_support(preset: &Preset) -> LifeSupport {
    let chart = &preset.papers.life_support;
    let kinds_of = |keys: &[ConferenceKindId]| -> Vec<&ConferenceKind> {
        keys.iter().filter_map(|k| preset.conference_kind(k)).collect()
    };
    let layers = chart
        .tiers
        .iter()
        .map(|tier| Layer {
            name: tier.name.clone(),
            extent: tier.scope.clone(),
            rows: rows(preset, &kinds_of(&tier.conference_kinds)),
        })
        .collect();
    LifeSupport {
        title: chart.title.clone(),
        lead: chart.intro.clone(),
        tracks: vec![chart.working_side.clone(), chart.conference_side.clone()],
        layers,
        edges: edges(preset),
    }
}

/// The boxes of a tier: the working side left of the first conference, further conferences below it. A tier with
/// conferences alone spans both sides.
fn rows(preset: &Preset, kinds: &[&ConferenceKind]) -> Vec<Vec<LayerBox>> {
    let (conferences, working): (Vec<&&ConferenceKind>, Vec<&&ConferenceKind>) =
        kinds.iter().partition(|k| k.care_conference);
    let at = |kind: &ConferenceKind, from_track, to_track| LayerBox {
        conference: in_life_support(preset, kind),
        from_track,
        to_track,
    };
    let height = conferences.len().max(working.len());
    (0..height)
        .map(|row| {
            let mut boxes = Vec::new();
            if let Some(kind) = working.get(row) {
                boxes.push(at(kind, 0, 0));
            }
            if let Some(kind) = conferences.get(row) {
                boxes.push(at(kind, usize::from(!working.is_empty()), 1));
            }
            boxes
        })
        .collect()
}

/// The structure's edges, each pair of conferences once, with the words of both directions.
fn edges(preset: &Preset) -> Vec<Edge> {
    let height = |key: &ConferenceKindId| {
        let kind = preset.conference_kind(key);
        let level = kind.and_then(|k| preset.level(&k.level)).map_or(0, |l| l.order);
        // Within a level, what reviews cases stands nearer the ground than what takes up issues.
        let issues = kind.is_some_and(|k| k.case_kinds.is_empty() && k.care_conference);
        (level, issues)
    };
    let mut all: Vec<Edge> = Vec::new();
    for edge in &preset.edges {
        let from_is_lower = match edge.direction {
            Direction::Up => true,
            Direction::Down => false,
            Direction::Both => height(&edge.from) <= height(&edge.to),
        };
        let (lower, upper) =
            if from_is_lower { (&edge.from, &edge.to) } else { (&edge.to, &edge.from) };
        let at = all.iter().position(|e| e.lower == *lower && e.upper == *upper);
        let at = at.unwrap_or_else(|| {
            all.push(Edge {
                lower: lower.clone(),
                upper: upper.clone(),
                up: None,
                down: None,
                paper: None,
            });
            all.len() - 1
        });
        let pair = &mut all[at];
        let upwards = matches!(edge.direction, Direction::Up);
        let both = matches!(edge.direction, Direction::Both);
        // Two edges that run both ways say one thing up and another down; a single one says the same both ways.
        let opposite = preset.edges.iter().any(|o| {
            matches!(o.direction, Direction::Both) && o.from == edge.to && o.to == edge.from
        });
        if upwards || (both && (!opposite || from_is_lower)) {
            pair.up = Some(edge.label.clone());
        }
        if !upwards && (!both || !opposite || !from_is_lower) {
            pair.down = Some(edge.label.clone());
        }
    }
    all
}

/// (3) 実施スケジュール.
pub fn schedule(preset: &Preset) -> Schedule {
    let chart = &preset.papers.schedule;
    let column = |key: &String| chart.columns.iter().position(|c| c.key == *key);
    Schedule {
        title: chart.title.clone(),
        columns: chart.columns.iter().map(|c| c.label.clone()).collect(),
        rows: chart
            .rows
            .iter()
            .map(|row| {
                let kind = preset.conference_kind(&row.conference_kind);
                ScheduleRow {
                    purpose: row.purpose.join("\n"),
                    conference: kind.map_or(row.conference_kind.to_string(), |k| k.name.clone()),
                    bars: row
                        .cells
                        .iter()
                        .filter_map(|cell| {
                            let columns: Vec<usize> =
                                cell.columns.iter().filter_map(column).collect();
                            Some(Bar {
                                from: *columns.iter().min()?,
                                to: *columns.iter().max()?,
                                title: cell.heading.clone(),
                                items: cell.words.clone(),
                            })
                        })
                        .collect(),
                    suspended: kind.is_some_and(|k| k.status == ConferenceStatus::Suspended),
                }
            })
            .collect(),
    }
}

/// The lines of 【議事対象期間】 of the year of `period`, the one these papers are about.
pub fn windows(preset: &Preset, period: &Period) -> Vec<Window> {
    let year = i16::try_from(period.fiscal_year).unwrap_or(i16::MAX);
    preset
        .periods_in(year)
        .iter()
        .map(|p| Window {
            name: format!("第{}回", p.number),
            words: preset.period_words(year, p.number),
            current: i64::from(p.number) == period.number,
        })
        .collect()
}

/// A conference in (1): with its level, and since when it is suspended.
fn in_structure(preset: &Preset, kind: &ConferenceKind) -> ConferenceBox {
    let since = kind.suspension.as_ref().map(|s| s.since_fiscal_year);
    let since = since.map(|year| format!("{}から休止", fiscal_year_words(year)));
    let flows = &preset.papers.structure.flows;
    let out = flows.iter().find(|f| f.from == kind.key && f.to.is_none());
    ConferenceBox {
        level: preset.level(&kind.level).map_or(String::new(), |l| l.name.clone()),
        cadence: since.unwrap_or_else(|| kind.cadence.words.clone()),
        roles_since: String::new(),
        facts: Vec::new(),
        also_serves: None,
        outcome: out.map(|f| f.words.clone()),
        ..conference_box(kind)
    }
}

/// A conference in (2), in that figure's words; of a suspended one no more than that.
fn in_life_support(preset: &Preset, kind: &ConferenceKind) -> ConferenceBox {
    let all = conference_box(kind);
    if let Some(suspension) = &kind.suspension {
        let since = fiscal_year_words(suspension.since_fiscal_year);
        return ConferenceBox {
            roles: Vec::new(),
            members: Vec::new(),
            secretariat: None,
            cadence: String::new(),
            also_serves: Some(format!("{since}より{}", suspension.note)),
            ..all
        };
    }
    let mut wordings = preset.papers.life_support.wordings.iter();
    let reworded = wordings.find(|wording| wording.conference_kind == kind.key);
    let members = reworded.map_or(all.members, |wording| wording.members_words.clone());
    ConferenceBox { members, ..all }
}

fn conference_box(kind: &ConferenceKind) -> ConferenceBox {
    // The secretariat is often named among the members already.
    let among_members = kind.members_words.iter().any(|m| m.contains("事務局"));
    ConferenceBox {
        key: kind.key.clone(),
        name: kind.name.clone(),
        level: String::new(),
        purpose: kind.purpose.clone(),
        roles_since: kind.roles_since.clone(),
        roles: kind.roles.clone(),
        members: kind.members_words.clone(),
        secretariat: Some(kind.secretariat.clone()).filter(|s| !s.is_empty() && !among_members),
        cadence: kind.cadence.words.clone(),
        facts: Some(&kind.held_in_words)
            .filter(|w| !w.is_empty())
            .map(|w| format!("開催地区:{w}"))
            .into_iter()
            .collect(),
        // The template sets the mark ※ itself.
        also_serves: kind.council_tier.as_ref().map(|c| c.words.trim_start_matches('※').to_owned()),
        outcome: None,
        suspended: kind.suspension.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::MATSUDO;

    #[test]
    fn matsudos_figures_say_what_its_papers_say() {
        let structure = structure(&MATSUDO);
        assert_eq!(structure.functions.len(), 5);
        let levels: Vec<(&str, usize)> =
            structure.levels.iter().map(|l| (l.name.as_str(), l.conferences.len())).collect();
        assert_eq!(levels, [("地域レベルの会議", 3), ("市レベルの会議", 1)]);
        let words: Vec<&str> = structure.edges.iter().filter_map(|e| e.up.as_deref()).collect();
        assert_eq!(
            words,
            ["地域課題を明らかにし、普遍化をはかる", "地域課題を整理し、市レベルの課題を検討"]
        );
        let beside = structure.edges[0].paper.as_ref().unwrap();
        assert_eq!((beside.number.as_str(), beside.title.as_str()), ("資料2 別添1", ""), "推定");
        let city = structure.levels[1].paper.as_ref().unwrap();
        assert_eq!(city.title, "整理された市レベルの課題と解決に向けた議論");
        let [individual, suspended, area] = &structure.levels[0].conferences[..] else { panic!() };
        assert_eq!(individual.outcome.as_deref(), Some("検討結果を個別支援にフィードバック"));
        assert_eq!(suspended.cadence, "令和5年度から休止");
        assert_eq!((area.purpose.as_str(), area.roles.len()), ("地域レベルの課題の解決", 2));
        assert_eq!(area.also_serves, None, "the councils are (2)'s");
    }

    #[test]
    fn the_life_support_chart_says_what_goes_up_and_what_comes_down() {
        let chart = life_support(&MATSUDO);
        assert_eq!(chart.layers.len(), 2);
        assert_eq!(chart.layers[1].rows.len(), 3, "three conferences under one another");
        let boxes: Vec<_> = chart.layers[1].rows.iter().flatten().map(|b| &b.conference).collect();
        let named = |name: &str| *boxes.iter().find(|c| c.name == name).unwrap();
        let suspended = named("自立支援型個別ケア会議");
        let since = "令和5年度より休止中(再開に向け検討中)";
        assert_eq!((suspended.roles.len(), suspended.also_serves.as_deref()), (0, Some(since)));
        assert_eq!(named("2層ワーキング").roles_since, "H31年度～");
        let of_cases = &named("地域個別ケア会議").members[0];
        assert!(of_cases.contains("幅広い地域の専門職(医療"), "without 等 in this figure");
        let ways: Vec<_> = chart
            .edges
            .iter()
            .map(|e| (e.lower.as_str(), e.upper.as_str(), e.up.as_deref(), e.down.as_deref()))
            .collect();
        assert!(
            ways.contains(&(
                "individual",
                "area_conference",
                Some("個別事例の検討から把握された地域レベルの課題"),
                Some("市、地域レベルで検討された内容の展開"),
            )),
            "{ways:?}"
        );
        assert!(
            ways.contains(&(
                "tier2_working",
                "city_conference",
                Some("課題・取組の共有"),
                Some("取組の評価・助言"),
            )),
            "{ways:?}"
        );
        assert!(
            ways.contains(&("tier2_working", "area_conference", Some("連携"), Some("連携"))),
            "{ways:?}"
        );
    }

    #[test]
    fn the_schedule_covers_its_columns() {
        let schedule = schedule(&MATSUDO);
        assert_eq!(schedule.columns.len(), 3);
        let suspended: Vec<_> = schedule.rows.iter().filter(|r| r.suspended).collect();
        assert_eq!(suspended.len(), 1);
        assert_eq!((suspended[0].bars[0].from, suspended[0].bars[0].to), (0, 2));
    }
}
