mod attempts;
mod one_time;

use super::*;
use crate::testing::{Cast, PASSWORD, each_database};

#[tokio::test]
async fn a_member_of_staff_signs_in_and_out() {
    each_database(async |t| {
        let login = t.login(Cast::CenterStaff);
        let fields = [("login", login.as_str()), ("password", PASSWORD), ("next", "/cases?q=1")];
        let answer = t.post(Cast::Stranger, "/session", &fields).await.expect(303);
        assert_eq!(answer.location(), "/cases?q=1");
        t.post(Cast::CenterStaff, "/session/end", &[]).await.expect(303);
        let after = t.get(Cast::CenterStaff, "/session/none").await;
        assert_eq!(after.status, 404);
    })
    .await;
}

#[tokio::test]
async fn whoever_signs_out_is_told_there_and_leaves_nothing_to_the_next_one() {
    each_database(async |t| {
        let out = t.post(Cast::CenterStaff, "/session/end", &[]).await.expect(303);
        let set = |answer: &crate::testing::Answer, cookie: &str| {
            let all = answer.headers.get_all("set-cookie").iter();
            all.filter_map(|set| set.to_str().ok()).any(|set| set.starts_with(cookie))
        };
        assert!(set(&out, "period=;"), "the period that was chosen goes");
        let door = t.follow(Cast::Stranger, &out).await.expect(200);
        assert!(door.says("サインアウトしました。"), "{}", door.text());
        assert!(set(&door, "said=;"), "and is not said again");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_look_alike() {
    each_database(async |t| {
        let login = t.login(Cast::CenterStaff);
        let wrong = [("login", login.as_str()), ("password", "not this one at all")];
        let unknown = [("login", "nobody-here"), ("password", "not this one at all")];
        let first = t.post(Cast::Stranger, "/session", &wrong).await.expect(422);
        let second = t.post(Cast::Stranger, "/session", &unknown).await.expect(422);
        assert!(first.says("利用者IDかパスワードが違います。"), "{}", first.text());
        assert!(second.says("利用者IDかパスワードが違います。"));
        assert!(first.says(&login), "what was typed is still there");
        assert!(!first.says("not this one at all"), "but never the password");
    })
    .await;
}

#[tokio::test]
async fn after_five_failures_a_login_waits() {
    each_database(async |t| {
        let login = t.login(Cast::Auditor);
        for _ in 0..5 {
            let fields = [("login", login.as_str()), ("password", "wrong wrong wrong")];
            t.post(Cast::Stranger, "/session", &fields).await.expect(422);
        }
        let right = [("login", login.as_str()), ("password", PASSWORD)];
        let answer = t.post(Cast::Stranger, "/session", &right).await.expect(422);
        assert!(answer.says("10分間"));
        t.app.db().clock().advance_days(1);
        t.post(Cast::Stranger, "/session", &right).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn another_sites_page_cannot_send_a_change() {
    each_database(async |t| {
        let answer = t.post_from_elsewhere(Cast::CenterStaff, "/session/end").await.expect(403);
        assert!(answer.says("別のサイト"));
    })
    .await;
}

#[tokio::test]
async fn an_address_outside_is_not_followed_after_signing_in() {
    each_database(async |t| {
        let login = t.login(Cast::CityOfficer);
        for next in ["https://example.com/", "//example.com", "/\\example.com"] {
            let fields = [("login", login.as_str()), ("password", PASSWORD), ("next", next)];
            assert_eq!(
                t.post(Cast::Stranger, "/session", &fields).await.expect(303).location(),
                "/"
            );
        }
    })
    .await;
}

#[test]
fn weak_passwords_are_told_why() {
    assert!(password::weakness("short", &[]).is_some_and(|s| s.contains("13文字")));
    assert!(password::weakness("aaaaaaaaaaaaaaaa", &[]).is_some());
    assert!(password::weakness("matsudo-matsudo-1", &["matsudo"]).is_some());
    assert_eq!(password::weakness("みかん縁側ラジオ体操午後三時", &[]), None);
}

#[tokio::test]
async fn the_city_hires_changes_and_lets_go() {
    each_database(async |t| {
        let login = format!("new-{}", t.municipality);
        let fields = [
            ("login", login.as_str()),
            ("name", "松永 みのり"),
            ("role", "center_staff"),
            ("center", "mei1"),
        ];
        let page = t.post(Cast::CityOfficer, "/accounts", &fields).await.expect(200);
        assert!(page.says("この画面でだけ表示します") && page.says("松永 みのり"));
        t.post(Cast::CityOfficer, "/accounts", &fields).await.expect(422);

        let mut conn = t.read().await;
        let all = list(&mut conn).await.unwrap();
        let made = all.iter().find(|a| a.login == login).unwrap();
        let path = format!("/accounts/{}", made.id);
        t.get(Cast::CityOfficer, &format!("{path}/edit")).await.expect(200);
        let gone = [
            ("name", "松永 みのり"),
            ("role", "center_staff"),
            ("center", "mei1"),
            ("version", "1"),
        ];
        t.post(Cast::CityOfficer, &path, &gone).await.expect(303);
        let mut other = gone;
        other[0].1 = "松永 実";
        let lost = t.post(Cast::CityOfficer, &path, &other).await.expect(409);
        assert!(lost.says("<dt>氏名</dt><dd class=\"prewrap\">松永 みのり</dd>"));
        assert!(!lost.says("<dt>役割</dt>"), "both say the same");
        t.post(Cast::CityOfficer, &format!("{path}/password"), &[]).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn only_the_city_manages_accounts() {
    each_database(async |t| {
        t.get(Cast::CityOfficer, "/accounts").await.expect(200);
        t.get(Cast::Auditor, "/accounts").await.expect(200);
        t.get(Cast::CenterStaff, "/accounts").await.expect(404);
        t.get(Cast::Auditor, "/accounts/new").await.expect(403);
        t.post(Cast::Member, "/accounts", &[]).await.expect(404);
        let page =
            t.post(Cast::CityOfficer, "/accounts", &[("name", "名前だけ")]).await.expect(422);
        assert!(page.says("名前だけ") && page.says("利用者ID"));
    })
    .await;
}

#[tokio::test]
async fn somebody_changes_their_own_password_and_signs_in_with_it() {
    each_database(async |t| {
        let new = "みかん縁側ラジオ体操午後三時";
        let wrong = [("present", "not mine at all"), ("new", new), ("again", new)];
        t.post(Cast::Member, "/account/password", &wrong).await.expect(422);
        let weak = [("present", PASSWORD), ("new", "short"), ("again", "short")];
        t.post(Cast::Member, "/account/password", &weak).await.expect(422);
        let right = [("present", PASSWORD), ("new", new), ("again", new)];
        t.post(Cast::Member, "/account/password", &right).await.expect(303);
        t.get(Cast::Member, "/").await.expect(303);
        let login = t.login(Cast::Member);
        let fields = [("login", login.as_str()), ("password", new)];
        t.post(Cast::Stranger, "/session", &fields).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn attempts_at_the_same_moment_are_counted_one_by_one() {
    each_database(async |t| {
        let login = t.login(Cast::Auditor);
        let fields = [("login", login.as_str()), ("password", "wrong wrong wrong")];
        let many = (0..12).map(|_| t.post(Cast::Stranger, "/session", &fields));
        let answers = futures_util::future::join_all(many).await;
        let tried = answers.iter().filter(|a| a.says("利用者IDかパスワードが違います。")).count();
        let waiting = answers.iter().filter(|a| a.says("10分間")).count();
        assert_eq!((tried, waiting), (5, 7));
        let right = [("login", login.as_str()), ("password", PASSWORD)];
        t.post(Cast::Stranger, "/session", &right).await.expect(422);

        // After ten minutes one attempt, not five.
        t.app.db().clock().advance_minutes(11);
        let again = (0..4).map(|_| t.post(Cast::Stranger, "/session", &fields));
        let answers = futures_util::future::join_all(again).await;
        let tried = answers.iter().filter(|a| !a.says("10分間")).count();
        assert_eq!(tried, 1);
        t.app.db().clock().advance_minutes(11);
        t.post(Cast::Stranger, "/session", &right).await.expect(303);
    })
    .await;
}
