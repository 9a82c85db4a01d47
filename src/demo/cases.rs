//! The cases: registered three weeks before their meeting, chosen, discussed, followed up.

use std::str::FromStr;

use super::{
    seeds::{CaseStory, SeedCase},
    stage::Stage,
};
use crate::{
    access::{self, Actor, Load, Role},
    cases::{
        AgeBand, CASE_SHEET, CaseFacts, Consent, DecisionInput, FactorMark, MarkedFactor, NewCase,
        Outcome, Outline, RecordInput, SheetInput, act, choosing,
        commands::{self, Sharable, Sharing},
        store::{self, Doing},
    },
    clock::Day,
    error::{Error, Result},
    fields::Answer,
    forms::Answers,
    id::{CaseId, CaseKindId, CenterId, FactorId},
    persons::{self, NewPerson, PersonFacts},
    preset::Form,
};

/// How far the last cases of the demo are taken, so that the queue has something in every state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Submitted,
    Draft,
}

fn told(stage: &Stage<'_>, seed: &SeedCase) -> Result<CaseStory> {
    stage
        .seeds
        .story(seed)
        .ok_or_else(|| Error::internal(format!("case {} has no story", seed.number)))
}

fn center_of(stage: &Stage<'_>, seed: &SeedCase) -> Result<CenterId> {
    stage
        .seeds
        .meeting(&seed.meeting)
        .and_then(|m| m.center.clone())
        .ok_or_else(|| Error::internal(format!("case {} has no meeting", seed.number)))
}

fn parsed<T: FromStr>(word: &str, what: &str) -> Result<T> {
    word.parse().map_err(|_| Error::internal(format!("the seeds' {what} {word} is not known")))
}

/// Registers person and case, writes the de-identified twin, confirms it, and hands the case in.
pub(super) async fn register(stage: &mut Stage<'_>, seed: &SeedCase) -> Result<()> {
    let center = center_of(stage, seed)?;
    let staff = stage.staff(&center)?;
    let story = told(stage, seed)?;
    let id = new_case(stage, &staff, &center, seed, &story).await?;
    share(stage, &staff, &id, &story, Sharing::Confirm).await?;
    submit(stage, &staff, &id).await?;
    stage.cases.insert(seed.number, id);
    Ok(())
}

async fn new_case(
    stage: &Stage<'_>,
    staff: &Actor,
    center: &CenterId,
    seed: &SeedCase,
    story: &CaseStory,
) -> Result<CaseId> {
    let person = &NewPerson {
        center_id: center.clone(),
        name: format!("{} {}", seed.person.surname, seed.person.given),
        kana: nihon::kana::to_katakana(&format!(
            "{} {}",
            seed.person.surname_kana, seed.person.given_kana
        )),
        born: Some(Day(seed.person.birth_day)),
        address: String::new(),
        insured_number: String::new(),
        sex: parsed(&story.sex, "sex")?,
    };
    // The one care manager with a sign-in presents at 明第1; staff present under their own account.
    let presenter = stage.accounts.values().find(|(id, actor)| match seed.presented_by.as_str() {
        "care_presenter" => center.as_str() == "mei1" && actor.is(Role::CarePresenter),
        _ => staff.is_account(id),
    });
    let presenter_name = match (presenter, seed.presented_by.as_str()) {
        (Some((_, actor)), _) => actor.name().to_owned(),
        (None, "care_presenter") => format!("{}の介護支援専門員", seed.office()),
        _ => staff.name().to_owned(),
    };
    let today = stage.today();
    let age = seed.person.age_on(today.0);
    let mut outline = Outline {
        kind_id: kind(stage),
        title: story.title.clone(),
        presenter_name,
        age_band: AgeBand::of(i64::from(age)),
        sex: parsed(&story.sex, "sex")?,
        care_level: parsed(&story.care_level, "care level")?,
        household: parsed(&story.household, "household")?,
        consent: consent(seed)?,
        consent_on: Some(today),
        ..Outline::blank()
    };
    if outline.consent == Consent::Named {
        outline.consent_basis = "高齢者虐待防止法第9条、センター長".into();
    }
    let sheet = SheetInput {
        outline,
        presenter_id: presenter.map(|(id, _)| id.clone()),
        form_version: i64::from(form(stage)?.version),
        named: answers(&story.named),
        factors: story.factors.iter().map(|(key, value)| factor(key, value)).collect(),
    };
    let (sheet, structure) = (&sheet, &stage.structure);
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let facts = PersonFacts::new_at(center.clone());
            let permit = access::permit(&mut tx, staff, &facts)?;
            let person_id = persons::register(&mut tx, permit, person).await?;
            let facts = CaseFacts { person: person_id, ..CaseFacts::new_at(center.clone(), None) };
            let new = NewCase { registered_on: today, sheet: sheet.clone() };
            let permit = access::permit::<act::Register>(&mut tx, staff, &facts)?;
            let id = commands::register(&mut tx, permit, structure, &new).await?;
            Ok((tx, id))
        })
        .await
}

/// The first kind of case that the case conference takes.
fn kind(stage: &Stage<'_>) -> CaseKindId {
    stage.structure.case_kinds.first().map_or_else(|| "".into(), |k| k.key.clone())
}

fn consent(seed: &SeedCase) -> Result<Consent> {
    parsed(&seed.consent, "consent")
}

fn form<'a>(stage: &'a Stage<'_>) -> Result<&'a Form> {
    stage.structure.form(CASE_SHEET).ok_or_else(|| Error::internal("no case sheet in the preset"))
}

fn answers(words: &std::collections::BTreeMap<String, String>) -> Answers {
    let mut answers = Answers::default();
    for (field, answer) in words {
        answers.set(field, Answer::Text(answer.clone()));
    }
    answers
}

fn factor(key: &FactorId, value: &str) -> MarkedFactor {
    let mark = match value {
        "mark" => FactorMark::Mark,
        "suspected" => FactorMark::Suspected,
        _ => FactorMark::Words,
    };
    let words = if mark == FactorMark::Words { value } else { "" };
    MarkedFactor { factor_id: key.clone(), mark, words: words.to_owned() }
}

async fn share(
    stage: &Stage<'_>,
    staff: &Actor,
    id: &CaseId,
    story: &CaseStory,
    sharing: Sharing,
) -> Result<()> {
    let structure = &stage.structure;
    let (title, written) = (&story.title, &answers(&story.deidentified));
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let facts = CaseFacts::load(&mut tx, id).await?;
            let version = store::find(&mut tx, id).await?.version;
            let permit = access::permit::<act::Share>(&mut tx, staff, &facts)?;
            let sharable = Sharable { title, written, sharing };
            commands::share(&mut tx, permit, structure, version, sharable).await?;
            Ok((tx, ()))
        })
        .await
}

async fn submit(stage: &Stage<'_>, staff: &Actor, id: &CaseId) -> Result<()> {
    let structure = &stage.structure;
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let permit = access::leave(&mut tx, staff, act::Submit, id).await?;
            commands::submit(&mut tx, permit, structure).await?;
            Ok((tx, ()))
        })
        .await
}

/// Chooses the case for its meeting.
pub(super) async fn choose(stage: &mut Stage<'_>, seed: &SeedCase) -> Result<()> {
    let staff = &stage.staff(&center_of(stage, seed)?)?;
    let (id, meeting) = (&case(stage, seed)?, stage.meeting(&seed.meeting)?);
    let structure = &stage.structure;
    let review = stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let permit = access::leave(&mut tx, staff, act::Choose, id).await?;
            let review = choosing::choose(&mut tx, permit, structure, meeting).await?;
            Ok((tx, review.id))
        })
        .await?;
    stage.reviews.insert(seed.number, review);
    Ok(())
}

fn case(stage: &Stage<'_>, seed: &SeedCase) -> Result<CaseId> {
    stage
        .cases
        .get(&seed.number)
        .cloned()
        .ok_or_else(|| Error::internal(format!("case {} is not registered", seed.number)))
}

/// Writes the record of the discussion; what was due before the day the world stands on was mostly done.
pub(super) async fn record(stage: &Stage<'_>, seed: &SeedCase, until: Day) -> Result<()> {
    let story = told(stage, seed)?;
    let (id, staff) = (&case(stage, seed)?, &stage.staff(&center_of(stage, seed)?)?);
    let review = stage
        .reviews
        .get(&seed.number)
        .ok_or_else(|| Error::internal(format!("case {} was not chosen", seed.number)))?;
    let day = Day(story.held_on);
    let input = &RecordInput {
        summary: story.deidentified.get("question").cloned().unwrap_or_default(),
        policy: story.policy.clone(),
        learning: story.learning.clone(),
        candidate: story.candidate.clone(),
        decisions: story
            .decisions
            .iter()
            .map(|d| DecisionInput {
                what: d.what.clone(),
                who: d.who.clone(),
                due: Some(day.plus_days(i64::from(d.weeks) * 7)),
            })
            .collect(),
        advice: story.advice.iter().map(|a| (a.profession.clone(), a.words.clone())).collect(),
        follow_ups: seed.follow_ups.iter().map(|f| Day(f.due)).collect(),
    };
    let number = usize::from(seed.number);
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let facts = CaseFacts::load(&mut tx, id).await?;
            let version = store::review(&mut tx, review).await?.version;
            let permit = access::permit::<act::Record>(&mut tx, staff, &facts)?;
            commands::record(&mut tx, permit, review, version, input, Doing::Finish).await?;
            for (n, decision) in store::decisions_of(&mut tx, id).await?.into_iter().enumerate() {
                // Every ninth decision is still open, though its day has passed.
                let Some(due) = decision.due.filter(|due| *due <= until && (number + n) % 9 != 0)
                else {
                    continue;
                };
                let permit = access::leave(&mut tx, staff, act::Follow, id).await?;
                store::decide_done(&mut tx, permit, &decision.id, due).await?;
            }
            Ok((tx, ()))
        })
        .await
}

/// Looks again on the day that was set, and writes what was found.
pub(super) async fn follow(stage: &Stage<'_>, seed: &SeedCase, due: Day) -> Result<()> {
    let (id, staff) = (&case(stage, seed)?, &stage.staff(&center_of(stage, seed)?)?);
    let Some(words) = seed.follow_ups.iter().find(|f| Day(f.due) == due).map(|f| &f.words) else {
        return Ok(());
    };
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let waiting = store::follow_ups_of(&mut tx, id).await?;
            if let Some(found) = waiting.iter().find(|f| f.due == due && f.done_on.is_none()) {
                let permit = access::leave(&mut tx, staff, act::Follow, id).await?;
                let outcome = outcome(words);
                commands::finish_follow_up(&mut tx, permit, &found.id, (outcome, words)).await?;
            }
            Ok((tx, ()))
        })
        .await
}

/// What the words of a follow-up say, in the words of the list.
fn outcome(words: &str) -> Outcome {
    if words.contains("亡くな") || words.contains("逝去") {
        Outcome::Died
    } else if words.contains("入院") || words.contains("入所") {
        Outcome::Moved
    } else if words.contains("変わらない") || words.contains("変化はない") {
        Outcome::Unchanged
    } else {
        Outcome::Improved
    }
}

/// A few cases of the next period, handed in and not yet chosen, or only begun: so that the queue and 今日 have
/// something to show. They tell stories of the period before anew, for the same invented people.
pub(super) async fn leave_some_undone(stage: &mut Stage<'_>) -> Result<()> {
    let last = [
        ("mei1", Taken::Submitted),
        ("mei1", Taken::Submitted),
        ("mei1", Taken::Draft),
        ("kogane", Taken::Submitted),
        ("kogane", Taken::Draft),
        ("honcho", Taken::Submitted),
    ];
    for (n, (center, taken)) in last.into_iter().enumerate() {
        let Some(seed) = stage.seeds.cases.iter().filter(|c| c.number > 60).nth(n * 7 + 3).cloned()
        else {
            continue;
        };
        let story = told(stage, &seed)?;
        let center = CenterId::from(center);
        let staff = stage.staff(&center)?;
        let id = new_case(stage, &staff, &center, &seed, &story).await?;
        if taken == Taken::Submitted {
            share(stage, &staff, &id, &story, Sharing::Confirm).await?;
            submit(stage, &staff, &id).await?;
        }
    }
    Ok(())
}
