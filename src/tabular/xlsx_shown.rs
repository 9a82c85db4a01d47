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

use super::{Limits, Merged};

/// What a workbook shows of a sheet.
#[derive(Default)]
pub(super) struct Shown {
    pub merged: Vec<Merged>,
    pub hidden_rows: BTreeSet<usize>,
    pub hidden_columns: BTreeSet<usize>,
    /// Row and column of formulas whose results the file does not hold.
    pub uncounted: BTreeSet<(usize, usize)>,
}

/// What it shows of each sheet, by its name. A part that cannot be found or read is left out: the parser of values refuses what
/// is damaged.
pub(super) fn of(bytes: &[u8], limits: &Limits) -> HashMap<String, Shown> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return HashMap::new() };
    let mut all = HashMap::new();
    for (name, part) in parts(&mut archive) {
        let mut shown = Shown::default();
        if archive.by_name(&part).is_ok_and(tells) {
            let Ok(part) = archive.by_name(&part) else { continue };
            look_through(part, limits, &mut shown);
        }
        all.insert(name, shown);
    }
    all
}

/// Whether there is anything to see: most sheets have no formula, nothing hidden and nothing merged, and taking them apart costs
/// as much as reading their values.
fn tells(mut part: impl Read) -> bool {
    static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"[<:](?:f|mergeCell)[\s/>]|hidden\s*="#).expect("an expression of ours")
    });
    // No sign is longer than the end of one piece that is looked at again with the next.
    const AGAIN: usize = 64;
    let (mut piece, mut kept) = (vec![0; 256 * 1024], 0);
    loop {
        match part.read(&mut piece[kept..]) {
            Ok(0) => return false,
            Ok(read) => {
                let filled = kept + read;
                if SIGNS.is_match(&piece[..filled]) {
                    return true;
                }
                kept = filled.min(AGAIN);
                piece.copy_within(filled - kept..filled, 0);
            }
            Err(_) => return true,
        }
    }
}

/// The parts of the sheets, by their names.
fn parts(archive: &mut ZipArchive<Cursor<&[u8]>>) -> HashMap<String, String> {
    let mut targets: HashMap<String, String> = HashMap::new();
    let mut parts = HashMap::new();
    each_element(archive, "xl/_rels/workbook.xml.rels", |element| {
        if let ("Relationship", Some(id), Some(target)) =
            (element.local_name().as_ref(), attribute(element, "Id"), attribute(element, "Target"))
        {
            let part =
                target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, part);
        }
    });
    each_element(archive, "xl/workbook.xml", |element| {
        if let ("sheet", Some(name), Some(id)) =
            (element.local_name().as_ref(), attribute(element, "name"), attribute(element, "r:id"))
            && let Some(part) = targets.get(&id)
        {
            parts.insert(name, part.clone());
        }
    });
    parts
}

fn each_element(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    part: &str,
    mut look: impl FnMut(&BytesStart<'_>),
) {
    let Ok(part) = archive.by_name(part) else { return };
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

/// A cell while it is passed.
#[derive(Default)]
struct Passed {
    place: Option<(usize, usize)>,
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
                    if let (Some(place), true, false) =
                        (cell.place, cell.is_formula, cell.has_value)
                        && (place.0 < limits.rows && place.1 < limits.columns)
                    {
                        shown.uncounted.insert(place);
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

fn begun(element: &BytesStart<'_>, limits: &Limits, shown: &mut Shown, cell: &mut Passed) {
    match element.local_name().as_ref() {
        "row" => {
            let number = attribute(element, "r").and_then(|row| row.parse::<usize>().ok());
            if let (true, Some(row)) =
                (is_hidden(element), number.and_then(|row| row.checked_sub(1)))
            {
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
            *cell = Passed {
                place: attribute(element, "r").and_then(|at| place(&at)),
                ..Passed::default()
            }
        }
        "f" => cell.is_formula = true,
        "v" | "t" => cell.in_value = true,
        "mergeCell" => {
            let block = attribute(element, "ref");
            let ends = block.as_deref().and_then(|block| block.split_once(':'));
            if let Some((first, last)) = ends
                && let (Some(first), Some(last)) = (place(first), place(last))
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

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.as_ref() == name)?;
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
