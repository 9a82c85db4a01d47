//! Everybody changes their own password; whoever was given one by somebody else does so before anything else.

use axum::response::Response;

use super::{AccountFacts, notices, password, rules::ChangeOwnPassword, store};
use crate::{
    error::{Error, Result, unless_overtaken},
    id::AccountId,
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "accounts/own.html")]
struct OwnPage {
    frame: Frame,
    form: FormState,
    /// Whether nothing else opens before.
    must: bool,
    /// Who set it, in sentences.
    told: Vec<String>,
    shortest: usize,
}

/// `GET /account/password`
pub async fn ask(visit: Visit) -> Result<Response> {
    web::page(&page(&visit, FormState::empty()).await?)
}

/// `POST /account/password`: the present password is asked again, and all sessions end.
pub async fn change(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let account = account(&visit)?;
    let present = form.secret("present", "いまのパスワード");
    let new = form.secret("new", "新しいパスワード");
    let again = form.secret("again", "新しいパスワード(確認)");
    let mut conn = visit.read().await?;
    let known = store::find(&mut conn, account).await?;
    let former = store::password_hash(&mut conn, account).await?;
    drop(conn);
    if form.is_valid() {
        let words = [visit.visitor.city.as_str(), known.login.as_str(), known.name.as_str()];
        if let Some(sentence) = password::weakness(&new, &words) {
            form.error("new", sentence);
        } else if new == present {
            form.error("new", "いまのパスワードとは別のものにしてください。");
        }
        if new != again {
            form.error("again", "新しいパスワードと一致しません。もう一度入力してください。");
        }
    }
    // Only where nothing else is wrong, so that an attempt that is counted is one that counts.
    if form.is_valid() {
        let most = visit.app.config().sign_in_attempts;
        let login = &known.login;
        let may_try = visit
            .write(|mut tx| async move {
                let may_try = store::attempt_present(&mut tx, login, most).await?;
                Ok((tx, may_try))
            })
            .await?;
        if !may_try {
            let minutes = store::PAUSE;
            form.error("present", format!("続けて間違えたため、{minutes}分間は変更できません。思い出せないときは、市の担当者に再設定を依頼してください。"));
        } else if !password::fits(visit.app.config().password_cost, present, Some(former.clone()))
            .await?
        {
            form.error("present", "いまのパスワードが違います。");
        }
    }
    if !form.is_valid() {
        return web::refused(&page(&visit, form).await?);
    }
    let hash = &password::hash(visit.app.config().password_cost, new).await?;
    let (former, facts) = (&former, &AccountFacts { account: account.clone() });
    let changed = visit
        .act_on(ChangeOwnPassword, facts, |mut tx, permit| async move {
            store::change_own_password(&mut tx, permit, former, hash).await?;
            Ok((tx, ()))
        })
        .await;
    if unless_overtaken(changed)?.is_none() {
        return Err(Error::conflict(
            "パスワードは、同じときにほかの画面で変えられました。この変更は保存していません。先に変えたほうのパスワードでサインインしてください。",
        ));
    }
    Ok(web::done(
        "/sign-in",
        "パスワードを変更しました。新しいパスワードでサインインしてください。",
    ))
}

fn account(visit: &Visit) -> Result<&AccountId> {
    Ok(&visit.actor().seat().ok_or(Error::NotFound)?.account)
}

async fn page(visit: &Visit, form: FormState) -> Result<OwnPage> {
    let must = visit.visitor.one_time;
    let mut frame = visit.frame("パスワードの変更");
    let mut told = Vec::new();
    if must {
        let mut conn = visit.read().await?;
        told = notices::on_the_way_in(&mut conn, visit.actor()).await?;
        // They lead nowhere yet.
        frame.nav.clear();
        frame.periods.clear();
    }
    Ok(OwnPage { frame, form, must, told, shortest: password::SHORTEST })
}
