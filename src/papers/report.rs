//! A centre's report for a period, and how it is handed in.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::{clock::Day, id::CenterId};

/// Where a centre's report stands. A centre that has written nothing has no row; it counts as `Missing`.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
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
pub enum ReportStatus {
    Missing,
    HandedIn,
    /// The city asked something about it.
    Asked,
    Accepted,
}

/// What happens to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum ReportMove {
    HandIn,
    Ask,
    Accept,
}

impl ReportStatus {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            ReportStatus::Missing => "未提出",
            ReportStatus::HandedIn => "提出済",
            ReportStatus::Asked => "問い合わせ中",
            ReportStatus::Accepted => "受領済",
        }
    }

    /// The tone of its chip.
    pub fn tone(self) -> &'static str {
        match self {
            ReportStatus::Missing => "red",
            ReportStatus::HandedIn => "blue",
            ReportStatus::Asked => "yellow",
            ReportStatus::Accepted => "green",
        }
    }

    /// The whole workflow.
    pub fn next(self, step: ReportMove) -> Option<ReportStatus> {
        use ReportMove as M;
        use ReportStatus as S;
        match (self, step) {
            (S::Missing | S::HandedIn | S::Asked, M::HandIn) => Some(S::HandedIn),
            (S::HandedIn | S::Accepted, M::Ask) => Some(S::Asked),
            (S::HandedIn, M::Accept) => Some(S::Accepted),
            _ => None,
        }
    }

    /// What the papers say of a centre whose report is not in.
    pub fn in_papers(self) -> &'static str {
        match self {
            ReportStatus::Asked => "報告書は市が問い合わせ中です",
            _ => "報告書が未提出です",
        }
    }

    /// How many stand where: 「受領済 2か所・問い合わせ中 1か所」, in the order of the work.
    pub fn counted(all: impl Iterator<Item = ReportStatus> + Clone) -> String {
        let count = |status| all.clone().filter(|s| *s == status).count();
        let parts: Vec<String> = ReportStatus::iter()
            .map(|status| (status, count(status)))
            .filter(|(_, n)| *n > 0)
            .map(|(status, n)| format!("{} {n}か所", status.label()))
            .collect();
        parts.join("・")
    }

    /// Whether the papers may rest on it.
    pub fn is_in(self) -> bool {
        matches!(self, ReportStatus::HandedIn | ReportStatus::Accepted)
    }
}

impl ReportMove {
    /// The word on its button.
    pub fn label(self) -> &'static str {
        match self {
            ReportMove::HandIn => "提出する",
            ReportMove::Ask => "問い合わせる",
            ReportMove::Accept => "受け取る",
        }
    }
}

record! {
    /// A centre's report for one period.
    #[derive(Clone, Debug)]
    pub struct Report {
        pub center_id: CenterId,
        /// The centre's own words on the period, for the city; not printed as they stand.
        pub summary: String,
        pub status: ReportStatus,
        pub handed_in_on: Option<Day>,
        /// What the city asked last.
        pub question: String,
        pub version: i64,
    }
}

impl Report {
    /// The report of a centre that has written nothing yet.
    pub fn missing(center: CenterId) -> Report {
        Report {
            center_id: center,
            summary: String::new(),
            status: ReportStatus::Missing,
            handed_in_on: None,
            question: String::new(),
            version: 0,
        }
    }
}

/// The workflow as Markdown, made from the table.
pub fn workflow() -> String {
    let mut text = String::from("### センターのまとめ\n\n```mermaid\nstateDiagram-v2\n");
    for status in ReportStatus::iter() {
        for step in ReportMove::iter() {
            if let Some(to) = status.next(step) {
                text += &format!("    {} --> {}: {}\n", status.label(), to.label(), step.label());
            }
        }
    }
    text + "```\n"
}
