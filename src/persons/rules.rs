//! Who may know whose name.

use crate::{
    access::{Action, Actor, Facts, Role, Rule, Subject, Verdict},
    actions,
    id::{CenterId, PersonId},
};

actions! {
    /// What is done with persons.
    pub enum PersonAction {
        Read "read" "支援対象者の氏名等を見る",
        Register "register" "支援対象者を登録する",
        Change "change" "支援対象者の内容を直す",
    }
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

    fn keeper(&self) -> Option<&CenterId> {
        Some(&self.center)
    }
}

impl Rule for PersonAction {
    type Facts = PersonFacts;
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

actions! {
    /// What is done with all persons of one centre.
    pub enum RegisterAction {
        ListNames "list_names" "支援対象者の氏名を一覧する",
        ImportPersons "import_persons" "支援対象者をまとめて登録する",
    }
}

/// Of which centre.
#[derive(Clone, Debug)]
pub struct RegisterFacts {
    pub center: CenterId,
}

impl Facts for RegisterFacts {
    fn subject(&self) -> Subject {
        Subject::new("center", &self.center)
    }

    fn keeper(&self) -> Option<&CenterId> {
        Some(&self.center)
    }
}

impl Rule for RegisterAction {
    type Facts = RegisterFacts;
    fn verdict(self, actor: &Actor, facts: &RegisterFacts) -> Verdict {
        // 名簿には氏名があるので、そのセンターの職員だけが見て、取り込める。
        Verdict::yes_if(actor.works_at(&facts.center), Verdict::Hidden)
    }
}

/// Facts about something that one person stands behind.
pub trait OfPerson {
    /// Whose key it lies under.
    fn person(&self) -> &PersonId;

    /// The centre that holds the name, where one does.
    fn center(&self) -> Option<&CenterId>;
}

/// An action whose leave opens what is sealed of one person: whoever may do it knows them by name.
pub trait OpensName: Action<Rule: Rule<Facts: OfPerson>> {}

/// An action whose leave opens the names of all whom a centre holds.
pub trait OpensNames: Action<Rule = RegisterAction> {}

impl OfPerson for PersonFacts {
    fn person(&self) -> &PersonId {
        &self.person
    }

    fn center(&self) -> Option<&CenterId> {
        Some(&self.center)
    }
}

impl OpensName for Read {}
impl OpensName for Change {}
impl OpensNames for ListNames {}
impl OpensNames for ImportPersons {}
