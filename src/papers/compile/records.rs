//! What of a period's records several papers need, and how they put it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cases::{MarkedFactor, Review},
    clock::Day,
    conferences::Conference,
    id::{CaseId, ConferenceId, IssueId, LevelId, MeetingId, UnitId},
    issues::{self, EvidenceCounts, Issue},
    meetings::{HeldMatrix, Meeting, MeetingStatus},
    papers::{
        report::Report,
        sheets::{Edition, EditionState, Evidence, EvidenceKind},
    },
    preset::{Level, Paper},
    structure::{Period, Structure},
};

/// What of a period's records several papers need.
pub(super) struct Records {
    pub(super) structure: Structure,
    pub(super) period: Period,
    pub(super) today: Day,
    pub(super) held: HeldMatrix,
    /// Discussed reviews of the period.
    pub(super) reviews: Vec<Review>,
    /// The row of each reviewed case: the unit for which it counts.
    pub(super) unit_of: BTreeMap<CaseId, UnitId>,
    pub(super) factors: BTreeMap<CaseId, Vec<MarkedFactor>>,
    /// Discussed cases of which nothing may be printed.
    pub(super) unconfirmed: BTreeSet<CaseId>,
    pub(super) area_issues: Vec<Issue>,
    pub(super) city_issues: Vec<Issue>,
    pub(super) evidence: BTreeMap<IssueId, Vec<issues::Evidence>>,
    pub(super) decisions: BTreeMap<IssueId, Vec<issues::Decision>>,
    /// Those of the period, and those of others in which something was decided.
    pub(super) meetings: BTreeMap<MeetingId, Meeting>,
    pub(super) conferences: BTreeMap<ConferenceId, String>,
    /// The reports of all units that hand one in.
    pub(super) reports: Vec<Report>,
    pub(super) state: EditionState,
    /// The conference to which the papers go, where that is not the one that hears the whole period.
    pub(super) hears: Option<Conference>,
}

impl Records {
    /// Keeps what concerns the places of a conference, up to its level.
    pub(super) fn narrow(&mut self, conference: Conference) {
        let structure = &self.structure;
        let height = |level: &LevelId| structure.level(level).map(|level| level.order);
        let top = structure.kind_of(&conference.kind_id).and_then(|kind| height(&kind.level));
        let of = |unit: &UnitId| of_places(structure, &conference, unit);
        self.held = std::mem::take(&mut self.held).of_units(of);
        self.reviews.retain(|review| of(&review.unit_id));
        let reviewed: std::collections::HashMap<_, _> =
            self.reviews.iter().map(|r| (r.case_id.clone(), r.unit_id.clone())).collect();
        self.unit_of.retain(|case, unit| match reviewed.get(case) {
            Some(here) => {
                unit.clone_from(here);
                true
            }
            None => of(unit),
        });
        self.factors.retain(|case, _| self.unit_of.contains_key(case));
        self.area_issues.retain(|issue| of(&issue.unit_id));
        self.city_issues.retain(|issue| of(&issue.unit_id) && height(&issue.level_id) <= top);
        self.reports.retain(|report| of(&report.unit_id));
        self.hears = Some(conference);
    }

    /// Whether something of this unit stands in the papers.
    pub(super) fn concerns(&self, unit: &UnitId) -> bool {
        self.hears.as_ref().is_none_or(|hears| of_places(&self.structure, hears, unit))
    }

    /// The levels of the structure up to that of the conference to which the papers go, from the ground.
    pub(super) fn storeys(&self) -> Vec<&Level> {
        let mut all = self.structure.storeys();
        let kind = self.hears.as_ref().and_then(|hears| self.structure.kind_of(&hears.kind_id));
        if let Some(top) = kind.and_then(|kind| self.structure.level(&kind.level)) {
            all.retain(|level| level.order <= top.order);
        }
        all
    }

    pub(super) fn edition(&self, paper: &Paper) -> Edition {
        let year = i16::try_from(self.period.fiscal_year).unwrap_or(i16::MAX);
        let number = u8::try_from(self.period.number).unwrap_or(u8::MAX);
        Edition {
            municipality: self.structure.municipality.name.clone(),
            conference: match &self.hears {
                Some(hears) => hears.name.clone(),
                None => self.structure.city_conference_title(year, number),
            },
            places: self.structure.places_word().to_owned(),
            held_on: self.heard_on().map(|d| d.0),
            period: self.structure.period_months(year, number),
            unreported: self.unreported(),
            state: self.state,
            confidential: paper.confidential.then(|| self.structure.papers.confidentiality.clone()),
        }
    }

    /// The day of the conference that hears the period, once one is set: the first of its sittings.
    fn heard_on(&self) -> Option<Day> {
        let hears = |x: &&Meeting| match &self.hears {
            Some(hears) => x.conference_id == hears.id,
            None => self.structure.hearing_kind().is_some_and(|kind| x.kind_id == kind.key),
        };
        let of_period = |x: &&Meeting| x.period_id.as_ref() == Some(&self.period.id);
        let sittings = self.meetings.values().filter(of_period).filter(hears);
        let sittings = sittings.filter(|x| x.status != MeetingStatus::Cancelled);
        sittings.filter_map(|x| x.day).min()
    }

    /// The rows of the papers: the units that report, then others for which something was held or reviewed.
    pub(super) fn rows(&self) -> Vec<UnitId> {
        let reporting = self.structure.reporting_units();
        let mut rows: Vec<UnitId> =
            reporting.iter().map(|unit| self.structure.row_unit(unit)).collect();
        rows.retain(|unit| self.concerns(unit));
        let held = self.held.rows.iter().filter(|row| !row.unit.is_municipality());
        let held = held.filter(|row| row.meetings.iter().any(|of_kind| !of_kind.is_empty()));
        for unit in held.map(|row| &row.unit).chain(self.unit_of.values()) {
            if !rows.contains(unit) {
                rows.push(unit.clone());
            }
        }
        rows
    }

    /// The report for a row: of several units in one row, one that is not in.
    pub(super) fn report_of(&self, row: &UnitId) -> Option<&Report> {
        let theirs = |report: &&Report| self.structure.row_unit(&report.unit_id) == *row;
        self.reports.iter().filter(theirs).min_by_key(|report| report.status.is_in())
    }

    /// Whether the report for a row is still to come, so that its issues are not counted yet.
    pub(super) fn awaits(&self, row: &UnitId) -> bool {
        self.report_of(row).is_some_and(|report| !report.status.is_in())
    }

    /// Whether an issue of the period belongs to a unit of the lowest level whose report is still to come.
    pub(super) fn is_awaited(&self, issue: &Issue) -> bool {
        issue.period_id.as_ref() == Some(&self.period.id)
            && issues::is_lowest(&self.structure, &issue.level_id)
            && self.awaits(&self.row_of(issue))
    }

    /// Whether a report is still to come for one of the rows.
    pub(super) fn some_awaited(&self) -> bool {
        self.rows().iter().any(|unit| self.awaits(unit))
    }

    /// That no report is in yet, where that is so.
    fn unreported(&self) -> Option<String> {
        let rows = self.rows();
        let none = !rows.is_empty() && rows.iter().all(|unit| self.awaits(unit));
        let places = self.structure.places_word();
        none.then(|| format!("この期間の報告は、まだどの{places}からも届いていません。"))
    }

    /// The row of an issue.
    pub(super) fn row_of(&self, issue: &Issue) -> UnitId {
        self.structure.row_unit(&issue.unit_id)
    }

    pub(super) fn unit_name(&self, unit: &UnitId) -> String {
        self.structure.unit_symbol(unit)
    }

    pub(super) fn evidence_of(&self, issue: &IssueId) -> Vec<Evidence> {
        let rows = self.evidence.get(issue).map_or(&[][..], Vec::as_slice);
        counted(&EvidenceCounts::count(rows))
    }

    pub(super) fn labels_of(&self, issue: &IssueId) -> Vec<String> {
        self.evidence
            .get(issue)
            .into_iter()
            .flatten()
            .filter(|e| e.case_id.as_ref().is_some_and(|case| !self.unconfirmed.contains(case)))
            .map(|e| self.label_of(e))
            .collect()
    }

    /// A case's label: alone when it was discussed in this period, else with the day.
    pub(super) fn label_of(&self, evidence: &issues::Evidence) -> String {
        if (self.period.first_day..=self.period.last_day).contains(&evidence.known_on) {
            evidence.label.clone()
        } else {
            evidence.name()
        }
    }

    /// Where and when something was decided: 「地域包括ケア推進会議 R7.11.20」.
    pub(super) fn decided_at(&self, decision: &issues::Decision) -> String {
        let meeting = decision.meeting_id.as_ref().and_then(|id| self.meetings.get(id));
        match meeting {
            Some(meeting) => {
                let name = self.conferences.get(&meeting.conference_id);
                format!("{} {}", name.map_or("", String::as_str), decision.decided_on)
            }
            None => decision.decided_on.to_string(),
        }
    }
}

fn of_places(structure: &Structure, conference: &Conference, unit: &UnitId) -> bool {
    conference.unit_id.is_municipality() || structure.concerns(&conference.unit_id, unit)
}

fn counted(counts: &EvidenceCounts) -> Vec<Evidence> {
    use issues::EvidenceKind as From;
    [
        (From::Case, EvidenceKind::Case),
        (From::Consultation, EvidenceKind::Consultation),
        (From::Survey, EvidenceKind::Survey),
        (From::Observation, EvidenceKind::Observation),
        (From::ResidentVoice, EvidenceKind::Voice),
        (From::OtherMeeting, EvidenceKind::OtherMeeting),
    ]
    .into_iter()
    .map(|(from, kind)| (kind, counts.of(from)))
    .filter(|(_, count)| *count > 0)
    .map(|(kind, count)| Evidence { kind, count: small(count) })
    .collect()
}

pub(super) fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn distinct<'a>(reviews: impl Iterator<Item = &'a Review>) -> u32 {
    small(reviews.map(|r| &r.case_id).collect::<BTreeSet<_>>().len() as i64)
}
