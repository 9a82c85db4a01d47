//! An issue (地域課題・市レベルの課題 …): its status, its moves, and what a decision on it must say.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::{
    clock::{Day, Instant},
    id::{CenterId, ConferenceId, DecisionId, IssueId, LevelId, MeetingId, PeriodId},
    preset::{DealsWith, Direction, Level, Preset},
};

/// Where an issue stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
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
pub enum IssueStatus {
    /// 候補: seen, but no conference has taken it up.
    Candidate,
    /// 検討中
    Open,
    /// 次回へ持越し
    CarriedOver,
    /// 継続検討
    Continued,
    /// 地域で対応
    SolvedHere,
    /// 2層ワーキング等へ依頼
    HandedOver,
    /// 上の会議へ上げた
    Raised,
    /// 差し戻し
    Returned,
    /// 施策で回答
    Answered,
    /// 終了
    Closed,
    /// 統合済
    Merged,
}

impl IssueStatus {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            IssueStatus::Candidate => "候補",
            IssueStatus::Open => "検討中",
            IssueStatus::CarriedOver => "次回へ持越し",
            IssueStatus::Continued => "継続検討",
            IssueStatus::SolvedHere => "この段階で対応",
            IssueStatus::HandedOver => "作業部会へ依頼",
            IssueStatus::Raised => "上の会議へ上げた",
            IssueStatus::Returned => "差し戻し",
            IssueStatus::Answered => "施策で回答",
            IssueStatus::Closed => "終了",
            IssueStatus::Merged => "統合済",
        }
    }

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
                | M::Close
                | M::Merge,
            )
            | (S::CarriedOver | S::Continued | S::Returned, M::TakeUp)
            | (S::SolvedHere | S::HandedOver, M::TakeUp | M::Answer | M::Close)
            // What was raised waits for the level above: it is returned from there, or answered.
            | (S::Raised, M::Return | M::Answer)
            // The upper level's own issue is given back with all that stands behind it.
            | (S::Open | S::Continued | S::CarriedOver, M::Return)
            | (S::Answered, M::TakeUp | M::Close) => Some(step.leads_to()),
            _ => None,
        }
    }

    /// The moves that are open from here, in the order of their buttons.
    pub fn moves(self) -> Vec<Move> {
        Move::iter().filter(|step| self.next(*step).is_some()).collect()
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

/// What may be decided on an issue.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
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
pub enum Move {
    TakeUp,
    SolveHere,
    HandOver,
    Escalate,
    CarryOver,
    Continue,
    Return,
    Answer,
    Merge,
    Close,
}

impl Move {
    /// The word on its button and in the history.
    pub fn label(self) -> &'static str {
        match self {
            Move::TakeUp => "検討を始める",
            Move::SolveHere => "この段階で対応する",
            Move::HandOver => "作業部会へ依頼する",
            Move::Escalate => "上の会議へ上げる",
            Move::CarryOver => "次回へ持ち越す",
            Move::Continue => "継続して検討する",
            Move::Return => "差し戻す",
            Move::Answer => "施策で回答する",
            Move::Merge => "ほかの課題に統合する",
            Move::Close => "終了する",
        }
    }

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
            Move::Answer => IssueStatus::Answered,
            Move::Merge => IssueStatus::Merged,
            Move::Close => IssueStatus::Closed,
        }
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
            Move::Merge => "merger",
            Move::Close => "closure",
        }
    }
}

/// An issue.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Issue {
    pub id: IssueId,
    /// Key of a level of the structure.
    pub level_id: LevelId,
    /// The centre of an area's issue; none above the lowest level.
    pub center_id: Option<CenterId>,
    /// Counts within level and centre, from 1.
    pub number: i64,
    pub title: String,
    pub description: String,
    /// Who is affected, with an estimate in words.
    pub affected: String,
    /// What is missing: 資源・しくみ・情報・人材・制度.
    pub lacking: String,
    pub cause: String,
    /// What already exists.
    pub existing: String,
    /// Who can solve it, and at which level.
    pub solver: String,
    pub proposal: String,
    pub status: IssueStatus,
    pub period_id: Option<PeriodId>,
    pub raised_on: Day,
    pub next_review_on: Option<Day>,
    pub merged_into_id: Option<IssueId>,
    pub close_reason: String,
    pub version: i64,
}

/// What people write about an issue (地域課題整理シート).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssueWords {
    pub title: String,
    pub description: String,
    pub affected: String,
    pub lacking: String,
    pub cause: String,
    pub existing: String,
    pub solver: String,
    pub proposal: String,
}

impl Issue {
    /// What people wrote about it.
    pub fn words(&self) -> IssueWords {
        IssueWords {
            title: self.title.clone(),
            description: self.description.clone(),
            affected: self.affected.clone(),
            lacking: self.lacking.clone(),
            cause: self.cause.clone(),
            existing: self.existing.clone(),
            solver: self.solver.clone(),
            proposal: self.proposal.clone(),
        }
    }
}

/// What a new issue begins with.
#[derive(Clone, Debug)]
pub struct NewIssue {
    pub id: IssueId,
    pub level: LevelId,
    pub center: Option<CenterId>,
    /// Candidate, or open when a conference already took it up.
    pub status: IssueStatus,
    pub words: IssueWords,
    pub period: Option<PeriodId>,
    pub raised_on: Day,
}

/// A decision to be taken on an issue.
#[derive(Clone, Debug)]
pub struct NewDecision {
    pub step: Move,
    /// The meeting that decided; none for what staff decide between meetings.
    pub meeting: Option<MeetingId>,
    /// The meeting's day, or the day it was decided without one.
    pub decided_on: Day,
    pub reason: String,
    pub review_on: Option<Day>,
    /// The working group it is handed to.
    pub conference: Option<ConferenceId>,
    /// The period it now belongs to, when it was carried over.
    pub period: Option<PeriodId>,
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
            period: None,
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

    /// What the decision still lacks, as a field and a sentence.
    pub fn lack(&self) -> Option<(&'static str, &'static str)> {
        if self.reason.trim().is_empty() && self.step != Move::TakeUp {
            return Some((
                "reason",
                "理由を入力してください。あとから経過をたどるために残します。",
            ));
        }
        if self.step.needs_review_day() && self.review_on.is_none() {
            return Some((
                "review_on",
                "次に確認する日を入力してください。確認する日のない決定はできません。",
            ));
        }
        if self.review_on.is_some_and(|day| day < self.decided_on) {
            return Some(("review_on", "次に確認する日は、決定した日より後にしてください。"));
        }
        if self.step == Move::HandOver && self.conference.is_none() {
            return Some(("conference", "依頼先の作業部会を選んでください。"));
        }
        None
    }
}

/// A decision that was taken.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Decision {
    pub id: DecisionId,
    pub issue_id: IssueId,
    #[sqlx(rename = "kind")]
    pub step: Move,
    pub from_status: IssueStatus,
    pub to_status: IssueStatus,
    pub from_level_id: LevelId,
    pub to_level_id: LevelId,
    pub meeting_id: Option<MeetingId>,
    pub reason: String,
    pub decided_on: Day,
    pub review_on: Option<Day>,
    pub actor_name: String,
    pub at: Instant,
    pub conference_id: Option<ConferenceId>,
}

/// The lowest level of the structure, where issues of centres live.
pub fn lowest_level(preset: &Preset) -> Option<&Level> {
    preset.levels.iter().min_by_key(|level| level.order)
}

/// Whether issues of this level belong to a centre.
pub fn belongs_to_a_center(preset: &Preset, level: &LevelId) -> bool {
    lowest_level(preset).is_some_and(|lowest| lowest.key == level.as_str())
}

/// What an issue of this level is called (地域課題, 市レベルの課題).
pub fn issue_word<'a>(preset: &'a Preset, level: &'a LevelId) -> &'a str {
    preset.level(level.as_str()).map_or(level.as_str(), |l| l.issue_name.as_str())
}

/// The levels to which an issue of this level may be raised, nearest first: along the structure's upward edges,
/// from the conferences that deal with issues here (or any, where no conference here does) to conferences that
/// deal with issues further up.
pub fn levels_above<'a>(preset: &'a Preset, level: &LevelId) -> Vec<&'a Level> {
    let order = preset.level(level.as_str()).map_or(0, |l| l.order);
    let kind = |key: &str| preset.conference_kind(key);
    let of_issues = |key: &str| {
        kind(key)
            .and_then(|k| preset.subject(&k.subject))
            .is_some_and(|s| s.deals_with == DealsWith::Issues)
    };
    let here = |key: &str| kind(key).is_some_and(|k| k.level == level.as_str());
    let some_here = preset.conference_kinds.iter().any(|k| here(&k.key) && of_issues(&k.key));
    let mut above: Vec<&Level> = preset
        .edges
        .iter()
        .filter(|edge| matches!(edge.direction, Direction::Up | Direction::Both))
        .filter(|edge| {
            here(&edge.from) && (!some_here || of_issues(&edge.from)) && of_issues(&edge.to)
        })
        .filter_map(|edge| preset.level(&kind(&edge.to)?.level))
        .filter(|l| l.order > order)
        .collect();
    above.sort_by_key(|l| l.order);
    above.dedup_by(|a, b| a.key == b.key);
    above
}

/// The workflow as Markdown with a diagram, made from the table.
pub fn workflow() -> String {
    let mut text = String::from("## 課題\n\n```mermaid\nstateDiagram-v2\n");
    for status in IssueStatus::iter() {
        let key: &str = status.into();
        text += &format!("    {key}: {}\n", status.label());
    }
    for status in IssueStatus::iter() {
        for step in status.moves() {
            let (from, to): (&str, &str) = (status.into(), step.leads_to().into());
            text += &format!("    {from} --> {to}: {}\n", step.label());
        }
    }
    text + "```\n"
}
