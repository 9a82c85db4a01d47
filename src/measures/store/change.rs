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
    db::{Pairs, Query, Tx},
    error::{Error, Result},
    events,
    id::{EvidenceId, MeasureId},
    issues::{self, Move, NewDecision},
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
    if answers.is_empty() {
        return Err(Error::conflict("施策が答える課題を一つ以上選んでください。"));
    }
    if new.follow_ups.is_empty() {
        return Err(Error::conflict("効果を確認する日を一つ以上入れてください。"));
    }
    Query::insert(
        "measures",
        columns(&new.words)
            .set("id", &id)
            .set("status", MeasureStatus::Planned)
            .set("progress", "")
            .set("decided_on", new.decided_on)
            .set("meeting_id", &new.meeting)
            .set("period_id", &new.period)
            .set("close_reason", "")
            .set("version", 1),
    )
    .run(tx)
    .await?;
    for answer in answers {
        Query::insert(
            "measure_issues",
            Pairs::new().set("measure_id", &id).set("issue_id", &answer.subject().id),
        )
        .push(" on conflict do nothing")
        .run(tx)
        .await?;
        let mut decision = NewDecision::new(
            Move::Answer,
            new.decided_on,
            format!("施策「{}」で回答", new.words.title),
        );
        decision.meeting = new.meeting.clone();
        issues::answer(tx, answer, &decision).await?;
    }
    for day in &new.follow_ups {
        follow::insert(tx, &id, *day).await?;
    }
    events::record(tx, &permit, &json!({ "issues": new.issues, "answer": new.words.answer }))
        .await?;
    Ok(id)
}

/// What people write about a measure, as its columns.
fn columns(words: &MeasureWords) -> Pairs {
    Pairs::new()
        .set("title", &words.title)
        .set("description", &words.description)
        .set("department", &words.department)
        .set("budget_year", words.budget_year)
        .set("budget_yen", words.budget_yen)
        .set("reflected", words.reflected)
        .set("answer", &words.answer)
        .set("answer_reason", &words.answer_reason)
        .set("plan_clause", &words.plan_clause)
        .set("due", words.due)
}

/// Writes the words anew.
///
/// # Errors
/// `Overtaken` when somebody saved another version in between.
pub async fn edit(
    tx: &mut Tx,
    permit: Permit<Edit>,
    words: &MeasureWords,
    version: i64,
) -> Result<()> {
    let id: MeasureId = permit.id();
    Query::update("measures", columns(words).set("version", version + 1))
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    events::record(tx, &permit, &json!({ "version": version + 1 })).await
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
    let measure = find(tx, &id).await?;
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
    if step == Step::Finish && reason.is_empty() && follow::follow_ups(tx, &id).await?.is_empty() {
        return Err(Error::conflict(
            "効果を確認する日を決めるか、確認しない理由を入力してください。",
        ));
    }
    Query::of(
        "update measures
            set status = $3, close_reason = $4, version = version + 1
          where municipality_id = $m and id = $1 and status = $2",
        (&id, measure.status, to, reason),
    )
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &json!({ "step": step })).await?;
    find(tx, &id).await
}

/// Adds a remark on how it goes, which becomes the measure's progress.
pub async fn note(tx: &mut Tx, permit: Permit<Advance>, day: Day, body: &str) -> Result<()> {
    let id: MeasureId = permit.id();
    Query::insert(
        "measure_notes",
        Pairs::new()
            .set("id", EvidenceId::new())
            .set("measure_id", &id)
            .set("written_on", day)
            .set("body", body)
            .set("actor_name", permit.actor().name()),
    )
    .run(tx)
    .await?;
    Query::of(
        "update measures set progress = $2 where municipality_id = $m and id = $1",
        (&id, body),
    )
    .run(tx)
    .await?;
    events::record(tx, &permit, &json!({ "note": true })).await
}
