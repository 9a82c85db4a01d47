//! What of issues points at a part of the structure.

use crate::{
    db::{Conn, Query},
    error::Result,
    room::{self, StructurePart},
};

/// See [`crate::room::Room::uses`].
pub async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let issues =
        Query::of("select cast(count(*) as bigint) from issues where municipality_id = $m", ());
    let decisions = Query::of(
        "select cast(count(*) as bigint) from issue_decisions where municipality_id = $m",
        (),
    );
    let (issues, decisions) = match part {
        StructurePart::Level(id) => (
            Some(issues.with(" and level_id = $1", id)),
            Some(decisions.with(" and (from_level_id = $1 or to_level_id = $2)", (id, id))),
        ),
        StructurePart::Unit(id) => (Some(issues.with(" and unit_id = $1", id)), None),
        StructurePart::Period { id, .. } => (Some(issues.with(" and period_id = $1", id)), None),
        StructurePart::Conferences(ids) => {
            (None, Some(decisions.push(" and conference_id in ").list(ids)))
        }
        StructurePart::Meeting(id) => (None, Some(decisions.with(" and meeting_id = $1", id))),
        _ => (None, None),
    };
    let mut found = Vec::new();
    if let Some(query) = issues {
        found.extend(room::counted("課題", query.count(conn).await?, "件"));
    }
    if let Some(query) = decisions {
        found.extend(room::counted("課題の経緯", query.count(conn).await?, "件"));
    }
    Ok(found)
}
