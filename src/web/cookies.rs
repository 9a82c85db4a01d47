//! Our cookies, which all look alike: for every path of this server, out of reach of scripts, and not sent along
//! with another site's form.

use std::{borrow::Cow, time::Duration};

use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

/// The cookie that keeps the period somebody chose.
pub const PERIOD_COOKIE: &str = "period";

/// A cookie that the browser keeps until it is closed.
pub fn cookie(name: &'static str, value: impl Into<Cow<'static, str>>) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax).build()
}

/// A cookie that the browser forgets after so many seconds; with none, it takes an older one back.
pub fn passing(
    name: &'static str,
    value: impl Into<Cow<'static, str>>,
    seconds: u8,
) -> Cookie<'static> {
    let age = Duration::from_secs(seconds.into());
    let age = age.try_into().expect("a few minutes are a duration");
    Cookie::build(cookie(name, value)).max_age(age).build()
}

/// An answer that sets a cookie as well.
pub fn with_cookie(answer: Response, cookie: Cookie<'static>) -> Response {
    (CookieJar::new().add(cookie), answer).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn cookies_stay_on_this_server_and_away_from_scripts() {
        let answer = with_cookie(().into_response(), cookie("period", "2025-2"));
        let answer = with_cookie(answer, passing("said", "", 0));
        let set: Vec<&str> = answer
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().expect("ASCII"))
            .collect();
        let ours = "HttpOnly; SameSite=Lax; Path=/";
        assert_eq!(set, [format!("period=2025-2; {ours}"), format!("said=; {ours}; Max-Age=0")]);
    }
}
