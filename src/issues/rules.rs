//! Who may read issues and decide on them.

use super::issue::Move;
use crate::{
    access::{self, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    actions,
    id::{AccountId, CenterId, ConferenceId, IssueId},
};

actions! {
    /// What is done with issues.
    pub enum IssueAction {
        Read "read" "課題を見る",
        Raise "raise" "課題を登録する",
        Edit "edit" "課題の内容を直す",
        AddEvidence "add_evidence" "課題の根拠を加える",
        Decide "decide" "課題の扱いを決める",
        Escalate "escalate" "上の会議へ上げる",
        Merge "merge" "課題を統合する",
        Split "split" "課題を分ける",
        Return "return" "課題を差し戻す",
        Answer "answer" "施策で回答する",
    }
}

/// What is known of an issue.
#[derive(Clone, Debug, Default)]
pub struct IssueFacts {
    pub issue: IssueId,
    /// The centre of an area's issue.
    pub center: Option<CenterId>,
    /// Conferences that deal with issues of this level and place.
    pub conferences: Vec<ConferenceId>,
    /// Centres whose issues were merged into it or raised to it.
    pub centers_behind: Vec<CenterId>,
    /// Accounts that brought the cases it stands on.
    pub presenters: Vec<AccountId>,
}

impl IssueFacts {
    /// An issue that is about to be raised for this centre, or above the centres.
    pub fn new_at(center: Option<CenterId>) -> IssueFacts {
        IssueFacts { center, ..IssueFacts::default() }
    }

    fn may_be_read_by(&self, actor: &Actor) -> bool {
        match actor.role() {
            Some(Role::CityOfficer) => true,
            Some(Role::CenterStaff) => actor.center().is_some_and(|own| {
                self.center.as_ref() == Some(own) || self.centers_behind.contains(own)
            }),
            Some(role) if role.sits() => {
                self.conferences.iter().any(|c| actor.sits_in(c))
                    || (role == Role::CarePresenter
                        && self.presenters.iter().any(|a| actor.is_account(a)))
            }
            _ => false,
        }
    }

    fn is_kept_by(&self, actor: &Actor) -> bool {
        match &self.center {
            Some(center) => actor.works_at(center),
            None => actor.is(Role::CityOfficer),
        }
    }
}

impl Facts for IssueFacts {
    fn subject(&self) -> Subject {
        Subject::new("issue", &self.issue)
    }
}

impl Rule for IssueAction {
    type Facts = IssueFacts;
    fn verdict(self, actor: &Actor, facts: &IssueFacts) -> Verdict {
        let seen = || {
            if facts.may_be_read_by(actor) { Verdict::ReadOnly } else { Verdict::Hidden }
        };
        match self {
            // 市担当者はすべての段階を見る。センター職員は自センターの課題と、それが上がった先を見る。
            // 委員・サポート医・コーディネーターは出席する会議の課題を、事例提供者は自分の事例が根拠となった課題を見る。
            IssueAction::Read => Verdict::yes_if(facts.may_be_read_by(actor), Verdict::Hidden),
            // 地域課題はそのセンターの職員が、上の段階の課題は市担当者が登録し、直し、会議の決定を記録する。
            IssueAction::Raise
            | IssueAction::Edit
            | IssueAction::AddEvidence
            | IssueAction::Decide
            | IssueAction::Escalate
            | IssueAction::Merge
            | IssueAction::Split => {
                if facts.is_kept_by(actor) {
                    Verdict::Yes
                } else {
                    seen()
                }
            }
            // 差し戻しと施策での回答は市が行う。差し戻せるのは上がってきた課題と、市の課題である。
            IssueAction::Return | IssueAction::Answer => {
                if actor.is(Role::CityOfficer) {
                    Verdict::Yes
                } else {
                    seen()
                }
            }
        }
    }
}

impl Move {
    /// The action that this move needs.
    pub fn action(self) -> IssueAction {
        match self {
            Move::Return => IssueAction::Return,
            Move::Answer => IssueAction::Answer,
            Move::Escalate => IssueAction::Escalate,
            Move::Merge => IssueAction::Merge,
            _ => IssueAction::Decide,
        }
    }
}

/// The rows of the printed matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let area = || IssueFacts {
        center: Some("here".into()),
        conferences: vec!["here".into()],
        presenters: vec!["here".into()],
        ..IssueFacts::default()
    };
    let of = |words, facts: &dyn Fn() -> IssueFacts| {
        access::situation::<IssueAction>("issues", words, |_| facts())
    };
    [
        of("自分の圏域・会議・事例に関わる課題", &area),
        of("その課題が上がった先の課題", &|| IssueFacts {
            center: None,
            centers_behind: vec!["here".into()],
            ..area()
        }),
        of("関わりのない圏域の課題", &|| IssueFacts::new_at(Some("there".into()))),
    ]
    .concat()
}

/// Moves whose buttons this actor is shown.
pub fn moves_for(actor: &Actor, facts: &IssueFacts, status: super::IssueStatus) -> Vec<Move> {
    status
        .moves()
        .into_iter()
        .filter(|step| access::may(step.action(), actor, facts))
        // An area's issue goes back only from where it was raised to; the upper issue carries the others along.
        .filter(|step| {
            *step != Move::Return || facts.center.is_none() || status == super::IssueStatus::Raised
        })
        // Answered by registering a measure, not by saying so.
        .filter(|step| *step != Move::Answer)
        .collect()
}
