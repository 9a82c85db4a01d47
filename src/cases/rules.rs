//! Who may do what with a case.

use super::{Case, CaseMove, CaseStatus};
use crate::{
    access::{self, Actor, Clause, Facts, Role, Rule, Scope, Subject, Verdict},
    actions,
    db::Rows,
    id::{AccountId, CaseId, CenterId, ConferenceId, MeetingId, PersonId, UnitId},
    meetings::{self, SetsAgenda},
    persons::{Leaves, OfPerson, OpensName, PersonFacts},
    undo::TakesBack,
};

actions! {
    /// What is done with cases.
    pub enum CaseAction {
        Register "register" "事例を登録する",
        Read "read" "事例を見る(匿名)",
        ReadNamed "read_named" "事例を見る(実名)",
        ReadHistory "read_history" "事例の履歴を見る",
        Edit "edit" "事例を編集する",
        Share "share" "匿名の内容を書いて確認する",
        Discard "discard" "作成中の事例を消す",
        Submit "submit" "提出する",
        Withdraw "withdraw" "提出を取り下げる",
        Return "return" "作成中に差し戻す",
        Choose "choose" "議題にする",
        Unchoose "unchoose" "議題から外す・次回へ持ち越す",
        Record "record" "検討結果を記録する",
        Follow "follow" "決定の実施とその後を記録する",
        Close "close" "終了する",
        Reopen "reopen" "再開する",
    }
}

/// What is known of a case when leave is asked.
#[derive(Clone, Debug)]
pub struct CaseFacts {
    pub case: CaseId,
    /// Who it is about; of a new case that nobody was chosen for yet, an id that nobody has.
    pub person: PersonId,
    pub center: CenterId,
    pub presenter: Option<AccountId>,
    /// Who brought it, as it was written.
    pub presenter_name: String,
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
            person: PersonId::new(),
            center,
            presenter,
            presenter_name: String::new(),
            status: CaseStatus::Draft,
            confirmed: false,
            conferences: Vec::new(),
            meetings: Vec::new(),
        }
    }

    /// What a case itself tells: not before which conferences it came.
    pub fn of(case: &Case) -> CaseFacts {
        CaseFacts {
            case: case.id.clone(),
            person: case.person_id.clone(),
            center: case.center_id.clone(),
            presenter: case.presenter_id.clone(),
            presenter_name: case.presenter_name.clone(),
            status: case.status,
            confirmed: case.is_confirmed(),
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
            Some(role) if role.sits() => {
                self.has_left() && self.conferences.iter().any(|c| actor.sits_in(c))
            }
            Some(Role::Guest) => {
                self.has_left() && self.meetings.iter().any(|m| actor.is_guest_of(m))
            }
            _ => false,
        }
    }
}

impl Leaves for CaseFacts {
    fn units(&self) -> Vec<UnitId> {
        vec![UnitId::center(&self.center)]
    }

    fn presenter(&self) -> &str {
        &self.presenter_name
    }

    fn person(&self) -> Option<PersonFacts> {
        Some(PersonFacts { person: self.person.clone(), center: self.center.clone() })
    }

    fn knows_person(&self, actor: &Actor) -> bool {
        access::may(CaseAction::ReadNamed, actor, self)
    }
}

impl Facts for CaseFacts {
    fn subject(&self) -> Subject {
        Subject::new("case", &self.case)
    }

    fn keeper(&self) -> Option<&CenterId> {
        Some(&self.center)
    }
}

impl TakesBack for CaseFacts {
    fn rows(&self) -> Vec<Rows> {
        let id = &self.case;
        let of_case = |table| Rows::of(table, "case_id", id);
        vec![
            Rows::of("cases", "id", id),
            of_case("case_sheets"),
            of_case("case_factors"),
            of_case("case_reviews"),
            of_case("case_decisions"),
            of_case("case_followups"),
            meetings::agenda_of(&self.subject()),
        ]
    }

    fn page(&self) -> String {
        format!("/cases/{}", self.case)
    }
}

impl Rule for CaseAction {
    type Facts = CaseFacts;
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
            // 間違えて作った事例を消せるのは、書いた側だけ。作成中かどうかは、消すときに確かめる。
            CaseAction::Submit | CaseAction::Withdraw | CaseAction::Discard => {
                Verdict::yes_if(staff || presenter, otherwise)
            }
            // 選定・記録・その後の確認・終了は、会議を運営するセンターの職員が行う。
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

impl CaseMove {
    /// The action that leave is asked for.
    pub fn action(self) -> CaseAction {
        match self {
            CaseMove::Submit => CaseAction::Submit,
            CaseMove::Withdraw => CaseAction::Withdraw,
            CaseMove::Return => CaseAction::Return,
            CaseMove::Choose => CaseAction::Choose,
            CaseMove::Unchoose => CaseAction::Unchoose,
            CaseMove::Discuss => CaseAction::Record,
            CaseMove::Follow => CaseAction::Follow,
            CaseMove::Close => CaseAction::Close,
            CaseMove::Reopen => CaseAction::Reopen,
        }
    }
}

/// The cases that an actor's lists show; it agrees with [`CaseAction::Read`].
pub fn scope(actor: &Actor) -> Scope {
    let Some(seat) = actor.seat() else {
        return Scope::all();
    };
    match seat.role {
        Role::CenterStaff => Scope::any(seat.center.clone().map(Clause::Keeper)),
        Role::CarePresenter => Scope::any([
            Clause::Own(seat.account.clone()),
            Clause::Conferences(seat.conferences.clone()),
        ]),
        Role::CityOfficer => Scope::all(),
        Role::Member | Role::SupportDoctor | Role::Coordinator | Role::CoordinationCenterStaff => {
            Scope::any([Clause::Conferences(seat.conferences.clone())])
        }
        Role::Guest => Scope::any([Clause::Meetings(seat.meetings.clone())]),
        Role::PrefectureOfficer | Role::Auditor => Scope::default(),
    }
}

impl OfPerson for CaseFacts {
    fn person(&self) -> &PersonId {
        &self.person
    }

    fn center(&self) -> Option<&CenterId> {
        Some(&self.center)
    }
}

// Whoever may do these reads the case by name; a test holds that against the verdicts.
impl OpensName for Register {}
impl OpensName for ReadNamed {}
impl OpensName for Edit {}
impl OpensName for Share {}
impl OpensName for Submit {}
impl OpensName for Discard {}
impl OpensName for Return {}
impl OpensName for Unchoose {}
impl OpensName for Record {}
impl OpensName for Follow {}
impl OpensName for Close {}

impl SetsAgenda for Choose {}
impl SetsAgenda for Unchoose {}
impl SetsAgenda for Record {}

actions! {
    /// Taking many cases of one centre at once.
    pub enum ImportAction {
        ImportCases "import_cases" "事例をまとめて登録する",
    }
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

    fn keeper(&self) -> Option<&CenterId> {
        Some(&self.center)
    }
}

impl Rule for ImportAction {
    type Facts = ImportFacts;
    fn verdict(self, actor: &Actor, facts: &ImportFacts) -> Verdict {
        // 取り込む表には氏名があるので、そのセンターの職員だけが取り込める。
        Verdict::yes_if(actor.works_at(&facts.center), Verdict::Hidden)
    }
}
