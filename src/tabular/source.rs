//! From bytes to a book: what kind of file it is, and whether it is safe to read.

use super::{Book, Limits, Refusal, WrongKind, archive, csv_in, xlsx_in};

/// The way in for a file that someone sent.
#[derive(Debug, Clone, Copy)]
pub struct Source;

impl Source {
    /// Reads an xlsx or a CSV. The bytes decide which it is, not the name's ending, which only serves reports.
    pub fn read(file_name: &str, bytes: &[u8], limits: &Limits) -> Result<Book, Refusal> {
        let file = || file_name.to_owned();
        let size = bytes.len() as u64;
        if size == 0 {
            return Err(Refusal::Empty { file: file() });
        }
        if size > limits.bytes {
            return Err(Refusal::TooLarge { file: file(), bytes: size, limit: limits.bytes });
        }
        let sheets = match Kind::of(bytes) {
            Kind::Archive => {
                archive::check(file_name, bytes, limits)?;
                xlsx_in::read(file_name, bytes, limits)?
            }
            Kind::Text => vec![csv_in::read(file_name, bytes, limits)?],
            Kind::Encrypted => return Err(Refusal::Password { file: file() }),
            Kind::Wrong(kind) => return Err(Refusal::WrongKind { file: file(), kind }),
        };
        if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
            return Err(Refusal::NoCells { file: file() });
        }
        Ok(Book { file: file(), sheets })
    }
}

enum Kind {
    Archive,
    Text,
    Encrypted,
    Wrong(WrongKind),
}

impl Kind {
    fn of(bytes: &[u8]) -> Self {
        const IMAGES: [&[u8]; 7] =
            [b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0"];
        const ARCHIVES: [&[u8]; 4] = [b"\x1F\x8B", b"7z\xBC\xAF\x27\x1C", b"Rar!", b"PK\x07\x08"];
        let starts = |magic: &&[u8]| bytes.starts_with(magic);
        let is_utf16 = csv_in::wide_encoding(bytes).is_some();
        let head = &bytes[..bytes.len().min(8192)];
        if bytes.starts_with(b"PK\x03\x04") {
            Self::Archive
        } else if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            old_office(bytes)
        } else if bytes.starts_with(b"PK\x05\x06") || ARCHIVES.iter().any(starts) {
            Self::Wrong(WrongKind::Archive)
        } else if bytes.starts_with(b"%PDF") {
            Self::Wrong(WrongKind::Pdf)
        } else if bytes.starts_with(b"{\\rtf") {
            Self::Wrong(WrongKind::Word)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
            || image(bytes, IMAGES)
        {
            Self::Wrong(WrongKind::Image)
        } else if is_xml_2003(head) {
            Self::Wrong(WrongKind::Xml2003)
        } else if is_html(head) {
            Self::Wrong(WrongKind::Html)
        } else if head.contains(&0) && !is_utf16 {
            Self::Wrong(WrongKind::Unknown)
        } else {
            Self::Text
        }
    }
}

/// A short magic such as `BM` may begin a CSV; only with a zero byte near it is it an image.
fn image(bytes: &[u8], magics: [&[u8]; 7]) -> bool {
    let head = &bytes[..bytes.len().min(64)];
    magics.iter().any(|magic| bytes.starts_with(magic) && (magic.len() > 2 || head.contains(&0)))
}

fn is_xml_2003(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&head[..head.len().min(2048)]).to_lowercase();
    text.contains("excel.sheet") || text.contains("schemas-microsoft-com:office:spreadsheet")
}

fn is_html(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&head[..head.len().min(512)]).to_lowercase();
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    ["<!doctype html", "<html", "<table", "<meta", "<?xml"].iter().any(|tag| text.starts_with(tag))
}

/// OLE files name their streams in UTF-16: a protected xlsx holds `EncryptedPackage`, an xls `Workbook` or `Book`.
fn old_office(bytes: &[u8]) -> Kind {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") {
        Kind::Encrypted
    } else if holds("Workbook") || holds("Book\0") {
        Kind::Wrong(WrongKind::Xls)
    } else if holds("WordDocument") {
        Kind::Wrong(WrongKind::Word)
    } else if holds("PowerPoint Document") {
        Kind::Wrong(WrongKind::PowerPoint)
    } else {
        Kind::Wrong(WrongKind::OldOffice)
    }
}
