//! Who may read and keep measures, and who acknowledges what came back.

use crate::{
    access::{self, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    actions,
    id::{AccountId, CenterId, FeedbackId, MeasureId},
    issues::{IssueAction, IssueFacts},
};

actions! {
    /// What is done with measures.
    pub enum MeasureAction {
        Read "read" "施策を見る",
        Register "register" "施策を登録する",
        Edit "edit" "施策の内容を直す",
        Advance "advance" "施策の進み具合を記録する",
        FollowUp "follow_up" "施策の効果を確認する",
        RollDown "roll_down" "圏域と事例提供者へ展開する",
    }
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

actions! {
    /// What is done with a feedback.
    pub enum FeedbackAction {
        Acknowledge "acknowledge" "展開された内容を確認する",
        Convey "convey" "伝えたことを記録する",
    }
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

/// The rows of the printed matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let measure = |words, behind: &dyn Fn() -> IssueFacts| {
        access::situation::<MeasureAction>("measures", words, |_| MeasureFacts {
            issues: vec![behind()],
            ..MeasureFacts::default()
        })
    };
    let feedback = |words, account: Option<&'static str>| {
        access::situation::<FeedbackAction>("measures", words, |_| FeedbackFacts {
            feedback: "told".into(),
            center: "here".into(),
            account: account.map(AccountId::from),
            to_center: account.is_none(),
        })
    };
    [
        measure("自分の課題・事例に答える施策", &|| IssueFacts {
            conferences: vec!["here".into()],
            centers_behind: vec!["here".into()],
            presenters: vec!["here".into()],
            ..IssueFacts::default()
        }),
        measure("関わりのない施策", &IssueFacts::default),
        feedback("センターあて", None),
        feedback("事例提供者あて", Some("here")),
    ]
    .concat()
}
