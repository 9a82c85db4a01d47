//! What of measures points at a part of the structure.

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
    let measures =
        Query::new("select cast(count(*) as bigint) from measures where municipality_id = ")
            .bind(municipality);
    let (what, query) = match part {
        StructurePart::Period { id, .. } => ("施策", measures.push(" and period_id = ").bind(id)),
        StructurePart::MeasureAnswer(key) => ("施策", measures.push(" and answer = ").bind(key)),
        StructurePart::Department(key) => ("施策", measures.push(" and department = ").bind(key)),
        StructurePart::Center(id) => (
            "フィードバック",
            Query::new("select cast(count(*) as bigint) from feedbacks where municipality_id = ")
                .bind(municipality)
                .push(" and center_id = ")
                .bind(id),
        ),
        _ => return Ok(Vec::new()),
    };
    let count = query.count(conn).await?;
    Ok(room::counted(what, count, "件").into_iter().collect())
}
