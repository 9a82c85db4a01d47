//! A map without geometry: places as tiles in the order of the structure, each with its sign and how many records it has.

use super::{
    axis::{heads, label},
    table::{Cell, Column, Look, Made, Part, Row},
    timeline::Timeline,
};
use crate::{
    fields::Choice,
    preset::{Ledger, Preset, View},
};

/// Of these records. A tile shows the sign that counts most, whichever of its records has it.
pub fn of(preset: &Preset, (ledger, view): (&Ledger, &View), records: &[Timeline]) -> Made {
    let rank = |record: &Timeline| {
        let state = ledger.state(&record.state)?;
        ledger.marks.iter().position(|one| one.mark == state.mark)
    };
    let can_narrow = ledger.field(&view.rows).is_some_and(|field| field.filter);
    let tile = |place: &Choice| {
        let is_here = |record: &&Timeline| record.values(ledger, &view.rows).contains(&place.key);
        let here: Vec<&Timeline> = records.iter().filter(is_here).collect();
        let href = match here.as_slice() {
            [] => String::new(),
            [one] => format!("/records/{}", one.id),
            _ if can_narrow => format!("/ledgers/{}?f.{}={}", ledger.key, view.rows, place.key),
            _ => String::new(),
        };
        let first = here.iter().filter_map(|record| rank(record)).min();
        let mark = first.and_then(|at| ledger.marks.get(at)).map_or("", |mark| mark.mark.as_str());
        let sign = (!ledger.marks.is_empty()).then(|| Cell::new(Look::Sign, mark));
        let count = Cell::number(Look::Number, here.len() as i64, &ledger.counted_in);
        let name = Cell::new(Look::Head, &*place.name).link(href);
        Row::of([name].into_iter().chain(sign).chain([count]).collect())
    };
    let sign = (!ledger.marks.is_empty()).then(|| Column::new("印", Look::Sign));
    let columns = [Column::new(label(ledger, &view.rows), Look::Head)].into_iter().chain(sign);
    let part = Part::under(columns.chain([Column::new("数", Look::Number)]).collect());
    let legend: Vec<String> =
        ledger.marks.iter().map(|mark| format!("{}{}", mark.mark, mark.name)).collect();
    Made {
        count: records.len(),
        parts: vec![Part {
            rows: heads(preset, (ledger, view), &view.rows).iter().map(tile).collect(),
            note: legend.join("　"),
            tiles: true,
            ..part
        }],
    }
}
