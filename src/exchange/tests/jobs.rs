//! Taking a file in as a job: who sees it, what it says, and that it happens once.

use super::{
    cases::{HEADER, row},
    pages::send,
    *,
};
use crate::{
    App, Whose,
    error::Error,
    id::JobId,
    jobs::{self, JobStatus, NewJob, Work},
    testing::each_database,
    worker,
};

/// More rows than anybody is made to wait for.
const ROWS: usize = 501;

fn many() -> Vec<u8> {
    let numbers: Vec<String> = (0..ROWS).map(|n| format!("7-{n}")).collect();
    let names: Vec<String> = (0..ROWS).map(|n| format!("松戸 花子{n}")).collect();
    let rows: Vec<[&str; 22]> =
        numbers.iter().zip(&names).map(|(number, name)| row(number, name, "S15.4.1")).collect();
    let mut all: Vec<&[&str]> = vec![HEADER];
    all.extend(rows.iter().map(|row| row.as_slice()));
    csv(&all)
}

/// Sends the large file and asks for it; where the file is, and where its job.
async fn asked(t: &TestApp) -> (String, String) {
    let there = send(t, Cast::CenterStaff, "cases", &many()).await;
    let run = t.post(Cast::CenterStaff, &format!("{there}/run"), &[]).await.expect(303);
    let job = run.location().to_owned();
    assert!(job.starts_with("/jobs/"), "{job}");
    (there, job)
}

async fn job(t: &TestApp, path: &str) -> jobs::Job {
    let id = JobId::from(path.trim_start_matches("/jobs/"));
    let mut conn = t.read().await;
    jobs::find(&mut conn, &id).await.unwrap()
}

async fn cases(t: &TestApp) -> usize {
    let mut conn = t.read().await;
    crate::cases::store::some_of_center(&mut conn, &mei1(), "").await.unwrap().len()
}

fn whose(t: &TestApp) -> Whose {
    Whose::Of(t.municipality.clone())
}

/// A second server on the same database.
fn another_server(t: &TestApp) -> App {
    App::new(t.app.db().clone(), t.app.config().clone())
}

/// A server takes the job up, and is not heard of again.
async fn taken_by_another_server(t: &TestApp) -> Work {
    let server = another_server(t);
    let job = worker::take(&server, &whose(t)).await.unwrap().unwrap();
    let telling = server.jobs().begin(&job.id).telling.clone();
    Work::new(server, t.actor(Cast::CenterStaff).clone(), telling, job)
}

#[tokio::test]
async fn a_large_file_shows_how_far_it_is_and_its_end_waits_in_today() {
    each_database(async |t| {
        let (there, path) = asked(&t).await;
        let waiting = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(waiting.says("順番を待っています") && waiting.says("http-equiv=\"refresh\""));
        let import = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(import.says("順番を待っています") && import.says("501行を取り込んでいます"));
        assert!(!import.says("取り込まずに消す"), "{}", import.text());
        let again = t.post(Cast::CenterStaff, &format!("{there}/run"), &[]).await.expect(303);
        assert_eq!(again.location(), path, "asked twice, done once");

        t.work_off().await;
        assert_eq!(cases(&t).await, ROWS);
        let today = t.get(Cast::CenterStaff, "/").await.expect(200);
        assert!(today.says("結果を見る") && today.says(&path));
        let done = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(
            done.says("ファイルの取り込みが終わりました")
                && done.says("新しく501事例")
                && done.says(&there)
        );
        assert!(!done.says("http-equiv=\"refresh\""));
        let today = t.get(Cast::CenterStaff, "/").await.expect(200);
        assert!(!today.says("結果を見る"), "it was looked at");
        let import = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(import.says("取込済"));
    })
    .await;
}

#[tokio::test]
async fn a_job_is_seen_by_the_one_who_asked_and_nobody_else() {
    each_database(async |t| {
        let (_, path) = asked(&t).await;
        for who in [Cast::OtherCenterStaff, Cast::CityOfficer, Cast::Auditor, Cast::Member] {
            t.get(who, &path).await.expect(404);
            assert!(!t.get(who, "/").await.expect(200).says(&path));
        }
        t.get(Cast::Stranger, &path).await.expect(303);
        assert!(t.get(Cast::CenterStaff, "/").await.expect(200).says(&path));
    })
    .await;
}

#[tokio::test]
async fn a_job_whose_server_was_killed_is_done_once_by_the_next() {
    each_database(async |t| {
        let (_, path) = asked(&t).await;
        let killed = taken_by_another_server(&t).await;
        assert!(worker::take(&t.app, &whose(&t)).await.unwrap().is_none());
        let running = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(running.says("はじめています"));

        t.app.db().clock().advance_minutes(1);
        let silent = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(silent.says("途中で止まりました"));
        t.work_off().await;
        assert_eq!(job(&t, &path).await.attempt, 2);
        assert_eq!(cases(&t).await, ROWS);

        // It was only slow, and comes to its end after all.
        let kind = crate::job_kind("import").unwrap();
        assert!((kind.run)(killed).await.is_err());
        assert_eq!(cases(&t).await, ROWS);
        assert_eq!(job(&t, &path).await.status, JobStatus::Done);
    })
    .await;
}

#[tokio::test]
async fn what_a_worker_writes_who_lost_the_job_is_not_written() {
    each_database(async |t| {
        let (_, path) = asked(&t).await;
        let slow = taken_by_another_server(&t).await;
        t.app.db().clock().advance_minutes(1);
        let quick = taken_by_another_server(&t).await;
        let (_m, id) = (&t.municipality, &JobId::from("written-by-the-slow-one"));
        let lost = slow
            .finish(|mut tx| async move {
                let new = NewJob { kind: "import", account: None, href: String::new(), order: &() };
                jobs::enqueue_once(&mut tx, id, new).await?;
                Ok((tx, "早すぎた".into()))
            })
            .await;
        assert!(matches!(lost, Err(Error::Conflict(_))), "{lost:?}");
        let mut conn = t.read().await;
        assert!(jobs::find(&mut conn, id).await.is_err());
        drop(conn);
        let kind = crate::job_kind("import").unwrap();
        (kind.run)(quick).await.unwrap();
        assert_eq!(job(&t, &path).await.attempt, 2);
        assert_eq!(cases(&t).await, ROWS);
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_is_killed_while_it_writes_leaves_nothing_half_done() {
    each_database(async |t| {
        let (_, path) = asked(&t).await;
        let id = job(&t, &path).await.id;
        let worker = t.worker();
        while t.app.jobs().progress(&id).is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        drop(worker);
        while t.app.jobs().progress(&id).is_some() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        assert_eq!(job(&t, &path).await.status, JobStatus::Running);
        assert_eq!(cases(&t).await, 0);
        t.app.db().clock().advance_minutes(1);
        t.work_off().await;
        assert_eq!(job(&t, &path).await.attempt, 2);
        assert_eq!(cases(&t).await, ROWS);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_stopped_puts_its_job_back_or_ends_it() {
    each_database(async |t| {
        let (_, path) = asked(&t).await;
        let id = job(&t, &path).await.id;
        let worker = t.worker();
        while t.app.jobs().progress(&id).is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        worker.stop().await;
        let status = job(&t, &path).await.status;
        assert_ne!(status, JobStatus::Running);
        t.work_off().await;
        assert_eq!(cases(&t).await, ROWS);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_cannot_be_done_says_why_and_the_file_can_be_tried_again() {
    each_database(async |t| {
        let (there, path) = asked(&t).await;
        t.post(Cast::CenterStaff, &format!("{there}/forget"), &[]).await.expect(303);
        t.work_off().await;
        let failed = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(failed.says("できませんでした") && failed.says("消去されています"));
        assert_eq!(cases(&t).await, 0);

        let (there, path) = asked(&t).await;
        let account = t.account(Cast::CenterStaff);
        set_active(&t, &account, false).await;
        t.work_off().await;
        set_active(&t, &account, true).await;
        let failed = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(failed.says("利用が止められたため"));
        let import = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(import.says("利用が止められたため") && import.says("501行を取り込む"));
        t.post(Cast::CenterStaff, &format!("{there}/run"), &[]).await.expect(303);
        t.work_off().await;
        assert_eq!(cases(&t).await, ROWS);
    })
    .await;
}

async fn set_active(t: &TestApp, account: &crate::id::AccountId, active: bool) {
    let _m = &t.municipality;
    t.write(|mut tx| async move {
        crate::db::Query::of(
            "update accounts set active = $2 where municipality_id = $m and id = $1",
            (account, active),
        )
        .run(&mut tx)
        .await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn reading_and_writing_tell_how_many_rows_are_done() {
    each_database(async |t| {
        let id = JobId::new();
        let running = t.app.jobs().begin(&id);
        let staff = t.actor(Cast::CenterStaff);
        let mut conn = t.read().await;
        let world = World::new(&conn, staff, &MATSUDO, Some(mei1())).told_to(&running.telling);
        let reader = reading::reader(&mut conn, &"cases".parse().unwrap(), world).await.unwrap();
        drop(conn);
        let progress = || {
            let told = t.app.jobs().progress(&id).unwrap();
            (told.step, told.done, told.of)
        };
        let parsed = parse(&*reader, "試験", &many(), &Answered::default()).unwrap();
        assert_eq!(progress(), ("行を読んでいます".into(), ROWS, ROWS));
        import_alone(&t.app, staff, &parsed).await.unwrap();
        assert_eq!(progress(), ("事例を登録しています".into(), ROWS, ROWS));
        drop(running);
        assert!(t.app.jobs().progress(&id).is_none());
    })
    .await;
}
