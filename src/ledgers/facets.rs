//! Which of its twelve places a field of a ledger has on the rows of records. What lists narrow to and sort by stands there,
//! as text that both databases sort alike.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::columns::values;
use crate::{
    db::{Conn, Pairs, Query, Sort},
    error::Result,
    fields::Spec,
    forms::Answers,
    id::LedgerId,
    preset::{FACETS, Ledger},
    record,
};

/// The columns of the places.
pub const COLUMNS: [&str; FACETS] = [
    "facet_1", "facet_2", "facet_3", "facet_4", "facet_5", "facet_6", "facet_7", "facet_8",
    "facet_9", "facet_10", "facet_11", "facet_12",
];

macro_rules! by_place {
    ($($key:literal $column:literal $narrow:literal),* $(,)?) => {
        /// A list sorted by what stands at a place.
        pub const SORTS: [Sort; FACETS] = [$(Sort::new($key, &[concat!("coalesce(", $column, ", '')")])),*];
        /// A list narrowed to what stands at a place.
        pub const NARROW: [&str; FACETS] = [$($narrow),*];
    };
}

by_place! {
    "f1" "r.facet_1" " and r.facet_1 = $1",
    "f2" "r.facet_2" " and r.facet_2 = $1",
    "f3" "r.facet_3" " and r.facet_3 = $1",
    "f4" "r.facet_4" " and r.facet_4 = $1",
    "f5" "r.facet_5" " and r.facet_5 = $1",
    "f6" "r.facet_6" " and r.facet_6 = $1",
    "f7" "r.facet_7" " and r.facet_7 = $1",
    "f8" "r.facet_8" " and r.facet_8 = $1",
    "f9" "r.facet_9" " and r.facet_9 = $1",
    "f10" "r.facet_10" " and r.facet_10 = $1",
    "f11" "r.facet_11" " and r.facet_11 = $1",
    "f12" "r.facet_12" " and r.facet_12 = $1",
}

record! {
    /// The place of a field.
    pub struct Placed {
        pub field_id: String,
        pub place: i64,
        pub made_of: String,
    }
}

/// The place of each field of a ledger that has one, from 0.
pub async fn places(conn: &mut Conn, ledger: &LedgerId) -> Result<BTreeMap<String, usize>> {
    let rows = placed(conn, ledger).await?;
    Ok(rows.into_iter().map(|row| (row.field_id, row.place as usize)).collect())
}

/// The same, with what is kept there.
pub async fn placed(conn: &mut Conn, ledger: &LedgerId) -> Result<Vec<Placed>> {
    Query::select::<Placed>(
        "from ledger_facets
        where municipality_id = $m
          and ledger_id = $1
        order by place",
        ledger,
    )
    .all(conn)
    .await
}

/// What stands at the places of a record with these answers.
pub fn facets(ledger: &Ledger, places: &BTreeMap<String, usize>, answers: &Answers) -> Pairs {
    let mut row: [Option<String>; FACETS] = Default::default();
    for field in ledger.facets() {
        if let Some(place) = places.get(&field.key).copied().filter(|place| *place < FACETS) {
            row[place] = Some(answers.get(&field.key).map(|a| field.key(a)).unwrap_or_default());
        }
    }
    COLUMNS.iter().zip(row).fold(Pairs::new(), |pairs, (column, value)| pairs.set(column, value))
}

/// A digest of what a field's sort keys are made of: its kind, and its choices in their order.
pub fn made_of(field: &Spec) -> String {
    let keys = field.offered().into_iter().map(|choice| choice.key).collect::<Vec<_>>().join(" ");
    let digest = Sha256::digest(format!("{:?} {keys}", field.kind));
    digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a list narrowed to this value of a field looks for at its place.
pub fn sought(field: &Spec, value: &str) -> String {
    field.key(&crate::fields::Answer::Text(value.to_owned()))
}

/// The values that a record answers, by field.
pub fn many(ledger: &Ledger, answers: &Answers) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for field in ledger.fields().filter(|field| !field.personal) {
        if let Some(answer) = answers.get(&field.key) {
            let mut of = values(field, answer);
            of.sort();
            of.dedup();
            all.extend(of.into_iter().map(|value| (field.key.clone(), value)));
        }
    }
    all
}
