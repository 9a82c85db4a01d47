//! Where a case stands: whose turn it is, and the one thing to do next.

use super::{CaseAction, CaseStatus, FollowUp};
use crate::{
    clock::Day,
    id::{CaseId, MeetingId, ReviewId},
};

/// What is known of a case when it is asked what comes next.
pub struct Standing<'a> {
    pub case: &'a CaseId,
    pub status: CaseStatus,
    pub confirmed: bool,
    /// What handing in still needs.
    pub lacking: usize,
    /// The meeting on whose agenda it is.
    pub agenda: Option<OnAgenda>,
    pub follow_ups: &'a [FollowUp],
    pub today: Day,
    /// 「地域包括支援センター」 as the city calls it.
    pub center: &'a str,
}

/// The meeting at which a case is to be discussed.
pub struct OnAgenda {
    pub review: ReviewId,
    pub meeting: MeetingId,
    /// 「R7.11.20 地域個別ケア会議」
    pub words: String,
    pub day: Option<Day>,
    /// Whether the reader may open it.
    pub may_read: bool,
}

/// The one thing to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A page, or a place on this one.
    Go { words: String, href: String },
    /// A meeting is chosen, here and now.
    Choose,
}

impl Next {
    fn go(words: &str, href: String) -> Option<Next> {
        Some(Next::Go { words: words.to_owned(), href })
    }
}

impl Standing<'_> {
    /// Whose turn it is, and what for.
    pub fn turn(&self) -> String {
        let center = self.center;
        match self.status {
            CaseStatus::Draft if self.lacking > 0 => {
                format!("書いている途中です。提出までに、あと{}つの欄が必要です。", self.lacking)
            }
            CaseStatus::Draft => "書けています。内容を確かめて提出します。".into(),
            CaseStatus::Submitted if !self.confirmed => {
                format!("{center}が、匿名の内容を確認します。")
            }
            CaseStatus::Submitted => format!("{center}が、議題にする会議を決めます。"),
            CaseStatus::Chosen => match &self.agenda {
                Some(on) if on.is_over(self.today) => {
                    format!("{center}が、{}の記録を書きます。", on.words)
                }
                Some(on) => format!("{}で検討します。", on.words),
                None => "会議で検討します。".into(),
            },
            CaseStatus::Discussed | CaseStatus::Following => match self.earliest() {
                None if self.status == CaseStatus::Discussed => {
                    format!("{center}が、次回確認の日を決めます。")
                }
                None => "決めた日の確認は、すべて済んでいます。".into(),
                Some(day) if day < self.today => {
                    let late = self.today.since(day);
                    format!(
                        "{center}が、その後を確認します({}の予定から{late}日過ぎています)。",
                        day.short()
                    )
                }
                Some(day) => format!("{center}が、{}に、その後を確認します。", day.short()),
            },
            CaseStatus::Closed => "終了しました。".into(),
        }
    }

    /// The one thing to do next, for somebody who may do it.
    pub fn next(&self, may: impl Fn(CaseAction) -> bool) -> Option<Next> {
        let id = self.case;
        match self.status {
            CaseStatus::Draft if !may(CaseAction::Edit) => None,
            CaseStatus::Draft if self.lacking > 0 => {
                Next::go("続きを書く", format!("/cases/{id}/edit"))
            }
            CaseStatus::Draft => Next::go("内容を確かめて提出する", format!("/cases/{id}/check")),
            CaseStatus::Submitted if !self.confirmed => may(CaseAction::Share)
                .then(|| Next::go("匿名の内容を確認する", format!("/cases/{id}/shared")))?,
            CaseStatus::Submitted => may(CaseAction::Choose).then_some(Next::Choose),
            CaseStatus::Chosen => {
                let on = self.agenda.as_ref().filter(|_| may(CaseAction::Record))?;
                match on.is_over(self.today) {
                    true => Next::go("会議の記録を書く", format!("/reviews/{}", on.review)),
                    false => Next::go("検討する会議を開く", format!("/meetings/{}", on.meeting)),
                }
            }
            CaseStatus::Discussed | CaseStatus::Following if may(CaseAction::Follow) => {
                match self.earliest() {
                    Some(day) if day <= self.today => {
                        Next::go("その後を確認する", "#follow-ups".into())
                    }
                    None if self.status == CaseStatus::Discussed => {
                        Next::go("次回確認の日を決める", "#follow-ups".into())
                    }
                    _ => None,
                }
            }
            CaseStatus::Discussed | CaseStatus::Following | CaseStatus::Closed => None,
        }
    }

    /// The first day on which somebody is to look again.
    fn earliest(&self) -> Option<Day> {
        let open = self.follow_ups.iter().filter(|follow| follow.done_on.is_none());
        open.map(|follow| follow.due).min()
    }
}

impl OnAgenda {
    /// Whether it can be recorded what was said.
    fn is_over(&self, today: Day) -> bool {
        self.day.is_some_and(|day| day <= today)
    }
}
