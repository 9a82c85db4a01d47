use std::io::Write;

use super::{
    cases::{HEADER, row},
    *,
};
use crate::testing::each_database;

/// What the page says at the field when a file is sent.
async fn sent(t: &TestApp, name: &str, content: &[u8]) -> String {
    let answer = t
        .upload(Cast::CenterStaff, "/imports", &[("kind", "cases")], ("file", name, content))
        .await
        .expect(422);
    assert!(answer.says("ファイルを送る"), "the form is there again");
    let page = answer.text();
    let at = page.find("error-text").expect("an error at the field");
    page[at..].chars().take(400).collect()
}

#[tokio::test]
async fn files_that_are_no_tables_are_refused_with_a_reason() {
    each_database(async |t| {
        let workbook = xlsx(
            HEADER,
            vec![row("1", "松戸 花子", "S15.4.1").iter().map(|c| Cell::from(*c)).collect()],
        );
        for (name, content, words) in [
            ("a.pdf", b"%PDF-1.7 ...".to_vec(), "PDFです。"),
            ("a.xlsx", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "画像です。"),
            ("a.csv", Vec::new(), "空のファイルです。"),
            ("a.xlsx", workbook[..workbook.len() / 2].to_vec(), "途中で切れているか壊れています。"),
            ("a.xlsx", bomb(), "展開すると大きくなりすぎる"),
            ("a.csv", "氏名だけ\n松戸\n".as_bytes().to_vec(), "表の見出しが見つかりません。"),
            ("a.csv", b"\x81\x20\xff\xfe\x80".to_vec(), "文字コードが分かりません。"),
        ] {
            let said = sent(&t, name, &content).await;
            assert!(said.contains(words), "{name}: {words} not in {said}");
            assert!(said.contains("何も取り込んでいません。"), "{said}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_of_sixty_megabytes_is_refused() {
    each_database(async |t| {
        let said = sent(&t, "大きい.xlsx", &vec![b'x'; 60 * 1024 * 1024]).await;
        assert!(said.contains("大きすぎます。読み込めるのは50MBまでです。"), "{said}");
    })
    .await;
}

/// A workbook whose only sheet inflates to far more than it is.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let deflated = zip::write::SimpleFileOptions::default();
    zip.start_file("[Content_Types].xml", deflated).unwrap();
    zip.write_all(b"<Types/>").unwrap();
    zip.start_file("xl/worksheets/sheet1.xml", deflated).unwrap();
    let zeros = vec![b'0'; 1024 * 1024];
    for _ in 0..64 {
        zip.write_all(&zeros).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
