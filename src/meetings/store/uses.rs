//! What of meetings points at a part of the structure, or hangs on one of them.

use crate::{
    db::{Conn, Query},
    error::Result,
    room::{self, StructurePart},
};

const MEETINGS: &str = "select cast(count(*) as bigint) from meetings where municipality_id = $m";

/// See [`crate::room::Room::uses`]. A meeting is held by a period when it belongs to it, and when its day lies
/// within it: the conference that hears a period sits in the next one.
pub async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let found = match part {
        StructurePart::Conferences(ids) => {
            let query = Query::of(MEETINGS, ()).push(" and conference_id in ").list(ids);
            room::counted("会議", query.count(conn).await?, "回")
        }
        StructurePart::Unit(unit) => {
            let query = Query::of(MEETINGS, ()).with(" and unit_id = $1", unit);
            room::counted("会議", query.count(conn).await?, "回")
        }
        StructurePart::Period { id, first_day, last_day } => {
            let query = Query::of(MEETINGS, ()).with(
                " and (period_id = $1 or coalesce(day, planned_month) between $2 and $3)",
                (id, *first_day, *last_day),
            );
            room::counted("会議", query.count(conn).await?, "回")
        }
        StructurePart::Profession(key) => {
            let query = Query::of(
                "select cast(count(*) as bigint)
                   from attendances
                  where municipality_id = $m
                    and profession_id = $1",
                key,
            );
            room::counted("会議の出席者", query.count(conn).await?, "人")
        }
        // Heads of an agenda and a list of who is expected belong to the plan, and go with it.
        StructurePart::Meeting(id) => {
            let items = Query::of(
                "select cast(count(*) as bigint)
                   from agenda_items
                  where municipality_id = $m
                    and meeting_id = $1
                    and (subject_kind is not null or outcome <> 'open')",
                id,
            );
            let people = Query::of(
                "select cast(count(*) as bigint)
                   from attendances
                  where municipality_id = $m
                    and meeting_id = $1
                    and (presence <> 'expected' or seat = 'guest')",
                id,
            );
            let items = room::counted("議題", items.count(conn).await?, "件");
            let people = room::counted("出席者", people.count(conn).await?, "人");
            return Ok(items.into_iter().chain(people).collect());
        }
        _ => None,
    };
    Ok(found.into_iter().collect())
}
