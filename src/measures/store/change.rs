//! Registering, editing and carrying out measures.

use serde_json::json;

use super::{
    super::{
        MeasureStatus, MeasureWords, NewMeasure, Step,
        rules::{Advance, Edit, Register},
    },
    follow,
};
use crate::{
    access::Permit,
    db::{Pairs, Query, Tx},
    error::Result,
    events,
    fields::{self, Declared},
    id::{EvidenceId, MeasureId},
    issues::{self, Move, NewDecision},
    persons::Cleared,
};

/// Registers a measure and answers its issues with it: `answers` holds one permit for each issue.
pub async fn register(
    tx: &mut Tx,
    permit: Permit<Register>,
    new: Cleared<'_, NewMeasure>,
    answers: Vec<Permit<issues::Answer>>,
) -> Result<MeasureId> {
    let id: MeasureId = permit.id();
    Query::insert(
        "measures",
        fields::columns(MeasureWords::fields(), &new.words)
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

/// Writes the words anew.
///
/// # Errors
/// `Overtaken` when somebody saved another version in between.
pub async fn edit(
    tx: &mut Tx,
    permit: Permit<Edit>,
    words: Cleared<'_, MeasureWords>,
    version: i64,
) -> Result<()> {
    let id: MeasureId = permit.id();
    let columns = fields::columns(MeasureWords::fields(), &words);
    Query::update("measures", columns.set("version", version + 1))
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    events::record(tx, &permit, &json!({ "version": version + 1 })).await
}

/// Moves a measure from one status to another.
pub async fn advance(
    tx: &mut Tx,
    permit: Permit<Advance>,
    (from, to): (MeasureStatus, MeasureStatus),
    step: Step,
    reason: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    let id: MeasureId = permit.id();
    Query::of(
        "update measures
            set status = $3, close_reason = $4, version = version + 1
          where municipality_id = $m and id = $1 and status = $2",
        (&id, from, to, reason.1),
    )
    .change_one(tx)
    .await?;
    events::record_step(tx, &permit, Some((from, to)), &json!({ "step": step })).await
}

/// Adds a remark on how it goes, which becomes the measure's progress.
pub async fn note(
    tx: &mut Tx,
    permit: Permit<Advance>,
    body: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    let (id, body): (MeasureId, _) = (permit.id(), body.1);
    Query::insert(
        "measure_notes",
        Pairs::new()
            .set("id", EvidenceId::new())
            .set("measure_id", &id)
            .set("written_on", permit.at().day())
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
