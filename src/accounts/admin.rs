//! 利用者: the list, adding somebody, changing them, closing their access, a new password.

use axum::{extract::Path, response::Response};

use super::{
    Account, AccountAction, AccountFacts, ChosenBy, NewAccount, password,
    rules::{Change, ResetPassword},
    store,
};
use crate::{
    access::{self, Role},
    error::{Result, unless_overtaken},
    id::{AccountId, CenterId, Id, ProfessionId},
    web::{
        self, Fields, FormState, Frame, Visit,
        form::Choice,
        listing::{self, List, Table},
    },
};

#[derive(askama::Template)]
#[template(path = "accounts/list.html")]
struct ListPage {
    frame: Frame,
    table: Table,
    may_create: bool,
}

type Column<'a> = listing::Column<'a, Account>;

#[derive(askama::Template)]
#[template(path = "accounts/edit.html")]
struct EditPage {
    frame: Frame,
    form: FormState,
    /// None: a new account.
    account: Option<Account>,
    roles: Vec<Choice>,
    centers: Vec<Choice>,
    professions: Vec<Choice>,
    /// Whether it is the reader's own account.
    own: bool,
    /// What somebody else saved meanwhile, label and value.
    theirs: Option<Vec<(String, String)>>,
}

#[derive(askama::Template)]
#[template(path = "accounts/password.html")]
struct PasswordPage {
    frame: Frame,
    account: Account,
    password: String,
    /// Within which it must be used.
    days: i64,
}

/// What the form says.
struct Input {
    name: String,
    role: Role,
    center_id: Option<CenterId>,
    organisation: String,
    profession_id: Option<ProfessionId>,
}

fn everybody(visit: &Visit) -> AccountFacts {
    AccountFacts { account: AccountId::from(visit.municipality().as_str()) }
}

/// `GET /accounts`
pub async fn list(visit: Visit) -> Result<Response> {
    visit.check(AccountAction::List, &everybody(&visit))?;
    let may_create = access::may(AccountAction::Create, visit.actor(), &everybody(&visit));
    let list = list_of(&visit, may_create);
    let mut conn = visit.read().await?;
    let part = store::part(&mut conn, &list.wanted(&visit)).await?;
    list.answer(&visit, part, |table| {
        web::page(&ListPage { frame: visit.frame("システムの利用者"), table, may_create })
    })
}

fn list_of(visit: &Visit, may_change: bool) -> List<'_, Account> {
    let structure = visit.structure();
    let place = |a: &Account| match &a.center_id {
        Some(center) => structure.center_name(center).into(),
        None => a.organisation.as_str().into(),
    };
    let mut columns = vec![
        Column::new("氏名", |a| a.name.as_str().into())
            .sort(store::BY_NAME)
            .class("own-line title")
            .names_row(),
        Column::new("役割", |a| a.role.label().into()).sort(store::BY_ROLE),
        Column::new(format!("{}・所属", structure.center_word()), place),
        Column::new("利用者ID", |a| a.login.as_str().into()).said("利用者ID"),
        Column::new("利用", |a| if a.active { "利用中" } else { "停止" }.into())
            .chip(|a| if a.active { "green" } else { "gray" }),
        Column::new("登録日", |a| a.created_at.day().into()).said("登録").nowrap(),
    ];
    if may_change {
        columns.push(
            Column::new("操作", |_| "直す".into())
                .link(|a| format!("/accounts/{}/edit", a.id))
                .note("visually-hidden", |a| format!(": {}", a.name))
                .nowrap(),
        );
    }
    List::new(("利用者", "人"), store::BY_ROLE.up(), |a| a.id.as_str(), columns).on_screen_alone()
}

/// `GET /accounts/new`
pub async fn ask_new(visit: Visit) -> Result<Response> {
    visit.check(AccountAction::Create, &everybody(&visit))?;
    web::page(&page(&visit, FormState::empty(), None))
}

/// `POST /accounts`: makes the account with a password that is shown once.
pub async fn create(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(AccountAction::Create, &everybody(&visit))?;
    let login = form.required("login", "利用者ID", 100);
    if !login.is_empty()
        && !login.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-@".contains(&b))
    {
        form.error("login", "利用者IDは、半角の英数字と . _ - @ で書いてください。");
    }
    let input = read(&visit, &mut form);
    let Some(input) = input.filter(|_| form.is_valid()) else {
        return web::refused(&page(&visit, form, None));
    };
    let spoken = password::spoken();
    let new = NewAccount {
        login,
        password_hash: password::hash(visit.app.config().password_cost, spoken.clone()).await?,
        password_by: ChosenBy::SomebodyElse,
        name: input.name,
        role: input.role,
        center_id: input.center_id,
        organisation: input.organisation,
        profession_id: input.profession_id,
    };
    let (actor, facts, account) = (visit.actor(), &new.facts(), &new);
    let made = visit
        .write(|mut tx| async move {
            let permit = access::permit(&mut tx, actor, facts)?;
            let id = store::create(&mut tx, permit, account).await?;
            Ok((tx, id))
        })
        .await;
    let id = match made {
        Ok(id) => id,
        Err(crate::error::Error::Conflict(sentence)) => {
            form.error("login", sentence);
            return web::refused(&page(&visit, form, None));
        }
        Err(error) => return Err(error),
    };
    show_password(&visit, &id, spoken).await
}

/// `GET /accounts/{id}/edit`
pub async fn ask_edit(visit: Visit, Path(id): Path<AccountId>) -> Result<Response> {
    visit.check(AccountAction::Change, &AccountFacts { account: id.clone() })?;
    let mut conn = visit.read().await?;
    let account = store::find(&mut conn, &id).await?;
    web::page(&page(&visit, filled(&account), Some(account)))
}

/// `POST /accounts/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<AccountId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &AccountFacts { account: id.clone() };
    visit.check(AccountAction::Change, facts)?;
    let mut conn = visit.read().await?;
    let account = store::find(&mut conn, &id).await?;
    drop(conn);
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or(0);
    let active = form.ticked("active");
    if !active && visit.actor().is_account(&id) {
        form.error(
            "active",
            "自分自身の利用を止めることはできません。ほかの市担当者に依頼してください。",
        );
    }
    let input = read(&visit, &mut form);
    let own = visit.actor().is_account(&id);
    if own && input.as_ref().is_some_and(|i| i.role != account.role) {
        form.error("role", "自分自身の役割は変えられません。ほかの市担当者に依頼してください。");
    }
    let Some(input) = input.filter(|_| form.is_valid()) else {
        return web::refused(&page(&visit, form, Some(account)));
    };
    let changed = &Account {
        name: input.name,
        role: input.role,
        center_id: input.center_id,
        organisation: input.organisation,
        profession_id: input.profession_id,
        active,
        version,
        ..account
    };
    let back = if account.active && !active {
        "利用の停止を取り消す"
    } else {
        "変更を取り消す"
    };
    let saved = visit
        .act_for_now(Change, &id, back, |mut tx, permit| async move {
            store::change(&mut tx, permit, changed).await?;
            Ok((tx, ()))
        })
        .await;
    if let Some(((), undo)) = unless_overtaken(saved)? {
        let said = "システムの利用者の内容を保存しました。";
        return Ok(web::done_for_now("/accounts", said, undo.as_ref()));
    }
    let mut conn = visit.read().await?;
    let theirs = store::find(&mut conn, &id).await?;
    form.set("version", theirs.version);
    let shown = versions(&visit, &form, &theirs);
    web::collided(&EditPage { theirs: Some(shown), ..page(&visit, form, Some(theirs)) })
}

/// `POST /accounts/{id}/password`: a new password, shown once; all sessions end.
pub async fn reset_password(visit: Visit, Path(id): Path<AccountId>) -> Result<Response> {
    let facts = &AccountFacts { account: id.clone() };
    visit.check(AccountAction::ResetPassword, facts)?;
    let spoken = password::spoken();
    let hash = &password::hash(visit.app.config().password_cost, spoken.clone()).await?;
    let _actor = visit.actor();
    visit
        .act_on(ResetPassword, facts, |mut tx, permit| async move {
            store::reset_password(&mut tx, permit, hash).await?;
            Ok((tx, ()))
        })
        .await?;
    show_password(&visit, &id, spoken).await
}

async fn show_password(visit: &Visit, id: &AccountId, password: String) -> Result<Response> {
    let mut conn = visit.read().await?;
    let account = store::find(&mut conn, id).await?;
    let frame = visit.frame("パスワードのお知らせ");
    web::page(&PasswordPage { frame, account, password, days: store::ONE_TIME_DAYS })
}

fn read(visit: &Visit, form: &mut FormState) -> Option<Input> {
    let name = form.required("name", "氏名", 60);
    let role = form.required_choice("role", "役割", &roles());
    let center = form.optional_choice("center", visit.structure().center_word(), &centers(visit));
    let organisation = form.optional("organisation", "所属", 100);
    let profession = form.optional_choice("profession", "職種", &professions(visit));
    let role: Role = role?.parse().ok()?;
    if role == Role::CenterStaff && center.is_none() {
        let center = visit.structure().center_word();
        form.error("center", format!("センター職員には、{center}を選んでください。"));
    }
    Some(Input {
        name,
        role,
        center_id: center.map(CenterId::from).filter(|_| role == Role::CenterStaff),
        organisation,
        profession_id: profession.map(Into::into),
    })
}

fn filled(account: &Account) -> FormState {
    let mut form = FormState::empty()
        .with("name", &account.name)
        .with("role", account.role.code())
        .with("organisation", &account.organisation)
        .with("profession", account.profession_id.as_ref().map_or("", Id::as_str))
        .with("version", account.version);
    if let Some(center) = &account.center_id {
        form.set("center", center);
    }
    if account.active {
        form.set("active", "yes");
    }
    form
}

/// What of an account somebody else saved otherwise than the form says.
fn versions(visit: &Visit, form: &FormState, theirs: &Account) -> Vec<(String, String)> {
    let structure = visit.structure();
    let center = theirs.center_id.as_ref().map_or("", |c| structure.center_name(c));
    let shown = [
        ("name", "氏名", theirs.name.as_str()),
        ("role", "役割", theirs.role.label()),
        ("center", structure.center_word(), center),
        ("organisation", "所属", &theirs.organisation),
        ("profession", "職種", structure.profession_name(theirs.profession_id.as_ref())),
        ("active", "利用", if theirs.active { "利用中" } else { "停止" }),
    ];
    let saved = filled(theirs);
    let differs = shown.into_iter().filter(|(name, ..)| form.differs(&saved, &[name]));
    differs.map(|(_, label, value)| (label.to_owned(), value.to_owned())).collect()
}

fn page(visit: &Visit, form: FormState, account: Option<Account>) -> EditPage {
    let title = if account.is_some() {
        "システムの利用者の内容を直す"
    } else {
        "システムの利用者の登録"
    };
    EditPage {
        frame: visit.frame(title),
        form,
        own: account.as_ref().is_some_and(|a| visit.actor().is_account(&a.id)),
        account,
        roles: roles(),
        centers: centers(visit),
        professions: professions(visit),
        theirs: None,
    }
}

fn roles() -> Vec<Choice> {
    Role::ALL.iter().copied().map(|r| Choice::new(r.code(), r.label())).collect()
}

fn centers(visit: &Visit) -> Vec<Choice> {
    visit.structure().centers.iter().map(|c| Choice::new(&c.key, &c.name)).collect()
}

fn professions(visit: &Visit) -> Vec<Choice> {
    visit.structure().professions.iter().map(|p| Choice::new(&p.key, &p.name)).collect()
}
