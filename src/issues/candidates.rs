//! `/issues/candidates`: what the reviews of a period suggest, by centre, in words and by counted factors.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;

use super::{IssueAction, IssueFacts, store, words};
use crate::{
    access::{self, Role},
    cases::{self, EvidenceReview},
    error::{Error, Result},
    id::{CaseId, CenterId, FactorId},
    web::{self, Frame, PeriodNote, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "issues/candidates.html")]
struct CandidatesPage {
    frame: Frame,
    period_note: Option<PeriodNote>,
    centers: Vec<CenterPart>,
    choices: Vec<Choice>,
    chosen: String,
    /// From this many cases with one factor, the factor suggests an issue.
    many: usize,
}

struct CenterPart {
    name: String,
    /// Only the centre's own staff make area issues of its candidates.
    may_raise: bool,
    candidates: Vec<Candidate>,
    factors: Vec<FactorCount>,
}

struct Candidate {
    review: EvidenceReview,
    /// The issues it became evidence of already.
    issues: Vec<(String, String)>,
}

struct FactorCount {
    key: String,
    name: String,
    cases: usize,
}

/// `GET /issues/candidates`
pub async fn show(visit: Visit) -> Result<Response> {
    let own = visit.actor().center().cloned();
    if !matches!(visit.actor().role(), Some(Role::CenterStaff | Role::CityOfficer)) {
        return Err(Error::NotFound);
    }
    visit.needed_period()?;
    let asked = visit.query("center");
    let structure = visit.structure();
    let ids = match &own {
        Some(center) => vec![center.clone()],
        None => structure
            .centers
            .iter()
            .filter(|c| asked.is_empty() || c.key == asked)
            .map(|c| CenterId::from(c.key.as_str()))
            .collect(),
    };
    let mut conn = visit.read().await?;
    let mut centers = Vec::new();
    for id in &ids {
        let part = part(&visit, &mut conn, id).await?;
        if own.is_some() || !part.candidates.is_empty() || !part.factors.is_empty() {
            centers.push(part);
        }
    }
    web::page(&CandidatesPage {
        frame: visit.frame("候補から課題を作る"),
        period_note: visit.period_note("事例から出た候補"),
        centers,
        choices: if own.is_some() { Vec::new() } else { words::centers(structure) },
        chosen: asked.to_owned(),
        many: structure.candidates.cases,
    })
}

async fn part(visit: &Visit, conn: &mut crate::db::Conn, center: &CenterId) -> Result<CenterPart> {
    let period = visit.needed_period()?;
    let reviews: Vec<EvidenceReview> =
        cases::store::reviews_for_evidence(conn, center, period.last_day.min(visit.today()))
            .await?
            .into_iter()
            .filter(|r| r.period_id.as_ref() == Some(&period.id))
            .collect();
    let ids: BTreeSet<CaseId> = reviews.iter().map(|r| r.case_id.clone()).collect();
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let factors = counted(visit, conn, &ids).await?;
    let mut candidates = Vec::new();
    for review in reviews.into_iter().filter(|r| !r.candidate.trim().is_empty()) {
        let found = store::of_case(conn, &review.case_id).await?;
        let issues = store::find_all(conn, &found)
            .await?
            .into_iter()
            .filter(|issue| issue.center_id.as_ref() == Some(center))
            .map(|issue| (format!("/issues/{}", issue.id), issue.title))
            .collect();
        candidates.push(Candidate { review, issues });
    }
    Ok(CenterPart {
        name: visit.structure().center_name(center).to_owned(),
        may_raise: access::may(
            IssueAction::Raise,
            visit.actor(),
            &IssueFacts::new_at(Some(center.clone())),
        ),
        candidates,
        factors,
    })
}

/// Factors of these cases that occur often, most often first; each case counts once.
async fn counted(
    visit: &Visit,
    conn: &mut crate::db::Conn,
    cases: &[CaseId],
) -> Result<Vec<FactorCount>> {
    let marked = cases::store::factors_of_many(conn, cases).await?;
    let mut counts: BTreeMap<FactorId, BTreeSet<&CaseId>> = BTreeMap::new();
    for (case, factors) in &marked {
        for factor in factors {
            counts.entry(factor.factor_id.clone()).or_default().insert(case);
        }
    }
    let name = |id: &FactorId| {
        visit
            .structure()
            .factors
            .iter()
            .find(|f| f.key == id.as_str())
            .map_or(id.to_string(), |f| f.name.clone())
    };
    let many = visit.structure().candidates.cases;
    let mut often: Vec<FactorCount> = counts
        .into_iter()
        .filter(|(_, cases)| cases.len() >= many)
        .map(|(id, cases)| FactorCount { name: name(&id), key: id.to_string(), cases: cases.len() })
        .collect();
    often.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.name.cmp(&b.name)));
    Ok(often)
}
