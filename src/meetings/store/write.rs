//! Making, changing and moving meetings.

use serde_json::json;

use super::{find, of_source_key, renumber};
use crate::{
    access::{self, Actor, Permit},
    conferences::ConferenceStatus,
    db::{Pairs, Query, Tx},
    error::{Error, Result},
    events,
    id::MeetingId,
    meetings::{
        meeting::{Meeting, MeetingMove, MeetingStatus, NewMeeting},
        rules::{EditMeeting, Moving, PlanMeeting, WriteMinutes},
    },
    structure::Structure,
};

/// Makes a meeting: scheduled when its day is fixed, else planned.
///
/// # Errors
/// A conflict when its conference is suspended.
pub async fn create(
    tx: &mut Tx,
    permit: Permit<PlanMeeting>,
    structure: &Structure,
    new: &NewMeeting,
) -> Result<MeetingId> {
    if new.conference.status == ConferenceStatus::Suspended {
        return Err(Error::conflict(format!(
            "「{}」は休止中です。計画するには、先に会議体を再開してください。",
            new.conference.name
        )));
    }
    let status = if new.day.is_some() { MeetingStatus::Scheduled } else { MeetingStatus::Planned };
    insert(tx, permit, structure, new, status, None).await
}

async fn insert(
    tx: &mut Tx,
    permit: Permit<PlanMeeting>,
    structure: &Structure,
    new: &NewMeeting,
    status: MeetingStatus,
    source_key: Option<&str>,
) -> Result<MeetingId> {
    let id: MeetingId = permit.id();
    let period = new.period(structure);
    Query::insert(
        "meetings",
        Pairs::new()
            .set("id", &id)
            .set("conference_id", &new.conference.id)
            .set("kind_id", &new.conference.kind_id)
            .set("unit_id", &new.conference.unit_id)
            .set("center_id", &new.conference.center_id)
            .set("period_id", &period)
            .set("number", 0)
            .set("status", status)
            .set("planned_month", new.planned_month)
            .set("day", new.day)
            .set("starts", &new.starts)
            .set("ends", &new.ends)
            .set("place", &new.place)
            .set("mode", new.mode)
            .set("chair", &new.chair)
            .set("recorder", &new.recorder)
            .set("minutes", "")
            .set("learning", "")
            .set("cancel_reason", "")
            .set("source_key", source_key)
            .set("version", 1),
    )
    .run(tx)
    .await?;
    renumber(tx, structure, &new.conference.id).await?;
    events::record(tx, &permit, &json!({ "status": status, "day": new.day })).await?;
    Ok(id)
}

/// Changes when, where and with whom a meeting is.
///
/// # Errors
/// A conflict when its minutes are confirmed.
pub(in crate::meetings) async fn change(
    tx: &mut Tx,
    permit: Permit<EditMeeting>,
    structure: &Structure,
    version: i64,
    new: &NewMeeting,
) -> Result<()> {
    let id: MeetingId = permit.id();
    let now = find(tx, &id).await?;
    still_open(&now)?;
    if now.status != MeetingStatus::Planned && new.day.is_none() {
        return Err(Error::conflict("日程が確定した会議の開催日は、空にできません。"));
    }
    update(tx, &permit, &id, version, new).await?;
    renumber(tx, structure, &now.conference_id).await?;
    events::record(tx, &permit, &json!({ "day": new.day })).await
}

async fn update<A: access::Action>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: &MeetingId,
    version: i64,
    new: &NewMeeting,
) -> Result<()> {
    Query::of(
        "update meetings
            set planned_month = $3, day = $4, starts = $5, ends = $6, place = $7, mode = $8,
                chair = $9, recorder = $10, version = version + 1
          where municipality_id = $m
            and id = $1
            and version = $2",
        (
            id,
            version,
            new.planned_month,
            new.day,
            &new.starts,
            &new.ends,
            &new.place,
            new.mode,
            &new.chair,
            &new.recorder,
        ),
    )
    .change_one(tx)
    .await
}

/// What [`upsert_by_source_key`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upserted {
    Made(MeetingId),
    Changed(MeetingId),
    /// Everything was the same already; nothing was written.
    Same(MeetingId),
}

/// Takes a meeting from a file. `source_key` names the line's meaning, not its place, so that the same file
/// twice changes nothing. A meeting already under way keeps its status. Asks for leave itself, since only here
/// it is known which record is meant.
///
/// # Errors
/// As [`access::permit`]; a conflict when the meeting's minutes are confirmed and the file says otherwise.
pub async fn upsert_by_source_key(
    tx: &mut Tx,
    actor: &Actor,
    structure: &Structure,
    new: &NewMeeting,
    source_key: &str,
    status: MeetingStatus,
) -> Result<Upserted> {
    let Some(now) = of_source_key(tx, source_key).await? else {
        let permit = access::permit::<PlanMeeting>(tx, actor, &new.facts())?;
        let id = insert(tx, permit, structure, new, status, Some(source_key)).await?;
        return Ok(Upserted::Made(id));
    };
    if same(&now, new) {
        return Ok(Upserted::Same(now.id));
    }
    still_open(&now)?;
    let permit = access::permit::<EditMeeting>(tx, actor, &now.facts())?;
    update(tx, &permit, &now.id, now.version, new).await?;
    renumber(tx, structure, &now.conference_id).await?;
    events::record(tx, &permit, &json!({ "imported": true, "day": new.day })).await?;
    Ok(Upserted::Changed(now.id))
}

fn same(now: &Meeting, new: &NewMeeting) -> bool {
    now.planned_month == new.planned_month
        && now.day == new.day
        && now.starts == new.starts
        && now.ends == new.ends
        && now.place == new.place
        && now.mode == new.mode
        && now.chair == new.chair
        && now.recorder == new.recorder
}

/// Moves a meeting on. `reason` is for a cancellation; other moves clear it.
///
/// # Errors
/// A conflict when the move does not lead anywhere from its status, when the day it needs is missing or still to
/// come, or when somebody else moved it first.
pub async fn advance<A: Moving>(
    tx: &mut Tx,
    permit: Permit<A>,
    structure: &Structure,
    reason: &str,
) -> Result<MeetingStatus> {
    let id: MeetingId = permit.id();
    let now = find(tx, &id).await?;
    let next = now.status.next(A::MOVE).ok_or_else(|| {
        Error::conflict(format!(
            "この会議は、いま「{}」です。「{}」は行えません。",
            now.status.label(),
            A::MOVE.label()
        ))
    })?;
    match (A::MOVE, now.day) {
        (MeetingMove::Schedule | MeetingMove::Hold, None) => {
            return Err(Error::conflict("先に「日時・場所を直す」で開催日を入力してください。"));
        }
        (MeetingMove::Hold, Some(day)) if day > tx.now().day() => {
            return Err(Error::conflict(format!(
                "開催日({})がまだ来ていません。実施済にするのは、会議が終わってからです。",
                day.long()
            )));
        }
        _ => {}
    }
    Query::of(
        "update meetings
            set status = $2, cancel_reason = $3, version = version + 1
          where municipality_id = $m and id = $1 and status = $4",
        (&id, next, reason, now.status),
    )
    .change_one(tx)
    .await?;
    renumber(tx, structure, &now.conference_id).await?;
    events::record(tx, &permit, &json!({ "from": now.status, "to": next })).await?;
    Ok(next)
}

/// Writes the minutes.
///
/// # Errors
/// A conflict when they are confirmed.
pub async fn write_minutes(
    tx: &mut Tx,
    permit: Permit<WriteMinutes>,
    version: i64,
    minutes: &str,
    learning: &str,
) -> Result<()> {
    let id: MeetingId = permit.id();
    still_open(&find(tx, &id).await?)?;
    Query::of(
        "update meetings set minutes = $3, learning = $4, version = version + 1
          where municipality_id = $m and id = $1 and version = $2",
        (&id, version, minutes, learning),
    )
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &json!({ "fields": ["minutes", "learning"] })).await
}

/// Refuses changes to a meeting whose minutes are confirmed or that was cancelled.
pub(super) fn still_open(meeting: &Meeting) -> Result<()> {
    if meeting.status.is_open() {
        return Ok(());
    }
    Err(Error::conflict(match meeting.status {
        MeetingStatus::Cancelled => {
            "この会議は中止されています。直すには、先に計画に戻してください。"
        }
        _ => {
            "この会議の記録は確定しています。直すには、先に「記録の確定を取り消す」を押してください。"
        }
    }))
}
