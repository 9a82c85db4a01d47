//! `/issues/candidates`: what the reviews of a period suggest, by unit, in words and by counted factors.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;

use super::{
    is_lowest,
    offered::{evidence_units, offered},
    store,
    tabs::{self, Tabs},
    words,
};
use crate::{
    access::Role,
    cases::{self, EvidenceReview},
    error::{Error, Result},
    id::{CaseId, FactorId, UnitId},
    preset::UnitTier,
    web::{self, Frame, PeriodNote, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "issues/candidates.html")]
struct CandidatesPage {
    frame: Frame,
    tabs: Tabs,
    period_note: Option<PeriodNote>,
    parts: Vec<UnitPart>,
    /// What the units are called.
    places: String,
    choices: Vec<Choice>,
    chosen: String,
    /// From this many cases with one factor, the factor suggests an issue.
    many: usize,
}

struct UnitPart {
    name: String,
    /// Whoever keeps the unit's issues makes issues of its candidates; the city looks on.
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
    key: FactorId,
    name: String,
    cases: usize,
}

/// `GET /issues/candidates`
pub async fn show(visit: Visit) -> Result<Response> {
    if !tabs::may_see_candidates(visit.actor()) {
        return Err(Error::NotFound);
    }
    let city = visit.actor().is(Role::CityOfficer);
    let own = evidence_units(visit.actor());
    visit.needed_period()?;
    let asked = visit.query("unit");
    let structure = visit.structure();
    let mut ids = own;
    if city {
        ids = structure.reporting_units();
        let mut centers = structure.units(UnitTier::Center);
        centers.retain(|unit| !ids.contains(unit));
        ids.extend(centers);
        ids.retain(|unit| asked.is_empty() || unit.as_str() == asked);
    }
    let mut conn = visit.read().await?;
    let mut parts = Vec::new();
    for unit in &ids {
        let part = part(&visit, &mut conn, unit).await?;
        if !part.candidates.is_empty() || !part.factors.is_empty() {
            parts.push(part);
        }
    }
    web::page(&CandidatesPage {
        frame: visit.frame("候補から課題を作る"),
        tabs: Tabs::of(visit.actor(), "/issues/candidates"),
        period_note: visit.period_note("事例から出た候補"),
        parts,
        places: structure.issue_places_word().to_owned(),
        choices: if city { words::units(structure) } else { Vec::new() },
        chosen: asked.to_owned(),
        many: structure.candidates.cases,
    })
}

async fn part(visit: &Visit, conn: &mut crate::db::Conn, unit: &UnitId) -> Result<UnitPart> {
    let period = visit.needed_period()?;
    let units = std::slice::from_ref(unit);
    let reviews: Vec<EvidenceReview> =
        offered(conn, visit, units, period.last_day.min(visit.today()))
            .await?
            .into_iter()
            .filter(|r| r.period_id.as_ref() == Some(&period.id))
            .collect();
    let ids: BTreeSet<CaseId> = reviews.iter().map(|r| r.case_id.clone()).collect();
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let factors = counted(visit, conn, &ids).await?;
    let scope = store::scope(conn, visit.actor()).await?;
    let mut candidates = Vec::new();
    for review in reviews.into_iter().filter(|r| !r.candidate.trim().is_empty()) {
        let found = store::of_case(conn, &review.case_id).await?;
        let issues = store::readable(conn, &scope, &found)
            .await?
            .into_iter()
            .filter(|issue| is_lowest(visit.structure(), &issue.level_id))
            .map(|issue| (format!("/issues/{}", issue.id), issue.words.title))
            .collect();
        candidates.push(Candidate { review, issues });
    }
    Ok(UnitPart {
        name: visit.structure().unit_title(unit),
        may_raise: !visit.actor().is(Role::CityOfficer),
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
            .find(|f| f.key == *id)
            .map_or(id.to_string(), |f| f.name.clone())
    };
    let many = visit.structure().candidates.cases;
    let mut often: Vec<FactorCount> = counts
        .into_iter()
        .filter(|(_, cases)| cases.len() >= many)
        .map(|(id, cases)| FactorCount { name: name(&id), key: id, cases: cases.len() })
        .collect();
    often.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.name.cmp(&b.name)));
    Ok(often)
}
