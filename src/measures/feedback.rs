//! Feedback (展開): what was answered is told to every area whose issues stand behind it and to everybody whose
//! case does, and each says that it arrived.

use crate::{
    clock::Day,
    id::{AccountId, CaseId, DecisionId, FeedbackId, IssueId, MeasureId, UnitId},
    record, words,
};

words! {
    /// To whom something is told.
    pub enum RecipientKind {
        /// A unit whose issue stands behind, through whoever keeps it.
        Unit "unit" "課題を挙げた所",
        /// The person who brought a case.
        Presenter "presenter" "事例提供者",
    }
}

words! {
    /// How it was acknowledged.
    pub enum Channel {
        /// By the recipient, here.
        Screen "screen" "画面で確認",
        /// Told by telephone; staff recorded it.
        Telephone "telephone" "電話で伝えた",
        /// Told in person or by letter; staff recorded it.
        InPerson "in_person" "対面か文書で伝えた",
    }
}

/// What is told: how an issue was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Measure(MeasureId),
    /// By a decision in words, without a measure.
    Words(DecisionId),
}

/// Whether those who were told before are told once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// They know it already.
    New,
    /// What they were told was wrong, or is so no more.
    Corrected,
}

/// Somebody who is to be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient {
    pub kind: RecipientKind,
    /// The unit that is told, or the centre that keeps the presenter's case.
    pub unit: UnitId,
    pub case: Option<CaseId>,
    pub account: Option<AccountId>,
    /// The unit's name, or the presenter's with the case's label and the day it was discussed.
    pub name: String,
    /// The answered issue through which they are reached.
    pub issue: IssueId,
}

record! {
    /// Something told to somebody.
    #[derive(Clone, Debug)]
    pub struct Feedback {
        pub id: FeedbackId,
        /// The measure that is told; none for an answer in words.
        pub measure_id: Option<MeasureId>,
        /// The decision that is told, of an answer in words.
        pub decision_id: Option<DecisionId>,
        /// The answered issue.
        pub issue_id: IssueId,
        pub recipient: RecipientKind,
        pub unit_id: UnitId,
        pub account_id: Option<AccountId>,
        pub case_id: Option<CaseId>,
        pub recipient_name: String,
        pub body: String,
        pub sent_on: Day,
        /// When it was told anew; it waits for nobody since.
        pub replaced_on: Option<Day>,
        pub acknowledged_on: Option<Day>,
        /// Name of who acknowledged or recorded it; empty until then.
        pub acknowledged_by: String,
        pub channel: Option<Channel>,
    }
}

impl Feedback {
    /// The page of what is told.
    pub fn href(&self) -> String {
        match &self.measure_id {
            Some(measure) => format!("/measures/{measure}"),
            None => format!("/issues/{}", self.issue_id),
        }
    }

    /// The page of its thread.
    pub fn thread(&self) -> String {
        match (&self.case_id, &self.measure_id) {
            (Some(case), _) => format!("/trace/case/{case}"),
            (None, Some(measure)) => format!("/trace/measure/{measure}"),
            (None, None) => format!("/trace/issue/{}", self.issue_id),
        }
    }

    /// Whether it is what holds: nothing was told instead.
    pub fn stands(&self) -> bool {
        self.replaced_on.is_none()
    }

    /// Whether it still waits for an answer.
    pub fn waits(&self) -> bool {
        self.acknowledged_on.is_none() && self.stands()
    }

    /// How it was acknowledged, in words; empty until then.
    pub fn channel_word(&self) -> &'static str {
        self.channel.map_or("", Channel::label)
    }
}

impl Recipient {
    /// Whether this feedback went to the same recipient: the same unit, or the same case's presenter.
    pub fn is(&self, told: &Feedback) -> bool {
        self.kind == told.recipient
            && match self.kind {
                RecipientKind::Unit => self.unit == told.unit_id,
                RecipientKind::Presenter => self.case == told.case_id,
            }
    }
}
