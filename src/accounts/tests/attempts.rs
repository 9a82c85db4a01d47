//! Guessing: held back where it comes from, and nobody locked out by it.

use std::net::SocketAddr;

use futures_util::future::join_all;

use super::{super::store, *};
use crate::{
    db::{Kind, Query},
    testing::{Log, TestApp},
};

const WRONG: &str = "wrong wrong wrong";
const CHOSEN: &str = "みかん縁側ラジオ体操午後三時";

/// An address of a network of its own.
fn elsewhere() -> SocketAddr {
    SocketAddr::from((crate::crypt::random::<16>(), 443))
}

/// Another address of the same network.
fn in_its_network(address: SocketAddr) -> [u8; 16] {
    let SocketAddr::V6(address) = address else { panic!("an address of IPv6") };
    let mut octets = address.ip().octets();
    octets[15] ^= 1;
    octets
}

async fn status(t: &TestApp, from: SocketAddr, login: &str, password: &str) -> u16 {
    t.sign_in_from(from, login, password).await.status.as_u16()
}

#[tokio::test]
async fn whoever_guesses_locks_themselves_out_and_not_the_owner() {
    each_database(async |t| {
        let (login, stranger) = (t.login(Cast::CityOfficer), elsewhere());
        for hour in 0..4 {
            for _ in 0..6 {
                assert_eq!(status(&t, stranger, &login, WRONG).await, 422);
            }
            let told = t.sign_in_from(stranger, &login, PASSWORD).await.expect(422);
            assert!(told.says("このパソコンなどからは10分間"), "{hour}: {}", told.text());
            assert_eq!(status(&t, t.address, &login, PASSWORD).await, 303, "{hour}");
            // The same network with another of its addresses.
            let neighbour = SocketAddr::from((in_its_network(stranger), 443));
            assert_eq!(status(&t, neighbour, &login, PASSWORD).await, 422, "{hour}");
            t.app.db().clock().advance_minutes(5);
        }
    })
    .await;
}

#[tokio::test]
async fn a_reset_lets_its_owner_in_at_once() {
    each_database(async |t| {
        let login = t.login(Cast::Member);
        for _ in 0..6 {
            status(&t, t.address, &login, WRONG).await;
        }
        assert_eq!(status(&t, t.address, &login, PASSWORD).await, 422);
        let path = format!("/accounts/{}/password", t.account(Cast::Member));
        let page = t.post(Cast::CityOfficer, &path, &[]).await.expect(200);
        assert_eq!(status(&t, t.address, &login, &one_time::shown(&page)).await, 303);
    })
    .await;
}

#[tokio::test]
async fn many_logins_tried_from_one_address_are_held_back_there() {
    each_database(async |t| {
        let sprayer = elsewhere();
        let mut told = 0;
        for n in 0..60 {
            let answer = t.sign_in_from(sprayer, &format!("u{n}-{}", t.municipality), WRONG).await;
            told += usize::from(answer.says("失敗が多く続いています"));
        }
        assert_eq!(told, 10);
        let login = t.login(Cast::Auditor);
        assert_eq!(status(&t, sprayer, &login, PASSWORD).await, 422);
        assert_eq!(status(&t, t.address, &login, PASSWORD).await, 303);
        t.app.db().clock().advance_minutes(2);
        assert_eq!(status(&t, sprayer, &login, PASSWORD).await, 303);
    })
    .await;
}

#[tokio::test]
async fn one_login_tried_from_everywhere_is_slowed_but_where_its_owner_is_known() {
    each_database(async |t| {
        let (login, told) = (t.login(Cast::Auditor), "いくつもの場所から");
        let tried = async || t.sign_in_from(elsewhere(), &login, WRONG).await.expect(422);
        for n in 0..100 {
            assert!(tried().await.says("利用者IDかパスワードが違います"), "{n}");
        }
        let away = elsewhere();
        for _ in 0..7 {
            assert!(t.sign_in_from(away, &login, PASSWORD).await.expect(422).says(told));
        }
        assert_eq!(status(&t, t.address, &login, PASSWORD).await, 303, "the owner at their desk");
        let other = t.login(Cast::CityOfficer);
        assert_eq!(status(&t, elsewhere(), &other, PASSWORD).await, 303, "nobody else waits");

        // It is for a short while, and having waited is not held against them; nor is what came out well.
        t.app.db().clock().advance_minutes(1);
        for _ in 0..7 {
            assert_eq!(status(&t, away, &login, PASSWORD).await, 303);
        }
        // Whoever goes on makes it longer.
        let digest = &login_digest(t.read().await.keys(), &login);
        t.write(|mut tx| async move {
            let more =
                "update sign_in_attempts set failures = 1000 where login = $1 and address = ''";
            assert_eq!(Query::beyond(more, digest).run(&mut tx).await?, 1);
            Ok((tx, ()))
        })
        .await
        .unwrap();
        t.app.db().clock().advance_minutes(3);
        assert!(tried().await.says("利用者IDかパスワードが違います"));
        t.app.db().clock().advance_minutes(2);
        assert!(tried().await.says(told));
        t.app.db().clock().advance_minutes(3);
        assert!(tried().await.says("利用者IDかパスワードが違います"));

        // A desk is known for four weeks. A password that was set anew forgives.
        t.app.db().clock().advance_days(29);
        for _ in 0..101 {
            tried().await;
        }
        assert!(t.sign_in_from(t.address, &login, PASSWORD).await.expect(422).says(told));
        let path = format!("/accounts/{}/password", t.account(Cast::Auditor));
        let officer = t.sign_in(&other, PASSWORD).await;
        let page = t.post_as(&officer, &path, &[]).await.expect(200);
        assert_eq!(status(&t, elsewhere(), &login, &one_time::shown(&page)).await, 303);
    })
    .await;
}

#[tokio::test]
async fn an_office_that_signs_in_well_is_not_held_back() {
    each_database(async |t| {
        let login = t.login(Cast::Auditor);
        for _ in 0..60 {
            assert_eq!(status(&t, t.address, &login, PASSWORD).await, 303);
        }
    })
    .await;
}

#[tokio::test]
async fn what_strangers_leave_behind_is_bounded() {
    each_database(async |t| {
        // A server's counts are those of all tests.
        let kept = if t.app.db().kind() == Kind::Sqlite { 5 } else { 1_000_000 };
        for n in 0..12 {
            t.app.db().clock().advance_minutes(1);
            let (login, limits) = (&format!("n{n}"), store::Limits { most: 5, kept, luck: 0 });
            t.write(|mut tx| async move {
                store::attempt(&mut tx, login, "192.0.2.7", limits).await?;
                Ok((tx, ()))
            })
            .await
            .unwrap();
        }
        // Each attempt leaves at most three: of the login there, of the login anywhere, of anybody there.
        let count = "select cast(count(*) as bigint) from sign_in_attempts";
        let left = Query::beyond(count, ()).count(&mut t.read().await).await.unwrap();
        assert!(left <= kept + 3, "{left}");
    })
    .await;
}

#[tokio::test]
async fn signing_in_again_ends_what_that_browser_had() {
    each_database(async |t| {
        let login = t.login(Cast::Auditor);
        let former = t.sign_in(&login, PASSWORD).await;
        let fields = [("login", login.as_str()), ("password", PASSWORD)];
        t.post_as(&former, "/session", &fields).await.expect(303);
        let after = t.get_as(&former, "/accounts").await.expect(303);
        assert!(after.location().starts_with("/sign-in"));
        t.get(Cast::Auditor, "/accounts").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn of_simultaneous_changes_of_a_password_one_wins_and_the_others_are_told() {
    each_database(async |t| {
        let words = [
            "みかん縁側ラジオ体操",
            "りんご土間ラジオ体操",
            "ぶどう軒先ラジオ体操",
            "すいか納戸ラジオ体操",
        ]
        .map(|start| format!("{start}午後三時"));
        let change = async |new: &String| {
            let fields = [("present", PASSWORD), ("new", new), ("again", new)];
            t.post(Cast::Member, "/account/password", &fields).await
        };
        let answers = join_all(words.iter().map(change)).await;
        let won: Vec<usize> = (0..4).filter(|n| answers[*n].location() == "/sign-in").collect();
        assert_eq!(won.len(), 1, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
        // Those who came a little later are signed out, or find their present password changed.
        for (n, answer) in answers.iter().enumerate().filter(|(n, _)| *n != won[0]) {
            let told = match answer.status.as_u16() {
                409 => answer.says("保存していません"),
                422 => answer.says("いまのパスワードが違います"),
                _ => answer.location().starts_with("/sign-in?"),
            };
            assert!(told, "{n}: {}", answer.text());
        }
        let login = t.login(Cast::Member);
        assert_eq!(status(&t, t.address, &login, &words[won[0]]).await, 303);
    })
    .await;
}

#[tokio::test]
async fn guesses_at_the_present_password_are_counted_too() {
    each_database(async |t| {
        let guess = async |present: &str| {
            let fields = [("present", present), ("new", CHOSEN), ("again", CHOSEN)];
            t.post(Cast::Member, "/account/password", &fields).await
        };
        for _ in 0..5 {
            assert!(guess(WRONG).await.expect(422).says("いまのパスワードが違います"));
        }
        assert!(guess(PASSWORD).await.expect(422).says("10分間は変更できません"));
        t.app.db().clock().advance_minutes(11);
        guess(PASSWORD).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn a_password_that_somebody_else_set_is_good_for_two_weeks() {
    each_database(async |t| {
        let path = format!("/accounts/{}/password", t.account(Cast::Member));
        let page = t.post(Cast::CityOfficer, &path, &[]).await.expect(200);
        assert!(page.says("14日以内"));
        let (login, given) = (t.login(Cast::Member), one_time::shown(&page));
        t.app.db().clock().advance_minutes(14 * 24 * 60 - 1);
        assert_eq!(status(&t, t.address, &login, &given).await, 303);
        t.app.db().clock().advance_minutes(1);
        let told = t.sign_in_from(t.address, &login, &given).await.expect(422);
        assert!(told.says("14日を過ぎた"), "{}", told.text());
        // One's own does not grow old.
        t.app.db().clock().advance_days(400);
        assert_eq!(status(&t, t.address, &t.login(Cast::Auditor), PASSWORD).await, 303);
    })
    .await;
}

#[tokio::test]
async fn the_log_of_a_failure_says_whence_and_not_what_was_typed() {
    each_database(async |t| {
        let (log, _listening) = Log::begin();
        let typed = format!("hanako-{}", t.municipality);
        let from = SocketAddr::from(([203, 0, 113, 7], 1));
        status(&t, from, &typed, WRONG).await;
        let said = log.said();
        let digest = login_digest(t.read().await.keys(), &typed);
        assert!(said.contains("203.0.113.7") && said.contains(&digest[..16]), "{said}");
        assert!(!said.contains("hanako") && !said.contains(WRONG), "{said}");
    })
    .await;
}
