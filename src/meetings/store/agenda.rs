//! Agendas: what rooms below put on them, and what the secretariat arranges.

use serde_json::json;

use super::{find, next_sitting};
use crate::{
    access::{Permit, Subject},
    db::{Conn, Pairs, Query, Rows, Tx},
    error::{Error, Result},
    events,
    id::{AgendaItemId, MeetingId},
    meetings::{
        agenda::{AgendaItem, AgendaOutcome, NO_NEXT, NewAgendaItem},
        rules::{EditAgenda, SetsAgenda},
    },
    persons::Cleared,
    words,
};

/// All items about a record.
pub fn agenda_of(subject: &Subject) -> Rows {
    Rows::of("agenda_items", "subject_id", &subject.id)
}

/// All items of a meeting.
pub fn agenda_at(meeting: &MeetingId) -> Rows {
    Rows::of("agenda_items", "meeting_id", meeting)
}

fn items() -> Query {
    Query::select::<AgendaItem>("from agenda_items where municipality_id = $m", ())
}

/// The agenda of a meeting in its order.
pub async fn agenda(conn: &mut Conn, meeting: &MeetingId) -> Result<Vec<AgendaItem>> {
    items().with(" and meeting_id = $1 order by sort, id", meeting).all(conn).await
}

/// One item.
///
/// # Errors
/// `NotFound`.
async fn agenda_item(conn: &mut Conn, id: &AgendaItemId) -> Result<AgendaItem> {
    items().with(" and id = $1", id).optional(conn).await?.ok_or(Error::NotFound)
}

/// Puts a record of a room below on a meeting's agenda, as its last item. `authority` is the leave for what the
/// calling room does (a case is chosen, an issue is taken up) and gives the tenant; its own event tells the
/// story, so none is written here. A record already on the agenda stays where it is.
///
/// # Errors
/// `NotFound`; a conflict when the meeting's minutes are confirmed or it was cancelled.
pub async fn add_agenda_item<A: SetsAgenda>(
    tx: &mut Tx,
    _authority: &Permit<A>,
    meeting: &MeetingId,
    new: &NewAgendaItem,
) -> Result<AgendaItemId> {
    insert(tx, meeting, new, None).await
}

/// Puts an item of the secretariat's own on the permitted meeting's agenda.
pub(in crate::meetings) async fn put_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    title: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    let new = NewAgendaItem { title: title.1.to_owned(), subject: None, label: String::new() };
    let id = insert(tx, &permit.id(), &new, None).await?;
    events::record(tx, &permit, &json!({ "added": id })).await
}

async fn insert(
    tx: &mut Tx,
    meeting: &MeetingId,
    new: &NewAgendaItem,
    carried_from: Option<&AgendaItemId>,
) -> Result<AgendaItemId> {
    find(tx, meeting).await?.still_open()?;
    let there = agenda(tx, meeting).await?;
    let subject = new.subject.as_ref();
    if let Some(item) = there.iter().find(|i| subject.is_some_and(|s| i.is_about(s))) {
        return Ok(item.id.clone());
    }
    let id = AgendaItemId::new();
    let sort = there.last().map_or(1, |last| last.sort + 1);
    Query::insert(
        "agenda_items",
        Pairs::new()
            .set("id", &id)
            .set("meeting_id", meeting)
            .set("sort", sort)
            .set("title", &new.title)
            .set("subject_kind", subject.map(|s| s.kind))
            .set("subject_id", subject.map(|s| s.id.as_str()))
            .set("label", &new.label)
            .set("outcome", "open")
            .set("carried_from", carried_from.map(|id| id.as_str())),
    )
    .run(tx)
    .await?;
    events::touch(tx, &Subject::new("meeting", meeting))?;
    Ok(id)
}

/// Takes a record off a meeting's agenda; nothing happens when it is not on it. See [`add_agenda_item`].
///
/// # Errors
/// `NotFound`; a conflict when the meeting's minutes are confirmed or it was cancelled.
pub async fn remove_agenda_item<A: SetsAgenda>(
    tx: &mut Tx,
    _authority: &Permit<A>,
    meeting: &MeetingId,
    subject: &Subject,
) -> Result<()> {
    find(tx, meeting).await?.still_open()?;
    Query::of(
        "delete from agenda_items
          where municipality_id = $m and meeting_id = $1 and subject_kind = $2 and subject_id = $3",
        (meeting, subject.kind, &subject.id),
    )
    .run(tx)
    .await?;
    Ok(())
}

/// Says what became of a record's item on a meeting's agenda, as when its review was written down. Nothing
/// happens when it is not on it. See [`add_agenda_item`].
///
/// # Errors
/// As [`remove_agenda_item`], and as [`carry_over`] when it is carried over.
pub async fn settle_agenda_item<A: SetsAgenda>(
    tx: &mut Tx,
    authority: &Permit<A>,
    meeting: &MeetingId,
    subject: &Subject,
    outcome: AgendaOutcome,
) -> Result<()> {
    find(tx, meeting).await?.still_open()?;
    let there = agenda(tx, meeting).await?;
    match there.iter().find(|item| item.is_about(subject)) {
        None => Ok(()),
        Some(item) if outcome == AgendaOutcome::CarriedOver => {
            carry_over(tx, authority, meeting, &item.id).await.map(drop)
        }
        Some(item) => set_outcome(tx, meeting, &item.id, outcome).await,
    }
}

/// Carries an item over to the next sitting of its meeting's conference (次回へ持越し), where it is marked as
/// such. Carrying the same item twice gives the item there already is.
///
/// # Errors
/// `NotFound` when it is not on this meeting's agenda; refused when no later sitting is planned yet.
async fn carry_over<A: SetsAgenda>(
    tx: &mut Tx,
    _authority: &Permit<A>,
    meeting: &MeetingId,
    item: &AgendaItemId,
) -> Result<AgendaItemId> {
    let item = agenda_item(tx, item).await?;
    if item.meeting_id != *meeting {
        return Err(Error::NotFound);
    }
    let meeting = find(tx, meeting).await?;
    meeting.still_open()?;
    let next = next_sitting(tx, &meeting.conference_id, meeting.on_or_about()).await?;
    let next = next.ok_or_else(|| Error::refused("", NO_NEXT))?;
    let there = agenda(tx, &next.id).await?;
    if let Some(same) = there.into_iter().find(|i| i.carried_from.as_ref() == Some(&item.id)) {
        return Ok(same.id);
    }
    let new = NewAgendaItem { title: item.title.clone(), subject: None, label: item.label.clone() };
    let id = insert(tx, &next.id, &new, Some(&item.id)).await?;
    // The subject's kind is text here and a word of the program there, so it is copied as it stands.
    Query::of(
        "update agenda_items set subject_kind = $2, subject_id = $3
          where municipality_id = $m and id = $1",
        (&id, &item.subject_kind, &item.subject_id),
    )
    .run(tx)
    .await?;
    set_outcome(tx, &item.meeting_id, &item.id, AgendaOutcome::CarriedOver).await?;
    Ok(id)
}

async fn set_outcome(
    tx: &mut Tx,
    meeting: &MeetingId,
    item: &AgendaItemId,
    outcome: AgendaOutcome,
) -> Result<()> {
    let touched = Query::of(
        "update agenda_items set outcome = $3
          where municipality_id = $m and meeting_id = $1 and id = $2",
        (meeting, item, outcome),
    )
    .run(tx)
    .await?;
    if touched == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Says what became of an item of the permitted meeting.
pub(in crate::meetings) async fn settle_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    item: &AgendaItemId,
    outcome: AgendaOutcome,
) -> Result<()> {
    find(tx, &permit.id()).await?.still_open()?;
    if outcome == AgendaOutcome::CarriedOver {
        carry_over(tx, &permit, &permit.id(), item).await?;
    } else {
        set_outcome(tx, &permit.id(), item, outcome).await?;
    }
    events::record(tx, &permit, &json!({ "item": item, "outcome": outcome })).await
}

/// Gives an item of the permitted meeting another title.
pub(in crate::meetings) async fn rename_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    item: &AgendaItemId,
    title: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    find(tx, &permit.id()).await?.still_open()?;
    let touched = Query::of(
        "update agenda_items set title = $3
          where municipality_id = $m and meeting_id = $1 and id = $2",
        (&permit.subject().id, &item, title.1),
    )
    .run(tx)
    .await?;
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
    find(tx, &permit.id()).await?.still_open()?;
    let there = agenda_item(tx, item).await?;
    if there.meeting_id.as_str() != permit.subject().id {
        return Err(Error::NotFound);
    }
    if there.subject_kind.is_some() && there.carried_from.is_none() {
        return Err(Error::conflict(
            "この議題は記録に結び付いています。外すときは、その事例・課題のページで行ってください。",
        ));
    }
    Query::of("delete from agenda_items where municipality_id = $m and id = $1", item)
        .run(tx)
        .await?;
    events::record(tx, &permit, &json!({ "removed": item })).await
}

words! {
    /// Which way an item is moved.
    pub enum Way {
        Up "up",
        Down "down",
    }
}

/// Moves an item of the permitted meeting one place; at the end of the list nothing happens.
pub(in crate::meetings) async fn move_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    item: &AgendaItemId,
    way: Way,
) -> Result<()> {
    let meeting: MeetingId = permit.id();
    find(tx, &meeting).await?.still_open()?;
    let mut order: Vec<AgendaItemId> =
        agenda(tx, &meeting).await?.into_iter().map(|i| i.id).collect();
    let at = order.iter().position(|id| id == item).ok_or(Error::NotFound)?;
    let to = match way {
        Way::Up => at.checked_sub(1),
        Way::Down => Some(at + 1).filter(|to| *to < order.len()),
    };
    let Some(to) = to else { return Ok(()) };
    order.swap(at, to);
    for (sort, id) in (1_i64..).zip(&order) {
        Query::of(
            "update agenda_items set sort = $2 where municipality_id = $m and id = $1",
            (&id, sort),
        )
        .run(tx)
        .await?;
    }
    events::record(tx, &permit, &json!({ "moved": item })).await
}
