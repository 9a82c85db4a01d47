//! A password that somebody else set: it opens nothing, and nobody sets one unseen.

use axum::http::Method;

use super::*;
use crate::{App, events, testing::TestApp};

/// What the officer fills in for a new member of staff.
fn newcomer<'a>(login: &'a str, center: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("login", login),
        ("name", "試験 新人"),
        ("role", "center_staff"),
        ("center", center),
        ("organisation", ""),
        ("profession", ""),
    ]
}

/// The password on the page that shows it once.
pub(super) fn shown(page: &crate::testing::Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("<code>").expect("the page shows it");
    rest.split_once("</code>").unwrap().0.to_owned()
}

/// The officer hires somebody; login and password.
async fn hired(t: &TestApp, center: &str) -> (String, String) {
    let login = format!("new-{}", crate::id::AccountId::new());
    let page = t.post(Cast::CityOfficer, "/accounts", &newcomer(&login, center)).await.expect(200);
    assert!(page.says("一度だけ使えるパスワード"));
    (login, shown(&page))
}

const CHOSEN: &str = "みかん縁側ラジオ体操午後三時";

async fn choose(
    t: &TestApp,
    cookie: &String,
    present: &str,
    status: u16,
) -> crate::testing::Answer {
    let fields = [("present", present), ("new", CHOSEN), ("again", CHOSEN)];
    t.post_as(cookie, "/account/password", &fields).await.expect(status)
}

async fn reset(t: &TestApp, who: Cast) -> String {
    let path = format!("/accounts/{}/password", t.account(who));
    shown(&t.post(Cast::CityOfficer, &path, &[]).await.expect(200))
}

#[tokio::test]
async fn a_password_set_by_somebody_else_opens_nothing_until_it_is_changed() {
    each_database(async |t| {
        let (login, given) = hired(&t, "mei1").await;
        let cookie = t.sign_in(&login, &given).await;
        let mut closed = 0;
        for route in App::routes().declared() {
            if matches!(route.guard, Guard::Public(_) | Guard::FirstSteps(_)) {
                continue;
            }
            let path = route.path.replace(['{', '}', '*'], "");
            let answer = match route.method {
                Method::POST => t.post_as(&cookie, &path, &[]).await,
                _ => t.get_as(&cookie, &path).await,
            };
            assert_eq!(
                (answer.status.as_u16(), answer.location()),
                (303, "/account/password"),
                "{} {}",
                route.method,
                route.path
            );
            closed += 1;
        }
        assert!(closed > 80, "{closed}");

        let page = t.get_as(&cookie, "/account/password").await.expect(200);
        assert!(page.says("R7.10.1 に 市担当者の試験さんがあなたを利用者として登録しました"));
        assert!(page.says("13文字以上") && !page.says("side-nav"));
        choose(&t, &cookie, "not the one at all", 422).await;
        let same = [("present", given.as_str()), ("new", &given), ("again", &given)];
        let page = t.post_as(&cookie, "/account/password", &same).await.expect(422);
        assert!(page.says("別のものにしてください"));
        t.get_as(&cookie, "/").await.expect(303);

        choose(&t, &cookie, &given, 303).await;
        let ended = t.get_as(&cookie, "/").await.expect(303);
        assert!(ended.location().starts_with("/sign-in"));
        let old = [("login", login.as_str()), ("password", &given)];
        t.post(Cast::Stranger, "/session", &old).await.expect(422);
        let cookie = t.sign_in(&login, CHOSEN).await;
        t.get_as(&cookie, "/cases").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn somebody_with_a_one_time_password_may_still_sign_out() {
    each_database(async |t| {
        let (login, given) = hired(&t, "mei1").await;
        let cookie = t.sign_in(&login, &given).await;
        t.post_as(&cookie, "/session/end", &[]).await.expect(303);
        let after = t.get_as(&cookie, "/account/password").await.expect(303);
        assert!(after.location().starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn a_reset_is_seen_by_the_person_and_by_their_centre() {
    each_database(async |t| {
        let (login, given) = hired(&t, "mei1").await;
        let cookie = t.sign_in(&login, &given).await;
        choose(&t, &cookie, &given, 303).await;
        let colleague = t.sign_in(&login, CHOSEN).await;

        let given = reset(&t, Cast::CenterStaff).await;
        t.get(Cast::CenterStaff, "/cases").await.expect(303);
        let own = t.sign_in(&t.login(Cast::CenterStaff), &given).await;
        let page = t.get_as(&own, "/account/password").await.expect(200);
        assert!(page.says("R7.10.1 に 市担当者の試験さんがあなたのパスワードを再設定しました"));
        choose(&t, &own, &given, 303).await;

        let own = t.sign_in(&t.login(Cast::CenterStaff), CHOSEN).await;
        let today = t.get_as(&own, "/").await.expect(200);
        assert!(today.says("あなたのパスワードの再設定を確かめる"));
        assert!(today.says("試験 新人さんを利用者として登録しました"));
        let told = "市担当者の試験さんがセンター職員の試験さんのパスワードを再設定しました";
        let today = t.get_as(&colleague, "/").await.expect(200);
        assert!(today.says(told), "{}", today.text());
        assert!(!today.says("あなたを利用者として登録"), "that one knows");
        let all = t.get_as(&colleague, "/account/notices").await.expect(200);
        assert!(all.says(told) && all.says("あなたが自分のパスワードを変えました"));

        for who in [Cast::OtherCenterStaff, Cast::Member, Cast::CityOfficer] {
            assert!(!t.get(who, "/").await.expect(200).says(told), "{who:?}");
            let page = t.get(who, "/account/notices").await.expect(200);
            assert!(!page.says(told), "{who:?}");
        }
        t.get(Cast::Stranger, "/account/notices").await.expect(303);

        t.app.db().clock().advance_days(14);
        let colleague = t.sign_in(&login, CHOSEN).await;
        assert!(t.get_as(&colleague, "/").await.expect(200).says(told));
        t.app.db().clock().advance_days(1);
        let colleague = t.sign_in(&login, CHOSEN).await;
        assert!(!t.get_as(&colleague, "/").await.expect(200).says(told));
    })
    .await;
}

#[tokio::test]
async fn every_password_set_stands_in_the_history() {
    each_database(async |t| {
        let given = reset(&t, Cast::Member).await;
        let own = t.sign_in(&t.login(Cast::Member), &given).await;
        choose(&t, &own, &given, 303).await;
        let id = t.account(Cast::Member).to_string();
        let mut conn = t.read().await;
        let told = events::of(&mut conn, "account", &id).await.unwrap();
        let told: Vec<_> = told.iter().map(|e| (e.action.as_str(), e.actor.as_str())).collect();
        let officer = t.account(Cast::CityOfficer).to_string();
        assert_eq!(
            told,
            [
                ("create", "system:test"),
                ("reset_password", officer.as_str()),
                ("change_own_password", id.as_str()),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_moved_into_a_centre_is_seen_there() {
    each_database(async |t| {
        let path = format!("/accounts/{}", t.account(Cast::Guest));
        let moved = [
            ("version", "1"),
            ("name", "試験 いつのまにか"),
            ("role", "center_staff"),
            ("center", "mei1"),
            ("organisation", ""),
            ("profession", ""),
            ("active", "yes"),
        ];
        t.post(Cast::CityOfficer, &path, &moved).await.expect(303);
        let told = "試験 いつのまにかさんの役割かセンターを変えました";
        assert!(t.get(Cast::CenterStaff, "/").await.expect(200).says(told));
        assert!(!t.get(Cast::OtherCenterStaff, "/").await.expect(200).says(told));
    })
    .await;
}

#[tokio::test]
async fn a_change_of_an_account_is_taken_back_and_the_centre_is_told_of_who_is_let_in_again() {
    each_database(async |t| {
        let path = format!("/accounts/{}", t.account(Cast::CenterStaff));
        let mut away = [
            ("version", "1"),
            ("name", "試験 もどる"),
            ("role", "prefecture_officer"),
            ("center", ""),
            ("organisation", "県"),
            ("profession", ""),
            ("active", "yes"),
        ];
        let colleague = t.colleague(Cast::CenterStaff).await;
        let moved = t.post(Cast::CityOfficer, &path, &away).await.expect(303);
        t.get(Cast::CenterStaff, "/cases/new").await.expect(404);
        let (way_back, words) = moved.takes_back().unwrap();
        assert_eq!(words, "変更を取り消す");
        t.post(Cast::CenterStaff, &way_back, &[]).await.expect(409);
        t.post(Cast::CityOfficer, &way_back, &[]).await.expect(303);
        t.get(Cast::CenterStaff, "/cases/new").await.expect(200);
        let told = t.get_as(&colleague, "/account/notices").await.expect(200);
        assert!(told.says("都道府県担当者からセンター職員へ"), "{}", told.text());

        // Who may not sign in any more has no session either; both are not one.
        away[6] = ("active", "");
        let ended = t.post(Cast::CityOfficer, &path, &away).await.expect(303);
        let (way_back, words) = ended.takes_back().unwrap();
        assert_eq!(words, "利用の停止を取り消す");
        t.post(Cast::CityOfficer, &way_back, &[]).await.expect(303);
        t.get(Cast::CenterStaff, "/").await.expect(303);
        t.sign_in(&t.login(Cast::CenterStaff), PASSWORD).await;
    })
    .await;
}

#[tokio::test]
async fn an_officer_changes_their_own_password_like_everybody() {
    each_database(async |t| {
        let me = t.account(Cast::CityOfficer);
        t.post(Cast::CityOfficer, &format!("/accounts/{me}/password"), &[]).await.expect(403);
        let page = t.get(Cast::CityOfficer, &format!("/accounts/{me}/edit")).await.expect(200);
        assert!(page.says("/account/password") && !page.says("さんのパスワードを再設定する"));
        t.get(Cast::CityOfficer, "/").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn whoever_was_let_into_a_centre_for_a_moment_is_still_told_of_there() {
    each_database(async |t| {
        let (login, given) = hired(&t, "mei1").await;
        let cookie = t.sign_in(&login, &given).await;
        choose(&t, &cookie, &given, 303).await;
        let cookie = t.sign_in(&login, CHOSEN).await;
        t.get_as(&cookie, "/exports/named_cases?as=csv").await.expect(200);
        let mut conn = t.read().await;
        let all = super::list(&mut conn).await.unwrap();
        let ghost = all.iter().find(|a| a.login == login).unwrap();
        drop(conn);
        let away = [
            ("version", "1"),
            ("name", "試験 通りすがり"),
            ("role", "prefecture_officer"),
            ("center", ""),
            ("organisation", "県"),
            ("profession", ""),
            ("active", "yes"),
        ];
        t.post(Cast::CityOfficer, &format!("/accounts/{}", ghost.id), &away).await.expect(303);

        let made = "市担当者の試験さんが試験 通りすがりさんを利用者として登録しました";
        let moved = "役割かセンターを変えました(センター職員から都道府県担当者へ)";
        for page in ["/", "/account/notices"] {
            let told = t.get(Cast::CenterStaff, page).await.expect(200);
            assert!(told.says(made) && told.says(moved), "{page}: {}", told.text());
            let elsewhere = t.get(Cast::OtherCenterStaff, page).await.expect(200);
            assert!(!elsewhere.says("通りすがり"), "{page}");
        }
        let mut conn = t.read().await;
        let told = events::of(&mut conn, "account", ghost.id.as_str()).await.unwrap();
        let last = told.last().unwrap();
        assert_eq!(last.keeper, "mei1");
        assert_eq!(last.went_from, r#"{"role":"center_staff","center":"mei1"}"#);
        assert_eq!(last.went_to, r#"{"role":"prefecture_officer","center":null}"#);
        assert_eq!((last.whence.as_str(), last.permission.as_str()), ("page", "city_officer"));
        assert!(events::verify(&mut conn).await.unwrap().broken.is_empty());
    })
    .await;
}
