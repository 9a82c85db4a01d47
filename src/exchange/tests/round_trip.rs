use proptest::prelude::*;

use super::{cases::HEADER, *};
use crate::{
    cases,
    imports::{Holds, Out},
    testing::each_database,
};

#[tokio::test]
async fn a_filled_in_form_is_read_as_it_was_meant() {
    each_database(async |t| {
        for kind in ["schedules", "cases"] {
            let form = kind.parse::<Kind>().unwrap().empty_form(&MATSUDO, TEST_DAY).unwrap();
            let empty = looked_at(&t, Cast::CenterStaff, kind, "ひな形.xlsx", &form).await.unwrap();
            assert_eq!((empty.read, empty.errors_total), (0, 0), "{}", reasons(&empty));
            assert!(empty.skipped.iter().any(|s| s.reason == "記入例"), "{:?}", empty.skipped);
            assert!(empty.unknown_columns.is_empty(), "{:?}", empty.unknown_columns);
        }
    })
    .await;
}

/// A table as it is taken out.
async fn out(t: &TestApp, who: Cast, what: &str) -> Out {
    let facts = &ExchangeFacts::new_for(t.actor(who), true);
    let actor = t.actor(who);
    let exporter = crate::ROOMS.iter().flat_map(|r| r.exports).find(|e| e.key == what).unwrap();
    t.write(|mut tx| async move {
        let out = written(&mut tx, exporter, actor, &MATSUDO, facts).await?;
        Ok((tx, out))
    })
    .await
    .unwrap()
}

async fn named(t: &TestApp) -> Out {
    out(t, Cast::CenterStaff, "named_cases").await
}

#[tokio::test]
async fn what_was_exported_is_recognised_when_it_comes_back() {
    each_database(async |t| {
        let rows = vec![
            super::cases::row("1", "松戸 花子", "S15.4.1").iter().map(|c| Cell::from(*c)).collect(),
        ];
        taken_in(&t, Cast::CenterStaff, "cases", &xlsx(HEADER, rows)).await;
        let back = named(&t).await.xlsx(TEST_DAY, Holds::Names).unwrap();
        let report = taken_in(&t, Cast::CenterStaff, "cases", &back).await;
        assert_eq!(numbers(&report), (0, 1, 0, 0), "{}", reasons(&report));

        let days = csv(&[
            &["センター", "会議の種類", "開催日"],
            &["明第1", "地域個別ケア会議", "R7.12.2"],
        ]);
        taken_in(&t, Cast::CityOfficer, "schedules", &days).await;
        let out = out(&t, Cast::CityOfficer, "schedules").await;
        for content in [out.xlsx(TEST_DAY, Holds::Labels).unwrap(), out.csv(Encoding::Utf8).bytes] {
            let report = taken_in(&t, Cast::CityOfficer, "schedules", &content).await;
            assert_eq!(numbers(&report), (0, 1, 0, 0), "{}", reasons(&report));
        }
    })
    .await;
}

/// Text that a person might write into a cell.
fn words() -> impl Strategy<Value = String> {
    "[ぁ-んァ-ヶ一-龠a-zA-Z0-9、。,\"'=+@-][ぁ-んァ-ヶ一-龠a-zA-Z0-9、。 ,\"'=+@\n-]{0,20}[ぁ-ん一-龠a-z0-9]"
}

fn sheet_row() -> impl Strategy<Value = Vec<String>> {
    let marks = prop_oneof![Just(""), Just("○"), Just("疑い")];
    let day = (1920i16..=1959, 1i8..=12, 1i8..=28);
    (words(), words(), words(), words(), day, marks).prop_map(
        |(name, title, wish, twin, day, mark)| {
            let (year, month, dom) = day;
            let flat = |text: String| text.replace('\n', " ");
            vec![
                String::new(),
                flat(name),
                "困難事例".into(),
                flat(title),
                format!("{year}/{month}/{dom}"),
                "R7.7.1".into(),
                wish,
                twin,
                mark.to_owned(),
            ]
        },
    )
}

/// Each test runs on databases of its own, so a few cases with many rows do more than many cases.
#[test]
fn export_and_import_give_the_same() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config =
        ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(rows in prop::collection::vec(sheet_row(), 1..12))| {
        runtime.block_on(each_database(async |t| {
            let header = ["管理番号", "氏名", "事例の種類", "件名", "生年月日", "登録日",
                "主訴・本人の望む暮らし", "(匿名)主訴・本人の望む暮らし", "見守り不在"];
            let cells = rows.iter().enumerate().map(|(at, row)| {
                let mut cells: Vec<Cell> = row.iter().map(|text| Cell::from(text.as_str())).collect();
                cells[0] = format!("n{at}").into();
                cells
            });
            let first = taken_in(&t, Cast::CenterStaff, "cases", &xlsx(&header, cells.collect())).await;
            assert_eq!(numbers(&first), (rows.len(), 0, 0, 0), "{}", reasons(&first));
            let before = named(&t).await;
            for content in [before.xlsx(TEST_DAY, Holds::Labels).unwrap(), before.csv(Encoding::Utf8).bytes] {
                // Into a municipality of its own, where nothing is known yet.
                each_database_like(&t, async |other| {
                    let report = taken_in(other, Cast::CenterStaff, "cases", &content).await;
                    assert_eq!(numbers(&report), (rows.len(), 0, 0, 0), "{}", reasons(&report));
                    let after = named(other).await;
                    assert_eq!(before.csv(Encoding::Utf8).bytes, after.csv(Encoding::Utf8).bytes);
                    let mut conn = other.read().await;
                    let all = cases::store::some_of_center(&mut conn, &mei1(), "").await.unwrap();
                    assert_eq!(all.len(), rows.len());
                }).await;
            }
        }));
    });
}

/// A second world beside the first.
async fn each_database_like(_: &TestApp, test: impl AsyncFn(&TestApp)) {
    each_database(async |other| test(&other).await).await;
}
