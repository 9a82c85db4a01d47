//! All SQL of conferences.

use serde_json::json;

use super::{
    conference::{Conference, ConferenceMove, ConferenceStatus, Member, NewMember},
    rules::{ConferenceAction, ConferenceFacts, EditMembers},
    units,
};
use crate::{
    access::{Action, Load, Permit, SeatKind, Seated},
    clock::Day,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    id::{AccountId, CenterId, ConferenceId, ConferenceKindId, MemberId, UnitId},
    persons::Cleared,
    preset::{self, Preset},
    room::{self, Seats, StructurePart},
};

const CONFERENCE: &str =
    "select id, kind_id, unit_id, center_id, name, status, suspended_since, status_note, sort,
       version
  from conferences
 where municipality_id = $m";

const MEMBER: &str =
    "select id, conference_id, account_id, name, profession_id, organisation, seat,
       term_from, term_to, version
  from conference_members
 where municipality_id = $m";

/// Makes the conferences a preset calls for: one of each kind in each unit. Those that are there get their
/// names and places anew and keep the status the city gave them; those no longer called for go away, so whoever
/// changes a structure asks first whether records point at them.
pub async fn install(tx: &mut Tx, preset: &Preset) -> Result<()> {
    let mut sort = 0_i64;
    let mut called_for = Vec::new();
    for kind in &preset.conference_kinds {
        let suspension = kind.suspension.as_ref();
        let status = match kind.status {
            preset::ConferenceStatus::Active => ConferenceStatus::Active,
            preset::ConferenceStatus::Suspended => ConferenceStatus::Suspended,
        };
        let since = suspension.map(|s| Day::of(s.since_fiscal_year, 4, 1));
        for wanted in units::of_kind(preset, kind) {
            Query::insert(
                "conferences",
                Pairs::new()
                    .set("id", &wanted.id)
                    .set("kind_id", &kind.key)
                    .set("unit_id", &wanted.unit)
                    .set("center_id", &wanted.center)
                    .set("name", &wanted.name)
                    .set("status", status)
                    .set("suspended_since", since)
                    .set("status_note", suspension.map_or("", |s| s.note.as_str()))
                    .set("sort", sort)
                    .set("version", 1),
            )
            .push(
                " on conflict (municipality_id, id) do update
                     set unit_id = excluded.unit_id, center_id = excluded.center_id,
                         name = excluded.name, sort = excluded.sort",
            )
            .run(tx)
            .await?;
            called_for.push(wanted.id);
            sort += 1;
        }
    }
    Query::of("delete from conferences where municipality_id = $m and id not in ", ())
        .list(&called_for)
        .run(tx)
        .await?;
    Ok(())
}

/// All conferences in the order of the structure: kinds as listed there, units within each.
pub async fn list(conn: &mut Conn) -> Result<Vec<Conference>> {
    Query::of(CONFERENCE, ()).push(" order by sort, id").all(conn).await
}

/// The conferences that a centre runs.
pub async fn run_by(conn: &mut Conn, center: &CenterId) -> Result<Vec<Conference>> {
    Query::of(CONFERENCE, ()).with(" and center_id = $1 order by sort, id", center).all(conn).await
}

/// The conferences of a kind.
pub async fn of_kind(conn: &mut Conn, kind: &ConferenceKindId) -> Result<Vec<Conference>> {
    Query::of(CONFERENCE, ()).with(" and kind_id = $1 order by sort, id", kind).all(conn).await
}

/// The conference of a kind at a centre, or the one of the whole municipality when the kind has no centres.
pub async fn of_center(
    conn: &mut Conn,
    kind: &ConferenceKindId,
    center: &CenterId,
) -> Result<Option<Conference>> {
    Query::of(CONFERENCE, ())
        .with(
            " and kind_id = $1
                 and coalesce(center_id, $2) = $3
               order by center_id nulls last, sort limit 1",
            (kind, center, center),
        )
        .optional(conn)
        .await
}

/// One conference.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &ConferenceId) -> Result<Conference> {
    Query::of(CONFERENCE, ()).with(" and id = $1", id).optional(conn).await?.ok_or(Error::NotFound)
}

// What the rules need to know of a conference.
impl Load for ConferenceFacts {
    type Key = ConferenceId;

    async fn load(conn: &mut Conn, id: &ConferenceId) -> Result<ConferenceFacts> {
        let found = find(conn, id).await?;
        Ok(found.facts())
    }
}

/// Suspends or resumes one conference, with the reason that everybody will read beside it.
///
/// # Errors
/// A conflict when somebody else did it first.
pub(super) async fn change_status<A: Action<Rule = ConferenceAction>>(
    tx: &mut Tx,
    permit: Permit<A>,
    r#move: ConferenceMove,
    since: Day,
    reason: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    let id: ConferenceId = permit.id();
    let now = find(tx, &id).await?.status;
    let next = now.next(r#move).ok_or_else(|| already(now))?;
    let since = (next == ConferenceStatus::Suspended).then_some(since);
    let touched = Query::of(
        "update conferences
            set status = $2, suspended_since = $3, status_note = $4, version = version + 1
          where municipality_id = $m and id = $1 and status = $5",
        (&id, next, since, reason.1, now),
    )
    .run(tx)
    .await?;
    if touched == 0 {
        return Err(already(now));
    }
    events::record(tx, &permit, &json!({ "since": since })).await
}

fn already(now: ConferenceStatus) -> Error {
    Error::conflict(format!(
        "この会議体は、いま「{}」です。ほかの人が先に変えたようです。",
        now.label()
    ))
}

/// Takes over the status of every kind whose status differs between two versions of the structure.
pub(super) async fn follow_kinds(tx: &mut Tx, before: &Preset, after: &Preset) -> Result<()> {
    for kind in &after.conference_kinds {
        let unchanged = before
            .conference_kind(&kind.key)
            .is_some_and(|b| b.status == kind.status && b.suspension == kind.suspension);
        if unchanged {
            continue;
        }
        let status = match kind.status {
            preset::ConferenceStatus::Active => ConferenceStatus::Active,
            preset::ConferenceStatus::Suspended => ConferenceStatus::Suspended,
        };
        Query::of(
            "update conferences
                set status = $2, suspended_since = $3, status_note = $4, version = version + 1
              where municipality_id = $m and kind_id = $1",
            (
                &kind.key,
                status,
                kind.suspension.as_ref().map(|s| Day::of(s.since_fiscal_year, 4, 1)),
                kind.suspension.as_ref().map_or("", |s| s.note.as_str()),
            ),
        )
        .run(tx)
        .await?;
    }
    Ok(())
}

/// The members of a conference: those who sit today first, then by profession and name.
pub async fn members(conn: &mut Conn, conference: &ConferenceId) -> Result<Vec<Member>> {
    Query::of(MEMBER, ())
        .with(
            " and conference_id = $1
               order by term_to desc nulls first, profession_id nulls last, name, id",
            conference,
        )
        .all(conn)
        .await
}

/// The members of a conference who sit on `day`.
pub async fn members_on(
    conn: &mut Conn,
    conference: &ConferenceId,
    day: Day,
) -> Result<Vec<Member>> {
    let all = members(conn, conference).await?;
    Ok(all.into_iter().filter(|m| m.sits_on(day)).collect())
}

/// One seat.
///
/// # Errors
/// `NotFound`.
pub async fn member(conn: &mut Conn, id: &MemberId) -> Result<Member> {
    Query::of(MEMBER, ()).with(" and id = $1", id).optional(conn).await?.ok_or(Error::NotFound)
}

/// Gives somebody a seat in the permitted conference.
pub async fn add_member(
    tx: &mut Tx,
    permit: Permit<EditMembers>,
    new: &NewMember,
) -> Result<MemberId> {
    let id = MemberId::new();
    Query::insert(
        "conference_members",
        Pairs::new()
            .set("id", &id)
            .set("conference_id", &permit.subject().id)
            .set("account_id", &new.account_id)
            .set("name", &new.name)
            .set("profession_id", &new.profession_id)
            .set("organisation", &new.organisation)
            .set("seat", new.seat)
            .set("term_from", new.term_from)
            .set("term_to", new.term_to)
            .set("version", 1),
    )
    .run(tx)
    .await?;
    events::record(tx, &permit, &json!({ "added": id, "seat": new.seat })).await?;
    Ok(id)
}

/// Changes a seat of the permitted conference.
pub(super) async fn change_member(
    tx: &mut Tx,
    permit: Permit<EditMembers>,
    id: &MemberId,
    version: i64,
    new: &NewMember,
) -> Result<()> {
    Query::of(
        "update conference_members
            set account_id = $4, name = $5, profession_id = $6, organisation = $7, seat = $8,
                term_from = $9, term_to = $10, version = version + 1
          where municipality_id = $m and conference_id = $1 and id = $2 and version = $3",
        (
            &permit.subject().id,
            &id,
            version,
            &new.account_id,
            &new.name,
            &new.profession_id,
            &new.organisation,
            new.seat,
            new.term_from,
            new.term_to,
        ),
    )
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &json!({ "changed": id, "seat": new.seat })).await
}

/// Ends a seat on `day`, its last.
///
/// # Errors
/// `NotFound` when the seat is not of the permitted conference.
pub(super) async fn end_member(
    tx: &mut Tx,
    permit: Permit<EditMembers>,
    id: &MemberId,
    day: Day,
) -> Result<()> {
    let touched = Query::of(
        "update conference_members
            set term_to = $3, version = version + 1
          where municipality_id = $m and conference_id = $1 and id = $2",
        (&permit.subject().id, &id, day),
    )
    .run(tx)
    .await?;
    if touched == 0 {
        return Err(Error::NotFound);
    }
    events::record(tx, &permit, &json!({ "ended": id, "last_day": day })).await
}

/// The conferences an account sits in on `day`.
pub async fn seats(conn: &mut Conn, account: &AccountId, day: Day) -> Result<Seats> {
    let rows: Vec<(ConferenceId, ConferenceKindId, UnitId, SeatKind)> = Query::of(
        "select distinct s.conference_id, c.kind_id, c.unit_id, s.seat
           from conference_members s
           join conferences c on c.municipality_id = s.municipality_id
            and c.id = s.conference_id
          where s.municipality_id = $m and s.account_id = $1
            and (s.term_from is null or s.term_from <= $2)
            and (s.term_to is null or s.term_to >= $2)
          order by s.conference_id, s.seat",
        (account, day),
    )
    .all(conn)
    .await?;
    let seated = |(conference, kind, unit, seat)| Seated { conference, kind, unit, seat };
    Ok(Seats { conferences: rows.into_iter().map(seated).collect(), meetings: Vec::new() })
}

/// What of this room points at a part of the structure; see [`crate::room::Room::uses`].
pub(super) async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let of_all = Query::of(
        "select cast(count(*) as bigint) from conference_members where municipality_id = $m",
        (),
    );
    let query = match part {
        StructurePart::Conferences(ids) => of_all.push(" and conference_id in ").list(ids),
        StructurePart::Profession(key) => of_all.with(" and profession_id = $1", key),
        _ => return Ok(Vec::new()),
    };
    let count = query.count(conn).await?;
    Ok(room::counted("委員", count, "人").into_iter().collect())
}
