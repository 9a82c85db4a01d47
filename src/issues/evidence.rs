//! What an issue stands on: cases, consultations, surveys, observations, voices, other meetings. Each is counted in
//! its own unit, and a case counts once however many ways it came up.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cases,
    clock::Day,
    id::{CaseId, EvidenceId, IssueId, ReviewId},
    ledgers::Ground,
    persons::{Says, Text},
    preset::Purpose,
    record, words,
};

words! {
    /// Where evidence comes from.
    pub enum EvidenceKind {
        /// 個別事例の検討
        Case "case" "個別事例",
        /// 相談
        Consultation "consultation" "相談",
        /// 調査
        Survey "survey" "調査",
        /// 専門職の気づき
        Observation "observation" "専門職の気づき",
        /// 住民の声
        ResidentVoice "resident_voice" "住民の声",
        /// 他会議
        OtherMeeting "other_meeting" "他会議",
    }
}

impl EvidenceKind {
    /// What is counted. Units never mix.
    pub fn unit(self) -> &'static str {
        match self {
            EvidenceKind::Case => "事例",
            EvidenceKind::Survey => "人",
            _ => "件",
        }
    }

    /// What the records of a ledger of this purpose are; none for what is no evidence, as resources are not.
    pub fn of(purpose: Purpose) -> Option<EvidenceKind> {
        match purpose {
            Purpose::Consultation => Some(EvidenceKind::Consultation),
            Purpose::Survey => Some(EvidenceKind::Survey),
            Purpose::Observation => Some(EvidenceKind::Observation),
            Purpose::ResidentVoice => Some(EvidenceKind::ResidentVoice),
            Purpose::Resource | Purpose::Activity | Purpose::Course | Purpose::Indicator => None,
        }
    }

    /// Everything that is not a case: what may be written in by hand.
    pub fn without_case() -> impl Iterator<Item = EvidenceKind> {
        EvidenceKind::ALL.iter().copied().filter(|kind| *kind != EvidenceKind::Case)
    }
}

record! {
    /// One piece of evidence.
    #[derive(Clone, Debug)]
    pub struct Evidence {
        pub id: EvidenceId,
        pub issue_id: IssueId,
        pub kind: EvidenceKind,
        pub case_id: Option<CaseId>,
        /// The case's label, or what the evidence is called; frozen when it was added.
        pub label: String,
        /// In the kind's unit.
        pub how_many: i64,
        /// When it was known: a review's meeting day, the day of a survey, the day on which a list said so many.
        pub known_on: Day,
        pub note: String,
        /// The page of the record or the list of a ledger that it was taken from; empty for none.
        pub source: String,
    }
}

impl Evidence {
    /// What it is called wherever it stands outside its period: a case's label with the day of the meeting.
    pub fn name(&self) -> String {
        match self.case_id {
            Some(_) => cases::label_on(&self.label, self.known_on),
            None => self.label.clone(),
        }
    }
}

/// 「令和7年10月1日現在」
pub fn as_of(day: Day) -> String {
    format!("{}現在", nihon::day::wareki(day.0))
}

/// A piece of evidence to be added.
#[derive(Clone, Debug)]
pub struct NewEvidence {
    pub kind: EvidenceKind,
    pub case: Option<CaseId>,
    pub review: Option<ReviewId>,
    pub label: String,
    pub how_many: i64,
    pub known_on: Day,
    pub note: String,
    /// See [`Evidence::source`].
    pub source: String,
}

impl Says for NewEvidence {
    fn says(&self) -> Vec<Text> {
        vec![Text::at("label", &self.label), Text::at("note", &self.note)]
    }
}

impl NewEvidence {
    /// A reviewed case, under its label.
    pub fn case(case: CaseId, review: ReviewId, label: impl Into<String>, known_on: Day) -> Self {
        NewEvidence {
            kind: EvidenceKind::Case,
            case: Some(case),
            review: Some(review),
            label: label.into(),
            how_many: 1,
            known_on,
            note: String::new(),
            source: String::new(),
        }
    }

    /// A count of something that is not a case.
    pub fn counted(
        kind: EvidenceKind,
        how_many: i64,
        known_on: Day,
        label: impl Into<String>,
    ) -> Self {
        let label = label.into();
        NewEvidence {
            kind,
            case: None,
            review: None,
            label,
            how_many,
            known_on,
            note: String::new(),
            source: String::new(),
        }
    }

    /// A record or a list of a ledger as it is on this day, with how many there are; none where what its ledger is for makes it
    /// no evidence.
    pub fn ground(ground: &Ground, how_many: i64, known_on: Day) -> Option<Self> {
        let kind = EvidenceKind::of(ground.purpose?)?;
        let counted = NewEvidence::counted(kind, how_many, known_on, &ground.name);
        Some(NewEvidence { source: ground.address.clone(), ..counted })
    }

    /// With a remark.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// How many, by kind, each in its own unit; cases are distinct, and what was taken from a ledger counts as it was the last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceCounts {
    by_kind: BTreeMap<EvidenceKind, i64>,
}

impl EvidenceCounts {
    /// Counts evidence rows; the same case in several issues counts once.
    pub fn count<'a>(rows: impl IntoIterator<Item = &'a Evidence>) -> EvidenceCounts {
        let mut counts = EvidenceCounts::default();
        let mut cases = BTreeSet::new();
        let mut rows_seen = BTreeSet::new();
        let mut rows: Vec<&Evidence> = rows.into_iter().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.known_on));
        for row in rows {
            let new = match &row.case_id {
                Some(case) => cases.insert(case.clone()),
                None if row.source.is_empty() => rows_seen.insert(row.id.to_string()),
                None => rows_seen.insert(row.source.clone()),
            };
            if new {
                *counts.by_kind.entry(row.kind).or_default() += row.how_many;
            }
        }
        counts
    }

    /// How many of a kind.
    pub fn of(&self, kind: EvidenceKind) -> i64 {
        self.by_kind.get(&kind).copied().unwrap_or(0)
    }

    /// Distinct cases.
    pub fn cases(&self) -> i64 {
        self.of(EvidenceKind::Case)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_kind.is_empty()
    }

    /// Kinds that occur, with their counts.
    pub fn all(&self) -> impl Iterator<Item = (EvidenceKind, i64)> + '_ {
        self.by_kind.iter().map(|(kind, n)| (*kind, *n))
    }

    /// 「個別事例 5事例・相談 3件」; empty for none.
    pub fn words(&self) -> String {
        let part = |(kind, n): (EvidenceKind, i64)| format!("{} {n}{}", kind.label(), kind.unit());
        self.all().map(part).collect::<Vec<_>>().join("・")
    }
}
