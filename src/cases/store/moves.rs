//! Moves of a case. Each updates only from the status it leaves, so that a lost race is a conflict.

use crate::{
    access::{Action, Permit},
    cases::{
        CaseMove, CaseStatus,
        act::{Reopen, Return, Submit, Withdraw},
    },
    clock::Day,
    db::{Query, Tx},
    error::{Error, Result},
    events,
    id::CaseId,
    persons::Cleared,
};

/// Hands the case in: it waits to be chosen for a meeting.
pub async fn submit(tx: &mut Tx, permit: Permit<Submit>) -> Result<()> {
    let submitted_on = Some(permit.at().day());
    let beside = Beside { submitted_on, return_reason: Some(""), ..Beside::default() };
    go(tx, &permit.id(), CaseMove::Submit, beside).await?;
    noted(tx, &permit).await
}

/// Takes it back.
pub async fn withdraw(tx: &mut Tx, permit: Permit<Withdraw>) -> Result<()> {
    go(tx, &permit.id(), CaseMove::Withdraw, Beside::default()).await?;
    noted(tx, &permit).await
}

/// Sends it back to its presenter, with the reason.
pub async fn return_to_draft(
    tx: &mut Tx,
    permit: Permit<Return>,
    reason: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    let beside = Beside { return_reason: Some(reason.1), ..Beside::default() };
    go(tx, &permit.id(), CaseMove::Return, beside).await?;
    noted(tx, &permit).await
}

/// Takes it up again.
pub async fn reopen(tx: &mut Tx, permit: Permit<Reopen>) -> Result<()> {
    let beside = Beside { close_reason: Some(""), ..Beside::default() };
    go(tx, &permit.id(), CaseMove::Reopen, beside).await?;
    noted(tx, &permit).await
}

async fn noted<A: Action>(tx: &mut Tx, permit: &Permit<A>) -> Result<()> {
    events::record(tx, permit, &serde_json::json!({})).await
}

/// What a move writes down beside the status; what is none stays as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside<'a> {
    pub(super) submitted_on: Option<Day>,
    pub(super) return_reason: Option<&'a str>,
    pub(super) close_reason: Option<&'a str>,
}

/// Makes a move from wherever the case stands.
///
/// # Errors
/// A conflict sentence when it cannot be made from there, or somebody was quicker.
pub(super) async fn go(
    tx: &mut Tx,
    id: &CaseId,
    by: CaseMove,
    beside: Beside<'_>,
) -> Result<CaseStatus> {
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
    Query::of(
        "update cases
            set status = $3, submitted_on = coalesce($4, submitted_on),
                return_reason = coalesce($5, return_reason), close_reason = coalesce($6,
                close_reason), version = version + 1
          where municipality_id = $m
            and id = $1
            and status = $2",
        (&id, from, to, beside.submitted_on, beside.return_reason, beside.close_reason),
    )
    .change_one(tx)
    .await?;
    Ok(to)
}
