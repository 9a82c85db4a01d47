//! Looks through an archive before anything parses it: is it a workbook, and is it safe to inflate?

use std::{
    io::{self, Cursor, Read},
    sync::LazyLock,
};

use regex::bytes::Regex;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{Limits, Refusal, WrongKind};

/// Parts smaller than this may be compressed at any ratio: an empty sheet with much formatting is no bomb.
const SMALL: u64 = 4 * 1024 * 1024;

/// Far more than Excel writes for a book of 255 sheets with drawings.
const MOST_PARTS: usize = 10_000;

/// Refuses an archive that is no plain workbook, that declares or inflates to more than the limits, or
/// whose parts are damaged.
///
/// Declared sizes can lie, and the parser that comes after trusts them; so every part is inflated once here
/// into nothing, which costs a tenth of parsing it and holds no memory. It also finds every damaged part
/// by its checksum, before a half-read sheet could pass for a whole one.
pub(super) fn check(file: &str, bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let damaged = || Refusal::Damaged { file: file.to_owned() };
    let bomb = || Refusal::Bomb { file: file.to_owned(), limit: limits.inflated };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if let Some(kind) = wrong_kind(&archive) {
        return Err(Refusal::WrongKind { file: file.to_owned(), kind });
    }
    if archive.len() > MOST_PARTS {
        return Err(bomb());
    }
    let (mut sheets, mut others) = (limits.inflated, limits.held);
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| damaged())?;
        let (declared, compressed) = (part.size(), part.compressed_size());
        let is_sheet = part.name_raw().starts_with(b"xl/worksheets/sheet");
        let left = if is_sheet { &mut sheets } else { &mut others };
        *left = left.checked_sub(declared).ok_or_else(bomb)?;
        if declared > SMALL && declared / compressed.max(1) > limits.ratio {
            return Err(bomb());
        }
    }
    for index in 0..archive.len() {
        let part = match archive.by_index(index) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(text)) if text == ZipError::PASSWORD_REQUIRED => {
                return Err(Refusal::Password { file: file.to_owned() });
            }
            Err(_) => return Err(damaged()),
        };
        let declared = part.size();
        let lies =
            if part.name_raw().starts_with(b"xl/worksheets/sheet") { None } else { Some(&*LIES) };
        let (inflated, lies) =
            look_through(part.take(declared + 1), lies).map_err(|_| damaged())?;
        if lies {
            return Err(damaged());
        }
        if inflated > declared {
            return Err(bomb());
        }
    }
    Ok(())
}

/// A number of texts beyond any that a part within the limits can hold, or none: the parser makes room for them before it reads one.
static LIES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"uniqueCount(?:[^=]|=[^"']|=["'][^0-9]|=["']\d{1,7}[^0-9"']|=["']\d{8})"#)
        .expect("an expression of ours")
});

/// Inflates a part into nothing: how many bytes it has, and whether these signs stand in it, after which it is read no further.
pub fn look_through(mut part: impl Read, signs: Option<&Regex>) -> io::Result<(u64, bool)> {
    // No sign is longer than the end of one piece that is looked at again with the next.
    const AGAIN: usize = 64;
    let (mut piece, mut kept, mut all) = (vec![0; 256 * 1024], 0, 0);
    loop {
        let read = part.read(&mut piece[kept..])?;
        if read == 0 {
            return Ok((all, false));
        }
        all += read as u64;
        let filled = kept + read;
        if signs.is_some_and(|signs| signs.is_match(&piece[..filled])) {
            return Ok((all, true));
        }
        kept = filled.min(AGAIN);
        piece.copy_within(filled - kept..filled, 0);
    }
}

/// What the archive is by the names of its parts, if it is no xlsx.
fn wrong_kind(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<WrongKind> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    let has_under =
        |folder: &str| archive.file_names_raw().any(|name| name.starts_with(folder.as_bytes()));
    let macros = archive.file_names_raw().any(|name| name.ends_with(b"vbaProject.bin"));
    if macros {
        Some(WrongKind::MacroWorkbook)
    } else if has("xl/workbook.bin") {
        Some(WrongKind::Xlsb)
    } else if has("[Content_Types].xml") && has_under("xl/") {
        None
    } else if has_under("word/") {
        Some(WrongKind::Word)
    } else if has_under("ppt/") {
        Some(WrongKind::PowerPoint)
    } else if has("mimetype") && has("content.xml") {
        Some(WrongKind::Ods)
    } else {
        Some(WrongKind::Archive)
    }
}
