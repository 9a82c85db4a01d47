//! The life of a case, as one table.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// Where a case stands.
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
pub enum CaseStatus {
    Draft,
    Submitted,
    Chosen,
    Discussed,
    Following,
    Closed,
}

impl CaseStatus {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            CaseStatus::Draft => "作成中",
            CaseStatus::Submitted => "提出済",
            CaseStatus::Chosen => "会議に選定",
            CaseStatus::Discussed => "検討済",
            CaseStatus::Following => "見守り中",
            CaseStatus::Closed => "終了",
        }
    }

    /// The colour of its chip.
    pub fn tone(self) -> &'static str {
        match self {
            CaseStatus::Draft => "gray",
            CaseStatus::Submitted => "yellow",
            CaseStatus::Chosen => "blue",
            CaseStatus::Discussed => "orange",
            CaseStatus::Following => "green",
            CaseStatus::Closed => "gray",
        }
    }

    /// The table: where a move leads from here, if it can be made.
    pub fn next(self, by: CaseMove) -> Option<CaseStatus> {
        use CaseMove as M;
        use CaseStatus as S;
        Some(match (self, by) {
            // A case that was discussed may be handed in again for another meeting.
            (S::Draft | S::Discussed | S::Following, M::Submit) => S::Submitted,
            (S::Submitted, M::Withdraw | M::Return) => S::Draft,
            (S::Submitted, M::Choose) => S::Chosen,
            (S::Chosen, M::Unchoose) => S::Submitted,
            (S::Chosen, M::Discuss) => S::Discussed,
            (S::Discussed, M::Follow) => S::Following,
            (S::Draft | S::Submitted | S::Discussed | S::Following, M::Close) => S::Closed,
            (S::Closed, M::Reopen) => S::Following,
            _ => return None,
        })
    }

    /// The moves that can be made from here.
    pub fn moves(self) -> impl Iterator<Item = CaseMove> {
        CaseMove::iter().filter(move |by| self.next(*by).is_some())
    }
}

/// What moves a case on.
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
pub enum CaseMove {
    Submit,
    Withdraw,
    Return,
    Choose,
    Unchoose,
    Discuss,
    Follow,
    Close,
    Reopen,
}

impl CaseMove {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            CaseMove::Submit => "提出する",
            CaseMove::Withdraw => "提出を取り下げる",
            CaseMove::Return => "作成中に差し戻す",
            CaseMove::Choose => "会議に選ぶ",
            CaseMove::Unchoose => "会議から外す",
            CaseMove::Discuss => "検討結果を記録する",
            CaseMove::Follow => "見守りに移す",
            CaseMove::Close => "終了する",
            CaseMove::Reopen => "再開する",
        }
    }
}

impl CaseMove {
    /// The end of its address: `POST /cases/{id}/submission`. Choosing and recording have pages of their own.
    pub fn noun(self) -> &'static str {
        match self {
            CaseMove::Submit => "submission",
            CaseMove::Withdraw => "withdrawal",
            CaseMove::Return => "return",
            CaseMove::Choose => "choice",
            CaseMove::Unchoose => "removal",
            CaseMove::Discuss => "record",
            CaseMove::Follow => "follow-up",
            CaseMove::Close => "closure",
            CaseMove::Reopen => "reopening",
        }
    }
}

/// The table as a diagram, for docs/generated/workflow.md.
pub(super) fn as_markdown() -> String {
    let mut text = String::from("## 事例\n\n```mermaid\nstateDiagram-v2\n    [*] --> 作成中\n");
    for status in CaseStatus::iter() {
        for by in status.moves() {
            if let Some(to) = status.next(by) {
                text += &format!("    {} --> {}: {}\n", status.label(), to.label(), by.label());
            }
        }
    }
    text + "```\n"
}
