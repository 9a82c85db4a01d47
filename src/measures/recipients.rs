//! Who is to be told of a measure: every area whose issues stand behind it, and everybody who brought a case to them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Recipient, RecipientKind, store};
use crate::{
    cases,
    db::Conn,
    error::Result,
    id::{CaseId, CenterId, IssueId, MeasureId},
    issues,
    structure::Structure,
};

/// Everybody behind a measure: centres in the structure's order, then presenters by case. Somebody behind several
/// of its issues is told once.
pub async fn recipients(
    conn: &mut Conn,
    structure: &Structure,
    measure: &MeasureId,
) -> Result<Vec<Recipient>> {
    let answered = store::issues_of(conn, measure).await?;
    let behind = issues::behind(conn, &answered).await?;
    // Each issue behind, with the answered issue through which it is reached.
    let through: BTreeMap<IssueId, IssueId> = behind
        .into_iter()
        .filter_map(|(issue, answered)| Some((issue, answered.into_iter().next()?)))
        .collect();
    let ids: Vec<IssueId> = through.keys().cloned().collect();

    let mut centers: BTreeMap<CenterId, IssueId> = BTreeMap::new();
    for issue in issues::find_all(conn, &ids).await? {
        if let (Some(center), Some(answered)) = (issue.center_id, through.get(&issue.id)) {
            centers.entry(center).or_insert_with(|| answered.clone());
        }
    }
    let mut told: Vec<Recipient> = structure
        .centers
        .iter()
        .filter_map(|center| {
            let id = CenterId::from(center.key.as_str());
            let issue = centers.get(&id)?.clone();
            Some(Recipient {
                kind: RecipientKind::Center,
                center: id,
                case: None,
                account: None,
                name: center.name.clone(),
                issue,
            })
        })
        .collect();

    let evidence = issues::evidence_of_all(conn, &ids).await?;
    let mut reached: BTreeMap<CaseId, (IssueId, String)> = BTreeMap::new();
    for row in evidence {
        if let (Some(case), Some(answered)) = (&row.case_id, through.get(&row.issue_id)) {
            reached.entry(case.clone()).or_insert_with(|| (answered.clone(), row.name()));
        }
    }
    let case_ids: Vec<CaseId> = reached.keys().cloned().collect();
    let mut seen = BTreeSet::new();
    for presented in cases::store::presented(conn, &case_ids).await? {
        let Some((issue, label)) = reached.get(&presented.id) else {
            continue;
        };
        // What the centre's own staff brought is told through the centre.
        if presented.presenter_id.is_none() && presented.presenter_name.is_empty() {
            continue;
        }
        if seen.insert(presented.id.clone()) {
            told.push(Recipient {
                kind: RecipientKind::Presenter,
                center: presented.center_id,
                case: Some(presented.id),
                account: presented.presenter_id,
                name: format!("{}({label})", presented.presenter_name),
                issue: issue.clone(),
            });
        }
    }
    Ok(told)
}
