//! Which of its twelve places a field of a ledger has on the rows of records. What lists narrow to and sort by stands there,
//! as text that both databases sort alike.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::columns::values;
use crate::{
    db::{Conn, Pairs, Query, Sort},
    error::Result,
    fields::{AnswerKind, FieldRole, RefTo, Spec},
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
    let rows = placed(conn, ledger).await?.into_iter().filter(|row| row.place != NOWHERE);
    Ok(rows.map(|row| (row.field_id, row.place as usize)).collect())
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
    digest(&format!("{:?} {keys}", field.kind))
}

/// What stands among the places and is no field: by which words records are called.
pub const CALLED: &str = "{label}";
pub const NOWHERE: i64 = -1;

/// The fields by which records are called.
fn naming(ledger: &Ledger) -> impl Iterator<Item = &Spec> {
    ledger.fields().filter(|field| {
        ledger.label.contains(&format!("{{{}}}", field.key)) || field.role == Some(FieldRole::Title)
    })
}

/// Whether what records are called follows from the structure and their own answers; what they point at besides is called
/// otherwise by each who reads it.
pub fn is_called_plainly(ledger: &Ledger) -> bool {
    naming(ledger).all(|field| {
        field.kind != AnswerKind::Ref || RefTo::of(&field.to).is_some_and(RefTo::is_structure)
    })
}

/// A digest of what records are called by: the pattern, and the names of what its fields choose among.
pub fn called_by(ledger: &Ledger) -> String {
    let fields = naming(ledger).flat_map(Spec::offered);
    let names = fields.map(|choice| format!("{} {}", choice.key, choice.name));
    digest(&format!("{} {}", ledger.label, names.collect::<Vec<_>>().join(" ")))
}

fn digest(of: &str) -> String {
    Sha256::digest(of)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
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
