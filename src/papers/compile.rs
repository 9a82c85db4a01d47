//! From records to the four papers of a deliberation period. Everything counted here is counted from records, by type:
//! meetings (回), cases (事例, distinct), evidence in its own units.

mod area;
mod city;
mod factors;
mod status;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    report::ReportStatus,
    sheets::{
        AreaDiscussions, CityIssues, Edition, EditionState, Evidence, EvidenceKind,
        FunctionsAndStatus, Generalization,
    },
};
use crate::{
    cases::{self, MarkedFactor, Review},
    clock::Day,
    conferences,
    db::Conn,
    error::Result,
    id::{CaseId, CenterId, ConferenceId, IssueId, LevelId, MeetingId, MunicipalityId, PeriodId},
    issues::{self, EvidenceCounts, Issue, IssueStatus},
    meetings::{self, HeldMatrix, Meeting},
    places,
    preset::Paper,
    structure::{Period, Structure},
};

/// The four papers of a period.
#[derive(Debug, Clone)]
pub struct Papers {
    pub area: AreaDiscussions,
    pub factors: Generalization,
    pub status: FunctionsAndStatus,
    pub city: CityIssues,
}

/// What of a period's records several papers need.
struct Records {
    structure: Structure,
    period: Period,
    today: Day,
    held: HeldMatrix,
    /// Discussed reviews of the period.
    reviews: Vec<Review>,
    /// Centre of each reviewed case.
    center_of: BTreeMap<CaseId, CenterId>,
    factors: BTreeMap<CaseId, Vec<MarkedFactor>>,
    /// Discussed cases of which nothing may be printed.
    unconfirmed: BTreeSet<CaseId>,
    area_issues: Vec<Issue>,
    city_issues: Vec<Issue>,
    evidence: BTreeMap<IssueId, Vec<issues::Evidence>>,
    decisions: BTreeMap<IssueId, Vec<issues::Decision>>,
    meetings: BTreeMap<MeetingId, Meeting>,
    conferences: BTreeMap<ConferenceId, String>,
    /// Centres whose report of the period is not in.
    awaited: BTreeMap<CenterId, ReportStatus>,
    state: EditionState,
}

/// Compiles the papers of a period from its records.
///
/// `awaited` are the centres whose report is not in, and where it stands; `state` says whether this is a draft or a locked edition.
///
/// # Errors
/// `NotFound` for an unknown period.
pub async fn compile(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    period: &PeriodId,
    awaited: BTreeMap<CenterId, ReportStatus>,
    state: EditionState,
) -> Result<Papers> {
    let records = load(conn, municipality, period, awaited, state).await?;
    Ok(Papers {
        area: area::area(&records),
        factors: factors::factors(&records),
        status: status::status(&records),
        city: city::city(conn, municipality, &records).await?,
    })
}

async fn load(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &PeriodId,
    awaited: BTreeMap<CenterId, ReportStatus>,
    state: EditionState,
) -> Result<Records> {
    let m = municipality;
    let period = places::period(conn, m, id).await?;
    let year = i16::try_from(period.fiscal_year).unwrap_or(i16::MAX);
    let structure = places::structure_for(conn, m, year).await?;
    let held = meetings::held_matrix(conn, m, &structure, id).await?;
    let reviews = cases::store::reviews_of_period(conn, m, id).await?;
    let case_ids: Vec<CaseId> =
        reviews.iter().map(|r| r.case_id.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let rows = cases::store::by_ids(conn, m, &case_ids).await?;
    // A case whose confirmation was taken back still was discussed, and is counted; nothing of it is printed.
    let unconfirmed: BTreeSet<CaseId> =
        rows.iter().filter(|row| !row.is_confirmed()).map(|row| row.id.clone()).collect();
    let center_of = rows.into_iter().map(|row| (row.id, row.center_id)).collect();
    let factors = cases::store::factors_of_many(conn, m, &case_ids)
        .await?
        .into_iter()
        .filter(|(case, _)| !unconfirmed.contains(case))
        .collect();
    let lowest = issues::lowest_level(&structure).map(|l| LevelId::from(l.key.as_str()));
    let (area_issues, city_issues): (Vec<Issue>, Vec<Issue>) = issues::of_period(conn, m, id)
        .await?
        .into_iter()
        .filter(|i| i.status != IssueStatus::Merged)
        .partition(|i| Some(&i.level_id) == lowest.as_ref());
    let ids: Vec<IssueId> = area_issues.iter().chain(&city_issues).map(|i| i.id.clone()).collect();
    let mut evidence: BTreeMap<IssueId, Vec<issues::Evidence>> = BTreeMap::new();
    for row in issues::evidence_of_all(conn, m, &ids).await? {
        evidence.entry(row.issue_id.clone()).or_default().push(row);
    }
    let mut decisions: BTreeMap<IssueId, Vec<issues::Decision>> = BTreeMap::new();
    for decision in issues::decisions(conn, m, &ids).await? {
        decisions.entry(decision.issue_id.clone()).or_default().push(decision);
    }
    let all_meetings = meetings::of_period(conn, m, id, None).await?;
    let conferences = conferences::list(conn, m)
        .await?
        .into_iter()
        .map(|c| (c.id.clone(), structure.kind_name(&c.kind_id).to_owned()))
        .collect();
    Ok(Records {
        today: conn.now().day(),
        meetings: all_meetings.into_iter().map(|x| (x.id.clone(), x)).collect(),
        structure,
        period,
        held,
        reviews,
        center_of,
        factors,
        unconfirmed,
        area_issues,
        city_issues,
        evidence,
        decisions,
        conferences,
        awaited,
        state,
    })
}

impl Records {
    fn edition(&self, paper: &Paper) -> Edition {
        let year = i16::try_from(self.period.fiscal_year).unwrap_or(i16::MAX);
        let number = u8::try_from(self.period.number).unwrap_or(u8::MAX);
        Edition {
            municipality: self.structure.municipality.name.clone(),
            conference: self.structure.city_conference_title(year, number),
            held_on: self.city_day().map(|d| d.0),
            period: self.structure.period_words(year, number),
            state: self.state,
            confidential: paper.confidential.then(|| self.structure.papers.confidentiality.clone()),
        }
    }

    /// The day of the conference that hears the period: of the meeting when one is planned, else as expected.
    fn city_day(&self) -> Option<Day> {
        self.meetings
            .values()
            .filter(|x| x.center_id.is_none())
            .find_map(|x| x.day)
            .or(self.period.city_day)
    }

    fn center_name<'a>(&'a self, id: &'a CenterId) -> &'a str {
        self.structure.center_of(id).map_or(id.as_str(), |c| c.symbol.as_str())
    }

    fn evidence_of(&self, issue: &IssueId) -> Vec<Evidence> {
        let rows = self.evidence.get(issue).map_or(&[][..], Vec::as_slice);
        counted(&EvidenceCounts::count(rows))
    }

    fn labels_of(&self, issue: &IssueId) -> Vec<String> {
        self.evidence
            .get(issue)
            .into_iter()
            .flatten()
            .filter(|e| e.case_id.as_ref().is_some_and(|case| !self.unconfirmed.contains(case)))
            .map(|e| self.label_of(e))
            .collect()
    }

    /// A case's label: alone when it was discussed in this period, else with the day.
    fn label_of(&self, evidence: &issues::Evidence) -> String {
        if (self.period.first_day..=self.period.last_day).contains(&evidence.known_on) {
            evidence.label.clone()
        } else {
            evidence.name()
        }
    }

    /// Where and when something was decided: 「地域包括ケア推進会議 R7.11.20」.
    fn decided_at(&self, decision: &issues::Decision) -> String {
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

fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn distinct<'a>(reviews: impl Iterator<Item = &'a Review>) -> u32 {
    small(reviews.map(|r| &r.case_id).collect::<BTreeSet<_>>().len() as i64)
}
