//! An issue (地域課題・市レベルの課題 …): its status, its moves, and what a decision on it must say.

use crate::{
    clock::Day,
    fields,
    fields::field,
    id::{ConferenceId, DecisionId, IssueId, LevelId, MeetingId, PeriodId, UnitId},
    persons::{Says, Text},
    record, words,
};

words! {
    /// Where an issue stands.
    pub enum IssueStatus {
        /// 候補: seen, but no conference has taken it up.
        Candidate "candidate" "候補",
        /// 検討中
        Open "open" "検討中",
        /// 次回へ持越し
        CarriedOver "carried_over" "次回へ持越し",
        /// 継続検討
        Continued "continued" "継続検討",
        /// 地域で対応
        SolvedHere "solved_here" "この段階で対応",
        /// 2層ワーキング等へ依頼
        HandedOver "handed_over" "作業部会へ依頼",
        /// 上の会議へ上げた
        Raised "raised" "上の会議へ上げた",
        /// 差し戻し
        Returned "returned" "差し戻し",
        /// 施策で、または施策によらず回答した
        Answered "answered" "回答済",
        /// 終了
        Closed "closed" "終了",
        /// 統合済
        Merged "merged" "統合済",
    }
}

impl IssueStatus {
    /// The tone of its chip.
    pub fn tone(self) -> &'static str {
        match self {
            IssueStatus::Candidate | IssueStatus::Closed | IssueStatus::Merged => "gray",
            IssueStatus::Open | IssueStatus::Continued => "blue",
            IssueStatus::CarriedOver | IssueStatus::HandedOver => "yellow",
            IssueStatus::SolvedHere | IssueStatus::Answered => "green",
            IssueStatus::Raised => "purple",
            IssueStatus::Returned => "orange",
        }
    }

    /// The whole workflow.
    pub fn next(self, step: Move) -> Option<IssueStatus> {
        use IssueStatus as S;
        use Move as M;
        match (self, step) {
            (S::Candidate, M::TakeUp | M::CarryOver | M::Close | M::Merge)
            | (
                S::Open | S::CarriedOver | S::Continued | S::Returned,
                M::SolveHere
                | M::HandOver
                | M::Escalate
                | M::CarryOver
                | M::Continue
                | M::Answer
                | M::AnswerInWords
                | M::Close
                | M::Merge,
            )
            | (S::CarriedOver | S::Continued | S::Returned, M::TakeUp)
            | (
                S::SolvedHere | S::HandedOver,
                M::TakeUp | M::Answer | M::AnswerInWords | M::Close,
            )
            // What was raised waits for the level above: it is returned from there, or answered.
            | (S::Raised, M::Return | M::Answer | M::AnswerInWords)
            // The upper level's own issue is given back with all that stands behind it.
            | (S::Open | S::Continued | S::CarriedOver, M::Return)
            | (S::Answered, M::TakeUp | M::Close) => Some(step.leads_to()),
            _ => None,
        }
    }

    /// The moves that are open from here, in the order of their buttons.
    pub fn moves(self) -> Vec<Move> {
        Move::ALL.iter().copied().filter(|step| self.next(*step).is_some()).collect()
    }

    /// Whether the issue still waits for somebody.
    pub fn is_live(self) -> bool {
        !matches!(self, IssueStatus::Closed | IssueStatus::Merged)
    }

    /// Whether the next thing is that a conference takes it up, at first or again.
    pub fn waits_to_be_taken_up(self) -> bool {
        matches!(
            self,
            IssueStatus::Candidate
                | IssueStatus::CarriedOver
                | IssueStatus::Continued
                | IssueStatus::Returned
        )
    }

    /// Whether other issues may still be joined to it.
    pub fn may_be_joined(self) -> bool {
        matches!(
            self,
            IssueStatus::Candidate
                | IssueStatus::Open
                | IssueStatus::CarriedOver
                | IssueStatus::Continued
        )
    }
}

words! {
    /// What may be decided on an issue.
    pub enum Move {
        TakeUp "take_up" "検討を始める",
        SolveHere "solve_here" "この段階で対応する",
        HandOver "hand_over" "作業部会へ依頼する",
        Escalate "escalate" "上の会議へ上げる",
        CarryOver "carry_over" "次回へ持ち越す",
        Continue "continue" "継続して検討する",
        Return "return" "差し戻す",
        Answer "answer" "施策で回答する",
        AnswerInWords "answer_in_words" "施策によらず回答する",
        Merge "merge" "ほかの課題に統合する",
        Close "close" "終了する",
    }
}

impl Move {
    /// The status it leads to, wherever it is allowed.
    pub fn leads_to(self) -> IssueStatus {
        match self {
            Move::TakeUp => IssueStatus::Open,
            Move::SolveHere => IssueStatus::SolvedHere,
            Move::HandOver => IssueStatus::HandedOver,
            Move::Escalate => IssueStatus::Raised,
            Move::CarryOver => IssueStatus::CarriedOver,
            Move::Continue => IssueStatus::Continued,
            Move::Return => IssueStatus::Returned,
            Move::Answer | Move::AnswerInWords => IssueStatus::Answered,
            Move::Merge => IssueStatus::Merged,
            Move::Close => IssueStatus::Closed,
        }
    }

    /// What the decision is called on paper, where no conference is named to which it leads.
    pub fn on_paper(self) -> &'static str {
        match self {
            Move::HandOver => "ワーキングへ",
            Move::Continue => "継続検討",
            Move::CarryOver => "次回へ持越し",
            other => other.label(),
        }
    }

    /// What it says and does, for whoever sees its button for the first time.
    pub fn means(self) -> &'static str {
        match self {
            Move::TakeUp => "会議で取り上げることにしたら押します。",
            Move::SolveHere => "この段階の会議や関係者で取り組み、次に確認する日を決めます。",
            Move::HandOver => "作業部会に頼み、返事を待ちます。",
            Move::Escalate => "この段階だけでは解決できないときに、理由を添えて上げます。",
            Move::CarryOver => "今回は結論を出さず、次の会議でまた取り上げます。",
            Move::Continue => "対応しながら、引き続き検討します。",
            Move::Return => "挙げたところへ、理由を添えて戻します。",
            Move::Answer => "施策を登録して答えます。",
            Move::AnswerInWords => "施策を設けずに、言葉で答えます。",
            Move::Merge => "同じ内容の課題にまとめ、根拠を合わせて数えます。",
            Move::Close => "対応が済んだか、これ以上取り上げないと決めたときに押します。",
        }
    }

    /// What was done and what comes next.
    pub fn done(self) -> &'static str {
        match self {
            Move::TakeUp => {
                "検討を始めました。どうするかが決まったら「扱いを決める」から記録します。"
            }
            Move::SolveHere => {
                "この段階で対応することにしました。確認する日が近づくと「今日」に出ます。"
            }
            Move::HandOver => "作業部会へ依頼しました。返事を待ちます。",
            Move::Escalate => "上の会議へ上げました。上の会議の検討を待ちます。",
            Move::CarryOver => "次回へ持ち越しました。確認する日が近づくと「今日」に出ます。",
            Move::Continue => {
                "継続して検討することにしました。確認する日が近づくと「今日」に出ます。"
            }
            Move::Return => "差し戻しました。挙げたところの検討を待ちます。",
            Move::Answer | Move::AnswerInWords => {
                "回答を記録しました。続けて、関係者へ展開できます。"
            }
            Move::Merge => "統合しました。これからは、この課題で検討します。",
            Move::Close => "終了しました。",
        }
    }

    /// Whether it must be said why. That something is taken up says so itself.
    pub fn needs_reason(self) -> bool {
        self != Move::TakeUp
    }

    /// Whether the decision must say when the issue is looked at again, so that nothing is left lying (F02).
    pub fn needs_review_day(self) -> bool {
        matches!(self, Move::SolveHere | Move::HandOver | Move::CarryOver | Move::Continue)
    }

    /// Whether a conference decides it, so that the meeting is asked for.
    pub fn is_a_conference_s(self) -> bool {
        !matches!(self, Move::TakeUp)
    }

    /// The last word of its address: `POST /issues/{id}/escalation`.
    pub fn noun(self) -> &'static str {
        match self {
            Move::TakeUp => "deliberation",
            Move::SolveHere => "local-solution",
            Move::HandOver => "handover",
            Move::Escalate => "escalation",
            Move::CarryOver => "carry-over",
            Move::Continue => "continuation",
            Move::Return => "return",
            Move::Answer => "answer",
            Move::AnswerInWords => "answer-in-words",
            Move::Merge => "merger",
            Move::Close => "closure",
        }
    }
}

fields! {
    /// What people write about an issue (地域課題整理シート).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct IssueWords {
        title: String = field("課題(一文で)")
            .most(80)
            .required()
            .help("80文字まで。一人の事例ではなく、地域に共通することとして書きます"),
        description: String =
            field("内容").most(2000).rows(3).help("個人が分かることは書かないでください"),
        /// Who is affected, with an estimate in words.
        affected: String = field("影響を受ける人(推計)")
            .most(500)
            .rows(3)
            .help("例: 地域の75歳以上の独居世帯 およそ800世帯"),
        lacking: String =
            field("足りないもの").most(500).rows(3).help("資源・しくみ・情報・人材・制度"),
        cause: String = field("原因・背景").most(1000).rows(3),
        existing: String = field("いまあるもの").most(1000).rows(3).help("使える取組・資源"),
        /// Who can solve it, and at which level.
        solver: String = field("誰が解決できるか")
            .most(500)
            .rows(3)
            .help("例: 町会と地域包括支援センター、市の担当課"),
        proposal: String = field("対応案").most(1000).rows(3),
    }
}

record! {
    /// An issue.
    #[derive(Clone, Debug)]
    pub struct Issue of "i" {
        pub id: IssueId,
        /// Key of a level of the structure.
        pub level_id: LevelId,
        /// Whose it is.
        pub unit_id: UnitId,
        /// Counts within level and unit, from 1.
        pub number: i64,
        pub status: IssueStatus,
        pub period_id: Option<PeriodId>,
        pub raised_on: Day,
        pub next_review_on: Option<Day>,
        pub close_reason: String,
        pub version: i64,
    } and pub words: IssueWords
}

/// What a new issue begins with.
#[derive(Clone, Debug)]
pub struct NewIssue {
    pub id: IssueId,
    pub level: LevelId,
    pub unit: UnitId,
    /// Candidate, or open when a conference already took it up.
    pub status: IssueStatus,
    pub words: IssueWords,
    pub period: Option<PeriodId>,
    pub raised_on: Day,
}

impl Says for NewIssue {
    fn says(&self) -> Vec<Text> {
        self.words.says()
    }
}

impl Issue {
    /// A candidate that comes of it on a day, at its own level and place.
    pub(super) fn leads_to(&self, words: &IssueWords, day: Day) -> NewIssue {
        NewIssue {
            id: IssueId::new(),
            level: self.level_id.clone(),
            unit: self.unit_id.clone(),
            status: IssueStatus::Candidate,
            words: words.clone(),
            period: self.period_id.clone(),
            raised_on: day,
        }
    }
}

/// A decision to be taken on an issue.
#[derive(Clone, Debug)]
pub struct NewDecision {
    pub step: Move,
    /// The meeting that decided; none for what staff decide between meetings.
    pub meeting: Option<MeetingId>,
    /// The day it was decided without a meeting; a meeting's day holds.
    pub decided_on: Day,
    pub reason: String,
    pub review_on: Option<Day>,
    /// The working group it is handed to.
    pub conference: Option<ConferenceId>,
    /// What it is raised to, or merged into.
    pub target: Option<Target>,
}

impl Says for NewDecision {
    fn says(&self) -> Vec<Text> {
        vec![Text::at("reason", &self.reason)]
    }
}

impl NewDecision {
    /// A decision with its reason and day, by no meeting.
    pub fn new(step: Move, decided_on: Day, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        NewDecision {
            step,
            meeting: None,
            decided_on,
            reason,
            review_on: None,
            conference: None,
            target: None,
        }
    }

    /// The meeting that decided it.
    pub fn at(mut self, meeting: MeetingId) -> Self {
        self.meeting = Some(meeting);
        self
    }

    /// When it is looked at again.
    pub fn review_on(mut self, day: Day) -> Self {
        self.review_on = Some(day);
        self
    }

    /// The working group it is handed to.
    pub fn to(mut self, conference: ConferenceId) -> Self {
        self.conference = Some(conference);
        self
    }

    /// What it is raised to, or merged into.
    #[cfg(test)]
    pub fn onto(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }
}

/// The other issue of a decision.
#[derive(Clone, Debug)]
pub enum Target {
    /// One that is there already.
    Issue(IssueId),
    /// A new one of a level above; empty words are taken from the issue that is raised.
    New { level: LevelId, words: Box<IssueWords> },
}

record! {
/// A decision that was taken.
#[derive(Clone, Debug)]
pub struct Decision {
    pub id: DecisionId,
    pub issue_id: IssueId,
    pub step: Move = "kind",
    pub from_status: IssueStatus,
    pub to_status: IssueStatus,
    pub meeting_id: Option<MeetingId>,
    pub reason: String,
    pub decided_on: Day,
    pub review_on: Option<Day>,
    pub actor_name: String,
    pub conference_id: Option<ConferenceId>,
}
}

/// The workflow as a diagram.
pub fn workflow() -> String {
    words::workflow("課題", IssueStatus::Candidate, IssueStatus::next)
}
