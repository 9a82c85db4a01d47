//! From records to the four papers of a deliberation period. Everything counted here is counted from records, by type:
//! meetings (回), cases (事例, distinct), evidence in its own units.

mod area;
mod city;
mod factors;
mod records;
mod status;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    sheets::{AreaDiscussions, CityIssues, EditionState, FunctionsAndStatus, Generalization},
    store,
};
use crate::{
    cases, conferences,
    db::Conn,
    error::{Error, Result},
    id::{CaseId, ConferenceId, IssueId, PeriodId, UnitId},
    issues::{self, Issue, IssueStatus},
    meetings, places,
    preset::DealsWith,
    structure::Structure,
};
use records::Records;
pub(super) use ways::Ways;

/// The four papers of a period.
#[derive(Debug, Clone)]
pub struct Papers {
    pub area: AreaDiscussions,
    pub factors: Generalization,
    pub status: FunctionsAndStatus,
    pub city: CityIssues,
}

/// Compiles the papers of a period from its records.
///
/// `state` says whether this is a draft or a locked edition.
///
/// # Errors
/// `NotFound` for an unknown period.
pub async fn compile(conn: &mut Conn, period: &PeriodId, state: EditionState) -> Result<Papers> {
    let records = load(conn, period, state).await?;
    set(conn, &records).await
}

/// The papers of a period for one conference, say a ward's: of the places for which it is held, up to its level.
///
/// # Errors
/// `NotFound` for an unknown period or conference; a conflict for one to which nothing comes up from below.
pub async fn compile_for(
    conn: &mut Conn,
    period: &PeriodId,
    conference: &ConferenceId,
) -> Result<Papers> {
    let mut records = load(conn, period, EditionState::Draft).await?;
    let conference = conferences::find(conn, conference).await?;
    let structure = &records.structure;
    let hears = structure.kind_of(&conference.kind_id).is_some_and(|kind| {
        kind.care_conference
            && kind.deals_with(structure) == Some(DealsWith::Issues)
            && !issues::is_lowest(structure, &kind.level)
    });
    if !hears {
        return Err(Error::conflict(format!(
            "「{}」の資料は作れません。下の会議から課題が上がってくる会議を選んでください。",
            conference.name
        )));
    }
    records.narrow(conference);
    set(conn, &records).await
}

async fn set(conn: &mut Conn, records: &Records) -> Result<Papers> {
    Ok(Papers {
        area: area::area(records),
        factors: factors::factors(records),
        status: status::status(records),
        city: city::city(conn, records).await?,
    })
}

/// A period's issues that are not merged into others: those of the lowest level, and those that are answered. Where there is
/// but one level, its issues are both.
async fn issues_of(
    conn: &mut Conn,
    structure: &Structure,
    period: &PeriodId,
) -> Result<(Vec<Issue>, Vec<Issue>)> {
    let mut all = issues::of_period(conn, period).await?;
    all.retain(|i| i.status != IssueStatus::Merged);
    let lowest = |i: &Issue| issues::is_lowest(structure, &i.level_id);
    let below = all.iter().filter(|i| lowest(i)).cloned().collect();
    let alone = structure.levels.len() == 1;
    Ok((below, all.into_iter().filter(|i| alone || !lowest(i)).collect()))
}

/// A period's issues of the levels whose issues are answered.
pub(super) async fn upper_issues(
    conn: &mut Conn,
    structure: &Structure,
    period: &PeriodId,
) -> Result<Vec<Issue>> {
    Ok(issues_of(conn, structure, period).await?.1)
}

async fn load(conn: &mut Conn, id: &PeriodId, state: EditionState) -> Result<Records> {
    let period = places::period(conn, id).await?;
    let year = i16::try_from(period.fiscal_year).unwrap_or(i16::MAX);
    let structure = places::structure_for(conn, year).await?;
    let held = meetings::held_matrix(conn, &structure, id).await?;
    let reviews = cases::store::reviews_of_period(conn, id).await?;
    let case_ids: Vec<CaseId> =
        reviews.iter().map(|r| r.case_id.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let rows = cases::store::by_ids(conn, &case_ids).await?;
    let mut unit_of: BTreeMap<CaseId, UnitId> = BTreeMap::new();
    for review in &reviews {
        unit_of.insert(review.case_id.clone(), structure.row_unit(&review.unit_id));
    }
    // A case whose confirmation was taken back still was discussed, and is counted; nothing of it is printed.
    let unconfirmed: BTreeSet<CaseId> =
        rows.iter().filter(|row| !row.is_confirmed()).map(|row| row.id.clone()).collect();
    let factors = cases::store::factors_of_many(conn, &case_ids)
        .await?
        .into_iter()
        .filter(|(case, _)| !unconfirmed.contains(case))
        .collect();
    let (area_issues, city_issues) = issues_of(conn, &structure, id).await?;
    let ids: BTreeSet<IssueId> =
        area_issues.iter().chain(&city_issues).map(|i| i.id.clone()).collect();
    let ids: Vec<IssueId> = ids.into_iter().collect();
    let mut evidence: BTreeMap<IssueId, Vec<issues::Evidence>> = BTreeMap::new();
    for row in issues::evidence_of_all(conn, &ids).await? {
        evidence.entry(row.issue_id.clone()).or_default().push(row);
    }
    let mut decisions: BTreeMap<IssueId, Vec<issues::Decision>> = BTreeMap::new();
    for decision in issues::decisions(conn, &ids).await? {
        decisions.entry(decision.issue_id.clone()).or_default().push(decision);
    }
    let reports = store::reports(conn, &structure, id).await?;
    let mut all_meetings: BTreeMap<_, _> =
        meetings::of_period(conn, id, None).await?.into_iter().map(|x| (x.id.clone(), x)).collect();
    // A decision may have been taken in a meeting of another period, whose name is wanted all the same.
    let decided_in: BTreeSet<_> =
        decisions.values().flatten().filter_map(|decision| decision.meeting_id.clone()).collect();
    let elsewhere: Vec<_> =
        decided_in.into_iter().filter(|id| !all_meetings.contains_key(id)).collect();
    let elsewhere = meetings::find_all(conn, &elsewhere).await?;
    all_meetings.extend(elsewhere.into_iter().map(|x| (x.id.clone(), x)));
    let conferences = conferences::list(conn)
        .await?
        .into_iter()
        .map(|c| (c.id.clone(), structure.kind_name(&c.kind_id).to_owned()))
        .collect();
    Ok(Records {
        today: conn.now().day(),
        meetings: all_meetings,
        structure,
        period,
        held,
        reviews,
        unit_of,
        factors,
        unconfirmed,
        area_issues,
        city_issues,
        evidence,
        decisions,
        conferences,
        reports,
        state,
        hears: None,
    })
}
