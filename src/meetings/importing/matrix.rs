//! The matrix of centres × kinds of conference in which cities publish what was held, upright or on its side.

use nihon::fold_key;

use super::{
    columns::{CENTER, center},
    lines::Line,
    moments::{Said, moments},
    reading::{Reading, tell_left_out},
};
use crate::{
    imports::{READING, Report},
    preset::{ConferenceKind, UnitTier},
    tabular::{Answered, Book, Column, Faults, Holds, Record, Table},
};

/// What stands at the foot of a published matrix.
const TOTALS: [&str; 2] = ["開催回数", "計"];

/// Reads a matrix; none when the book has none.
pub(super) fn read(
    reading: &Reading<'_>,
    book: &Book,
    answered: &Answered,
) -> Option<(Report, Vec<Line>)> {
    let structure = &reading.world.structure;
    let kinds: Vec<&ConferenceKind> = (structure.conference_kinds.iter())
        .filter(|k| matches!(k.unit, UnitTier::Center | UnitTier::Area))
        .collect();
    let mut columns = vec![Column::required(CENTER).also(center(structure).also)];
    columns.extend(
        kinds
            .iter()
            .map(|k| Column::optional(&k.name).also([&k.short_name]).many().holding(Holds::Days)),
    );
    let tables = Table::all(book, &columns, answered).ok()?;
    let held: Vec<&ConferenceKind> =
        kinds.into_iter().filter(|k| tables.iter().any(|table| table.has(&k.name))).collect();
    if held.is_empty() {
        return None;
    }
    let mut report = reading.report(book, &tables);
    if tables.iter().any(Table::is_turned) {
        report.note("行と列を入れ替えた表として読みました。".to_owned());
    }
    let mut faults = Faults::default();
    let mut lines = Vec::new();
    let records = tables.iter().flat_map(Table::records);
    reading.world.telling.step(READING, tables.iter().map(Table::len).sum());
    for (at, record) in records.enumerate() {
        let record = &record;
        reading.world.telling.done(at);
        of_center(reading, record, &held, &mut report, &mut faults, &mut lines);
    }
    let lines = reading.checked(lines, &mut faults);
    report.take(&faults);
    Some((report, lines))
}

/// What stands in the row of a centre.
fn of_center(
    reading: &Reading<'_>,
    record: &Record<'_>,
    kinds: &[&ConferenceKind],
    report: &mut Report,
    faults: &mut Faults,
    lines: &mut Vec<Line>,
) {
    let first = fold_key(&record.get(CENTER).shown());
    if TOTALS.iter().any(|total| first.starts_with(total)) {
        report.skip(record.sheet(), record.place(CENTER).row, "合計の行");
        return;
    }
    report.read += 1;
    if record.required_text(CENTER, 100, faults).is_none() {
        return;
    }
    let Some(center) = reading.world.center_of(record, CENTER, &reading.centers, faults) else {
        return;
    };
    for kind in kinds {
        let mut left_out = Vec::new();
        for (place, cell) in record.cells(&kind.name) {
            let found = match moments(record, &kind.name, cell, &mut left_out, faults) {
                Ok(Said::Moments(found)) => found,
                Ok(Said::NoDay(words)) => {
                    let reason = format!(
                        "{}の「{}」の欄は「{words}」",
                        record.get(CENTER).shown(),
                        kind.name
                    );
                    report.skip(record.sheet(), place.row, reason);
                    continue;
                }
                Err(reason) => {
                    record.fault_in(place, cell, reason, faults);
                    continue;
                }
            };
            match reading.find.of_kind(kind, Some(&center)) {
                Ok(conference) => lines.extend(found.into_iter().map(|moment| Line {
                    place: place.clone(),
                    value: cell.shown(),
                    number: None,
                    conference: conference.clone(),
                    day: moment.day,
                    is_fixed: moment.is_fixed,
                    starts: moment.starts,
                    ends: moment.ends,
                    venue: None,
                    status: None,
                })),
                Err(reason) => record.fault_in(place, cell, reason, faults),
            }
        }
        tell_left_out(report, record, &kind.name, &left_out);
    }
}
