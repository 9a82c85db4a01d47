//! Taking back a draft that was a mistake.

use super::list::find;
use crate::{
    access::Permit,
    cases::{CaseStatus, act::Discard},
    db::{Pairs, Query, Rows, Tx},
    error::Result,
    events,
};

/// Where it is kept that a label is given to no other case.
pub fn label_gone(label: &str) -> Rows {
    Rows::of("case_labels_gone", "label", label)
}

/// Takes a draft out, with its sheets and factors, and says what it was called. Its label is given to no other case.
///
/// # Errors
/// `Overtaken` when somebody handed it in meanwhile.
pub async fn discard(tx: &mut Tx, permit: Permit<Discard>) -> Result<String> {
    let id = permit.case.clone();
    let label = find(tx, &id).await?.label;
    let gone = Pairs::new().set("label", &label).set("gone_on", permit.at().day());
    Query::insert("case_labels_gone", gone).run(tx).await?;
    for rows in [
        "delete from case_factors where municipality_id = $m and case_id = $1",
        "delete from case_sheets where municipality_id = $m and case_id = $1",
    ] {
        Query::of(rows, &id).run(tx).await?;
    }
    Query::of(
        "delete from cases where municipality_id = $m and id = $1 and status = $2",
        (&id, CaseStatus::Draft),
    )
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &serde_json::json!({ "label": label })).await?;
    Ok(label)
}
