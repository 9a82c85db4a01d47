//! The life of a case, as one table.

use crate::words;

words! {
    /// Where a case stands.
    pub enum CaseStatus {
        Draft "draft" "作成中",
        Submitted "submitted" "提出済",
        Chosen "chosen" "検討予定",
        Discussed "discussed" "検討済",
        Following "following" "経過確認中",
        Closed "closed" "終了",
    }
}

impl CaseStatus {
    /// The colour of its chip.
    pub fn tone(self) -> &'static str {
        match self {
            CaseStatus::Draft => "gray",
            CaseStatus::Submitted => "yellow",
            CaseStatus::Chosen => "blue",
            CaseStatus::Discussed => "orange",
            CaseStatus::Following => "green",
            CaseStatus::Closed => "gray",
        }
    }

    /// The table: where a move leads from here, if it can be made.
    pub fn next(self, by: CaseMove) -> Option<CaseStatus> {
        use CaseMove as M;
        use CaseStatus as S;
        Some(match (self, by) {
            // A case that was discussed may be handed in again for another meeting.
            (S::Draft | S::Discussed | S::Following, M::Submit) => S::Submitted,
            // Or to where it stood, once it was discussed: `store::moves` knows.
            (S::Submitted, M::Withdraw | M::Return) => S::Draft,
            (S::Submitted, M::Choose) => S::Chosen,
            (S::Chosen, M::Unchoose) => S::Submitted,
            (S::Chosen, M::Discuss) => S::Discussed,
            (S::Discussed, M::Follow) => S::Following,
            (S::Draft | S::Submitted | S::Discussed | S::Following, M::Close) => S::Closed,
            (S::Closed, M::Reopen) => S::Following,
            _ => return None,
        })
    }

    /// The moves that can be made from here.
    pub fn moves(self) -> impl Iterator<Item = CaseMove> {
        CaseMove::ALL.iter().copied().filter(move |by| self.next(*by).is_some())
    }
}

words! {
    /// What moves a case on.
    pub enum CaseMove {
        Submit "submit" "提出する",
        Withdraw "withdraw" "提出を取り下げる",
        Return "return" "作成中に差し戻す",
        Choose "choose" "議題にする",
        Unchoose "unchoose" "議題から外す",
        Discuss "discuss" "検討結果を記録する",
        Follow "follow" "経過確認に移す",
        Close "close" "終了する",
        Reopen "reopen" "再開する",
    }
}

impl CaseMove {
    /// The end of its address: `POST /cases/{id}/submission`. Choosing and recording have pages of their own.
    pub fn noun(self) -> &'static str {
        match self {
            CaseMove::Submit => "submission",
            CaseMove::Withdraw => "withdrawal",
            CaseMove::Return => "return",
            CaseMove::Choose => "choice",
            CaseMove::Unchoose => "removal",
            CaseMove::Discuss => "record",
            CaseMove::Follow => "follow-up",
            CaseMove::Close => "closure",
            CaseMove::Reopen => "reopening",
        }
    }
}

/// The table as a diagram.
pub(super) fn as_markdown() -> String {
    words::workflow("事例", CaseStatus::Draft, CaseStatus::next)
        + "\n検討済の事例をもう一度提出して取り下げたとき、差し戻したときは、「作成中」ではなく、提出する前の「検討済」か「経過確認中」に戻ります。\n"
}
