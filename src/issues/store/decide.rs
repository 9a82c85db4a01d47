//! Decisions on issues: append-only, each in the transaction of the change it makes.

use serde_json::json;

use super::{
    super::{
        Decision, Issue, IssueStatus, IssueWords, Move, NewDecision, NewIssue,
        rules::{Answer, Decide, Escalate, Merge, Return, Split},
    },
    find, insert,
    lineage::{LinkKind, behind, link, links_of},
    newest_evidence, next_number,
};
use crate::{
    access::{Action, Permit},
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    id::{DecisionId, EvidenceId, IssueId, LevelId, MeetingId, UnitId},
};

const DECISION: &str =
    "select id, issue_id, kind as step, from_status, to_status, from_level_id, to_level_id, meeting_id,
       reason, decided_on, review_on, actor_name, at, conference_id
  from issue_decisions
 where municipality_id = $m";

/// Decides where an issue goes on its own level.
///
/// # Errors
/// A conflict sentence when the status does not allow it, when something the decision must say is missing, or
/// when evidence is newer than the meeting that decides.
pub async fn decide(tx: &mut Tx, permit: Permit<Decide>, decision: &NewDecision) -> Result<Issue> {
    if matches!(decision.step, Move::Escalate | Move::Merge | Move::Return | Move::Answer) {
        return Err(Error::internal("this move has a command of its own"));
    }
    let issue = find(tx, &permit.id()).await?;
    let issue = apply(tx, &permit, &issue, decision, None).await?;
    record(tx, &permit, decision, &[]).await?;
    Ok(issue)
}

/// Where an issue is raised to.
#[derive(Clone, Debug)]
pub enum Raised {
    /// An issue of the upper level that is there already.
    Join(IssueId),
    /// A new issue of this level and unit; empty words are taken from the issue below.
    New { level: LevelId, unit: UnitId, words: Box<IssueWords> },
}

/// Raises an issue to a level above, where it joins an issue or becomes one. Returns the upper issue.
///
/// # Errors
/// As [`decide`]; also when the upper issue is not open for others to join.
pub async fn escalate(
    tx: &mut Tx,
    permit: Permit<Escalate>,
    decision: &NewDecision,
    to: &Raised,
) -> Result<IssueId> {
    let issue = find(tx, &permit.id()).await?;
    let upper = match to {
        Raised::Join(id) => find(tx, id).await?,
        Raised::New { level, unit, words } => {
            let mut words = IssueWords::clone(words);
            if words.title.is_empty() {
                words = issue.words();
            }
            let new = NewIssue {
                id: IssueId::new(),
                level: level.clone(),
                unit: unit.clone(),
                status: IssueStatus::Candidate,
                words,
                period: issue.period_id.clone(),
                raised_on: decision.decided_on,
            };
            let number = next_number(tx, level, unit).await?;
            insert(tx, &new.id, number, &new).await?;
            find(tx, &new.id).await?
        }
    };
    if !upper.status.may_be_joined() || upper.level_id == issue.level_id {
        return Err(Error::conflict(
            "選んだ上の段階の課題には、いまは加えられません。別の課題を選んでください。",
        ));
    }
    apply(tx, &permit, &issue, decision, Some(&upper.level_id)).await?;
    let tied = links_of(tx, &issue.id)
        .await?
        .iter()
        .any(|l| l.to_issue_id == upper.id && l.kind == LinkKind::RaisedTo);
    if !tied {
        link(tx, &issue.id, &upper.id, LinkKind::RaisedTo, decision.decided_on).await?;
    }
    record(tx, &permit, decision, std::slice::from_ref(&upper.id)).await?;
    Ok(upper.id)
}

/// Gives an issue back: a raised issue to its own level, an upper issue together with all that were raised to it.
///
/// # Errors
/// As [`decide`].
pub async fn return_back(
    tx: &mut Tx,
    permit: Permit<Return>,
    decision: &NewDecision,
) -> Result<()> {
    let issue = find(tx, &permit.id()).await?;
    if !permit.raised_from_below && issue.status != IssueStatus::Raised {
        return Err(Error::conflict("差し戻せるのは、上の会議へ上げた課題です。"));
    }
    let level = issue.level_id.clone();
    apply(tx, &permit, &issue, decision, Some(&level)).await?;
    let below = carried_along(tx, &permit, &issue.id, decision).await?;
    record(tx, &permit, decision, &below).await
}

/// Answers an issue with a measure, and with it all that were raised to it.
///
/// # Errors
/// As [`decide`].
pub async fn answer(tx: &mut Tx, permit: Permit<Answer>, decision: &NewDecision) -> Result<()> {
    let issue = find(tx, &permit.id()).await?;
    if issue.status != IssueStatus::Answered {
        apply(tx, &permit, &issue, decision, None).await?;
    }
    let below = carried_along(tx, &permit, &issue.id, decision).await?;
    record(tx, &permit, decision, &below).await
}

/// The same step for every issue behind that waits as `Raised`.
async fn carried_along<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    upper: &IssueId,
    decision: &NewDecision,
) -> Result<Vec<IssueId>> {
    let mut along = Vec::new();
    for id in behind(tx, std::slice::from_ref(upper)).await?.into_keys() {
        let below = find(tx, &id).await?;
        if id != *upper && below.status == IssueStatus::Raised {
            apply(tx, permit, &below, decision, Some(&below.level_id)).await?;
            along.push(id);
        }
    }
    Ok(along)
}

/// Merges an issue into another of its level. Evidence stays where it is and counts for the other, once.
///
/// # Errors
/// As [`decide`]; also when the other is of another level, or is itself merged or closed.
pub async fn merge(
    tx: &mut Tx,
    permit: Permit<Merge>,
    into: &IssueId,
    decision: &NewDecision,
) -> Result<()> {
    let issue = find(tx, &permit.id()).await?;
    let other = find(tx, into).await?;
    if other.id == issue.id || other.level_id != issue.level_id || !other.status.is_live() {
        return Err(Error::conflict(
            "統合先は、同じ段階の、終了していない別の課題にしてください。",
        ));
    }
    apply(tx, &permit, &issue, decision, None).await?;
    Query::of(
        "update issues set merged_into_id = $2 where municipality_id = $m and id = $1",
        (&issue.id, into),
    )
    .run(tx)
    .await?;
    link(tx, &issue.id, into, LinkKind::MergedInto, decision.decided_on).await?;
    record(tx, &permit, decision, std::slice::from_ref(into)).await
}

/// Splits off a new issue with some of the evidence, which then counts there and no longer here.
pub async fn split(
    tx: &mut Tx,
    permit: Permit<Split>,
    words: &IssueWords,
    evidence: &[EvidenceId],
    day: crate::clock::Day,
) -> Result<IssueId> {
    let issue = find(tx, &permit.id()).await?;
    if !issue.status.is_live() {
        return Err(Error::conflict("終了した課題は分けられません。"));
    }
    let new = NewIssue {
        id: IssueId::new(),
        level: issue.level_id.clone(),
        unit: issue.unit_id.clone(),
        status: IssueStatus::Candidate,
        words: words.clone(),
        period: issue.period_id.clone(),
        raised_on: day,
    };
    let number = next_number(tx, &new.level, &new.unit).await?;
    insert(tx, &new.id, number, &new).await?;
    link(tx, &new.id, &issue.id, LinkKind::SplitFrom, day).await?;
    let mut moved = 0;
    for one in evidence {
        moved += Query::of(
            "update issue_evidence set issue_id = $3
              where municipality_id = $m and issue_id = $1 and id = $2",
            (&issue.id, &one, &new.id),
        )
        .run(tx)
        .await?;
    }
    events::record(tx, &permit, &json!({ "into": new.id, "moved": moved })).await?;
    Ok(new.id)
}

/// Moves the status from where it is, and appends the decision.
async fn apply<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    issue: &Issue,
    decision: &NewDecision,
    to_level: Option<&LevelId>,
) -> Result<Issue> {
    if let Some((_, sentence)) = decision.lack() {
        return Err(Error::conflict(sentence));
    }
    let Some(to) = issue.status.next(decision.step) else {
        return Err(Error::conflict(format!(
            "「{}」の課題に「{}」は行えません。ほかの人が先に変えた可能性があります。",
            issue.status.label(),
            decision.step.label()
        )));
    };
    if decision.meeting.is_some() && decision.step != Move::CarryOver {
        let newest = newest_evidence(tx, &issue.id).await?;
        if newest.is_some_and(|day| day > decision.decided_on) {
            return Err(Error::conflict(
                "根拠の中に、この会議より後に検討されたものがあります。「次回へ持ち越す」を選ぶか、後の会議を選んでください。",
            ));
        }
    }
    let reason = if decision.step == Move::Close { decision.reason.as_str() } else { "" };
    let review_on = if to.is_live() { decision.review_on } else { None };
    Query::of(
        "update issues
            set status = $3, next_review_on = $4, close_reason = $5, period_id = coalesce($6,
                period_id), version = version + 1
          where municipality_id = $m
            and id = $1
            and status = $2",
        (&issue.id, issue.status, to, review_on, reason, &decision.period),
    )
    .change_one(tx)
    .await?;
    Query::insert(
        "issue_decisions",
        Pairs::new()
            .set("id", DecisionId::new())
            .set("issue_id", &issue.id)
            .set("kind", decision.step)
            .set("from_status", issue.status)
            .set("to_status", to)
            .set("from_level_id", &issue.level_id)
            .set("to_level_id", to_level.unwrap_or(&issue.level_id))
            .set("meeting_id", &decision.meeting)
            .set("reason", &decision.reason)
            .set("decided_on", decision.decided_on)
            .set("review_on", review_on)
            .set("actor_name", permit.actor().name())
            .set("at", permit.at().0)
            .set("conference_id", &decision.conference),
    )
    .run(tx)
    .await?;
    find(tx, &issue.id).await
}

async fn record<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    decision: &NewDecision,
    others: &[IssueId],
) -> Result<()> {
    let detail = json!({ "step": decision.step, "meeting": decision.meeting, "others": others });
    events::record(tx, permit, &detail).await
}

/// All decisions on these issues, oldest first.
pub async fn decisions(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<Decision>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Query::of(DECISION, ())
        .push(" and issue_id in ")
        .list(ids)
        .push(" order by decided_on, at, id")
        .all(conn)
        .await
}

/// What a meeting decided on issues.
pub async fn decisions_at(conn: &mut Conn, meeting: &MeetingId) -> Result<Vec<Decision>> {
    Query::of(DECISION, ()).with(" and meeting_id = $1 order by at, id", meeting).all(conn).await
}
