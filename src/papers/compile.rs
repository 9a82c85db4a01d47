//! From records to the four papers of a deliberation period. Everything counted here is counted from records, by type:
//! meetings (回), cases (事例, distinct), evidence in its own units.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    figures,
    sheets::{
        AreaDiscussions, AreaIssueBehind, AreaIssueEntry, CentreReport, CityIssueEntry, CityIssues,
        Combination, Decision, DecisionWord, Edition, EditionState, Evidence, EvidenceKind,
        FactorCount, FactorGroup, FactorRow, FunctionsAndStatus, Generalization, HeldCentre,
        HeldConference, HeldMeeting, HeldTable, IssueOrigin, MeasureEntry, PreviousMeasure,
        PreviousMeasures, RollOut, Tally,
    },
};
use crate::{
    cases::{self, FactorMark, MarkedFactor, Review},
    clock::{Day, fiscal_year_words},
    conferences,
    db::Conn,
    error::Result,
    id::{CaseId, CenterId, ConferenceId, IssueId, LevelId, MeetingId, MunicipalityId, PeriodId},
    issues::{self, EvidenceCounts, Issue, IssueStatus, Move},
    measures::{self, Measure, MeasureStatus},
    meetings::{self, HeldMatrix, Meeting},
    places::{self, Period, Structure},
    preset::Paper,
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
    awaited: BTreeSet<CenterId>,
    state: EditionState,
}

/// Compiles the papers of a period from its records.
///
/// `awaited` are the centres whose report is not in; `state` says whether this is a draft or a locked edition.
///
/// # Errors
/// `NotFound` for an unknown period.
pub async fn compile(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    period: &PeriodId,
    awaited: BTreeSet<CenterId>,
    state: EditionState,
) -> Result<Papers> {
    let records = load(conn, municipality, period, awaited, state).await?;
    let city = city(conn, municipality, &records).await?;
    Ok(Papers {
        area: area(&records),
        factors: factors(&records),
        status: status(&records),
        city,
    })
}

async fn load(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &PeriodId,
    awaited: BTreeSet<CenterId>,
    state: EditionState,
) -> Result<Records> {
    let m = municipality;
    let period = places::period(conn, m, id).await?;
    let year = i16::try_from(period.fiscal_year).unwrap_or(i16::MAX);
    let structure = places::structure_for(conn, m, year).await?;
    let held = meetings::held_matrix(conn, m, &structure, id).await?;
    let reviews = cases::store::reviews_of_period(conn, m, id).await?;
    let case_ids: Vec<CaseId> = reviews
        .iter()
        .map(|r| r.case_id.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let rows = cases::store::by_ids(conn, m, &case_ids).await?;
    // A case whose confirmation was taken back still was discussed, and is counted; nothing of it is printed.
    let unconfirmed: BTreeSet<CaseId> = rows
        .iter()
        .filter(|row| !row.is_confirmed())
        .map(|row| row.id.clone())
        .collect();
    let center_of = rows
        .into_iter()
        .map(|row| (row.id, row.center_id))
        .collect();
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
    let ids: Vec<IssueId> = area_issues
        .iter()
        .chain(&city_issues)
        .map(|i| i.id.clone())
        .collect();
    let mut evidence: BTreeMap<IssueId, Vec<issues::Evidence>> = BTreeMap::new();
    for row in issues::evidence_of_all(conn, m, &ids).await? {
        evidence.entry(row.issue_id.clone()).or_default().push(row);
    }
    let mut decisions: BTreeMap<IssueId, Vec<issues::Decision>> = BTreeMap::new();
    for decision in issues::decisions(conn, m, &ids).await? {
        decisions
            .entry(decision.issue_id.clone())
            .or_default()
            .push(decision);
    }
    let all_meetings = meetings::of_period(conn, m, id, None).await?;
    let conferences = conferences::list(conn, m)
        .await?
        .into_iter()
        .map(|c| (c.id.clone(), structure.kind_name(&c.kind_id).to_owned()))
        .collect();
    Ok(Records {
        today: conn.now().day(),
        meetings: all_meetings
            .into_iter()
            .map(|x| (x.id.clone(), x))
            .collect(),
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
            period: self
                .structure
                .periods
                .iter()
                .find(|p| p.number == number)
                .map_or_else(String::new, |p| p.words.clone()),
            state: self.state,
            confidential: paper
                .confidential
                .then(|| self.structure.papers.confidentiality.clone()),
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
        self.structure
            .center_of(id)
            .map_or(id.as_str(), |c| c.symbol.as_str())
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
            .filter(|e| {
                e.case_id
                    .as_ref()
                    .is_some_and(|case| !self.unconfirmed.contains(case))
            })
            .map(|e| e.label.clone())
            .collect()
    }

    /// Where and when something was decided: 「地域包括ケア推進会議 R7.11.20」.
    fn decided_at(&self, decision: &issues::Decision) -> String {
        let meeting = decision
            .meeting_id
            .as_ref()
            .and_then(|id| self.meetings.get(id));
        match meeting {
            Some(meeting) => {
                let name = self.conferences.get(&meeting.conference_id);
                format!(
                    "{} {}",
                    name.map_or("", String::as_str),
                    decision.decided_on
                )
            }
            None => decision.decided_on.to_string(),
        }
    }

    /// The decision of this level that stands: the last that a conference took.
    fn standing(&self, issue: &Issue) -> Option<&issues::Decision> {
        let all = self.decisions.get(&issue.id)?;
        all.iter().rev().find(|d| word(d.step).is_some())
    }
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
    .map(|(kind, count)| Evidence {
        kind,
        count: small(count),
    })
    .collect()
}

fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn distinct<'a>(reviews: impl Iterator<Item = &'a Review>) -> u32 {
    small(reviews.map(|r| &r.case_id).collect::<BTreeSet<_>>().len() as i64)
}

/// 資料2.
fn area(records: &Records) -> AreaDiscussions {
    let paper = &records.structure.papers.shiryo2;
    let kind_at = |of_cases: bool| {
        let keys = &records.structure.papers.held.conference_kinds;
        records
            .held
            .kinds
            .iter()
            .position(|k| k.of_cases == of_cases && keys.iter().any(|key| key == k.id.as_str()))
    };
    let (of_issues, of_cases) = (kind_at(false), kind_at(true));
    let name =
        |at: Option<usize>| at.map_or_else(String::new, |n| records.held.kinds[n].name.clone());
    let centres = records
        .held
        .rows
        .iter()
        .filter_map(|row| Some((row.center.as_ref()?, row)))
        .map(|(center, row)| {
            let held_of = |at: Option<usize>| {
                at.map_or(&[][..], |n| row.meetings[n].as_slice())
                    .iter()
                    .filter(|x| x.meeting.status.was_held())
            };
            CentreReport {
                centre: records.center_name(center).to_owned(),
                area_meetings: held_of(of_issues)
                    .filter_map(|x| Some(x.meeting.day?.0))
                    .collect(),
                case_meetings: small(held_of(of_cases).count() as i64),
                cases: distinct(
                    records
                        .reviews
                        .iter()
                        .filter(|r| records.center_of.get(&r.case_id) == Some(center)),
                ),
                awaited: records
                    .awaited
                    .contains(center)
                    .then(|| "報告書が未提出です".to_owned()),
                issues: records
                    .area_issues
                    .iter()
                    .filter(|i| i.center_id.as_ref() == Some(center))
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
    let decision = records.standing(issue)?;
    Some(AreaIssueEntry {
        title: issue.title.clone(),
        evidence: records.evidence_of(&issue.id),
        case_labels: records.labels_of(&issue.id),
        discussed: issue.description.clone(),
        decision: word(decision.step)?,
        decided_at: records.decided_at(decision),
        reason: decision.reason.clone(),
        follow_up: decision
            .review_on
            .map(|day| format!("{} に確認する", day.short())),
    })
}

/// 資料2 別添1.
fn factors(records: &Records) -> Generalization {
    let paper = &records.structure.papers.shiryo2_betten1;
    let year = i16::try_from(records.period.fiscal_year).unwrap_or(i16::MAX);
    let in_force = records.structure.factors_in(year);
    let keys: Vec<&str> = in_force.iter().map(|f| f.key.as_str()).collect();
    let mut groups: Vec<FactorGroup> = Vec::new();
    for factor in &in_force {
        let group = records
            .structure
            .factor_groups
            .iter()
            .find(|g| g.key == factor.group);
        let name = group.map_or(factor.group.as_str(), |g| g.name.as_str());
        match groups.last_mut().filter(|g| g.name == name) {
            Some(group) => group.factors.push(factor.name.clone()),
            None => groups.push(FactorGroup {
                name: name.to_owned(),
                factors: vec![factor.name.clone()],
            }),
        }
    }
    let row = |centre: &str, cases: Vec<&CaseId>| FactorRow {
        centre: centre.to_owned(),
        cases: small(cases.len() as i64),
        counts: keys
            .iter()
            .map(|key| {
                let marks = cases.iter().filter_map(|case| mark(records, case, key));
                let (suspected, marked): (Vec<_>, Vec<_>) =
                    marks.partition(|m| *m == FactorMark::Suspected);
                FactorCount {
                    marked: small(marked.len() as i64),
                    suspected: small(suspected.len() as i64),
                }
            })
            .collect(),
    };
    let centres = records
        .structure
        .centers
        .iter()
        .map(|center| {
            let id = CenterId::from(center.key.as_str());
            row(
                &center.symbol,
                records
                    .center_of
                    .iter()
                    .filter(|(_, c)| **c == id)
                    .map(|(case, _)| case)
                    .collect(),
            )
        })
        .collect();
    Generalization {
        edition: records.edition(paper),
        name: figures::name(paper),
        total: row("市全体", records.center_of.keys().collect()),
        centres,
        combinations: combinations(records, &in_force),
        groups,
        issues: records
            .area_issues
            .iter()
            .map(|issue| IssueOrigin {
                centre: issue
                    .center_id
                    .as_ref()
                    .map_or_else(String::new, |c| records.center_name(c).to_owned()),
                title: issue.title.clone(),
                case_labels: records.labels_of(&issue.id),
                evidence: records.evidence_of(&issue.id),
                generalized: Some(issue.affected.clone()).filter(|w| !w.is_empty()),
            })
            .collect(),
    }
}

fn mark(records: &Records, case: &CaseId, key: &str) -> Option<FactorMark> {
    let marked = records.factors.get(case)?;
    marked
        .iter()
        .find(|f| f.factor_id.as_str() == key)
        .map(|f| f.mark)
}

/// Pairs of factors that stand together in at least three cases, most frequent first. A suspicion counts as no
/// factor here.
fn combinations(records: &Records, in_force: &[&crate::preset::Factor]) -> Vec<Combination> {
    let mut pairs: BTreeMap<(usize, usize), (u32, BTreeSet<&CenterId>)> = BTreeMap::new();
    for (case, center) in &records.center_of {
        let sure: Vec<usize> = (0..in_force.len())
            .filter(|n| {
                mark(records, case, &in_force[*n].key).is_some_and(|m| m != FactorMark::Suspected)
            })
            .collect();
        for (n, first) in sure.iter().enumerate() {
            for second in &sure[n + 1..] {
                let pair = pairs.entry((*first, *second)).or_default();
                pair.0 += 1;
                pair.1.insert(center);
            }
        }
    }
    let mut found: Vec<_> = pairs
        .into_iter()
        .filter(|(_, (cases, _))| *cases >= 3)
        .collect();
    found.sort_by_key(|(pair, (cases, _))| (std::cmp::Reverse(*cases), *pair));
    found
        .into_iter()
        .take(10)
        .map(|((first, second), (cases, centers))| Combination {
            factors: vec![in_force[first].name.clone(), in_force[second].name.clone()],
            cases,
            centres: small(centers.len() as i64),
        })
        .collect()
}

/// 資料2 別添2.
fn status(records: &Records) -> FunctionsAndStatus {
    let paper = &records.structure.papers.shiryo2_betten2;
    let chart = &records.structure.papers.held;
    let columns: Vec<usize> = chart
        .conference_kinds
        .iter()
        .filter_map(|key| records.held.kinds.iter().position(|k| k.id.as_str() == key))
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
            windows: figures::windows(&records.structure, records.period.number),
            place_head: chart.center_heading.clone(),
            conferences: columns
                .iter()
                .map(|n| &records.held.kinds[*n])
                .map(|kind| HeldConference {
                    name: kind.name.clone(),
                    total: Tally {
                        meetings: small(kind.held as i64),
                        cases: kind
                            .of_cases
                            .then(|| discussed_in(records, kind.id.as_str())),
                    },
                })
                .collect(),
            centres: records
                .held
                .rows
                .iter()
                .filter(|row| row.center.is_some())
                .map(|row| HeldCentre {
                    centre: row
                        .center
                        .as_ref()
                        .map_or_else(String::new, |c| records.center_name(c).to_owned()),
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
fn discussed_in(records: &Records, kind: &str) -> u32 {
    distinct(records.reviews.iter().filter(|r| {
        records
            .meetings
            .get(&r.meeting_id)
            .is_some_and(|x| x.kind_id.as_str() == kind)
    }))
}

fn discussed_at(records: &Records, meeting: &MeetingId) -> u32 {
    distinct(records.reviews.iter().filter(|r| r.meeting_id == *meeting))
}

/// 資料3.
async fn city(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    records: &Records,
) -> Result<CityIssues> {
    let paper = &records.structure.papers.shiryo3;
    let ids: Vec<IssueId> = records.city_issues.iter().map(|i| i.id.clone()).collect();
    let behind = issues::behind(conn, municipality, &ids).await?;
    let all: Vec<IssueId> = behind.keys().cloned().collect();
    let found = issues::find_all(conn, municipality, &all).await?;
    let counts = issues::evidence_counts(conn, municipality, &ids).await?;
    let mut labels: BTreeMap<IssueId, Vec<String>> = BTreeMap::new();
    for row in issues::evidence_of_all(conn, municipality, &all).await? {
        if row
            .case_id
            .as_ref()
            .is_some_and(|case| !records.unconfirmed.contains(case))
        {
            labels.entry(row.issue_id).or_default().push(row.label);
        }
    }
    let mut entries = Vec::new();
    for issue in &records.city_issues {
        let answers =
            measures::of_issues(conn, municipality, std::slice::from_ref(&issue.id)).await?;
        let mut rolled_out = Vec::new();
        for measure in &answers {
            rolled_out.extend(roll_out(conn, municipality, measure).await?);
        }
        entries.push(CityIssueEntry {
            title: issue.title.clone(),
            behind: found
                .iter()
                .filter(|i| i.id != issue.id)
                .filter(|i| behind.get(&i.id).is_some_and(|to| to.contains(&issue.id)))
                .map(|i| AreaIssueBehind {
                    centre: i
                        .center_id
                        .as_ref()
                        .map_or_else(String::new, |c| records.center_name(c).to_owned()),
                    title: i.title.clone(),
                    case_labels: labels.get(&i.id).cloned().unwrap_or_default(),
                })
                .collect(),
            cases: counts.get(&issue.id).map_or(0, |c| small(c.cases())),
            discussed: discussed(issue),
            measures: answers.iter().map(|x| measure_entry(records, x)).collect(),
            rolled_out,
        });
    }
    Ok(CityIssues {
        edition: records.edition(paper),
        name: figures::name(paper),
        issues: entries,
        previous: previous(conn, municipality, records).await?,
    })
}

fn discussed(issue: &Issue) -> String {
    [issue.description.as_str(), issue.proposal.as_str()]
        .into_iter()
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

async fn roll_out(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    measure: &Measure,
) -> Result<Option<RollOut>> {
    let told =
        measures::feedbacks_of_measures(conn, municipality, std::slice::from_ref(&measure.id))
            .await?;
    let Some(first) = told.first() else {
        return Ok(None);
    };
    let of = |kind| told.iter().filter(|f| f.recipient == kind).count();
    let (centers, presenters) = (
        of(measures::RecipientKind::Center),
        of(measures::RecipientKind::Presenter),
    );
    let to = [
        (centers, "センター", "か所"),
        (presenters, "事例提供者", "人"),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, who, unit)| format!("{who}{count}{unit}"))
    .collect();
    Ok(Some(RollOut {
        what: measure.title.clone(),
        to,
        on: Some(first.sent_on.0),
        acknowledged: small(told.iter().filter(|f| !f.waits()).count() as i64),
        receivers: small(told.len() as i64),
    }))
}

fn answer_word(records: &Records, measure: &Measure) -> String {
    records
        .structure
        .measure_answers
        .iter()
        .find(|a| a.key == measure.answer)
        .map_or_else(|| measure.answer.clone(), |a| a.name.clone())
}

fn department(records: &Records, measure: &Measure) -> String {
    records
        .structure
        .departments
        .iter()
        .find(|d| d.key == measure.department)
        .map_or_else(|| measure.department.clone(), |d| d.name.clone())
}

fn measure_entry(records: &Records, measure: &Measure) -> MeasureEntry {
    MeasureEntry {
        title: measure.title.clone(),
        department: department(records, measure),
        budget_year: measure
            .budget_year
            .and_then(|y| i16::try_from(y).ok())
            .map(fiscal_year_words),
        plan_clause: Some(measure.plan_clause.clone()).filter(|c| !c.is_empty()),
        answer: answer_word(records, measure),
        reason: Some(measure.answer_reason.clone()).filter(|r| !r.is_empty()),
        due: measure.due.map(|d| d.0),
        progress: progress(measure),
    }
}

fn progress(measure: &Measure) -> String {
    if measure.progress.is_empty() {
        measure.status.label().to_owned()
    } else {
        format!("{}。{}", measure.status.label(), measure.progress)
    }
}

/// Where the measures of the period before stand.
async fn previous(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    records: &Records,
) -> Result<PreviousMeasures> {
    let before = places::periods(conn, municipality)
        .await?
        .into_iter()
        .find(|p| p.last_day < records.period.first_day);
    let Some(before) = before else {
        return Ok(PreviousMeasures {
            period: String::new(),
            measures: Vec::new(),
        });
    };
    let mut rows = Vec::new();
    for measure in measures::of_period(conn, municipality, &before.id).await? {
        let answered = measures::issues_of(conn, municipality, &measure.id).await?;
        let titles: Vec<String> = issues::find_all(conn, municipality, &answered)
            .await?
            .into_iter()
            .map(|i| i.title)
            .collect();
        rows.push(PreviousMeasure {
            issue: titles.join("、"),
            measure: measure.title.clone(),
            department: department(records, &measure),
            answer: answer_word(records, &measure),
            due: measure.due.map(|d| d.0),
            status: match measure.status {
                MeasureStatus::Planned | MeasureStatus::Running
                    if measure.late_by(records.today).is_some() =>
                {
                    "期限超過".to_owned()
                }
                status => status.label().to_owned(),
            },
            progress: measure.progress.clone(),
        });
    }
    let year = i16::try_from(before.fiscal_year).unwrap_or(i16::MAX);
    Ok(PreviousMeasures {
        period: format!("{} 第{}回", fiscal_year_words(year), before.number),
        measures: rows,
    })
}
