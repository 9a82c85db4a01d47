//! A structure comes into force: the fields of its ledgers get their places on the rows of records.

use std::collections::BTreeSet;

use super::{
    facets::{CALLED, NOWHERE, called_by, made_of, placed},
    store,
};
use crate::{
    db::{Pairs, Query, Tx},
    error::Result,
    fields::Spec,
    preset::{FACETS, Preset},
};

/// Gives each field its place; what a field lost another may get. Where a place changed or what is kept there is made of
/// something else, the rows that are there are made anew.
pub async fn install(tx: &mut Tx, preset: &Preset) -> Result<()> {
    for ledger in &preset.ledgers {
        let ledger = preset.offered_by(ledger);
        let before = placed(tx, &ledger.key).await?;
        let wanted: Vec<(&Spec, String)> = ledger.facets().map(|f| (f, made_of(f))).collect();
        let mut taken: BTreeSet<i64> = before
            .iter()
            .filter(|row| wanted.iter().any(|(field, _)| field.key == row.field_id))
            .map(|row| row.place)
            .collect();
        let mut after: Vec<(String, i64, String)> = Vec::new();
        for (field, made_of) in wanted {
            let kept = before.iter().find(|row| row.field_id == field.key).map(|row| row.place);
            let free = || (0..FACETS as i64).find(|place| !taken.contains(place));
            let Some(place) = kept.or_else(free) else { continue };
            taken.insert(place);
            after.push((field.key.clone(), place, made_of));
        }
        after.push((CALLED.to_owned(), NOWHERE, called_by(&ledger)));
        let was: Vec<(String, i64, String)> =
            before.into_iter().map(|row| (row.field_id, row.place, row.made_of)).collect();
        let (sorted, same) = (by_key(&after), by_key(&was));
        if sorted == same {
            continue;
        }
        Query::of(
            "delete from ledger_facets where municipality_id = $m and ledger_id = $1",
            &ledger.key,
        )
        .run(tx)
        .await?;
        for (field, place, made_of) in &after {
            let row = Pairs::new()
                .set("ledger_id", &ledger.key)
                .set("field_id", field)
                .set("place", *place)
                .set("made_of", made_of);
            Query::insert("ledger_facets", row).run(tx).await?;
        }
        store::make_facets_anew(tx, &ledger).await?;
    }
    Ok(())
}

fn by_key(rows: &[(String, i64, String)]) -> BTreeSet<&(String, i64, String)> {
    rows.iter().collect()
}
