//! Where a sheet's header is.

use super::{
    Answered, Book, Cell, Column, Refusal, Sheet,
    header::{Head, Places, Rows, places},
    question::{column_key, value_key},
};

/// The header is looked for in this many rows; above it stand titles and notes.
const HEADER_WITHIN: usize = 20;

/// A header as it was found, before anything is read under it.
pub(super) struct Found {
    pub header: Rows,
    pub heads: Vec<Head>,
    pub places: Vec<Places>,
    /// Whether a person still has to say which columns are the required ones.
    pub lacking: bool,
}

/// The header of a sheet: the rows that hold most of the declared columns, all required ones before all others; where nothing is
/// known of any, the first row that looks like one.
pub(super) fn found(sheet: &Sheet, columns: &[Column], answered: &Answered) -> Option<Found> {
    let (width, head) = (sheet.rows.width(), sheet.rows.head());
    let candidates = (0..head.len().min(HEADER_WITHIN)).flat_map(Rows::ending_in);
    let best = candidates
        .filter(|rows| head[rows.bottom].iter().any(|cell| matches!(cell, Cell::Text(_))))
        .map(|rows| (rows, places(columns, &rows.heads(sheet, width))))
        .map(|(rows, places)| {
            let named = places.iter().filter(|p| !p.at.is_empty()).count();
            let lacks = |(column, p): (&Column, &Places)| column.required && p.at.is_empty();
            let complete = !columns.iter().zip(&places).any(lacks);
            let near = std::cmp::Reverse((rows.bottom - rows.top, rows.bottom));
            ((complete && named > 0, named, near), rows)
        })
        .max_by_key(|(score, _)| *score);
    let rows = match best {
        Some(((_, 1.., _), rows)) => rows,
        _ => likely_header(sheet)?,
    };
    let header = rows.down_to_merged(sheet);
    let heads = header.heads(sheet, width);
    let places = places(columns, &heads);
    let lacking = columns.iter().zip(&places).any(|(column, places)| {
        let key = column_key(&column.name);
        let said = said_places(answered, &key, heads.len());
        let value = answered.get(&value_key(&column.name)).is_some();
        column.required && said.unwrap_or_else(|| places.at.clone()).is_empty() && !value
    });
    Some(Found { header, heads, places, lacking })
}

/// The first of the rows with most words, all different, below which something stands.
fn likely_header(sheet: &Sheet) -> Option<Rows> {
    let mut best = (1, None);
    for (row, cells) in sheet.rows.head().iter().enumerate().take(HEADER_WITHIN) {
        let mut texts: Vec<String> =
            cells.iter().filter(|cell| !cell.is_blank()).map(Cell::shown).collect();
        let all_text = cells.iter().all(|cell| matches!(cell, Cell::Text(_) | Cell::Empty));
        let count = texts.len();
        texts.sort_unstable();
        texts.dedup();
        if all_text && texts.len() == count && count > best.0 && row + 1 < sheet.rows.len() {
            best = (count, Some(Rows { top: row, bottom: row }));
        }
    }
    best.1
}

/// The columns that a person named for a declared one; none where nobody did.
pub(super) fn said_places(answered: &Answered, key: &str, width: usize) -> Option<Vec<usize>> {
    let said = answered.get(key)?;
    Some(said.split(',').filter_map(|at| at.parse().ok()).filter(|at| *at < width).collect())
}

/// Says which row came nearest to being the header, and what it lacks.
pub(super) fn no_header(book: &Book, columns: &[Column]) -> Refusal {
    let required: Vec<Column> = columns.iter().filter(|column| column.required).cloned().collect();
    let quoted = |names: &[&Column]| {
        names.iter().map(|column| format!("「{}」", column.name)).collect::<String>()
    };
    let mut nearest = (0, String::new());
    for sheet in book.sheets.iter().filter(|sheet| !sheet.hidden) {
        for (row, cells) in sheet.rows.head().iter().enumerate().take(HEADER_WITHIN) {
            let heads = Rows { top: row, bottom: row }.heads(sheet, cells.len());
            let at = places(&required, &heads);
            let lacking: Vec<&Column> =
                required.iter().zip(&at).filter(|(_, p)| p.at.is_empty()).map(|(c, _)| c).collect();
            let found = required.len() - lacking.len();
            if found > nearest.0 {
                let of_sheet = match sheet.name.as_str() {
                    "" => String::new(),
                    name => format!("シート「{name}」の"),
                };
                let sentence =
                    format!("{of_sheet}{}行目には{}がありません。", row + 1, quoted(&lacking));
                nearest = (found, sentence);
            }
        }
    }
    let wanted = quoted(&required.iter().collect::<Vec<_>>());
    Refusal::NoHeader { file: book.file.clone(), nearest: nearest.1, wanted }
}
