//! Moves of a case. Each updates only from the status it leaves, so that a lost race is a conflict.

use super::words::rewrite;
use crate::{
    access::{Action, Permit},
    cases::{
        CaseMove, CaseStatus,
        act::{Reopen, Return, Submit, Withdraw},
    },
    clock::Day,
    db::{Conn, Query, Tx},
    error::{Error, Result},
    events,
    id::CaseId,
    persons::Cleared,
};

/// Hands the case in: it waits to be chosen for a meeting.
pub async fn submit(tx: &mut Tx, permit: Permit<Submit>) -> Result<()> {
    let submitted_on = Some(permit.at().day());
    rewrite(tx, &permit, |words| words.return_reason.clear()).await?;
    let went = go(tx, &permit.id(), CaseMove::Submit, submitted_on).await?;
    noted(tx, &permit, went).await
}

/// Takes it back.
pub async fn withdraw(tx: &mut Tx, permit: Permit<Withdraw>) -> Result<()> {
    let went = go(tx, &permit.id(), CaseMove::Withdraw, None).await?;
    noted(tx, &permit, went).await
}

/// Sends it back to its presenter, with the reason.
pub async fn return_to_draft(
    tx: &mut Tx,
    permit: Permit<Return>,
    reason: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    rewrite(tx, &permit, |words| reason.1.clone_into(&mut words.return_reason)).await?;
    let went = go(tx, &permit.id(), CaseMove::Return, None).await?;
    noted(tx, &permit, went).await
}

/// Takes it up again.
pub async fn reopen(tx: &mut Tx, permit: Permit<Reopen>) -> Result<()> {
    let went = go(tx, &permit.id(), CaseMove::Reopen, None).await?;
    noted(tx, &permit, went).await
}

async fn noted<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    went: (CaseStatus, CaseStatus),
) -> Result<()> {
    events::record_step(tx, permit, Some(went), &serde_json::json!({})).await
}

/// What a meeting discussed is no draft again: its minutes stand, and whoever knows of it goes on knowing.
async fn before_it_was_handed_in(conn: &mut Conn, id: &CaseId) -> Result<CaseStatus> {
    let discussed = Query::of(
        "select id from case_reviews
          where municipality_id = $m and case_id = $1 and status = 'discussed' limit 1",
        id,
    )
    .optional::<String>(conn)
    .await?;
    let looked_after = Query::of(
        "select id from case_followups where municipality_id = $m and case_id = $1 limit 1",
        id,
    )
    .optional::<String>(conn)
    .await?;
    Ok(match (discussed, looked_after) {
        (None, _) => CaseStatus::Draft,
        (Some(_), None) => CaseStatus::Discussed,
        (Some(_), Some(_)) => CaseStatus::Following,
    })
}

/// Makes a move from wherever the case stands, and says from where to where it went.
///
/// # Errors
/// A conflict sentence when it cannot be made from there, or somebody was quicker.
pub(super) async fn go(
    tx: &mut Tx,
    id: &CaseId,
    by: CaseMove,
    submitted_on: Option<Day>,
) -> Result<(CaseStatus, CaseStatus)> {
    let from = Query::of("select status from cases where municipality_id = $m and id = $1", id)
        .one::<CaseStatus>(tx)
        .await?;
    let to = from.next(by).ok_or_else(|| {
        Error::conflict(format!(
            "この事例は「{}」なので、「{}」はできません。",
            from.label(),
            by.label()
        ))
    })?;
    let to = if to == CaseStatus::Draft { before_it_was_handed_in(tx, id).await? } else { to };
    Query::of(
        "update cases
            set status = $3, submitted_on = coalesce($4, submitted_on), version = version + 1
          where municipality_id = $m
            and id = $1
            and status = $2",
        (&id, from, to, submitted_on),
    )
    .change_one(tx)
    .await?;
    Ok((from, to))
}
