//! What stands at the sides of a table: the values of a field in their order, and fiscal years in words.

use nihon::FiscalYear;

use crate::{
    fields::{Choice, RefTo},
    preset::{Ledger, Preset, View},
};

/// The values of a field, in their order; districts by place, and by their short names where a view says so.
pub fn heads(preset: &Preset, (ledger, view): (&Ledger, &View), key: &str) -> Vec<Choice> {
    let Some(field) = ledger.field(key) else { return Vec::new() };
    let mut all = field.offered();
    if view.short_names && RefTo::of(&field.to) == Some(RefTo::District) {
        for choice in &mut all {
            let district = preset.districts.iter().find(|one| one.key.as_str() == choice.key);
            if let Some(district) = district {
                choice.name = district.short().to_owned();
            }
        }
    }
    all
}

/// What a field is called.
pub fn label(ledger: &Ledger, key: &str) -> String {
    ledger.field(key).map(|field| field.label.clone()).unwrap_or_default()
}

/// H28年度, R元年度: as papers print it.
pub fn year_words(year: FiscalYear) -> String {
    let short = year.short();
    match year.to_string().contains('元') {
        true => format!("{}元年度", short.trim_end_matches('1')),
        false => format!("{short}年度"),
    }
}
