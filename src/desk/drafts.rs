//! 書きかけ: what a page's script keeps of a form while it is typed, and gives back.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    access::Actor,
    db::Conn,
    drafts::{self, Writing},
    error::{Error, Result},
    room::{Due, DueGroup},
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

/// Forms that were begun and not saved.
pub async fn due(conn: &mut Conn, actor: &Actor) -> Result<Vec<Due>> {
    if actor.seat().is_none() {
        return Ok(Vec::new());
    }
    let begun = drafts::all(conn, actor).await?.into_iter();
    Ok(begun
        .map(|draft| Due {
            title: "書きかけを続ける".into(),
            about: format!("{}まで書いて、まだ保存していません", draft.typed_at.words()),
            href: draft.page,
            day: None,
            group: DueGroup::Todo,
        })
        .collect())
}
