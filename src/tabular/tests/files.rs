//! Which files are read, which are refused and with what words.

use std::io::{Cursor, Write};

use jiff::civil::date;
use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

fn workbook(rows: u32) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..rows {
        sheet.write_string(row, 0, format!("事例{row}")).expect("a cell");
        sheet.write_number(row, 1, row).expect("a cell");
    }
    workbook.save_to_buffer().expect("a workbook")
}

fn refusal(name: &str, bytes: &[u8]) -> Refusal {
    read(name, bytes).expect_err("refused")
}

#[test]
fn a_workbook_keeps_the_types_of_its_cells() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("予定").expect("a name");
    sheet.write_string(0, 0, "明第1").expect("a cell");
    sheet.write_number(0, 1, 12.0).expect("a cell");
    for (column, format) in
        [(2u16, "yyyy/m/d"), (3, "[$-411]ge.m.d"), (4, "[$-411]ggge\"年\"m\"月\"d\"日\"")]
    {
        sheet
            .write_number_with_format(0, column, 45981, &Format::new().set_num_format(format))
            .expect("a cell");
    }
    sheet
        .write_number_with_format(0, 5, 0.604_166_7, &Format::new().set_num_format("h:mm"))
        .expect("a cell");
    sheet.write_boolean(0, 6, true).expect("a cell");
    sheet.write_blank(50, 50, &Format::new().set_bold()).expect("a cell");
    let book = read("予定.xlsx", &workbook.save_to_buffer().expect("a workbook")).expect("a book");
    let day = Cell::Day(date(2025, 11, 20));
    assert_eq!(
        book.sheets[0].rows.head(),
        [vec![
            Cell::from("明第1"),
            Cell::Number(12.0),
            day.clone(),
            day.clone(),
            day,
            Cell::from("14:30"),
            Cell::Bool(true)
        ]]
    );
    assert_eq!(book.sheets[0].name, "予定");
}

#[test]
fn a_csv_is_read_in_every_encoding() {
    let text = "センター,備考\r\n小金原,4～6回\r\n";
    let wide =
        |to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    let with_bom = |bom: &[u8], bytes: Vec<u8>| [bom, &bytes].concat();
    let files = [
        text.as_bytes().to_vec(),
        with_bom(b"\xEF\xBB\xBF", text.as_bytes().to_vec()),
        nihon::cp932::encode(text).bytes,
        with_bom(b"\xFF\xFE", wide(u16::to_le_bytes)),
        with_bom(b"\xFE\xFF", wide(u16::to_be_bytes)),
    ];
    for bytes in files {
        let book = read("予定.csv", &bytes).expect("a book");
        assert_eq!(shown(&book), ["センター|備考", "小金原|4～6回"]);
    }
}

#[test]
fn quotes_line_ends_tabs_and_blank_lines_are_kept_in_place() {
    let quoted = csv("a,\"b\r\n\"\"c\"\"\"\n\n\nd,,\r\ne");
    assert_eq!(shown(&quoted), ["a|b\n\"c\"", "", "", "d", "e"]);
    assert_eq!(shown(&csv("a\tb,c\td\n1\t2\t3\n")), ["a|b,c|d", "1|2|3"]);
    let open = refusal("予定.csv", "a\nb,\"c\nd".as_bytes());
    assert_eq!(open, Refusal::OpenQuote { file: "予定.csv".into(), row: 2 });
}

#[test]
fn bytes_of_no_encoding_are_named() {
    let said = refusal("予定.csv", b"abc,\xFF\xFF\n").to_string();
    assert_eq!(
        said,
        "「予定.csv」の文字コードが分かりません。先頭から5バイト目がShift_JISとして読めません。UTF-8かShift_JISで保存し直してください。"
    );
    let cut = [b"\xEF\xBB\xBF".as_slice(), &"松戸".as_bytes()[..5]].concat();
    assert!(matches!(
        refusal("a.csv", &cut),
        Refusal::Charset { charset: "UTF-8", position: 7, .. }
    ));
    assert!(matches!(
        refusal("a.csv", b"\xFF\xFEa\0b"),
        Refusal::Charset { charset: "UTF-16", position: 5, .. }
    ));
}

#[test]
fn other_kinds_of_files_are_refused_whatever_their_name() {
    let ole = |stream: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.extend([0; 600]);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let kinds: Vec<(Vec<u8>, WrongKind)> = vec![
        (ole("Workbook"), WrongKind::Xls),
        (ole("WordDocument"), WrongKind::Word),
        (ole("Else"), WrongKind::OldOffice),
        (b"%PDF-1.7".to_vec(), WrongKind::Pdf),
        (b"\x89PNG\r\n\x1A\n\0".to_vec(), WrongKind::Image),
        (b"\xFF\xD8\xFF\xE0".to_vec(), WrongKind::Image),
        ("\u{FEFF}<html><table>".as_bytes().to_vec(), WrongKind::Html),
        (b"ab\0cd".to_vec(), WrongKind::Unknown),
        (
            archive(&[("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<T/>")]),
            WrongKind::Word,
        ),
        (archive(&[("photo.jpg", b"x")]), WrongKind::Archive),
        (archive(&[("xl/workbook.bin", b"x")]), WrongKind::Xlsb),
        (archive(&[("mimetype", b"x"), ("content.xml", b"x")]), WrongKind::Ods),
        (
            archive(&[("[Content_Types].xml", b"<T/>"), ("xl/vbaProject.bin", b"x")]),
            WrongKind::MacroWorkbook,
        ),
    ];
    for (bytes, kind) in kinds {
        assert_eq!(
            refusal("予定.xlsx", &bytes),
            Refusal::WrongKind { file: "予定.xlsx".into(), kind }
        );
    }
    assert_eq!(
        refusal("a.xlsx", &ole("EncryptedPackage")),
        Refusal::Password { file: "a.xlsx".into() }
    );
    assert!(csv("BM,コード\n1,2\n").sheets[0].rows.len() == 2, "letters alone make no image");
}

#[test]
fn empty_and_large_files_are_refused() {
    assert_eq!(refusal("a.csv", b""), Refusal::Empty { file: "a.csv".into() });
    assert_eq!(
        refusal("a.csv", b"\xEF\xBB\xBF\r\n\r\n"),
        Refusal::NoCells { file: "a.csv".into() }
    );
    assert_eq!(refusal("a.xlsx", &workbook(0)), Refusal::NoCells { file: "a.xlsx".into() });
    let said = refusal("大.xlsx", &vec![b'a'; 60 * 1024 * 1024]).to_string();
    assert_eq!(said, "「大.xlsx」は60MBあります。読み込めるのは50MBまでです。");
}

#[test]
fn rows_and_columns_are_limited() {
    let limits = Limits { rows: 3, columns: 2, ..Limits::default() };
    let kinds = [workbook(4), b"a\nb\nc\n\nd".to_vec()];
    for bytes in kinds {
        assert!(matches!(
            Source::read("a", &bytes, &limits),
            Err(Refusal::TooManyRows { limit: 3, .. })
        ));
    }
    assert!(
        Source::read("a", b"a,b,,,\nb\nc\n\n\n\n", &limits).is_ok(),
        "emptiness beyond the limit is no row"
    );
    assert!(matches!(
        Source::read("a", b"a,b,c", &limits),
        Err(Refusal::TooManyColumns { limit: 2, .. })
    ));
    let narrow = Limits { columns: 1, ..limits };
    assert!(matches!(
        Source::read("a", &workbook(1), &narrow),
        Err(Refusal::TooManyColumns { .. })
    ));
}

#[test]
fn a_truncated_or_altered_workbook_is_refused_at_every_cut() {
    let whole = workbook(300);
    for cut in [30, 100, whole.len() / 2, whole.len() - 30, whole.len() - 1] {
        let refused = refusal("a.xlsx", &whole[..cut]);
        assert!(matches!(refused, Refusal::Damaged { .. }), "{cut}: {refused}");
    }
    let mut altered = whole.clone();
    let at = altered.len() / 3;
    altered[at..at + 8].fill(0xAA);
    assert!(matches!(refusal("a.xlsx", &altered), Refusal::Damaged { .. }));
}

#[test]
fn a_bomb_is_refused_by_what_it_declares() {
    let zeros = vec![b' '; 20 * 1024 * 1024];
    let steep = archive(&[("[Content_Types].xml", b"<T/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(steep.len() < 100_000);
    assert!(matches!(refusal("a.xlsx", &steep), Refusal::Bomb { .. }));
    let limits = Limits { inflated: 1_000, ..Limits::default() };
    assert!(matches!(Source::read("a.xlsx", &workbook(300), &limits), Err(Refusal::Bomb { .. })));
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused() {
    let zeros = vec![b' '; 5_000_000];
    let mut bytes = archive(&[("[Content_Types].xml", b"<T/>"), ("xl/sharedStrings.xml", &zeros)]);
    // Both headers say ten bytes instead of five million.
    let (size, small) = (5_000_000u32.to_le_bytes(), 10u32.to_le_bytes());
    let places: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size).collect();
    assert!(places.len() >= 2);
    for at in places {
        bytes[at..at + 4].copy_from_slice(&small);
    }
    let refused = refusal("a.xlsx", &bytes);
    assert!(matches!(refused, Refusal::Bomb { .. } | Refusal::Damaged { .. }), "{refused}");
}
