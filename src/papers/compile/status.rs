//! 資料2 別添2: what each conference is for, and what was held when.

use super::records::{Records, distinct, small};
use crate::{
    id::{ConferenceKindId, MeetingId},
    papers::{
        figures,
        sheets::{FunctionsAndStatus, HeldCentre, HeldConference, HeldMeeting, HeldTable, Tally},
    },
};

/// 資料2 別添2.
pub(super) fn status(records: &Records) -> FunctionsAndStatus {
    let paper = &records.structure.papers.shiryo2_betten2;
    let chart = &records.structure.papers.held;
    let columns: Vec<usize> = chart
        .conference_kinds
        .iter()
        .filter_map(|key| records.held.kinds.iter().position(|k| k.id == *key))
        .collect();
    let life_support = figures::life_support(&records.structure);
    FunctionsAndStatus {
        edition: records.edition(paper),
        name: figures::name(paper),
        structure: figures::structure(&records.structure),
        life_support: (!life_support.layers.is_empty()).then_some(life_support),
        schedule: figures::schedule(&records.structure),
        held: HeldTable {
            title: chart.title.clone(),
            windows: figures::windows(&records.structure, &records.period),
            place_head: chart.center_heading.clone(),
            conferences: columns
                .iter()
                .map(|n| &records.held.kinds[*n])
                .map(|kind| HeldConference {
                    name: kind.name.clone(),
                    total: Tally {
                        meetings: small(kind.held as i64),
                        cases: kind.of_cases.then(|| discussed_in(records, &kind.id)),
                    },
                })
                .collect(),
            centres: records
                .held
                .rows
                .iter()
                // What was held for the whole municipality has its row where it counts into the totals below.
                .filter(|row| {
                    !row.unit.is_municipality()
                        || columns.iter().any(|n| !row.meetings[*n].is_empty())
                })
                .map(|row| HeldCentre {
                    centre: if row.unit.is_municipality() {
                        row.name.clone()
                    } else {
                        records.unit_name(&row.unit)
                    },
                    meetings: columns
                        .iter()
                        .map(|n| {
                            row.meetings[*n]
                                .iter()
                                .filter(|x| x.meeting.status.was_held())
                                .filter_map(|x| {
                                    let of_cases = records.held.kinds[*n].of_cases;
                                    Some(HeldMeeting {
                                        on: x.meeting.day?.0,
                                        cases: of_cases
                                            .then(|| discussed_at(records, &x.meeting.id)),
                                        note: None,
                                    })
                                })
                                .collect()
                        })
                        .collect(),
                })
                .collect(),
            total_head: chart.totals_heading.clone(),
        },
    }
}

/// Distinct cases discussed in meetings of a kind.
fn discussed_in(records: &Records, kind: &ConferenceKindId) -> u32 {
    let of_kind = |id| records.meetings.get(id).is_some_and(|x| x.kind_id == *kind);
    distinct(records.reviews.iter().filter(|r| of_kind(&r.meeting_id)))
}

fn discussed_at(records: &Records, meeting: &MeetingId) -> u32 {
    distinct(records.reviews.iter().filter(|r| r.meeting_id == *meeting))
}
