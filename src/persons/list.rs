//! The persons of the reader's own centre, in the order of their kana.

use axum::response::Response;

use super::{ListNames, PersonName, RegisterFacts, store};
use crate::{
    access::{self, Action, Actor, Facts, Role},
    db::{Conn, Part, Sort},
    error::{Error, Result},
    id::CenterId,
    room::Found,
    web::{
        self, Frame, Visit,
        listing::{self, Filters, List, Table},
    },
};

#[derive(askama::Template)]
#[template(path = "persons/list.html")]
struct ListPage<'a> {
    frame: Frame,
    filters: Filters<'a>,
    table: Table,
    total: usize,
}

type Column<'a> = listing::Column<'a, PersonName>;

/// Names are sealed where they are kept: opened and sorted in memory.
const BY_KANA: Sort = Sort::new("kana", &[]);

/// `GET /persons`
pub async fn list(visit: Visit) -> Result<Response> {
    let center = own_center(&visit)?;
    let mut conn = visit.read().await?;
    let leave = visit.see_on(ListNames, RegisterFacts { center })?;
    let mut found = store::list(&mut conn, &leave).await?;
    let total = found.len();
    let wanted = wanted(visit.query("q"));
    found.retain(|person| wanted.iter().all(|word| holds(person, word)));
    let today = visit.today();
    let columns = vec![
        Column::new("フリガナ", |p| p.kana.as_str().into()),
        Column::new("氏名", |p| p.name.as_str().into())
            .or("(氏名未登録)")
            .link(|p| format!("/persons/{}", p.id))
            .class("own-line title"),
        Column::new("性別", |p| p.sex.label().into()),
        Column::new("生年月日", |p| p.born.into()),
        Column::new("年齢", |p| p.age(&today).map(|age| format!("{age}歳")).into()).class("number"),
    ];
    let list =
        List::new(("支援対象者", "人"), BY_KANA.up(), |p| p.id.as_str(), columns).on_screen_alone();
    let part = Part::of(found, &list.wanted(&visit), |p| p.id.as_str());
    list.answer(&visit, part, |table| {
        web::page(&ListPage {
            frame: visit.frame("支援対象者"),
            filters: Filters::of(&visit).words("q", "氏名・フリガナ"),
            table: table.among(total),
            total,
        })
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
    nihon::sought(typed).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Persons that the search box finds; there is a list for more.
const MOST_FOUND: usize = 10;

/// Whether name or kana holds a word, as [`nihon::sought`] gives it.
fn holds(person: &PersonName, word: &str) -> bool {
    let key = |text: &str| nihon::sought(text).replace(' ', "");
    key(&person.name).contains(word) || key(&person.kana).contains(word)
}

/// Persons of the reader's own centre whose name or kana holds all the words.
pub(super) async fn search(conn: &mut Conn, actor: &Actor, words: &[String]) -> Result<Vec<Found>> {
    let (Some(center), true) = (actor.center().cloned(), actor.is(Role::CenterStaff)) else {
        return Ok(Vec::new());
    };
    let leave = access::seen_on::<ListNames>(actor, RegisterFacts { center })?;
    let mut found = store::list(conn, &leave).await?;
    found.retain(|person| words.iter().all(|word| holds(person, word)));
    found.truncate(MOST_FOUND);
    let found = found.into_iter().map(|person| Found {
        kind: "支援対象者",
        title: person.name.to_string(),
        excerpt: person.kana.to_string(),
        href: format!("/persons/{}", person.id),
        by_name: Some((ListNames::RULE.code(), leave.subject())),
    });
    Ok(found.collect())
}
