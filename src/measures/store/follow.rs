//! When measures are looked at again, and what was found.

use serde_json::json;

use super::super::{FollowUp, FollowUpResult, rules::FollowUp as MayFollowUp};
use crate::{
    access::Permit,
    clock::Day,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    events,
    id::{FollowUpId, MeasureId},
    persons::Cleared,
};

/// A measure's follow-ups, earliest first.
pub async fn follow_ups(conn: &mut Conn, id: &MeasureId) -> Result<Vec<FollowUp>> {
    follow_ups_of(conn, std::slice::from_ref(id)).await
}

/// The follow-ups of several measures, earliest first.
pub async fn follow_ups_of(conn: &mut Conn, ids: &[MeasureId]) -> Result<Vec<FollowUp>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    written().push(" and measure_id in ").list(ids).push(" order by due, id").all(conn).await
}

/// Follow-ups that are not done and fall due by `until`.
pub async fn follow_ups_due(conn: &mut Conn, until: Day) -> Result<Vec<FollowUp>> {
    written().with(" and done_on is null and due <= $1 order by due, id", until).all(conn).await
}

fn written() -> Query {
    Query::select::<FollowUp>("from measure_followups where municipality_id = $m", ())
}

pub(super) async fn insert(tx: &mut Tx, id: &MeasureId, due: Day) -> Result<()> {
    Query::insert(
        "measure_followups",
        Pairs::new()
            .set("id", FollowUpId::new())
            .set("measure_id", id)
            .set("due", due)
            .set("note", ""),
    )
    .run(tx)
    .await?;
    Ok(())
}

/// Plans another look at a measure.
pub async fn add_follow_up(tx: &mut Tx, permit: Permit<MayFollowUp>, due: Day) -> Result<()> {
    insert(tx, &permit.id(), due).await?;
    events::record(tx, &permit, &json!({ "due": due })).await
}

/// Writes down what was found, and plans the next look.
///
/// # Errors
/// `Overtaken` when it was done already.
pub async fn finish_follow_up(
    tx: &mut Tx,
    permit: Permit<MayFollowUp>,
    id: &FollowUpId,
    result: Cleared<'_, FollowUpResult>,
) -> Result<()> {
    let measure: MeasureId = permit.id();
    let note = match result.no_next_reason.trim() {
        "" => result.note.clone(),
        reason => format!("{}\n確認を終える理由: {reason}", result.note).trim().to_owned(),
    };
    Query::of(
        "update measure_followups
            set done_on = $3, outcome = $4, note = $5
          where municipality_id = $m and id = $1 and measure_id = $2 and done_on is null",
        (id, &measure, result.done_on, result.outcome, note),
    )
    .change_one(tx)
    .await?;
    if let Some(next) = result.next {
        insert(tx, &measure, next).await?;
    }
    events::record(
        tx,
        &permit,
        &json!({ "follow_up": id, "outcome": result.outcome, "next": result.next }),
    )
    .await
}
