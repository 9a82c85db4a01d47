//! When measures are looked at again, and what was found.

use serde_json::json;

use super::super::{FollowUp, FollowUpResult, rules::FollowUp as MayFollowUp};
use crate::{
    access::Permit,
    clock::Day,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    id::{FollowUpId, MeasureId},
};

const FOLLOW_UP: &str = "select id, measure_id, due, done_on, outcome, note from measure_followups where municipality_id = $m";

/// A measure's follow-ups, earliest first.
pub async fn follow_ups(conn: &mut Conn, id: &MeasureId) -> Result<Vec<FollowUp>> {
    Query::of(FOLLOW_UP, ()).with(" and measure_id = $1 order by due, id", id).all(conn).await
}

/// Follow-ups that are not done and fall due by `until`.
pub async fn follow_ups_due(conn: &mut Conn, until: Day) -> Result<Vec<FollowUp>> {
    Query::of(FOLLOW_UP, ())
        .with(" and done_on is null and due <= $1 order by due, id", until)
        .all(conn)
        .await
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

/// Writes down what was found. The last look at a measure says when the next is, or why there is none (F02).
///
/// # Errors
/// `NotFound`; a conflict sentence when it was done already, or neither a next day nor a reason is given.
pub async fn finish_follow_up(
    tx: &mut Tx,
    permit: Permit<MayFollowUp>,
    id: &FollowUpId,
    result: &FollowUpResult,
) -> Result<()> {
    let measure: MeasureId = permit.id();
    let all = follow_ups(tx, &measure).await?;
    let Some(this) = all.iter().find(|f| f.id == *id) else {
        return Err(Error::NotFound);
    };
    if this.done_on.is_some() {
        return Err(Error::conflict("この確認は、ほかの人が先に記録しました。"));
    }
    let others_wait = all.iter().any(|f| f.id != *id && f.done_on.is_none());
    if result.next.is_none() && !others_wait && result.no_next_reason.trim().is_empty() {
        return Err(Error::conflict(
            "次に確認する日か、これで確認を終える理由を入力してください。",
        ));
    }
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
    .run(tx)
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
