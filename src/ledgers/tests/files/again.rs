//! Files of a ledger that has records already.

use super::*;

fn takamatsu() -> Structure {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/takamatsu.toml");
    let mut preset = Preset::read(path.as_ref()).expect("presets/takamatsu.toml reads");
    preset.municipality.fiscal_year = 2025;
    Structure::new(preset)
}

#[tokio::test]
async fn rows_that_say_something_else_are_shown_and_written_over_only_when_somebody_says_so() {
    each_database(async |t| {
        with_tools(&t).await;
        let heads: &[&str] = &["道具", "種類", "圏域", "状態", "いつから", "返す日"];
        let before: &[&str] = &["車いす一号", "車いす", "明第1", "", "R5年度", ""];
        take_in(&t, Cast::CityOfficer, "tools", &csv(&[heads, before])).await;
        let now: &[&str] = &["車いす１号", "車いす", "明第1", "貸出中", "R7.6", "R7.12.1"];
        let there = send(&t, Cast::CityOfficer, "tools", &csv(&[heads, now])).await;
        assert_eq!(counts(&t, Cast::CityOfficer, &there).await, (0, 0, 1));
        let seen = t.get(Cast::CityOfficer, &there).await.expect(200);
        assert!(seen.says("車いす一号→車いす１号") && seen.says("ある→貸出中"), "{}", seen.text());
        // Left as it is until somebody ticks it.
        let left = run(&t, Cast::CityOfficer, &there).await;
        assert!(left.contains("上書きしなかったもの1件"), "{left}");
        assert_eq!(all(&t, "tools").await[0].label, "車いす一号");

        let there = send(&t, Cast::CityOfficer, "tools", &csv(&[heads, now])).await;
        let said = [("answer:replace", "yes")];
        t.post(Cast::CityOfficer, &format!("{there}/answers"), &said).await.expect(303);
        assert!(run(&t, Cast::CityOfficer, &there).await.contains("取込済"));
        let records = all(&t, "tools").await;
        assert_eq!(records.len(), 1);
        assert_eq!(
            (records[0].label.as_str(), records[0].state_id.as_str()),
            ("車いす１号", "lent")
        );
        assert_eq!(records[0].state_on.short(), "R7.6");
        let page = t.get(Cast::CityOfficer, &format!("/records/{}", records[0].id)).await;
        assert!(page.expect(200).says("車いす一号 → 車いす１号"), "what it said before stays");
        // Whoever sends the next file is asked again.
        let next: &[&str] = &["車いす壱号", "車いす", "明第1", "貸出中", "R7.6", "R7.12.1"];
        let there = send(&t, Cast::CityOfficer, "tools", &csv(&[heads, next])).await;
        assert!(run(&t, Cast::CityOfficer, &there).await.contains("上書きしなかったもの1件"));
        // A state to which no move leads from here.
        let back: &[&str] = &["車いす壱号", "車いす", "明第1", "ある", "R7.7", "R7.12.1"];
        let there = send(&t, Cast::CityOfficer, "tools", &csv(&[heads, back])).await;
        t.post(Cast::CityOfficer, &format!("{there}/answers"), &said).await.expect(303);
        let seen = t.get(Cast::CityOfficer, &there).await.expect(200);
        assert!(seen.says("いまの状態からは、この状態に進められません。"), "{}", seen.text());
    })
    .await;
}

#[tokio::test]
async fn rows_are_found_again_by_their_number_or_by_all_that_they_say() {
    each_database(async |t| {
        with_tools(&t).await;
        tool(&t, "車いす一号", &[("answer.kind", "chair"), ("answer.area", "mei1")]).await;
        let account = t.actor(Cast::Coordinator).seat().unwrap().name.clone();
        let heads: &[&str] = &["道具", "直したところ", "頼んだ人", "管理番号"];
        let numbered = [
            heads,
            &["車いす一号", "車輪", &account, "Ａ－1"],
            &["車いす一号", "車輪", &account, ""],
            &["車いす一号", "車輪", &account, ""],
        ];
        let file = csv(&numbered);
        assert!(take_in(&t, Cast::CityOfficer, "repairs", &file).await.contains("取込済"));
        let records = all(&t, "repairs").await;
        assert_eq!(records.len(), 3, "the same was done twice, and once with a number");
        let assignee = &t.account(Cast::Coordinator);
        assert!(records.iter().all(|entry| entry.assignee_id.as_ref() == Some(assignee)));
        assert!(records.iter().all(|entry| entry.unit_id.to_string() == "area.mei1"));
        let again = send(&t, Cast::CityOfficer, "repairs", &file).await;
        assert_eq!(counts(&t, Cast::CityOfficer, &again).await, (0, 3, 0));
        let other: &[&str] = &["車いす一号", "ブレーキ", &account, "A-1"];
        let there = send(&t, Cast::CityOfficer, "repairs", &csv(&[heads, other])).await;
        assert_eq!(counts(&t, Cast::CityOfficer, &there).await, (0, 0, 1));
        let nowhere: &[&str] = &["車いす九号", "車輪", "だれか", ""];
        let there = send(&t, Cast::CityOfficer, "repairs", &csv(&[heads, nowhere])).await;
        let seen = t.get(Cast::CityOfficer, &there).await.expect(200);
        assert!(seen.says("「貸し出す道具」にこの名前のものはありません。"), "{}", seen.text());
        assert!(seen.says("「システムの利用者」にこの名前のものはありません。"));
    })
    .await;
}

#[tokio::test]
async fn districts_go_by_their_other_names_and_never_by_another_s() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let councils = csv(&[
            &["地区", "状態", "いつから"],
            &["国分寺北", "②設置", "H28年度"],
            &["太田南", "①立ち上げ検討", "R1.10"],
        ]);
        let done = take_in(&t, Cast::CityOfficer, "district_councils", &councils).await;
        assert!(done.contains("取込済"), "{done}");
        let records = all(&t, "district_councils").await;
        let north = records.iter().find(|entry| entry.label == "国分寺北部").unwrap();
        assert_eq!((north.state_id.as_str(), north.state_on.short().as_str()), ("s2", "H28年度"));

        let heads: &[&str] = &["地区", "名前", "種類", "状態", "状態になった日", "いつから"];
        let wanted = [
            heads,
            &["国分寺北", "ゴミ出し", "訪問B", "提供", "H30年度", "H29年度"],
            &["太田", "見守り", "", "", "", ""],
            &["", "市の取組", "", "", "", ""],
        ];
        let there = send(&t, Cast::CityOfficer, "initiatives", &csv(&wanted)).await;
        let seen = t.get(Cast::CityOfficer, &there).await.expect(200);
        assert!(seen.says("「地区の台帳」にこの名前のものはありません。"), "{}", seen.text());
        assert!(seen.says("3行目") && seen.says("1か所に誤りがあります。"), "{}", seen.text());
        let wanted = [wanted[0], wanted[1], wanted[3]];
        let done = take_in(&t, Cast::CityOfficer, "initiatives", &csv(&wanted)).await;
        assert!(done.contains("取込済"), "{done}");
        let records = all(&t, "initiatives").await;
        let own = records.iter().find(|entry| entry.label == "ゴミ出し").unwrap();
        assert_eq!(own.parent_id.as_ref(), Some(&north.id));
        assert_eq!(own.unit_id.to_string(), "district.kokubunjihokubu");
        assert_eq!(own.state_on.short(), "H30年度");
        assert_eq!(own.answers().unwrap().get("since").unwrap().text(), "2017年度");
        let city = records.iter().find(|entry| entry.label == "市の取組").unwrap();
        assert!(city.unit_id.is_municipality() && city.parent_id.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_list_that_was_taken_out_and_comes_in_again_changes_nothing() {
    each_database(async |t| {
        with_tools(&t).await;
        let more = [("answer.kind", "chair"), ("answer.area", "mei1"), ("answer.bought", "R7.4.2")];
        let chair = tool(&t, "車いす一号", &more).await;
        let more = [("answer.kind", "bed"), ("answer.secret", "倉庫、奥の棚")];
        tool(&t, "ベッド一号", &more).await;
        let lent = [("version", "1"), ("on", "R7.10.1"), ("answer.until", "R7.10.20")];
        t.post(Cast::CityOfficer, &format!("{chair}/moves/lend"), &lent).await.expect(303);
        let id = chair.rsplit('/').next().unwrap();
        for what in ["車輪", "車輪", "ブレーキ"] {
            let said = [("parent", id), ("answer.what", what)];
            t.post(Cast::CityOfficer, "/ledgers/repairs", &said).await.expect(303);
        }
        for (ledger, rows) in [("tools", 2), ("repairs", 3)] {
            for (format, name) in [("xlsx", "一覧.xlsx"), ("csv", "一覧.csv")] {
                let path = format!("/ledgers/{ledger}?export={format}");
                let out = t.get(Cast::CityOfficer, &path).await.expect(200);
                let kind = format!("ledger.{ledger}");
                let fields = [("kind", kind.as_str())];
                let file = ("file", name, out.bytes.as_slice());
                let sent = t.upload(Cast::CityOfficer, "/imports", &fields, file).await;
                let there = sent.expect(303).location().to_owned();
                let page = t.get(Cast::CityOfficer, &there).await.expect(200);
                assert!(page.says("誤りはありません"), "{ledger} {format}\n{}", page.text());
                let counts = counts(&t, Cast::CityOfficer, &there).await;
                assert_eq!(counts, (0, rows, 0), "{ledger} {format}\n{}", page.text());
                t.post(Cast::CityOfficer, &format!("{there}/forget"), &[]).await.expect(303);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn takamatsu_s_lists_come_in_as_they_went_out() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let councils: Vec<[&str; 3]> =
            structure.districts.iter().map(|one| [one.name.as_str(), "②設置", "H28年度"]).collect();
        let mut rows: Vec<&[&str]> = vec![&["地区", "状態", "いつから"]];
        rows.extend(councils.iter().map(|row| row.as_slice()));
        take_in(&t, Cast::CityOfficer, "district_councils", &csv(&rows)).await;
        let services: Vec<[&str; 6]> = structure
            .districts
            .iter()
            .map(|one| [one.short(), "支え合い", "訪問B", "移動買い物支援", "提供", "H30年度"])
            .collect();
        let mut rows: Vec<&[&str]> =
            vec![&["地区", "名前", "種類", "取組", "状態", "状態になった日"]];
        rows.extend(services.iter().map(|row| row.as_slice()));
        let done = take_in(&t, Cast::CityOfficer, "initiatives", &csv(&rows)).await;
        assert!(done.contains("取込済"), "{done}");
        for ledger in ["district_councils", "initiatives"] {
            let path = format!("/ledgers/{ledger}?export=xlsx");
            let out = t.get(Cast::CityOfficer, &path).await.expect(200);
            let kind = format!("ledger.{ledger}");
            let fields = [("kind", kind.as_str())];
            let file = ("file", "一覧.xlsx", out.bytes.as_slice());
            let sent = t.upload(Cast::CityOfficer, "/imports", &fields, file).await.expect(303);
            let page = t.get(Cast::CityOfficer, sent.location()).await.expect(200);
            assert!(page.says("誤りはありません"), "{ledger}\n{}", page.text());
            let counts = counts(&t, Cast::CityOfficer, sent.location()).await;
            assert_eq!(counts, (0, 39, 0), "{ledger}\n{}", page.text());
        }
    })
    .await;
}

/// `cargo test ledgers::tests::files -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_methods, reason = "it measures how long an import takes")]
async fn ten_thousand_rows_are_taken_in() {
    each_database(async |t| {
        with_tools(&t).await;
        tool(&t, "車いす一号", &[("answer.kind", "chair"), ("answer.area", "mei1")]).await;
        let rows: Vec<[String; 3]> = (0..10_000)
            .map(|n| {
                ["車いす一号".to_owned(), format!("直したところ{n}"), format!("R{}", 2 + n % 6)]
            })
            .map(|[above, what, on]| [above, what, format!("{on}.4.1")])
            .collect();
        let rows: Vec<[&str; 3]> =
            rows.iter().map(|row| [row[0].as_str(), row[1].as_str(), row[2].as_str()]).collect();
        let mut table: Vec<&[&str]> = vec![&["道具", "直したところ", "いつから"]];
        table.extend(rows.iter().map(|row| row.as_slice()));
        let file = csv(&table);
        for round in ["first", "again"] {
            let begun = std::time::Instant::now();
            let there = send(&t, Cast::CityOfficer, "repairs", &file).await;
            let sent = begun.elapsed();
            t.post(Cast::CityOfficer, &format!("{there}/run"), &[]).await.expect(303);
            t.work_off().await;
            println!("{:?} {round}: sent {sent:?}, all {:?}", t.app.db().kind(), begun.elapsed());
            assert_eq!(all(&t, "repairs").await.len(), 10_000);
        }
    })
    .await;
}
