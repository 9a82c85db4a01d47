//! Names in cells: of each value, or of each year in which a state was reached, who it is, and how many.

use nihon::FiscalYear;

use super::timeline::Timeline;
use crate::{
    fields::{Choice, RefTo},
    preset::{Ledger, Preset, STATE_YEAR, View},
};

/// Rows, each with names and their count.
pub struct Names {
    /// The headings: of the rows, of the names, of the count.
    pub heads: [String; 3],
    pub rows: Vec<(String, Vec<String>)>,
}

impl Names {
    /// Of these records. Names stand in the order in which the structure lists them, each once.
    pub fn of(preset: &Preset, (ledger, view): (&Ledger, &View), records: &[Timeline]) -> Names {
        let names = |wanted: &dyn Fn(&Timeline) -> bool| {
            let of = records.iter().filter(|record| wanted(record));
            called(preset, (ledger, view), of)
        };
        let rows = if view.rows == STATE_YEAR {
            let year = |record: &Timeline| {
                let known = record.came_to(&view.of)?;
                Some(FiscalYear::of(known.first_day().0))
            };
            let mut years: Vec<FiscalYear> = records.iter().filter_map(year).collect();
            years.sort();
            years.dedup();
            let row = |of: FiscalYear| {
                (format!("{}年度", of.short()), names(&|record| year(record) == Some(of)))
            };
            years.into_iter().map(row).collect()
        } else {
            let offered = ledger.field(&view.rows).map(|field| field.offered()).unwrap_or_default();
            let row = |choice: Choice| {
                let is =
                    |record: &Timeline| record.values(ledger, &view.rows).contains(&choice.key);
                (choice.name.clone(), names(&is))
            };
            offered.into_iter().map(row).collect()
        };
        let label = |key: &str| ledger.field(key).map(|f| f.label.clone()).unwrap_or_default();
        let first = if view.rows == STATE_YEAR { "年度".to_owned() } else { label(&view.rows) };
        let count = if view.count.is_empty() { "数".to_owned() } else { view.count.clone() };
        Names { heads: [first, label(&view.names), count], rows }
    }

    /// How many names stand in it.
    pub fn count(&self) -> usize {
        self.rows.iter().map(|(_, names)| names.len()).sum()
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
