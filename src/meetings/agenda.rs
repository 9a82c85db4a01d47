//! 議題: what a meeting deals with, in order.

use crate::{
    access::Subject,
    id::{AgendaItemId, MeetingId},
    record, words,
};

/// The subject kind of an agenda item about a case: 事例 are counted by these.
pub const CASE: &str = "case";

/// What is said where nothing can be carried over.
pub const NO_NEXT: &str =
    "次回の会議がまだ計画されていません。先に「会議」で次回を登録してから、持ち越してください。";

record! {
    /// One item of an agenda. It points loosely at a record of a room below, with a label frozen when it was put on.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct AgendaItem {
        pub id: AgendaItemId,
        pub meeting_id: MeetingId,
        pub sort: i64,
        pub title: String,
        pub subject_kind: Option<String>,
        pub subject_id: Option<String>,
        /// De-identified: 「明1-R7-3」. Empty for an item about nothing recorded.
        pub label: String,
        pub outcome: AgendaOutcome,
        /// The item of an earlier meeting that this one continues.
        pub carried_from: Option<AgendaItemId>,
    }
}

impl AgendaItem {
    /// The record it is about.
    pub fn subject(&self) -> Option<Subject> {
        crate::subject(self.subject_kind.as_deref()?, self.subject_id.as_deref()?)
    }

    /// Whether it is about this record.
    pub fn is_about(&self, subject: &Subject) -> bool {
        self.subject_kind.as_deref() == Some(subject.kind)
            && self.subject_id.as_deref() == Some(subject.id.as_str())
    }
}

words! {
    /// What became of an item.
    pub enum AgendaOutcome {
        /// Not dealt with yet.
        Open "open" "未検討",
        /// 検討済
        Discussed "discussed" "検討済",
        /// 次回へ持越し
        CarriedOver "carried_over" "次回へ持越し",
    }
}

/// What is put on an agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAgendaItem {
    pub title: String,
    /// The record it is about, of a room below.
    pub subject: Option<Subject>,
    /// De-identified label of that record.
    pub label: String,
}
