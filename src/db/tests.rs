//! A database that refuses to be written, and one that is gone.

use super::*;
use crate::testing::{Answer, Cast, TestApp, each_database};

/// Does something to SQLite's one writer; false on PostgreSQL, which has none.
async fn to_the_writer(t: &TestApp, pragma: &'static str) -> bool {
    let Pools::Sqlite { writer, .. } = &t.app.db().pools else {
        return false;
    };
    sqlx::query(pragma).execute(writer).await.unwrap();
    true
}

/// Makes an account.
async fn save(t: &TestApp, number: usize) -> Answer {
    let (login, name) = (format!("new-{number}-{}", t.municipality), "長い名前".repeat(15));
    let fields = [
        ("login", login.as_str()),
        ("name", &name),
        ("role", "auditor"),
        ("center", ""),
        ("organisation", &name),
        ("profession", ""),
    ];
    t.post(Cast::CityOfficer, "/accounts", &fields).await
}

#[tokio::test]
async fn a_full_disk_is_told_and_forgotten_when_there_is_space_again() {
    each_database(async |t| {
        for round in 0..3 {
            // As many pages as there are, and not one more.
            if !to_the_writer(&t, "pragma max_page_count = 1").await {
                return;
            }
            let mut told = 0;
            for number in 0..60 {
                let answer = save(&t, round * 100 + number).await;
                if answer.status == 503 {
                    assert!(
                        answer.says("いまは保存できません") && answer.says("保存されていません")
                    );
                    t.get(Cast::CityOfficer, "/accounts").await.expect(200);
                    told += 1;
                    break;
                }
                assert_eq!(answer.status, 200, "{}", answer.text());
            }
            assert_eq!(told, 1, "the disk fills");
            to_the_writer(&t, "pragma max_page_count = 1000000").await;
            save(&t, round * 100 + 99).await.expect(200);
            t.get(Cast::CenterStaff, "/cases").await.expect(200);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_are_read_while_nothing_can_be_written() {
    each_database(async |t| {
        if !to_the_writer(&t, "pragma query_only = 1").await {
            return;
        }
        t.app.db().clock().advance_minutes(5);
        for page in ["/", "/cases", "/persons"] {
            t.get(Cast::CenterStaff, page).await.expect(200);
        }
        assert!(save(&t, 0).await.expect(503).says("空きがない"));
        to_the_writer(&t, "pragma query_only = 0").await;
        save(&t, 0).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_page_does_not_wait_for_a_writer_that_is_busy() {
    each_database(async |t| {
        t.app.db().clock().advance_minutes(5);
        let begun = tokio::time::Instant::now();
        let busy = t.app.db().begin(None).await.unwrap();
        t.get(Cast::CenterStaff, "/cases").await.expect(200);
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        drop(busy);
    })
    .await;
}

#[tokio::test]
async fn health_is_asked_of_the_database() {
    each_database(async |t| {
        assert_eq!(t.get(Cast::Stranger, "/healthz").await.expect(200).text(), "ok");
        t.app.db().close().await;
        t.get(Cast::Stranger, "/healthz").await.expect(503);
        assert!(t.get(Cast::CenterStaff, "/cases").await.expect(503).says("つながらない"));
    })
    .await;
}

/// A way to the server that can be cut: what passes it on, and the address under which the server is reached by it.
async fn wire(url: &str) -> (tokio::task::JoinSet<()>, String) {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (who, place) = rest.split_once('@').unwrap();
    let (server, path) = place.split_once('/').unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = format!("{scheme}://{who}@{}/{path}", listener.local_addr().unwrap());
    let (mut tasks, server) = (tokio::task::JoinSet::new(), server.to_owned());
    tasks.spawn(async move {
        let mut passing = tokio::task::JoinSet::new();
        while let Ok((mut near, _)) = listener.accept().await {
            let mut far = tokio::net::TcpStream::connect(&server).await.unwrap();
            passing.spawn(async move {
                tokio::io::copy_bidirectional(&mut near, &mut far).await.ok();
            });
        }
    });
    (tasks, here)
}

#[tokio::test]
async fn a_server_that_went_away_is_told_of_at_once() {
    let Ok(url) = std::env::var("TSUMUGI_TEST_POSTGRES") else { return };
    let (mut wire, here) = wire(&url).await;
    let t = TestApp::start(&here, tempfile::tempdir().unwrap()).await;
    t.get(Cast::Stranger, "/healthz").await.expect(200);
    wire.shutdown().await;
    let begun = tokio::time::Instant::now();
    t.get(Cast::Stranger, "/healthz").await.expect(503);
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}
