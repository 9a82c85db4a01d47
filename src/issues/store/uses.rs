//! What of issues points at a part of the structure.

use crate::{
    db::{Conn, Query},
    error::Result,
    id::MunicipalityId,
    room::{self, StructurePart},
};

/// See [`crate::room::Room::uses`].
pub async fn uses(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    part: &StructurePart,
) -> Result<Vec<String>> {
    let issues = Query::new("select cast(count(*) as bigint) from issues where municipality_id = ")
        .bind(municipality);
    let decisions =
        Query::new("select cast(count(*) as bigint) from issue_decisions where municipality_id = ")
            .bind(municipality);
    let (issues, decisions) = match part {
        StructurePart::Level(id) => (
            Some(issues.push(" and level_id = ").bind(id)),
            Some(
                decisions
                    .push(" and (from_level_id = ")
                    .bind(id)
                    .push(" or to_level_id = ")
                    .bind(id)
                    .push(")"),
            ),
        ),
        StructurePart::Center(id) => (Some(issues.push(" and center_id = ").bind(id)), None),
        StructurePart::Period { id, .. } => (Some(issues.push(" and period_id = ").bind(id)), None),
        StructurePart::Conferences(ids) => {
            (None, Some(decisions.push(" and conference_id in ").list(ids)))
        }
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
