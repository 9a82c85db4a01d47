//! What of cases points at a part of the structure.

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
    let cases = Query::new("select cast(count(*) as bigint) from cases where municipality_id = ")
        .bind(municipality);
    let (what, query, unit) = match part {
        StructurePart::Center(id) => ("", cases.push(" and center_id = ").bind(id), "事例"),
        StructurePart::CaseKind(key) => ("", cases.push(" and kind_id = ").bind(key), "事例"),
        StructurePart::SheetVersion(version) => {
            ("", cases.push(" and form_version = ").bind(*version), "事例")
        }
        StructurePart::Period { id, .. } => {
            let reviews = Query::new(
                "select cast(count(*) as bigint) from case_reviews where municipality_id = ",
            )
            .bind(municipality)
            .push(" and period_id = ")
            .bind(id)
            .count(conn)
            .await?;
            let registered = cases.push(" and period_id = ").bind(id).count(conn).await?;
            let found =
                [room::counted("", registered, "事例"), room::counted("事例の検討", reviews, "回")];
            return Ok(found.into_iter().flatten().collect());
        }
        StructurePart::Factor(key) => (
            "要因の印のある事例",
            Query::new(
                "select cast(count(*) as bigint) from case_factors where municipality_id = ",
            )
            .bind(municipality)
            .push(" and factor_id = ")
            .bind(key),
            "件",
        ),
        StructurePart::Profession(key) => (
            "事例への助言",
            Query::new("select cast(count(*) as bigint) from case_advice where municipality_id = ")
                .bind(municipality)
                .push(" and profession_id = ")
                .bind(key),
            "件",
        ),
        _ => return Ok(Vec::new()),
    };
    let count = query.count(conn).await?;
    Ok(room::counted(what, count, unit).into_iter().collect())
}
