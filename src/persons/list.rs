//! The persons of the reader's own centre, in the order of their kana.

use axum::response::Response;

use super::{PersonName, store};
use crate::{
    access::Role,
    clock::Day,
    error::{Error, Result},
    id::CenterId,
    web::{self, Frame, Visit},
};

/// Rows on one page.
const PAGE: usize = 50;

#[derive(askama::Template)]
#[template(path = "persons/list.html")]
struct ListPage {
    frame: Frame,
    /// As typed.
    words: String,
    total: usize,
    found: usize,
    persons: Vec<PersonName>,
    today: Day,
    /// From 1.
    page: usize,
    pages: usize,
    earlier: Option<String>,
    later: Option<String>,
}

/// `GET /persons`
pub async fn list(visit: Visit) -> Result<Response> {
    let center = own_center(&visit)?;
    let mut conn = visit.read().await?;
    let all = store::list(&mut conn, &center).await?;
    let total = all.len();
    let wanted = wanted(visit.query("q"));
    let mut found: Vec<PersonName> =
        all.into_iter().filter(|person| wanted.iter().all(|word| holds(person, word))).collect();
    let count = found.len();
    let pages = count.div_ceil(PAGE).max(1);
    let page = visit.query("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let persons = found.drain(..).skip((page - 1) * PAGE).take(PAGE).collect();
    web::page(&ListPage {
        frame: visit.frame("支援対象者"),
        words: visit.query("q").to_owned(),
        total,
        found: count,
        persons,
        today: visit.today(),
        page,
        pages,
        earlier: (page > 1).then(|| visit.with("page", &(page - 1).to_string())),
        later: (page < pages).then(|| visit.with("page", &(page + 1).to_string())),
    })
}

/// The centre whose persons this visitor may see by name: their own. Nobody else knows that the page exists.
pub(super) fn own_center(visit: &Visit) -> Result<CenterId> {
    match visit.actor().center() {
        Some(center) if visit.actor().is(Role::CenterStaff) => Ok(center.clone()),
        _ => Err(Error::NotFound),
    }
}

fn wanted(typed: &str) -> Vec<String> {
    nihon::fold_key(typed).split_whitespace().map(nihon::kana::to_hiragana).collect()
}

/// Whether name or kana holds a folded word; hiragana finds katakana.
fn holds(person: &PersonName, word: &str) -> bool {
    let key = |text: &str| nihon::kana::to_hiragana(&nihon::fold_key(text)).replace(' ', "");
    key(&person.name).contains(word) || key(&person.kana).contains(word)
}
