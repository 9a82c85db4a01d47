//! What a workbook shows beside its values: rows that are hidden, cells that are shown as one, and formulas whose results it
//! does not hold. The parser of values does not tell.

use std::{
    collections::{BTreeSet, HashMap},
    io::{BufReader, Cursor, Read},
    sync::LazyLock,
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use regex::bytes::Regex;
use zip::ZipArchive;

use super::{Limits, Merged, archive};

/// What a workbook shows of a sheet.
#[derive(Default)]
pub(super) struct Shown {
    pub merged: Vec<Merged>,
    pub hidden_rows: BTreeSet<usize>,
    pub hidden_columns: BTreeSet<usize>,
    /// Row and column of formulas whose results the file does not hold.
    pub uncounted: BTreeSet<(usize, usize)>,
    /// Whether there is more of that than any table has.
    pub is_overfull: bool,
}

/// What it shows of each sheet, by its name. A part that cannot be found or read is left out: the parser of values refuses what
/// is damaged.
pub(super) fn of(bytes: &[u8], limits: &Limits) -> HashMap<String, Shown> {
    let Ok(mut book) = ZipArchive::new(Cursor::new(bytes)) else { return HashMap::new() };
    let mut all = HashMap::new();
    for (name, part) in parts(&mut book) {
        let mut shown = Shown::default();
        let Ok(inflated) = book.by_name(&part) else { continue };
        if archive::look_through(inflated, Some(&SIGNS)).is_ok_and(|(_, tells)| tells) {
            let Ok(part) = book.by_name(&part) else { continue };
            look_through(part, limits, &mut shown);
        }
        all.insert(name, shown);
    }
    all
}

/// What shows that there is anything to see: most sheets have no formula, nothing hidden and nothing merged, and taking them apart
/// costs as much as reading their values.
static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"[<:](?:f|mergeCell)[\s/>]|hidden\s*="#).expect("an expression of ours")
});

/// The parts of the sheets, by their names: found as the parser of values finds them, whatever a writer calls them.
fn parts(archive: &mut ZipArchive<Cursor<&[u8]>>) -> HashMap<String, String> {
    let mut workbook = "xl/workbook.xml".to_owned();
    each_element(archive, "_rels/.rels", |element| {
        let kind = attribute(element, "Type").unwrap_or_default();
        if let (true, Some(target)) =
            (kind.ends_with("/officeDocument"), attribute(element, "Target"))
        {
            workbook = target.trim_start_matches('/').to_owned();
        }
    });
    let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let mut targets: HashMap<String, String> = HashMap::new();
    let mut parts = HashMap::new();
    each_element(archive, &format!("{folder}/_rels/{name}.rels"), |element| {
        if let ("Relationship", Some(id), Some(target)) =
            (element.local_name().as_ref(), attribute(element, "Id"), attribute(element, "Target"))
        {
            let part = target
                .strip_prefix('/')
                .map_or_else(|| format!("{folder}/{target}"), str::to_owned);
            targets.insert(id, part);
        }
    });
    each_element(archive, &workbook, |element| {
        if let ("sheet", Some(name), Some(id)) =
            (element.local_name().as_ref(), attribute(element, "name"), attribute(element, ":id"))
            && let Some(part) = targets.get(&id)
        {
            parts.insert(name, part.clone());
        }
    });
    let plain = |name: &str| name.replace('\\', "/").to_ascii_lowercase();
    let there: Vec<String> =
        archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let found = |part: String| there.iter().find(|name| plain(name) == plain(&part)).cloned();
    parts.into_iter().filter_map(|(name, part)| Some((name, found(part)?))).collect()
}

fn each_element(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    part: &str,
    mut look: impl FnMut(&BytesStart<'_>),
) {
    let Ok(part) = archive.by_name(part.trim_start_matches('/')) else { return };
    let mut xml = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => look(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

/// Merged blocks and formulas without results of a sheet that is read; more make no file of ours.
const MOST: usize = 100_000;

/// A cell while it is passed.
#[derive(Default)]
struct Passed {
    /// The next row and cell where they do not say where they are.
    row: usize,
    column: usize,
    place: (usize, usize),
    is_formula: bool,
    has_value: bool,
    in_value: bool,
}

fn look_through(part: impl Read, limits: &Limits, shown: &mut Shown) {
    let mut xml = Reader::from_reader(BufReader::new(part));
    let (mut buffer, mut cell) = (Vec::new(), Passed::default());
    loop {
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => begun(&element, limits, shown, &mut cell),
            Ok(Event::Empty(element)) => {
                begun(&element, limits, shown, &mut cell);
                cell.in_value = false;
            }
            Ok(Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => {
                cell.has_value |= cell.in_value
            }
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "v" | "t" => cell.in_value = false,
                "c" => {
                    let within = cell.place.0 < limits.rows && cell.place.1 < limits.columns;
                    if within && cell.is_formula && !cell.has_value {
                        shown.uncounted.insert(cell.place);
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
        buffer.clear();
        if shown.merged.len().max(shown.uncounted.len()) > MOST {
            shown.is_overfull = true;
            return;
        }
    }
}

fn begun(element: &BytesStart<'_>, limits: &Limits, shown: &mut Shown, cell: &mut Passed) {
    match element.local_name().as_ref() {
        "row" => {
            let number = attribute(element, "r").and_then(|row| row.parse::<usize>().ok());
            let row = number.and_then(|row| row.checked_sub(1)).unwrap_or(cell.row);
            *cell = Passed { row: row.saturating_add(1), place: (row, 0), ..Passed::default() };
            if is_hidden(element) && row < limits.rows {
                shown.hidden_rows.insert(row);
            }
        }
        "col" if is_hidden(element) => {
            let number = |end| attribute(element, end).and_then(|at| at.parse::<usize>().ok());
            if let (Some(first @ 1..), Some(last)) = (number("min"), number("max")) {
                shown.hidden_columns.extend(first - 1..last.min(limits.columns));
            }
        }
        "c" => {
            let at = attribute(element, "r").and_then(|at| place(&at));
            let place = at.unwrap_or((cell.row.saturating_sub(1), cell.column));
            let (row, column) = (cell.row, place.1.saturating_add(1));
            *cell = Passed { row, column, place, ..Passed::default() }
        }
        "f" => cell.is_formula = true,
        "v" | "t" => cell.in_value = true,
        "mergeCell" => {
            let block = attribute(element, "ref");
            let ends = block.as_deref().and_then(|block| block.split_once(':'));
            if let Some((first, last)) = ends
                && let (Some(first), Some(last)) = (place(first), place(last))
                && (first.0 < limits.rows && first.1 < limits.columns)
            {
                shown.merged.push(Merged { rows: (first.0, last.0), columns: (first.1, last.1) });
            }
        }
        _ => {}
    }
}

fn is_hidden(element: &BytesStart<'_>) -> bool {
    attribute(element, "hidden").is_some_and(|said| said == "1" || said == "true")
}

/// The attribute of this name; of one that begins with a colon, whatever its prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let is = |key: &str| if name.starts_with(':') { key.ends_with(name) } else { key == name };
    let found = element.attributes().flatten().find(|a| is(a.key.as_ref()))?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// Row and column of `AB12`, counted from 0.
fn place(text: &str) -> Option<(usize, usize)> {
    let text = text.replace('$', "");
    let letters = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(letters);
    let mut column = 0_usize;
    for letter in letters.bytes() {
        column = column.checked_mul(26)?
            + usize::from(letter.to_ascii_uppercase().checked_sub(b'A')?)
            + 1;
    }
    Some((digits.parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
