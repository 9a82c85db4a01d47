//! Who is expected at a meeting and who came.

use serde_json::json;

use super::find;
use crate::{
    access::Permit,
    clock::Day,
    conferences,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    id::{AccountId, AttendanceId, MeetingId},
    meetings::{
        attendance::{Attendance, NewAttendance, Taken},
        meeting::month_of,
        rules::EditAttendance,
    },
    persons::Cleared,
    room::Seats,
};

fn people() -> Query {
    Query::select::<Attendance>("from attendances where municipality_id = $m", ())
}

/// The people of a meeting: by profession and name.
pub async fn attendance(conn: &mut Conn, meeting: &MeetingId) -> Result<Vec<Attendance>> {
    people()
        .with(" and meeting_id = $1 order by profession_id nulls last, name, id", meeting)
        .all(conn)
        .await
}

/// Lists the members who sit in the conference on the meeting's day and are not listed yet. Returns how many.
pub async fn expect_members(tx: &mut Tx, permit: Permit<EditAttendance>) -> Result<usize> {
    let meeting = find(tx, &permit.id()).await?;
    meeting.still_open()?;
    let there = attendance(tx, &meeting.id).await?;
    let members =
        conferences::members_on(tx, &meeting.conference_id, meeting.on_or_about()).await?;
    let mut added = 0;
    for member in members {
        if there.iter().any(|p| p.member_id.as_ref() == Some(&member.id)) {
            continue;
        }
        Query::insert(
            "attendances",
            Pairs::new()
                .set("id", AttendanceId::new())
                .set("meeting_id", &meeting.id)
                .set("member_id", &member.id)
                .set("account_id", &member.account_id)
                .set("name", &member.name)
                .set("profession_id", &member.profession_id)
                .set("organisation", &member.organisation)
                .set("seat", member.seat)
                .set("presence", "expected")
                .set("proxy_name", ""),
        )
        .run(tx)
        .await?;
        added += 1;
    }
    if added > 0 {
        events::record(tx, &permit, &json!({ "members": added })).await?;
    }
    Ok(added)
}

/// Lists somebody who is no member, such as a guest for one case.
pub async fn add_attendance(
    tx: &mut Tx,
    permit: Permit<EditAttendance>,
    new: Cleared<'_, NewAttendance>,
) -> Result<AttendanceId> {
    find(tx, &permit.id()).await?.still_open()?;
    let id = AttendanceId::new();
    Query::insert(
        "attendances",
        Pairs::new()
            .set("id", &id)
            .set("meeting_id", &permit.subject().id)
            .set("account_id", &new.account_id)
            .set("name", &new.name)
            .set("profession_id", &new.profession_id)
            .set("organisation", &new.organisation)
            .set("seat", new.seat)
            .set("presence", new.presence)
            .set("proxy_name", ""),
    )
    .run(tx)
    .await?;
    events::record(tx, &permit, &json!({ "added": id, "seat": new.seat })).await?;
    Ok(id)
}

/// Takes attendance: for each person listed, how they attended and who stood in for them.
pub async fn take_attendance(
    tx: &mut Tx,
    permit: Permit<EditAttendance>,
    taken: Cleared<'_, [Taken]>,
) -> Result<()> {
    find(tx, &permit.id()).await?.still_open()?;
    for Taken { id, presence, proxy_name } in taken.iter() {
        Query::of(
            "update attendances set presence = $3, proxy_name = $4
              where municipality_id = $m and meeting_id = $1 and id = $2",
            (&permit.subject().id, id, *presence, proxy_name),
        )
        .run(tx)
        .await?;
    }
    events::record(tx, &permit, &json!({ "taken": taken.len() })).await
}

/// Takes somebody off the list.
///
/// # Errors
/// `NotFound` when they are not on the permitted meeting's list.
pub(in crate::meetings) async fn remove_attendance(
    tx: &mut Tx,
    permit: Permit<EditAttendance>,
    id: &AttendanceId,
) -> Result<()> {
    find(tx, &permit.id()).await?.still_open()?;
    let touched = Query::of(
        "delete from attendances where municipality_id = $m and meeting_id = $1 and id = $2",
        (&permit.subject().id, &id),
    )
    .run(tx)
    .await?;
    if touched == 0 {
        return Err(Error::NotFound);
    }
    events::record(tx, &permit, &json!({ "removed": id })).await
}

/// The last day on which an account was a guest somewhere; of a meeting without a fixed day, the first of its month.
pub(in crate::meetings) async fn last_invitation(
    conn: &mut Conn,
    account: &AccountId,
) -> Result<Option<Day>> {
    let days: Vec<Day> = Query::of(
        "select coalesce(m.day, m.planned_month)
           from attendances a
           join meetings m on m.municipality_id = a.municipality_id
            and m.id = a.meeting_id
          where a.municipality_id = $m
            and a.account_id = $1
            and a.seat = 'guest'
            and m.status <> 'cancelled'",
        account,
    )
    .all(conn)
    .await?;
    Ok(days.into_iter().max())
}

/// The meetings an account is a guest of and whose day has not ended. One without a fixed day ends with the
/// month it is planned for, so that no access stays open for want of a day.
pub(in crate::meetings) async fn seats(
    conn: &mut Conn,
    account: &AccountId,
    today: Day,
) -> Result<Seats> {
    let month = month_of(today);
    let rows: Vec<MeetingId> = Query::of(
        "select distinct m.id
           from attendances a
           join meetings m on m.municipality_id = a.municipality_id
            and m.id = a.meeting_id
          where a.municipality_id = $m
            and a.account_id = $1
            and a.seat = 'guest'
            and (m.day >= $2 or (m.day is null and m.planned_month >= $3))
            and m.status <> 'cancelled'
          order by m.id",
        (&account, today, month),
    )
    .all(conn)
    .await?;
    Ok(Seats { conferences: Vec::new(), meetings: rows })
}
