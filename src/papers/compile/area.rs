//! 資料2: what each unit deliberated, and how it was decided.

use super::records::{Records, distinct};
use crate::{
    clock::Day,
    id::{ConferenceKindId, UnitId},
    issues::{self, Issue},
    papers::{
        figures,
        sheets::{AreaDiscussions, AreaIssueEntry, CentreReport, Decision, DecisionWord, HeldKind},
    },
    preset::DealsWith,
};

/// 資料2.
pub(super) fn area(records: &Records) -> AreaDiscussions {
    let paper = &records.structure.papers.shiryo2;
    let columns = columns(records);
    let centres: Vec<CentreReport> =
        records.rows().into_iter().map(|unit| centre(records, &columns, &unit)).collect();
    AreaDiscussions {
        edition: records.edition(paper),
        name: figures::name(paper),
        conferences: columns
            .iter()
            .map(|at| &records.held.kinds[*at])
            .map(|kind| HeldKind { name: kind.name.clone(), of_cases: kind.of_cases })
            .collect(),
        decisions: decisions(records, &centres),
        centres,
    }
}

/// The kinds of conference that this paper counts: those of the lowest level in the table of what was held, those of
/// issues first.
fn columns(records: &Records) -> Vec<usize> {
    let structure = &records.structure;
    let counted = |key: &ConferenceKindId| {
        structure.kind_of(key).is_some_and(|kind| {
            issues::is_lowest(structure, &kind.level) && !structure.hears_period_before(kind)
        })
    };
    let keys = structure.papers.held.conference_kinds.iter().filter(|key| counted(key));
    let mut columns: Vec<usize> =
        keys.filter_map(|key| records.held.kinds.iter().position(|kind| kind.id == *key)).collect();
    columns.sort_by_key(|at| records.held.kinds[*at].of_cases);
    columns
}

fn centre(records: &Records, columns: &[usize], unit: &UnitId) -> CentreReport {
    let held = records.held.rows.iter().find(|row| row.unit == *unit);
    let days = |at: &usize| {
        let of_kind = held.map_or(&[][..], |row| row.meetings[*at].as_slice()).iter();
        of_kind.filter(|x| x.meeting.status.was_held()).filter_map(|x| Some(x.meeting.day?.0))
    };
    let awaits = records.awaits(unit);
    let report = records.report_of(unit);
    let cases = records.reviews.iter().filter(|r| records.unit_of.get(&r.case_id) == Some(unit));
    let issues = records.area_issues.iter().filter(|i| !awaits && records.row_of(i) == *unit);
    CentreReport {
        centre: records.unit_name(unit),
        meetings: columns.iter().map(|at| days(at).collect()).collect(),
        cases: distinct(cases),
        awaited: report.filter(|_| awaits).map(|report| report.status.in_papers().to_owned()),
        summary: report.filter(|_| !awaits).map(|r| r.summary.clone()).unwrap_or_default(),
        issues: issues.filter_map(|issue| entry(records, issue)).collect(),
    }
}

/// The decisions with their words. What this structure cannot decide, and did not, has no column.
fn decisions(records: &Records, centres: &[CentreReport]) -> Vec<DecisionWord> {
    let structure = &records.structure;
    let Some(lowest) = structure.lowest_level().map(|level| &level.key) else { return Vec::new() };
    let kinds = &structure.conference_kinds;
    let possible = |decision: Decision| match decision {
        Decision::HandedToWorkingGroup => {
            kinds.iter().any(|kind| kind.deals_with(structure) == Some(DealsWith::Work))
        }
        Decision::Escalated => !issues::levels_above(structure, lowest).is_empty(),
        _ => true,
    };
    let taken = |decision: Decision| centres.iter().any(|centre| centre.decided(decision) > 0);
    let all = Decision::ALL.into_iter().filter(|decision| possible(*decision) || taken(*decision));
    all.map(|decision| {
        let word = issues::decided_word(structure, lowest, decision.step());
        DecisionWord { decision, word }
    })
    .collect()
}

fn entry(records: &Records, issue: &Issue) -> Option<AreaIssueEntry> {
    let decision = standing(records, issue)?;
    Some(AreaIssueEntry {
        number: issue.number,
        title: issue.title.clone(),
        evidence: records.evidence_of(&issue.id),
        case_labels: records.labels_of(&issue.id),
        discussed: issue.description.clone(),
        decision: Decision::of(decision.step)?,
        decided_at: records.decided_at(decision),
        reason: decision.reason.clone(),
        follow_up: decision.review_on.map(|day| next_look(day, records.today)),
    })
}

/// When it is looked at again; of a day that went by without another decision, that it did.
fn next_look(day: Day, today: Day) -> String {
    let day_words = day.short();
    if day < today {
        format!("{day_words}（この日を過ぎ、その後の決定はまだない）")
    } else {
        day_words
    }
}

/// The decision of this level that stands: the last that a conference took.
fn standing<'a>(records: &'a Records, issue: &Issue) -> Option<&'a issues::Decision> {
    let all = records.decisions.get(&issue.id)?;
    all.iter().rev().find(|d| Decision::of(d.step).is_some())
}
