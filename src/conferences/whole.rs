//! 体系のファイル: the whole structure as a file, for everything that has no form. A file or an edited text is
//! checked first, with every fault and every change named; only then may it replace the structure.

use axum::response::Response;

use super::{
    losses,
    rules::LadderAction,
    saving::{self, STALE, Saved, facts, save, version},
};
use crate::{
    error::Result,
    places,
    preset::{Changes, Preset, Refusal, differences, readers_changed},
    web::{self, Fields, FormState, Frame, Upload, Visit},
};

#[derive(askama::Template)]
#[template(path = "conferences/whole.html")]
struct WholePage {
    frame: Frame,
    /// `text` and `version`.
    form: FormState,
    checked: Option<Checked>,
}

/// What the check of a text found.
struct Checked {
    /// The file as it was called.
    file: String,
    faults: Vec<Fault>,
    /// Sentences that say why it cannot replace the structure although it holds together.
    obstacles: Vec<String>,
    /// What will hardly work as meant, which keeps nobody from replacing it.
    doubts: Vec<Refusal>,
    /// Who sees more of ledgers than before, and who less: asked about twice.
    readers: Vec<String>,
    changes: Changes,
}

/// Something that is wrong, and the line it stands in, since a text on a page has no numbers to count by.
struct Fault {
    refusal: Refusal,
    written: String,
}

impl Fault {
    /// The line itself can be shown where it stands in the text, not in a file that the text takes in.
    fn at(refusal: Refusal, text: &str, file: &str) -> Fault {
        let own = Some(text).filter(|_| refusal.file == file);
        let line = own.and_then(|text| text.lines().nth(refusal.line.saturating_sub(1)));
        Fault { written: line.unwrap_or_default().chars().take(80).collect(), refusal }
    }
}

impl Checked {
    fn may_replace(&self) -> bool {
        self.faults.is_empty() && self.obstacles.is_empty() && !self.changes.is_empty()
    }
}

/// What a text that was typed into the page is called.
const TYPED: &str = "体系";

/// `GET /settings/structure/file`
pub async fn show(visit: Visit) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let form = FormState::empty()
        .with("version", version(&visit).await?)
        .with("text", visit.structure().to_toml());
    web::page(&page(&visit, form, None))
}

/// `GET /settings/structure.toml`: the structure in force as a preset file.
pub async fn export(visit: Visit) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let structure = visit.structure();
    let name = format!("{}の体系.toml", structure.municipality.name);
    web::download(&name, "application/toml; charset=utf-8", structure.to_toml().into_bytes())
}

/// `POST /settings/structure/uploads`: checks a file; nothing is saved.
pub async fn upload(visit: Visit, Upload { mut form, file }: Upload) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    form.set("version", version(&visit).await?);
    form.set("text", visit.structure().to_toml());
    let Some(file) = file else {
        form.error("file", "ファイルを選んでください。");
        return web::refused(&page(&visit, form, None));
    };
    if file.too_large || file.content.len() > LARGEST {
        form.error(
            "file",
            "体系のファイルとしては大きすぎます(1MBまで)。ファイルを確かめてください。",
        );
        return web::refused(&page(&visit, form, None));
    }
    match Preset::text_of(&file.name, file.content) {
        Ok(text) => {
            // A text of Windows may begin with a mark of its byte order, which is no part of it.
            form.set("text", text.trim_start_matches('\u{feff}'));
            answer(&visit, form, &file.name).await
        }
        Err(fault) => {
            let checked = Checked {
                file: file.name,
                faults: vec![Fault::at(fault, "", "")],
                obstacles: Vec::new(),
                doubts: Vec::new(),
                readers: Vec::new(),
                changes: Vec::new(),
            };
            web::refused(&page(&visit, form, Some(checked)))
        }
    }
}

/// Bytes of a structure's file; the largest known has thirty thousand.
const LARGEST: usize = 1024 * 1024;

/// `POST /settings/structure/drafts`: checks the text of the page; nothing is saved.
pub async fn draft(visit: Visit, Fields(form): Fields) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    look_at(&visit, form).await
}

/// The text of a form that another page made, checked; nothing is saved.
pub(super) async fn look_at(visit: &Visit, mut form: FormState) -> Result<Response> {
    form.set("version", version(visit).await?);
    answer(visit, form, TYPED).await
}

/// `POST /settings/structure/file`: replaces the structure by a text that was checked.
pub async fn replace(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(LadderAction::EditLadder, &facts(&visit))?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let Ok(new) = Preset::parse(TYPED, form.value("text")) else {
        return answer(&visit, form, TYPED).await;
    };
    if !readers_changed(visit.structure(), &new).is_empty() && !form.ticked("readers") {
        form.error("readers", "見る人が変わるところを確かめて、印を付けてください。");
        return answer(&visit, form, TYPED).await;
    }
    let change = |preset: &mut Preset| *preset = new.clone();
    match save(&visit, version, "whole", &change).await? {
        Saved::Done => Ok(web::done("/settings", "体系を置き換えました。")),
        Saved::Refused(_) => answer(&visit, form, TYPED).await,
        Saved::Stale => {
            form.error("", STALE);
            form.set("version", saving::version(&visit).await?);
            let checked = check(&visit, form.value("text"), TYPED).await?;
            web::collided(&page(&visit, form, Some(checked)))
        }
    }
}

async fn answer(visit: &Visit, form: FormState, file: &str) -> Result<Response> {
    let checked = check(visit, form.value("text"), file).await?;
    let holds = checked.faults.is_empty() && checked.obstacles.is_empty() && form.is_valid();
    let page = page(visit, form, Some(checked));
    if holds { web::page(&page) } else { web::refused(&page) }
}

/// Everything there is to say of a text before it replaces the structure.
async fn check(visit: &Visit, text: &str, file: &str) -> Result<Checked> {
    let mut checked = Checked {
        file: file.to_owned(),
        faults: Vec::new(),
        obstacles: Vec::new(),
        doubts: Preset::doubts(file, text),
        readers: Vec::new(),
        changes: Vec::new(),
    };
    let after = match Preset::parse(file, text) {
        Ok(after) => after,
        Err(faults) => {
            let faults = faults.into_iter().map(|fault| Fault::at(fault, text, file));
            checked.faults = faults.collect();
            return Ok(checked);
        }
    };
    let mut conn = visit.read().await?;
    let year = visit.today().fiscal_year();
    let before = places::structure_for(&mut conn, year).await?;
    checked.obstacles = losses::fixed(&before, &after, year);
    if checked.obstacles.is_empty() {
        checked.obstacles = losses::still_used(&mut conn, &before, &after).await?;
    }
    checked.changes = differences(&before, &after);
    checked.readers = readers_changed(&before, &after);
    Ok(checked)
}

fn page(visit: &Visit, form: FormState, checked: Option<Checked>) -> WholePage {
    WholePage { frame: visit.frame("体系のファイル"), form, checked }
}
