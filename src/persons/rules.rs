//! Who may know whose name.

use strum::{EnumIter, IntoStaticStr};

use crate::{
    access::{Action, Actor, Facts, Role, Rule, Subject, Verdict},
    id::{CenterId, PersonId},
};

/// What is done with persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PersonAction {
    /// 支援対象者の氏名等を見る
    Read,
    /// 支援対象者を登録する
    Register,
    /// 支援対象者の内容を直す
    Change,
}

/// What is known of a person before anything is opened.
#[derive(Clone, Debug)]
pub struct PersonFacts {
    pub person: PersonId,
    pub center: CenterId,
}

impl PersonFacts {
    /// Facts for registering somebody new at a centre.
    pub fn new_at(center: CenterId) -> PersonFacts {
        PersonFacts { person: PersonId::new(), center }
    }
}

impl Facts for PersonFacts {
    fn subject(&self) -> Subject {
        Subject::new("person", &self.person)
    }
}

impl Rule for PersonAction {
    type Facts = PersonFacts;

    fn label(self) -> &'static str {
        match self {
            PersonAction::Read => "支援対象者の氏名等を見る",
            PersonAction::Register => "支援対象者を登録する",
            PersonAction::Change => "支援対象者の内容を直す",
        }
    }

    fn verdict(self, actor: &Actor, facts: &PersonFacts) -> Verdict {
        match self {
            // 氏名を見て直せるのは、その人を担当するセンターの職員だけ。ほかの人には、いることも知らせない。
            PersonAction::Read | PersonAction::Change => {
                Verdict::yes_if(actor.works_at(&facts.center), Verdict::Hidden)
            }
            // 事例提供者は、自分が出す事例の人をセンターに登録できる。その後の名簿は見られない。
            PersonAction::Register => Verdict::yes_if(
                actor.works_at(&facts.center) || actor.is(Role::CarePresenter),
                Verdict::Hidden,
            ),
        }
    }
}

/// 支援対象者を登録する.
pub struct Register;
impl Action for Register {
    type Rule = PersonAction;
    const RULE: PersonAction = PersonAction::Register;
}

/// 支援対象者の内容を直す.
pub struct Change;
impl Action for Change {
    type Rule = PersonAction;
    const RULE: PersonAction = PersonAction::Change;
}

/// Taking many persons of one centre at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ImportAction {
    /// 支援対象者をまとめて登録する
    ImportPersons,
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
        "支援対象者をまとめて登録する"
    }

    fn verdict(self, actor: &Actor, facts: &ImportFacts) -> Verdict {
        // ファイルには氏名があるので、そのセンターの職員だけが取り込める。
        Verdict::yes_if(actor.works_at(&facts.center), Verdict::Hidden)
    }
}

/// 支援対象者をまとめて登録する.
pub struct ImportPersons;
impl Action for ImportPersons {
    type Rule = ImportAction;
    const RULE: ImportAction = ImportAction::ImportPersons;
}
