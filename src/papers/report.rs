//! A unit's report for a period, and how it is handed in.

use crate::{clock::Day, id::UnitId, preset::Preset, record, words};

words! {
    /// Where a unit's report stands. A unit that has written nothing has no row; it counts as `Missing`.
    pub enum ReportStatus {
        Missing "missing" "未提出",
        HandedIn "handed_in" "提出済",
        /// The city asked something about it.
        Asked "asked" "問い合わせ中",
        Accepted "accepted" "受領済",
    }
}

words! {
    /// What happens to a report.
    pub enum ReportMove {
        HandIn "hand_in" "提出する",
        Ask "ask" "問い合わせる",
        Accept "accept" "受け取る",
    }
}

impl ReportStatus {
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

    /// What the papers say of a unit whose report is not in.
    pub fn in_papers(self) -> &'static str {
        match self {
            ReportStatus::Asked => "報告書は市が問い合わせ中です",
            _ => "報告書が未提出です",
        }
    }

    /// How many stand where: 「受領済 2か所・問い合わせ中 1か所」, in the order of the work.
    pub fn counted(all: impl Iterator<Item = ReportStatus> + Clone) -> String {
        let count = |status| all.clone().filter(|s| *s == status).count();
        let parts: Vec<String> = ReportStatus::ALL
            .iter()
            .copied()
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

record! {
    /// A unit's report for one period.
    #[derive(Clone, Debug)]
    pub struct Report {
        pub unit_id: UnitId,
        /// The unit's own words on the period (まとめ), printed once they are in.
        pub summary: String,
        pub status: ReportStatus,
        pub handed_in_on: Option<Day>,
        /// What the city asked last.
        pub question: String,
        pub version: i64,
    }
}

impl Report {
    /// The report of a unit that has written nothing yet.
    pub fn missing(unit: UnitId) -> Report {
        Report {
            unit_id: unit,
            summary: String::new(),
            status: ReportStatus::Missing,
            handed_in_on: None,
            question: String::new(),
            version: 0,
        }
    }
}

/// Units that a line names; of more it says how many.
const MOST_NAMES: usize = 6;

/// Whose report was never handed in: 「矢切、小金原」, 「…ほか8か所」; empty for nobody's.
pub fn missing(structure: &Preset, reports: &[Report]) -> String {
    let missing = reports.iter().filter(|report| report.status == ReportStatus::Missing);
    let names: Vec<String> = missing.map(|r| structure.unit_name(&r.unit_id)).collect();
    let named = names[..names.len().min(MOST_NAMES)].join("、");
    match names.len().saturating_sub(MOST_NAMES) {
        0 => named,
        more => format!("{named}ほか{more}か所"),
    }
}

/// The workflow as Markdown, made from the table.
pub fn workflow() -> String {
    let mut text = String::from("### センターのまとめ\n\n```mermaid\nstateDiagram-v2\n");
    for status in ReportStatus::ALL.iter().copied() {
        for step in ReportMove::ALL.iter().copied() {
            if let Some(to) = status.next(step) {
                text += &format!("    {} --> {}: {}\n", status.label(), to.label(), step.label());
            }
        }
    }
    text + "```\n"
}
