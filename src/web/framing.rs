//! Making the frame of a page from who visits, and the one sentence left by the request before.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use axum_extra::extract::cookie::{Cookie, CookieJar};

use super::{
    ChosenPeriod, Visitor, cookies,
    frame::{Frame, NavItem, PeriodChoice, Seat},
};
use crate::{
    access::Role,
    clock::{Day, fiscal_year_words},
    undo::Offer,
};

const FLASH_COOKIE: &str = "said";

impl Frame {
    /// The frame of a page for somebody who is signed in.
    pub(super) fn for_visitor(
        visitor: &Visitor,
        title: String,
        path: &str,
        today: Day,
        flash: Option<Flash>,
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
                    label: p.words.clone(),
                    months: p.months(),
                    current: n == visitor.chosen,
                })
                .collect(),
            years: years(visitor),
            finds_records: visitor.has_periodical_pages(),
            demo: visitor.demo,
            today: today.long(),
            undo: flash.as_ref().and_then(|flash| flash.undo.clone()),
            flash: flash.map(|flash| flash.sentence),
            idle_minutes: visitor.idle_minutes,
            guide: guide(visitor.guide, plain),
            path: plain.to_owned(),
        }
    }

    /// The frame of a page on which nothing is narrowed to a period, as where something went wrong.
    #[must_use]
    pub(super) fn without_periods(self) -> Frame {
        Frame { periods: Vec::new(), years: None, ..self }
    }

    /// The frame of a page for somebody who is not signed in.
    pub fn for_stranger(title: &str) -> Frame {
        Frame { page_title: title.to_owned(), city: "紡ぎ".into(), ..Frame::default() }
    }

    /// With the sentence that the request before left, where nothing is taken back.
    #[must_use]
    pub fn told(mut self, cookies: &CookieJar) -> Frame {
        self.flash = flash_of(cookies).map(|flash| flash.sentence);
        self
    }
}

/// What the year of the chosen period is, and which meetings belong to it: in its own words, since months and years part there.
fn years(visitor: &Visitor) -> Option<[String; 2]> {
    let year = |period: &ChosenPeriod| period.id.as_str().split('-').next()?.parse::<i16>().ok();
    let chosen = visitor.periods.get(visitor.chosen)?;
    let of = year(chosen)?;
    let of_year = || visitor.periods.iter().filter(|period| year(period) == Some(of));
    let first = of_year().map(|period| period.first_day).min()?;
    let last = of_year().map(|period| period.last_day).max()?;
    let name = fiscal_year_words(of);
    Some([
        format!("「{name}」は、市の会議が開かれる年度(4月から翌年3月まで)です。"),
        format!(
            "その会議が取り上げる会議の日の範囲が議事対象期間で、{name}の分は、合わせて{}から{}までです。",
            first.long(),
            last.long()
        ),
    ])
}

/// Where the guide speaks of this path: the longest beginning that is known; its first page elsewhere.
fn guide(known: &[(&str, &str)], path: &str) -> String {
    let fits = |to: &str| path == to || path.starts_with(&format!("{to}/"));
    let chapter = known.iter().filter(|(to, _)| fits(to)).max_by_key(|(to, _)| to.len());
    chapter.map_or_else(|| "/help".to_owned(), |(_, chapter)| format!("/help/{chapter}"))
}

/// What the next page says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Flash {
    sentence: String,
    /// What may be taken back there.
    undo: Option<Offer>,
}

/// The cookie that carries a sentence to the next page, and what may be taken back there. It lives a few seconds, so that a
/// reload later does not say again that something was saved.
pub(super) fn flash_cookie(sentence: &str, undo: Option<&Offer>) -> Cookie<'static> {
    let undo = undo.map(|offer| format!("\n{}\n{}", offer.id, offer.words)).unwrap_or_default();
    cookies::passing(FLASH_COOKIE, URL_SAFE_NO_PAD.encode(format!("{sentence}{undo}")), 8)
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
pub(super) fn flash_of(jar: &CookieJar) -> Option<Flash> {
    let bytes = URL_SAFE_NO_PAD.decode(jar.get(FLASH_COOKIE)?.value()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let mut lines = text.lines();
    let sentence = lines.next().unwrap_or_default().to_owned();
    // The id becomes part of an address.
    let id = lines.next().filter(|id| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    let undo = id.zip(lines.next());
    let undo = undo.map(|(id, words)| Offer { id: id.into(), words: words.to_owned() });
    Some(Flash { sentence, undo })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_comes_back_with_what_may_be_taken_back() {
        let offer = Offer { id: "0190-ab".into(), words: "差し戻しを取り消す".into() };
        for undo in [None, Some(offer)] {
            let jar = CookieJar::new().add(flash_cookie("差し戻しました。", undo.as_ref()));
            let said = Flash { sentence: "差し戻しました。".into(), undo };
            assert_eq!(flash_of(&jar), Some(said));
        }
    }

    #[test]
    fn what_is_taken_back_is_named_by_an_id_alone() {
        let elsewhere = Offer { id: "../accounts".into(), words: "取り消す".into() };
        let jar = CookieJar::new().add(flash_cookie("しました。", Some(&elsewhere)));
        assert_eq!(flash_of(&jar).and_then(|flash| flash.undo), None);
    }
}
