//! 会議の段階: naming, adding and removing the storeys of the ladder.

use axum::response::Response;

use super::{
    rules::LadderAction,
    saving::{self, STALE, Saved, facts, new_key, save, version},
};
use crate::{
    error::Result,
    id::LevelId,
    preset::{Level, Preset},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "conferences/levels.html")]
struct LevelsPage {
    frame: Frame,
    form: FormState,
    /// From the top, as the ladder is drawn.
    levels: Vec<Storey>,
    places: Vec<Choice>,
    /// Names of the levels as saved now, when somebody else changed them.
    theirs: Option<Vec<String>>,
}

/// A level with the names of the kinds of conference on it.
struct Storey {
    key: LevelId,
    name: String,
    kinds: Vec<String>,
}

/// The place of a new level above all others.
const TOP: &str = "top";

/// `GET /settings/structure/levels`
pub async fn show(visit: Visit) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let mut form = FormState::empty().with("version", version(&visit).await?);
    for level in &visit.structure().levels {
        form.set(&format!("name-{}", level.key), &level.name);
        form.set(&format!("issue-{}", level.key), &level.issue_name);
    }
    web::page(&page(&visit, form, None))
}

/// `POST /settings/structure/levels`: all levels at once.
pub async fn change(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let levels = read(&mut form, visit.structure());
    if !form.is_valid() {
        return web::refused(&page(&visit, form, None));
    }
    let change = |preset: &mut Preset| preset.levels.clone_from(&levels);
    match save(&visit, version, "levels", &change).await? {
        Saved::Done => Ok(web::done("/settings/structure/levels", "会議の段階を保存しました。")),
        Saved::Refused(sentences) => {
            for sentence in sentences {
                form.error("", sentence);
            }
            web::refused(&page(&visit, form, None))
        }
        Saved::Stale => {
            form.error("", STALE);
            form.set("version", saving::version(&visit).await?);
            let theirs = from_the_top(visit.structure());
            let theirs =
                theirs.iter().map(|l| format!("{}(課題の呼び名: {})", l.name, l.issue_name));
            web::collided(&page(&visit, form, Some(theirs.collect())))
        }
    }
}

/// The levels as the form has them, numbered from below.
fn read(form: &mut FormState, preset: &Preset) -> Vec<Level> {
    let mut levels = Vec::new();
    let place = |form: &mut FormState| {
        form.required_choice("new_place", "加える段階の位置", &places(preset))
    };
    let new = read_new(form, preset);
    let place = new.as_ref().and_then(|_| place(form));
    let mut new = new.filter(|_| place.is_some());
    if place.as_deref() == Some(TOP) {
        levels.extend(new.take());
    }
    for level in from_the_top(preset) {
        let removed = read_old(form, preset, level, &mut levels);
        let here = place.as_deref() == Some(level.key.as_str());
        if here {
            levels.extend(new.take());
        }
        if removed && here {
            form.error("new_place", "消す段階のすぐ下には加えられません。");
        }
    }
    levels.reverse();
    for (level, order) in levels.iter_mut().zip(1..) {
        level.order = order;
    }
    levels
}

/// Reads one level that is there; true when it is to go.
fn read_old(form: &mut FormState, preset: &Preset, level: &Level, levels: &mut Vec<Level>) -> bool {
    let field = |part: &str| format!("{part}-{}", level.key);
    if form.ticked(&field("remove")) {
        let kinds = kinds_on(preset, level);
        if !kinds.is_empty() {
            let sentence = format!(
                "「{}」には「{}」があります。先に会議の段階を変えるか、会議の種類を消してください。",
                level.name,
                kinds.join("」「")
            );
            form.error(&field("remove"), sentence);
        }
        return true;
    }
    levels.push(Level {
        name: form.required(&field("name"), "段階の名前", 30),
        issue_name: form.required(&field("issue"), "課題の呼び名", 30),
        ..level.clone()
    });
    false
}

/// The level to add; none when its fields were left empty.
fn read_new(form: &mut FormState, preset: &Preset) -> Option<Level> {
    let filled = ["new_name", "new_issue"].map(|name| !form.value(name).trim().is_empty());
    if filled == [false, false] {
        return None;
    }
    Some(Level {
        key: new_key("level", preset.levels.iter().map(|l| &l.key)),
        name: form.required("new_name", "加える段階の名前", 30),
        order: 0,
        issue_name: form.required("new_issue", "課題の呼び名", 30),
    })
}

fn from_the_top(preset: &Preset) -> Vec<&Level> {
    let mut levels: Vec<&Level> = preset.levels.iter().collect();
    levels.sort_by_key(|level| std::cmp::Reverse(level.order));
    levels
}

fn kinds_on<'p>(preset: &'p Preset, level: &Level) -> Vec<&'p str> {
    preset
        .conference_kinds
        .iter()
        .filter(|kind| kind.level == level.key)
        .map(|kind| kind.name.as_str())
        .collect()
}

fn places(preset: &Preset) -> Vec<Choice> {
    let top = Choice::new(TOP, "いちばん上");
    let below = from_the_top(preset)
        .into_iter()
        .map(|level| Choice::new(&level.key, format!("「{}」のすぐ下", level.name)));
    std::iter::once(top).chain(below).collect()
}

fn page(visit: &Visit, form: FormState, theirs: Option<Vec<String>>) -> LevelsPage {
    let structure = visit.structure();
    let levels = from_the_top(structure).into_iter().map(|level| Storey {
        key: level.key.clone(),
        name: level.name.clone(),
        kinds: kinds_on(structure, level).into_iter().map(str::to_owned).collect(),
    });
    LevelsPage {
        frame: visit.frame("会議の段階"),
        levels: levels.collect(),
        places: places(structure),
        form,
        theirs,
    }
}
