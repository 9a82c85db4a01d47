//! Word and Excel without macros, by what their archive holds.

use std::io::{Cursor, Read};

use quick_xml::{Reader, events::Event};
use zip::{ZipArchive, result::ZipError};

use super::{super::attachment::Media, refused::Refused};
use crate::tabular::look_through;

/// Parts of an archive.
const MOST_PARTS: usize = 5_000;
/// Bytes that all parts may become.
const MOST_INFLATED: u64 = 300 * 1024 * 1024;
/// Bytes of a part that is read whole.
const MOST_READ: u64 = 2 * 1024 * 1024;

/// Which of the two it is.
pub(super) fn media(content: &[u8]) -> Result<Media, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|_| Refused::Damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(Refused::Damaged);
    }
    let mut left = MOST_INFLATED;
    let mut media = None;
    for index in 0..archive.len() {
        let part = match archive.by_index(index) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(_)) => return Err(Refused::OldOffice),
            Err(_) => return Err(Refused::Damaged),
        };
        let name = String::from_utf8_lossy(part.name_raw()).to_ascii_lowercase();
        if name.ends_with("vbaproject.bin") || name.contains("macrosheets/") {
            return Err(Refused::Macros);
        }
        if name.contains("activex/") || (name.contains("embeddings/") && name.ends_with(".bin")) {
            return Err(Refused::ActiveOffice);
        }
        if name == "[content_types].xml" {
            media = Some(by_types(&text(part, &mut left)?)?);
        } else if name.ends_with(".rels") {
            if fetches(&text(part, &mut left)?)? {
                return Err(Refused::ActiveOffice);
            }
        } else {
            let (bytes, _) =
                look_through(part.take(left + 1), None).map_err(|_| Refused::Damaged)?;
            left = left.checked_sub(bytes).ok_or(Refused::Damaged)?;
        }
    }
    media.ok_or(Refused::UnknownKind)
}

fn text(part: impl Read, left: &mut u64) -> Result<String, Refused> {
    let mut text = String::new();
    part.take(MOST_READ + 1).read_to_string(&mut text).map_err(|_| Refused::Damaged)?;
    let bytes = text.len() as u64;
    *left = left.checked_sub(bytes).filter(|_| bytes <= MOST_READ).ok_or(Refused::Damaged)?;
    Ok(text)
}

fn by_types(types: &str) -> Result<Media, Refused> {
    if types.contains("macroEnabled") || types.contains("vbaProject") {
        return Err(Refused::Macros);
    }
    if types.contains("wordprocessingml.document.main+xml") {
        return Ok(Media::Docx);
    }
    if types.contains("spreadsheetml.sheet.main+xml") {
        return Ok(Media::Xlsx);
    }
    Err(Refused::UnknownKind)
}

/// Whether something is fetched from elsewhere when it is opened; an address to click on is not.
fn fetches(relations: &str) -> Result<bool, Refused> {
    let mut reader = Reader::from_str(relations);
    loop {
        match reader.read_event().map_err(|_| Refused::Damaged)? {
            Event::Eof => return Ok(false),
            Event::Start(tag) | Event::Empty(tag) => {
                let (mut outside, mut link) = (false, false);
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(|_| Refused::Damaged)?;
                    match attribute.key.as_ref() {
                        // However it is written: what is not said to be inside is outside.
                        "TargetMode" => outside = attribute.value.as_ref() != "Internal",
                        "Type" => link = attribute.value.ends_with("/hyperlink"),
                        _ => {}
                    }
                }
                if outside && !link {
                    return Ok(true);
                }
            }
            _ => {}
        }
    }
}
