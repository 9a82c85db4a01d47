//! Ledgers as Excel: the empty form, a file taken in, the list taken out and in again.

mod again;

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
    (figure("新規"), figure("登録済(変わりません)"), figure("登録済で、内容が違うもの"))
}

async fn all(t: &TestApp, ledger: &str) -> Vec<Entry> {
    store::all(&mut t.read().await, &ledger.into()).await.unwrap()
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
            (["机", "", "火星", "", "", ""], "知らない値です。"),
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
async fn a_name_of_a_centre_s_register_does_not_leave_in_a_file() {
    each_database(async |t| {
        with_tools(&t).await;
        let person = [("name", "架空 花世"), ("kana", "カクウ ハナヨ"), ("sex", "female")];
        t.post(Cast::CenterStaff, "/persons", &person).await.expect(303);
        let heads: &[&str] = &["名前", "圏域", "置き場所"];
        let file = csv(&[heads, &["机", "明第1", ""], &["車いす", "明第1", "架空 花世の家"]]);
        let there = send(&t, Cast::CityOfficer, "tools", &file).await;
        let seen = t.get(Cast::CityOfficer, &there).await.expect(200);
        // Looking at a file asks no register: whose people it knows is not for the city to try out.
        assert!(seen.says("誤りはありません"), "{}", seen.text());
        let refused = run(&t, Cast::CityOfficer, &there).await;
        let sentence = "3行目: 「置き場所」の「架空 花世」は、氏名と思われる語です";
        assert!(refused.contains(sentence), "{refused}");
        assert!(refused.contains("書き換えて、もう一度送ってください。"), "{refused}");
        assert!(all(&t, "tools").await.is_empty(), "all or nothing");
        // It is counted as on a page, and at last nobody is told any more.
        let mut last = String::new();
        for _ in 0..20 {
            last = run(&t, Cast::CityOfficer, &there).await;
        }
        assert!(last.contains("氏名などの確認が、この1時間に何度も続いています。"), "{last}");
    })
    .await;
}
