//! 資料2: what each unit deliberated, and how it was decided.

use super::records::{Records, distinct, small};
use crate::{
    issues::{self, Issue, Move},
    papers::{
        figures,
        sheets::{AreaDiscussions, AreaIssueEntry, CentreReport, Decision, DecisionWord},
    },
};

/// 資料2.
pub(super) fn area(records: &Records) -> AreaDiscussions {
    let paper = &records.structure.papers.shiryo2;
    let kind_at = |of_cases: bool| {
        let keys = &records.structure.papers.held.conference_kinds;
        records.held.kinds.iter().position(|k| k.of_cases == of_cases && keys.contains(&k.id))
    };
    let (of_issues, of_cases) = (kind_at(false), kind_at(true));
    let name =
        |at: Option<usize>| at.map_or_else(String::new, |n| records.held.kinds[n].name.clone());
    let centres = records
        .rows()
        .into_iter()
        .map(|unit| {
            let held = records.held.rows.iter().find(|row| row.unit == unit);
            let held_of = |at: Option<usize>| {
                held.zip(at)
                    .map_or(&[][..], |(row, n)| row.meetings[n].as_slice())
                    .iter()
                    .filter(|x| x.meeting.status.was_held())
            };
            let awaited = records.awaited.iter();
            let mut awaited = awaited.filter(|(of, _)| records.structure.row_unit(of) == unit);
            CentreReport {
                centre: records.unit_name(&unit),
                area_meetings: held_of(of_issues).filter_map(|x| Some(x.meeting.day?.0)).collect(),
                case_meetings: small(held_of(of_cases).count() as i64),
                cases: distinct(
                    records
                        .reviews
                        .iter()
                        .filter(|r| records.unit_of.get(&r.case_id) == Some(&unit)),
                ),
                awaited: awaited.next().map(|(_, status)| status.in_papers().to_owned()),
                issues: records
                    .area_issues
                    .iter()
                    .filter(|i| records.row_of(i) == unit)
                    .filter_map(|issue| entry(records, issue))
                    .collect(),
            }
        })
        .collect();
    AreaDiscussions {
        edition: records.edition(paper),
        name: figures::name(paper),
        area_conference: name(of_issues),
        case_conference: name(of_cases),
        decisions: DecisionWord::standard(),
        centres,
    }
}

fn entry(records: &Records, issue: &Issue) -> Option<AreaIssueEntry> {
    let decision = standing(records, issue)?;
    Some(AreaIssueEntry {
        title: issue.title.clone(),
        evidence: records.evidence_of(&issue.id),
        case_labels: records.labels_of(&issue.id),
        discussed: issue.description.clone(),
        decision: word(decision.step)?,
        decided_at: records.decided_at(decision),
        reason: decision.reason.clone(),
        follow_up: decision.review_on.map(|day| format!("{} に確認する", day.short())),
    })
}

/// The decision of this level that stands: the last that a conference took.
fn standing<'a>(records: &'a Records, issue: &Issue) -> Option<&'a issues::Decision> {
    let all = records.decisions.get(&issue.id)?;
    all.iter().rev().find(|d| word(d.step).is_some())
}

/// The papers' word for a move, for those moves that are decisions of an area.
fn word(step: Move) -> Option<Decision> {
    Some(match step {
        Move::SolveHere => Decision::SolvedInArea,
        Move::HandOver => Decision::HandedToWorkingGroup,
        Move::Escalate => Decision::Escalated,
        Move::Continue => Decision::Continued,
        Move::CarryOver => Decision::CarriedOver,
        _ => return None,
    })
}
