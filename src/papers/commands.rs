//! Commands whose words leave a centre: they pass the gate, whoever calls.

use super::{
    report::ReportMove,
    rules::{HandIn, Lock, Review},
    store::{self, Finished},
};
use crate::{
    access::Permit,
    db::Tx,
    error::Result,
    id::{EditionId, PeriodId, UnitId},
    persons,
};

/// Hands a report in.
///
/// # Errors
/// `Overtaken` when somebody wrote it since `version`, a conflict when the city has accepted it already.
pub async fn hand_in(
    tx: &mut Tx,
    permit: Permit<HandIn>,
    period: &PeriodId,
    unit: &UnitId,
    summary: &str,
    version: i64,
) -> Result<()> {
    let summary = &("summary", summary);
    let summary = persons::clear(tx, &permit, summary).await?;
    store::hand_in(tx, permit, period, unit, summary, version).await
}

/// The city asks about a report, or accepts it.
///
/// # Errors
/// A conflict when the report stands elsewhere.
pub async fn review(
    tx: &mut Tx,
    permit: Permit<Review>,
    (period, unit): (&PeriodId, &UnitId),
    step: ReportMove,
    question: &str,
) -> Result<()> {
    let question = &("question", question);
    let question = persons::clear(tx, &permit, question).await?;
    store::review(tx, permit, period, unit, step, question).await
}

/// Locks an edition with its finished documents.
///
/// # Errors
/// A conflict when somebody locked an edition of this number first.
pub async fn lock(
    tx: &mut Tx,
    permit: Permit<Lock>,
    (period, number): (&PeriodId, i64),
    note: &str,
    finished: &[Finished],
) -> Result<EditionId> {
    let note = &("note", note);
    let note = persons::clear(tx, &permit, note).await?;
    store::lock(tx, permit, period, number, note, finished).await
}
