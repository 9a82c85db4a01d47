//! Pages: the frame around them, forms, routes that say who may come in, and the headers every answer carries.

pub mod assets;
mod cookies;
pub mod diagram;
pub mod form;
pub mod frame;
mod framing;
mod guard;
pub mod listing;
mod period;
mod quota;
mod routes;
mod sheets;
pub mod upload;
mod views;
mod visit;
mod visitor;
mod whence;

pub use cookies::{PERIOD_COOKIE, cookie, passing, with_cookie};
pub use form::FormState;
pub use frame::{Frame, Nav};
pub use framing::{forget_flash, has_flash};
pub use guard::{same_origin, security_headers, words_are_posted};
pub use period::PeriodNote;
pub use quota::Uploads;
pub use routes::{Guard, Routes};
pub use upload::Upload;
pub use views::{Notes, View, Views};
pub use visit::{FORM_LIMIT, Fields, Visit};
pub use visitor::{ChosenPeriod, Visitor};
pub use whence::Whence;

use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::{
    clock::Day,
    error::{Error, ErrorPage, Result},
    undo::Offer,
};

/// Renders a page.
pub fn page(template: &impl askama::Template) -> Result<Response> {
    Ok(Html(template.render()?).into_response())
}

/// Renders a form again with what was wrong (422), so that nothing typed is lost.
pub fn refused(template: &impl askama::Template) -> Result<Response> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(with_error_in_title(template)?)).into_response())
}

/// Two people changed the same record (409): the form again, with both versions.
pub fn collided(template: &impl askama::Template) -> Result<Response> {
    Ok((StatusCode::CONFLICT, Html(with_error_in_title(template)?)).into_response())
}

/// The title is what a screen reader says first of the page that came back.
fn with_error_in_title(template: &impl askama::Template) -> Result<String> {
    Ok(template.render()?.replacen("<title>", "<title>エラー: ", 1))
}

/// Goes on to `to` after a change, with a sentence that the next page shows.
pub fn done(to: &str, sentence: &str) -> Response {
    done_for_now(to, sentence, None)
}

/// [`done`], of what may be taken back.
///
/// The page comes up at its top, whatever part of it `to` names: the sentence stands there, with what takes it back and what comes
/// next, and further down nobody would see that anything happened. A notice that stays while one scrolls would need no less than a
/// fifth of a telephone's screen; one that a script moves to would be missed without it.
pub fn done_for_now(to: &str, sentence: &str, undo: Option<&Offer>) -> Response {
    let page = to.split_once('#').map_or(to, |(page, _)| page);
    with_cookie(Redirect::to(page).into_response(), framing::flash_cookie(sentence, undo))
}

/// [`done`], of what was not done: said as a note and not as a success.
pub fn told(to: &str, sentence: &str) -> Response {
    done(to, &format!("{NOTE}{sentence}"))
}

/// With what a note begins.
pub const NOTE: char = '※';

/// A file to save, under its Japanese name.
pub fn download(name: &str, media_type: &'static str, content: Vec<u8>) -> Result<Response> {
    let disposition = crate::tabular::content_disposition(name);
    Ok((
        [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)],
        content,
    )
        .into_response())
}

/// The path to sign in at, coming back to `path` afterwards.
pub fn sign_in_path(path: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

/// An address given by a form or link is followed only inside this server.
pub fn inside(path: &str) -> &str {
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(char::is_control);
    if plain { path } else { "/" }
}

#[derive(askama::Template)]
#[template(path = "web/error.html")]
struct FramedError {
    frame: Frame,
    error: ErrorPage,
}

/// The same answer; where it is the page of an error, within the frame of its visitor, from which they can go on.
pub fn framed(mut answer: Response, visitor: &Visitor, path: &str, today: Day) -> Response {
    let Some(error) = answer.extensions_mut().remove::<ErrorPage>() else { return answer };
    let frame = Frame::for_visitor(visitor, error.heading.to_owned(), path, today, None);
    let page = FramedError { frame: frame.without_periods(), error };
    if let Ok(html) = askama::Template::render(&page) {
        *answer.body_mut() = html.into();
    }
    answer
}

/// Nothing at this address.
pub async fn nothing_here() -> Error {
    Error::NotFound
}
