//! 資料2: the main discussions of the area conferences.

use jiff::civil::Date;
use serde::Serialize;

use super::{Edition, PaperName};
use crate::{issues::Move, papers::era};

/// 資料2 地域レベルの会議における主な議論のまとめ.
#[derive(Debug, Clone, Serialize)]
pub struct AreaDiscussions {
    pub edition: Edition,
    pub name: PaperName,
    /// The conferences of the level, heads of columns: those of issues before those of cases.
    pub conferences: Vec<HeldKind>,
    /// The decisions in the order of the summary's columns, with the city's words for them.
    pub decisions: Vec<DecisionWord>,
    /// One entry a centre, in the city's order; a centre without a report is there and says so.
    pub centres: Vec<CentreReport>,
}

/// A kind of conference by its local name.
#[derive(Debug, Clone, Serialize)]
pub struct HeldKind {
    pub name: String,
    /// Whether it deals with cases, so that the number of its sittings is said and not every day.
    pub of_cases: bool,
}

/// What one centre brings for the period.
#[derive(Debug, Clone, Serialize)]
pub struct CentreReport {
    pub centre: String,
    /// Days on which each of the conferences was held within the period.
    #[serde(serialize_with = "era::all_short")]
    pub meetings: Vec<Vec<Date>>,
    /// Cases discussed (事例, distinct).
    pub cases: u32,
    /// Why there is no report yet, as 報告書が未提出です; none when it is in. Issues are counted once it is.
    pub awaited: Option<String>,
    /// The centre's own words on the period (まとめ); empty while they are awaited.
    pub summary: String,
    pub issues: Vec<AreaIssueEntry>,
}

/// One area issue and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct AreaIssueEntry {
    /// Its number at its place, by which minutes and board call it too: 地域課題3.
    pub number: i64,
    pub title: String,
    /// What speaks for it, by kind; kinds without evidence are left out.
    pub evidence: Vec<Evidence>,
    /// Labels of its cases, as 明第1-①-1.
    pub case_labels: Vec<String>,
    /// What was discussed.
    pub discussed: String,
    pub decision: Decision,
    /// Where it was decided, as 地域包括ケア推進会議 R7.11.20.
    pub decided_at: String,
    pub reason: String,
    /// When it is looked at again, or should have been.
    pub follow_up: Option<String>,
}

/// Evidence of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Evidence {
    pub kind: EvidenceKind,
    /// In the unit of the kind: cases (事例) or items (件).
    pub count: u32,
}

/// The kinds of evidence for an area issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceKind {
    /// 個別事例
    Case,
    /// 相談
    Consultation,
    /// 調査
    Survey,
    /// 専門職の気づき
    Observation,
    /// 住民の声
    Voice,
    /// 他会議
    OtherMeeting,
}

impl EvidenceKind {
    /// All kinds in the order of columns.
    pub const ALL: [EvidenceKind; 6] = [
        EvidenceKind::Case,
        EvidenceKind::Consultation,
        EvidenceKind::Survey,
        EvidenceKind::Observation,
        EvidenceKind::Voice,
        EvidenceKind::OtherMeeting,
    ];

    /// What it is called, and the unit in which it is counted.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            EvidenceKind::Case => ("個別事例", "事例"),
            EvidenceKind::Consultation => ("相談", "件"),
            EvidenceKind::Survey => ("調査", "人"),
            EvidenceKind::Observation => ("専門職の気づき", "件"),
            EvidenceKind::Voice => ("住民の声", "件"),
            EvidenceKind::OtherMeeting => ("他会議", "件"),
        }
    }
}

impl Evidence {
    /// As 個別事例 3事例.
    #[must_use]
    pub fn words(self) -> String {
        let (kind, unit) = self.kind.words();
        format!("{kind} {}{unit}", self.count)
    }
}

impl Serialize for Evidence {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.words())
    }
}

/// What an area conference may decide on an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// 地域で解決
    SolvedInArea,
    /// ワーキングへ
    HandedToWorkingGroup,
    /// 市の会議へ上げる
    Escalated,
    /// 継続検討
    Continued,
    /// 次回へ持越し
    CarriedOver,
}

impl Decision {
    /// All decisions in the order of columns.
    pub const ALL: [Decision; 5] = [
        Decision::SolvedInArea,
        Decision::HandedToWorkingGroup,
        Decision::Escalated,
        Decision::Continued,
        Decision::CarriedOver,
    ];

    /// The move on an issue that it is.
    #[must_use]
    pub fn step(self) -> Move {
        match self {
            Decision::SolvedInArea => Move::SolveHere,
            Decision::HandedToWorkingGroup => Move::HandOver,
            Decision::Escalated => Move::Escalate,
            Decision::Continued => Move::Continue,
            Decision::CarriedOver => Move::CarryOver,
        }
    }

    /// What a move is here; none for those that are no decisions of an area.
    #[must_use]
    pub fn of(step: Move) -> Option<Decision> {
        Decision::ALL.into_iter().find(|decision| decision.step() == step)
    }
}

/// A city's word for a decision, as 2層ワーキングへ.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionWord {
    pub decision: Decision,
    pub word: String,
}

impl AreaDiscussions {
    /// The city's word for a decision, or the guidance's when it names none.
    #[must_use]
    pub fn word(&self, decision: Decision) -> &str {
        let own = self.decisions.iter().find(|own| own.decision == decision);
        own.map_or(decision.step().on_paper(), |own| &own.word)
    }
}

impl CentreReport {
    /// Issues on which this decision was made.
    #[must_use]
    pub fn decided(&self, decision: Decision) -> usize {
        self.issues.iter().filter(|issue| issue.decision == decision).count()
    }
}
