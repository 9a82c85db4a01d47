//! 会議の種類を加える・直す・消す.

use axum::{extract::Path, response::Response};

use super::{
    kind_form::{self, Charts, choices, filled, read},
    losses,
    rules::LadderAction,
    saving::{self, Saved, facts, new_key, save, version},
};
use crate::{
    error::{Error, Result},
    id::ConferenceKindId,
    preset::{ConferenceKind, Preset},
    room::StructurePart,
    web::{self, Fields, FormState, Frame, Visit},
};

pub(super) use kind_form::lines;

#[derive(askama::Template)]
#[template(path = "conferences/kind_edit.html")]
struct KindEditPage {
    frame: Frame,
    /// None for a kind that is to be added.
    old: Option<Old>,
    action: String,
    back: String,
    heading: String,
    form: FormState,
    offered: kind_form::Offered,
    /// What is saved now, when somebody else changed it.
    theirs: Option<Vec<(String, String)>>,
}

/// The kind that is there already.
struct Old {
    key: ConferenceKindId,
    name: String,
    /// What points at its conferences, in words; nothing when it may go.
    uses: String,
    /// How many edges go with it.
    edges: usize,
}

/// `GET /conferences/kinds/new`
pub async fn begin(visit: Visit) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = version(&visit).await?;
    let mut form = FormState::empty().with("version", version);
    form.set("status", "active");
    form.set("care_conference", "yes");
    form.set_all("charts", Charts::Structure.keys());
    web::page(&page(&visit, None, form, None).await?)
}

/// `POST /conferences/kinds`
pub async fn add(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let structure = visit.structure();
    let keys = structure.conference_kinds.iter().map(|k| &k.key);
    let key = new_key("kind", keys);
    let new = read(&mut form, structure, &kind_form::blank(key.clone()));
    let (Some((new, charts)), true) = (new, form.is_valid()) else {
        return web::refused(&page(&visit, None, form, None).await?);
    };
    let change = |preset: &mut Preset| {
        preset.conference_kinds.push(new.clone());
        charts.put(preset, &new.key);
    };
    match save(&visit, version, &format!("conference_kinds.{key}"), &change).await? {
        Saved::Done => Ok(web::done(
            "/settings/structure",
            &format!(
                "「{}」を加えました。どの会議とつながるかを、下の「会議のつながり」で決めてください。",
                new.name
            ),
        )),
        Saved::Refused(sentences) => {
            whole(&mut form, sentences);
            web::refused(&page(&visit, None, form, None).await?)
        }
        Saved::Stale => {
            form.set("version", saving::version(&visit).await?);
            let theirs = structure.conference_kinds.iter().map(|k| {
                let level = structure.level(&k.level);
                (level.map_or(String::new(), |l| l.name.clone()), k.name.clone())
            });
            let theirs = theirs.collect();
            web::collided(&page(&visit, None, form, Some(theirs)).await?)
        }
    }
}

/// `GET /conferences/kinds/{kind}/edit`
pub async fn edit(visit: Visit, Path(key): Path<ConferenceKindId>) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let kind = found(&visit, &key)?;
    let form = filled(visit.structure(), kind, version(&visit).await?);
    web::page(&page(&visit, Some(kind), form, None).await?)
}

/// `POST /conferences/kinds/{kind}`
pub async fn change(
    visit: Visit,
    Path(key): Path<ConferenceKindId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let kind = found(&visit, &key)?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let changed = read(&mut form, visit.structure(), kind);
    let (Some((changed, charts)), true) = (changed, form.is_valid()) else {
        return web::refused(&page(&visit, Some(kind), form, None).await?);
    };
    let change = |preset: &mut Preset| {
        if let Some(there) = preset.conference_kinds.iter_mut().find(|k| k.key == key) {
            *there = changed.clone();
        }
        charts.put(preset, &key);
    };
    match save(&visit, version, &format!("conference_kinds.{key}"), &change).await? {
        Saved::Done => {
            Ok(web::done(&format!("/conferences/kinds/{key}"), "会議の内容を保存しました。"))
        }
        Saved::Refused(sentences) => {
            whole(&mut form, sentences);
            web::refused(&page(&visit, Some(kind), form, None).await?)
        }
        Saved::Stale => {
            form.set("version", saving::version(&visit).await?);
            let theirs = kind_form::theirs(visit.structure(), kind, &changed);
            web::collided(&page(&visit, Some(kind), form, Some(theirs)).await?)
        }
    }
}

/// `POST /conferences/kinds/{kind}/removal`: takes the kind, its conferences and its edges out of the structure.
pub async fn remove(
    visit: Visit,
    Path(key): Path<ConferenceKindId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let kind = found(&visit, &key)?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let change = |preset: &mut Preset| take_out(preset, &key);
    match save(&visit, version, &format!("conference_kinds.{key}"), &change).await? {
        Saved::Done => {
            Ok(web::done("/settings/structure", &format!("「{}」を消しました。", kind.name)))
        }
        Saved::Refused(sentences) => {
            let mut form = filled(visit.structure(), kind, version);
            whole(&mut form, sentences);
            web::refused(&page(&visit, Some(kind), form, None).await?)
        }
        Saved::Stale => {
            let mut form = filled(visit.structure(), kind, saving::version(&visit).await?);
            let sentence = "ほかの画面か、ほかの人が先に保存しました。まだ消していません。いまの内容を確かめてから、もう一度消してください。";
            form.error("", sentence);
            web::collided(&page(&visit, Some(kind), form, None).await?)
        }
    }
}

/// Takes a kind out of the structure together with everything that names it.
fn take_out(preset: &mut Preset, key: &ConferenceKindId) {
    preset.conference_kinds.retain(|k| k.key != *key);
    preset.edges.retain(|e| e.from != *key && e.to != *key);
    let papers = &mut preset.papers;
    papers.structure.conference_kinds.retain(|k| k != key);
    papers.structure.flows.retain(|f| f.from != *key && f.to.as_ref() != Some(key));
    for tier in &mut papers.life_support.tiers {
        tier.conference_kinds.retain(|k| k != key);
    }
    papers.schedule.rows.retain(|r| r.conference_kind != *key);
    papers.held.conference_kinds.retain(|k| k != key);
}

fn found<'v>(visit: &'v Visit, key: &ConferenceKindId) -> Result<&'v ConferenceKind> {
    visit.structure().conference_kind(key).ok_or(Error::NotFound)
}

fn whole(form: &mut FormState, sentences: Vec<String>) {
    for sentence in sentences {
        form.error("", sentence);
    }
}

async fn page(
    visit: &Visit,
    kind: Option<&ConferenceKind>,
    form: FormState,
    theirs: Option<Vec<(String, String)>>,
) -> Result<KindEditPage> {
    let structure = visit.structure();
    let mut old = None;
    if let Some(kind) = kind {
        let part = StructurePart::Conferences(losses::conferences_of(structure, kind));
        let mut conn = visit.read().await?;
        let uses = crate::uses(&mut conn, &part).await?;
        let edges = structure.edges.iter();
        old = Some(Old {
            key: kind.key.clone(),
            name: kind.name.clone(),
            uses: uses.join("、"),
            edges: edges.filter(|e| e.from == kind.key || e.to == kind.key).count(),
        });
    }
    let (action, back, heading) = match &old {
        Some(old) => (
            format!("/conferences/kinds/{}", old.key),
            format!("/conferences/kinds/{}", old.key),
            format!("{}を直す", old.name),
        ),
        None => (
            "/conferences/kinds".to_owned(),
            "/settings/structure".to_owned(),
            "会議の種類を加える".to_owned(),
        ),
    };
    Ok(KindEditPage {
        frame: visit.frame(heading.clone()),
        old,
        action,
        back,
        heading,
        form,
        offered: choices(structure),
        theirs,
    })
}
