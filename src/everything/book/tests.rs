//! What Excel cannot hold.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use serde_json::json;

use super::*;
use crate::testing::{TestApp, each_database};

fn nothing() -> Manifest {
    serde_json::from_value(json!({
        "format": "", "format_version": 1, "program": "", "schema": 1,
        "municipality": { "id": "", "name": "" }, "written_at": "", "names": true,
        "tables": [], "left_out": [], "files": [],
    }))
    .unwrap()
}

/// A book of a table of this test's database, with these first cells.
async fn book(t: &TestApp, firsts: &[String]) -> Xlsx<Cursor<Vec<u8>>> {
    let tables = Table::all(&mut t.read().await).await.unwrap();
    let table = tables.into_iter().find(|table| table.name == "centers").unwrap();
    let mut out = Vec::new();
    let mut book = Book::begin(&mut out);
    book.most = 3;
    book.begin(&table, &[]).unwrap();
    for first in firsts {
        let mut cells: Cells = table.columns.iter().map(|_| Some(Json::Null)).collect();
        cells[0] = Some(first.clone().into());
        book.row(&table, &cells).unwrap();
    }
    book.end(&Walked { table, rows: 0, missing: Vec::new() }).unwrap();
    book.finish(&nothing()).unwrap();
    Xlsx::new(Cursor::new(out)).unwrap()
}

#[tokio::test]
async fn rows_that_one_sheet_does_not_hold_go_on_on_the_next() {
    each_database(async |t| {
        let firsts: Vec<String> = (0..7).map(|n| n.to_string()).collect();
        let mut book = book(&t, &firsts).await;
        let names = ["この書き出しについて", "centers", "centers (2)", "centers (3)"];
        assert_eq!(book.sheet_names(), names);
        let mut found = Vec::new();
        for name in &names[1..] {
            let sheet = book.worksheet_range(name).unwrap();
            assert_eq!(sheet.get((0, 1)).unwrap().to_string(), "id", "headings on each");
            found.extend(sheet.rows().skip(1).map(|row| row[0].to_string()));
        }
        assert_eq!(found, firsts);
    })
    .await;
}

#[tokio::test]
async fn texts_that_a_cell_does_not_hold_are_cut_and_that_is_said() {
    each_database(async |t| {
        let long = "長い😀".repeat(10_000);
        let odd = "<a&b>\"\u{1}\t_x0041_\n".to_owned();
        let mut book = book(&t, &[long, odd, "ふつう".into()]).await;
        let sheet = book.worksheet_range("centers").unwrap();
        let cell = |row| sheet.get((row, 0)).unwrap().to_string();
        assert!(cell(1).ends_with("……(長いので、ここで切りました)"));
        assert!(cell(1).encode_utf16().count() < 32_767);
        assert!(cell(2).starts_with("<a&b>\"〓\t"), "{:?}", cell(2));
        assert_eq!(cell(3), "ふつう");
        let about = book.worksheet_range("この書き出しについて").unwrap();
        assert!(about.used_cells().any(|(.., cell)| cell.to_string().contains("1か所を途中で")));
    })
    .await;
}
