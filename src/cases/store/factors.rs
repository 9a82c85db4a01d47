//! Factors of cases.

use std::collections::HashMap;

use crate::{
    cases::case::{FactorMark, MarkedFactor},
    db::{Conn, Pairs, Query, Tx, insert_rows},
    error::Result,
    id::{CaseId, FactorId},
    record,
};

/// The factors of one case, with words once the twin was confirmed.
pub async fn factors_of(conn: &mut Conn, case: &CaseId) -> Result<Vec<MarkedFactor>> {
    Query::select::<MarkedFactor>(
        "from case_factors
        where municipality_id = $m
          and case_id = $1
        order by factor_id",
        case,
    )
    .all::<MarkedFactor>(conn)
    .await
}

record! {
    struct Row {
        case_id: CaseId,
        factor_id: FactorId,
        mark: FactorMark,
        words: String,
    }
}

/// The factors of many cases, by case.
pub async fn factors_of_many(
    conn: &mut Conn,
    cases: &[CaseId],
) -> Result<HashMap<CaseId, Vec<MarkedFactor>>> {
    let mut by_case: HashMap<CaseId, Vec<MarkedFactor>> = HashMap::with_capacity(cases.len());
    for some in cases.chunks(5_000) {
        let rows = Query::select::<Row>(
            "from case_factors
            where municipality_id = $m
              and case_id in ",
            (),
        )
        .list(some)
        .push(" order by case_id, factor_id")
        .all::<Row>(conn)
        .await?;
        for row in rows {
            let factor =
                MarkedFactor { factor_id: row.factor_id, mark: row.mark, words: row.words };
            by_case.entry(row.case_id).or_default().push(factor);
        }
    }
    Ok(by_case)
}

pub(super) async fn replace_factors(
    tx: &mut Tx,
    case: &CaseId,
    factors: &[MarkedFactor],
    leaves: bool,
) -> Result<()> {
    Query::of("delete from case_factors where municipality_id = $m and case_id = $1", case)
        .run(tx)
        .await?;
    let rows = factors.iter().map(|factor| factor_row(case, factor, leaves)).collect();
    insert_factors(tx, rows).await
}

/// Its words stand in the open only where the twin `leaves`; see `words.rs`.
pub(super) fn factor_row(case: &CaseId, factor: &MarkedFactor, leaves: bool) -> Pairs {
    Pairs::new()
        .set("case_id", case)
        .set("factor_id", &factor.factor_id)
        .set("mark", factor.mark)
        .set("words", if leaves { factor.words.as_str() } else { "" })
}

pub(super) async fn insert_factors(tx: &mut Tx, rows: Vec<Pairs>) -> Result<()> {
    insert_rows(tx, "case_factors", rows, "").await
}
