//! Ledgers as Excel: the empty form, a file taken in, the list taken out and in again.

use super::*;
use crate::{
    ledgers::{entry::Entry, store},
    tabular::{Cell, Encoding, write_csv},
    testing::{each_database, workbook},
};

/// A table as a CSV.
fn csv(rows: &[&[&str]]) -> Vec<u8> {
    let rows: Vec<Vec<Cell>> =
        rows.iter().map(|row| row.iter().map(|text| Cell::from(*text)).collect()).collect();
    write_csv(rows.iter().map(Vec::as_slice), Encoding::Utf8).bytes
}

const HEADS: &[&str] = &["名前", "種類", "圏域", "買った日", "状態", "いつから"];

/// Sends a file of a ledger; where what was read of it stands.
async fn send(t: &TestApp, who: Cast, ledger: &str, content: &[u8]) -> String {
    let kind = format!("ledger.{ledger}");
    let fields = [("kind", kind.as_str())];
    let file = ("file", "台帳.csv", content);
    t.upload(who, "/imports", &fields, file).await.expect(303).location().to_owned()
}

/// Sends it, has it taken in, and says what came of it.
async fn take_in(t: &TestApp, who: Cast, ledger: &str, content: &[u8]) -> String {
    let there = send(t, who, ledger, content).await;
    run(t, who, &there).await
}

async fn run(t: &TestApp, who: Cast, there: &str) -> String {
    let worker = t.worker();
    let answer = t.post(who, &format!("{there}/run"), &[]).await.expect(303);
    let page = t.get(who, there).await.expect(200);
    worker.stop().await;
    format!("{}\n{}", answer.location(), page.text())
}

/// How many rows are new, there already and different.
async fn counts(t: &TestApp, who: Cast, there: &str) -> (i64, i64, i64) {
    let page = t.get(who, there).await.expect(200).text();
    let figure = |label: &str| {
        let after = page.split(&format!("<dt>{label}</dt><dd>")).nth(1);
        let after = after.unwrap_or_else(|| panic!("{label}\n{page}"));
        after.split('<').next().unwrap().parse().unwrap()
    };
    (figure("新規"), figure("登録済"), figure("登録済で、内容が違うもの"))
}

async fn all(t: &TestApp, ledger: &str) -> Vec<Entry> {
    store::all(&mut t.read().await, &ledger.into()).await.unwrap()
}

fn takamatsu() -> Structure {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/takamatsu.toml");
    let mut preset = Preset::read(path.as_ref()).expect("presets/takamatsu.toml reads");
    preset.municipality.fiscal_year = 2025;
    Structure::new(preset)
}

#[tokio::test]
async fn the_empty_form_asks_what_the_page_asks_and_holds_nothing_yet() {
    each_database(async |t| {
        with_tools(&t).await;
        let list = t.get(Cast::CityOfficer, "/ledgers/tools").await.expect(200);
        assert!(list.says("Excelの様式") && list.says("/imports?kind=ledger.tools"));
        let readers = t.get(Cast::CenterStaff, "/ledgers/tools").await.expect(200);
        assert!(!readers.says("Excelの様式"), "who only reads fills nothing in");

        let path = "/imports/templates/ledger.tools";
        let form = t.get(Cast::CityOfficer, path).await.expect(200);
        let said = workbook(&form.bytes);
        for words in
            ["名前※必須", "種類", "圏域", "買った日", "返す日", "置き場所", "状態", "いつから"]
        {
            assert!(said.contains(words), "{words}\n{said}");
        }
        let mut order = said.lines().skip_while(|line| *line != "名前※必須");
        assert_eq!(order.next(), Some("名前※必須"));
        assert_eq!(order.next(), Some("種類"));
        for who in [Cast::CenterStaff, Cast::Member, Cast::CarePresenter] {
            let answer = t.get(who, path).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{who:?} {}", answer.status);
        }
        // Sent back as it is, nothing stands in it but the example.
        let fields = [("kind", "ledger.tools")];
        let file = ("file", "道具.xlsx", form.bytes.as_slice());
        let sent = t.upload(Cast::CityOfficer, "/imports", &fields, file).await.expect(303);
        let page = t.get(Cast::CityOfficer, sent.location()).await.expect(200);
        assert!(page.says("記入例") && page.says("貸し出す道具の取り込み"), "{}", page.text());
        assert_eq!(counts(&t, Cast::CityOfficer, sent.location()).await, (0, 0, 0));
        // A ledger below another begins with the record above.
        let repairs = t.get(Cast::CityOfficer, "/imports/templates/ledger.repairs").await;
        let repairs = workbook(&repairs.expect(200).bytes);
        assert!(
            repairs.contains("「道具」には、「貸し出す道具」にある名前を書きます"),
            "{repairs}"
        );
        t.get(Cast::CityOfficer, "/imports/templates/ledger.poems").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn a_list_in_excel_becomes_records_once_with_their_states_and_days() {
    each_database(async |t| {
        with_tools(&t).await;
        let file = csv(&[
            HEADS,
            &["車いす一号", "車いす", "明第1", "R5.4.2", "ある", "R5年度"],
            &["ベッド一号", "ベッド", "小金", "", "貸出中", "R7.5"],
        ]);
        let there = send(&t, Cast::CityOfficer, "tools", &file).await;
        let seen = t.get(Cast::CityOfficer, &there).await.expect(200);
        assert!(seen.says("誤りはありません") && seen.says("車いす一号"), "{}", seen.text());
        assert!(seen.says("新しい行のうち1行は、途中の状態から始まります。"), "{}", seen.text());
        assert!(all(&t, "tools").await.is_empty(), "nothing is taken in before");
        let done = run(&t, Cast::CityOfficer, &there).await;
        assert!(done.contains("取込済"), "{done}");
        let records = all(&t, "tools").await;
        assert_eq!(records.len(), 2);
        let bed = records.iter().find(|entry| entry.label == "ベッド一号").unwrap();
        assert_eq!((bed.state_id.as_str(), bed.state_on.short().as_str()), ("lent", "R7.5"));
        assert_eq!(bed.unit_id.to_string(), "area.kogane");
        let page = t.get(Cast::CityOfficer, &format!("/records/{}", bed.id)).await.expect(200);
        assert!(page.says("貸出中") && page.says("戻った"), "it goes on as any other");

        // The same file once more.
        let again = send(&t, Cast::CityOfficer, "tools", &file).await;
        assert_eq!(counts(&t, Cast::CityOfficer, &again).await, (0, 2, 0));
        let nothing = run(&t, Cast::CityOfficer, &again).await;
        assert!(nothing.contains("新しく取り込んだものはありませんでした。"), "{nothing}");
        assert_eq!(all(&t, "tools").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_a_page_refuses_a_file_does_not_bring_either() {
    each_database(async |t| {
        with_tools(&t).await;
        tool(&t, "車いす一号", &[("answer.kind", "chair"), ("answer.area", "mei1")]).await;
        let heads: &[&str] = &["名前", "種類", "圏域", "状態", "いつから", "置き場所"];
        for (row, sentence) in [
            (["", "ベッド", "明第1", "", "", ""], "必須の項目が空です。"),
            (
                ["舟", "舟", "明第1", "", "", ""],
                "「車いす」「ベッド」のいずれかを入力してください。",
            ),
            (["机", "", "火星", "", "", ""], "「火星」"),
            (["机", "", "", "壊れた", "", ""], "「ある」「貸出中」のいずれかを入力してください。"),
            (["机", "", "", "", "R99.1.1", ""], "いつから"),
            (["机", "", "", "", "R7.12.1", ""], "今日までの日にしてください。"),
            (["机", "", "", "", "", "電話 047-366-1111"], "電話番号と思われます"),
        ] {
            let there = send(&t, Cast::CityOfficer, "tools", &csv(&[heads, &row])).await;
            let seen = t.get(Cast::CityOfficer, &there).await.expect(200);
            assert!(seen.says("取り込めません") && seen.says("2行目"), "{row:?}\n{}", seen.text());
            assert!(seen.says(sentence), "{sentence}\n{}", seen.text());
            t.post(Cast::CityOfficer, &format!("{there}/run"), &[]).await.expect(422);
            t.post(Cast::CityOfficer, &format!("{there}/forget"), &[]).await.expect(303);
        }
        // Of which no two say the same, neither do two rows.
        let row: &[&str] = &["ベッド一号", "ベッド", "明第1", "", "", ""];
        let there = send(&t, Cast::CityOfficer, "tools", &csv(&[heads, row, row])).await;
        let seen = t.get(Cast::CityOfficer, &there).await.expect(200);
        assert!(seen.says("同じ道具が2行目にもあります。") && seen.says("3行目"));
        assert_eq!(all(&t, "tools").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_coordinator_brings_what_they_may_write_and_sees_only_what_they_sent() {
    each_database(async |t| {
        with_tools(&t).await;
        let page = t.get(Cast::Coordinator, "/imports?kind=ledger.tools").await.expect(200);
        assert!(page.says("貸し出す道具") && !page.says("事例のひな形") && !page.says("書き出し"));
        t.get(Cast::Member, "/imports").await.expect(403);
        t.get(Cast::Coordinator, "/exports").await.expect(403);
        t.get(Cast::Coordinator, "/imports/templates/ledger.repairs").await.expect(404);

        let own = csv(&[HEADS, &["車いす一号", "車いす", "", "", "", ""]]);
        let there = send(&t, Cast::Coordinator, "tools", &own).await;
        for who in [Cast::CityOfficer, Cast::CenterStaff, Cast::Member] {
            t.get(who, &there).await.expect(404);
            t.post(who, &format!("{there}/run"), &[]).await.expect(404);
            t.post(who, &format!("{there}/forget"), &[]).await.expect(404);
        }
        assert!(t.get(Cast::Coordinator, "/imports").await.expect(200).says("台帳.csv"));
        assert!(!t.get(Cast::CityOfficer, "/imports").await.expect(200).says("台帳.csv"));
        assert!(run(&t, Cast::Coordinator, &there).await.contains("取込済"));
        assert_eq!(all(&t, "tools").await.len(), 1);
        let citys = send(&t, Cast::CityOfficer, "tools", &own).await;
        t.get(Cast::Coordinator, &citys).await.expect(404);

        // Neither another's place, nor a state to which others bring a record.
        let foreign = csv(&[
            HEADS,
            &["車いす二号", "車いす", "明第1", "", "", ""],
            &["ベッド一号", "ベッド", "", "", "貸出中", ""],
        ]);
        tool(&t, "車いす二号", &[("answer.kind", "chair"), ("answer.area", "mei1")]).await;
        let there = send(&t, Cast::Coordinator, "tools", &foreign).await;
        let seen = t.get(Cast::Coordinator, &there).await.expect(200);
        assert!(seen.says("この圏域の記録は、担当する人が書きます。"), "{}", seen.text());
        assert!(!seen.says("もう登録されています"), "what is there is not told");
        assert!(seen.says("「貸出中」は、その状態に進める人が記録します。"), "{}", seen.text());

        // Nobody who only reads sends one.
        let fields = [("kind", "ledger.tools")];
        let sent = t.upload(Cast::CenterStaff, "/imports", &fields, ("file", "a.csv", &own)).await;
        sent.expect(404);
    })
    .await;
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
        assert!(seen.says("3行目") && !seen.says("2行目</th><td"), "{}", seen.text());
        // A second record of the same name above makes it unclear.
        let wanted = [wanted[0], wanted[1], wanted[3]];
        let done = take_in(&t, Cast::CityOfficer, "initiatives", &csv(&wanted)).await;
        assert!(done.contains("取込済"), "{done}");
        let records = all(&t, "initiatives").await;
        let own = records.iter().find(|entry| entry.label == "ゴミ出し").unwrap();
        assert_eq!(own.parent_id.as_ref(), Some(&north.id));
        assert_eq!(own.unit_id.to_string(), "district.kokubunjihokubu");
        assert_eq!(own.state_on.short(), "H30年度");
        assert_eq!(own.answers().unwrap().get("since").unwrap().text(), "H29年度");
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
                ["車いす一号".to_owned(), format!("直したところ{n}"), format!("R{}", 1 + n % 7)]
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
