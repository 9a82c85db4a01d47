//! Who may read and keep measures, and who acknowledges what came back.

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::{
    access::{self, Action, Actor, Facts, MatrixRow, Role, Rule, Seat, Subject, Verdict},
    id::{AccountId, CenterId, FeedbackId, MeasureId},
    issues::{IssueAction, IssueFacts},
};

/// What is done with measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum MeasureAction {
    Read,
    Register,
    Edit,
    Advance,
    FollowUp,
    RollDown,
}

/// What is known of a measure.
#[derive(Clone, Debug, Default)]
pub struct MeasureFacts {
    pub measure: MeasureId,
    /// The issues it answers.
    pub issues: Vec<IssueFacts>,
}

impl MeasureFacts {
    /// A measure that is about to be registered under this id.
    pub fn new_for(measure: MeasureId) -> MeasureFacts {
        MeasureFacts { measure, issues: Vec::new() }
    }
}

impl Facts for MeasureFacts {
    fn subject(&self) -> Subject {
        Subject::new("measure", &self.measure)
    }
}

impl Rule for MeasureAction {
    type Facts = MeasureFacts;

    fn label(self) -> &'static str {
        match self {
            MeasureAction::Read => "施策を見る",
            MeasureAction::Register => "施策を登録する",
            MeasureAction::Edit => "施策の内容を直す",
            MeasureAction::Advance => "施策の進み具合を記録する",
            MeasureAction::FollowUp => "施策の効果を確認する",
            MeasureAction::RollDown => "圏域と事例提供者へ展開する",
        }
    }

    fn verdict(self, actor: &Actor, facts: &MeasureFacts) -> Verdict {
        let city = actor.is(Role::CityOfficer);
        let reads = || {
            city || facts.issues.iter().any(|issue| access::may(IssueAction::Read, actor, issue))
        };
        match self {
            // 施策は、それが答えている課題を見られる人が見る。
            MeasureAction::Read => Verdict::yes_if(reads(), Verdict::Hidden),
            // 施策の台帳は市担当者が持つ。
            MeasureAction::Register
            | MeasureAction::Edit
            | MeasureAction::Advance
            | MeasureAction::FollowUp
            | MeasureAction::RollDown => {
                Verdict::yes_if(city, if reads() { Verdict::ReadOnly } else { Verdict::Hidden })
            }
        }
    }
}

/// What is done with a feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum FeedbackAction {
    Acknowledge,
    Convey,
}

/// What is known of a feedback.
#[derive(Clone, Debug)]
pub struct FeedbackFacts {
    pub feedback: FeedbackId,
    pub center: CenterId,
    /// The presenter it is for; none when it is for the centre.
    pub account: Option<AccountId>,
    /// Whether it is for the centre itself.
    pub to_center: bool,
}

impl Facts for FeedbackFacts {
    fn subject(&self) -> Subject {
        Subject::new("feedback", &self.feedback)
    }
}

impl Rule for FeedbackAction {
    type Facts = FeedbackFacts;

    fn label(self) -> &'static str {
        match self {
            FeedbackAction::Acknowledge => "展開された内容を確認する",
            FeedbackAction::Convey => "伝えたことを記録する",
        }
    }

    fn verdict(self, actor: &Actor, facts: &FeedbackFacts) -> Verdict {
        let staff = actor.works_at(&facts.center);
        let presenter = facts.account.as_ref().is_some_and(|a| actor.is_account(a));
        let city = actor.is(Role::CityOfficer);
        let seen = if staff || presenter || city { Verdict::ReadOnly } else { Verdict::Hidden };
        match self {
            // 受け取った人(そのセンターの職員、または事例提供者本人)が、ひと押しで確認する。
            FeedbackAction::Acknowledge => {
                Verdict::yes_if(if facts.to_center { staff } else { presenter }, seen)
            }
            // 画面を使わない人には電話などで伝え、センター職員か市担当者が記録する。
            FeedbackAction::Convey => Verdict::yes_if(staff || city, seen),
        }
    }
}

/// 施策を登録する.
pub struct Register;
impl Action for Register {
    type Rule = MeasureAction;
    const RULE: MeasureAction = MeasureAction::Register;
}

/// 施策の内容を直す.
pub struct Edit;
impl Action for Edit {
    type Rule = MeasureAction;
    const RULE: MeasureAction = MeasureAction::Edit;
}

/// 施策の進み具合を記録する.
pub struct Advance;
impl Action for Advance {
    type Rule = MeasureAction;
    const RULE: MeasureAction = MeasureAction::Advance;
}

/// 施策の効果を確認する.
pub struct FollowUp;
impl Action for FollowUp {
    type Rule = MeasureAction;
    const RULE: MeasureAction = MeasureAction::FollowUp;
}

/// 圏域と事例提供者へ展開する.
pub struct RollDown;
impl Action for RollDown {
    type Rule = MeasureAction;
    const RULE: MeasureAction = MeasureAction::RollDown;
}

/// 展開された内容を確認する.
pub struct Acknowledge;
impl Action for Acknowledge {
    type Rule = FeedbackAction;
    const RULE: FeedbackAction = FeedbackAction::Acknowledge;
}

/// 伝えたことを記録する.
pub struct Convey;
impl Action for Convey {
    type Rule = FeedbackAction;
    const RULE: FeedbackAction = FeedbackAction::Convey;
}

/// The rows of the printed matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let center = CenterId::from("here");
    let account = AccountId::from("somebody");
    let actor = |role: Role| {
        let seat = Seat {
            account: account.clone(),
            name: String::new(),
            role,
            center: (role == Role::CenterStaff).then(|| center.clone()),
            conferences: Vec::new(),
            meetings: Vec::new(),
        };
        Actor::person("matrix".into(), seat)
    };
    let behind = IssueFacts {
        centers_behind: vec![center.clone()],
        presenters: vec![account.clone()],
        ..IssueFacts::default()
    };
    let near = MeasureFacts { issues: vec![behind], ..MeasureFacts::default() };
    let far = MeasureFacts { issues: vec![IssueFacts::default()], ..MeasureFacts::default() };
    let mut rows = Vec::new();
    for action in MeasureAction::iter() {
        for (situation, facts) in
            [("自分の課題・事例に答える施策", &near), ("関わりのない施策", &far)]
        {
            let verdicts = Role::ALL
                .iter()
                .copied()
                .map(|role| (role, action.verdict(&actor(role), facts)))
                .collect();
            rows.push(MatrixRow { room: "measures", action: action.label(), situation, verdicts });
        }
    }
    let feedback = |to_center: bool| FeedbackFacts {
        feedback: FeedbackId::from("told"),
        center: center.clone(),
        account: (!to_center).then(|| account.clone()),
        to_center,
    };
    for action in FeedbackAction::iter() {
        for (situation, facts) in
            [("センターあて", feedback(true)), ("事例提供者あて", feedback(false))]
        {
            let verdicts = Role::ALL
                .iter()
                .copied()
                .map(|role| (role, action.verdict(&actor(role), &facts)))
                .collect();
            rows.push(MatrixRow { room: "measures", action: action.label(), situation, verdicts });
        }
    }
    rows
}
