//! Who is expected at a meeting and who came.

use serde_json::json;

use super::{find, write::still_open};
use crate::{
    access::Permit,
    clock::Day,
    conferences,
    db::{Conn, Query, Tx},
    error::{Error, Result},
    events,
    id::{AccountId, AttendanceId, MeetingId, MunicipalityId},
    meetings::{
        attendance::{Attendance, NewAttendance, Presence},
        meeting::month_of,
        rules::EditAttendance,
    },
    on,
    room::Seats,
};

const PERSON: &str =
    "select id, meeting_id, member_id, account_id, name, profession_id, organisation, seat,
       presence, proxy_name
  from attendances
 where municipality_id = ";

/// The people of a meeting: by profession and name.
pub async fn attendance(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    meeting: &MeetingId,
) -> Result<Vec<Attendance>> {
    Query::new(PERSON)
        .bind(municipality)
        .push(" and meeting_id = ")
        .bind(meeting)
        .push(" order by profession_id nulls last, name, id")
        .all(conn)
        .await
}

/// The people of several meetings.
pub async fn attendance_of(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    meetings: &[MeetingId],
) -> Result<Vec<Attendance>> {
    Query::new(PERSON)
        .bind(municipality)
        .push(" and meeting_id in ")
        .list(meetings)
        .push(" order by meeting_id, profession_id nulls last, name, id")
        .all(conn)
        .await
}

/// Lists the members who sit in the conference on the meeting's day and are not listed yet. Returns how many.
pub async fn expect_members(tx: &mut Tx, permit: Permit<EditAttendance>) -> Result<usize> {
    let municipality = permit.municipality().clone();
    let meeting = find(tx, &municipality, &permit.id()).await?;
    still_open(&meeting)?;
    let there = attendance(tx, &municipality, &meeting.id).await?;
    let members =
        conferences::members_on(tx, &municipality, &meeting.conference_id, meeting.on_or_about())
            .await?;
    let mut added = 0;
    for member in members {
        if there.iter().any(|p| p.member_id.as_ref() == Some(&member.id)) {
            continue;
        }
        on!(tx, run sqlx::query(
            "insert into attendances
                    (municipality_id, id, meeting_id, member_id, account_id, name, profession_id,
                     organisation, seat, presence, proxy_name)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'expected', '')")
            .bind(municipality.as_str())
            .bind(AttendanceId::new().as_str())
            .bind(meeting.id.as_str())
            .bind(member.id.as_str())
            .bind(member.account_id.as_ref().map(|id| id.as_str()))
            .bind(&member.name)
            .bind(&member.profession_id)
            .bind(&member.organisation)
            .bind(<&str>::from(member.seat)))?;
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
    new: &NewAttendance,
) -> Result<AttendanceId> {
    still_open(&find(tx, permit.municipality(), &permit.id()).await?)?;
    let id = AttendanceId::new();
    on!(tx, run sqlx::query(
        "insert into attendances
                (municipality_id, id, meeting_id, member_id, account_id, name, profession_id,
                 organisation, seat, presence, proxy_name)
         values ($1, $2, $3, null, $4, $5, $6, $7, $8, $9, '')")
        .bind(permit.municipality().as_str())
        .bind(id.as_str())
        .bind(permit.subject().id.as_str())
        .bind(new.account_id.as_ref().map(|id| id.as_str()))
        .bind(&new.name)
        .bind(&new.profession_id)
        .bind(&new.organisation)
        .bind(<&str>::from(new.seat))
        .bind(<&str>::from(new.presence)))?;
    events::record(tx, &permit, &json!({ "added": id, "seat": new.seat })).await?;
    Ok(id)
}

/// Takes attendance: for each person listed, how they attended and who stood in for them.
pub async fn take_attendance(
    tx: &mut Tx,
    permit: Permit<EditAttendance>,
    taken: &[(AttendanceId, Presence, String)],
) -> Result<()> {
    still_open(&find(tx, permit.municipality(), &permit.id()).await?)?;
    for (id, presence, proxy_name) in taken {
        on!(tx, run sqlx::query(
            "update attendances set presence = $4, proxy_name = $5
              where municipality_id = $1 and meeting_id = $2 and id = $3")
            .bind(permit.municipality().as_str())
            .bind(permit.subject().id.as_str())
            .bind(id.as_str())
            .bind(<&str>::from(*presence))
            .bind(proxy_name))?;
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
    still_open(&find(tx, permit.municipality(), &permit.id()).await?)?;
    let touched = on!(tx, run sqlx::query(
        "delete from attendances where municipality_id = $1 and meeting_id = $2 and id = $3")
        .bind(permit.municipality().as_str())
        .bind(permit.subject().id.as_str())
        .bind(id.as_str()))?;
    if touched == 0 {
        return Err(Error::NotFound);
    }
    events::record(tx, &permit, &json!({ "removed": id })).await
}

/// The meetings an account is a guest of and whose day has not ended. One without a fixed day ends with the
/// month it is planned for, so that no access stays open for want of a day.
pub(in crate::meetings) async fn seats(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    account: &AccountId,
    today: Day,
) -> Result<Seats> {
    let month = month_of(today);
    let rows: Vec<(MeetingId,)> = on!(conn, c => sqlx::query_as(
        "select distinct m.id
           from attendances a
           join meetings m on m.municipality_id = a.municipality_id and m.id = a.meeting_id
          where a.municipality_id = $1 and a.account_id = $2 and a.seat = 'guest'
            and (m.day >= $3 or (m.day is null and m.planned_month >= $4)) and m.status <> 'cancelled'
          order by m.id")
        .bind(municipality.as_str())
        .bind(account.as_str())
        .bind(today)
        .bind(month)
        .fetch_all(c))?;
    Ok(Seats { conferences: Vec::new(), meetings: rows.into_iter().map(|r| r.0).collect() })
}
