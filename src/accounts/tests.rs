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
async fn a_wrong_password_and_an_unknown_login_look_alike() {
    each_database(async |t| {
        let login = t.login(Cast::CenterStaff);
        let wrong = [("login", login.as_str()), ("password", "not this one at all")];
        let unknown = [("login", "nobody-here"), ("password", "not this one at all")];
        let first = t.post(Cast::Stranger, "/session", &wrong).await.expect(422);
        let second = t.post(Cast::Stranger, "/session", &unknown).await.expect(422);
        assert!(first.says("ログインIDかパスワードが違います。"), "{}", first.text());
        assert!(second.says("ログインIDかパスワードが違います。"));
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
            assert_eq!(t.post(Cast::Stranger, "/session", &fields).await.expect(303).location(), "/");
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
