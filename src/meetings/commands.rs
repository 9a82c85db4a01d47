//! Commands, whole: what they must know and what they refuse, whoever calls them: a page, a file, the demo.

use super::{
    agenda::AgendaOutcome,
    attendance::{NewAttendance, Presence, Taken},
    meeting::{Arrangement, Meeting, MeetingMove, MeetingStatus, Minutes, NewMeeting},
    rules::{
        EditAgenda, EditAttendance, EditMeeting, MeetingAction, PlanMeeting, WriteMinutes, move_of,
    },
    store,
};
use crate::{
    access::{self, Action, Actor, Permit, Role, SeatKind},
    accounts,
    conferences::ConferenceStatus,
    db::{Conn, Tx},
    error::{Error, Refusals, Result},
    fields::{self, Declared},
    id::{AgendaItemId, AttendanceId, MeetingId},
    persons,
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
    refusals(&new.arranged).or_refuse()?;
    let fixed = new.arranged.day.is_some();
    let status = if fixed { MeetingStatus::Scheduled } else { MeetingStatus::Planned };
    let new = persons::clear(tx, &permit, new).await?;
    store::insert(tx, permit, structure, new, status, None).await
}

/// What cannot be said of when and where people meet.
pub(super) fn refusals(arranged: &Arrangement) -> Refusals {
    let mut refusals = fields::refusals(Arrangement::fields(), arranged);
    let (starts, ends) = (&arranged.starts, &arranged.ends);
    let before = !starts.is_empty() && !ends.is_empty() && ends <= starts;
    refusals.when(before, "ends", "終了は、開始より後の時刻にしてください。");
    refusals
}

/// Changes when, where and with whom a meeting is.
///
/// # Errors
/// A conflict when its minutes are confirmed; `Overtaken` when somebody saved another version in between.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<EditMeeting>,
    structure: &Structure,
    version: i64,
    new: &NewMeeting,
) -> Result<()> {
    let now = store::find(tx, &permit.id()).await?;
    now.still_open()?;
    let mut refusals = refusals(&new.arranged);
    let undone = now.status != MeetingStatus::Planned && new.arranged.day.is_none();
    refusals.when(undone, "day", "日程が確定した会議の開催日は、空にできません。");
    refusals.or_refuse()?;
    let new = persons::clear(tx, &permit, new).await?;
    store::change(tx, permit, structure, version, new).await
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
    let Some(now) = store::of_source_key(tx, source_key).await? else {
        let permit = access::permit(tx, actor, &new.facts())?;
        refusals(&new.arranged).or_refuse()?;
        let new = persons::clear(tx, &permit, new).await?;
        let id = store::insert(tx, permit, structure, new, status, Some(source_key)).await?;
        return Ok(Upserted::Made(id));
    };
    if now.planned_month == new.planned_month && now.arranged == new.arranged {
        return Ok(Upserted::Same(now.id));
    }
    let permit = access::permit(tx, actor, &now.facts())?;
    change(tx, permit, structure, now.version, new).await?;
    Ok(Upserted::Changed(now.id))
}

/// Moves a meeting on, to cancel it with a reason.
///
/// # Errors
/// A conflict when the move does not lead anywhere from its status, or when the day it needs is missing or still to come.
pub async fn advance<A: Action<Rule = MeetingAction>>(
    tx: &mut Tx,
    permit: Permit<A>,
    structure: &Structure,
    reason: &str,
) -> Result<MeetingStatus> {
    let step = const { move_of(A::RULE) };
    let now = store::find(tx, &permit.id()).await?;
    let next = now.status.next(step).ok_or_else(|| {
        Error::conflict(format!(
            "この会議は「{}」なので、「{}」はできません。",
            now.status.label(),
            step.label()
        ))
    })?;
    match (step, now.day) {
        (MeetingMove::Schedule | MeetingMove::Hold, None) => {
            return Err(Error::refused("", "先に「日時・場所を直す」で開催日を入力してください。"));
        }
        (MeetingMove::Hold, Some(day)) if day > permit.at().day() => {
            let sentence = format!(
                "開催日({})がまだ来ていません。実施済にするのは、会議が終わってからです。",
                day.long()
            );
            return Err(Error::refused("", sentence));
        }
        (MeetingMove::Unhold, _) => {
            let there = recorded(tx, &now).await?;
            if !there.is_empty() {
                let sentence = format!(
                    "この会議には、もう{}があるので、実施済を取り消せません。",
                    there.join("・")
                );
                return Err(Error::conflict(sentence));
            }
        }
        (MeetingMove::Cancel, _) if reason.is_empty() => {
            return Err(Error::refused("reason", "中止する理由を入力してください。"));
        }
        _ => {}
    }
    let reason = if step == MeetingMove::Cancel { reason } else { "" };
    let reason = &("reason", reason);
    let reason = persons::clear(tx, &permit, reason).await?;
    store::move_on(tx, permit, structure, &now, (next, reason)).await?;
    Ok(next)
}

/// What was recorded of a meeting, in words.
pub(super) async fn recorded(conn: &mut Conn, meeting: &Meeting) -> Result<Vec<&'static str>> {
    let agenda = store::agenda(conn, &meeting.id).await?;
    let people = store::attendance(conn, &meeting.id).await?;
    let words = [
        ("出席の記録", people.iter().any(|person| person.presence != Presence::Expected)),
        ("議事録", !meeting.minutes.is_empty() || !meeting.learning.is_empty()),
        ("議題の結果", agenda.iter().any(|item| item.outcome != AgendaOutcome::Open)),
    ];
    Ok(words.into_iter().filter(|(_, there)| *there).map(|(words, _)| words).collect())
}

/// What nobody recorded of a meeting whose record is about to be confirmed, as sentences.
pub(super) async fn unrecorded(conn: &mut Conn, meeting: &Meeting) -> Result<Vec<String>> {
    let agenda = store::agenda(conn, &meeting.id).await?;
    let there = recorded(conn, meeting).await?;
    let open = agenda.iter().filter(|item| item.outcome == AgendaOutcome::Open).count();
    let mut lacks = Vec::new();
    if !there.contains(&"出席の記録") {
        lacks.push("出席者が記録されていません。".to_owned());
    }
    if !there.contains(&"議事録") {
        lacks.push("議事録が書かれていません。".to_owned());
    }
    if open > 0 {
        lacks.push(format!("結果の記録されていない議題が{open}件あります。"));
    }
    Ok(lacks)
}

/// Writes the minutes.
///
/// # Errors
/// A conflict when they are confirmed; `Overtaken` when somebody saved another version in between.
pub async fn write_minutes(
    tx: &mut Tx,
    permit: Permit<WriteMinutes>,
    version: i64,
    written: &Minutes,
) -> Result<()> {
    store::find(tx, &permit.id()).await?.still_open()?;
    fields::refusals(Minutes::fields(), written).or_refuse()?;
    let written = persons::clear(tx, &permit, written).await?;
    store::write_minutes(tx, permit, version, written).await
}

/// Puts an item of the secretariat's own on the agenda.
pub async fn put_item(tx: &mut Tx, permit: Permit<EditAgenda>, title: &str) -> Result<()> {
    let title = &("title", title);
    let title = persons::clear(tx, &permit, title).await?;
    store::put_item(tx, permit, title).await
}

/// Gives an item another title; a page has it at a field of this name.
pub async fn rename_item(
    tx: &mut Tx,
    permit: Permit<EditAgenda>,
    item: &AgendaItemId,
    title: (&str, &str),
) -> Result<()> {
    let title = persons::clear(tx, &permit, &title).await?;
    store::rename_item(tx, permit, item, title).await
}

/// Lists somebody who is no member, such as a guest for one case. A guest's account opens this meeting to them, so it must be
/// a guest's, and in use.
pub async fn add_attendance(
    tx: &mut Tx,
    permit: Permit<EditAttendance>,
    new: &NewAttendance,
) -> Result<AttendanceId> {
    let mut refusals = Refusals::default();
    refusals.when(new.name.is_empty(), "name", "氏名を入力してください。");
    if let Some(id) = &new.account_id {
        let guest = match accounts::find(tx, id).await {
            Err(Error::NotFound) => false,
            found => found.map(|account| account.active && account.role == Role::Guest)?,
        };
        let sentence = "都度出席者として使える利用者ではありません。一覧から選び直してください。";
        refusals.when(!guest, "account", sentence);
    }
    refusals.or_refuse()?;
    let account_id = new.account_id.clone().filter(|_| new.seat == SeatKind::Guest);
    let new = &NewAttendance { account_id, ..new.clone() };
    let new = persons::clear(tx, &permit, new).await?;
    store::add_attendance(tx, permit, new).await
}

/// Takes attendance: for each person listed, how they attended and who stood in for them.
pub async fn take_attendance(
    tx: &mut Tx,
    permit: Permit<EditAttendance>,
    taken: &[Taken],
) -> Result<()> {
    let taken = persons::clear(tx, &permit, taken).await?;
    store::take_attendance(tx, permit, taken).await
}
