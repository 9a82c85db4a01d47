//! Who may read, hand in and lock papers.

use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use crate::{
    access::{self, Action, Actor, Facts, MatrixRow, Role, Rule, Subject, Verdict},
    id::{CenterId, PeriodId},
};

/// What is done with papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PaperAction {
    /// 確定した資料を見る
    ReadEdition,
    /// 編集中の資料を見る
    ReadDraft,
    /// センターのまとめを提出する
    HandIn,
    /// センターに問い合わせる・まとめを受け取る
    Review,
    /// 版を確定する
    Lock,
}

/// What is known: which period, and whose report it is about.
#[derive(Clone, Debug)]
pub struct PaperFacts {
    pub period: PeriodId,
    pub center: Option<CenterId>,
}

impl Facts for PaperFacts {
    fn subject(&self) -> Subject {
        match &self.center {
            Some(center) => Subject::new("center_report", format!("{}:{center}", self.period)),
            None => Subject::new("papers", &self.period),
        }
    }
}

impl Rule for PaperAction {
    type Facts = PaperFacts;

    fn label(self) -> &'static str {
        match self {
            PaperAction::ReadEdition => "確定した資料を見る",
            PaperAction::ReadDraft => "編集中の資料を見る",
            PaperAction::HandIn => "センターのまとめを提出する",
            PaperAction::Review => "センターのまとめを確かめる",
            PaperAction::Lock => "資料の版を確定する",
        }
    }

    fn verdict(self, actor: &Actor, facts: &PaperFacts) -> Verdict {
        let city = actor.is(Role::CityOfficer);
        let staff = actor.is(Role::CenterStaff);
        let sits = matches!(
            actor.role(),
            Some(
                Role::Member
                    | Role::SupportDoctor
                    | Role::Coordinator
                    | Role::CoordinationCenterStaff
            )
        ) && actor.seat().is_some_and(|seat| !seat.conferences.is_empty());
        match self {
            // 確定した版は、会議の構成員(市・センター職員・席のある人)が見る。名前は載らない。
            PaperAction::ReadEdition => Verdict::yes_if(city || staff || sits, Verdict::Hidden),
            // 編集中の資料は、作る側の市とセンター職員が見る。
            PaperAction::ReadDraft => Verdict::yes_if(
                city || staff,
                if sits { Verdict::ReadOnly } else { Verdict::Hidden },
            ),
            // まとめは、そのセンターの職員が提出する。
            PaperAction::HandIn => match &facts.center {
                Some(center) if actor.works_at(center) => Verdict::Yes,
                _ if city => Verdict::ReadOnly,
                _ => Verdict::Hidden,
            },
            // 問い合わせ・受け取り・版の確定は、編集する市担当者が行う。
            PaperAction::Review | PaperAction::Lock => Verdict::yes_if(
                city,
                if staff || sits { Verdict::ReadOnly } else { Verdict::Hidden },
            ),
        }
    }
}

/// センターのまとめを提出する.
pub struct HandIn;
impl Action for HandIn {
    type Rule = PaperAction;
    const RULE: PaperAction = PaperAction::HandIn;
}

/// センターのまとめを確かめる.
pub struct Review;
impl Action for Review {
    type Rule = PaperAction;
    const RULE: PaperAction = PaperAction::Review;
}

/// 資料の版を確定する.
pub struct Lock;
impl Action for Lock {
    type Rule = PaperAction;
    const RULE: PaperAction = PaperAction::Lock;
}

/// Role × action, at the own centre.
pub fn matrix() -> Vec<MatrixRow> {
    PaperAction::iter()
        .map(|action| MatrixRow {
            room: "papers",
            action: action.label(),
            situation: "自センター・席のある会議体のある市",
            verdicts: access::verdicts(action, |_| PaperFacts {
                period: "2025-2".into(),
                center: Some("here".into()),
            }),
        })
        .collect()
}
