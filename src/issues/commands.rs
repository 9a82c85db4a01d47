//! Commands, whole: what they must know and what they refuse, whoever calls them: a page, a file, the demo.

use super::{
    AddEvidence, Answer, Decide, Edit, Escalate, Evidence, Issue, IssueFacts, IssueStatus,
    IssueWords, MayReply, Merge, Move, NewDecision, NewEvidence, NewIssue, NewReply, Raise, Return,
    Split,
    issue::Target,
    levels_above,
    store::{self, LinkKind},
};
use crate::{
    access::{self, Action, Actor, Permit},
    cases,
    clock::Day,
    db::{Conn, Tx},
    error::{Error, Refusals, Result},
    fields::{self, Declared},
    id::{CaseId, EvidenceId, IssueId, LevelId, MeetingId},
    ledgers::Ground,
    meetings,
    persons::{self, Cleared},
    structure::Structure,
};

/// Registers an issue with what it stands on.
pub async fn raise(
    tx: &mut Tx,
    actor: &Actor,
    new: &NewIssue,
    evidence: &[NewEvidence],
) -> Result<IssueId> {
    let cases: Vec<CaseId> = evidence.iter().filter_map(|one| one.case.clone()).collect();
    let behind = cases::store::presented(tx, &cases).await?;
    let centers_behind = behind.into_iter().map(|case| case.center_id).collect();
    let facts = IssueFacts { centers_behind, ..new.facts() };
    let permit = access::permit::<Raise>(tx, actor, &facts)?;
    new_refusals(new, evidence, permit.at().day()).or_refuse()?;
    let words = persons::clear(tx, &permit, new).await?;
    let id = store::raise(tx, permit, words).await?;
    if !evidence.is_empty() {
        let permit = access::permit::<AddEvidence>(tx, actor, &facts)?;
        let evidence = persons::clear(tx, &permit, evidence).await?;
        store::add_evidence(tx, permit, evidence).await?;
    }
    Ok(id)
}

/// What a new issue lacks, or may not say.
pub(super) fn new_refusals(new: &NewIssue, evidence: &[NewEvidence], today: Day) -> Refusals {
    let mut refusals = fields::refusals(IssueWords::fields(), &new.words);
    let to_come = new.raised_on > today;
    refusals.when(to_come, "raised_on", "挙がった日は今日までの日にしてください。");
    refusals.append(evidence_refusals(evidence, today));
    refusals
}

/// Writes the words anew.
///
/// # Errors
/// `Overtaken` when somebody saved another version in between.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<Edit>,
    version: i64,
    words: &IssueWords,
) -> Result<()> {
    fields::refusals(IssueWords::fields(), words).or_refuse()?;
    let words = persons::clear(tx, &permit, words).await?;
    store::edit(tx, permit, words, version).await
}

/// Adds evidence. A case that stands behind the issue already is left as it is; a record, or a list of the same day, is told.
pub async fn add_evidence(
    tx: &mut Tx,
    permit: Permit<AddEvidence>,
    new: &[NewEvidence],
) -> Result<()> {
    let mut refusals = evidence_refusals(new, permit.at().day());
    let there = store::evidence(tx, &permit.id()).await?;
    for one in new.iter().filter(|one| !one.source.is_empty()) {
        let same = |row: &Evidence| {
            row.source == one.source
                && (row.known_on == one.known_on || !Ground::is_list(&row.source))
        };
        let sentence = "この課題には、もう同じ根拠があります。";
        refusals.when(there.iter().any(same), "issue", sentence);
        let sentence = "この一覧には、いま記録がありません。";
        refusals.when(one.how_many == 0, "issue", sentence);
    }
    let sentence = "事例を選ぶか、事例以外の根拠の種類と件数・人数を入力してください。";
    refusals.when(new.is_empty(), "", sentence);
    refusals.or_refuse()?;
    let new = persons::clear(tx, &permit, new).await?;
    store::add_evidence(tx, permit, new).await
}

/// What evidence may not say.
pub(super) fn evidence_refusals(new: &[NewEvidence], today: Day) -> Refusals {
    let mut refusals = Refusals::default();
    for one in new {
        let sentence = "何で分かったかを入力してください。例: 総合相談、ニーズ調査";
        refusals.when(one.label.is_empty(), "label", sentence);
        let to_come = one.known_on > today;
        refusals.when(to_come, "known_on", "分かった日は今日までの日にしてください。");
    }
    refusals
}

/// Decides where an issue goes. Returns the issue that it was raised to or merged into.
///
/// # Errors
/// Beside what the decision lacks, it is refused when the status does not allow it, when evidence is newer than the
/// meeting that decides, or when the other issue cannot take it.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    structure: &Structure,
    id: &IssueId,
    decision: &NewDecision,
) -> Result<Option<IssueId>> {
    let decided_on = day_of_decision(tx, decision.meeting.as_ref(), decision.decided_on).await?;
    let decision = &NewDecision { decided_on, ..decision.clone() };
    lacks(decision, tx.now().day()).or_refuse()?;
    match (decision.step, &decision.target) {
        (Move::Escalate, Some(to)) => {
            let permit = access::leave(tx, actor, Escalate, id).await?;
            escalate(tx, permit, structure, decision, to).await.map(Some)
        }
        (Move::Merge, Some(Target::Issue(into))) => {
            let permit = access::leave(tx, actor, Merge, id).await?;
            merge(tx, permit, decision, into).await?;
            Ok(Some(into.clone()))
        }
        (Move::Return, _) => {
            let permit = access::leave(tx, actor, Return, id).await?;
            return_back(tx, permit, decision).await?;
            Ok(None)
        }
        (Move::AnswerInWords, _) => {
            let permit = access::leave(tx, actor, Answer, id).await?;
            if store::find(tx, id).await?.status == IssueStatus::Raised {
                let sentence = "上げた課題には、上げた先の課題で回答してください。";
                return Err(Error::refused("", sentence));
            }
            answer(tx, permit, decision).await?;
            Ok(None)
        }
        (Move::Escalate | Move::Merge | Move::Answer, _) => Err(Error::internal(
            "an issue is raised or merged into another, and answered by a measure",
        )),
        _ => {
            let permit = access::leave(tx, actor, Decide, id).await?;
            let issue = store::find(tx, id).await?;
            let decision = persons::clear(tx, &permit, decision).await?;
            step(tx, &permit, &issue, decision, &issue.level_id).await?;
            // What is carried over belongs to the period in which it is looked at again.
            let again = decision.review_on.filter(|_| decision.step == Move::CarryOver);
            if let Some(period) = again.and_then(|day| structure.period_of_day(day)) {
                store::move_to_period(tx, id, &period).await?;
            }
            store::record(tx, permit, issue.status, &decision, &[]).await?;
            Ok(None)
        }
    }
}

/// What a decision lacks, or may not say.
pub(super) fn lacks(decision: &NewDecision, today: Day) -> Refusals {
    let (step, review_on) = (decision.step, decision.review_on);
    let mut refusals = Refusals::default();
    let none = step.needs_reason() && decision.reason.trim().is_empty();
    let sentence = "理由を入力してください。あとから経過をたどるために残します。";
    refusals.when(none, "reason", sentence);
    let to_come = decision.decided_on > today;
    refusals.when(to_come, "decided_on", "決めた日は今日までの日にしてください。");
    let none = step.needs_review_day() && review_on.is_none();
    let sentence = "次に確認する日を入力してください。確認する日のない決定はできません。";
    refusals.when(none, "review_on", sentence);
    let before = review_on.is_some_and(|day| day < decision.decided_on);
    let sentence = "次に確認する日は、決定した日より後にしてください。";
    refusals.when(before, "review_on", sentence);
    let none = step == Move::HandOver && decision.conference.is_none();
    refusals.when(none, "conference", "依頼先の作業部会を選んでください。");
    let none = matches!(step, Move::Escalate | Move::Merge) && decision.target.is_none();
    let sentence = match step {
        Move::Escalate => "上げる先を選んでください。",
        _ => "統合先の課題を選んでください。",
    };
    refusals.when(none, "target", sentence);
    refusals
}

/// Says what the working group that the issue was handed over to has to say.
///
/// # Errors
/// Beside what the reply lacks, a conflict when the issue is no longer with the working group.
pub async fn reply(tx: &mut Tx, permit: Permit<MayReply>, new: &NewReply) -> Result<()> {
    let issue = store::find(tx, &permit.id()).await?;
    let handed = store::handovers(tx, std::slice::from_ref(&issue.id)).await?;
    let handed = handed.first().filter(|handover| handover.waits(issue.status));
    let Some(handover) = handed else {
        return Err(Error::conflict("この依頼への返事は、もう済んでいます。"));
    };
    new.lacks(permit.at().day()).or_refuse()?;
    let new = persons::clear(tx, &permit, new).await?;
    store::reply(tx, permit, &handover.decision.id, new).await
}

/// Raises an issue to a level above, where it joins an issue or becomes one.
async fn escalate(
    tx: &mut Tx,
    permit: Permit<Escalate>,
    structure: &Structure,
    decision: &NewDecision,
    to: &Target,
) -> Result<IssueId> {
    let issue = store::find(tx, &permit.id()).await?;
    let above = |level: &LevelId| {
        levels_above(structure, &issue.level_id).iter().any(|up| up.key == *level)
    };
    let decision = persons::clear(tx, &permit, decision).await?;
    let upper = match to {
        Target::Issue(id) => Some(store::find(tx, id).await?)
            .filter(|upper| upper.status.may_be_joined() && above(&upper.level_id)),
        Target::New { level, words } if above(level) => {
            let said = if words.title.is_empty() { &issue.words } else { &**words };
            let unit = structure.unit_above(level, &issue.unit_id);
            let new = NewIssue {
                level: level.clone(),
                unit,
                ..issue.leads_to(said, decision.decided_on)
            };
            let new = match words.title.is_empty() {
                true => Cleared::left_before(&new),
                false => persons::clear(tx, &permit, &new).await?,
            };
            Some(store::insert(tx, new).await?)
        }
        Target::New { .. } => None,
    };
    let upper = upper.ok_or_else(|| {
        let sentence = "選んだ上の段階の課題には、いまは加えられません。別の課題を選んでください。";
        Error::refused("target", sentence)
    })?;
    step(tx, &permit, &issue, decision, &upper.level_id).await?;
    store::tie(tx, &issue.id, &upper.id, LinkKind::RaisedTo, decision.decided_on).await?;
    store::record(tx, permit, issue.status, &decision, std::slice::from_ref(&upper.id)).await?;
    Ok(upper.id)
}

/// Gives an issue back: a raised issue to its own level, an upper issue together with all that were raised to it.
async fn return_back(tx: &mut Tx, permit: Permit<Return>, decision: &NewDecision) -> Result<()> {
    let issue = store::find(tx, &permit.id()).await?;
    if !permit.raised_from_below && issue.status != IssueStatus::Raised {
        return Err(Error::refused("", "差し戻せるのは、上の会議へ上げた課題です。"));
    }
    let decision = persons::clear(tx, &permit, decision).await?;
    step(tx, &permit, &issue, decision, &issue.level_id).await?;
    let below = carried_along(tx, &permit, &issue.id, decision).await?;
    store::record(tx, permit, issue.status, &decision, &below).await
}

/// Answers an issue with a measure or in words, and with it all that were raised to it. A measure's room has looked at the day.
pub async fn answer(tx: &mut Tx, permit: Permit<Answer>, decision: &NewDecision) -> Result<()> {
    let issue = store::find(tx, &permit.id()).await?;
    let decision = persons::clear(tx, &permit, decision).await?;
    if decision.step == Move::AnswerInWords || issue.status != IssueStatus::Answered {
        step(tx, &permit, &issue, decision, &issue.level_id).await?;
    }
    let below = carried_along(tx, &permit, &issue.id, decision).await?;
    store::record(tx, permit, issue.status, &decision, &below).await
}

/// The same step for every issue behind that waits as `Raised`.
async fn carried_along<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    upper: &IssueId,
    decision: Cleared<'_, NewDecision>,
) -> Result<Vec<IssueId>> {
    let mut along = Vec::new();
    for id in store::behind(tx, std::slice::from_ref(upper)).await?.into_keys() {
        let below = store::find(tx, &id).await?;
        if id != *upper && below.status == IssueStatus::Raised {
            step(tx, permit, &below, decision, &below.level_id).await?;
            along.push(id);
        }
    }
    Ok(along)
}

/// Merges an issue into another of its level. Evidence stays where it is and counts for the other, once.
async fn merge(
    tx: &mut Tx,
    permit: Permit<Merge>,
    decision: &NewDecision,
    into: &IssueId,
) -> Result<()> {
    let issue = store::find(tx, &permit.id()).await?;
    let other = store::find(tx, into).await?;
    if other.id == issue.id || other.level_id != issue.level_id || !other.status.is_live() {
        let sentence = "統合先は、同じ段階の、終了していない別の課題にしてください。";
        return Err(Error::refused("target", sentence));
    }
    let decision = persons::clear(tx, &permit, decision).await?;
    step(tx, &permit, &issue, decision, &issue.level_id).await?;
    store::merge(tx, permit, issue.status, into, &decision).await
}

/// Moves an issue's status from where it is, if it may.
async fn step<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    issue: &Issue,
    decision: Cleared<'_, NewDecision>,
    to_level: &LevelId,
) -> Result<()> {
    if issue.status.next(decision.step).is_none() {
        let sentence = format!(
            "この課題は「{}」なので、「{}」はできません。ほかの人が先に変えた可能性があります。",
            issue.status.label(),
            decision.step.label()
        );
        return Err(Error::refused("", sentence));
    }
    if decision.meeting.is_some() && decision.step != Move::CarryOver {
        let newest = store::newest_evidence(tx, &issue.id).await?;
        if newest.is_some_and(|day| day > decision.decided_on) {
            let sentence = "根拠の中に、この会議より後に検討されたものがあります。「次回へ持ち越す」を選ぶか、後の会議を選んでください。";
            return Err(Error::refused("", sentence));
        }
    }
    store::apply(tx, permit, issue, decision, to_level).await
}

/// Splits off a new issue with some of the evidence, which then counts there and no longer here.
pub async fn split(
    tx: &mut Tx,
    permit: Permit<Split>,
    words: &IssueWords,
    evidence: &[EvidenceId],
) -> Result<IssueId> {
    let issue = store::find(tx, &permit.id()).await?;
    if !issue.status.is_live() {
        return Err(Error::conflict("終了した課題は分けられません。"));
    }
    fields::refusals(IssueWords::fields(), words).or_refuse()?;
    let new = &issue.leads_to(words, permit.at().day());
    let new = persons::clear(tx, &permit, new).await?;
    store::split(tx, permit, new, evidence).await
}

/// The day of a decision: its meeting's, or what is said where no meeting with a day took it.
pub async fn day_of_decision(
    conn: &mut Conn,
    meeting: Option<&MeetingId>,
    said: Day,
) -> Result<Day> {
    let Some(meeting) = meeting else { return Ok(said) };
    Ok(meetings::find(conn, meeting).await?.day.unwrap_or(said))
}
