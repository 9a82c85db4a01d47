//! The pages beside each other under 会議, for whom each of them leads somewhere.

use crate::{
    access::{self, Actor, Role},
    conferences::{LadderAction, LadderFacts},
};

/// The row of them.
#[derive(askama::Template)]
#[template(path = "meetings/tabs.html")]
pub(super) struct Tabs {
    /// Address, words, whether it is the page they stand on.
    all: Vec<(&'static str, &'static str, bool)>,
}

impl Tabs {
    /// Those that this person may open, standing on one of them.
    pub(super) fn of(actor: &Actor, here: &str) -> Tabs {
        let facts = LadderFacts { municipality: actor.municipality().clone() };
        let ladder = access::may(LadderAction::ReadLadder, actor, &facts);
        let all = [
            ("/meetings", "年間計画", comes(actor)),
            ("/meetings/schedule", "開催状況(期間)", comes(actor)),
            ("/meetings/list", "一覧", comes(actor)),
            ("/conferences", "会議の体系", ladder),
        ];
        let open = all.into_iter().filter(|(.., opens)| *opens);
        Tabs { all: open.map(|(href, label, _)| (href, label, href == here)).collect() }
    }
}

/// Whether this person has a place in meetings at all; others find nothing at their addresses.
pub(super) fn comes(actor: &Actor) -> bool {
    actor.seat().is_some_and(|s| {
        matches!(s.role, Role::CityOfficer | Role::CenterStaff)
            || !s.conferences.is_empty()
            || !s.meetings.is_empty()
    })
}
