//! PDFs that do nothing by themselves.
//!
//! They are looked through and not parsed: nested objects of a hostile file would exhaust a parser's stack, and with it the
//! server. Names of what acts stand in the open or inside a deflated stream, with any letter written as `#4a`.

use std::{fmt::Write as _, io::Read, sync::LazyLock};

use flate2::read::ZlibDecoder;
use regex::bytes::Regex;

use super::refused::Refused;
use crate::tabular::look_through;

/// What is run when a PDF is opened or clicked, sends what is typed, or carries another file.
const ACTS: [&str; 7] =
    ["JavaScript", "Launch", "EmbeddedFile", "RichMedia", "ImportData", "SubmitForm", "GoToE"];
/// The same in few letters, which compressed bytes may say by chance: looked for where a value follows.
const ACTS_SHORT: &str = r"/(?:J|#4[aA])(?:S|#53)\s*[(<\d]|/(?:X|#58)(?:F|#46)(?:A|#41)\s*[\[\d]";

/// Bytes that all deflated streams may become.
const MOST_INFLATED: u64 = 400 * 1024 * 1024;
/// Bytes of the file's end in which its last table is named.
const END: usize = 2_048;

static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    let mut signs = String::from("(?-u)");
    for name in ACTS {
        signs.push('/');
        for letter in name.bytes() {
            let (upper, lower) = (format!("{letter:02X}"), format!("{letter:02x}"));
            write!(signs, "(?:{}|#{upper}|#{lower})", letter as char).expect("a string takes all");
        }
        signs.push('|');
    }
    signs.push_str(ACTS_SHORT);
    Regex::new(&signs).expect("an expression of ours")
});

static ENCRYPTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)/Encrypt\s*(?:\d+\s+\d+\s+R|<<)").expect("of ours"));
static STREAM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)stream\r?\n").expect("an expression of ours"));

/// Whether it may be handed on.
pub(super) fn check(content: &[u8]) -> Result<(), Refused> {
    let end = &content[content.len().saturating_sub(END)..];
    if !end.windows(9).any(|part| part == b"startxref") {
        return Err(Refused::Damaged);
    }
    if ENCRYPTED.is_match(content) {
        return Err(Refused::LockedPdf);
    }
    if SIGNS.is_match(content) {
        return Err(Refused::ActivePdf);
    }
    let mut left = MOST_INFLATED;
    for stream in STREAM.find_iter(content) {
        let mut inflated = ZlibDecoder::new(&content[stream.end()..]).take(left + 1);
        // What is deflated in another way, or breaks off, is read as far as it goes.
        if look_through(&mut inflated, Some(&SIGNS)).is_ok_and(|(_, acts)| acts) {
            return Err(Refused::ActivePdf);
        }
        left = inflated.limit().checked_sub(1).ok_or(Refused::Damaged)?;
    }
    Ok(())
}
