//! What stands between the network and the handlers.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{View, inside, sign_in_path, told, visitor::Visitor};
use crate::{access::Subject, error, typed};

/// Leads a stranger to the sign-in page and, for a page they asked for, back to it.
pub(super) async fn signed_in(request: Request, next: Next) -> Response {
    if request.extensions().get::<Visitor>().is_some() {
        return next.run(request).await;
    }
    let back = match *request.method() {
        Method::GET => request.uri().path_and_query().map_or("/", |p| p.as_str()),
        // What was sent is not done; its form stands on the page from which it came.
        _ => came_from(request.headers()),
    };
    Redirect::to(&sign_in_path(back)).into_response()
}

/// The path of the page from which a request came, as far as the browser says.
fn came_from(headers: &HeaderMap) -> &str {
    let page = headers.get(header::REFERER).and_then(|page| page.to_str().ok()).unwrap_or("/");
    let path = page.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    inside(path.unwrap_or("/"))
}

/// Where everybody chooses their own password.
const OWN_PASSWORD: &str = "/account/password";

/// Leads somebody whose password was set by somebody else to the page on which they choose their own.
pub(super) async fn own_password(request: Request, next: Next) -> Response {
    let one_time = request.extensions().get::<Visitor>().is_some_and(|visitor| visitor.one_time);
    if one_time {
        return Redirect::to(OWN_PASSWORD).into_response();
    }
    next.run(request).await
}

/// Notes that a page was looked at by this action, unless its handler noted more.
pub(super) async fn noted(action: &'static str, request: Request, next: Next) -> Response {
    let notes = request.extensions().get::<Visitor>().map(|visitor| visitor.notes.clone());
    let subject = Subject::new("page", request.uri().path());
    let answer = next.run(request).await;
    if let Some(notes) = notes {
        notes.note_at_least(View { action, subject, ids: Vec::new() });
    }
    answer
}

/// Refuses a change that another site's page asks a signed-in browser to send.
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, or `Origin` before that); scripts cannot forge
/// either. A request with neither header is no browser's and carries no cookie by itself.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    error::page(
        StatusCode::FORBIDDEN,
        "別のサイトから送られた操作のため、受け付けませんでした。このシステムの画面からやり直してください。",
    )
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, o)| o.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// Sends a page whose address holds words that somebody looks for to the address without them: addresses are kept in logs
/// and in the browser, so that words are posted and the address carries their token.
pub async fn words_are_posted(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or("");
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let spoken = |name: &str, value: &str| {
        name == typed::WORDS && !value.is_empty() && typed::token(value).is_none()
    };
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    if !looks || !pairs.iter().any(|(name, value)| spoken(name, value)) {
        return next.run(request).await;
    }
    let kept = pairs.iter().filter(|(name, _)| name != typed::WORDS);
    let kept = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    let path = request.uri().path();
    let to = if kept.is_empty() { path.to_owned() } else { format!("{path}?{kept}") };
    told(
        inside(&to),
        "検索語は、アドレスに書かず、検索の欄に入れてください。アドレスは記録に残るためです。いまは言葉で絞り込んでいません。",
    )
}

/// Headers of every answer: nothing from outside, nothing framed, nothing kept by caches but assets.
pub async fn security_headers(request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with("/assets/");
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    let fixed = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        // What somebody sent is answered with a stricter policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if !asset {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    answer
}
