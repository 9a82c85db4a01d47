//! A ledger made of a table that somebody keeps.

use super::*;
use crate::{
    ledgers::{
        proposals::proposing::{ReadAs, propose},
        store,
    },
    tabular::{Cell, Encoding, Limits, Source, write_csv},
    testing::{MATSUDO, each_database},
};

/// What a town keeps of its groups.
const GROUPS: [[&str; 9]; 5] = [
    ["団体名", "圏域", "分野", "会費(円)", "始めた年月", "助成", "代表者氏名", "人数", "備考"],
    ["みどり会", "明第1", "体操", "500", "H30.4", "○", "架空 一郎", "12", ""],
    [
        "あおば会",
        "小金",
        "体操",
        "0",
        "R1.5",
        "",
        "架空 二郎",
        "８",
        "第2・第4の木曜に集まります。",
    ],
    ["そら会", "明第1", "食事", "1,200", "R5年度", "○", "架空 三郎", "30", ""],
    ["かわ会", "小金", "食事", "300", "2020/6/1", "○", "架空 四郎", "5", "冬は休み"],
];

fn file() -> Vec<u8> {
    let rows: Vec<Vec<Cell>> =
        GROUPS.iter().map(|row| row.iter().map(|text| Cell::from(*text)).collect()).collect();
    write_csv(rows.iter().map(Vec::as_slice), Encoding::Utf8).bytes
}

#[test]
fn each_column_is_read_as_what_nearly_all_of_its_cells_are() {
    let book = Source::read("団体.csv", &file(), &Limits::default()).unwrap();
    let proposed = propose(&book, &MATSUDO).unwrap();
    let kinds: Vec<(&str, ReadAs)> =
        proposed.iter().map(|one| (one.header.as_str(), one.read_as)).collect();
    assert_eq!(
        kinds,
        [
            ("団体名", ReadAs::Text),
            ("圏域", ReadAs::Area),
            ("分野", ReadAs::Choice),
            ("会費(円)", ReadAs::Money),
            ("始めた年月", ReadAs::Day),
            ("助成", ReadAs::YesNo),
            ("代表者氏名", ReadAs::Text),
            ("人数", ReadAs::Number),
            ("備考", ReadAs::Text),
        ]
    );
    let personal: Vec<&str> =
        proposed.iter().filter(|one| one.is_personal).map(|one| one.header.as_str()).collect();
    assert_eq!(personal, ["代表者氏名"]);
    assert_eq!(proposed[2].words, ["体操", "食事"]);
    assert_eq!(proposed[0].samples, ["みどり会", "あおば会", "そら会", "かわ会"]);
}

#[tokio::test]
async fn a_town_s_own_table_becomes_a_ledger_and_its_rows_become_records() {
    each_database(async |t| {
        with_tools(&t).await;
        let overview = t.get(Cast::CityOfficer, "/ledgers").await.expect(200);
        assert!(overview.says("手元の表から台帳を作る"));
        t.get(Cast::CenterStaff, "/ledgers/proposals").await.expect(403);
        assert!(!t.get(Cast::CenterStaff, "/ledgers").await.expect(200).says("手元の表から"));

        let sent = ("file", "団体.csv", &file()[..]);
        let page = t.upload(Cast::CityOfficer, "/ledgers/proposals", &[], sent).await.expect(200);
        assert!(page.says("列「分野」") && page.says("みどり会、あおば会"), "{}", page.text());
        assert!(page.says("個人が分かる列かもしれない"));
        let none = t.upload(Cast::CityOfficer, "/ledgers/proposals", &[], ("file", "", b"")).await;
        assert!(none.expect(422).says("ファイルを選んでください。"));

        // As it is proposed, but for what a person says otherwise.
        let text = page.text();
        let version = text.split("name=\"version\" value=\"").nth(1).unwrap();
        let version = version.split('"').next().unwrap();
        let mut fields = vec![
            ("version".to_owned(), version.to_owned()),
            ("name".to_owned(), String::new()),
            ("one".to_owned(), "団体".to_owned()),
            ("counted_in".to_owned(), "団体".to_owned()),
            ("title".to_owned(), "0".to_owned()),
            ("read".to_owned(), "city".to_owned()),
            ("read".to_owned(), "centers".to_owned()),
            ("write".to_owned(), "city".to_owned()),
        ];
        let kinds = ["text", "area", "choice", "money", "day", "yes_no", "", "number", "text"];
        for (at, (header, kind)) in GROUPS[0].iter().zip(kinds).enumerate() {
            let label = if *header == "分野" { "活動の分野" } else { header };
            fields.push((format!("header.{at}"), (*header).to_owned()));
            fields.push((format!("label.{at}"), label.to_owned()));
            fields.push((format!("kind.{at}"), kind.to_owned()));
        }
        fields.push(("words.2".to_owned(), "体操\n食事".to_owned()));
        fields.push(("filter.2".to_owned(), "yes".to_owned()));
        let post = async |fields: &[(String, String)]| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            t.post(Cast::CityOfficer, "/ledgers/proposals/definitions", &fields).await
        };
        let unnamed = post(&fields).await.expect(422);
        assert!(unnamed.says("台帳の名前を入力してください。") && unnamed.says("活動の分野"));
        fields[1].1 = "住民の団体".to_owned();
        let made = post(&fields).await.expect(303);
        assert_eq!(made.location(), "/imports?kind=ledger.ledger_1");
        let stale = post(&fields).await.expect(409);
        assert!(stale.says("ほかの人が先に"));

        let sent = ("file", "団体.csv", &file()[..]);
        let kind = [("kind", "ledger.ledger_1")];
        let there = t.upload(Cast::CityOfficer, "/imports", &kind, sent).await.expect(303);
        let page = t.get(Cast::CityOfficer, there.location()).await.expect(200);
        assert!(page.says("誤りはありません"), "{}", page.text());
        assert!(page.says("読まない列") && page.says("代表者氏名"), "{}", page.text());
        let run = format!("{}/run", there.location());
        t.post(Cast::CityOfficer, &run, &[]).await.expect(303);
        t.work_off().await;
        let all = store::all(&mut t.read().await, &"ledger_1".into()).await.unwrap();
        let called: Vec<&str> = all.iter().map(|entry| entry.label.as_str()).collect();
        assert_eq!(called, ["みどり会", "あおば会", "そら会", "かわ会"]);
        assert_eq!(all[1].unit_id.to_string(), "area.kogane");
        let list = t.get(Cast::CenterStaff, "/ledgers/ledger_1").await.expect(200);
        assert!(list.says("そら会") && list.says("活動の分野"));
    })
    .await;
}
