//! Commands, whole: what they must know and what they refuse, whoever calls them: a page, a file, the demo.

use super::{
    Advance, Again, Edit, FollowUpResult, MayFollowUp, MeasureAction, MeasureFacts, MeasureWords,
    NewMeasure, Register, RollDown, Step, Told, recipients::recipients, store,
};
use crate::{
    access::{self, Actor, Permit},
    clock::Day,
    db::Tx,
    error::{Error, Refusals, Result},
    fields,
    id::{FollowUpId, MeasureId},
    issues, persons,
    structure::Structure,
};

/// Registers a measure and answers its issues with it, all in one.
pub async fn register(
    tx: &mut Tx,
    actor: &Actor,
    structure: &Structure,
    new: &NewMeasure,
) -> Result<MeasureId> {
    access::check(MeasureAction::Register, actor, &MeasureFacts::new_for(new.id.clone()))?;
    let decided_on = issues::day_of_decision(tx, new.meeting.as_ref(), new.decided_on).await?;
    let new = &NewMeasure { decided_on, ..new.clone() };
    new_refusals(structure, new, tx.now().day()).or_refuse()?;
    let mut answers = Vec::new();
    for issue in &new.issues {
        answers.push(access::leave(tx, actor, issues::Answer, issue).await?);
    }
    let issues = answers.iter().map(|permit| (**permit).clone()).collect();
    let facts = MeasureFacts { measure: new.id.clone(), issues };
    let permit = access::permit::<Register>(tx, actor, &facts)?;
    let new = persons::clear(tx, &permit, new).await?;
    store::register(tx, permit, new, answers).await
}

/// What a new measure lacks, or may not say.
pub(super) fn new_refusals(structure: &Structure, new: &NewMeasure, today: Day) -> Refusals {
    let mut refusals = refusals(structure, &new.words);
    let none = new.issues.is_empty();
    refusals.when(none, "issue", "この施策が答える課題を一つ以上選んでください。");
    let none = new.follow_ups.is_empty();
    refusals.when(none, "follow_up_1", "効果を確認する日を一つ以上入力してください。");
    let to_come = new.decided_on > today;
    refusals.when(to_come, "decided_on", "決めた日は今日までの日にしてください。");
    refusals
}

/// Writes the words anew.
///
/// # Errors
/// `Overtaken` when somebody saved another version in between.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<Edit>,
    structure: &Structure,
    version: i64,
    words: &MeasureWords,
) -> Result<()> {
    refusals(structure, words).or_refuse()?;
    let words = persons::clear(tx, &permit, words).await?;
    store::edit(tx, permit, words, version).await
}

/// What the words of a measure may not say.
pub(super) fn refusals(structure: &Structure, words: &MeasureWords) -> Refusals {
    let mut refusals = fields::refusals(&MeasureWords::fields_in(structure), words);
    let answer = structure.measure_answers.iter().find(|answer| answer.key == words.answer);
    let lacks = answer.is_some_and(|a| a.needs_reason) && words.answer_reason.trim().is_empty();
    let sentence = "この回答には理由が必要です。課題を挙げた人に伝わる言葉で書いてください。";
    refusals.when(lacks, "answer_reason", sentence);
    refusals
}

/// Starts, finishes or stops a measure. To finish, a follow-up must be dated or have been done, or the reason
/// said why none is needed; to stop, the reason must be said (F02).
pub async fn advance(tx: &mut Tx, permit: Permit<Advance>, step: Step, reason: &str) -> Result<()> {
    let measure = store::find(tx, &permit.id()).await?;
    let Some(to) = measure.status.next(step) else {
        let sentence = format!(
            "この施策は「{}」なので、「{}」はできません。ほかの人が先に変えた可能性があります。",
            measure.status.label(),
            step.label()
        );
        return Err(Error::refused("reason", sentence));
    };
    let (reason, mut refusals) = (reason.trim(), Refusals::default());
    if reason.is_empty() && step == Step::Stop {
        refusals.at("reason", "中止の理由を入力してください。");
    } else if reason.is_empty() && step == Step::Finish {
        let none = store::follow_ups(tx, &measure.id).await?.is_empty();
        let sentence = "効果を確認する日を決めるか、確認しない理由を入力してください。";
        refusals.when(none, "reason", sentence);
    }
    refusals.or_refuse()?;
    let reason = &("reason", reason);
    let reason = persons::clear(tx, &permit, reason).await?;
    store::advance(tx, permit, (measure.status, to), step, reason).await
}

/// Adds a remark on how it goes.
pub async fn note(tx: &mut Tx, permit: Permit<Advance>, body: &str) -> Result<()> {
    let body = &("body", body);
    let body = persons::clear(tx, &permit, body).await?;
    store::note(tx, permit, body).await
}

/// Writes down what was found. The last look at a measure says when the next is, or why there is none (F02).
///
/// # Errors
/// `NotFound` for a follow-up of another measure.
pub async fn finish_follow_up(
    tx: &mut Tx,
    permit: Permit<MayFollowUp>,
    id: &FollowUpId,
    result: &FollowUpResult,
) -> Result<()> {
    let all = store::follow_ups(tx, &permit.id()).await?;
    let this = all.iter().find(|f| f.id == *id).ok_or(Error::NotFound)?;
    let others_wait = all.iter().any(|f| f.id != *id && f.done_on.is_none());
    let mut refusals = Refusals::default();
    if this.done_on.is_some() {
        refusals.at("no_next_reason", "この確認は、ほかの人が先に記録しました。");
    } else if result.next.is_none() && !others_wait && result.no_next_reason.trim().is_empty() {
        let sentence = "次に確認する日か、これで確認を終える理由を入力してください。";
        refusals.at("no_next_reason", sentence);
    }
    refusals.or_refuse()?;
    let result = persons::clear(tx, &permit, result).await?;
    store::finish_follow_up(tx, permit, id, result).await
}

/// Tells everybody behind an issue that was answered in words who was not told yet, or all of them what is so instead. Returns how many were told.
///
/// # Errors
/// `NotFound` when it was not answered so.
pub async fn roll_down_words(
    tx: &mut Tx,
    permit: Permit<issues::Tell>,
    structure: &Structure,
    (body, again): (&str, Again),
) -> Result<usize> {
    let issue = permit.id();
    let answers = issues::answers_in_words(tx, std::slice::from_ref(&issue)).await?;
    let answer = answers.into_iter().last().ok_or(Error::NotFound)?;
    let all = recipients(tx, structure, std::slice::from_ref(&issue)).await?;
    let body = &("body", body);
    let body = persons::clear(tx, &permit, body).await?;
    store::roll_down(tx, permit, &Told::Words(answer.id), &all, (body, again)).await
}

/// Tells everybody behind a measure who was not told yet, or all of them what is so instead. Returns how many were told.
pub async fn roll_down(
    tx: &mut Tx,
    permit: Permit<RollDown>,
    structure: &Structure,
    (body, again): (&str, Again),
) -> Result<usize> {
    let measure: MeasureId = permit.id();
    let answered = store::issues_of(tx, &measure).await?;
    let all = recipients(tx, structure, &answered).await?;
    let body = &("body", body);
    let body = persons::clear(tx, &permit, body).await?;
    store::roll_down(tx, permit, &Told::Measure(measure), &all, (body, again)).await
}
