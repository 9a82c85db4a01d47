//! Files that are longer than what stands at hand of them.

use jiff::civil::{Date, date};
use regex::Regex;
use rust_xlsxwriter::{Format, Workbook};

use super::*;

const ROWS: u32 = 2_000;

/// Day, centre (in blocks of a hundred rows, or the sign of repetition) and a number.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_column_hidden(3).expect("a column");
    for (at, header) in ["開催日", "センター", "事例数", "備考"].iter().enumerate() {
        sheet.write_string(0, at as u16, *header).expect("a cell");
    }
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy/m/d");
    for row in 1..=ROWS {
        sheet.write_number_with_format(row, 0, 45_000 + row, &day).expect("a cell");
        sheet.write_number(row, 2, row).expect("a cell");
        sheet.write_string(row, 3, format!("その{row}")).expect("a cell");
        match row {
            1..=1_000 if row % 100 == 1 => {
                let name = format!("第{}センター", row / 100);
                sheet.merge_range(row, 1, row + 99, 1, &name, &plain).expect("a block");
            }
            1_001 => drop(sheet.write_string(row, 1, "北センター").expect("a cell")),
            1_002.. => drop(sheet.write_string(row, 1, "〃").expect("a cell")),
            _ => {}
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn what_stands_far_below_takes_from_above_as_near_the_heading() {
    let book = read("長い.xlsx", &workbook()).expect("a book");
    assert_eq!(book.sheets[0].rows.len(), 2_001);
    assert!(book.sheets[0].rows.head().len() < 1_000, "the rest is packed");
    let columns = ["センター", "開催日", "事例数", "備考"].map(Column::required);
    let table = find(&book, &columns).expect("a table");
    assert_eq!(table.len(), 2_000);
    let mut faults = Faults::default();
    for (record, row) in table.records().zip(1_u32..) {
        let center = match row {
            1..=1_000 => format!("第{}センター", (row - 1) / 100),
            _ => "北センター".to_owned(),
        };
        assert_eq!(record.row() as u32, row + 1);
        assert_eq!(record.get("センター"), &Cell::from(center), "row {row}");
        let day: Date = date(1899, 12, 30) + jiff::ToSpan::days(i64::from(45_000 + row));
        assert_eq!(record.day("開催日", &mut faults), Some(day));
        assert_eq!(record.integer("事例数", 0..=9_999, &mut faults), Some(i64::from(row)));
    }
    assert_eq!(faults.total(), 0);
    let notes = table.notes().join("");
    assert!(
        notes.contains(
            "B列「センター」の結合されたセルは、つながるすべての行の値として読みました(990行)。"
        ),
        "{notes}"
    );
    assert!(
        notes.contains("B列「センター」の「〃」は、上の行と同じ値として読みました(999か所)。"),
        "{notes}"
    );
    assert!(
        notes.contains("D列「備考」は、Excelで表示されていない列ですが、読みました。"),
        "{notes}"
    );
    let mapping = table.mapping();
    assert!(mapping.columns.iter().all(|column| column.values == 2_000), "{mapping:?}");
}

#[test]
fn a_csv_is_read_up_to_its_last_row_and_refused_beyond() {
    let of = |rows: usize| {
        let lines: String = (1..=rows).map(|n| format!("{n},北\n")).collect();
        format!("事例数,センター\n{lines}")
    };
    let whole = |rows: usize| csv(&of(rows)).sheets[0].rows.len();
    assert_eq!(whole(100_000), 100_001);
    let most = Limits::default().rows;
    assert_eq!(whole(most - 1), most);
    let refused = read("長い.csv", of(most).as_bytes()).expect_err("refused").to_string();
    assert!(refused.contains("長い.csv") && refused.contains("110000行"), "{refused}");
}

#[test]
fn a_hidden_row_is_what_the_rows_below_it_repeat_also_where_it_is_not_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows =
        [("センター", "名"), ("北", "一"), ("", "二"), ("南", "三"), ("", "四"), ("〃", "五")];
    for (row, (center, name)) in (0..).zip(rows) {
        sheet.write_string(row, 0, center).expect("a cell");
        sheet.write_string(row, 1, name).expect("a cell");
    }
    sheet.set_row_hidden(3).expect("a row");
    let book = read("a.xlsx", &workbook.save_to_buffer().expect("a workbook")).expect("a book");
    let columns = [Column::required("センター").downwards(), Column::required("名")];
    let mut answered = Answered::default();
    answered.say("hidden", "skip");
    answered.say("below:センター", "same");
    let tables = Table::all(&book, &columns, &answered).expect("a table");
    let read: Vec<String> = (tables[0].records())
        .map(|of| format!("{}{}", of.get("センター").shown(), of.get("名").shown()))
        .collect();
    assert_eq!(read, ["北一", "北二", "南四", "南五"]);
}

#[test]
fn what_a_sheet_hides_is_found_whatever_its_parts_are_called() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, text) in (0..).zip(["名", "一", "二", "三"]) {
        sheet.write_string(row, 0, text).expect("a cell");
    }
    sheet.set_row_hidden(2).expect("a row");
    let plain = workbook.save_to_buffer().expect("a workbook");
    let prefixed = with_parts(&plain, |_, text| {
        text.replace("r:id=", "d3p1:id=").replace("xmlns:r=", "xmlns:d3p1=")
    });
    let unnumbered = with_parts(&plain, |part, text| match part.starts_with("xl/worksheets/") {
        true => Regex::new(r#"(<(?:row|c)) r="[A-Z0-9]+""#)
            .expect("ours")
            .replace_all(&text, "$1")
            .into(),
        false => text,
    });
    for bytes in [plain, prefixed, unnumbered] {
        let book = read("a.xlsx", &bytes).expect("a book");
        assert_eq!(book.sheets[0].hidden_rows, [2].into());
        assert_eq!(shown(&book), ["名", "一", "二", "三"]);
    }
}

#[test]
fn more_blocks_and_texts_than_a_file_can_have_are_refused_before_room_is_made_for_them() {
    let whole = workbook();
    let lying = with_parts(&whole, |_, text| {
        Regex::new("uniqueCount=\"\\d+\"")
            .expect("ours")
            .replace(&text, "uniqueCount=\"1000000000000000\"")
            .into()
    });
    assert_eq!(
        read("a.xlsx", &lying).expect_err("refused"),
        Refusal::Damaged { file: "a.xlsx".into() }
    );
    let merged: String = (1..=100_001).map(|n| format!("<mergeCell ref=\"E{n}:F{n}\"/>")).collect();
    let blocks = with_parts(&whole, |_, text| {
        text.replace("</mergeCells>", &format!("{merged}</mergeCells>"))
    });
    assert!(matches!(read("a.xlsx", &blocks).expect_err("refused"), Refusal::Bomb { .. }));
}

#[test]
fn a_row_that_stands_before_the_one_above_it_is_no_sheet() {
    let whole = workbook();
    let turned = with_parts(&whole, |_, xml| {
        xml.replacen("<row r=\"2\"", "<row r=\"5\"", 1)
            .replacen("r=\"A2\"", "r=\"A5\"", 1)
            .replacen("r=\"C2\"", "r=\"C5\"", 1)
    });
    assert_eq!(
        read("a.xlsx", &turned).expect_err("refused"),
        Refusal::Damaged { file: "a.xlsx".into() }
    );
}

#[test]
fn what_is_held_beside_the_sheets_is_limited_by_itself() {
    let limits = Limits { held: 1_000, ..Limits::default() };
    assert!(matches!(Source::read("a", &workbook(), &limits), Err(Refusal::Bomb { .. })));
}
