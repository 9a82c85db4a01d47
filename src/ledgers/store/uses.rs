//! What of records points at a part of the structure.

use crate::{
    db::{Conn, Query},
    error::Result,
    room::{self, StructurePart},
};

/// See [`crate::room::Room::uses`].
pub async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let pointing = |value: &str| {
        Query::of(
            "select cast(count(distinct record_id) as bigint)
               from ledger_values
              where municipality_id = $m
                and value = $1",
            value,
        )
    };
    let query = match part {
        StructurePart::Unit(id) => pointing(id.as_str()),
        StructurePart::Department(key) => pointing(&format!("department.{key}")),
        StructurePart::Profession(key) => pointing(&format!("profession.{key}")),
        StructurePart::Conferences(ids) => {
            let values = ids.iter().map(|id| format!("conference.{id}"));
            let values: Vec<String> = values.collect();
            if values.is_empty() {
                return Ok(Vec::new());
            }
            Query::of(
                "select cast(count(distinct record_id) as bigint)
                   from ledger_values
                  where municipality_id = $m
                    and value in ",
                (),
            )
            .list(&values)
        }
        StructurePart::Meeting(id) => pointing(&format!("meeting.{id}")),
        StructurePart::Ledger(key) => Query::of(
            "select cast(count(*) as bigint)
               from ledger_records
              where municipality_id = $m
                and ledger_id = $1",
            key,
        ),
        StructurePart::LedgerValue { ledger, field, value } => Query::of(
            "select cast(count(*) as bigint)
               from ledger_values
              where municipality_id = $m
                and value = $1
                and ledger_id = $2
                and field_id = $3",
            (value, ledger, field),
        ),
        StructurePart::LedgerState { ledger, state } => Query::of(
            "select cast(count(*) as bigint)
               from ledger_records
              where municipality_id = $m
                and ledger_id = $1
                and state_id = $2",
            (ledger, state),
        ),
        _ => return Ok(Vec::new()),
    };
    let count = query.count(conn).await?;
    Ok(room::counted("台帳の記録", count, "件").into_iter().collect())
}
