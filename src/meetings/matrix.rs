//! 開催状況: units × kinds of conference in a deliberation period, with the totals 回 and 事例.
//!
//! The source of the papers' 開催状況 and of the screens. Nothing is typed in: all of it is counted from meetings
//! and their agendas.

use std::collections::HashMap;

use crate::{
    conferences::Conference,
    id::{ConferenceKindId, MeetingId, UnitId},
    preset::DealsWith,
    structure::Structure,
};

use super::meeting::Meeting;

/// A period's meetings by unit and kind.
#[derive(Clone, Debug, Default)]
pub struct HeldMatrix {
    /// Kinds as the structure lists them.
    pub kinds: Vec<HeldKind>,
    /// Places as the structure lists them, the smallest first, then the whole municipality if any meeting was held for it.
    pub rows: Vec<HeldRow>,
}

/// A kind of conference with its totals in the period.
#[derive(Clone, Debug)]
pub struct HeldKind {
    pub id: ConferenceKindId,
    pub name: String,
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

/// A unit's meetings.
#[derive(Clone, Debug)]
pub struct HeldRow {
    pub unit: UnitId,
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
        let mut rows: Vec<HeldRow> = (row_units(structure).into_iter())
            .map(|unit| HeldRow {
                name: row_name(structure, &unit),
                unit,
                meetings: vec![Vec::new(); structure.conference_kinds.len()],
            })
            .collect();
        for meeting in meetings.into_iter().filter(|m| m.status != super::MeetingStatus::Cancelled)
        {
            let kind = structure.conference_kinds.iter().position(|k| k.key == meeting.kind_id);
            // A unit or kind that left the structure has no place in the matrix; its meetings stay in lists.
            let unit = structure.row_unit(&meeting.unit_id);
            let row = rows.iter_mut().find(|r| r.unit == unit);
            if let (Some(kind), Some(row)) = (kind, row) {
                let cases = cases.get(&meeting.id).copied().unwrap_or(0);
                row.meetings[kind].push(HeldMeeting { meeting, cases });
            }
        }
        rows.retain(|r| !r.unit.is_municipality() || r.meetings.iter().any(|m| !m.is_empty()));
        let kinds = (structure.conference_kinds.iter())
            .map(|kind| {
                let mut of_kind = conferences.iter().filter(|c| c.kind_id == kind.key).peekable();
                let first = of_kind.peek().map(|c| c.status_note.clone());
                HeldKind {
                    id: kind.key.clone(),
                    name: kind.name.clone(),
                    of_cases: kind.deals_with(structure) == Some(DealsWith::Cases),
                    suspended: first.filter(|_| of_kind.all(|c| !c.status.is_active())),
                    columns: 0,
                    held: 0,
                    cases: 0,
                }
            })
            .collect();
        HeldMatrix { kinds, rows }.counted()
    }

    /// The same of these places alone.
    pub fn of_units(mut self, of: impl Fn(&UnitId) -> bool) -> HeldMatrix {
        self.rows.retain(|row| of(&row.unit));
        self.counted()
    }

    fn counted(mut self) -> HeldMatrix {
        for (at, kind) in self.kinds.iter_mut().enumerate() {
            let all = || self.rows.iter().flat_map(|row| &row.meetings[at]);
            let held = || all().filter(|m| m.meeting.status.was_held());
            kind.columns = self.rows.iter().map(|row| row.meetings[at].len()).max().unwrap_or(0);
            kind.held = held().count();
            kind.cases = held().map(|m| m.cases).sum();
        }
        self
    }
}

/// The places that stand as rows of a year's plan and of what was held, the whole municipality last.
pub(super) fn row_units(structure: &Structure) -> Vec<UnitId> {
    let mut units = structure.rows(structure.conference_kinds.iter());
    units.retain(|unit| !unit.is_municipality());
    units.push(UnitId::municipality());
    units
}

/// 「明第1」, 「庵治」, 「高松市全体」.
pub(super) fn row_name(structure: &Structure, unit: &UnitId) -> String {
    let name = structure.unit_name(unit);
    if unit.is_municipality() { format!("{name}全体") } else { name }
}
