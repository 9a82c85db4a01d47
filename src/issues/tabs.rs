//! The pages beside each other under 課題と施策, for whom each of them leads somewhere.

use super::offered::evidence_units;
use crate::access::{Actor, Role};

/// The row of them.
#[derive(askama::Template)]
#[template(path = "issues/tabs.html")]
pub struct Tabs {
    /// Address, words, whether it is the page they stand on.
    all: Vec<(String, &'static str, bool)>,
}

impl Tabs {
    /// Those that this person may open, standing on one of them.
    pub fn of(actor: &Actor, here: &str) -> Tabs {
        let all = [
            ("/issues", "課題の一覧", true),
            ("/issues/board", "段階別", true),
            ("/issues/candidates", "候補", may_see_candidates(actor)),
            ("/measures", "施策", true),
            ("/feedbacks", "展開・フィードバック", may_hear(actor)),
        ];
        let open = all.into_iter().filter(|(.., opens)| *opens);
        Tabs { all: open.map(|(href, label, _)| (href.into(), label, href == here)).collect() }
    }

    /// With another address for one of them, which keeps what the page is narrowed to.
    pub fn leading(mut self, from: &str, to: String) -> Tabs {
        if let Some(tab) = self.all.iter_mut().find(|(href, ..)| href == from) {
            tab.0 = to;
        }
        self
    }
}

/// Whether somebody makes issues of what reviews suggested, or looks on.
pub fn may_see_candidates(actor: &Actor) -> bool {
    actor.is(Role::CityOfficer) || !evidence_units(actor).is_empty()
}

/// Whether answers come back to somebody: those who brought cases, those who keep issues, and the city that tells.
pub fn may_hear(actor: &Actor) -> bool {
    let keeps = actor.seat().is_some_and(|seat| !seat.standing.keeps.units().is_empty());
    keeps
        || matches!(actor.role(), Some(Role::CityOfficer | Role::CenterStaff | Role::CarePresenter))
}
