//! What rooms below need to know of the cases behind an issue: who brought them, and which a person may see.

use crate::{
    access::Scope,
    db::{Conn, Query},
    error::Result,
    id::{AccountId, CaseId, CenterId},
    record,
};

record! {
    /// A case and who brought it; feedback goes there.
    #[derive(Clone, Debug)]
    pub struct Presented {
        pub id: CaseId,
        pub center_id: CenterId,
        /// The presenter's account, when they have one.
        pub presenter_id: Option<AccountId>,
        pub presenter_name: String,
    }
}

const PRESENTED: &str = "select c.id, c.center_id, c.presenter_id, c.presenter_name from cases c where c.municipality_id = $m";

/// Who brought these cases, by label.
pub async fn presented(conn: &mut Conn, ids: &[CaseId]) -> Result<Vec<Presented>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Query::of(PRESENTED, ())
        .push(" and c.id in ")
        .list(ids)
        .push(" order by c.label, c.id")
        .all(conn)
        .await
}

/// The cases an account brought.
pub async fn of_presenter(conn: &mut Conn, account: &AccountId) -> Result<Vec<CaseId>> {
    let rows: Vec<CaseId> = Query::of(
        "select c.id
           from cases c
          where c.municipality_id = $m
            and c.presenter_id = $1
          order by c.id",
        account,
    )
    .all(conn)
    .await?;
    Ok(rows)
}

/// Those of these cases that lie within a scope, so that others can be shown as a number only.
pub async fn within(conn: &mut Conn, scope: &Scope, ids: &[CaseId]) -> Result<Vec<CaseId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let q = Query::of("select c.id from cases c where c.municipality_id = $m and c.id in ", ())
        .list(ids);
    let rows: Vec<CaseId> = scope.filter(q, &super::SCOPE).push(" order by c.id").all(conn).await?;
    Ok(rows)
}
