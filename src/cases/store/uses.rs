//! What of cases points at a part of the structure.

use crate::{
    db::{Conn, Query},
    error::Result,
    room::{self, StructurePart},
};

/// See [`crate::room::Room::uses`].
pub async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let cases =
        Query::of("select cast(count(*) as bigint) from cases where municipality_id = $m", ());
    let (what, query, unit) = match part {
        StructurePart::Unit(unit) => {
            let there = " and ('center.' || center_id = $1 or 'district.' || district_id = $1)";
            ("", cases.with(there, unit), "事例")
        }
        StructurePart::CaseKind(key) => ("", cases.with(" and kind_id = $1", key), "事例"),
        StructurePart::SheetVersion(version) => {
            ("", cases.with(" and form_version = $1", *version), "事例")
        }
        StructurePart::Period { id, .. } => {
            let reviews = Query::of(
                "select cast(count(*) as bigint)
                   from case_reviews
                  where municipality_id = $m
                    and period_id = $1",
                id,
            )
            .count(conn)
            .await?;
            let registered = cases.with(" and period_id = $1", id).count(conn).await?;
            let found =
                [room::counted("", registered, "事例"), room::counted("事例の検討", reviews, "回")];
            return Ok(found.into_iter().flatten().collect());
        }
        StructurePart::Factor(key) => (
            "要因の印のある事例",
            Query::of(
                "select cast(count(*) as bigint)
                   from case_factors
                  where municipality_id = $m
                    and factor_id = $1",
                key,
            ),
            "件",
        ),
        StructurePart::Profession(key) => (
            "事例への助言",
            Query::of(
                "select cast(count(*) as bigint)
                   from case_advice
                  where municipality_id = $m
                    and profession_id = $1",
                key,
            ),
            "件",
        ),
        StructurePart::Meeting(id) => (
            "事例の検討",
            Query::of(
                "select cast(count(*) as bigint)
                   from case_reviews
                  where municipality_id = $m
                    and meeting_id = $1",
                id,
            ),
            "件",
        ),
        _ => return Ok(Vec::new()),
    };
    let count = query.count(conn).await?;
    Ok(room::counted(what, count, unit).into_iter().collect())
}
