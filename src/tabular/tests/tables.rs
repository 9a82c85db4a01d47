//! Headers, records and the words for what is wrong.

use jiff::civil::date;

use super::*;

/// Every kind of mark.
const ALL: Marks = Marks { circle: true, suspected: true, words: true };

fn days_of(record: &Record<'_>, faults: &mut Faults) -> Vec<jiff::civil::Date> {
    let cells = record.cells("個別会議");
    cells.filter_map(|(_, cell)| record.day_of("個別会議", cell, faults).expect("a day")).collect()
}

fn faults_of(faults: &Faults) -> Vec<String> {
    faults.list().iter().map(ToString::to_string).collect()
}

#[test]
fn the_header_is_found_under_titles_and_by_any_of_its_names() {
    let book =
        csv("令和7年度 予定,,\n,,\n地域包括支援センター,開催日※必須,ﾋﾞｺｳ（市）\n小金,R7.11.25,x\n");
    let columns = [
        Column::required("センター").also(["地域包括支援センター"]),
        Column::required("開催日"),
        Column::optional("ビコウ(市)"),
    ];
    let table = find(&book, &columns).expect("a table");
    assert_eq!(table.header.bottom, 2);
    assert!(table.has("ビコウ(市)"));
    let record = table.records().next().expect("a record");
    assert_eq!(record.row(), 4);
    assert_eq!(record.get("センター"), &Cell::from("小金"));
    assert_eq!(record.place("ビコウ(市)").to_string(), "予定.csv 4行目 C列（ﾋﾞｺｳ（市））");
    assert_eq!(table.skipped().len(), 1);
}

#[test]
fn a_missing_header_is_named() {
    let book = csv("題\nセンター,日\n小金,1\n");
    let refusal = find(&book, &[Column::required("センター"), Column::required("開催日")])
        .expect_err("refused");
    assert_eq!(
        refusal.to_string(),
        "「予定.csv」に表の見出しが見つかりません。2行目には「開催日」がありません。必要な見出しは「センター」「開催日」です。"
    );
}

#[test]
fn a_header_merged_over_two_rows_counts_in_the_lower_one() {
    let book = csv("事例,地域要素,\n,見守り不在,地縁の欠如\n小金1,〇,疑い\n");
    let names = ["事例", "見守り不在", "地縁の欠如"];
    let table = find(&book, &names.map(Column::required)).expect("a table");
    let mut faults = Faults::default();
    let record = table.records().next().expect("a record");
    assert_eq!(table.header.bottom, 1);
    assert_eq!(record.mark("見守り不在", ALL, &mut faults), Mark::Circle);
    assert_eq!(record.mark("地縁の欠如", ALL, &mut faults), Mark::Suspected);
    assert_eq!(record.place("事例").header, "事例");
}

#[test]
fn a_column_may_stand_several_times() {
    let merged = csv("センター,個別会議,,備考\n明第1,R7.7.29,R7.9.30,x\n本庁,,R7.9.10\n");
    let numbered =
        csv("センター,備考,個別会議①,個別会議２\n明第1,x,R7.7.29,R7.9.30\n本庁,,,2025/9/10\n");
    let columns = [
        Column::required("センター"),
        Column::required("個別会議").many(),
        Column::optional("備考"),
    ];
    for book in [merged, numbered] {
        let table = find(&book, &columns).expect("a table");
        let mut faults = Faults::default();
        let days: Vec<_> = table.records().map(|record| days_of(&record, &mut faults)).collect();
        assert_eq!(days, [vec![date(2025, 7, 29), date(2025, 9, 30)], vec![date(2025, 9, 10)]]);
        assert!(faults.is_empty() && table.unknown().is_empty());
    }
}

#[test]
fn nothing_is_lost_in_silence() {
    let book =
        csv("センター,色,日\n小金,赤,x,余り\n,青,\n\nセンター,色,日\n記入例 小金,,\n本庁,,\n");
    let table =
        find(&book, &[Column::required("センター"), Column::optional("日")]).expect("a table");
    let rows: Vec<_> = table.records().map(|record| record.row()).collect();
    assert_eq!(rows, [2, 7]);
    let skipped: Vec<_> = table.skipped().iter().map(|s| (s.row, s.reason)).collect();
    assert_eq!(skipped, [(3, "読み込む列に値がない行"), (5, "見出しの繰り返し"), (6, "記入例")]);
    let not_read = table.unknown();
    let unknown: Vec<_> =
        not_read.iter().map(|u| (u.column.as_str(), u.header.as_str(), u.values)).collect();
    assert_eq!(unknown, [("B", "色", 1), ("D", "", 1)]);
}

#[test]
fn every_wrong_cell_is_reported_at_once() {
    let book = csv(
        "センター,開催日,回数,種別,備考\n,H31.5.1,12回,その他,長い備考\n小金,R7.11.20,３,推進会議,\n本庁,,100,個別会議,\n",
    );
    let columns = ["センター", "開催日", "回数", "種別", "備考"].map(Column::required);
    let table = find(&book, &columns).expect("a table");
    let mut faults = Faults::default();
    let kinds = [("推進会議", 1), ("個別会議", 2)];
    let read: Vec<_> = table
        .records()
        .map(|record| {
            let centre = record.required_text("センター", 10, &mut faults);
            let day = record.required_day("開催日", &mut faults);
            let count = record.integer("回数", 0..=99, &mut faults);
            let kind = record.one_of("種別", &kinds, &mut faults);
            record.text("備考", 3, &mut faults);
            (centre, day, count, kind)
        })
        .collect();
    assert_eq!(read[1], (Some("小金".to_owned()), Some(date(2025, 11, 20)), Some(3), Some(1)));
    assert_eq!(
        faults_of(&faults),
        [
            "予定.csv 2行目 A列（センター）: 必須の項目が空です。",
            "予定.csv 2行目 B列（開催日）「H31.5.1」: 平成31年5月1日は令和1年です。「R1.5.1」と入力してください。",
            "予定.csv 2行目 C列（回数）「12回」: 「12回」は数値として読めません。単位を付けず「12」のように数字だけで入力してください。",
            "予定.csv 2行目 D列（種別）「その他」: 「推進会議」「個別会議」のいずれかを入力してください。",
            "予定.csv 2行目 E列（備考）「長い備考」: 4文字あります。3文字までにしてください。",
            "予定.csv 4行目 B列（開催日）: 必須の項目が空です。",
            "予定.csv 4行目 C列（回数）「100」: 0から99までの数値を入力してください。",
        ]
    );
    assert_eq!(faults.total(), 7);
}

#[test]
fn an_importer_adds_its_own_reasons() {
    let book = csv("センター\n東京\n小金\n");
    let table =
        find(&book, &[Column::required("センター"), Column::optional("備考")]).expect("a table");
    let mut faults = Faults::default();
    let known = |name: &str| {
        if name == "小金" {
            Ok(7)
        } else {
            Err("この名前のセンターはありません。")
        }
    };
    let ids: Vec<_> =
        table.records().map(|r| r.required_parsed("センター", &mut faults, known)).collect();
    assert_eq!(ids, [None, Some(7)]);
    table.records().next().expect("a record").fault("備考", "備考がありません。", &mut faults);
    assert_eq!(
        faults_of(&faults),
        [
            "予定.csv 2行目 A列（センター）「東京」: この名前のセンターはありません。",
            "予定.csv 2行目（備考）: 備考がありません。"
        ]
    );
}

#[test]
fn numbers_become_days_only_where_they_can_be_meant() {
    let row = |cell: Cell| vec![cell];
    let sheet = Sheet {
        rows: [
            row("日".into()),
            row(45981.0.into()),
            row(20251120.0.into()),
            row(date(2025, 11, 20).into()),
            row(7.0.into()),
            row(Cell::Error("#REF!".into())),
        ]
        .into_iter()
        .collect(),
        ..Sheet::default()
    };
    let book = Book { file: "a.xlsx".into(), sheets: vec![sheet] };
    let table = find(&book, &[Column::required("日")]).expect("a table");
    let mut faults = Faults::default();
    let days: Vec<_> = table.records().filter_map(|record| record.day("日", &mut faults)).collect();
    assert_eq!(days, [date(2025, 11, 20); 3]);
    assert_eq!(faults.total(), 2);
    assert!(faults.list()[1].reason.contains("数式"));
}

#[test]
fn marks_are_read_in_all_their_forms() {
    let book = csv("名,要素\na,○\nb,〇\nc,◯\nd,疑い\ne,（疑い）\nf,\ng,妻に多い\n");
    let table = find(&book, &["名", "要素"].map(Column::required)).expect("a table");
    let mut faults = Faults::default();
    let marks: Vec<_> =
        table.records().map(|record| record.mark("要素", ALL, &mut faults)).collect();
    use Mark::{Blank, Circle, Suspected, Words};
    assert_eq!(
        marks,
        [Circle, Circle, Circle, Suspected, Suspected, Blank, Words("妻に多い".into())]
    );
}

#[test]
fn hidden_sheets_are_passed_over_and_others_are_named() {
    let sheet = |name: &str, hidden, text: &str| Sheet {
        name: name.into(),
        hidden,
        rows: [vec![text.into()], vec!["x".into()]].into_iter().collect(),
        ..Sheet::default()
    };
    let sheets = vec![
        sheet("隠", true, "日"),
        sheet("表紙", false, "題"),
        sheet("予定", false, "日"),
        sheet("控", false, "日"),
    ];
    let book = Book { file: "a.xlsx".into(), sheets };
    let table = find(&book, &[Column::required("日")]).expect("a table");
    assert_eq!(table.records().next().expect("a record").place("日").sheet, "予定");
    assert_eq!(table.other_sheets(), ["表紙", "控"]);
}

#[test]
fn faults_beyond_counting_are_only_counted() {
    let book = csv("日\nx\n");
    let table = find(&book, &[Column::required("日")]).expect("a table");
    let record = table.records().next().expect("a record");
    let mut faults = Faults::default();
    (0..Faults::KEPT + 3).for_each(|_| record.fault("日", "違います。", &mut faults));
    assert_eq!((faults.list().len(), faults.total()), (Faults::KEPT, Faults::KEPT + 3));
}
