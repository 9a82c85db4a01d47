//! CSV that Excel opens by double click, and that does nothing when it is opened.

use super::Cell;

/// In which encoding a CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8 with a byte order mark, without which Excel takes it for CP932.
    #[default]
    Utf8,
    /// For older systems that read nothing else.
    Cp932,
}

/// A CSV as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenCsv {
    pub bytes: Vec<u8>,
    /// Characters that CP932 does not have and that stand as 〓; to be shown to whoever asked for the file.
    pub lost: Vec<char>,
}

/// Writes rows as CSV: comma, CRLF, quotes where needed, days as 2025/11/20.
///
/// Text that Excel would take for a formula gets an apostrophe in front, which our own reader takes off again.
pub fn write_csv<R: AsRef<[Cell]>>(
    rows: impl IntoIterator<Item = R>,
    encoding: Encoding,
) -> WrittenCsv {
    let mark: &[u8] = if encoding == Encoding::Utf8 { b"\xEF\xBB\xBF" } else { b"" };
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        // Quotes fields with a tab too: where most rows have one, our reader takes bare tabs for the columns.
        .comment(Some(b'\t'))
        .from_writer(mark.to_vec());
    for row in rows {
        csv.write_record(row.as_ref().iter().map(field)).expect("memory takes every row");
    }
    let text = csv.into_inner().expect("memory takes every row");
    match encoding {
        Encoding::Utf8 => WrittenCsv { bytes: text, lost: Vec::new() },
        Encoding::Cp932 => {
            let text = String::from_utf8(text).expect("texts with commas between are text");
            let encoded = nihon::cp932::encode(&text);
            WrittenCsv { bytes: encoded.bytes, lost: encoded.lost }
        }
    }
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(_) => guard(cell.shown()),
        _ => cell.shown(),
    }
}

/// An apostrophe before what a spreadsheet would compute. A plain number keeps its sign.
fn guard(text: String) -> String {
    if is_risky(&text) { format!("'{text}") } else { text }
}

/// The text of a guarded cell without its apostrophe, if it has one of ours.
pub(super) fn unguarded(text: &str) -> Option<&str> {
    text.strip_prefix('\'').filter(|bare| is_risky(bare))
}

fn is_risky(text: &str) -> bool {
    // Full-width signs too: Excel with a Japanese input method takes ＝ for =.
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    risky && !is_plain_number(text)
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut parts = digits.splitn(2, '.');
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.next().is_some_and(all_digits) && parts.next().is_none_or(all_digits)
}
