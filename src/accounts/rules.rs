//! Who may manage accounts.

use strum::{EnumIter, IntoStaticStr};

use crate::{
    access::{Action, Actor, Facts, Role, Rule, Subject, Verdict},
    id::AccountId,
};

/// What is done with accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AccountAction {
    /// 利用者の一覧を見る
    List,
    /// 利用者を登録する
    Create,
    /// 利用者の内容を直す・利用を止める
    Change,
    /// パスワードを再発行する
    ResetPassword,
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

impl Rule for AccountAction {
    type Facts = AccountFacts;

    fn label(self) -> &'static str {
        match self {
            AccountAction::List => "利用者の一覧を見る",
            AccountAction::Create => "利用者を登録する",
            AccountAction::Change => "利用者の内容を直す",
            AccountAction::ResetPassword => "パスワードを再発行する",
        }
    }

    fn verdict(self, actor: &Actor, _: &AccountFacts) -> Verdict {
        match self {
            // 利用者の管理は市担当者だけが行う。監査担当者は一覧を見て、役割が実態と合うかを確かめる。
            AccountAction::List => Verdict::yes_if(
                actor.is(Role::CityOfficer) || actor.is(Role::Auditor),
                Verdict::Hidden,
            ),
            AccountAction::Create | AccountAction::Change | AccountAction::ResetPassword => {
                Verdict::yes_if(
                    actor.is(Role::CityOfficer),
                    if actor.is(Role::Auditor) {
                        Verdict::ReadOnly
                    } else {
                        Verdict::Hidden
                    },
                )
            }
        }
    }
}

/// 利用者を登録する.
pub struct Create;
impl Action for Create {
    type Rule = AccountAction;
    const RULE: AccountAction = AccountAction::Create;
}

/// 利用者の内容を直す.
pub struct Change;
impl Action for Change {
    type Rule = AccountAction;
    const RULE: AccountAction = AccountAction::Change;
}

/// パスワードを再発行する.
pub struct ResetPassword;
impl Action for ResetPassword {
    type Rule = AccountAction;
    const RULE: AccountAction = AccountAction::ResetPassword;
}
