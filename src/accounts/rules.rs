//! Who may manage accounts.

use crate::{
    access::{Actor, Facts, Role, Rule, Subject, Verdict},
    actions,
    db::Rows,
    id::AccountId,
    undo::TakesBack,
};

actions! {
    /// What is done with accounts.
    pub enum AccountAction {
        List "list" "システムの利用者の一覧を見る",
        Create "create" "システムの利用者を登録する",
        Change "change" "システムの利用者の内容を直す",
        ResetPassword "reset_password" "パスワードを再設定する",
        ChangeOwnPassword "change_own_password" "自分のパスワードを変える",
    }
}

/// What is known of an account.
#[derive(Clone, Debug)]
pub struct AccountFacts {
    pub account: AccountId,
}

impl Facts for AccountFacts {
    fn subject(&self) -> Subject {
        Subject::new("account", &self.account)
    }
}

impl TakesBack for AccountFacts {
    fn rows(&self) -> Vec<Rows> {
        vec![Rows::of("accounts", "id", &self.account)]
    }

    fn page(&self) -> String {
        "/accounts".to_owned()
    }
}

impl Rule for AccountAction {
    type Facts = AccountFacts;
    fn verdict(self, actor: &Actor, facts: &AccountFacts) -> Verdict {
        let own = actor.is_account(&facts.account);
        match self {
            // 利用者の管理は市担当者だけが行う。監査担当者は一覧を見て、役割が実態と合うかを確かめる。
            AccountAction::List => Verdict::yes_if(
                actor.is(Role::CityOfficer) || actor.is(Role::Auditor),
                Verdict::Hidden,
            ),
            // 自分のパスワードは、いまのパスワードを入れて変える。開いたままの画面から他人が変えられないように。
            AccountAction::ResetPassword if own && actor.is(Role::CityOfficer) => Verdict::ReadOnly,
            AccountAction::ChangeOwnPassword => Verdict::yes_if(own, Verdict::Hidden),
            AccountAction::Create | AccountAction::Change | AccountAction::ResetPassword => {
                Verdict::yes_if(
                    actor.is(Role::CityOfficer),
                    if actor.is(Role::Auditor) { Verdict::ReadOnly } else { Verdict::Hidden },
                )
            }
        }
    }
}
