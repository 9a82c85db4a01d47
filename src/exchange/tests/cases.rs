use super::*;
use crate::{
    access,
    cases::{self, CareLevel, CaseFilter, CaseStatus},
    persons,
    testing::each_database,
};

pub(super) const HEADER: &[&str] = &[
    "管理番号",
    "氏名",
    "ﾌﾘｶﾞﾅ",
    "生年月日",
    "性別",
    "事例の種類",
    "件名",
    "登録日",
    "提出日",
    "介護度",
    "世帯",
    "同意",
    "主訴・本人の望む暮らし",
    "(匿名)主訴・本人の望む暮らし",
    "経過",
    "検討してほしいこと",
    "ADL(以前)",
    "ADL(支援後)",
    "障害自立度",
    "見守り不在",
    "認知症",
    "その他(本人要素)",
];

pub(super) fn row<'a>(number: &'a str, name: &'a str, born: &'a str) -> [&'a str; 22] {
    [
        number,
        name,
        "ﾏﾂﾄﾞ ﾊﾅｺ",
        born,
        "女",
        "困難事例",
        "見守る人がいない",
        "R7.7.1",
        "",
        "要介護２",
        "独居",
        "本人同意",
        "花子は家にいたい",
        "家にいたい",
        "",
        "",
        "歩けた",
        "歩ける",
        "A1",
        "〇",
        "疑い",
        "徘徊",
    ]
}

async fn all(t: &TestApp) -> Vec<cases::Case> {
    let mut conn = t.read().await;
    cases::store::some_of_center(&mut conn, &mei1(), "").await.unwrap()
}

#[tokio::test]
async fn staff_take_in_cases_and_the_same_file_twice_changes_nothing() {
    each_database(async |t| {
        let file = csv(&[
            HEADER,
            &row("1", "松戸 花子", "S15.4.1"),
            &row("2", "松戸　花子", "昭和15年4月1日"),
        ]);
        let first = taken_in(&t, Cast::CenterStaff, "cases", &file).await;
        assert_eq!(numbers(&first), (2, 0, 0, 0), "{}", reasons(&first));
        assert_eq!(numbers(&taken_in(&t, Cast::CenterStaff, "cases", &file).await), (0, 2, 0, 0));

        let found = all(&t).await;
        assert_eq!(found.len(), 2);
        let case = &found[0];
        assert_eq!(case.label, "明第1-R7-001");
        assert_eq!((case.status, case.care_level), (CaseStatus::Draft, CareLevel::CareTwo));
        assert_eq!(case.features(), "80代・女性・要介護2・独居");
        assert!(!case.is_confirmed(), "a person still has to confirm what leaves the centre");
        assert_eq!(case.person_id, found[1].person_id, "both rows are of one person");
        let mut conn = t.read().await;
        let leave =
            access::seen::<cases::act::ReadNamed>(&mut conn, &t.system(), &case.id).await.unwrap();
        let person = persons::find(&mut conn, &leave).await.unwrap();
        assert_eq!((person.name.as_str(), person.kana.as_str()), ("松戸 花子", "マツド ハナコ"));
        let opened = cases::store::opened(&mut conn, &leave).await.unwrap();
        let sheets = &opened.sheets;
        assert!(sheets.named.to_json().contains("花子は家にいたい"));
        assert!(!sheets.shared.to_json().contains("花子"), "{}", sheets.shared.to_json());
        assert!(sheets.shared.to_json().contains("家にいたい"));
        assert!(
            sheets.named.to_json().contains(r#""before":"歩けた","expected":"","after":"歩ける""#)
        );
        let cells: Vec<&str> = opened.factors.iter().map(cases::MarkedFactor::cell).collect();
        assert_eq!(cells, ["疑い", "○", "徘徊"]);
    })
    .await;
}

#[tokio::test]
async fn a_changed_row_is_told_and_never_overwrites_what_is_there() {
    each_database(async |t| {
        let before = csv(&[HEADER, &row("1", "松戸 花子", "S15.4.1")]);
        taken_in(&t, Cast::CenterStaff, "cases", &before).await;
        let mut changed = row("1", "松戸 花子", "S15.4.1");
        changed[6] = "別の件名";
        let after = csv(&[HEADER, &changed]);
        assert_eq!(numbers(&taken_in(&t, Cast::CenterStaff, "cases", &after).await), (0, 0, 1, 0));
        let case = &all(&t).await[0];
        let mut conn = t.read().await;
        let leave =
            access::seen::<cases::act::ReadNamed>(&mut conn, &t.system(), &case.id).await.unwrap();
        let opened = cases::store::opened(&mut conn, &leave).await.unwrap();
        assert_eq!(opened.case.title, "見守る人がいない");
    })
    .await;
}

#[tokio::test]
async fn namesakes_born_on_different_days_stay_two_people() {
    each_database(async |t| {
        let file =
            csv(&[HEADER, &row("1", "松戸 花子", "S15.4.1"), &row("2", "松戸 花子", "S20.4.1")]);
        taken_in(&t, Cast::CenterStaff, "cases", &file).await;
        let later = csv(&[HEADER, &row("3", "松戸花子", "1945-04-01")]);
        taken_in(&t, Cast::CenterStaff, "cases", &later).await;
        let found = all(&t).await;
        assert_ne!(found[0].person_id, found[1].person_id);
        assert_eq!(found[1].person_id, found[2].person_id);
    })
    .await;
}

#[tokio::test]
async fn two_lists_that_both_count_from_one_are_of_different_people() {
    each_database(async |t| {
        for (at, heading) in ["No", "No.", "番号", "項番"].into_iter().enumerate() {
            let day = format!("R7.7.{}", at + 1);
            let list = |names: [&str; 2]| {
                csv(&[
                    &[heading, "氏名", "事例の種類", "登録日"],
                    &["1", names[0], "困難事例", &day],
                    &["2", names[1], "困難事例", &day],
                ])
            };
            for names in [["松戸 花子", "松戸 太郎"], ["小金 一郎", "小金 二郎"]] {
                let report = taken_in(&t, Cast::CenterStaff, "cases", &list(names)).await;
                assert_eq!(numbers(&report), (2, 0, 0, 0), "{heading}: {}", reasons(&report));
                assert_eq!(report.open(), 0, "{heading}");
            }
            assert_eq!(all(&t).await.len(), 4 * (at + 1), "{heading}");
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_cells_of_cases_are_named_and_nothing_is_taken_in() {
    each_database(async |t| {
        let good = row("1", "松戸 花子", "S15.4.1");
        let mut wrong = row("2", "", "13月1日");
        wrong[2] = "松戸";
        wrong[5] = "なぞの種類";
        wrong[18] = "Z9";
        wrong[19] = "たぶん";
        let mut submitted = row("3", "小金 太郎", "S10.1.1");
        submitted[8] = "R7.7.2";
        submitted[11] = "";
        let file = csv(&[HEADER, &good, &wrong, &submitted, &row("1", "別 人", "S2.1.1")]);
        let report = taken_in(&t, Cast::CenterStaff, "cases", &file).await;
        let said = reasons(&report);
        for words in [
            "3B 氏名「」必須の項目が空です。",
            "3C ﾌﾘｶﾞﾅ「松戸」かな・カナで入力してください。",
            "3D 生年月日「13月1日」",
            "3F 事例の種類「なぞの種類」",
            "3S 障害自立度「Z9」",
            "4L 同意「」提出済みの事例には、会議で検討できる同意が要ります。",
            "4O 経過「」提出済みの事例には、この項目が要ります。",
            "5A 管理番号「1」同じ管理番号の行が2行目にもあります。",
        ] {
            assert!(said.contains(words), "{words}\nin\n{said}");
        }
        let asked: Vec<&str> = report.questions.iter().map(|q| q.text.as_str()).collect();
        assert_eq!(asked, ["印の欄の「たぶん」は、何を表しますか。"]);
        assert!(all(&t).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn days_and_circles_are_read_however_they_are_written() {
    each_database(async |t| {
        let days =
            ["R7.7.1", "令和７年７月１日", "令和7年7月1日(火)", "2025/7/1", "2025-07-01", "R7/7/1"];
        let circles = ["○", "〇", "◯"];
        let rows: Vec<Vec<Cell>> = days
            .iter()
            .map(|day| Cell::from(*day))
            .chain([Cell::Number(45_839.0), Cell::Day(crate::clock::Day::of(2025, 7, 1).0)])
            .enumerate()
            .map(|(at, day)| {
                vec![
                    Cell::from(format!("n{at}")),
                    format!("人 {at}").into(),
                    "困難事例".into(),
                    day,
                    circles[at % 3].into(),
                ]
            })
            .collect();
        let file = xlsx(&["管理番号", "氏名", "事例の種類", "登録日", "見守り不在"], rows);
        let report = taken_in(&t, Cast::CenterStaff, "cases", &file).await;
        assert_eq!(numbers(&report), (8, 0, 0, 0), "{}", reasons(&report));
        for case in all(&t).await {
            assert_eq!(case.registered_on.iso(), "2025-07-01");
            let mut conn = t.read().await;
            let factors = cases::store::factors_of(&mut conn, &case.id).await.unwrap();
            assert_eq!(factors[0].cell(), "○");
        }
    })
    .await;
}

#[tokio::test]
async fn files_of_older_systems_are_read() {
    each_database(async |t| {
        let rows: &[&[&str]] = &[HEADER, &row("1", "松戸 花子", "S15.4.1")];
        let old = encoded(rows, Encoding::Cp932);
        assert_eq!(numbers(&taken_in(&t, Cast::CenterStaff, "cases", &old).await), (1, 0, 0, 0));
        let with_mark = csv(rows);
        assert_eq!(
            numbers(&taken_in(&t, Cast::CenterStaff, "cases", &with_mark).await),
            (0, 1, 0, 0)
        );
        let bare = &with_mark[3..];
        assert_eq!(numbers(&taken_in(&t, Cast::CenterStaff, "cases", bare).await), (0, 1, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn two_people_taking_in_the_same_file_at_once_make_each_case_once() {
    each_database(async |t| {
        let numbers_of: Vec<String> = (0..40).map(|n| n.to_string()).collect();
        let rows: Vec<[&str; 22]> =
            numbers_of.iter().map(|n| row(n, "松戸 花子", "S15.4.1")).collect();
        let mut table: Vec<&[&str]> = vec![HEADER];
        table.extend(rows.iter().map(|r| r.as_slice()));
        let file = csv(&table);
        let (one, other) = tokio::join!(
            taken_in(&t, Cast::CenterStaff, "cases", &file),
            taken_in(&t, Cast::CenterStaff, "cases", &file),
        );
        assert_eq!(one.new + other.new, 40, "{:?} {:?}", numbers(&one), numbers(&other));
        assert_eq!(all(&t).await.len(), 40);
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_centres_staff_can_take_in_its_cases() {
    each_database(async |t| {
        let mut header: Vec<&str> = HEADER.to_vec();
        header.push("センター");
        let mut cells = row("1", "松戸 花子", "S15.4.1").to_vec();
        cells.push("明第1");
        let file = csv(&[&header, &cells]);
        let report = taken_in(&t, Cast::OtherCenterStaff, "cases", &file).await;
        assert!(reasons(&report).contains("ほかのセンターの行です。"));
        // The city has no centre of its own, so the file reads; the cases' own rule refuses it.
        let city = t.actor(Cast::CityOfficer);
        let parsed = read(&t, city, "cases", "x.csv", &file).await.unwrap();
        assert!(import_alone(&t.app, city, &parsed).await.is_err());
        assert!(all(&t).await.is_empty());
        let mut conn = t.read().await;
        let scope = cases::scope(t.actor(Cast::CenterStaff));
        let all = cases::store::BY_LABEL.up().all();
        let all = cases::store::list(&mut conn, &scope, &CaseFilter::default(), &all).await;
        assert!(all.unwrap().rows.is_empty());
    })
    .await;
}

#[tokio::test]
async fn words_that_tell_who_it_is_are_told_of_and_enter_unconfirmed() {
    each_database(async |t| {
        let mut telling = row("1", "松戸 花子", "S15.4.1");
        telling[6] = "花子さんのこと";
        telling[21] = "花子さんの徘徊";
        let mut unsaid = row("2", "小金 太郎", "S10.1.1");
        unsaid[11] = "同意なし・実名(根拠条項と判断者)";
        let file = csv(&[HEADER, &telling, &unsaid]);
        let report = taken_in(&t, Cast::CenterStaff, "cases", &file).await;
        let said = reasons(&report);
        assert!(said.contains("同意なしに実名で検討するには、根拠条項と判断者"), "{said}");
        assert!(all(&t).await.is_empty());

        let report = taken_in(&t, Cast::CenterStaff, "cases", &csv(&[HEADER, &telling])).await;
        let told = report.notes.concat();
        assert!(told.contains("要因「その他(本人要素)」の文字の「花子」は、本人の氏名"), "{told}");
        assert!(told.contains("2行目: 件名の「花子」は、本人の氏名"), "{told}");
        assert!(told.contains("個人が分かる言葉のある行が1行"), "{told}");
        assert!(!all(&t).await[0].is_confirmed());
    })
    .await;
}
