//! CSV in whatever encoding it was saved.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::{Cell, Limits, Refusal, Sheet};

/// Reads a CSV (or a file separated by tabs) as one sheet without a name.
///
/// The rows are split here and not by the `csv` crate, because that one leaves out blank lines, and a fault
/// must be reported with the row number that Excel shows.
pub(super) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet, Refusal> {
    let text = decode(file, bytes)?;
    let mut splitter =
        Splitter { file, limits, rows: Vec::new(), row: Vec::new(), field: String::new() };
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
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return wide(UTF_16LE, rest).map_err(|offset| refused("UTF-16", 2 + offset));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return wide(UTF_16BE, rest).map_err(|offset| refused("UTF-16", 2 + offset));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => nihon::cp932::decode(bytes).map_err(|bad| refused("Shift_JIS", bad.offset)),
    }
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

/// Tab if the first lines hold more tabs than commas outside quotes, as what is copied out of Excel does.
fn delimiter(text: &str) -> char {
    const LOOKED_AT: usize = 10_000;
    let (mut tabs, mut commas, mut quoted) = (0, 0, false);
    for c in text.chars().take(LOOKED_AT) {
        match c {
            '"' => quoted = !quoted,
            '\t' if !quoted => tabs += 1,
            ',' if !quoted => commas += 1,
            _ => {}
        }
    }
    if tabs > commas { '\t' } else { ',' }
}

struct Splitter<'f> {
    file: &'f str,
    limits: &'f Limits,
    rows: Vec<Vec<Cell>>,
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
                    opened_in = self.rows.len() + 1;
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
        self.end_row()?;
        while self.rows.last().is_some_and(Vec::is_empty) {
            self.rows.pop();
        }
        Ok(())
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
        let mut row = std::mem::take(&mut self.row);
        let kept = row.iter().rposition(|cell| *cell != Cell::Empty).map_or(0, |last| last + 1);
        row.truncate(kept);
        if self.rows.len() < self.limits.rows {
            self.rows.push(row);
        } else if kept > 0 {
            let limit = self.limits.rows;
            return Err(Refusal::TooManyRows {
                file: self.file.to_owned(),
                sheet: String::new(),
                limit,
            });
        }
        Ok(())
    }
}
