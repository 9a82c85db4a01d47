//! A measure (施策・取組): how the city answers issues, how it goes, and when it is looked at again.

use crate::{
    clock::Day,
    fields,
    fields::{Choice, Declared, Field, Look, Said, field},
    id::{FollowUpId, IssueId, MeasureId, MeetingId, PeriodId},
    persons::{Says, Text},
    preset::Preset,
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

fields! {
    /// What people write about a measure.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct MeasureWords {
        title: String = field("施策・取組").most(80).required().help("80文字まで"),
        description: String = field("内容").most(2000).rows(5),
        /// Key of a kind of answer of the structure (新規予算 …).
        answer: String = field("回答の種類").chosen().required().look(Look::Radio),
        answer_reason: String = field("理由")
            .most(1000)
            .rows(3)
            .wanted("継続検討・対応しないときに必要"),
        /// Key of a department of the structure; empty for none yet.
        department: String = field("担当").chosen(),
        /// The fiscal year whose budget pays for it.
        budget_year: Option<i64> = field("予算年度")
            .year()
            .help("4月から3月。例: R8、令和8年度、2026")
            .clean(of_reiwa),
        budget_yen: Option<i64> = field("予算額").within(0, 999_999_999_999).unit("円"),
        /// Whether a budget or a plan took it up.
        reflected: bool = field("予算または計画に反映した"),
        plan_clause: String = field("計画の位置付け")
            .most(300)
            .help("計画の名前と項目。例: 第10期計画 第4章2"),
        due: Option<Day> = field("期限"),
    }
}

/// People write 8 for 令和8年度.
fn of_reiwa(typed: &str, _: Said) -> Result<String, &'static str> {
    Ok(match nihon::parse_integer(typed) {
        Ok(year @ 1..100) => format!("R{year}"),
        _ => typed.to_owned(),
    })
}

impl MeasureWords {
    /// Its fields, with the kinds of answer and the departments of a structure.
    pub fn fields_in(preset: &Preset) -> Vec<Field<MeasureWords>> {
        let mut all = MeasureWords::fields().to_vec();
        let answers = preset.measure_answers.iter().map(|answer| Choice {
            help: if answer.needs_reason {
                "理由も入力してください".into()
            } else {
                String::new()
            },
            ..(&answer.key, &answer.name).into()
        });
        fields::offer(&mut all, "answer", answers);
        let departments = preset.departments.iter().map(|d| (&d.key, &d.name));
        fields::offer(&mut all, "department", departments);
        all
    }
}

record! {
    /// A measure.
    #[derive(Clone, Debug)]
    pub struct Measure of "m" {
        pub id: MeasureId,
        pub status: MeasureStatus,
        pub progress: String,
        pub decided_on: Day,
        pub meeting_id: Option<MeetingId>,
        pub close_reason: String,
        pub version: i64,
    } and pub words: MeasureWords
}

impl Measure {
    /// Days by which it is late on `today`; none while it is not.
    pub fn late_by(&self, today: Day) -> Option<i64> {
        let open = matches!(self.status, MeasureStatus::Planned | MeasureStatus::Running);
        self.due.filter(|due| open && *due < today).map(|due| today.since(due))
    }
}

/// What a new measure begins with.
#[derive(Clone, Debug)]
pub struct NewMeasure {
    pub id: MeasureId,
    pub words: MeasureWords,
    /// The issues it answers, at least one.
    pub issues: Vec<IssueId>,
    /// The day it was decided; where a meeting decided it, that meeting's day holds.
    pub decided_on: Day,
    /// The meeting that decided it.
    pub meeting: Option<MeetingId>,
    pub period: Option<PeriodId>,
    /// When its effect is looked at: the follow-ups it begins with.
    pub follow_ups: Vec<Day>,
}

impl Says for NewMeasure {
    fn says(&self) -> Vec<Text> {
        self.words.says()
    }
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

impl Says for FollowUpResult {
    fn says(&self) -> Vec<Text> {
        vec![Text::at("note", &self.note), Text::at("no_next_reason", &self.no_next_reason)]
    }
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

/// The workflow as a diagram.
pub fn workflow() -> String {
    words::workflow("施策", MeasureStatus::Planned, MeasureStatus::next)
}
