//! Who may read issues and decide on them.

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use super::issue::Move;
use crate::{
    access::{self, Action, Actor, Facts, MatrixRow, Role, Rule, Seat, Subject, Verdict},
    id::{AccountId, CenterId, ConferenceId, IssueId},
};

/// What is done with issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum IssueAction {
    Read,
    Raise,
    Edit,
    AddEvidence,
    Decide,
    Escalate,
    Merge,
    Split,
    Return,
    Answer,
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
            Some(Role::Member | Role::SupportDoctor | Role::Coordinator) => {
                self.conferences.iter().any(|c| actor.sits_in(c))
            }
            Some(Role::CarePresenter) => self.presenters.iter().any(|a| actor.is_account(a)),
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

    fn label(self) -> &'static str {
        match self {
            IssueAction::Read => "課題を見る",
            IssueAction::Raise => "課題を登録する",
            IssueAction::Edit => "課題の内容を直す",
            IssueAction::AddEvidence => "課題の根拠を加える",
            IssueAction::Decide => "課題の扱いを決める",
            IssueAction::Escalate => "上の会議へ上げる",
            IssueAction::Merge => "課題を統合する",
            IssueAction::Split => "課題を分ける",
            IssueAction::Return => "課題を差し戻す",
            IssueAction::Answer => "施策で回答する",
        }
    }

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

/// 課題を登録する.
pub struct Raise;
impl Action for Raise {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::Raise;
}

/// 課題の内容を直す.
pub struct Edit;
impl Action for Edit {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::Edit;
}

/// 課題の根拠を加える.
pub struct AddEvidence;
impl Action for AddEvidence {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::AddEvidence;
}

/// 課題の扱いを決める.
pub struct Decide;
impl Action for Decide {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::Decide;
}

/// 上の会議へ上げる.
pub struct Escalate;
impl Action for Escalate {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::Escalate;
}

/// 課題を統合する.
pub struct Merge;
impl Action for Merge {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::Merge;
}

/// 課題を分ける.
pub struct Split;
impl Action for Split {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::Split;
}

/// 課題を差し戻す.
pub struct Return;
impl Action for Return {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::Return;
}

/// 施策で回答する.
pub struct Answer;
impl Action for Answer {
    type Rule = IssueAction;
    const RULE: IssueAction = IssueAction::Answer;
}

/// The rows of the printed matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let center = CenterId::from("here");
    let conference = ConferenceId::from("here");
    let account = AccountId::from("somebody");
    let area = IssueFacts {
        center: Some(center.clone()),
        conferences: vec![conference.clone()],
        presenters: vec![account.clone()],
        ..IssueFacts::default()
    };
    let upper = IssueFacts { center: None, centers_behind: vec![center.clone()], ..area.clone() };
    let elsewhere = IssueFacts::new_at(Some(CenterId::from("elsewhere")));
    let situations = [
        ("自分の圏域・会議・事例に関わる課題", area),
        ("その課題が上がった先の課題", upper),
        ("関わりのない圏域の課題", elsewhere),
    ];
    let actor = |role: Role| {
        let seat = Seat {
            account: account.clone(),
            name: String::new(),
            role,
            center: (role == Role::CenterStaff).then(|| center.clone()),
            conferences: vec![conference.clone()],
            meetings: Vec::new(),
        };
        Actor::person("matrix".into(), seat)
    };
    let mut rows = Vec::new();
    for action in IssueAction::iter() {
        for (situation, facts) in &situations {
            let verdicts = Role::ALL
                .iter()
                .copied()
                .map(|role| (role, action.verdict(&actor(role), facts)))
                .collect();
            rows.push(MatrixRow { room: "issues", action: action.label(), situation, verdicts });
        }
    }
    rows
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
