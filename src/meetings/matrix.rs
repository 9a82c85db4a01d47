//! 開催状況: centres × kinds of conference in a deliberation period, with the totals 回 and 事例.
//!
//! The source of the papers' 開催状況 and of the screens. Nothing is typed in: all of it is counted from meetings
//! and their agendas.

use std::collections::HashMap;

use crate::{
    conferences::Conference,
    id::{CenterId, ConferenceKindId, MeetingId},
    preset::DealsWith,
    structure::Structure,
};

use super::meeting::Meeting;

/// A period's meetings by centre and kind.
#[derive(Clone, Debug)]
pub struct HeldMatrix {
    /// Kinds as the structure lists them.
    pub kinds: Vec<HeldKind>,
    /// Centres as the structure lists them, then the whole municipality if any meeting has no centre.
    pub rows: Vec<HeldRow>,
}

/// A kind of conference with its totals in the period.
#[derive(Clone, Debug)]
pub struct HeldKind {
    pub id: ConferenceKindId,
    pub name: String,
    pub short_name: String,
    /// Whether it deals with cases, so that 事例 are counted.
    pub of_cases: bool,
    /// What is said of it when all its conferences are suspended: 「休止中(再開に向け検討中)」.
    pub suspended: Option<String>,
    /// Most meetings any one row has, cancelled ones apart: how many columns it needs.
    pub columns: usize,
    /// 回 held.
    pub held: usize,
    /// 事例 on the agendas of held meetings.
    pub cases: i64,
}

/// A centre's meetings.
#[derive(Clone, Debug)]
pub struct HeldRow {
    /// None for the whole municipality.
    pub center: Option<CenterId>,
    pub name: String,
    /// One entry for each of [`HeldMatrix::kinds`]: its meetings by day, cancelled ones apart.
    pub meetings: Vec<Vec<HeldMeeting>>,
}

/// A meeting and how many cases were on its agenda.
#[derive(Clone, Debug)]
pub struct HeldMeeting {
    pub meeting: Meeting,
    pub cases: i64,
}

impl HeldMatrix {
    /// Sorts a period's meetings, which come by day, into the matrix.
    pub(super) fn of(
        structure: &Structure,
        conferences: &[Conference],
        meetings: Vec<Meeting>,
        cases: &HashMap<MeetingId, i64>,
    ) -> HeldMatrix {
        let mut rows: Vec<HeldRow> = (structure.centers.iter())
            .map(|c| (Some(CenterId::from(c.key.as_str())), row_name(structure, &c.key)))
            .chain([(None, format!("{}全体", structure.municipality.name))])
            .map(|(center, name)| HeldRow {
                center,
                name,
                meetings: vec![Vec::new(); structure.conference_kinds.len()],
            })
            .collect();
        for meeting in meetings.into_iter().filter(|m| m.status != super::MeetingStatus::Cancelled)
        {
            let kind =
                structure.conference_kinds.iter().position(|k| k.key == meeting.kind_id.as_str());
            // A centre or kind that left the structure has no place in the matrix; its meetings stay in lists.
            let row = rows.iter_mut().find(|r| r.center == meeting.center_id);
            if let (Some(kind), Some(row)) = (kind, row) {
                let cases = cases.get(&meeting.id).copied().unwrap_or(0);
                row.meetings[kind].push(HeldMeeting { meeting, cases });
            }
        }
        rows.retain(|r| r.center.is_some() || r.meetings.iter().any(|m| !m.is_empty()));
        let kinds = (structure.conference_kinds.iter().enumerate())
            .map(|(at, kind)| {
                let all = || rows.iter().flat_map(|r| &r.meetings[at]);
                let held = || all().filter(|m| m.meeting.status.was_held());
                let mut of_kind =
                    conferences.iter().filter(|c| c.kind_id.as_str() == kind.key).peekable();
                let first = of_kind.peek().map(|c| c.status_note.clone());
                HeldKind {
                    id: kind.key.as_str().into(),
                    name: kind.name.clone(),
                    short_name: kind.short_name.clone(),
                    of_cases: kind.deals_with(structure) == Some(DealsWith::Cases),
                    suspended: first.filter(|_| of_kind.all(|c| !c.status.is_active())),
                    columns: rows.iter().map(|r| r.meetings[at].len()).max().unwrap_or(0),
                    held: held().count(),
                    cases: held().map(|m| m.cases).sum(),
                }
            })
            .collect();
        HeldMatrix { kinds, rows }
    }

    /// A kind's column and its place in every row.
    pub fn kind(&self, key: &str) -> Option<(usize, &HeldKind)> {
        self.kinds.iter().enumerate().find(|(_, kind)| kind.id.as_str() == key)
    }
}

/// 「明第1」: the area's name where it has this one centre, else the centre's symbol.
pub(super) fn row_name(structure: &Structure, key: &str) -> String {
    structure.center(key).map_or_else(
        || key.to_owned(),
        |center| {
            let shared = structure.centers.iter().filter(|c| c.area == center.area).count() > 1;
            match structure.area(&center.area) {
                Some(area) if !shared => area.name.clone(),
                _ => center.symbol.clone(),
            }
        },
    )
}
