//! Making, changing and moving meetings.

use serde_json::json;

use super::renumber;
use crate::{
    access::{Action, Permit},
    db::{Query, Tx},
    error::Result,
    events::{self, Move},
    fields::{self, Declared},
    id::MeetingId,
    meetings::{
        meeting::{Arrangement, Meeting, MeetingStatus, Minutes, NewMeeting},
        rules::{EditMeeting, PlanMeeting, RemoveMeeting, WriteMinutes},
    },
    persons::Cleared,
    structure::Structure,
};

/// Makes a meeting.
pub async fn insert(
    tx: &mut Tx,
    permit: Permit<PlanMeeting>,
    structure: &Structure,
    new: Cleared<'_, NewMeeting>,
    status: MeetingStatus,
    source_key: Option<&str>,
) -> Result<MeetingId> {
    let id: MeetingId = permit.id();
    Query::insert(
        "meetings",
        fields::columns(Arrangement::fields(), &new.arranged)
            .set("id", &id)
            .set("conference_id", &new.conference.id)
            .set("kind_id", &new.conference.kind_id)
            .set("unit_id", &new.conference.unit_id)
            .set("center_id", &new.conference.center_id)
            .set("period_id", new.period(structure))
            .set("number", 0)
            .set("status", status)
            .set("planned_month", new.planned_month)
            .set("minutes", "")
            .set("learning", "")
            .set("cancel_reason", "")
            .set("plan_id", &new.plan)
            .set("source_key", source_key)
            .set("version", 1),
    )
    .run(tx)
    .await?;
    renumber(tx, structure, &new.conference.id).await?;
    events::record(
        tx,
        &permit,
        &json!({ "status": status, "day": new.arranged.day, "plan": new.plan }),
    )
    .await?;
    Ok(id)
}

/// Takes a meeting out that nothing hangs on, with the heads of its agenda and who was expected; only its history stays.
///
/// # Errors
/// `Overtaken` when somebody changed it in between.
pub async fn remove(
    tx: &mut Tx,
    permit: Permit<RemoveMeeting>,
    structure: &Structure,
    now: &Meeting,
) -> Result<()> {
    Query::of(
        "delete from meetings where municipality_id = $m and id = $1 and version = $2",
        (&now.id, now.version),
    )
    .change_one(tx)
    .await?;
    for planned in [
        "delete from agenda_items where municipality_id = $m and meeting_id = $1",
        "delete from attendances where municipality_id = $m and meeting_id = $1",
    ] {
        Query::of(planned, &now.id).run(tx).await?;
    }
    renumber(tx, structure, &now.conference_id).await?;
    let gone = Move { keeper: now.center_id.as_ref(), from: Some(now.status), to: None };
    let detail = json!({ "conference": now.conference_id, "plan": now.plan_id });
    events::record_move(tx, &permit, &gone, &detail).await
}

/// Changes when, where and with whom a meeting is.
///
/// # Errors
/// `Overtaken` when somebody saved another version in between.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<EditMeeting>,
    structure: &Structure,
    version: i64,
    new: Cleared<'_, NewMeeting>,
) -> Result<()> {
    let id: MeetingId = permit.id();
    let columns = fields::columns(Arrangement::fields(), &new.arranged)
        .set("planned_month", new.planned_month)
        .set("version", version + 1);
    Query::update("meetings", columns)
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    renumber(tx, structure, &permit.conference).await?;
    events::record(tx, &permit, &json!({ "day": new.arranged.day })).await
}

/// Moves a meeting on. `reason` is for a cancellation; other moves clear it.
pub async fn move_on<A: Action>(
    tx: &mut Tx,
    permit: Permit<A>,
    structure: &Structure,
    now: &Meeting,
    (next, reason): (MeetingStatus, Cleared<'_, (&str, &str)>),
) -> Result<()> {
    let id: MeetingId = permit.id();
    Query::of(
        "update meetings
            set status = $2, cancel_reason = $3, version = version + 1
          where municipality_id = $m and id = $1 and status = $4",
        (&id, next, reason.1, now.status),
    )
    .change_one(tx)
    .await?;
    renumber(tx, structure, &now.conference_id).await?;
    events::record_step(tx, &permit, Some((now.status, next)), &json!({})).await
}

/// Writes the minutes.
///
/// # Errors
/// `Overtaken` when somebody saved another version in between.
pub async fn write_minutes(
    tx: &mut Tx,
    permit: Permit<WriteMinutes>,
    version: i64,
    written: Cleared<'_, Minutes>,
) -> Result<()> {
    let id: MeetingId = permit.id();
    let columns = fields::columns(Minutes::fields(), &written).set("version", version + 1);
    Query::update("meetings", columns)
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    events::record(tx, &permit, &json!({ "fields": ["minutes", "learning"] })).await
}
