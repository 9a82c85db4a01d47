//! One sitting's review of a case: what was said, decided, and is to be looked at again.

use crate::{
    clock::Day,
    id::{CaseId, DecisionId, FollowUpId, MeetingId, PeriodId, ProfessionId, ReviewId, UnitId},
    persons::{Says, Text},
    record, words,
};

words! {
    /// Where a review stands.
    pub enum ReviewStatus {
        Planned "planned" "検討予定",
        Discussed "discussed" "検討済",
        /// Was on the agenda, and was put off to a later meeting.
        Postponed "postponed" "次回へ持越し",
        /// Was taken off the agenda before the meeting.
        Withdrawn "withdrawn" "議題から外した",
    }
}

words! {
    /// その後の変化: what a follow-up found.
    pub enum Outcome {
        Improved "improved" "改善",
        Unchanged "unchanged" "変わらず",
        Worsened "worsened" "悪化",
        Moved "moved" "転居・入所・入院",
        Died "died" "逝去",
        Unreachable "unreachable" "確認できず",
    }
}

record! {
    /// A review of a case in a meeting.
    #[derive(Clone, Debug)]
    pub struct Review of "r" {
        pub id: ReviewId,
        pub case_id: CaseId,
        pub meeting_id: MeetingId,
        /// For whom the case counts: the papers' rows.
        pub unit_id: UnitId,
        /// Place among the meeting's cases, from 1: in the meeting it is called 「事例1」.
        pub number: i64,
        /// 「明第1-①-1」: what the period's papers call it.
        pub label: String,
        pub status: ReviewStatus,
        /// The meeting's day, once it was discussed.
        pub discussed_on: Option<Day>,
        /// Why it was put off or taken off, in rows of before that was sealed; see `store::Opened::reason`.
        pub reason: String,
        /// 検討の要旨.
        pub summary: String,
        /// 支援方針.
        pub policy: String,
        /// 学び(OJT).
        pub learning: String,
        /// 地域課題の候補.
        pub candidate: String,
        pub version: i64,
    }
}

record! {
    /// 助言, of one profession.
    #[derive(Clone, Debug)]
    pub struct Advice {
        pub profession_id: ProfessionId,
        pub body: String,
    }
}

record! {
    /// 決定: what, who, by when.
    #[derive(Clone, Debug)]
    pub struct Decision {
        pub id: DecisionId,
        pub review_id: ReviewId,
        pub what: String,
        pub who: String,
        pub due: Option<Day>,
        pub done_on: Option<Day>,
    }
}

record! {
    /// 次回確認: a dated look at what became of it.
    #[derive(Clone, Debug)]
    pub struct FollowUp {
        pub id: FollowUpId,
        pub review_id: Option<ReviewId>,
        pub due: Day,
        pub done_on: Option<Day>,
        /// What it found; empty until it was done.
        pub outcome: String,
        /// De-identified.
        pub note: String,
    }
}

impl Decision {
    /// Whether it should have been carried out before this day and was not.
    pub fn is_late(&self, today: &Day) -> bool {
        self.done_on.is_none() && self.due.is_some_and(|due| due < *today)
    }
}

impl FollowUp {
    /// Days since it was due, when it was not done.
    pub fn days_late(&self, today: &Day) -> Option<i64> {
        (self.done_on.is_none() && self.due < *today).then(|| today.since(self.due))
    }

    /// What it found, once done.
    pub fn found(&self) -> Option<Outcome> {
        self.outcome.parse().ok()
    }
}

/// One decision as written into a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionInput {
    pub what: String,
    pub who: String,
    pub due: Option<Day>,
}

/// The record of one case's discussion. All of it is de-identified.
#[derive(Clone, Debug, Default)]
pub struct RecordInput {
    pub summary: String,
    pub policy: String,
    pub learning: String,
    pub candidate: String,
    pub decisions: Vec<DecisionInput>,
    /// Profession and words.
    pub advice: Vec<(ProfessionId, String)>,
    /// Days on which to look again.
    pub follow_ups: Vec<Day>,
}

impl Says for RecordInput {
    fn says(&self) -> Vec<Text> {
        let mut all = vec![
            Text::at("candidate", &self.candidate),
            Text::at("summary", &self.summary),
            Text::at("policy", &self.policy),
            Text::at("learning", &self.learning),
        ];
        for (n, decision) in (1..).zip(&self.decisions) {
            all.push(Text::at(format!("decision.{n}.what"), &decision.what));
            all.push(Text::worker(format!("decision.{n}.who"), &decision.who));
        }
        for (n, (_, body)) in (1..).zip(&self.advice) {
            all.push(Text::at(format!("advice.{n}.body"), body));
        }
        all
    }
}

record! {
    /// A discussed review as evidence for an issue: what may be known of it outside its centre.
    #[derive(Clone, Debug)]
    pub struct EvidenceReview of "r" {
        pub review_id: ReviewId = "r.id",
        pub case_id: CaseId,
        pub period_id: Option<PeriodId>,
        /// 「明第1-①-1」
        pub label: String,
        /// 「明第1-R7-012」
        pub case_label: String = "c.label",
        pub title: String = "c.title",
        pub discussed_on: Day,
        /// 地域課題の候補, as written in the meeting; may be empty.
        pub candidate: String,
    }
}
