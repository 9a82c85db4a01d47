//! Registering, editing and carrying out measures.

use serde_json::json;

use super::{
    super::{
        Measure, MeasureStatus, MeasureWords, NewMeasure, Step,
        rules::{Advance, Edit, Register},
    },
    find, follow,
};
use crate::{
    access::Permit,
    clock::Day,
    db::Tx,
    error::{Error, Result},
    events,
    id::{EvidenceId, MeasureId},
    issues::{self, Move, NewDecision},
    on,
};

/// Registers a measure and answers its issues with it, all in one: `answers` holds one permit for each issue.
///
/// # Errors
/// A conflict sentence when there is no issue, no follow-up day, or an issue cannot be answered as it stands.
pub async fn register(
    tx: &mut Tx,
    permit: Permit<Register>,
    new: &NewMeasure,
    answers: Vec<Permit<issues::Answer>>,
) -> Result<MeasureId> {
    let id: MeasureId = permit.id();
    let m = permit.municipality().clone();
    if answers.is_empty() {
        return Err(Error::conflict("施策が答える課題を一つ以上選んでください。"));
    }
    if new.follow_ups.is_empty() {
        return Err(Error::conflict("効果を確認する日を一つ以上入れてください。"));
    }
    on!(tx, run sqlx::query(
        "insert into measures (municipality_id, id, title, description, department, budget_year, budget_yen,
                               reflected, answer, answer_reason, plan_clause, due, status, progress, decided_on,
                               meeting_id, period_id, close_reason, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, $15, $16, '', 1)")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(&new.words.title)
        .bind(&new.words.description)
        .bind(&new.words.department)
        .bind(new.words.budget_year)
        .bind(new.words.budget_yen)
        .bind(new.words.reflected)
        .bind(&new.words.answer)
        .bind(&new.words.answer_reason)
        .bind(&new.words.plan_clause)
        .bind(new.words.due)
        .bind(<&str>::from(MeasureStatus::Planned))
        .bind(new.decided_on)
        .bind(new.meeting.as_ref().map(|id| id.as_str()))
        .bind(new.period.as_ref().map(|id| id.as_str())))?;
    for answer in answers {
        on!(tx, run sqlx::query(
            "insert into measure_issues (municipality_id, measure_id, issue_id) values ($1, $2, $3)
             on conflict do nothing")
            .bind(m.as_str())
            .bind(id.as_str())
            .bind(&answer.subject().id))?;
        let mut decision = NewDecision::new(
            Move::Answer,
            new.decided_on,
            format!("施策「{}」で回答", new.words.title),
        );
        decision.meeting = new.meeting.clone();
        issues::answer(tx, answer, &decision).await?;
    }
    for day in &new.follow_ups {
        follow::insert(tx, &m, &id, *day).await?;
    }
    events::record(tx, &permit, &json!({ "issues": new.issues, "answer": new.words.answer }))
        .await?;
    Ok(id)
}

/// Writes the words anew; `None` when somebody saved another version in between.
pub async fn edit(
    tx: &mut Tx,
    permit: Permit<Edit>,
    words: &MeasureWords,
    version: i64,
) -> Result<Option<()>> {
    let id: MeasureId = permit.id();
    let touched = on!(tx, run sqlx::query(
        "update measures
            set title = $4, description = $5, department = $6, budget_year = $7, budget_yen = $8, reflected = $9,
                answer = $10, answer_reason = $11, plan_clause = $12, due = $13, version = version + 1
          where municipality_id = $1 and id = $2 and version = $3")
        .bind(permit.municipality().as_str())
        .bind(id.as_str())
        .bind(version)
        .bind(&words.title)
        .bind(&words.description)
        .bind(&words.department)
        .bind(words.budget_year)
        .bind(words.budget_yen)
        .bind(words.reflected)
        .bind(&words.answer)
        .bind(&words.answer_reason)
        .bind(&words.plan_clause)
        .bind(words.due))?;
    if touched == 0 {
        return Ok(None);
    }
    events::record(tx, &permit, &json!({ "version": version + 1 })).await?;
    Ok(Some(()))
}

/// Starts, finishes or stops a measure. To finish, a follow-up must be dated or have been done, or the reason
/// said why none is needed; to stop, the reason must be said (F02).
///
/// # Errors
/// A conflict sentence when the status does not allow it, or the reason or the follow-up is missing.
pub async fn advance(
    tx: &mut Tx,
    permit: Permit<Advance>,
    step: Step,
    reason: &str,
) -> Result<Measure> {
    let id: MeasureId = permit.id();
    let m = permit.municipality().clone();
    let measure = find(tx, &m, &id).await?;
    let Some(to) = measure.status.next(step) else {
        return Err(Error::conflict(format!(
            "「{}」の施策に「{}」は行えません。ほかの人が先に変えた可能性があります。",
            measure.status.label(),
            step.label()
        )));
    };
    let reason = reason.trim();
    if step == Step::Stop && reason.is_empty() {
        return Err(Error::conflict("中止の理由を入力してください。"));
    }
    if step == Step::Finish
        && reason.is_empty()
        && follow::follow_ups(tx, &m, &id).await?.is_empty()
    {
        return Err(Error::conflict(
            "効果を確認する日を決めるか、確認しない理由を入力してください。",
        ));
    }
    let touched = on!(tx, run sqlx::query(
        "update measures
            set status = $4, close_reason = $5, version = version + 1
          where municipality_id = $1 and id = $2 and status = $3")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(<&str>::from(measure.status))
        .bind(<&str>::from(to))
        .bind(reason))?;
    if touched == 0 {
        return Err(Error::conflict(
            "ほかの人が先にこの施策を変えました。開き直して確かめてください。",
        ));
    }
    events::record(tx, &permit, &json!({ "step": step })).await?;
    find(tx, &m, &id).await
}

/// Adds a remark on how it goes, which becomes the measure's progress.
pub async fn note(tx: &mut Tx, permit: Permit<Advance>, day: Day, body: &str) -> Result<()> {
    let id: MeasureId = permit.id();
    let m = permit.municipality().clone();
    on!(tx, run sqlx::query(
        "insert into measure_notes (municipality_id, id, measure_id, written_on, body, actor_name)
         values ($1, $2, $3, $4, $5, $6)")
        .bind(m.as_str())
        .bind(EvidenceId::new().as_str())
        .bind(id.as_str())
        .bind(day)
        .bind(body)
        .bind(permit.actor().name()))?;
    on!(tx, run sqlx::query("update measures set progress = $3 where municipality_id = $1 and id = $2")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(body))?;
    events::record(tx, &permit, &json!({ "note": true })).await
}
