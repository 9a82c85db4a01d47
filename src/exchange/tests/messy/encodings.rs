use std::io::Write;

use super::*;

const TEXT: &str = "氏名,事例の種類,件名,登録日\r\n松戸 花子,困難事例,件,R7.7.1\r\n";
const PLAIN: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||"]);

fn wide(to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    TEXT.encode_utf16().flat_map(to_bytes).collect()
}

fn encoded_as(encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    encoding.encode(TEXT).0.into_owned()
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(super) fn files() -> Vec<Messy> {
    let workbook = grid(&["氏名|事例の種類|件名|登録日", "松戸 花子|困難事例|件|R7.7.1"]);
    vec![
        cases("UTF-8", text(TEXT), vec![PLAIN]),
        cases("UTF-8 with its mark", [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), vec![PLAIN]),
        cases("Shift_JIS", nihon::cp932::encode(TEXT).bytes, vec![PLAIN]),
        cases(
            "UTF-16 with its mark",
            [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat(),
            vec![PLAIN],
        ),
        cases("UTF-16 without its mark", wide(u16::to_le_bytes), vec![PLAIN]),
        cases("UTF-16 of the other order without its mark", wide(u16::to_be_bytes), vec![PLAIN]),
        cases("JIS", encoded_as(encoding_rs::ISO_2022_JP), vec![PLAIN]),
        cases("EUC", encoded_as(encoding_rs::EUC_JP), vec![PLAIN]),
        cases("semicolons", text(&TEXT.replace(',', ";")), vec![PLAIN]),
        cases("tabs", text(&TEXT.replace(',', "\t")), vec![PLAIN]),
        cases("old line ends", text(&TEXT.replace("\r\n", "\r")), vec![PLAIN]),
        cases("quotes", text(&TEXT.replace("松戸 花子", "\"松戸 花子\"")), vec![PLAIN]),
        cases(
            "an open quote",
            text(&TEXT.replace("松戸 花子", "\"松戸 花子")),
            vec![Refused("引用符")],
        ),
        cases("a workbook", workbook.clone(), vec![PLAIN]),
        cases(
            "half a workbook",
            workbook[..workbook.len() / 2].to_vec(),
            vec![Refused("途中で切れているか壊れています。送り直す")],
        ),
        cases("nothing", Vec::new(), vec![Refused("空のファイルです")]),
        cases("blank lines", text("\r\n\r\n"), vec![Refused("値の入ったセルがありません")]),
        cases("a PDF", b"%PDF-1.7".to_vec(), vec![Refused("PDFです")]),
        cases("a web page", text("<html><table><tr><td>氏名"), vec![Refused("Webページ")]),
        cases(
            "Excel 2003's XML",
            text("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook>"),
            vec![Refused("XMLスプレッドシート2003")],
        ),
        cases(
            "an archive",
            zip(&[("事例.csv", TEXT.as_bytes())]),
            vec![Refused("圧縮ファイルです")],
        ),
        cases(
            "macros",
            zip(&[("[Content_Types].xml", b"<T/>"), ("xl/vbaProject.bin", b"x")]),
            vec![Refused("マクロを含む")],
        ),
        cases(
            "bytes of nothing",
            b"abc,\xFF\xFF\n".to_vec(),
            vec![Refused("文字コードが分かりません")],
        ),
    ]
}
