//! Making the frame of a page from who visits, and the one sentence left by the request before.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use axum_extra::extract::cookie::{Cookie, CookieJar};

use super::{
    Visitor, cookies,
    frame::{Frame, NavItem, PeriodChoice, Seat},
};
use crate::{
    access::{Actor, Role},
    clock::Day,
};

const FLASH_COOKIE: &str = "said";

/// The places of the left navigation in the order of the loop: where, word, paths that belong to it.
const NAV: &[(&str, &str, &[&str])] = &[
    ("/", "今日", &["/"]),
    ("/meetings", "会議", &["/meetings", "/conferences"]),
    ("/cases", "事例", &["/cases", "/persons", "/factors"]),
    ("/issues", "課題と施策", &["/issues", "/measures", "/trace"]),
    ("/papers", "資料・報告", &["/papers", "/imports", "/exports"]),
    ("/settings", "設定", &["/settings", "/accounts"]),
];

/// Whether an entry of the navigation leads this person anywhere.
fn may_open(actor: &Actor, href: &str) -> bool {
    let Some(role) = actor.role() else {
        return false;
    };
    match href {
        "/" => true,
        "/settings" => matches!(role, Role::CityOfficer | Role::Auditor),
        "/cases" => !matches!(role, Role::PrefectureOfficer | Role::Auditor),
        "/papers" => {
            matches!(
                role,
                Role::CityOfficer | Role::CenterStaff | Role::Member | Role::SupportDoctor
            )
        }
        "/issues" => !matches!(role, Role::PrefectureOfficer | Role::Guest | Role::Auditor),
        // Whoever neither runs meetings nor has a seat in one finds nothing there.
        "/meetings" => {
            matches!(role, Role::CityOfficer | Role::CenterStaff)
                || actor.seat().is_some_and(|s| !s.conferences.is_empty() || !s.meetings.is_empty())
        }
        _ => !matches!(role, Role::PrefectureOfficer),
    }
}

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
        let belongs = |to: &[&str]| {
            to.iter().any(|p| plain == *p || (*p != "/" && plain.starts_with(&format!("{p}/"))))
        };
        Frame {
            city: visitor.city.clone(),
            page_title: title,
            actor: visitor.actor.seat().map(|seat| Seat {
                name: seat.name.clone(),
                role: seat.role.label().to_owned(),
                place: visitor.place.clone(),
            }),
            nav: NAV
                .iter()
                .filter(|(href, _, _)| may_open(&visitor.actor, href))
                .map(|(href, label, to)| NavItem {
                    href: (*href).to_owned(),
                    label: (*label).to_owned(),
                    current: belongs(to),
                    count: None,
                })
                .collect(),
            periods: visitor
                .periods
                .iter()
                .enumerate()
                .map(|(n, p)| PeriodChoice {
                    key: p.id.to_string(),
                    label: p.words.clone(),
                    current: n == visitor.chosen,
                })
                .collect(),
            demo: visitor.demo,
            today: today.long(),
            flash,
            path: plain.to_owned(),
        }
    }

    /// The frame of a page for somebody who is not signed in.
    pub fn for_stranger(title: &str) -> Frame {
        Frame { page_title: title.to_owned(), city: "紡ぎ".into(), ..Frame::default() }
    }
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
