//! What a workbook shows beside its values: rows that are hidden, cells that are shown as one, and formulas whose results it
//! does not hold. The parser of values does not tell.

use std::{
    collections::HashMap,
    io::{BufReader, Cursor, Read},
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use super::{Cell, Merged, Sheet};

/// Adds to the sheets of a workbook what it shows of them. A part that cannot be found or read leaves its sheet as it is: the
/// values were read before, and their parser refuses what is damaged.
pub(super) fn add(bytes: &[u8], sheets: &mut [Sheet]) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return };
    let parts = parts(&mut archive);
    for sheet in sheets {
        let Some(part) = parts.get(&sheet.name) else { continue };
        if let Ok(part) = archive.by_name(part) {
            look_through(part, sheet);
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

fn look_through(part: impl Read, sheet: &mut Sheet) {
    let mut xml = Reader::from_reader(BufReader::new(part));
    let (mut buffer, mut cell) = (Vec::new(), Passed::default());
    loop {
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => begun(&element, sheet, &mut cell),
            Ok(Event::Empty(element)) => {
                begun(&element, sheet, &mut cell);
                cell.in_value = false;
            }
            Ok(Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => {
                cell.has_value |= cell.in_value
            }
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "v" | "t" => cell.in_value = false,
                "c" => {
                    if let (Some((row, column)), true, false) =
                        (cell.place, cell.is_formula, cell.has_value)
                    {
                        uncounted(sheet, row, column);
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

fn begun(element: &BytesStart<'_>, sheet: &mut Sheet, cell: &mut Passed) {
    match element.local_name().as_ref() {
        "row" => {
            let hidden =
                attribute(element, "hidden").is_some_and(|said| said == "1" || said == "true");
            let number = attribute(element, "r").and_then(|row| row.parse::<usize>().ok());
            if let (true, Some(row)) = (hidden, number.and_then(|row| row.checked_sub(1))) {
                sheet.hidden_rows.insert(row);
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
                sheet.merged.push(Merged { rows: (first.0, last.0), columns: (first.1, last.1) });
            }
        }
        _ => {}
    }
}

fn uncounted(sheet: &mut Sheet, row: usize, column: usize) {
    if !sheet.cell(row, column).is_blank() {
        return;
    }
    if sheet.rows.len() <= row {
        sheet.rows.resize_with(row + 1, Vec::new);
    }
    let cells = &mut sheet.rows[row];
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    cells[column] = Cell::Uncounted;
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
