//! What is taken, what is not, and what is left of it.

use std::io::{Cursor, Write};

use flate2::{Compression, Crc, write::ZlibEncoder};
use image::{DynamicImage, ImageFormat, RgbImage};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

/// A picture of 40 by 20 points, red on its left side.
pub fn picture(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let drawn = RgbImage::from_fn(40, 20, |x, _| {
        image::Rgb(if x < 20 { [220, 20, 20] } else { [240, 240, 240] })
    });
    DynamicImage::from(drawn).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A page that does nothing, with these objects beside it.
pub fn pdf(objects: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        .to_vec();
    out.extend_from_slice(objects);
    out.extend_from_slice(b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n");
    out
}

/// An archive of these parts.
pub fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const WORD: &str = r#"<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const BOOK: &str = r#"<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const MACROS: &str = r#"<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>"#;

fn deflated(text: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::default());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

fn why(content: &[u8]) -> Refused {
    look(content.to_vec()).map(|taken| taken.media).unwrap_err()
}

fn media(content: &[u8]) -> Media {
    look(content.to_vec()).unwrap().media
}

#[test]
fn a_file_is_what_its_content_says() {
    assert_eq!(media(&picture(ImageFormat::Png)), Media::Png);
    assert_eq!(media(&picture(ImageFormat::Jpeg)), Media::Jpeg);
    assert_eq!(media(&pdf(b"")), Media::Pdf);
    assert_eq!(
        media(&archive(&[("[Content_Types].xml", WORD), ("word/document.xml", "<d/>")])),
        Media::Docx
    );
    assert_eq!(
        media(&archive(&[("[Content_Types].xml", BOOK), ("xl/workbook.xml", "<b/>")])),
        Media::Xlsx
    );
    for other in [
        &b"MZ\x90\x00\x03 a program that is called plan.pdf"[..],
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00",
        &archive(&[("a.exe", "MZ")]),
    ] {
        assert_eq!(why(other), Refused::UnknownKind, "{:?}", String::from_utf8_lossy(other));
    }
    assert_eq!(why(b""), Refused::Empty);
    assert_eq!(why(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), Refused::Heic);
    assert_eq!(why(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a .doc"), Refused::OldOffice);
    assert_eq!(why(&pdf(b"")[..60]), Refused::Damaged, "a PDF that breaks off");
    let half = picture(ImageFormat::Png);
    assert_eq!(why(&half[..half.len() / 2]), Refused::Damaged);
}

#[test]
fn a_photograph_stands_upright_and_says_nothing_of_where_it_was_taken() {
    let plain = picture(ImageFormat::Jpeg);
    // Taken with the telephone turned (6), with a comment that names a place.
    let mut exif =
        b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 35.78,139.90");
    let mut taken = plain[..2].to_vec();
    for (marker, said) in [(0xe1, &exif[..]), (0xfe, b"GPS 35.78,139.90")] {
        taken.extend_from_slice(&[0xff, marker]);
        taken.extend_from_slice(&u16::try_from(said.len() + 2).unwrap().to_be_bytes());
        taken.extend_from_slice(said);
    }
    taken.extend_from_slice(&plain[2..]);
    taken.extend_from_slice(b"<script>behind the end</script>");

    let kept = look(taken).unwrap().content;
    let says = |words: &[u8]| kept.windows(words.len()).any(|part| part == words);
    assert!(!says(b"GPS") && !says(b"Exif") && !says(b"script"));
    let upright = image::load_from_memory(&kept).unwrap().to_rgb8();
    assert_eq!(upright.dimensions(), (20, 40));
    assert!(upright.get_pixel(10, 5)[1] < 90, "what was left is above");
    assert!(upright.get_pixel(10, 35)[1] > 180);
}

#[test]
fn a_picture_that_would_fill_the_memory_is_not_drawn() {
    let mut header = b"IHDR".to_vec();
    header.extend_from_slice(&60_000_u32.to_be_bytes());
    header.extend_from_slice(&60_000_u32.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut bomb = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".to_vec();
    bomb.extend_from_slice(&header);
    let mut sum = Crc::new();
    sum.update(&header);
    bomb.extend_from_slice(&sum.sum().to_be_bytes());
    bomb.extend_from_slice(b"\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e");
    assert!(matches!(why(&bomb), Refused::TooManyPixels | Refused::Damaged));
}

#[test]
fn a_pdf_that_does_something_by_itself_is_not_taken() {
    let hidden = deflated(b"4 0 <</S/JavaScript/JS(app.alert(1))>>");
    let mut stream = b"3 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\r\n".to_vec();
    stream.extend_from_slice(&hidden);
    stream.extend_from_slice(b"\nendstream endobj");
    for acts in [
        &b"3 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"[..],
        b"3 0 obj<</S/#4aavaScr#69pt/J#53 (app.alert(1))>>endobj",
        b"3 0 obj<</S/Launch/F(cmd.exe)>>endobj",
        b"3 0 obj<</Names<</EmbeddedFiles 4 0 R>>>>endobj",
        b"3 0 obj<</Subtype/RichMedia>>endobj",
        b"3 0 obj<</AcroForm<</XFA[(a) 5 0 R]>>>>endobj",
        &stream,
    ] {
        assert_eq!(why(&pdf(acts)), Refused::ActivePdf, "{:?}", String::from_utf8_lossy(acts));
    }
    assert_eq!(why(&pdf(b"trailer<</Encrypt 7 0 R>>")), Refused::LockedPdf);
    let mut text = b"3 0 obj<</Filter/FlateDecode>>stream\n".to_vec();
    text.extend_from_slice(&deflated(b"BT (JavaScript was discussed) Tj ET"));
    text.extend_from_slice(b"\nendstream endobj");
    assert_eq!(media(&pdf(&text)), Media::Pdf, "a page may speak of it");
}

#[test]
fn word_and_excel_bring_no_program_and_fetch_nothing() {
    let with = |name: &str, text: &str| archive(&[("[Content_Types].xml", WORD), (name, text)]);
    let relation = |how: &str| {
        let text = format!("<Relationships><Relationship Id=\"r\" {how}/></Relationships>");
        with("word/_rels/document.xml.rels", &text)
    };
    assert_eq!(why(&with("word/vbaProject.bin", "x")), Refused::Macros);
    assert_eq!(why(&archive(&[("[Content_Types].xml", MACROS)])), Refused::Macros);
    assert_eq!(why(&with("word/activeX/activeX1.bin", "x")), Refused::ActiveOffice);
    assert_eq!(why(&with("word/embeddings/oleObject1.bin", "x")), Refused::ActiveOffice);
    let template =
        r#"Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External""#;
    assert_eq!(why(&relation(template)), Refused::ActiveOffice);
    let link = r#"Type="http://x/hyperlink" Target="https://example.jp" TargetMode="External""#;
    assert_eq!(media(&relation(link)), Media::Docx, "an address to click on");
}
