//! Questions of a file on its pages: answered, remembered, nobody else's.

use std::sync::Arc;

use super::{pages::send, *};
use crate::testing::each_database;

const UNKNOWN: &[&[&str]] = &[
    &["お名前", "事例分類", "届いた日", "見守り不在"],
    &["松戸 花子", "困難事例", "R7.7.1", "たぶん"],
];

/// What the command reads in a file of the centre.
async fn at_the_machine(t: &TestApp, file: &[u8], said: Answered) -> Report {
    let actor = t.actor(Cast::CenterStaff);
    let (kind, center) = ("cases".parse().unwrap(), mei1());
    let mut conn = t.read().await;
    let reader = reader_for(&mut conn, &kind, actor, &MATSUDO, Some(center.clone())).await.unwrap();
    let (name, content) = ("a.csv", Arc::new(file.to_vec()));
    let arrived = Arrived { kind, center: Some(&center), name, content };
    let m = actor.municipality();
    let read = parse_as_before(&t.app, m, &reader, &arrived, said).await.unwrap().unwrap();
    dry_run(&mut conn, &read.0).await.unwrap()
}

#[tokio::test]
async fn how_files_were_read_is_forgotten_when_none_came_since() {
    each_database(async |t| {
        let kept = async || {
            crate::db::Query::of(
                "select cast(count(*) as bigint) from import_readings where municipality_id = $m",
                (),
            )
            .count(&mut t.read().await)
            .await
            .unwrap()
        };
        let there = send(&t, Cast::CenterStaff, "cases", &csv(UNKNOWN)).await;
        let fields: Vec<(&str, &str)> = FIELDS.to_vec();
        t.post(Cast::CenterStaff, &format!("{there}/answers"), &fields).await.expect(303);
        let forget = async || {
            t.write(|mut tx| async move {
                let before = tx.now().plus(-60_000);
                store::forget_readings(&mut tx, before).await?;
                Ok((tx, ()))
            })
            .await
            .unwrap();
        };
        t.app.db().clock().advance_minutes(5);
        let there = send(&t, Cast::CenterStaff, "cases", &csv(UNKNOWN)).await;
        t.post(Cast::CenterStaff, &format!("{there}/forget"), &[]).await.expect(303);
        forget().await;
        assert_eq!(kept().await, 1, "one came");
        t.app.db().clock().advance_minutes(5);
        forget().await;
        assert_eq!(kept().await, 0);
    })
    .await;
}

/// The columns of that file, each with its field.
const FIELDS: [(&str, &str); 5] = [
    ("mapping", "yes"),
    ("field:0", "氏名"),
    ("field:1", "事例の種類"),
    ("field:2", "登録日"),
    ("field:3", "見守り不在"),
];

#[tokio::test]
async fn a_question_is_answered_on_the_page_and_then_the_file_is_taken_in() {
    each_database(async |t| {
        let _worker = t.worker();
        let file = csv(&[
            &["氏名", "事例の種類", "登録日", "見守り不在"],
            &["松戸 花子", "困難事例", "R7.7.1", "たぶん"],
        ]);
        let there = send(&t, Cast::CenterStaff, "cases", &file).await;
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("先に答えてください") && seen.says("「たぶん」は、何を表しますか"));
        assert!(!seen.says("行を取り込む"), "nothing is taken in before");
        t.post(Cast::CenterStaff, &format!("{there}/run"), &[]).await.expect(422);

        let said = [("answer:mark:ms:たぶん", "suspected")];
        let answers = format!("{there}/answers");
        t.post(Cast::CenterStaff, &answers, &said).await.expect(303);
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("誤りはありません") && seen.says("見守り不在(疑い)"), "{}", seen.text());
        t.post(Cast::CenterStaff, &format!("{there}/run"), &[]).await.expect(303);
        let found = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(found.says("取込済"));
        t.post(Cast::CenterStaff, &answers, &said).await.expect(409);

        // The same rows again: read as before without a question, and nothing of them is new.
        let again = send(&t, Cast::CenterStaff, "cases", &file).await;
        let seen = t.get(Cast::CenterStaff, &again).await.expect(200);
        assert!(!seen.says("先に答えてください") && seen.says("見守り不在(疑い)"));
        t.post(Cast::CenterStaff, &format!("{again}/run"), &[]).await.expect(303);
        let nothing = t.get(Cast::CenterStaff, &again).await.expect(200);
        assert!(nothing.says("新しく取り込んだものはありませんでした。"), "{}", nothing.text());
    })
    .await;
}

#[tokio::test]
async fn columns_that_nobody_knows_are_named_once_and_next_month_s_file_is_right_at_once() {
    each_database(async |t| {
        let there = send(&t, Cast::CenterStaff, "cases", &csv(UNKNOWN)).await;
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("「氏名」の列が見つかりません。"), "{}", seen.text());
        let columns = t.get(Cast::CenterStaff, &format!("{there}/columns")).await.expect(200);
        assert!(columns.says("お名前") && columns.says("見出しと中身から「登録日」と思われます"));
        assert!(!columns.says("松戸 花子"), "headings name nobody");

        let mut fields = FIELDS.to_vec();
        fields.push(("answer:mark:ms:たぶん", "circle"));
        let answers = format!("{there}/answers");
        let answered = t.post(Cast::CenterStaff, &answers, &fields).await.expect(303);
        assert_eq!(answered.location(), there);
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("誤りはありません") && seen.says("1行を取り込む"), "{}", seen.text());

        let next = csv(&[UNKNOWN[0], &["松戸 太郎", "困難事例", "R7.8.1", "たぶん"]]);
        let there = send(&t, Cast::CenterStaff, "cases", &next).await;
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("誤りはありません") && seen.says("R7.8.1"), "{}", seen.text());
        // At the machine itself they are read alike.
        let read = at_the_machine(&t, &next, Answered::default()).await;
        assert_eq!((read.open(), read.errors_total), (0, 0), "{read:?}");
        let mut other = Answered::default();
        other.say("mark:ms:たぶん", "suspected");
        let read = at_the_machine(&t, &next, other).await;
        assert!(read.preview[0].cells.join("").contains("(疑い)"), "what is said now stands above");
        // What one centre said is not another's.
        let there = send(&t, Cast::OtherCenterStaff, "cases", &csv(UNKNOWN)).await;
        let seen = t.get(Cast::OtherCenterStaff, &there).await.expect(200);
        assert!(seen.says("先に答えてください"));
    })
    .await;
}

#[tokio::test]
async fn a_field_is_one_column_and_a_lacking_one_may_be_the_same_in_every_row() {
    each_database(async |t| {
        let file = csv(&[&["お名前", "別のお名前"], &["松戸 花子", "困難事例"]]);
        let there = send(&t, Cast::CenterStaff, "cases", &file).await;
        let answers = format!("{there}/answers");
        let twice = [("mapping", "yes"), ("field:0", "氏名"), ("field:1", "氏名")];
        let refused = t.post(Cast::CenterStaff, &answers, &twice).await.expect(422);
        assert!(refused.says("「氏名」に二つの列が選ばれています。") && refused.says("列の対応"));

        let columns = t.get(Cast::CenterStaff, &format!("{there}/columns")).await.expect(200);
        let text = columns.text();
        let number = |field: &str| {
            let at = text.find(&format!(">{field}</label><input")).expect("an input for it");
            let name = &text[at..];
            let from = name.find("name=\"").unwrap() + 6;
            name[from..].split('"').next().unwrap().to_owned()
        };
        let day = number("登録日");
        let said = [
            ("mapping", "yes"),
            ("field:0", "氏名"),
            ("field:1", "事例の種類"),
            (day.as_str(), "R7.7.1"),
        ];
        t.post(Cast::CenterStaff, &answers, &said).await.expect(303);
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("誤りはありません") && seen.says("R7.7.1"), "{}", seen.text());
    })
    .await;
}

#[tokio::test]
async fn between_two_columns_the_page_of_columns_chooses_none() {
    each_database(async |t| {
        let file = csv(&[
            &["氏名", "事例の種類", "受付日", "作成日"],
            &["松戸 花子", "困難事例", "R7.6.1", "R7.7.1"],
        ]);
        let there = send(&t, Cast::CenterStaff, "cases", &file).await;
        let columns = t.get(Cast::CenterStaff, &format!("{there}/columns")).await.expect(200);
        assert!(columns.says("<option value=\"氏名\" selected>"));
        assert!(!columns.says("<option value=\"登録日\" selected>"), "{}", columns.text());
        let both = [
            ("mapping", "yes"),
            ("field:0", "氏名"),
            ("field:1", "事例の種類"),
            ("field:3", "登録日"),
        ];
        t.post(Cast::CenterStaff, &format!("{there}/answers"), &both).await.expect(303);
        let seen = t.get(Cast::CenterStaff, &there).await.expect(200);
        assert!(seen.says("誤りはありません") && seen.says("R7.7.1"), "{}", seen.text());
    })
    .await;
}

#[tokio::test]
async fn others_neither_see_nor_answer_a_centre_s_questions() {
    each_database(async |t| {
        let there = send(&t, Cast::CenterStaff, "cases", &csv(UNKNOWN)).await;
        for who in [Cast::OtherCenterStaff, Cast::CityOfficer, Cast::Member, Cast::Auditor] {
            t.get(who, &format!("{there}/columns")).await.expect(404);
            t.post(who, &format!("{there}/answers"), &FIELDS).await.expect(404);
        }
    })
    .await;
}
