//! What is written is what is read, and looks as it should.

use std::io::{Cursor, Read};

use jiff::civil::date;
use proptest::prelude::*;
use zip::ZipArchive;

use super::*;

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

fn schedule() -> XlsxFile {
    let day = date(2025, 11, 20);
    let fields = [
        Field::new("センター").width(18),
        Field::new("開催日").centred().hint("R7.11.20 のように入力"),
        Field::new("実施日").days(Days::Real),
        Field::new("種別").choices(["推進会議", "個別会議"]),
        Field::new("圏域").choices((1..=60).map(|n| format!("第{n}日常生活圏域"))),
    ];
    let row = vec!["明第1".into(), day.into(), day.into(), "推進会議".into(), Cell::Empty];
    let sheet = SheetOut::new("予定[1]")
        .paper(Paper::A4Landscape)
        .title("令和7年度 第2回 開催状況")
        .note("※個別会議は各回2事例。")
        .table(fields, [row])
        .groups([("", 1), ("会議", 4)])
        .blank_rows(3);
    XlsxFile::new(date(2026, 1, 29)).sheet(sheet)
}

#[test]
fn a_workbook_written_is_read_again() {
    let bytes = schedule().finish().expect("a workbook");
    let book = read("予定.xlsx", &bytes).expect("a book");
    assert_eq!(
        shown(&book),
        [
            "令和7年度 第2回 開催状況",
            "※個別会議は各回2事例。",
            "|会議",
            "センター|開催日|実施日|種別|圏域",
            "明第1|R7.11.20|2025/11/20|推進会議"
        ]
    );
    assert_eq!(book.sheets[0].name, "予定_1_");
    assert_eq!(book.sheets[0].head_cell(4, 2), &Cell::Day(date(2025, 11, 20)));
    assert!(book.sheets[1].hidden, "long lists go to a hidden sheet");
    let table = find(&book, &["センター", "開催日"].map(Column::required)).expect("a table");
    assert_eq!(table.header.bottom, 3);
    assert!(table.other_sheets().is_empty());
}

#[test]
fn a_workbook_prints_on_its_paper_with_its_header_on_every_page() {
    let bytes = schedule().finish().expect("a workbook");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for piece in [
        "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "<pane ySplit=\"4\"",
        "推進会議,個別会議",
        "選択肢",
        "type=\"list\"",
    ] {
        assert!(sheet.contains(piece), "{piece} in {sheet}");
    }
    assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
    assert!(part(&bytes, "xl/styles.xml").contains("BIZ UDPGothic"));
    assert!(part(&bytes, "docProps/core.xml").contains("2026-01-29"));
    assert_eq!(
        bytes,
        schedule().finish().expect("a workbook"),
        "the same content gives the same bytes"
    );
}

#[test]
fn sheet_names_are_made_acceptable() {
    let long = "あ".repeat(40);
    let names = [long.as_str(), long.as_str(), "", "a/b", "A/B", "選択肢"];
    let file = names.iter().fold(XlsxFile::new(date(2026, 1, 1)), |file, name| {
        file.sheet(SheetOut::new(*name).table([Field::new("列")], []))
    });
    let book = read("a.xlsx", &file.finish().expect("a workbook")).expect("a book");
    let written: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let (first, second) = ("あ".repeat(31), format!("{}(2)", "あ".repeat(26)));
    assert_eq!(written, [first.as_str(), second.as_str(), "シート", "a_b", "A_B(2)", "選択肢(2)"]);
}

#[test]
fn a_csv_is_written_for_excel() {
    let rows = [
        vec![Cell::from("備考"), date(2025, 11, 20).into(), 5.into()],
        vec!["a,\"b\"\n".into(), Cell::Empty],
    ];
    let written = write_csv(rows.iter().map(Vec::as_slice), Encoding::Utf8);
    assert_eq!(written.bytes, "\u{FEFF}備考,2025/11/20,5\r\n\"a,\"\"b\"\"\n\",\r\n".as_bytes());
    let cp932 = write_csv([[Cell::from("𠮷田〜")].as_slice()], Encoding::Cp932);
    assert_eq!(cp932.lost, ['𠮷']);
    assert_eq!(nihon::cp932::decode(&cp932.bytes).as_deref(), Ok("〓田～\r\n"));
}

#[test]
fn formulas_are_disarmed_and_numbers_are_not() {
    let rows = ["=1+1", "+81-47", "-5", "-0.5", "@a", "\tx", "＝A1", "-", "松戸"]
        .map(|text| vec![Cell::from(text)]);
    let written = write_csv(rows.iter().map(Vec::as_slice), Encoding::Utf8);
    let text = String::from_utf8(written.bytes).expect("UTF-8");
    let lines: Vec<&str> = text.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(lines, ["'=1+1", "'+81-47", "-5", "-0.5", "'@a", "\"'\tx\"", "'＝A1", "'-", "松戸"]);
}

#[test]
fn file_names_in_japanese_reach_the_browser() {
    assert_eq!(
        content_disposition("資料2.xlsx"),
        "attachment; filename=\"2.xlsx\"; filename*=UTF-8''%E8%B3%87%E6%96%992.xlsx"
    );
    assert_eq!(
        content_disposition("議事録/\"x\"\r\n.pdf"),
        "attachment; filename=\"x.pdf\"; filename*=UTF-8''%E8%AD%B0%E4%BA%8B%E9%8C%B2__x___.pdf"
    );
    assert_eq!(content_disposition("../.."), "attachment; filename=\"file\"; filename*=UTF-8''_");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_csv_written_is_the_csv_read(
        rows in proptest::collection::vec(proptest::collection::vec("[=+@'a-c,\"\t\n ○松-]{0,6}", 1..4), 1..5)
    ) {
        let cells: Vec<Vec<Cell>> =
            rows.iter().map(|row| row.iter().map(|text| Cell::from(format!("x{text}"))).collect()).collect();
        let written = write_csv(cells.iter().map(Vec::as_slice), Encoding::Utf8);
        let book = read("a.csv", &written.bytes).expect("a book");
        prop_assert_eq!(book.sheets[0].rows.head(), &cells);
    }
}

/// The heights of a sheet's rows that have one of their own, by number from 1.
fn heights(sheet: &str) -> std::collections::BTreeMap<u32, f64> {
    let row = regex::Regex::new(r#"<row r="(\d+)"[^>]* ht="([\d.]+)" customHeight="1""#).unwrap();
    let found = row.captures_iter(sheet);
    found.map(|row| (row[1].parse().unwrap(), row[2].parse().unwrap())).collect()
}

#[test]
fn a_row_is_as_high_as_its_highest_text_and_a_column_widens_before_a_row_is_cut() {
    let fields = || [Field::new("番号").width(8), Field::new("長い見出しの欄").width(10)];
    let rows = |length: usize| {
        let words = CellOut::new("あ".repeat(length));
        [vec![CellOut::new(1), words], vec![CellOut::new(2), CellOut::new("短い")]]
    };
    let sheet = |length| {
        let sheet = SheetOut::new("文").set_table(fields(), rows(length));
        part(
            &XlsxFile::new(date(2026, 1, 29)).sheet(sheet).finish().unwrap(),
            "xl/worksheets/sheet1.xml",
        )
    };
    let short = sheet(40);
    let high = heights(&short);
    // Ten digits are as wide as seven and a half characters of this font: six lines and one to spare, of 15 points.
    assert!(high[&1] > 30.0, "a heading that breaks is not cut: {high:?}");
    assert!(high[&2] >= 90.0 && high[&2] < 112.0, "{high:?}");
    assert!(!high.contains_key(&3), "a row of one line is left as it is: {high:?}");
    let long = sheet(1_000);
    let wide = regex::Regex::new(r#"<col min="2" max="2" width="([\d.]+)""#).unwrap();
    let wide: f64 = wide.captures(&long).expect("a column")[1].parse().unwrap();
    assert!(wide > 55.0 && heights(&long)[&2] < 409.0, "{wide} {:?}", heights(&long));
}

#[test]
fn a_wide_table_goes_on_a3_and_the_marking_of_a_head_has_a_line_of_its_own() {
    let edges = Edges {
        head_left: "松戸市 令和7年度 第2回".into(),
        head_right: "資料2".into(),
        marking: "【構成員限り】".into(),
        foot_left: "未確定".into(),
        ..Edges::default()
    };
    let with = |columns: usize| {
        let fields = (0..columns).map(|n| Field::new(n.to_string()).width(20));
        let sheet = SheetOut::new("表").paper(Paper::A4Landscape).table(fields, []);
        let file = XlsxFile::new(date(2026, 1, 29)).edges(edges.clone()).sheet(sheet);
        part(&file.finish().unwrap(), "xl/worksheets/sheet1.xml")
    };
    assert!(with(5).contains("paperSize=\"9\""));
    let wide = with(10);
    assert!(wide.contains("paperSize=\"8\"") && wide.contains("orientation=\"landscape\""));
    let head = wide.split("oddHeader>").nth(1).expect("a head");
    assert!(head.contains("松戸市 令和7年度 第2回\n【構成員限り】&amp;R"), "{head}");
}

#[test]
fn a_table_far_wider_than_paper_is_not_squeezed_onto_one_page_and_each_page_says_whose_it_is() {
    let sheet = |columns: usize| {
        let fields = (0..columns).map(|n| Field::new(format!("{n}")).width(20));
        let rows = [(0..columns).map(|n| Cell::from(format!("x{n}"))).collect()];
        let sheet = SheetOut::new("表").title("事例").first_column_stays().table(fields, rows);
        let edges = Edges { stamp: "実名・持出禁止".into(), ..Edges::default() };
        XlsxFile::new(date(2026, 1, 29)).edges(edges).sheet(sheet).finish().unwrap()
    };
    let (narrow, broad) = (sheet(10), sheet(60));
    let printed = part(&narrow, "xl/worksheets/sheet1.xml");
    assert!(printed.contains("fitToHeight") && printed.contains("実名・持出禁止"), "{printed}");
    let printed = part(&broad, "xl/worksheets/sheet1.xml");
    assert!(!printed.contains("fitToHeight") && printed.contains("実名・持出禁止"), "{printed}");
    let names = part(&broad, "xl/workbook.xml");
    assert!(names.contains("$A:$A") && names.contains("$2:$2"), "its key and its header: {names}");
    assert!(
        printed.contains("<mergeCell ref=\"B1:"),
        "the title is not repeated in part: {printed}"
    );
}

/// How wide a workbook makes a column.
fn column_width(field: Field) -> f64 {
    let sheet = SheetOut::new("表").table([field], [vec![Cell::from("x")]]);
    let bytes = XlsxFile::new(date(2026, 1, 29)).sheet(sheet).finish().unwrap();
    let width = regex::Regex::new(r#"<col min="1" max="1" width="([\d.]+)""#).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    width.captures(&sheet).expect("a column")[1].parse().unwrap()
}

#[test]
fn a_column_is_as_wide_as_what_stands_in_it() {
    let wide = |words: &str| column_width(Field::new("件名").fitting(words));
    assert!(wide("独居で買い物が難しい方の支援について") > 2.0 * wide("短い"));
    assert!(wide(&"あ".repeat(500)) < 50.0, "and can still be read beside the others");
}
