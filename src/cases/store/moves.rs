//! Moves of a case. Each updates only from the status it leaves, so that a lost race is a conflict.

use crate::{
    access::{Action, Permit},
    cases::{
        CaseMove, CaseStatus,
        act::{Close, Reopen, Return, Submit, Withdraw},
    },
    clock::Day,
    db::{Query, Tx},
    error::{Error, Result},
    events,
    id::{CaseId, MunicipalityId},
};

/// Hands the case in: it waits to be chosen for a meeting.
pub async fn submit(tx: &mut Tx, permit: Permit<Submit>) -> Result<()> {
    let today = permit.at().day();
    go(
        tx,
        permit.municipality(),
        &permit.id(),
        CaseMove::Submit,
        &[],
        Some(today),
    )
    .await?;
    noted(tx, &permit).await
}

/// Takes it back.
pub async fn withdraw(tx: &mut Tx, permit: Permit<Withdraw>) -> Result<()> {
    go(
        tx,
        permit.municipality(),
        &permit.id(),
        CaseMove::Withdraw,
        &[],
        None,
    )
    .await?;
    noted(tx, &permit).await
}

/// Sends it back to its presenter, with the reason.
pub async fn return_to_draft(tx: &mut Tx, permit: Permit<Return>, reason: &str) -> Result<()> {
    let set = [(", return_reason = ", reason)];
    go(
        tx,
        permit.municipality(),
        &permit.id(),
        CaseMove::Return,
        &set,
        None,
    )
    .await?;
    noted(tx, &permit).await
}

/// Ends it. The reason may be empty only where a dated follow-up stands behind it (see
/// [`crate::cases::closing`]).
pub async fn close(tx: &mut Tx, permit: Permit<Close>, reason: &str) -> Result<()> {
    let set = [(", close_reason = ", reason)];
    go(
        tx,
        permit.municipality(),
        &permit.id(),
        CaseMove::Close,
        &set,
        None,
    )
    .await?;
    noted(tx, &permit).await
}

/// Takes it up again.
pub async fn reopen(tx: &mut Tx, permit: Permit<Reopen>) -> Result<()> {
    let set = [(", close_reason = ", "")];
    go(
        tx,
        permit.municipality(),
        &permit.id(),
        CaseMove::Reopen,
        &set,
        None,
    )
    .await?;
    noted(tx, &permit).await
}

async fn noted<A: Action>(tx: &mut Tx, permit: &Permit<A>) -> Result<()> {
    events::record(tx, permit, &serde_json::json!({})).await
}

/// Makes a move from wherever the case stands.
///
/// # Errors
/// A conflict sentence when it cannot be made from there, or somebody was quicker.
pub(super) async fn go(
    tx: &mut Tx,
    m: &MunicipalityId,
    id: &CaseId,
    by: CaseMove,
    set: &[(&'static str, &str)],
    submitted_on: Option<Day>,
) -> Result<CaseStatus> {
    let (from,) = Query::new("select status from cases where municipality_id = ")
        .bind(m)
        .push(" and id = ")
        .bind(id)
        .optional::<(CaseStatus,)>(tx)
        .await?
        .ok_or(Error::NotFound)?;
    let to = from.next(by).ok_or_else(|| {
        Error::conflict(format!(
            "この事例は「{}」なので、「{}」はできません。",
            from.label(),
            by.label()
        ))
    })?;
    let mut q = Query::new("update cases set status = ").bind(<&str>::from(to));
    for (column, value) in set {
        q = q.push(column).bind(*value);
    }
    if let Some(day) = submitted_on {
        q = q
            .push(", submitted_on = ")
            .bind(day)
            .push(", return_reason = ")
            .bind("");
    }
    let touched = q
        .push(", version = version + 1 where municipality_id = ")
        .bind(m)
        .push(" and id = ")
        .bind(id)
        .push(" and status = ")
        .bind(<&str>::from(from))
        .run(tx)
        .await?;
    if touched == 0 {
        return Err(Error::conflict(
            "ほかの人が先に、この事例の状態を変えました。",
        ));
    }
    Ok(to)
}
