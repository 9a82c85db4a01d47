//! Making the frame of a page from who visits, and the one sentence left by the request before.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use axum_extra::extract::cookie::{Cookie, CookieJar};

use super::{
    Visitor, cookies,
    frame::{Frame, NavItem, PeriodChoice, Seat},
};
use crate::{access::Role, clock::Day};

const FLASH_COOKIE: &str = "said";

impl Frame {
    /// The frame of a page for somebody who is signed in.
    pub(super) fn for_visitor(
        visitor: &Visitor,
        title: String,
        path: &str,
        today: Day,
        flash: Option<String>,
    ) -> Frame {
        let plain = path.split('?').next().unwrap_or("/");
        let belongs = |to: &str| plain == to || (to != "/" && plain.starts_with(&format!("{to}/")));
        Frame {
            city: visitor.city.clone(),
            center_word: visitor.structure.municipality.center_word.clone(),
            page_title: title,
            actor: visitor.actor.seat().map(|seat| Seat {
                name: seat.name.clone(),
                role: seat.role.label().to_owned(),
                place: visitor.place.clone(),
                within: match (seat.role, visitor.structure.center_word()) {
                    (Role::CarePresenter, center) => format!("あなたと担当の{center}"),
                    (_, center) => center.to_owned(),
                },
            }),
            nav: visitor
                .nav
                .iter()
                .map(|entry| NavItem {
                    href: entry.href.to_owned(),
                    label: entry.label.to_owned(),
                    current: belongs(entry.href) || entry.also.iter().any(|path| belongs(path)),
                    count: None,
                })
                .collect(),
            periods: visitor
                .periods
                .iter()
                .filter(|_| visitor.has_periodical_pages())
                .enumerate()
                .map(|(n, p)| PeriodChoice {
                    key: p.id.to_string(),
                    label: p.with_months(),
                    months: p.months(),
                    current: n == visitor.chosen,
                })
                .collect(),
            demo: visitor.demo,
            today: today.long(),
            flash,
            idle_minutes: visitor.idle_minutes,
            guide: guide(visitor.guide, plain),
            path: plain.to_owned(),
        }
    }

    /// The frame of a page for somebody who is not signed in.
    pub fn for_stranger(title: &str) -> Frame {
        Frame { page_title: title.to_owned(), city: "紡ぎ".into(), ..Frame::default() }
    }
}

/// Where the guide speaks of this path: the longest beginning that is known; its first page elsewhere.
fn guide(known: &[(&str, &str)], path: &str) -> String {
    let fits = |to: &str| path == to || path.starts_with(&format!("{to}/"));
    let chapter = known.iter().filter(|(to, _)| fits(to)).max_by_key(|(to, _)| to.len());
    chapter.map_or_else(|| "/help".to_owned(), |(_, chapter)| format!("/help/{chapter}"))
}

/// The cookie that carries a sentence to the next page. It lives a few seconds, so that a reload later does
/// not say again that something was saved.
pub(super) fn flash_cookie(sentence: &str) -> Cookie<'static> {
    cookies::passing(FLASH_COOKIE, URL_SAFE_NO_PAD.encode(sentence), 8)
}

/// The cookie that takes the sentence back once a page has shown it.
pub fn forget_flash() -> Cookie<'static> {
    cookies::passing(FLASH_COOKIE, "", 0)
}

/// Whether a request brings a sentence along.
pub fn has_flash(jar: &CookieJar) -> bool {
    flash_of(jar).is_some()
}

/// The sentence in a request's cookies.
pub(super) fn flash_of(jar: &CookieJar) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(jar.get(FLASH_COOKIE)?.value()).ok()?;
    String::from_utf8(bytes).ok()
}
