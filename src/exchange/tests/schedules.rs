use super::{pages::send, *};
use crate::{
    events,
    meetings::{self, MeetingFilter, MeetingStatus},
    persons::{NewPerson, tests::registered},
    testing::each_database,
};

/// Somebody whom a centre's register knows.
fn hanayo() -> NewPerson {
    NewPerson {
        name: "架空 花世".into(),
        kana: "カクウ ハナヨ".into(),
        ..NewPerson::blank("mei1".into())
    }
}

/// The published matrix, with its header merged over two columns and its totals.
const MATRIX: &[&[&str]] = &[
    &["地域ケア会議開催状況"],
    &["地域包括支援センター", "地域包括ケア推進会議", "地域個別ケア会議", ""],
    &["明第1", "R7.11.20", "R7.7.29", "R7.9.30"],
    &["小金", "R7.11.25", "令和７年７月３１日", "2025/10/30"],
    &["開催回数および検討事例の件数", "15回", "30回 60事例", ""],
];

#[tokio::test]
async fn the_city_takes_in_the_published_matrix_once() {
    each_database(async |t| {
        let file = csv(MATRIX);
        let seen = looked_at(&t, Cast::CityOfficer, "schedules", "開催.csv", &file).await.unwrap();
        assert_eq!(numbers(&seen), (6, 0, 0, 0), "{}", reasons(&seen));
        assert!(seen.skipped.iter().any(|s| s.reason == "合計の行"), "{:?}", seen.skipped);
        assert_eq!(
            numbers(&taken_in(&t, Cast::CityOfficer, "schedules", &file).await),
            (6, 0, 0, 0)
        );
        assert_eq!(
            numbers(&taken_in(&t, Cast::CityOfficer, "schedules", &file).await),
            (0, 6, 0, 0)
        );

        let mut conn = t.read().await;
        let city = t.actor(Cast::CityOfficer);
        let found = meetings::by_day(&mut conn, city, &MeetingFilter::default()).await.unwrap();
        let said: Vec<(String, MeetingStatus)> =
            found.iter().map(|m| (m.day_words(), m.status)).collect();
        assert_eq!(said.len(), 6);
        assert_eq!(said[0], ("R7.7.29".into(), MeetingStatus::Held), "it was held before today");
        assert_eq!(said[5], ("R7.11.25".into(), MeetingStatus::Scheduled), "it is still to come");
    })
    .await;
}

#[tokio::test]
async fn a_meeting_that_ends_before_it_starts_is_as_wrong_in_a_file_as_on_a_page() {
    each_database(async |t| {
        let file = csv(&[
            &["センター", "会議の種類", "開催日", "開始", "終了"],
            &["明第1", "地域個別ケア会議", "R7.12.2", "14:00", "13:30"],
            &["明第1", "地域個別ケア会議", "R7.12.9", "14:00", "15:30"],
        ]);
        let seen = looked_at(&t, Cast::CenterStaff, "schedules", "予定.csv", &file).await.unwrap();
        assert!(reasons(&seen).contains("開始より後の時刻"), "{}", reasons(&seen));
        assert_eq!(numbers(&seen), (1, 0, 0, 1));
    })
    .await;
}

#[tokio::test]
async fn a_list_changes_what_it_names_by_number_and_keeps_the_rest() {
    each_database(async |t| {
        let list = |day, place| {
            csv(&[
                &["管理番号", "センター", "会議の種類", "開催日", "開始", "場所"],
                &["(例) 1", "明第1", "地域個別ケア会議", "R7.1.1", "", ""],
                &["7-1", "明第1地域包括支援センター", "地域個別ケア会議", day, "14時半", place],
            ])
        };
        let first = taken_in(&t, Cast::CenterStaff, "schedules", &list("R7.12.2", "集会所")).await;
        assert_eq!(numbers(&first), (1, 0, 0, 0), "{}", reasons(&first));
        let moved = taken_in(&t, Cast::CenterStaff, "schedules", &list("R7.12.9", "")).await;
        assert_eq!(numbers(&moved), (0, 0, 1, 0));
        let mut conn = t.read().await;
        let found =
            meetings::by_day(&mut conn, t.actor(Cast::CenterStaff), &MeetingFilter::default())
                .await
                .unwrap();
        let [meeting] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(meeting.day_words(), "R7.12.9");
        assert_eq!((meeting.starts.as_str(), meeting.place.as_str()), ("14:30", "集会所"));
    })
    .await;
}

#[tokio::test]
async fn a_list_that_counts_from_one_moves_no_plan_of_another() {
    each_database(async |t| {
        let city = t.actor(Cast::CityOfficer);
        for (month, heading) in ["No", "No.", "番号", "項番"].into_iter().enumerate() {
            for day in ["5", "25"] {
                let day = format!("R8.{}.{day}", month + 1);
                let list = csv(&[
                    &[heading, "センター", "会議の種類", "開催日"],
                    &["1", "明第1", "地域個別ケア会議", &day],
                    &["2", "小金", "地域個別ケア会議", &day],
                ]);
                let report = taken_in(&t, Cast::CityOfficer, "schedules", &list).await;
                assert_eq!(numbers(&report), (2, 0, 0, 0), "{heading}: {}", reasons(&report));
            }
            let mut conn = t.read().await;
            let found = meetings::by_day(&mut conn, city, &MeetingFilter::default()).await.unwrap();
            assert_eq!(found.len(), 4 * (month + 1), "{heading}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_wrong_cell_is_named_and_nothing_is_taken_in() {
    each_database(async |t| {
        let file = csv(&[
            &["センター", "会議の種類", "開催日", "開始", "状態", "備考"],
            &["明第1", "地域個別ケア会議", "R7.2.30", "14:00", "予定", "x"],
            &["存在しない", "地域個別ケア会議", "R7.12.2", "", "", ""],
            &["明第1", "読書会", "R7.12.2", "25時", "", ""],
            &["小金", "地域個別ケア会議", "R7.12.3", "", "", ""],
            &["明第1", "自立支援型個別ケア会議", "R7.12.4", "", "", ""],
            &["明第1", "地域個別ケア会議", "R7.12.5", "", "", ""],
            &["明第1", "地域個別ケア会議", "令和7年12月5日", "", "", ""],
            &["明第1", "", "", "", "", ""],
        ]);
        let report = taken_in(&t, Cast::CenterStaff, "schedules", &file).await;
        let said = reasons(&report);
        for words in [
            "2C 開催日「R7.2.30」",
            "3A センター「存在しない」この名前のセンターは登録されていません。",
            "4B 会議の種類「読書会」",
            "4D 開始「25時」時刻として読めません。",
            "5A センター「小金」ほかのセンターの行です。",
            "6C 開催日「R7.12.4」この会議の予定を登録できるのは",
            "8C 開催日「令和7年12月5日」同じ会議が7行目にもあります。",
            "9B 会議の種類「」必須の項目が空です。",
        ] {
            assert!(said.contains(words), "{words}\nin\n{said}");
        }
        assert_eq!(report.unknown_columns[0].header, "備考");
        let city = t.actor(Cast::CityOfficer);
        let mut conn = t.read().await;
        let there = meetings::by_day(&mut conn, city, &MeetingFilter::default()).await.unwrap();
        assert!(there.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_suspended_conference_takes_no_new_days() {
    each_database(async |t| {
        let file = csv(&[&["会議の種類", "開催日"], &["自立支援型個別ケア会議", "R7.12.4"]]);
        let report = looked_at(&t, Cast::CityOfficer, "schedules", "a.csv", &file).await.unwrap();
        assert!(reasons(&report).contains("休止中です。"), "{}", reasons(&report));
    })
    .await;
}

#[tokio::test]
async fn what_a_file_learns_of_a_register_when_it_is_taken_in_is_counted() {
    each_database(async |t| {
        registered(&t, &hanayo()).await;
        let file = csv(&[
            &["センター", "会議の種類", "開催日", "場所"],
            &["明第1", "地域個別ケア会議", "R7.12.2", "カクウハナヨ宅"],
        ]);
        let _worker = t.worker();
        let there = send(&t, Cast::CityOfficer, "schedules", &file).await;
        let account = t.account(Cast::CityOfficer).to_string();
        let asked = async || {
            let all = events::of(&mut t.read().await, "account", &account).await.unwrap();
            all.iter().filter(|event| event.action == "ask_names").count()
        };
        assert_eq!(asked().await, 0, "looking at it asks nobody");
        t.post(Cast::CityOfficer, &format!("{there}/run"), &[]).await.expect(303);
        let page = t.get(Cast::CityOfficer, &there).await.expect(200);
        assert!(page.says("できませんでした") && !page.says("取込済"), "{}", page.text());
        assert_eq!(asked().await, 1);
        let city = t.actor(Cast::CityOfficer);
        let mut conn = t.read().await;
        let there = meetings::by_day(&mut conn, city, &MeetingFilter::default()).await.unwrap();
        assert!(there.is_empty(), "nothing was taken in");
    })
    .await;
}

#[tokio::test]
async fn a_file_asks_no_register_that_its_sender_may_not_read() {
    each_database(async |t| {
        registered(&t, &hanayo()).await;
        let at = |place| {
            csv(&[
                &["センター", "会議の種類", "開催日", "場所"],
                &["明第1", "地域個別ケア会議", "R7.12.2", place],
            ])
        };
        for (who, place, wrong) in [
            (Cast::CenterStaff, "カクウハナヨ宅", "名簿にある氏名です"),
            (Cast::CityOfficer, "カクウハナヨ宅", ""),
            (Cast::CityOfficer, "架空さん宅", "氏名と思われる語です"),
        ] {
            let seen = looked_at(&t, who, "schedules", "予定.csv", &at(place)).await.unwrap();
            let reasons = reasons(&seen);
            assert_eq!(reasons.is_empty(), wrong.is_empty(), "{who:?} {place}: {reasons}");
            assert!(reasons.contains(wrong), "{who:?} {place}: {reasons}");
        }
    })
    .await;
}
