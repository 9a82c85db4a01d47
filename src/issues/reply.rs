//! Replies (作業部会からの返事): what a working group says to an issue that was handed over to it.

use super::{Decision, IssueStatus, Move};
use crate::{
    clock::Day,
    error::Refusals,
    id::{DecisionId, IssueId},
    persons::{Says, Text},
    record, words,
};

words! {
    /// What a working group says.
    pub enum ReplyKind {
        Received "received" "受け取りました",
        WillDo "will_do" "取り組む予定です",
        Done "done" "取り組みました",
        Cannot "cannot" "取り組めません",
    }
}

impl ReplyKind {
    /// Whether nothing more is waited for from the working group.
    pub fn ends(self) -> bool {
        matches!(self, ReplyKind::Done | ReplyKind::Cannot)
    }

    /// The tone of its chip.
    pub fn tone(self) -> &'static str {
        match self {
            ReplyKind::Received => "blue",
            ReplyKind::WillDo => "yellow",
            ReplyKind::Done => "green",
            ReplyKind::Cannot => "orange",
        }
    }
}

record! {
    /// A reply.
    #[derive(Clone, Debug)]
    pub struct Reply {
        pub decision_id: DecisionId,
        pub kind: ReplyKind,
        pub body: String,
        /// When it was done, or will be; of what was only received, when more is said.
        pub day: Option<Day>,
        pub replied_on: Day,
        pub actor_name: String,
        /// When those who asked read it.
        pub heard_on: Option<Day>,
    }
}

/// A reply to be given.
#[derive(Clone, Debug)]
pub struct NewReply {
    pub kind: ReplyKind,
    pub body: String,
    pub day: Option<Day>,
}

impl Says for NewReply {
    fn says(&self) -> Vec<Text> {
        vec![Text::at("body", &self.body)]
    }
}

impl NewReply {
    /// What it lacks, or may not say.
    pub(super) fn lacks(&self, today: Day) -> Refusals {
        let mut refusals = Refusals::default();
        let (none, day) = (self.body.trim().is_empty(), self.day);
        match self.kind {
            ReplyKind::Received => {}
            ReplyKind::WillDo => {
                refusals.when(none, "body", "何をする予定かを入力してください。");
                refusals.when(day.is_none(), "day", "いつまでに取り組むかを入力してください。");
            }
            ReplyKind::Done => {
                refusals.when(none, "body", "何をしたかを入力してください。");
                refusals.when(day.is_none(), "day", "取り組んだ日を入力してください。");
                let to_come = day.is_some_and(|day| day > today);
                refusals.when(to_come, "day", "取り組んだ日は今日までの日にしてください。");
            }
            ReplyKind::Cannot => {
                refusals.when(none, "body", "取り組めない理由を入力してください。");
            }
        }
        let past = !self.kind.ends() && day.is_some_and(|day| day < today);
        refusals.when(past, "day", "これからの日は今日より後にしてください。");
        refusals
    }
}

/// An issue's last hand-over, with what was replied to it.
#[derive(Clone, Debug)]
pub struct Handover {
    pub decision: Decision,
    /// Oldest first.
    pub replies: Vec<Reply>,
}

impl Handover {
    /// The last of these decisions on one issue that handed it over.
    pub(super) fn last(
        issue: &IssueId,
        decisions: &[Decision],
        replies: &[Reply],
    ) -> Option<Handover> {
        let handed = |d: &&Decision| d.issue_id == *issue && d.step == Move::HandOver;
        let decision = decisions.iter().rfind(handed)?.clone();
        let replies = replies.iter().filter(|reply| reply.decision_id == decision.id);
        Some(Handover { replies: replies.cloned().collect(), decision })
    }

    /// Whether the working group still has something to say, while the issue stands so.
    pub fn waits(&self, status: IssueStatus) -> bool {
        status == IssueStatus::HandedOver
            && self.replies.last().is_none_or(|reply| !reply.kind.ends())
    }

    /// When it is to be heard of next: as the working group says itself, else as it was asked.
    pub fn next_on(&self) -> Option<Day> {
        self.replies.last().and_then(|reply| reply.day).or(self.decision.review_on)
    }

    /// How it stands: what was replied last.
    pub fn word(&self) -> &'static str {
        self.replies.last().map_or("返事待ち", |reply| reply.kind.label())
    }
}
