//! A measure (施策・取組): how the city answers issues, how it goes, and when it is looked at again.

use crate::{
    clock::Day,
    id::{FollowUpId, IssueId, MeasureId, MeetingId, PeriodId},
    preset::MeasureAnswer,
    record, words,
};

words! {
    /// Where a measure stands.
    pub enum MeasureStatus {
        /// 予定
        Planned "planned" "予定",
        /// 実施中
        Running "running" "実施中",
        /// 完了
        Done "done" "完了",
        /// 中止
        Stopped "stopped" "中止",
    }
}

impl MeasureStatus {
    /// The tone of its chip.
    pub fn tone(self) -> &'static str {
        match self {
            MeasureStatus::Planned => "yellow",
            MeasureStatus::Running => "blue",
            MeasureStatus::Done => "green",
            MeasureStatus::Stopped => "gray",
        }
    }

    /// The whole workflow.
    pub fn next(self, step: Step) -> Option<MeasureStatus> {
        use MeasureStatus as S;
        match (self, step) {
            (S::Planned, Step::Start) => Some(S::Running),
            (S::Running, Step::Finish) => Some(S::Done),
            (S::Planned | S::Running, Step::Stop) => Some(S::Stopped),
            _ => None,
        }
    }

    /// The moves that are open from here.
    pub fn moves(self) -> Vec<Step> {
        Step::ALL.iter().copied().filter(|step| self.next(*step).is_some()).collect()
    }
}

words! {
    /// What happens to a measure.
    pub enum Step {
        Start "start" "実施を始める",
        Finish "finish" "完了にする",
        Stop "stop" "中止する",
    }
}

impl Step {
    /// The last word of its address.
    pub fn noun(self) -> &'static str {
        match self {
            Step::Start => "start",
            Step::Finish => "completion",
            Step::Stop => "cancellation",
        }
    }
}

record! {
    /// A measure.
    #[derive(Clone, Debug)]
    pub struct Measure of "m" {
        pub id: MeasureId,
        pub title: String,
        pub description: String,
        /// Key of a department of the structure; empty for none yet.
        pub department: String,
        /// The fiscal year whose budget pays for it.
        pub budget_year: Option<i64>,
        /// In yen.
        pub budget_yen: Option<i64>,
        /// Whether a budget or a plan took it up.
        pub reflected: bool,
        /// Key of a kind of answer of the structure (新規予算 …).
        pub answer: String,
        pub answer_reason: String,
        pub plan_clause: String,
        pub due: Option<Day>,
        pub status: MeasureStatus,
        pub progress: String,
        pub decided_on: Day,
        pub meeting_id: Option<MeetingId>,
        pub period_id: Option<PeriodId>,
        pub close_reason: String,
        pub version: i64,
    }
}

impl Measure {
    /// Days by which it is late on `today`; none while it is not.
    pub fn late_by(&self, today: Day) -> Option<i64> {
        let open = matches!(self.status, MeasureStatus::Planned | MeasureStatus::Running);
        self.due.filter(|due| open && *due < today).map(|due| today.since(due))
    }

    /// What is written about it, to be edited.
    pub fn words(&self) -> MeasureWords {
        MeasureWords {
            title: self.title.clone(),
            description: self.description.clone(),
            department: self.department.clone(),
            budget_year: self.budget_year,
            budget_yen: self.budget_yen,
            reflected: self.reflected,
            answer: self.answer.clone(),
            answer_reason: self.answer_reason.clone(),
            plan_clause: self.plan_clause.clone(),
            due: self.due,
        }
    }
}

/// What people write about a measure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeasureWords {
    pub title: String,
    pub description: String,
    pub department: String,
    pub budget_year: Option<i64>,
    pub budget_yen: Option<i64>,
    pub reflected: bool,
    pub answer: String,
    pub answer_reason: String,
    pub plan_clause: String,
    pub due: Option<Day>,
}

impl MeasureWords {
    /// Whether the kind of answer asks for a reason that is not given.
    pub fn lacks_reason(&self, answers: &[MeasureAnswer]) -> bool {
        let asks = answers.iter().any(|a| a.key == self.answer && a.needs_reason);
        asks && self.answer_reason.trim().is_empty()
    }
}

/// What a new measure begins with.
#[derive(Clone, Debug)]
pub struct NewMeasure {
    pub id: MeasureId,
    pub words: MeasureWords,
    /// The issues it answers, at least one.
    pub issues: Vec<IssueId>,
    pub decided_on: Day,
    /// The meeting that decided it.
    pub meeting: Option<MeetingId>,
    pub period: Option<PeriodId>,
    /// When its effect is looked at: the follow-ups it begins with.
    pub follow_ups: Vec<Day>,
}

words! {
    /// What was found when a measure was looked at again.
    pub enum Outcome {
        Improved "improved" "改善した",
        PartlyImproved "partly_improved" "一部改善した",
        Unchanged "unchanged" "変わらない",
        Worsened "worsened" "悪くなった",
        NotKnown "not_known" "まだ分からない",
    }
}

record! {
    /// A day on which a measure is looked at again, and what was found.
    #[derive(Clone, Debug)]
    pub struct FollowUp {
        pub id: FollowUpId,
        pub measure_id: MeasureId,
        pub due: Day,
        pub done_on: Option<Day>,
        pub outcome: Option<Outcome>,
        pub note: String,
    }
}

/// What a follow-up came to. With no next day, the reason is needed (F02).
#[derive(Clone, Debug)]
pub struct FollowUpResult {
    pub done_on: Day,
    pub outcome: Outcome,
    pub note: String,
    pub next: Option<Day>,
    /// Why nobody looks again.
    pub no_next_reason: String,
}

record! {
    /// A remark on how it goes.
    #[derive(Clone, Debug)]
    pub struct Note {
        pub written_on: Day,
        pub body: String,
        pub actor_name: String,
    }
}

/// The workflow as Markdown with a diagram, made from the table.
pub fn workflow() -> String {
    let mut text = String::from("## 施策\n\n```mermaid\nstateDiagram-v2\n");
    for status in MeasureStatus::ALL.iter().copied() {
        let key = status.code();
        text += &format!("    {key}: {}\n", status.label());
    }
    for status in MeasureStatus::ALL.iter().copied() {
        for step in status.moves() {
            let from = status.code();
            if let Some(to) = status.next(step) {
                let to = to.code();
                text += &format!("    {from} --> {to}: {}\n", step.label());
            }
        }
    }
    text + "```\n"
}
