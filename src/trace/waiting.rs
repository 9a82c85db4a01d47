//! What a thread waits for, since when, and whose turn it is.

use std::collections::BTreeMap;

use crate::{
    clock::Day,
    db::Conn,
    error::Result,
    id::{IssueId, MeasureId},
    issues::{self, Evidence, Issue, IssueStatus},
    measures::{self, Feedback, Measure, MeasureStatus},
    structure::Structure,
};

/// All that the thread is drawn from, within what the actor may see.
#[derive(Default)]
pub(super) struct Found {
    pub issues: Vec<Issue>,
    pub evidence: Vec<Evidence>,
    pub links: Vec<issues::Link>,
    pub measures: Vec<Measure>,
    pub answers: BTreeMap<MeasureId, Vec<IssueId>>,
    pub feedbacks: Vec<Feedback>,
}

/// Whether an issue of this status waits for a conference.
pub(super) fn waits_here(status: IssueStatus) -> bool {
    matches!(
        status,
        IssueStatus::Candidate
            | IssueStatus::Open
            | IssueStatus::CarriedOver
            | IssueStatus::Continued
            | IssueStatus::HandedOver
            | IssueStatus::Returned
    )
}

/// What the thread waits for, since how many days, and whose turn it is; the furthest point counts.
pub(super) async fn waits(
    conn: &mut Conn,
    structure: &Structure,
    found: &Found,
    today: Day,
) -> Result<Option<String>> {
    let city = &structure.municipality.name;
    let waiting: Vec<&Feedback> = found.feedbacks.iter().filter(|f| f.waits()).collect();
    if let Some(first) = waiting.iter().map(|f| f.sent_on).min() {
        return Ok(Some(format!(
            "伝えた相手の確認待ち {}件・{}日目・担当 伝えた相手のセンターと事例提供者",
            waiting.len(),
            today.since(first)
        )));
    }
    for measure in &found.measures {
        let told = found.feedbacks.iter().any(|f| f.measure_id == measure.id);
        if !told {
            let days = today.since(measure.decided_on);
            return Ok(Some(format!("圏域と事例提供者への展開待ち・{days}日目・担当 {city}")));
        }
        let next = measures::follow_ups(conn, &measure.id)
            .await?
            .into_iter()
            .find(|f| f.done_on.is_none());
        if let Some(next) = next {
            let late = today.since(next.due);
            let when = if late > 0 {
                format!("{late}日超過")
            } else {
                format!("{}の予定", next.due)
            };
            return Ok(Some(format!("施策の効果の確認待ち・{when}・担当 {city}")));
        }
        if matches!(measure.status, MeasureStatus::Planned | MeasureStatus::Running) {
            let department = measures::words::department(structure, &measure.department);
            let who = if department.is_empty() { city.as_str() } else { department };
            return Ok(Some(format!("施策の実施({})・担当 {who}", measure.status.label())));
        }
    }
    let furthest = found.issues.iter().rev().find(|issue| waits_here(issue.status));
    let Some(issue) = furthest else {
        return Ok(None);
    };
    let decided = issues::decisions(conn, std::slice::from_ref(&issue.id)).await?;
    let since = decided.last().map_or(issue.raised_on, |d| d.decided_on);
    let who = issues::words::place(structure, issue);
    Ok(Some(format!(
        "「{}」({})・{}日目・担当 {who}",
        issue.title,
        issue.status.label(),
        today.since(since)
    )))
}
