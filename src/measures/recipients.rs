//! Who is to be told of an answer: every unit whose issues stand behind it, and everybody who brought a case to them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Recipient, RecipientKind, Told, store};
use crate::{
    cases,
    db::Conn,
    error::Result,
    id::{CaseId, IssueId, UnitId},
    issues,
    structure::Structure,
};

/// Whether anybody behind these answered issues was not told yet.
pub async fn anybody_left(
    conn: &mut Conn,
    structure: &Structure,
    (told, answered): (&Told, &[IssueId]),
) -> Result<bool> {
    let told = store::feedbacks_of(conn, told).await?;
    let all = recipients(conn, structure, answered).await?;
    Ok(all.iter().any(|recipient| !told.iter().any(|feedback| recipient.is(feedback))))
}

/// Everybody behind these answered issues: units in the structure's order, then presenters by case. Somebody behind several
/// of its issues is told once.
pub async fn recipients(
    conn: &mut Conn,
    structure: &Structure,
    answered: &[IssueId],
) -> Result<Vec<Recipient>> {
    let behind = issues::behind(conn, answered).await?;
    // Each issue behind, with the answered issue through which it is reached.
    let through: BTreeMap<IssueId, IssueId> = behind
        .into_iter()
        .filter_map(|(issue, answered)| Some((issue, answered.into_iter().next()?)))
        .collect();
    let ids: Vec<IssueId> = through.keys().cloned().collect();

    let mut units: BTreeMap<UnitId, IssueId> = BTreeMap::new();
    for issue in issues::find_all(conn, &ids).await? {
        if let Some(answered) = through.get(&issue.id).filter(|_| !issue.unit_id.is_municipality())
        {
            units.entry(issue.unit_id).or_insert_with(|| answered.clone());
        }
    }
    let order = issues::words::units(structure);
    let place = |unit: &UnitId| order.iter().position(|known| known.value == unit.as_str());
    let mut units: Vec<(UnitId, IssueId)> = units.into_iter().collect();
    // A unit that left the structure comes last; it is the city's to tell.
    units.sort_by_key(|(unit, _)| place(unit).unwrap_or(usize::MAX));
    let mut told: Vec<Recipient> = units
        .into_iter()
        .map(|(unit, issue)| Recipient {
            kind: RecipientKind::Unit,
            case: None,
            account: None,
            name: structure.unit_title(&unit),
            unit,
            issue,
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
                unit: UnitId::center(presented.center_id),
                case: Some(presented.id),
                account: presented.presenter_id,
                name: format!("{}({label})", presented.presenter_name),
                issue: issue.clone(),
            });
        }
    }
    Ok(told)
}
