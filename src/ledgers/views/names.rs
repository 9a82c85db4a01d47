//! Names in cells: of each value, or of each year in which a state was reached, who it is, and how many.

use nihon::FiscalYear;

use super::{
    axis::{label, year_words},
    table::{Cell, Column, Look, Made, Part, Row},
    timeline::Timeline,
};
use crate::{
    fields::{Choice, RefTo},
    preset::{Ledger, Preset, STATE_YEAR, View},
};

/// Of these records. Names stand in the order in which the structure lists them, each once.
pub fn of(preset: &Preset, (ledger, view): (&Ledger, &View), records: &[Timeline]) -> Made {
    let names = |wanted: &dyn Fn(&Timeline) -> bool| {
        let of = records.iter().filter(|record| wanted(record));
        called(preset, (ledger, view), of)
    };
    let rows: Vec<(String, Vec<String>)> = if view.rows == STATE_YEAR {
        let year = |record: &Timeline| {
            let known = record.came_to(&view.of)?;
            Some(FiscalYear::of(known.first_day().0))
        };
        let mut years: Vec<FiscalYear> = records.iter().filter_map(year).collect();
        years.sort();
        years.dedup();
        let row = |of: FiscalYear| (year_words(of), names(&|record| year(record) == Some(of)));
        years.into_iter().map(row).collect()
    } else {
        let offered = ledger.field(&view.rows).map(|field| field.offered()).unwrap_or_default();
        let row = |choice: Choice| {
            let is = |record: &Timeline| record.values(ledger, &view.rows).contains(&choice.key);
            (choice.name.clone(), names(&is))
        };
        offered.into_iter().map(row).collect()
    };
    let first =
        if view.rows == STATE_YEAR { "年度".to_owned() } else { label(ledger, &view.rows) };
    let count = if view.count.is_empty() { "数" } else { &view.count };
    let row = |(name, all): &(String, Vec<String>)| {
        Row::of(vec![
            Cell::new(Look::Head, &**name),
            Cell::new(
                Look::Words,
                if all.is_empty() { "まだありません".to_owned() } else { all.join("、") },
            ),
            Cell::number(Look::Number, all.len() as i64, ""),
        ])
    };
    let part = Part::under(vec![
        Column::new(first, Look::Head),
        Column::new(label(ledger, &view.names), Look::Words),
        Column::new(count, Look::Number),
    ]);
    Made {
        count: rows.iter().map(|(_, names)| names.len()).sum(),
        parts: vec![Part { rows: rows.iter().map(row).collect(), ..part }],
    }
}

/// What these records say of the field that gives names; of a title the records themselves.
fn called<'t>(
    preset: &Preset,
    (ledger, view): (&Ledger, &View),
    records: impl Iterator<Item = &'t Timeline>,
) -> Vec<String> {
    let records: Vec<&Timeline> = records.collect();
    let Some(field) = ledger.field(&view.names) else { return Vec::new() };
    let said: Vec<String> =
        records.iter().flat_map(|record| record.values(ledger, &view.names)).collect();
    // Districts stand as the structure lists them; on papers that go by place a matrix orders them.
    let offered: Vec<Choice> = match RefTo::of(&field.to) {
        Some(RefTo::District) => preset
            .districts
            .iter()
            .map(|one| Choice::from((one.key.to_string(), one.name.clone())))
            .collect(),
        _ => field.offered(),
    };
    if offered.is_empty() {
        return records.iter().map(|record| record.label.clone()).collect();
    }
    offered.into_iter().filter(|one| said.contains(&one.key)).map(|one| one.name).collect()
}
