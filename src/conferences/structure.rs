//! 体系を直す: the edges of the ladder and the names of centres.

use axum::response::Response;

use super::{
    rules::LadderAction,
    saving::{self, STALE, Saved, facts, save, version},
};
use crate::{
    error::Result,
    id::CenterId,
    preset::{Direction, Edge, Preset, Refusal},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "conferences/structure.html")]
struct StructurePage {
    frame: Frame,
    edges: FormState,
    /// Numbers of the rows of edges, with two empty ones at the end.
    rows: Vec<usize>,
    centers: FormState,
    center_keys: Vec<(CenterId, String)>,
    kinds: Vec<Choice>,
    /// Edges as saved now, when somebody else changed them.
    theirs: Option<Vec<String>>,
    kind_links: Vec<(String, String)>,
    /// What of the structure as saved will hardly work as meant.
    doubts: Vec<Refusal>,
}

/// Empty rows offered for new edges.
const NEW_ROWS: usize = 2;

/// `GET /settings/structure`
pub async fn show(visit: Visit) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = version(&visit).await?;
    let edges = edges_form(visit.structure(), version);
    let centers = centers_form(visit.structure(), version);
    web::page(&page(&visit, edges, centers, None))
}

/// `POST /settings/structure/edges`: all edges at once.
pub async fn save_edges(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let count = form.required_integer("count", "行の数", 0..=200).unwrap_or_default();
    let mut edges = Vec::new();
    for n in 0..usize::try_from(count).unwrap_or_default() {
        if let Some(edge) = read_edge(&mut form, &visit, n) {
            edges.push(edge);
        }
    }
    let centers = centers_form(visit.structure(), version);
    if !form.is_valid() {
        return web::refused(&page(&visit, form, centers, None));
    }
    match save(&visit, version, "edges", &|preset| preset.edges.clone_from(&edges)).await? {
        Saved::Done => Ok(web::done("/settings/structure", "会議のつながりを保存しました。")),
        Saved::Refused(sentences) => {
            for sentence in sentences {
                form.error("", sentence);
            }
            web::refused(&page(&visit, form, centers, None))
        }
        Saved::Stale => {
            form.error("", STALE);
            form.set("version", saving::version(&visit).await?);
            let theirs = visit.structure().edges.iter().map(|e| words(visit.structure(), e));
            let theirs = Some(theirs.collect());
            web::collided(&page(&visit, form, centers, theirs))
        }
    }
}

/// One row of the form; none for a row left empty or ticked to be removed.
fn read_edge(form: &mut FormState, visit: &Visit, n: usize) -> Option<Edge> {
    let name = |part: &str| format!("{part}-{n}");
    let kinds = kinds(visit);
    let row = n + 1;
    let from = form.optional_choice(&name("from"), &format!("{row}行目の「どこから」"), &kinds);
    let to = form.optional_choice(&name("to"), &format!("{row}行目の「どこへ」"), &kinds);
    let label = form.optional(&name("label"), &format!("{row}行目の言葉"), 100);
    let direction = form.value(&name("direction")).to_owned();
    if form.ticked(&name("remove")) || (from.is_none() && to.is_none() && label.is_empty()) {
        return None;
    }
    let direction = match direction.as_str() {
        "up" => Direction::Up,
        "down" => Direction::Down,
        "both" => Direction::Both,
        _ => {
            form.error(&name("direction"), format!("{row}行目の向きを選んでください。"));
            return None;
        }
    };
    match (from, to) {
        (Some(from), Some(to)) if !label.is_empty() => {
            Some(Edge { from: from.into(), to: to.into(), direction, label })
        }
        (Some(_), Some(_)) => {
            form.error(&name("label"), format!("{row}行目に、何が伝わるかを入力してください。"));
            None
        }
        _ => {
            form.error(
                &name("from"),
                format!("{row}行目の「どこから」と「どこへ」を選んでください。"),
            );
            None
        }
    }
}

/// `POST /settings/structure/centers`: the names of all centres.
pub async fn save_centers(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let mut names: Vec<(CenterId, String, String)> = Vec::new();
    for center in &visit.structure().centers {
        let called = format!("{}の名前", visit.structure().center_word());
        let name = form.required(&format!("name-{}", center.key), &called, 60);
        let symbol = form.required(&format!("symbol-{}", center.key), "略称", 20);
        names.push((center.key.clone(), name, symbol));
    }
    let edges = edges_form(visit.structure(), version);
    if !form.is_valid() {
        return web::refused(&page(&visit, edges, form, None));
    }
    let change = |preset: &mut Preset| {
        for (key, name, symbol) in &names {
            if let Some(center) = preset.centers.iter_mut().find(|c| c.key == *key) {
                center.name.clone_from(name);
                center.symbol.clone_from(symbol);
            }
        }
    };
    match save(&visit, version, "centers", &change).await? {
        Saved::Done => Ok(web::done("/settings/structure", "センターの名前を保存しました。")),
        Saved::Refused(sentences) => {
            for sentence in sentences {
                form.error("", sentence);
            }
            web::refused(&page(&visit, edges, form, None))
        }
        Saved::Stale => {
            form.error("", STALE);
            form.set("version", saving::version(&visit).await?);
            web::collided(&page(&visit, edges, form, None))
        }
    }
}

fn kinds(visit: &Visit) -> Vec<Choice> {
    visit.structure().conference_kinds.iter().map(|k| Choice::new(&k.key, &k.name)).collect()
}

fn edges_form(preset: &Preset, version: i64) -> FormState {
    let mut form = FormState::empty().with("version", version);
    form.set("count", preset.edges.len() + NEW_ROWS);
    for (n, edge) in preset.edges.iter().enumerate() {
        form.set(&format!("from-{n}"), &edge.from);
        form.set(&format!("to-{n}"), &edge.to);
        form.set(&format!("label-{n}"), &edge.label);
        form.set(
            &format!("direction-{n}"),
            match edge.direction {
                Direction::Up => "up",
                Direction::Down => "down",
                Direction::Both => "both",
            },
        );
    }
    form
}

fn centers_form(preset: &Preset, version: i64) -> FormState {
    let mut form = FormState::empty().with("version", version);
    for center in &preset.centers {
        form.set(&format!("name-{}", center.key), &center.name);
        form.set(&format!("symbol-{}", center.key), &center.symbol);
    }
    form
}

fn words(preset: &Preset, edge: &Edge) -> String {
    let name = |key| preset.conference_kind(key).map_or(key.to_string(), |k| k.name.clone());
    let sign = match edge.direction {
        Direction::Up => "↑",
        Direction::Down => "↓",
        Direction::Both => "↕",
    };
    format!("{} {sign} {}: {}", name(&edge.from), name(&edge.to), edge.label)
}

fn page(
    visit: &Visit,
    edges: FormState,
    centers: FormState,
    theirs: Option<Vec<String>>,
) -> StructurePage {
    let structure = visit.structure();
    let count: usize = edges.value("count").parse().unwrap_or(NEW_ROWS);
    StructurePage {
        doubts: Preset::doubts("", &visit.structure().to_toml()),
        frame: visit.frame("体系を直す"),
        rows: (0..count.min(200)).collect(),
        center_keys: (structure.centers.iter()).map(|c| (c.key.clone(), c.name.clone())).collect(),
        kinds: kinds(visit),
        kind_links: (structure.conference_kinds.iter())
            .map(|k| (format!("/conferences/kinds/{}/edit", k.key), k.name.clone()))
            .collect(),
        edges,
        centers,
        theirs,
    }
}
