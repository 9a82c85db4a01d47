//! 書きかけ: what a page's script keeps of a form while it is typed, and gives back.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    access::{Actor, Subject},
    db::Conn,
    drafts::{self, Writing},
    error::{Error, Result},
    room::{Due, DueGroup, Known},
    structure::Structure,
    web::{Fields, FormState, Visit, inside},
};

/// Under these names a script says where a form stands, where it is sent, and what it calls this writing of it.
const PLACE: &str = "draft-place";
const PAGE: &str = "draft-page";
const WRITING: &str = "draft-writing";

/// What is told of a draft.
#[derive(Serialize)]
struct Told {
    /// `R8.1.29 14:05`
    at: String,
    /// Names and values, those of one name in the order of the form; none in the answer to what was just sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<(String, String)>,
}

/// What is told of a writing that the server took.
#[derive(Serialize)]
struct Taken {
    ended: bool,
}

/// `POST /drafts`: keeps what stands in a form, and says when.
pub async fn keep(visit: Visit, Fields(form): Fields) -> Result<Response> {
    let place = place(&form)?;
    let page = Some(form.value(PAGE)).filter(|page| inside(page) == *page).unwrap_or_default();
    let said = form.pairs().filter(|(name, _)| ![PLACE, PAGE, WRITING].contains(name));
    let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
    let (actor, fields) = (visit.actor(), &fields);
    let writing = Writing { place, key: form.value(WRITING) };
    let work = |mut tx| async move {
        let at = drafts::keep(&mut tx, actor, writing, page, fields).await?;
        Ok((tx, at))
    };
    Ok(match visit.write(work).await? {
        Some(at) => Json(Told { at: at.words(), fields: Vec::new() }).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// `GET /drafts?place=`: what was kept of a form; 204 when nothing was. With `writing=`, whether the server took that one.
pub async fn show(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let (place, key) = (visit.query("place"), visit.query("writing"));
    if !key.is_empty() {
        let writing = Writing { place, key };
        let ended = drafts::has_ended(&mut conn, visit.actor(), writing).await?;
        return Ok(Json(Taken { ended }).into_response());
    }
    let found = drafts::of(&mut conn, visit.actor(), place).await?;
    Ok(found.map_or_else(
        || StatusCode::NO_CONTENT.into_response(),
        |draft| {
            let fields = form_urlencoded::parse(draft.fields.as_bytes()).into_owned().collect();
            Json(Told { at: draft.typed_at.words(), fields }).into_response()
        },
    ))
}

/// `POST /drafts/removal`: forgets one.
pub async fn forget(visit: Visit, Fields(form): Fields) -> Result<StatusCode> {
    let (actor, place) = (visit.actor(), place(&form)?);
    let writing = Writing { place, key: form.value(WRITING) };
    let work = |mut tx| async move {
        drafts::end(&mut tx, actor, writing).await?;
        Ok((tx, ()))
    };
    visit.write(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A path of this server; nothing that a draft could be kept under otherwise.
fn place(form: &FormState) -> Result<&str> {
    let place = form.value(PLACE);
    match inside(place) == place && place.len() <= 1_000 {
        true => Ok(place),
        false => Err(Error::invalid("書きかけを控えられませんでした。")),
    }
}

/// Forms that were begun and not saved, each with what it is about.
pub async fn due(conn: &mut Conn, actor: &Actor, structure: &Structure) -> Result<Vec<Due>> {
    if actor.seat().is_none() {
        return Ok(Vec::new());
    }
    let begun = drafts::all(conn, actor).await?;
    let about: Vec<Subject> = begun.iter().filter_map(|draft| about(&draft.page)).collect();
    let known = crate::subjects(conn, actor, structure, &about).await?;
    let due = begun.into_iter().map(|draft| {
        let at = draft.typed_at.words();
        let of = about_of(&draft.page, &known);
        Due {
            title: "書きかけを続ける".into(),
            about: format!("{of}・{at}まで書いて、まだ保存していません"),
            href: draft.page,
            day: None,
            group: DueGroup::Todo,
        }
    });
    Ok(due.collect())
}

/// What the pages of a path are about: its beginning, the kind of record that its second part names, and the word.
const PAGES: [(&str, &str, &str); 8] = [
    ("cases", "case", "事例"),
    ("reviews", "", "会議の記録"),
    ("meetings", "meeting", "会議"),
    ("issues", "issue", "課題"),
    ("measures", "measure", "施策"),
    ("conferences", "conference", "会議体"),
    ("persons", "", "支援対象者"),
    ("papers", "", "期間のまとめ"),
];

/// The record that a form on this page is about.
fn about(page: &str) -> Option<Subject> {
    let mut parts = page.trim_start_matches('/').split(['/', '?']);
    let first = parts.next()?;
    let (_, kind, _) = PAGES.iter().find(|(path, kind, _)| *path == first && !kind.is_empty())?;
    crate::subject(kind, parts.next().filter(|id| id.len() > 30)?)
}

/// 「会議 松戸市地域ケア会議 R8.1.29」, or the word alone of what is new.
fn about_of(page: &str, known: &[Known]) -> String {
    let first = page.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
    let word = PAGES.iter().find(|(path, ..)| *path == first).map_or("画面", |(.., word)| word);
    let of = about(page).and_then(|about| known.iter().find(|one| one.subject == about));
    of.map_or_else(|| word.to_owned(), |one| format!("{word} {}", one.name.text()))
}
