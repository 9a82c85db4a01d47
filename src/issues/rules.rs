//! Who may read issues and decide on them.

use super::{
    issue::{Move, NewIssue},
    levels::levels_above,
};
use crate::{
    access::{self, Actor, Clause, Facts, MatrixRow, Role, Rule, Scope, Subject, Verdict},
    actions,
    db::Rows,
    id::{AccountId, CenterId, ConferenceId, IssueId, LevelId, UnitId},
    persons::Leaves,
    structure::Structure,
    undo::TakesBack,
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
        Answer "answer" "課題に回答する",
        Tell "tell" "回答をもとの地域と事例提供者へ展開する",
        Reply "reply" "作業部会として返事をする",
        Hear "hear" "作業部会の返事を確認する",
    }
}

/// What is known of an issue.
#[derive(Clone, Debug)]
pub struct IssueFacts {
    pub issue: IssueId,
    pub level: LevelId,
    pub unit: UnitId,
    /// Units whose issues were merged into it or raised to it.
    pub units_behind: Vec<UnitId>,
    /// Whether issues of a level below were raised to it.
    pub raised_from_below: bool,
    /// Accounts that brought the cases it stands on.
    pub presenters: Vec<AccountId>,
    /// The centres of those cases.
    pub centers_behind: Vec<CenterId>,
    /// The working groups it was handed over to, the last one last.
    pub handed_to: Vec<ConferenceId>,
}

impl NewIssue {
    /// The facts for asking leave to raise it.
    pub fn facts(&self) -> IssueFacts {
        IssueFacts {
            issue: self.id.clone(),
            ..IssueFacts::new_at(self.level.clone(), self.unit.clone())
        }
    }
}

impl IssueFacts {
    /// An issue that is about to be raised on this level, for this unit.
    pub fn new_at(level: LevelId, unit: UnitId) -> IssueFacts {
        IssueFacts {
            issue: IssueId::new(),
            level,
            unit,
            units_behind: Vec::new(),
            raised_from_below: false,
            presenters: Vec::new(),
            centers_behind: Vec::new(),
            handed_to: Vec::new(),
        }
    }

    fn may_be_read_by(&self, actor: &Actor) -> bool {
        match actor.role() {
            Some(Role::CityOfficer) => true,
            Some(Role::CenterStaff) => {
                actor.knows(&self.unit)
                    || self.units_behind.iter().any(|unit| actor.knows(unit))
                    || self.was_handed_to(actor)
            }
            Some(role) if role.sits() => {
                actor.knows(&self.unit)
                    || self.units_behind.iter().any(|unit| actor.knows(unit))
                    || self.was_handed_to(actor)
                    || (role == Role::CarePresenter
                        && self.presenters.iter().any(|a| actor.is_account(a)))
            }
            _ => false,
        }
    }

    /// Whether it is this person's to keep.
    pub fn is_kept_by(&self, actor: &Actor) -> bool {
        actor.keeps(&self.level, &self.unit)
    }

    /// Whether it was handed over to a working group of theirs.
    fn was_handed_to(&self, actor: &Actor) -> bool {
        self.handed_to.iter().any(|group| actor.sits_in(group) || actor.runs(group))
    }

    /// Whether the working group that it was handed over to last speaks through this person.
    fn is_replied_to_by(&self, actor: &Actor) -> bool {
        self.handed_to.last().is_some_and(|group| {
            actor.runs(group) || (actor.is(Role::Coordinator) && actor.sits_in(group))
        })
    }
}

impl Leaves for IssueFacts {
    // Of an issue of the whole municipality only those whose issues and cases are behind it.
    fn units(&self) -> Vec<UnitId> {
        let units = self.units_behind.iter().chain([&self.unit]);
        let units = units.filter(|unit| !unit.is_municipality()).cloned();
        units.chain(self.centers_behind.iter().map(UnitId::center)).collect()
    }
}

impl Facts for IssueFacts {
    fn subject(&self) -> Subject {
        Subject::new("issue", &self.issue)
    }
}

/// All that is written of an issue.
pub(super) fn rows_of(id: &IssueId) -> Vec<Rows> {
    vec![
        Rows::of("issues", "id", id),
        Rows::of("issue_evidence", "issue_id", id),
        Rows::of("issue_decisions", "issue_id", id),
        Rows::of("issue_replies", "issue_id", id),
        Rows::of("issue_links", "from_issue_id", id),
        Rows::of("issue_links", "to_issue_id", id),
    ]
}

impl TakesBack for IssueFacts {
    fn rows(&self) -> Vec<Rows> {
        rows_of(&self.issue)
    }

    fn page(&self) -> String {
        format!("/issues/{}", self.issue)
    }
}

impl Rule for IssueAction {
    type Facts = IssueFacts;
    fn verdict(self, actor: &Actor, facts: &IssueFacts) -> Verdict {
        let seen = || {
            if facts.may_be_read_by(actor) { Verdict::ReadOnly } else { Verdict::Hidden }
        };
        match self {
            // 市担当者はすべての段階を見る。センター職員は受け持ちの所の課題と、それが上がった先を見る。
            // 委員・サポート医・コーディネーターは出席する会議の課題と、その答えが分かるように上がった先を、
            // 事例提供者は自分の事例が根拠となった課題を見る。
            IssueAction::Read => Verdict::yes_if(facts.may_be_read_by(actor), Verdict::Hidden),
            // 課題は、その段階と所の会議を運営する人(センターの職員、コーディネーターなど)が登録し、直し、会議の決定を
            // 記録し、作業部会の返事を受け取る。ほかに運営する人のない課題は、市担当者が預かる。
            IssueAction::Raise
            | IssueAction::Edit
            | IssueAction::AddEvidence
            | IssueAction::Decide
            | IssueAction::Escalate
            | IssueAction::Merge
            | IssueAction::Split
            | IssueAction::Hear => {
                if facts.is_kept_by(actor) {
                    Verdict::Yes
                } else {
                    seen()
                }
            }
            // 作業部会の返事は、依頼先に席のあるコーディネーターと、その会議を運営する人が書く。
            IssueAction::Reply => {
                if facts.is_replied_to_by(actor) {
                    Verdict::Yes
                } else {
                    seen()
                }
            }
            // 差し戻しと回答、その展開は市が行う。差し戻せるのは上がってきた課題と、市の課題である。
            IssueAction::Return | IssueAction::Answer | IssueAction::Tell => {
                if actor.is(Role::CityOfficer) { Verdict::Yes } else { seen() }
            }
        }
    }
}

impl Move {
    /// The action that this move needs.
    pub fn action(self) -> IssueAction {
        match self {
            Move::Return => IssueAction::Return,
            Move::Answer | Move::AnswerInWords => IssueAction::Answer,
            Move::Escalate => IssueAction::Escalate,
            Move::Merge => IssueAction::Merge,
            _ => IssueAction::Decide,
        }
    }
}

/// The rows of the printed matrix.
pub fn matrix() -> Vec<MatrixRow> {
    let at = |level: &str, unit: &str| IssueFacts::new_at(level.into(), unit.into());
    let area = || IssueFacts { presenters: vec!["here".into()], ..at("here", "here") };
    let of = |words, facts: &dyn Fn() -> IssueFacts| {
        access::situation::<IssueAction>(words, |_| facts())
    };
    [
        of("自分の所・会議・事例に関わる課題", &area),
        of("その課題が上がった先の課題", &|| IssueFacts {
            units_behind: vec!["here".into()],
            presenters: vec!["here".into()],
            ..at("upper", "here")
        }),
        of("関わりのない所の課題", &|| at("here", "there")),
        of("自分が席をもつ作業部会へ依頼された課題", &|| IssueFacts {
            handed_to: vec!["here".into()],
            ..at("here", "there")
        }),
        of("コーディネーターが運営する地区の課題", &|| at("here", "council")),
    ]
    .concat()
}

/// The issues that an actor's lists show, besides those that [`super::store::scope`] finds behind them; it agrees with
/// [`IssueAction::Read`].
pub(super) fn own_scope(actor: &Actor) -> Scope {
    match actor.seat() {
        None => Scope::all(),
        Some(seat) if seat.role == Role::CityOfficer => Scope::all(),
        Some(seat) if seat.role == Role::CenterStaff || seat.role.sits() => {
            Scope::any([Clause::Units(seat.standing.units.clone())])
        }
        Some(_) => Scope::default(),
    }
}

/// Moves whose buttons this actor is shown.
pub fn moves_for(
    actor: &Actor,
    structure: &Structure,
    facts: &IssueFacts,
    status: super::IssueStatus,
) -> Vec<Move> {
    let highest = levels_above(structure, &facts.level).is_empty();
    status
        .moves()
        .into_iter()
        .filter(|step| access::may(step.action(), actor, facts))
        .filter(|step| *step != Move::Escalate || !highest)
        // A lower issue goes back only from where it was raised to; the upper issue carries the others along.
        .filter(|step| {
            *step != Move::Return || facts.raised_from_below || status == super::IssueStatus::Raised
        })
        // Answered by registering a measure, not by saying so; in words where it was raised to.
        .filter(|step| *step != Move::Answer)
        .filter(|step| *step != Move::AnswerInWords || status != super::IssueStatus::Raised)
        .collect()
}
