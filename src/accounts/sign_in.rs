//! Signing in and out.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    password,
    store::{self, Leave},
};
use crate::{
    App,
    config::Config,
    crypt,
    error::Result,
    web::{self, Fields, FormState, Frame, Whence},
};

/// The session cookie's name.
pub const SESSION_COOKIE: &str = "tsumugi";

#[derive(askama::Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    frame: Frame,
    form: FormState,
    next: String,
    demo_password: &'static str,
}

/// What the demo's accounts sign in with, which its sign-in page says.
const DEMO_PASSWORD: &str = "tsumugi-demo-2026";

/// The frame of the page, which in the demo is where a visitor begins.
async fn frame(app: &App) -> Result<Frame> {
    let demo = store::is_demo(&mut app.db().read_beyond().await?).await?;
    Ok(Frame { demo, ..Frame::for_stranger("サインイン") })
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub async fn ask(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
    cookies: CookieJar,
) -> Result<Response> {
    let frame = frame(&app).await?.told(&cookies);
    let (form, next) = (FormState::empty(), web::inside(&next).to_owned());
    let page = web::page(&SignInPage { frame, form, next, demo_password: DEMO_PASSWORD })?;
    // Whoever signs in here next is not told what was said to whoever went.
    Ok(match web::has_flash(&cookies) {
        true => web::with_cookie(page, web::forget_flash()),
        false => page,
    })
}

/// `POST /session`: counts the attempt, looks at login and password, and begins a session with a new token.
pub async fn begin(
    State(app): State<App>,
    Whence(address): Whence,
    cookies: CookieJar,
    Fields(mut form): Fields,
) -> Result<Response> {
    let login = form.required("login", "利用者ID", 200);
    let password = form.secret("password", "パスワード");
    let next = web::inside(form.value("next")).to_owned();
    let frame = frame(&app).await?;
    let refuse = |form: FormState, next: String| {
        web::refused(&SignInPage { frame, form, next, demo_password: DEMO_PASSWORD })
    };
    if !form.is_valid() {
        return refuse(form, next);
    }

    let config = app.config();
    let (tried, address) = (&login, &address);
    let limits = store::Limits::of(config.sign_in_attempts);
    let leave = app
        .db()
        .write_beyond(|mut tx| async move {
            let leave = store::attempt(&mut tx, tried, address, limits).await?;
            Ok((tx, leave))
        })
        .await?;
    let mut conn = app.db().read_beyond().await?;
    let digest = store::login_digest(conn.keys(), &login);
    let failed = |why| tracing::warn!(why, %address, login = &digest[..16], "a sign-in failed");
    match leave {
        Leave::Given => {}
        Leave::LoginWaits => {
            failed("the login waits");
            let minutes = store::PAUSE;
            form.error("login", format!("続けて間違えたため、この利用者IDは、このパソコンなどからは{minutes}分間サインインできません。お急ぎのときは、市の担当者にパスワードの再設定を依頼してください。"));
            return refuse(form, next);
        }
        Leave::LoginWaitsElsewhere => {
            failed("the login waits but where it is known");
            form.error("login", "この利用者IDでは、いくつもの場所からサインインの失敗が続いています。5分ほど待ってから、もう一度お試しください。この4週間にサインインした場所からは、待たずにサインインできます。");
            return refuse(form, next);
        }
        Leave::AddressWaits => {
            failed("the address waits");
            form.error("login", "いまの場所から、サインインの失敗が多く続いています。1分ほど待ってから、もう一度お試しください。");
            return refuse(form, next);
        }
    }

    let known = store::known(&mut conn, &login).await?;
    drop(conn);
    let hash = known.as_ref().map(|k| k.password_hash.clone());
    let fits = password::fits(config.password_cost, password, hash).await?;
    let Some(known) = known.filter(|_| fits) else {
        failed("login or password are wrong");
        form.error("login", "利用者IDかパスワードが違います。");
        return refuse(form, next);
    };

    if known.one_time && known.one_time_until <= app.db().clock().now() {
        failed("a password for one use is too old");
        let days = store::ONE_TIME_DAYS;
        form.error("password", format!("このパスワードは、渡されてから{days}日を過ぎたため使えません。市の担当者に再設定を依頼してください。"));
        return refuse(form, next);
    }

    let token = URL_SAFE_NO_PAD.encode(crypt::random::<32>());
    let digest = token_digest(&token);
    let former = token_of(&cookies).map(|token| token_digest(&token));
    let new = &store::NewSession {
        login: &login,
        address,
        account: &known.account_id,
        digest: &digest,
        ends_at: app.db().clock().now().plus(config.session_hours * 3_600_000),
        former: former.as_deref(),
    };
    app.db()
        .write(&known.municipality_id, |mut tx| async move {
            store::begin_session(&mut tx, new).await?;
            Ok((tx, ()))
        })
        .await?;
    let answer = Redirect::to(&next).into_response();
    Ok(web::with_cookie(answer, secured(config, web::cookie(SESSION_COOKIE, token))))
}

/// `POST /session/end`
pub async fn end(State(app): State<App>, cookies: CookieJar) -> Result<Response> {
    if let Some(token) = token_of(&cookies) {
        let digest = &token_digest(&token);
        app.db()
            .write_beyond(|mut tx| async move {
                store::end_session(&mut tx, digest).await?;
                Ok((tx, ()))
            })
            .await?;
    }
    let answer = web::done("/sign-in", "サインアウトしました。");
    // The next one at this machine begins with the period of today's work, not with what somebody else looked at.
    let answer = web::with_cookie(answer, web::passing(web::PERIOD_COOKIE, "", 0));
    Ok(web::with_cookie(answer, secured(app.config(), web::passing(SESSION_COOKIE, "", 0))))
}

/// What the database keeps of a token.
pub fn token_digest(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// The session token of a request.
pub fn token_of(cookies: &CookieJar) -> Option<String> {
    let token = cookies.get(SESSION_COOKIE)?.value();
    (!token.is_empty()).then(|| token.to_owned())
}

/// The session's cookie, never sent in the clear where the server is reached by HTTPS.
fn secured(config: &Config, mut cookie: Cookie<'static>) -> Cookie<'static> {
    if config.https {
        cookie.set_secure(true);
    }
    cookie
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_s_door_says_the_password_that_opens_it() {
        let seeds = crate::demo::seeds::Seeds::matsudo().expect("the demo's seeds");
        assert_eq!(seeds.password, super::DEMO_PASSWORD);
    }
}
