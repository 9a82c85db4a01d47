//! Everybody changes their own password.

use axum::response::Response;

use super::{password, store};
use crate::{
    error::{Error, Result},
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "accounts/own.html")]
struct OwnPage {
    frame: Frame,
    form: FormState,
}

/// `GET /account/password`
pub async fn ask(visit: Visit) -> Result<Response> {
    web::page(&OwnPage {
        frame: visit.frame("パスワードの変更"),
        form: FormState::empty(),
    })
}

/// `POST /account/password`: the present password is asked again, and other sessions end.
pub async fn change(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let account = &visit.actor().seat().ok_or(Error::NotFound)?.account;
    let present = form.secret("present", "いまのパスワード");
    let new = form.secret("new", "新しいパスワード");
    let again = form.secret("again", "新しいパスワード(確認)");
    let mut conn = visit.read().await?;
    let known = store::find(&mut conn, visit.municipality(), account).await?;
    let hash = store::password_hash(&mut conn, visit.municipality(), account).await?;
    drop(conn);
    if form.is_valid() {
        let words = [
            visit.visitor.city.as_str(),
            known.login.as_str(),
            known.name.as_str(),
        ];
        if let Some(sentence) = password::weakness(&new, &words) {
            form.error("new", sentence);
        }
        if new != again {
            form.error(
                "again",
                "新しいパスワードと一致しません。もう一度入力してください。",
            );
        }
        if !password::fits(visit.app.config().password_cost, present, Some(hash)).await? {
            form.error("present", "いまのパスワードが違います。");
        }
    }
    if !form.is_valid() {
        return web::refused(&OwnPage {
            frame: visit.frame("パスワードの変更"),
            form,
        });
    }
    let hash = &password::hash(visit.app.config().password_cost, new).await?;
    let municipality = visit.municipality();
    visit
        .write(|mut tx| async move {
            store::set_own_password(&mut tx, municipality, account, hash).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done(
        "/sign-in",
        "パスワードを変更しました。新しいパスワードでサインインしてください。",
    ))
}
