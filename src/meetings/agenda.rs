//! 議題: what a meeting deals with, in order.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};

use crate::{
    access::Subject,
    id::{AgendaItemId, MeetingId},
};

/// The subject kind of an agenda item about a case: 事例 are counted by these.
pub const CASE: &str = "case";

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
    /// Where the record it is about has its page.
    pub fn href(&self) -> Option<String> {
        let id = self.subject_id.as_ref()?;
        match self.subject_kind.as_deref()? {
            CASE => Some(format!("/cases/{id}")),
            "issue" => Some(format!("/issues/{id}")),
            "measure" => Some(format!("/measures/{id}")),
            _ => None,
        }
    }

    /// Whether it is about this record.
    pub fn is_about(&self, subject: &Subject) -> bool {
        self.subject_kind.as_deref() == Some(subject.kind)
            && self.subject_id.as_deref() == Some(subject.id.as_str())
    }
}

/// What became of an item.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum AgendaOutcome {
    /// Not dealt with yet.
    Open,
    /// 検討済
    Discussed,
    /// 次回へ持越し
    CarriedOver,
}

impl AgendaOutcome {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            AgendaOutcome::Open => "未検討",
            AgendaOutcome::Discussed => "検討済",
            AgendaOutcome::CarriedOver => "次回へ持越し",
        }
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
