use crate::{
    access,
    db::Query,
    events,
    exchange::{self, ReadImport},
    id::ImportId,
    jobs,
    testing::{Cast, TestApp, each_database},
};

async fn count(t: &TestApp, sql: &'static str, of: &str) -> i64 {
    let mut conn = t.read().await;
    Query::beyond(sql, of).count(&mut conn).await.unwrap()
}

async fn sessions(t: &TestApp) -> i64 {
    let sql = "select cast(count(*) as bigint) from sessions where municipality_id = $1";
    count(t, sql, t.municipality.as_str()).await
}

async fn failures(t: &TestApp, login: &str) -> i64 {
    let sql = "select cast(count(*) as bigint) from sign_in_attempts where login = $1";
    let digest = crate::accounts::login_digest(t.read().await.keys(), login);
    count(t, sql, &digest).await
}

#[tokio::test]
async fn sessions_that_ended_and_old_failures_are_forgotten() {
    each_database(async |t| {
        let (known, unknown) = (t.login(Cast::Auditor), format!("nobody-{}", t.municipality));
        for login in [&known, &unknown] {
            let wrong = [("login", login.as_str()), ("password", "wrong wrong wrong")];
            t.post(Cast::Stranger, "/session", &wrong).await.expect(422);
        }
        t.work_off().await;
        assert!(sessions(&t).await > 5, "the cast is at work");
        assert_eq!(failures(&t, &known).await, 1);

        t.app.db().clock().advance_days(2);
        t.work_off().await;
        assert_eq!(sessions(&t).await, 0);
        assert_eq!(failures(&t, &known).await, 0);
        assert_eq!(failures(&t, &unknown).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_nobody_takes_in_is_forgotten_after_two_weeks() {
    each_database(async |t| {
        let file = ("file", "花子.csv", "センター,会議,開催日\n".as_bytes());
        let fields = [("kind", "schedules")];
        let sent = t.upload(Cast::CenterStaff, "/imports", &fields, file).await;
        let there = sent.expect(303).location().to_owned();
        let id = ImportId::from(there.trim_start_matches("/imports/"));
        let files = "select cast(count(*) as bigint) from files where owner_id = $1";

        t.app.db().clock().advance_days(14);
        t.work_off().await;
        assert_eq!(count(&t, files, id.as_str()).await, 1, "fourteen days are kept");
        t.app.db().clock().advance_days(1);
        t.work_off().await;
        assert_eq!(count(&t, files, id.as_str()).await, 0);
        let mut conn = t.read().await;
        let leave = access::seen::<ReadImport>(&mut conn, &t.system(), &id).await.unwrap();
        let import = exchange::find(&mut conn, &leave).await.unwrap();
        assert_eq!(import.status.label(), "取り込まずに消去");
        let told = events::of(&mut conn, "import", id.as_str()).await.unwrap();
        let last = told.last().unwrap();
        assert_eq!(last.action, "forget_import");
        assert_eq!(last.actor, "system:housekeeping");
    })
    .await;
}

#[tokio::test]
async fn housekeeping_is_done_once_a_day_and_forgotten_after_a_month() {
    each_database(async |t| {
        let day = |days: i64| {
            let today = t.app.db().clock().today();
            super::job_of(&t.municipality, today.plus_days(days))
        };
        let all = "select cast(count(*) as bigint) from jobs where municipality_id = $1";
        t.work_off().await;
        t.work_off().await;
        assert_eq!(count(&t, all, t.municipality.as_str()).await, 1);
        let mut conn = t.read().await;
        let done = jobs::find(&mut conn, &day(0)).await.unwrap();
        assert_eq!(done.outcome.as_deref(), Some("消すものはありませんでした。"));
        drop(conn);

        t.app.db().clock().advance_days(1);
        t.work_off().await;
        assert_eq!(count(&t, all, t.municipality.as_str()).await, 2);
        t.app.db().clock().advance_days(30);
        t.work_off().await;
        let mut conn = t.read().await;
        assert!(jobs::find(&mut conn, &day(-31)).await.is_err());
        assert!(jobs::find(&mut conn, &day(-30)).await.is_ok());
        drop(conn);
        let leases = "select cast(count(*) as bigint) from job_leases where job_id = $1";
        assert_eq!(count(&t, leases, day(-31).as_str()).await, 0);
        assert_eq!(count(&t, leases, day(-30).as_str()).await, 1);
    })
    .await;
}
