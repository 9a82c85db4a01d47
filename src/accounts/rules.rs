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
    /// パスワードを再設定する
    ResetPassword,
    /// 自分のパスワードを変える
    ChangeOwnPassword,
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
            AccountAction::ResetPassword => "パスワードを再設定する",
            AccountAction::ChangeOwnPassword => "自分のパスワードを変える",
        }
    }

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

/// パスワードを再設定する.
pub struct ResetPassword;
impl Action for ResetPassword {
    type Rule = AccountAction;
    const RULE: AccountAction = AccountAction::ResetPassword;
}

/// 自分のパスワードを変える.
pub struct ChangeOwnPassword;
impl Action for ChangeOwnPassword {
    type Rule = AccountAction;
    const RULE: AccountAction = AccountAction::ChangeOwnPassword;
}
