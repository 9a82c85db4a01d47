//! CSV in whatever encoding it was saved.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, UTF_16BE, UTF_16LE};

use super::{Cell, Limits, Refusal, Sheet, SheetRows};

/// Reads a CSV (or a file separated by tabs) as one sheet without a name.
///
/// The rows are split here and not by the `csv` crate, because that one leaves out blank lines, and a fault
/// must be reported with the row number that Excel shows.
pub(super) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet, Refusal> {
    let text = decode(file, bytes)?;
    let mut splitter = Splitter {
        file,
        limits,
        rows: SheetRows::default(),
        blank: 0,
        row: Vec::new(),
        field: String::new(),
    };
    splitter.split(&text, delimiter(&text))?;
    Ok(Sheet { name: String::new(), rows: splitter.rows, ..Sheet::default() })
}

fn decode(file: &str, bytes: &[u8]) -> Result<String, Refusal> {
    let refused =
        |charset, offset| Refusal::Charset { file: file.to_owned(), charset, position: offset + 1 };
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text =
            std::str::from_utf8(rest).map_err(|error| refused("UTF-8", 3 + error.valid_up_to()))?;
        return Ok(text.to_owned());
    }
    if let Some((encoding, mark)) = wide_encoding(bytes) {
        return wide(encoding, &bytes[mark..]).map_err(|offset| refused("UTF-16", mark + offset));
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !bytes.contains(&ESCAPE)
    {
        return Ok(text.to_owned());
    }
    let others = [(ISO_2022_JP, bytes.contains(&ESCAPE)), (EUC_JP, looks_like_euc(bytes))];
    for (encoding, likely) in others {
        if likely
            && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
        {
            return Ok(text.into_owned());
        }
    }
    nihon::cp932::decode(bytes).map_err(|bad| refused("Shift_JIS", bad.offset))
}

/// With which JIS changes from ASCII to kanji and back.
const ESCAPE: u8 = 0x1B;

/// Of a text without an escape that is no UTF-8: whether it reads as EUC-JP, and as Shift_JIS only with half-width kana all over.
fn looks_like_euc(bytes: &[u8]) -> bool {
    let is_kana = |c: &char| matches!(c, '\u{FF61}'..='\u{FF9F}');
    nihon::cp932::decode(bytes).is_ok_and(|text| {
        let wide = text.chars().filter(|c| !c.is_ascii()).count();
        text.chars().filter(is_kana).count() * 3 > wide
    }) || nihon::cp932::decode(bytes).is_err()
}

/// UTF-16, by its mark or by the zeros that stand beside line ends and commas; with the length of the mark.
pub(super) fn wide_encoding(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    if bytes.starts_with(b"\xFF\xFE") {
        return Some((UTF_16LE, 2));
    }
    if bytes.starts_with(b"\xFE\xFF") {
        return Some((UTF_16BE, 2));
    }
    let head = &bytes[..bytes.len().min(8192) & !1];
    let ends = |first: u8, second: u8| {
        head.chunks_exact(2).filter(|pair| **pair == [first, second]).count()
    };
    let (little, big) = (ends(b'\n', 0) + ends(b',', 0), ends(0, b'\n') + ends(0, b','));
    let (encoding, found) = if little >= big { (UTF_16LE, little) } else { (UTF_16BE, big) };
    let reads = || encoding.decode_without_bom_handling_and_without_replacement(head);
    (found >= 2
        && bytes.len().is_multiple_of(2)
        && reads().is_some_and(|text| !text.contains('\0')))
    .then_some((encoding, 0))
}

/// Decodes UTF-16, or gives the offset where it breaks off: a lone surrogate or an odd byte is near the end of
/// a file that was cut.
fn wide(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, usize> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            let good = text.split('\u{FFFD}').next().unwrap_or_default();
            Err(good.encode_utf16().count() * 2)
        }
    }
}

/// The one of tab, semicolon and comma of which the first lines hold most outside quotes: what is copied out of Excel has tabs,
/// what is saved where a comma is the decimal point has semicolons.
fn delimiter(text: &str) -> char {
    const LOOKED_AT: usize = 10_000;
    let (mut counts, mut quoted) = ([(',', 0), ('\t', 0), (';', 0)], false);
    for c in text.chars().take(LOOKED_AT) {
        quoted ^= c == '"';
        counts.iter_mut().filter(|(mark, _)| !quoted && *mark == c).for_each(|(_, n)| *n += 1);
    }
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(',', |(mark, _)| *mark)
}

struct Splitter<'f> {
    file: &'f str,
    limits: &'f Limits,
    rows: SheetRows,
    /// Blank lines after the last row.
    blank: usize,
    row: Vec<Cell>,
    field: String,
}

impl Splitter<'_> {
    fn split(&mut self, text: &str, delimiter: char) -> Result<(), Refusal> {
        let mut chars = text.chars().peekable();
        let mut quoted = false;
        let mut opened_in = 0;
        while let Some(c) = chars.next() {
            if quoted {
                match c {
                    '"' if chars.peek() == Some(&'"') => {
                        chars.next();
                        self.field.push('"');
                    }
                    '"' => quoted = false,
                    '\r' => {
                        chars.next_if_eq(&'\n');
                        self.field.push('\n');
                    }
                    other => self.field.push(other),
                }
                continue;
            }
            match c {
                '"' if self.field.is_empty() => {
                    quoted = true;
                    opened_in = self.rows.len() + self.blank + 1;
                }
                '\r' | '\n' => {
                    if c == '\r' {
                        chars.next_if_eq(&'\n');
                    }
                    self.end_row()?;
                }
                other if other == delimiter => self.end_field()?,
                other => self.field.push(other),
            }
        }
        if quoted {
            return Err(Refusal::OpenQuote { file: self.file.to_owned(), row: opened_in });
        }
        self.end_row()
    }

    fn end_field(&mut self) -> Result<(), Refusal> {
        let field = std::mem::take(&mut self.field);
        let cell = Cell::from(match super::csv_out::unguarded(&field) {
            Some(bare) => bare.to_owned(),
            None => field,
        });
        // Beyond the limits only emptiness is let pass, and not kept: a file of nothing but commas or line
        // ends must not fill the memory.
        if self.row.len() < self.limits.columns {
            self.row.push(cell);
        } else if cell != Cell::Empty {
            let limit = self.limits.columns;
            return Err(Refusal::TooManyColumns {
                file: self.file.to_owned(),
                sheet: String::new(),
                limit,
            });
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        self.end_field()?;
        let row = std::mem::take(&mut self.row);
        if row.iter().all(|cell| *cell == Cell::Empty) {
            self.blank += 1;
            return Ok(());
        }
        let limit = self.limits.rows;
        if self.rows.len() + self.blank >= limit {
            return Err(Refusal::TooManyRows {
                file: self.file.to_owned(),
                sheet: String::new(),
                limit,
            });
        }
        self.rows.extend((0..self.blank).map(|_| Vec::new()));
        self.blank = 0;
        self.rows.push(row);
        Ok(())
    }
}
