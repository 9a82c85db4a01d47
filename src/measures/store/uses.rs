//! What of measures points at a part of the structure.

use crate::{
    db::{Conn, Query},
    error::Result,
    room::{self, StructurePart},
};

/// See [`crate::room::Room::uses`].
pub async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let measures =
        Query::of("select cast(count(*) as bigint) from measures where municipality_id = $m", ());
    let (what, query) = match part {
        StructurePart::Period { id, .. } => ("施策", measures.with(" and period_id = $1", id)),
        StructurePart::MeasureAnswer(key) => ("施策", measures.with(" and answer = $1", key)),
        StructurePart::Meeting(id) => ("施策", measures.with(" and meeting_id = $1", id)),
        StructurePart::Department(key) => ("施策", measures.with(" and department = $1", key)),
        StructurePart::Unit(id) => (
            "フィードバック",
            Query::of(
                "select cast(count(*) as bigint)
                   from feedbacks
                  where municipality_id = $m
                    and unit_id = $1",
                id,
            ),
        ),
        _ => return Ok(Vec::new()),
    };
    let count = query.count(conn).await?;
    Ok(room::counted(what, count, "件").into_iter().collect())
}
