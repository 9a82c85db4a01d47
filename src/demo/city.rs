//! The city: it answers its issues with measures, tells everybody behind them, and looks again.

use super::{
    seeds::{SeedCityIssue, SeedMeasure, SeedMeeting},
    stage::Stage,
};
use crate::{
    access::{self, Load, Role},
    clock::Day,
    error::{Error, Result},
    id::{IssueId, MeasureId, UnitId},
    issues::{self, Move, NewDecision},
    measures::{
        self, Acknowledge, Advance, FeedbackFacts, FollowUpResult, MayFollowUp, MeasureWords,
        NewMeasure, Outcome, RollDown, Step,
    },
};

/// The city conference answers the issues of its period.
pub(super) async fn answer(stage: &mut Stage<'_>, meeting: &SeedMeeting) -> Result<()> {
    let issues: Vec<SeedCityIssue> =
        stage.seeds.city_issues.iter().filter(|c| c.period == meeting.period).cloned().collect();
    for issue in issues {
        let Some(id) = stage.city_issues.get(&issue.key).cloned() else {
            continue;
        };
        take_up(stage, meeting, &id).await?;
        for measure in &issue.measures {
            let made = register(stage, meeting, &id, measure).await?;
            roll_down(stage, &made, measure).await?;
            advance(stage, &made, measure).await?;
            stage.measures.insert(measure.key.clone(), made);
        }
    }
    Ok(())
}

/// The conference takes an issue up before it answers it.
async fn take_up(stage: &Stage<'_>, meeting: &SeedMeeting, issue: &IssueId) -> Result<()> {
    let decision = &NewDecision::new(Move::TakeUp, Day(meeting.day), "市の会議の議題とする")
        .at(stage.meeting(&meeting.key)?.clone());
    let (city, structure) = (&stage.city()?, &stage.structure);
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            issues::decide(&mut tx, city, structure, issue, decision).await?;
            Ok((tx, ()))
        })
        .await
}

async fn register(
    stage: &mut Stage<'_>,
    meeting: &SeedMeeting,
    issue: &IssueId,
    seed: &SeedMeasure,
) -> Result<MeasureId> {
    let answer = stage.structure.measure_answers.iter().find(|a| a.key == seed.answer);
    let new = &NewMeasure {
        id: MeasureId::new(),
        words: MeasureWords {
            title: seed.title.clone(),
            department: seed.department.clone(),
            budget_year: Some(i64::from(seed.budget_year)),
            reflected: answer.is_some_and(|a| a.reflected),
            answer: seed.answer.clone(),
            answer_reason: seed.reason.clone(),
            plan_clause: seed.plan_clause.clone(),
            due: Some(Day(seed.due)),
            ..MeasureWords::blank()
        },
        issues: vec![issue.clone()],
        decided_on: Day(meeting.day),
        meeting: Some(stage.meeting(&meeting.key)?.clone()),
        period: Some(meeting.period.clone()),
        follow_ups: seed.follow_ups.iter().map(|f| Day(f.due)).collect(),
    };
    let (city, structure) = (&stage.city()?, &stage.structure);
    let id = stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let id = measures::register(&mut tx, city, structure, new).await?;
            Ok((tx, id))
        })
        .await?;
    let mut conn = stage.app.db().read(&stage.municipality).await?;
    for follow_up in measures::follow_ups(&mut conn, &id).await? {
        stage.measure_follow_ups.insert((seed.key.clone(), follow_up.due), follow_up.id);
    }
    Ok(id)
}

async fn roll_down(stage: &Stage<'_>, id: &MeasureId, seed: &SeedMeasure) -> Result<()> {
    let (city, structure) = (&stage.city()?, &stage.structure);
    let body = &format!("「{}」を行うことになりました。{}", seed.title, seed.progress_words);
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let permit = access::leave(&mut tx, city, RollDown, id).await?;
            measures::roll_down(&mut tx, permit, structure, (body, measures::Again::New)).await?;
            Ok((tx, ()))
        })
        .await
}

async fn advance(stage: &Stage<'_>, id: &MeasureId, seed: &SeedMeasure) -> Result<()> {
    let steps: &[(Step, &str)] = match seed.progress.as_str() {
        "under_way" | "stalled" => &[(Step::Start, "")],
        "done" => &[(Step::Start, ""), (Step::Finish, "予定した内容を終えました。")],
        _ => &[],
    };
    let (city, words) = (&stage.city()?, &seed.progress_words);
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            for (step, reason) in steps {
                let permit = access::leave(&mut tx, city, Advance, id).await?;
                measures::advance(&mut tx, permit, *step, reason).await?;
            }
            let permit = access::leave(&mut tx, city, Advance, id).await?;
            measures::note(&mut tx, permit, words).await?;
            Ok((tx, ()))
        })
        .await
}

fn measure_at<'a>(
    stage: &'a Stage<'_>,
    issue: usize,
    measure: usize,
) -> Result<(&'a SeedMeasure, Option<&'a MeasureId>)> {
    let seed = stage
        .seeds
        .city_issues
        .get(issue)
        .and_then(|i| i.measures.get(measure))
        .ok_or_else(|| Error::internal("a step names no measure"))?;
    Ok((seed, stage.measures.get(&seed.key)))
}

/// A centre acknowledges what it was told, and so do the presenters of its cases.
pub(super) async fn acknowledge(
    stage: &Stage<'_>,
    issue: usize,
    measure: usize,
    at: usize,
) -> Result<()> {
    let (seed, Some(id)) = measure_at(stage, issue, measure)? else {
        return Ok(());
    };
    let center = &seed.feedback[at].center;
    let staff = &stage.staff(center)?;
    let presenter = stage
        .accounts
        .values()
        .find(|(_, a)| a.is(Role::CarePresenter))
        .map(|(_, actor)| actor.clone());
    let presenter = &presenter;
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let told = measures::feedbacks_of_measures(&mut tx, std::slice::from_ref(id)).await?;
            for one in told.iter().filter(|f| f.waits() && f.unit_id == UnitId::center(center)) {
                let facts = FeedbackFacts::load(&mut tx, &one.id).await?;
                let recipient = [Some(staff), presenter.as_ref()]
                    .into_iter()
                    .flatten()
                    .find(|a| access::may(measures::FeedbackAction::Acknowledge, a, &facts));
                if let Some(recipient) = recipient {
                    let permit = access::permit::<Acknowledge>(&mut tx, recipient, &facts)?;
                    measures::acknowledge(&mut tx, permit).await?;
                }
            }
            Ok((tx, ()))
        })
        .await
}

/// Looks again at a measure on the day that was set.
pub(super) async fn follow(
    stage: &Stage<'_>,
    issue: usize,
    measure: usize,
    at: usize,
) -> Result<()> {
    let (seed, Some(id)) = measure_at(stage, issue, measure)? else {
        return Ok(());
    };
    let found = &seed.follow_ups[at];
    let Some(follow_up) = stage.measure_follow_ups.get(&(seed.key.clone(), Day(found.due))) else {
        return Ok(());
    };
    let next = seed.follow_ups.get(at + 1).is_some();
    let result = &FollowUpResult {
        done_on: stage.today(),
        outcome: Outcome::PartlyImproved,
        note: found.words.clone(),
        next: None,
        no_next_reason: if next {
            "次の確認日が決まっています。"
        } else {
            "効果が続いていることを確かめました。"
        }
        .to_owned(),
    };
    let city = &stage.city()?;
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let permit = access::leave(&mut tx, city, MayFollowUp, id).await?;
            measures::finish_follow_up(&mut tx, permit, follow_up, result).await?;
            Ok((tx, ()))
        })
        .await
}
