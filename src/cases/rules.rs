//! Who may do what with a case.

use strum::{EnumIter, EnumString, IntoStaticStr};

use super::CaseStatus;
use crate::{
    access::{Action, Actor, Facts, Role, Rule, Scope, Subject, Verdict},
    id::{AccountId, CaseId, CenterId, ConferenceId, MeetingId},
};

/// What is done with cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum CaseAction {
    /// 事例を登録する
    Register,
    /// 事例を見る(匿名)
    Read,
    /// 事例を見る(実名)
    ReadNamed,
    /// 事例の履歴を見る
    ReadHistory,
    /// 事例を書く・直す
    Edit,
    /// 匿名の内容を書いて確認する
    Share,
    /// 提出する
    Submit,
    /// 提出を取り下げる
    Withdraw,
    /// 作成中に差し戻す
    Return,
    /// 会議に選ぶ
    Choose,
    /// 会議から外す・次回へ持ち越す
    Unchoose,
    /// 検討結果を記録する
    Record,
    /// 決定の実施と見守りを記録する
    Follow,
    /// 終了する
    Close,
    /// 再開する
    Reopen,
}

/// What is known of a case when leave is asked.
#[derive(Clone, Debug)]
pub struct CaseFacts {
    pub case: CaseId,
    pub center: CenterId,
    pub presenter: Option<AccountId>,
    pub status: CaseStatus,
    /// Whether the de-identified twin is confirmed.
    pub confirmed: bool,
    /// Conferences and meetings on whose agenda it is or was.
    pub conferences: Vec<ConferenceId>,
    pub meetings: Vec<MeetingId>,
}

impl CaseFacts {
    /// Facts for registering a new case at a centre.
    pub fn new_at(center: CenterId, presenter: Option<AccountId>) -> CaseFacts {
        CaseFacts {
            case: CaseId::new(),
            center,
            presenter,
            status: CaseStatus::Draft,
            confirmed: false,
            conferences: Vec::new(),
            meetings: Vec::new(),
        }
    }

    fn presented_by(&self, actor: &Actor) -> bool {
        actor.is(Role::CarePresenter)
            && self.presenter.as_ref().is_some_and(|account| actor.is_account(account))
    }

    /// Whether it has left its centre: handed in, and the de-identified twin confirmed.
    fn has_left(&self) -> bool {
        self.confirmed && self.status != CaseStatus::Draft
    }

    /// Whether the actor knows of it through a conference or meeting they sit in.
    fn came_before(&self, actor: &Actor) -> bool {
        match actor.role() {
            Some(
                Role::Member
                | Role::SupportDoctor
                | Role::Coordinator
                | Role::CoordinationCenterStaff,
            ) => self.has_left() && self.conferences.iter().any(|c| actor.sits_in(c)),
            Some(Role::Guest) => {
                self.has_left() && self.meetings.iter().any(|m| actor.is_guest_of(m))
            }
            _ => false,
        }
    }
}

impl Facts for CaseFacts {
    fn subject(&self) -> Subject {
        Subject::new("case", &self.case)
    }
}

impl Rule for CaseAction {
    type Facts = CaseFacts;

    fn label(self) -> &'static str {
        match self {
            CaseAction::Register => "事例を登録する",
            CaseAction::Read => "事例を見る(匿名)",
            CaseAction::ReadNamed => "事例を見る(実名)",
            CaseAction::ReadHistory => "事例の履歴を見る",
            CaseAction::Edit => "事例を書く・直す",
            CaseAction::Share => "匿名の内容を書いて確認する",
            CaseAction::Submit => "提出する",
            CaseAction::Withdraw => "提出を取り下げる",
            CaseAction::Return => "作成中に差し戻す",
            CaseAction::Choose => "会議に選ぶ",
            CaseAction::Unchoose => "会議から外す・次回へ持ち越す",
            CaseAction::Record => "検討結果を記録する",
            CaseAction::Follow => "決定の実施と見守りを記録する",
            CaseAction::Close => "終了する",
            CaseAction::Reopen => "再開する",
        }
    }

    fn verdict(self, actor: &Actor, facts: &CaseFacts) -> Verdict {
        let staff = actor.works_at(&facts.center);
        let presenter = facts.presented_by(actor);
        let sees = staff
            || presenter
            || (actor.is(Role::CityOfficer) && facts.has_left())
            || facts.came_before(actor);
        let otherwise = if sees { Verdict::ReadOnly } else { Verdict::Hidden };
        match self {
            // センターの職員は自センターの、事例提供者は自分の事例を登録する。
            CaseAction::Register => Verdict::yes_if(
                staff || presenter,
                if actor.is(Role::PrefectureOfficer) { Verdict::Hidden } else { Verdict::ReadOnly },
            ),
            // センターの外では、提出され、匿名の内容が確認された事例だけが、記号(ラベル)で見える。
            // 委員等は自分の会議の議題になった事例、都度出席者は出席する会議が終わるまで。
            CaseAction::Read => Verdict::yes_if(sees, Verdict::Hidden),
            // 実名は、担当センターの職員と、その事例を出した本人だけ。
            CaseAction::ReadNamed => Verdict::yes_if(staff || presenter, otherwise),
            // 監査担当者は、誰がいつ何をしたかだけを見る。内容は見ない。
            CaseAction::ReadHistory => {
                Verdict::yes_if(sees || actor.is(Role::Auditor), Verdict::Hidden)
            }
            // 事例提供者が直せるのは、提出するまで。
            CaseAction::Edit => Verdict::yes_if(
                (staff && facts.status != CaseStatus::Closed)
                    || (presenter && facts.status == CaseStatus::Draft),
                otherwise,
            ),
            // 匿名の内容は、実名の内容を知る人が書いて確かめる。
            CaseAction::Share => Verdict::yes_if(
                staff || (presenter && facts.status == CaseStatus::Draft),
                otherwise,
            ),
            CaseAction::Submit | CaseAction::Withdraw => {
                Verdict::yes_if(staff || presenter, otherwise)
            }
            // 選定・記録・見守り・終了は、会議を運営するセンターの職員が行う。
            CaseAction::Return
            | CaseAction::Choose
            | CaseAction::Unchoose
            | CaseAction::Record
            | CaseAction::Follow
            | CaseAction::Close
            | CaseAction::Reopen => Verdict::yes_if(staff, otherwise),
        }
    }
}

/// The cases that an actor's lists show; it agrees with [`CaseAction::Read`].
pub fn scope(actor: &Actor) -> Scope {
    let Some(seat) = actor.seat() else {
        return Scope::Municipality;
    };
    match seat.role {
        Role::CenterStaff => seat.center.clone().map_or(Scope::Nothing, Scope::Center),
        Role::CarePresenter => Scope::Own(seat.account.clone()),
        Role::CityOfficer => Scope::Municipality,
        Role::Member | Role::SupportDoctor | Role::Coordinator | Role::CoordinationCenterStaff => {
            Scope::Conferences(seat.conferences.clone())
        }
        Role::Guest => Scope::Meetings(seat.meetings.clone()),
        Role::PrefectureOfficer | Role::Auditor => Scope::Nothing,
    }
}

/// The actions as types, for permits.
pub mod act {
    use super::CaseAction;
    use crate::access::Action;

    /// 事例を登録する.
    pub struct Register;
    impl Action for Register {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Register;
    }

    /// 事例を書く・直す.
    pub struct Edit;
    impl Action for Edit {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Edit;
    }

    /// 匿名の内容を書いて確認する.
    pub struct Share;
    impl Action for Share {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Share;
    }

    /// 提出する.
    pub struct Submit;
    impl Action for Submit {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Submit;
    }

    /// 提出を取り下げる.
    pub struct Withdraw;
    impl Action for Withdraw {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Withdraw;
    }

    /// 作成中に差し戻す.
    pub struct Return;
    impl Action for Return {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Return;
    }

    /// 会議に選ぶ.
    pub struct Choose;
    impl Action for Choose {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Choose;
    }

    /// 会議から外す・次回へ持ち越す.
    pub struct Unchoose;
    impl Action for Unchoose {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Unchoose;
    }

    /// 検討結果を記録する.
    pub struct Record;
    impl Action for Record {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Record;
    }

    /// 決定の実施と見守りを記録する.
    pub struct Follow;
    impl Action for Follow {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Follow;
    }

    /// 終了する.
    pub struct Close;
    impl Action for Close {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Close;
    }

    /// 再開する.
    pub struct Reopen;
    impl Action for Reopen {
        type Rule = CaseAction;
        const RULE: CaseAction = CaseAction::Reopen;
    }
}

/// Taking many cases of one centre at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ImportAction {
    /// 事例をまとめて登録する
    ImportCases,
}

/// For which centre.
#[derive(Clone, Debug)]
pub struct ImportFacts {
    pub center: CenterId,
}

impl Facts for ImportFacts {
    fn subject(&self) -> Subject {
        Subject::new("center", &self.center)
    }
}

impl Rule for ImportAction {
    type Facts = ImportFacts;

    fn label(self) -> &'static str {
        "事例をまとめて登録する"
    }

    fn verdict(self, actor: &Actor, facts: &ImportFacts) -> Verdict {
        // 取り込む表には氏名があるので、そのセンターの職員だけが取り込める。
        Verdict::yes_if(actor.works_at(&facts.center), Verdict::Hidden)
    }
}

/// 事例をまとめて登録する.
pub struct ImportCases;
impl Action for ImportCases {
    type Rule = ImportAction;
    const RULE: ImportAction = ImportAction::ImportCases;
}
