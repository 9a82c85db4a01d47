//! A 会議体 and the people who sit in it.

use crate::{
    access::SeatKind,
    clock::Day,
    id::{AccountId, CenterId, ConferenceId, ConferenceKindId, MemberId, ProfessionId, UnitId},
    record, words,
};

record! {
    /// One conference of a kind in its unit. Its id is `<kind>.<key of the unit>`, so that a preset can be
    /// installed again without making it twice.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Conference {
        pub id: ConferenceId,
        pub kind_id: ConferenceKindId,
        /// For whom it is held.
        pub unit_id: UnitId,
        /// The centre that runs it, when it is one centre's to run.
        pub center_id: Option<CenterId>,
        pub name: String,
        pub status: ConferenceStatus,
        /// First day of the suspension.
        pub suspended_since: Option<Day>,
        /// 「休止中(再開に向け検討中)」, or why it was resumed; empty for none.
        pub status_note: String,
        pub sort: i64,
        pub version: i64,
    }
}

impl Conference {
    /// What is said beside the word for its status: since when it is suspended and why, or why it was resumed.
    pub fn note(&self) -> String {
        if self.status.is_active() {
            return self.status_note.clone();
        }
        let since =
            self.suspended_since.map_or_else(String::new, |day| format!("{}から", day.long()));
        beside_suspended(&since, &self.status_note)
    }
}

words! {
    /// Whether a conference meets.
    pub enum ConferenceStatus {
        Active "active" "開催中",
        /// 休止
        Suspended "suspended" "休止中",
    }
}

words! {
    /// What changes a conference's status.
    pub enum ConferenceMove {
        Suspend "suspend" "休止する",
        Resume "resume" "再開する",
    }
}

impl ConferenceStatus {
    /// The whole workflow: where a move leads from here, if anywhere.
    pub fn next(self, r#move: ConferenceMove) -> Option<ConferenceStatus> {
        match (self, r#move) {
            (ConferenceStatus::Active, ConferenceMove::Suspend) => {
                Some(ConferenceStatus::Suspended)
            }
            (ConferenceStatus::Suspended, ConferenceMove::Resume) => Some(ConferenceStatus::Active),
            _ => None,
        }
    }

    /// Whether it meets.
    pub fn is_active(self) -> bool {
        self == ConferenceStatus::Active
    }
}

/// What the note on a suspension adds to 休止中: papers print 「休止中(再開に向け検討中)」 whole, where a page has said 休止中 already.
/// `since` is 「令和5年度から」, or empty where that is not said.
pub fn beside_suspended(since: &str, note: &str) -> String {
    let rest = note.strip_prefix("休止中").unwrap_or(note).trim();
    let inner = rest.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    let said = [since, inner.unwrap_or(rest)].into_iter().filter(|words| !words.is_empty());
    said.collect::<Vec<_>>().join("・")
}

/// The workflow of conferences as Markdown, made from [`ConferenceStatus::next`].
pub fn workflow() -> String {
    let mut text = String::from("## 会議体\n\n```mermaid\nstateDiagram-v2\n");
    for from in ConferenceStatus::ALL.iter().copied() {
        for r#move in ConferenceMove::ALL.iter().copied() {
            if let Some(to) = from.next(r#move) {
                text += &format!("    {} --> {} : {}\n", from.label(), to.label(), r#move.label());
            }
        }
    }
    text + "```\n"
}

record! {
    /// Somebody's seat in a conference, with its term. Both days are included; none is open-ended.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Member {
        pub id: MemberId,
        pub conference_id: ConferenceId,
        pub account_id: Option<AccountId>,
        pub name: String,
        /// Key of a profession of the structure.
        pub profession_id: Option<ProfessionId>,
        pub organisation: String,
        pub seat: SeatKind,
        pub term_from: Option<Day>,
        pub term_to: Option<Day>,
        pub version: i64,
    }
}

impl Member {
    /// Whether the seat is taken on `day`.
    pub fn sits_on(&self, day: Day) -> bool {
        self.term_from.is_none_or(|from| from <= day) && self.term_to.is_none_or(|to| day <= to)
    }
}

/// What a member begins with, and what an edit leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    pub account_id: Option<AccountId>,
    pub name: String,
    pub profession_id: Option<ProfessionId>,
    pub organisation: String,
    pub seat: SeatKind,
    pub term_from: Option<Day>,
    pub term_to: Option<Day>,
}
