//! Agendas: what rooms below put on them, and what the secretariat arranges.

use serde_json::json;

use super::{find, next_sitting, write::still_open};
use crate::{
    access::{Action, Permit, Subject},
    db::{Conn, Query, Tx},
    error::{Error, Result},
    events,
    id::{AgendaItemId, MeetingId, MunicipalityId},
    meetings::{
        agenda::{AgendaItem, AgendaOutcome, NewAgendaItem},
        rules::EditAgenda,
    },
    on,
};

const ITEM: &str =
    "select a.id, a.meeting_id, a.sort, a.title, a.subject_kind, a.subject_id, a.label, a.outcome,
       a.carried_from
  from agenda_items a
 where a.municipality_id = ";

/// The agenda of a meeting in its order.
pub async fn agenda(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    meeting: &MeetingId,
) -> Result<Vec<AgendaItem>> {
    Query::new(ITEM)
        .bind(municipality)
        .push(" and a.meeting_id = ")
        .bind(meeting)
        .push(" order by a.sort, a.id")
        .all(conn)
        .await
}

/// Every agenda item about a record, oldest first.
pub async fn agenda_about(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    subject: &Subject,
) -> Result<Vec<AgendaItem>> {
    Query::new(ITEM)
        .bind(municipality)
        .push(" and a.subject_kind = ")
        .bind(subject.kind)
        .push(" and a.subject_id = ")
        .bind(&subject.id)
        .push(" order by a.id")
        .all(conn)
        .await
}

/// One item.
///
/// # Errors
/// `NotFound`.
pub async fn agenda_item(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &AgendaItemId,
) -> Result<AgendaItem> {
    Query::new(ITEM)
        .bind(municipality)
        .push(" and a.id = ")
        .bind(id)
        .optional(conn)
        .await?
        .ok_or(Error::NotFound)
}

/// Puts a record of a room below on a meeting's agenda, as its last item. `authority` is the leave for what the
/// calling room does (a case is chosen, an issue is taken up) and gives the tenant; its own event tells the
/// story, so none is written here. A record already on the agenda stays where it is.
///
/// # Errors
/// `NotFound`; a conflict when the meeting's minutes are confirmed or it was cancelled.
pub async fn add_agenda_item<A: Action>(
    tx: &mut Tx,
    authority: &Permit<A>,
    meeting: &MeetingId,
    new: &NewAgendaItem,
) -> Result<AgendaItemId> {
    insert(tx, authority.municipality(), meeting, new, None).await
}

/// Puts an item of the secretariat's own on the permitted meeting's agenda.
pub(in crate::meetings) async fn put_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    new: &NewAgendaItem,
) -> Result<AgendaItemId> {
    let id = insert(tx, permit.municipality(), &permit.id(), new, None).await?;
    events::record(tx, &permit, &json!({ "added": id })).await?;
    Ok(id)
}

async fn insert(
    tx: &mut Tx,
    municipality: &MunicipalityId,
    meeting: &MeetingId,
    new: &NewAgendaItem,
    carried_from: Option<&AgendaItemId>,
) -> Result<AgendaItemId> {
    still_open(&find(tx, municipality, meeting).await?)?;
    let there = agenda(tx, municipality, meeting).await?;
    let subject = new.subject.as_ref();
    if let Some(item) = there.iter().find(|i| subject.is_some_and(|s| i.is_about(s))) {
        return Ok(item.id.clone());
    }
    let id = AgendaItemId::new();
    let sort = there.last().map_or(1, |last| last.sort + 1);
    on!(tx, run sqlx::query(
        "insert into agenda_items
                (municipality_id, id, meeting_id, sort, title, subject_kind, subject_id, label, outcome,
                 carried_from)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9)")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .bind(meeting.as_str())
        .bind(sort)
        .bind(&new.title)
        .bind(subject.map(|s| s.kind))
        .bind(subject.map(|s| s.id.as_str()))
        .bind(&new.label)
        .bind(carried_from.map(|id| id.as_str())))?;
    Ok(id)
}

/// Takes a record off a meeting's agenda; nothing happens when it is not on it. See [`add_agenda_item`].
///
/// # Errors
/// `NotFound`; a conflict when the meeting's minutes are confirmed or it was cancelled.
pub async fn remove_agenda_item<A: Action>(
    tx: &mut Tx,
    authority: &Permit<A>,
    meeting: &MeetingId,
    subject: &Subject,
) -> Result<()> {
    let municipality = authority.municipality();
    still_open(&find(tx, municipality, meeting).await?)?;
    on!(tx, run sqlx::query(
        "delete from agenda_items
          where municipality_id = $1 and meeting_id = $2 and subject_kind = $3 and subject_id = $4")
        .bind(municipality.as_str())
        .bind(meeting.as_str())
        .bind(subject.kind)
        .bind(&subject.id))?;
    Ok(())
}

/// Says what became of a record's item on a meeting's agenda, as when its review was written down. Nothing
/// happens when it is not on it. See [`add_agenda_item`].
///
/// # Errors
/// As [`remove_agenda_item`], and as [`carry_over`] when it is carried over.
pub async fn settle_agenda_item<A: Action>(
    tx: &mut Tx,
    authority: &Permit<A>,
    meeting: &MeetingId,
    subject: &Subject,
    outcome: AgendaOutcome,
) -> Result<()> {
    let municipality = authority.municipality();
    still_open(&find(tx, municipality, meeting).await?)?;
    let there = agenda(tx, municipality, meeting).await?;
    match there.iter().find(|item| item.is_about(subject)) {
        None => Ok(()),
        Some(item) if outcome == AgendaOutcome::CarriedOver => {
            carry_over(tx, authority, &item.id).await.map(drop)
        }
        Some(item) => set_outcome(tx, municipality, meeting, &item.id, outcome).await,
    }
}

/// Carries an item over to the next sitting of its meeting's conference (次回へ持越し), where it is marked as
/// such. Carrying the same item twice gives the item there already is.
///
/// # Errors
/// `NotFound`; a conflict when no later sitting is planned yet.
pub async fn carry_over<A: Action>(
    tx: &mut Tx,
    authority: &Permit<A>,
    item: &AgendaItemId,
) -> Result<AgendaItemId> {
    let municipality = authority.municipality();
    let item = agenda_item(tx, municipality, item).await?;
    let meeting = find(tx, municipality, &item.meeting_id).await?;
    still_open(&meeting)?;
    let next = next_sitting(tx, municipality, &meeting.conference_id, meeting.on_or_about())
        .await?
        .ok_or_else(|| {
            Error::conflict(
                "次回の会議がまだ計画されていません。先に次回を計画してから、持ち越してください。",
            )
        })?;
    let there = agenda(tx, municipality, &next.id).await?;
    if let Some(same) = there.into_iter().find(|i| i.carried_from.as_ref() == Some(&item.id)) {
        return Ok(same.id);
    }
    let new = NewAgendaItem { title: item.title.clone(), subject: None, label: item.label.clone() };
    let id = insert(tx, municipality, &next.id, &new, Some(&item.id)).await?;
    // The subject's kind is text here and a word of the program there, so it is copied as it stands.
    on!(tx, run sqlx::query(
        "update agenda_items set subject_kind = $3, subject_id = $4
          where municipality_id = $1 and id = $2")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .bind(&item.subject_kind)
        .bind(&item.subject_id))?;
    set_outcome(tx, municipality, &item.meeting_id, &item.id, AgendaOutcome::CarriedOver).await?;
    Ok(id)
}

async fn set_outcome(
    tx: &mut Tx,
    municipality: &MunicipalityId,
    meeting: &MeetingId,
    item: &AgendaItemId,
    outcome: AgendaOutcome,
) -> Result<()> {
    let touched = on!(tx, run sqlx::query(
        "update agenda_items set outcome = $4
          where municipality_id = $1 and meeting_id = $2 and id = $3")
        .bind(municipality.as_str())
        .bind(meeting.as_str())
        .bind(item.as_str())
        .bind(<&str>::from(outcome)))?;
    if touched == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Says what became of an item of the permitted meeting.
pub(in crate::meetings) async fn settle_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    item: &AgendaItemId,
    outcome: AgendaOutcome,
) -> Result<()> {
    still_open(&find(tx, permit.municipality(), &permit.id()).await?)?;
    if outcome == AgendaOutcome::CarriedOver {
        carry_over(tx, &permit, item).await?;
    } else {
        set_outcome(tx, permit.municipality(), &permit.id(), item, outcome).await?;
    }
    events::record(tx, &permit, &json!({ "item": item, "outcome": outcome })).await
}

/// Gives an item of the permitted meeting another title.
pub(in crate::meetings) async fn rename_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    item: &AgendaItemId,
    title: &str,
) -> Result<()> {
    still_open(&find(tx, permit.municipality(), &permit.id()).await?)?;
    let touched = on!(tx, run sqlx::query(
        "update agenda_items set title = $4
          where municipality_id = $1 and meeting_id = $2 and id = $3")
        .bind(permit.municipality().as_str())
        .bind(permit.subject().id.as_str())
        .bind(item.as_str())
        .bind(title))?;
    if touched == 0 {
        return Err(Error::NotFound);
    }
    events::record(tx, &permit, &json!({ "item": item, "fields": ["title"] })).await
}

/// Takes an item of the secretariat's own off the permitted meeting's agenda.
///
/// # Errors
/// A conflict for an item about a record: that is taken off where the record is.
pub(in crate::meetings) async fn take_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    item: &AgendaItemId,
) -> Result<()> {
    still_open(&find(tx, permit.municipality(), &permit.id()).await?)?;
    let there = agenda_item(tx, permit.municipality(), item).await?;
    if there.meeting_id.as_str() != permit.subject().id {
        return Err(Error::NotFound);
    }
    if there.subject_kind.is_some() && there.carried_from.is_none() {
        return Err(Error::conflict(
            "この議題は記録に結び付いています。外すときは、その事例・課題のページで行ってください。",
        ));
    }
    on!(tx, run sqlx::query(
        "delete from agenda_items where municipality_id = $1 and id = $2")
        .bind(permit.municipality().as_str())
        .bind(item.as_str()))?;
    events::record(tx, &permit, &json!({ "removed": item })).await
}

/// Which way an item is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Way {
    Up,
    Down,
}

/// Moves an item of the permitted meeting one place; at the end of the list nothing happens.
pub(in crate::meetings) async fn move_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    item: &AgendaItemId,
    way: Way,
) -> Result<()> {
    let meeting: MeetingId = permit.id();
    still_open(&find(tx, permit.municipality(), &meeting).await?)?;
    let mut order: Vec<AgendaItemId> =
        agenda(tx, permit.municipality(), &meeting).await?.into_iter().map(|i| i.id).collect();
    let at = order.iter().position(|id| id == item).ok_or(Error::NotFound)?;
    let to = match way {
        Way::Up => at.checked_sub(1),
        Way::Down => Some(at + 1).filter(|to| *to < order.len()),
    };
    let Some(to) = to else { return Ok(()) };
    order.swap(at, to);
    for (sort, id) in (1_i64..).zip(&order) {
        on!(tx, run sqlx::query(
            "update agenda_items set sort = $3 where municipality_id = $1 and id = $2")
            .bind(permit.municipality().as_str())
            .bind(id.as_str())
            .bind(sort))?;
    }
    events::record(tx, &permit, &json!({ "moved": item })).await
}
