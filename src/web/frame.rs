//! What every page shows around its content: the city, who is signed in, where they may go, and the
//! deliberation period that filters what they see.

use crate::{access::Actor, structure::Structure, undo::Offer};

/// The frame of a page. Every `…Page` struct has it as its field `frame`, and `web/layout.html` draws it.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Name of the municipality, 「松戸市」.
    pub city: String,
    /// What the city calls its 地域包括支援センター in a word.
    pub center_word: String,
    /// Heading of the page and first part of the window's title.
    pub page_title: String,
    /// Who is signed in; `None` on public pages, which then have no navigation.
    pub actor: Option<Seat>,
    /// The entries of the left navigation that this actor may open, in the order of the loop.
    pub nav: Vec<NavItem>,
    /// The deliberation periods (議事対象期間) to choose from; empty hides the chooser.
    pub periods: Vec<PeriodChoice>,
    /// What the year of the chosen period means, in two sentences.
    pub years: Option<[String; 2]>,
    /// Whether this is the demo world, which must say on every page that its persons are invented.
    pub demo: bool,
    /// Today in words, 「令和8年1月29日(木)」, printed in the header of paper.
    pub today: String,
    /// The one message left by the previous request, shown once.
    pub flash: Option<String>,
    /// What the previous request did and its doer may take back.
    pub undo: Option<Offer>,
    /// Minutes without a request after which the session ends; 0 where nobody is signed in.
    pub idle_minutes: i64,
    /// The chapter of the guide that explains this page.
    pub guide: String,
    /// Whether the search box finds records of this reader, beside the guide.
    pub finds_records: bool,
    /// Path of this page without query, so that the period chooser returns here.
    pub path: String,
}

impl Frame {
    /// Among whom names stay that are on this page.
    pub fn within(&self) -> &str {
        self.actor.as_ref().map_or("", |seat| &seat.within)
    }
}

/// The signed-in person, as the header names them.
#[derive(Debug, Clone)]
pub struct Seat {
    pub name: String,
    /// Role in words, 「地域包括支援センター職員」.
    pub role: String,
    /// The centre, office or department.
    pub place: String,
    /// Among whom names stay that this person may read.
    pub within: String,
}

/// An entry of the left navigation, declared by the room whose page it opens.
#[derive(Debug)]
pub struct Nav {
    /// Entries are shown in this order, lowest first; leave gaps.
    pub order: u16,
    pub href: &'static str,
    pub label: &'static str,
    /// Other paths whose pages belong to it.
    pub also: &'static [&'static str],
    /// Whether it leads this person anywhere.
    pub opens_for: fn(&Actor, &Structure) -> bool,
}

/// One entry of the left navigation, as a page shows it.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub current: bool,
    /// Number of things that wait for the reader there; `None` and zero show nothing.
    pub count: Option<u32>,
}

impl NavItem {
    /// The number to show, if there is one worth showing.
    pub fn waiting(&self) -> Option<u32> {
        self.count.filter(|count| *count > 0)
    }
}

/// One deliberation period in the chooser.
#[derive(Debug, Clone)]
pub struct PeriodChoice {
    /// `2025-2`: fiscal year of the city conference and its number.
    pub key: String,
    /// 「令和7年度 第2回」
    pub label: String,
    /// 「R7.6～R7.11」, below the chooser, which has no room for it.
    pub months: String,
    pub current: bool,
}
