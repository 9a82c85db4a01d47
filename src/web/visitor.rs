//! Who is signed in, as every page knows them.

use std::sync::{Arc, OnceLock};

use super::{Nav, Notes};
use crate::{access::Actor, clock::Day, id::PeriodId, structure::Structure};

/// Who is signed in, put into the request by the session layer.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub actor: Actor,
    /// 松戸市
    pub city: String,
    /// Where the person works, for the header: 「明第1地域包括支援センター」.
    pub place: String,
    /// All deliberation periods, newest first.
    pub periods: Vec<ChosenPeriod>,
    /// Which of them is chosen.
    pub chosen: usize,
    /// Whether the person chose it, in this request or before.
    pub by_hand: bool,
    /// Whether somebody else set the password, and nothing else opens until the person has chosen their own.
    pub one_time: bool,
    /// Whether this municipality is the demo.
    pub demo: bool,
    /// Where the left navigation leads this person.
    pub nav: Vec<&'static Nav>,
    /// Which chapter of the guide explains the pages whose addresses begin so.
    pub guide: &'static [(&'static str, &'static str)],
    /// The structure in force today: names, words, definitions.
    pub structure: Structure,
    /// What this request shows.
    pub notes: Notes,
    /// The place and the key of the writing that this request sends; see [`crate::drafts`].
    pub sent: Arc<OnceLock<(String, String)>>,
    /// Minutes without a request after which the session ends.
    pub idle_minutes: i64,
}

impl Visitor {
    /// Whether any page that the navigation leads to is narrowed to a period.
    pub fn has_periodical_pages(&self) -> bool {
        self.nav.iter().any(|entry| !["/", "/settings"].contains(&entry.href))
    }
}

/// The period a page is about, chosen once in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenPeriod {
    pub id: PeriodId,
    /// 「令和7年度 第2回」
    pub words: String,
    pub first_day: Day,
    pub last_day: Day,
}

impl ChosenPeriod {
    /// As choosers show it: 「令和7年度 第1回(R6.12～R7.5)」, for the year of its name is not that of its months.
    pub fn with_months(&self) -> String {
        format!("{}({})", self.words, self.months())
    }

    /// 「R6.12～R7.5」
    pub fn months(&self) -> String {
        format!("{}～{}", self.first_day.month(), self.last_day.month())
    }
}
