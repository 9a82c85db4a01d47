use super::{
    cases::{HEADER, row},
    *,
};
use crate::{db::Kind, id::ImportId, testing::each_database};

fn good() -> Vec<u8> {
    csv(&[HEADER, &row("1", "松戸 花子", "S15.4.1")])
}

pub(super) async fn send(t: &TestApp, who: Cast, kind: &str, content: &[u8]) -> String {
    let answer = t
        .upload(who, "/imports", &[("kind", kind)], ("file", "事例.csv", content))
        .await
        .expect(303);
    answer.location().to_owned()
}

#[tokio::test]
async fn staff_send_a_file_look_at_it_and_take_it_in() {
    each_database(async |t| {
        let _worker = t.worker();
        let page = t.get(Cast::CenterStaff, "/imports").await.expect(200);
        assert!(page.says("事例のひな形") && page.says("まだファイルがありません"));
        let there = send(&t, Cast::CenterStaff, "cases", &good()).await;
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("誤りはありません") && seen.says("見守る人がいない"));
        assert!(!seen.says("松戸 花子"), "the preview names nobody");
        let run = t.post(Cast::CenterStaff, &format!("{there}/run"), &[]).await.expect(303);
        assert_eq!(run.location(), there, "a small file is waited for");
        let after = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(after.says("取込済") && after.says("中身は消去しました"));
        t.post(Cast::CenterStaff, &format!("{there}/run"), &[]).await.expect(409);
        let list = t.get(Cast::CenterStaff, "/imports").await.expect(200);
        assert!(list.says("事例.csv"));
    })
    .await;
}

#[tokio::test]
async fn a_file_with_a_wrong_cell_stays_out_and_its_errors_can_be_taken_along() {
    each_database(async |t| {
        let bad = csv(&[HEADER, &row("1", "松戸 花子", "S15.13.1")]);
        let there = send(&t, Cast::CenterStaff, "cases", &bad).await;
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("取り込めません") && seen.says("S15.13.1") && seen.says("2行目"));
        let run = t.post(Cast::CenterStaff, &format!("{there}/run"), &[]).await.expect(422);
        assert!(run.says("何も取り込んでいません"));
        let errors = t.get(Cast::CenterStaff, &format!("{there}/errors")).await.expect(200);
        assert!(errors.text().contains("生年月日,S15.13.1,"), "{}", errors.text());
        t.post(Cast::CenterStaff, &format!("{there}/forget"), &[]).await.expect(303);
        assert!(t.get(Cast::CenterStaff, &there).await.expect(200).says("取り込まずに消去"));
    })
    .await;
}

#[tokio::test]
async fn others_do_not_learn_of_a_centres_file() {
    each_database(async |t| {
        let there = send(&t, Cast::CenterStaff, "cases", &good()).await;
        for who in [Cast::OtherCenterStaff, Cast::CityOfficer, Cast::Member, Cast::Auditor] {
            t.get(who, &there).await.expect(404);
            t.get(who, &format!("{there}/errors")).await.expect(404);
            t.post(who, &format!("{there}/run"), &[]).await.expect(404);
            t.post(who, &format!("{there}/forget"), &[]).await.expect(404);
        }
        let list = t.get(Cast::OtherCenterStaff, "/imports").await.expect(200);
        assert!(!list.says("事例.csv"));
    })
    .await;
}

#[tokio::test]
async fn those_who_may_only_read_are_told_so() {
    each_database(async |t| {
        t.get(Cast::Member, "/imports").await.expect(403);
        t.get(Cast::Auditor, "/exports").await.expect(403);
        let file = ("file", "a.csv", good());
        let city = t
            .upload(Cast::CityOfficer, "/imports", &[("kind", "cases")], (file.0, file.1, &file.2))
            .await;
        city.expect(403);
        t.get(Cast::CityOfficer, "/exports/named_cases").await.expect(403);
        t.get(Cast::Member, "/exports/cases").await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn no_file_and_no_kind_bring_the_form_again() {
    each_database(async |t| {
        let none = t
            .upload(Cast::CenterStaff, "/imports", &[("kind", "cases")], ("file", "", b""))
            .await
            .expect(422);
        assert!(none.says("ファイルを選んでください。"));
        let no_kind = t
            .upload(Cast::CenterStaff, "/imports", &[], ("file", "a.csv", &good()))
            .await
            .expect(422);
        assert!(no_kind.says("取り込むもの"));
        t.get(Cast::CenterStaff, "/imports/templates/poems").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn what_goes_out_names_people_only_within_their_centre() {
    each_database(async |t| {
        let mut cells = row("1", "髙橋 花子", "S15.4.1");
        cells[6] = "𠮷野家の前で待つ";
        taken_in(&t, Cast::CenterStaff, "cases", &csv(&[HEADER, &cells])).await;
        let named = t.get(Cast::CenterStaff, "/exports/named_cases?as=csv").await.expect(200);
        assert!(named.text().contains("髙橋 花子"));
        let labels = t.get(Cast::CenterStaff, "/exports/cases?as=csv").await.expect(200);
        assert!(labels.text().contains("匿名の確認") && labels.text().contains("未確認・配布禁止"));
        assert!(labels.text().contains("明第1-R7-001") && !labels.text().contains("髙橋"));
        let city = t.get(Cast::CityOfficer, "/exports/cases?as=csv").await.expect(200);
        assert!(!city.text().contains("明第1-R7-001"), "nobody confirmed it yet");
        let other = t.get(Cast::OtherCenterStaff, "/exports/named_cases?as=csv").await.expect(200);
        assert!(!other.text().contains("髙橋"));
        assert!(!labels.text().contains("野家"), "nobody confirmed its title yet");
        let lost = t.get(Cast::CenterStaff, "/exports/named_cases?as=cp932").await.expect(200);
        assert!(lost.says("書けない文字が1種類") && lost.says("𠮷"));
        let anyway =
            t.get(Cast::CenterStaff, "/exports/named_cases?as=cp932&replace=yes").await.expect(200);
        assert!(nihon::cp932::decode(&anyway.bytes).unwrap().contains("〓野家"));
        for what in ["structure", "schedules?as=xlsx", "schedules?as=csv"] {
            t.get(Cast::CityOfficer, &format!("/exports/{what}")).await.expect(200);
        }
        assert!(t.get(Cast::CenterStaff, "/exports").await.expect(200).says("実名・持出禁止"));
    })
    .await;
}

#[tokio::test]
async fn what_a_table_leaves_out_is_said_before_it_is_taken_and_in_it() {
    each_database(async |t| {
        taken_in(&t, Cast::CenterStaff, "cases", &good()).await;
        let plan = [("kind", "schedules")];
        let file = csv(&[
            &["センター", "会議の種類", "開催日"],
            &["明第1", "地域個別ケア会議", "R7.12.2"],
            &["明第1", "地域個別ケア会議", "R8.1"],
        ]);
        let there = t
            .upload(Cast::CityOfficer, "/imports", &plan, ("file", "予定.csv", &file))
            .await
            .expect(303);
        let _worker = t.worker();
        t.post(Cast::CityOfficer, &format!("{}/run", there.location()), &[]).await.expect(303);
        let kept_back = "未確認の事例1件は、入っていません。";
        let without_day = "日にちの決まっていない会議1回は、入っていません。";
        let page = t.get(Cast::CityOfficer, "/exports").await.expect(200);
        assert!(page.says(kept_back) && page.says(without_day), "{}", page.text());
        let table = async |who, what| t.get(who, what).await.expect(200).text().to_owned();
        let city = table(Cast::CityOfficer, "/exports/cases?as=csv").await;
        assert!(city.trim_end().lines().last().unwrap().contains(kept_back), "{city}");
        let days = table(Cast::CityOfficer, "/exports/schedules?as=csv").await;
        assert!(days.contains(without_day), "{days}");

        // The centre has all of its own, of which nobody confirmed what may be told elsewhere.
        let page = t.get(Cast::CenterStaff, "/exports").await.expect(200);
        assert!(!page.says("事例1件は、入っていません"), "{}", page.text());
        for what in ["/exports/cases?as=csv", "/cases?export=csv"] {
            let own = table(Cast::CenterStaff, what).await;
            assert!(own.contains("(匿名の内容は未確認)"), "{what}: {own}");
        }
        // What stands below the rows is none of them when a table comes back.
        let again = taken_in(&t, Cast::CityOfficer, "schedules", days.as_bytes()).await;
        assert_eq!(numbers(&again), (0, 1, 0, 0), "{}", reasons(&again));
        let named = table(Cast::CenterStaff, "/exports/named_cases?as=csv").await;
        let again = taken_in(&t, Cast::CenterStaff, "cases", named.as_bytes()).await;
        assert_eq!(numbers(&again), (0, 1, 0, 0), "{}", reasons(&again));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_read_of_what_somebody_sends_who_may_not() {
    each_database(async |t| {
        for (who, status) in [(Cast::Stranger, 303), (Cast::Member, 403), (Cast::Auditor, 403)] {
            let (answer, taken) = t.offer_a_lot(who, "/imports").await;
            answer.expect(status);
            assert_eq!(taken, 0, "{who:?}");
        }
        let (answer, taken) = t.offer_a_lot(Cast::CenterStaff, "/imports").await;
        assert!(answer.status.is_client_error(), "it breaks off in the middle");
        assert!(taken > 4_000_000, "{taken}");
        let (answer, taken) = t.offer_a_lot(Cast::CenterStaff, "/persons").await;
        answer.expect(400);
        assert!(taken < 1_000_000, "other forms are short: {taken}");
    })
    .await;
}

#[tokio::test]
async fn one_person_has_two_files_read_at_a_time() {
    each_database(async |t| {
        let account = t.account(Cast::CenterStaff);
        let places = [(); 2].map(|()| t.app.uploads().place(&account).unwrap());
        let (answer, taken) = t.offer_a_lot(Cast::CenterStaff, "/imports").await;
        assert!(answer.expect(409).says("まだ読み取っています"));
        assert!(taken < 200_000, "it is not read: {taken}");
        let file = ("file", "予定.csv", "センター,会議,開催日\n".as_bytes());
        let fields = [("kind", "schedules")];
        t.upload(Cast::OtherCenterStaff, "/imports", &fields, file).await.expect(303);
        drop(places);
        for _ in 0..3 {
            t.upload(Cast::CenterStaff, "/imports", &fields, file).await.expect(303);
        }
    })
    .await;
}

#[tokio::test]
async fn one_person_has_five_pieces_of_work_open_at_a_time() {
    each_database(async |t| {
        let mut told = Vec::new();
        for _ in 0..7 {
            let there = send(&t, Cast::CenterStaff, "cases", &good()).await;
            let id = ImportId::from(there.trim_start_matches("/imports/"));
            let (actor, account) = (t.actor(Cast::CenterStaff), &t.account(Cast::CenterStaff));
            let asked = t
                .write(|mut tx| {
                    let id = id.clone();
                    async move {
                        super::super::job::order(&mut tx, actor, account, &id).await?;
                        Ok((tx, ()))
                    }
                })
                .await;
            told.push(asked.map_or_else(|error| error.to_string(), |()| String::new()));
        }
        assert!(told[..5].iter().all(String::is_empty), "{told:?}");
        assert!(told[5..].iter().all(|said| said.contains("まだ終わっていません")), "{told:?}");
        let another = csv(&[HEADER, &row("9", "松戸 次郎", "S16.4.1")]);
        let there = send(&t, Cast::CenterStaff, "cases", &another).await;
        let run = format!("{there}/run");
        let refused = t.post(Cast::CenterStaff, &run, &[]).await.expect(409);
        assert!(refused.says("頼まれた処理が5つ、まだ終わっていません。"), "{}", refused.text());
        let kept = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(kept.says("1行を取り込む"), "the file waits: {}", kept.text());
        t.work_off().await;
        let _worker = t.worker();
        t.post(Cast::CenterStaff, &run, &[]).await.expect(303);
        let after = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(after.says("取込済"), "{}", after.text());
    })
    .await;
}

#[tokio::test]
async fn one_person_has_ten_files_waiting_at_a_time() {
    each_database(async |t| {
        let mut all = Vec::new();
        for _ in 0..10 {
            all.push(send(&t, Cast::CenterStaff, "cases", &good()).await);
        }
        let (fields, file) = ([("kind", "cases")], good());
        let file = ("file", "事例.csv", file.as_slice());
        let refused = t.upload(Cast::CenterStaff, "/imports", &fields, file).await.expect(422);
        assert!(refused.says("確認中のファイルが10件あります。"), "{}", refused.text());
        assert!(refused.says("取り込まずに消す") && refused.says("ファイルを送る"));
        t.upload(Cast::OtherCenterStaff, "/imports", &fields, file).await.expect(303);
        t.post(Cast::CenterStaff, &format!("{}/forget", all[0]), &[]).await.expect(303);
        t.upload(Cast::CenterStaff, "/imports", &fields, file).await.expect(303);
        t.upload(Cast::CenterStaff, "/imports", &fields, file).await.expect(422);
    })
    .await;
}

#[tokio::test]
async fn whoever_works_meanwhile_does_not_wait_for_a_long_file_to_be_read() {
    each_database(async |t| {
        let t = &t;
        // All connections but one are taken.
        let spare = if t.app.db().kind() == Kind::Sqlite { 7 } else { 15 };
        let mut taken = Vec::new();
        for _ in 0..spare {
            taken.push(t.read().await);
        }
        let numbers: Vec<String> = (0..20_000).map(|n| n.to_string()).collect();
        let rows = numbers.iter().map(|n| row(n, "松戸 花子", "S15.4.1"));
        let rows: Vec<[&str; 22]> = rows.collect();
        let lines: Vec<&[&str]> =
            std::iter::once(HEADER).chain(rows.iter().map(|row| &row[..])).collect();
        let long = csv(&lines);
        let done = std::sync::atomic::AtomicBool::new(false);
        let sent = async {
            let file = ("file", "長い表.csv", long.as_slice());
            let answer = t.upload(Cast::CenterStaff, "/imports", &[("kind", "cases")], file).await;
            done.store(true, std::sync::atomic::Ordering::SeqCst);
            answer
        };
        let worked = async {
            // The file has begun to be read.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            t.get(Cast::OtherCenterStaff, "/cases").await.expect(200);
            !done.load(std::sync::atomic::Ordering::SeqCst)
        };
        let (answer, first) = futures_util::future::join(sent, worked).await;
        assert!(first, "the page came first");
        answer.expect(303);
    })
    .await;
}
