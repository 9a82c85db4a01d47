//! What an issue stands on, as far as somebody may know it.

use std::collections::BTreeSet;

use super::{Evidence, Issue, evidence::as_of, hooks::readable, store, words};
use crate::{
    access::Actor,
    cases,
    db::Conn,
    error::Result,
    id::{CaseId, IssueId},
    ledgers::{self, Ground},
    structure::Structure,
    web::Visit,
};

/// Evidence as this person may know it.
pub struct EvidenceLine {
    pub row: Evidence,
    /// The issue it stands behind, when that is not this one.
    pub through: String,
    /// The page of the case, of the record or of the list.
    pub href: Option<String>,
}

impl EvidenceLine {
    /// When it was known, or of which day a record or a list is.
    pub fn known(&self) -> String {
        let day = self.row.known_on;
        if self.row.source.is_empty() { day.short() } else { as_of(day) }
    }
}

/// The evidence of an issue and all behind it, the labels of cases only as far as this person may know them; and how many cases
/// they may not know.
pub async fn lines(
    visit: &Visit,
    conn: &mut Conn,
    issue: &Issue,
) -> Result<(Vec<EvidenceLine>, usize)> {
    let ids: Vec<IssueId> =
        store::behind(conn, std::slice::from_ref(&issue.id)).await?.into_keys().collect();
    // What stands behind belongs to other centres too: counted for everybody, shown to those who may read it.
    let behind = readable(conn, visit.actor(), &ids).await?;
    let rows = store::evidence_of_all(conn, &ids).await?;
    let seen = cases_seen(conn, visit.actor(), &rows).await?;
    let known = sources_known(conn, (visit.actor(), visit.structure()), &rows).await?;
    let mut lines = Vec::new();
    let mut shown = BTreeSet::new();
    let mut unseen = BTreeSet::new();
    for row in rows {
        if !behind.iter().any(|i| i.id == row.issue_id) {
            unseen.extend(row.case_id);
            continue;
        }
        if let Some(case) = &row.case_id {
            if !seen.contains(case) {
                unseen.insert(case.clone());
                continue;
            }
            if !shown.insert(case.clone()) {
                continue;
            }
        }
        let through = behind.iter().find(|i| i.id == row.issue_id && i.id != issue.id);
        let source = Some(&row.source).filter(|source| known.contains(*source)).cloned();
        lines.push(EvidenceLine {
            through: through.map(|i| words::name(visit.structure(), i)).unwrap_or_default(),
            href: row.case_id.as_ref().map(|case| format!("/cases/{case}")).or(source),
            row: named(row, &known),
        });
    }
    Ok((lines, unseen.len()))
}

/// Which of the cases in these rows the actor may know of.
pub async fn cases_seen(
    conn: &mut Conn,
    actor: &Actor,
    rows: &[Evidence],
) -> Result<BTreeSet<CaseId>> {
    let ids: BTreeSet<CaseId> = rows.iter().filter_map(|row| row.case_id.clone()).collect();
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let scope = cases::scope(actor);
    Ok(cases::store::within(conn, &scope, &ids).await?.into_iter().collect())
}

/// These rows as the actor may know them.
pub async fn as_known(
    conn: &mut Conn,
    of: (&Actor, &Structure),
    rows: Vec<Evidence>,
) -> Result<Vec<Evidence>> {
    let known = sources_known(conn, of, &rows).await?;
    Ok(rows.into_iter().map(|row| named(row, &known)).collect())
}

/// Which of the records and lists of ledgers in these rows the actor may know of.
async fn sources_known(
    conn: &mut Conn,
    of: (&Actor, &Structure),
    rows: &[Evidence],
) -> Result<BTreeSet<String>> {
    let sources = rows.iter().map(|row| row.source.as_str()).filter(|source| !source.is_empty());
    ledgers::known(conn, of, &sources.collect()).await
}

/// Evidence without the name of what somebody may not know of: that there is some, and how much, is the issue's own.
fn named(row: Evidence, known: &BTreeSet<String>) -> Evidence {
    if row.source.is_empty() || known.contains(&row.source) {
        return row;
    }
    let label = match Ground::is_list(&row.source) {
        true => "（見られない台帳の一覧）",
        false => "（見られない記録）",
    };
    Evidence { label: label.to_owned(), ..row }
}
