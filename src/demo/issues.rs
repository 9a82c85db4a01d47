//! The area issues: raised at the area conference from cases and other evidence, and decided on the same day.

use super::{seeds::SeedIssue, stage::Stage};
use crate::{
    clock::Day,
    conferences,
    error::{Error, Result},
    id::{CenterId, ConferenceId, IssueId, UnitId},
    issues::{
        self, EvidenceKind, IssueStatus, IssueWords, Move, NewDecision, NewEvidence, NewIssue,
        Target,
    },
    preset::DealsWith,
};

/// The day on which a decision of an area is looked at again: half a year on.
const AGAIN: i64 = 6;

/// Raises the issue, gives it its evidence, and takes the meeting's decision on it.
pub(super) async fn decide(stage: &mut Stage<'_>, seed: &SeedIssue) -> Result<()> {
    let place = stage
        .seeds
        .meeting(&seed.meeting)
        .ok_or_else(|| Error::internal(format!("issue {} has no meeting", seed.key)))?;
    let (text, decided) = stage
        .seeds
        .issue_text(seed)
        .ok_or_else(|| Error::internal(format!("issue {} has no text", seed.key)))?;
    let center = (place.center.as_ref())
        .ok_or_else(|| Error::internal(format!("issue {} has no centre", seed.key)))?;
    let (day, staff) = (Day(place.day), &stage.staff(center)?);
    let level = (stage.structure.lowest_level())
        .map(|l| l.key.clone())
        .ok_or_else(|| Error::internal("the structure has no level"))?;
    let new = &NewIssue {
        id: IssueId::new(),
        level,
        unit: UnitId::center(center),
        status: IssueStatus::Open,
        words: IssueWords {
            title: text.title.clone(),
            description: text.text.clone(),
            affected: text.affected.clone(),
            lacking: text.missing.join("・"),
            existing: text.existing.clone(),
            ..IssueWords::blank()
        },
        period: Some(place.period.clone()),
        raised_on: day,
    };
    let evidence = &evidence(stage, seed, day).await?;
    let group = working_group(stage, center).await?;
    let decision = NewDecision::new(step(&decided.decision)?, day, decided.reason.clone())
        .at(stage.meeting(&seed.meeting)?.clone());
    let decision = &match decision.step {
        Move::HandOver => decision.review_on(day.plus_months(AGAIN)).to(group),
        Move::Escalate => NewDecision { target: raised_to(stage, seed), ..decision },
        step if step.needs_review_day() => decision.review_on(day.plus_months(AGAIN)),
        _ => decision,
    };
    let structure = &stage.structure;
    let (id, upper) = stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let id = issues::raise(&mut tx, staff, new, evidence).await?;
            let upper = issues::decide(&mut tx, staff, structure, &id, decision).await?;
            Ok((tx, (id, upper)))
        })
        .await?;
    if let (Some(upper), Some(city)) = (upper, city_issue(stage, seed)) {
        stage.city_issues.insert(city, upper);
    }
    stage.issues.insert(seed.key.clone(), id);
    Ok(())
}

fn step(word: &str) -> Result<Move> {
    Ok(match word {
        "solved" => Move::SolveHere,
        "working_group" => Move::HandOver,
        "to_city" => Move::Escalate,
        "continued" => Move::Continue,
        "carried_over" => Move::CarryOver,
        other => return Err(Error::internal(format!("the seeds decide {other}"))),
    })
}

async fn evidence(stage: &Stage<'_>, seed: &SeedIssue, day: Day) -> Result<Vec<NewEvidence>> {
    let mut conn = stage.app.db().read(&stage.municipality).await?;
    let mut all = Vec::new();
    for number in &seed.cases {
        let (Some(case), Some(review)) = (stage.cases.get(number), stage.reviews.get(number))
        else {
            return Err(Error::internal(format!("issue {} stands on a case to come", seed.key)));
        };
        let found = crate::cases::store::review(&mut conn, review).await?;
        let known = found.discussed_on.unwrap_or(day);
        all.push(NewEvidence::case(case.clone(), review.clone(), found.label, known));
    }
    let (text, _) = stage
        .seeds
        .issue_text(seed)
        .ok_or_else(|| Error::internal(format!("issue {} has no text", seed.key)))?;
    for other in &text.evidence {
        let kind = match other.kind.as_str() {
            "consultation" => EvidenceKind::Consultation,
            "survey" => EvidenceKind::Survey,
            "observation" => EvidenceKind::Observation,
            "voice" => EvidenceKind::ResidentVoice,
            _ => EvidenceKind::OtherMeeting,
        };
        let known = day.plus_days(-20);
        all.push(NewEvidence::counted(kind, i64::from(other.count), known, other.words.clone()));
    }
    Ok(all)
}

/// The centre's working group, to which issues are handed over.
async fn working_group(stage: &Stage<'_>, center: &CenterId) -> Result<ConferenceId> {
    let kind = stage
        .structure
        .conference_kinds
        .iter()
        .find(|k| k.deals_with(&stage.structure) == Some(DealsWith::Work))
        .ok_or_else(|| Error::internal("the structure has no working group"))?;
    let mut conn = stage.app.db().read(&stage.municipality).await?;
    conferences::of_center(&mut conn, &kind.key, center)
        .await?
        .map(|c| c.id)
        .ok_or_else(|| Error::internal("the centre has no working group"))
}

/// The key of the city issue that unites this one.
fn city_issue(stage: &Stage<'_>, seed: &SeedIssue) -> Option<String> {
    stage.seeds.city_issues.iter().find(|c| c.issues.contains(&seed.key)).map(|c| c.key.clone())
}

/// Where an issue goes when it is raised: it joins its city issue, or is the first of it.
fn raised_to(stage: &Stage<'_>, seed: &SeedIssue) -> Option<Target> {
    let lowest = &stage.structure.lowest_level()?.key;
    let level = issues::levels_above(&stage.structure, lowest).first()?.key.clone();
    let Some(key) = city_issue(stage, seed) else {
        return Some(Target::New { level, words: IssueWords::blank().into() });
    };
    if let Some(there) = stage.city_issues.get(&key) {
        return Some(Target::Issue(there.clone()));
    }
    let city = stage.seeds.city_issues.iter().find(|c| c.key == key)?;
    let words = IssueWords {
        title: city.title.clone(),
        description: city.text.clone(),
        proposal: city.discussion.clone(),
        ..IssueWords::blank()
    };
    Some(Target::New { level, words: words.into() })
}
