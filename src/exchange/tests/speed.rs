#![expect(clippy::disallowed_methods, reason = "it measures how long an import takes")]
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};

use super::*;
use crate::testing::each_database;

/// Rows of the file that is measured.
const ROWS: usize = 10_000;

/// `cargo test --release exchange::tests::speed -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, for a release build"]
async fn ten_thousand_cases_are_taken_in_within_five_readings() {
    let content = file();
    let reading = fastest(|| {
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&content)).unwrap();
        assert!(book.worksheet_range("表").unwrap().height() > ROWS);
    });
    each_database(async |t| {
        let staff = t.actor(Cast::CenterStaff);
        let begun = Instant::now();
        let parsed = read(&t, staff, "cases", "大.xlsx", &content).await.unwrap();
        let read = begun.elapsed();
        let report = import_alone(&t.app, staff, &parsed).await.unwrap();
        let whole = begun.elapsed();
        assert_eq!(numbers(&report), (ROWS, 0, 0, 0), "{}", reasons(&report));
        println!(
            "{:?}: calamine {reading:?}, read and checked {read:?}, whole import {whole:?}, {:.1} readings",
            t.app.db().kind(),
            whole.as_secs_f64() / reading.as_secs_f64()
        );
    })
    .await;
}

fn fastest(work: impl Fn()) -> Duration {
    let times = (0..3).map(|_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    });
    times.min().unwrap()
}

/// Every column of the form, filled as people fill it.
fn file() -> Vec<u8> {
    let form = "cases".parse::<Kind>().unwrap().empty_form(&MATSUDO, TEST_DAY).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(form)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let row = sheet.rows().find(|row| row[0] == "管理番号").unwrap();
    let headers: Vec<String> =
        row.iter().map(|cell| cell.to_string().replace("※必須", "")).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let rows = (0..ROWS).map(|n| {
        let cells = headers.iter().map(|header| match *header {
            "管理番号" => format!("7-{n}").into(),
            "センター" => "明第1".into(),
            "氏名" => format!("松戸 花子{n}").into(),
            "フリガナ" => "マツド ハナコ".into(),
            "生年月日" => format!("S{}.4.{}", 10 + n % 20, 1 + n % 28).into(),
            "性別" => "女性".into(),
            "事例の種類" => "困難事例".into(),
            "件名(匿名)" => "退院後の暮らしを支える人がいない".into(),
            "事例提供者" => "例 一郎".into(),
            "登録日" => "R7.7.1".into(),
            "要介護度" => "要介護2".into(),
            "世帯" => "独居".into(),
            "同意" => "本人同意".into(),
            "障害自立度" => "A1".into(),
            "認知症自立度" => "Ⅱa".into(),
            "見守り不在" | "認知症" => "○".into(),
            "ゴミ出し問題" => "疑い".into(),
            "住所" | "被保険者番号" | "提出日" | "年齢階級" | "同意日" | "同意の根拠" => {
                Cell::Empty
            }
            header if MATSUDO.factors.iter().any(|f| header.starts_with(&f.name)) => Cell::Empty,
            header => {
                format!("{header}について、面談で聞き取ったことを短く書いた文です。{n}").into()
            }
        });
        cells.collect()
    });
    xlsx(&headers, rows.collect())
}
