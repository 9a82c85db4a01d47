//! Decisions on issues: append-only, each in the transaction of the change it makes.

use serde_json::json;

use super::{
    super::{
        Decision, Issue, IssueStatus, Move, NewDecision, NewIssue,
        rules::{Merge, Split},
    },
    insert,
    lineage::{LinkKind, tie},
};
use crate::{
    access::{Action, Permit, Subject},
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    events,
    id::{DecisionId, EvidenceId, IssueId, LevelId, MeetingId, PeriodId},
    persons::Cleared,
};

/// Moves an issue's status from where it is, and appends the decision. What is moved along with the permitted issue has no
/// leave of its own.
pub async fn apply<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    issue: &Issue,
    decision: Cleared<'_, NewDecision>,
    to_level: &LevelId,
) -> Result<()> {
    let to = decision.step.leads_to();
    let reason = if decision.step == Move::Close { decision.reason.as_str() } else { "" };
    let review_on = if to.is_live() { decision.review_on } else { None };
    Query::of(
        "update issues
            set status = $3, next_review_on = $4, close_reason = $5, version = version + 1
          where municipality_id = $m
            and id = $1
            and status = $2",
        (&issue.id, issue.status, to, review_on, reason),
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
            .set("to_level_id", to_level)
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
    events::touch(tx, &Subject::new("issue", &issue.id))
}

/// Lets an issue count in another period.
pub async fn move_to_period(tx: &mut Tx, id: &IssueId, period: &PeriodId) -> Result<()> {
    Query::update("issues", Pairs::new().set("period_id", period))
        .with(" and id = $1", id)
        .run(tx)
        .await?;
    Ok(())
}

/// Writes a decision into the history: where the issue stood before, and the other issues that it concerns.
pub async fn record<A: Action>(
    tx: &mut Tx,
    permit: Permit<A>,
    from: IssueStatus,
    decision: &NewDecision,
    others: &[IssueId],
) -> Result<()> {
    let detail = json!({ "step": decision.step, "meeting": decision.meeting, "others": others });
    let to = decision.step.leads_to();
    let went = (from != to).then_some((from, to));
    events::record_step(tx, &permit, went, &detail).await
}

/// Ties a merged issue to the one that it is part of now.
pub async fn merge(
    tx: &mut Tx,
    permit: Permit<Merge>,
    from: IssueStatus,
    into: &IssueId,
    decision: &NewDecision,
) -> Result<()> {
    let id: IssueId = permit.id();
    Query::update("issues", Pairs::new().set("merged_into_id", into))
        .with(" and id = $1", &id)
        .run(tx)
        .await?;
    tie(tx, &id, into, LinkKind::MergedInto, decision.decided_on).await?;
    record(tx, permit, from, decision, std::slice::from_ref(into)).await
}

/// Splits off a new issue with some of the evidence.
pub async fn split(
    tx: &mut Tx,
    permit: Permit<Split>,
    new: Cleared<'_, NewIssue>,
    evidence: &[EvidenceId],
) -> Result<IssueId> {
    let id: IssueId = permit.id();
    insert(tx, new).await?;
    tie(tx, &new.id, &id, LinkKind::SplitFrom, new.raised_on).await?;
    let moved = Query::update("issue_evidence", Pairs::new().set("issue_id", &new.id))
        .with(" and issue_id = $1 and id in ", &id)
        .list(evidence)
        .run(tx)
        .await?;
    events::record(tx, &permit, &json!({ "into": new.id, "moved": moved })).await?;
    Ok(new.id.clone())
}

fn decided() -> Query {
    Query::select::<Decision>("from issue_decisions where municipality_id = $m", ())
}

/// All decisions on these issues, oldest first.
pub async fn decisions(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<Decision>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    decided()
        .push(" and issue_id in ")
        .list(ids)
        .push(" order by decided_on, at, id")
        .all(conn)
        .await
}

/// The answers that these issues were given in words, oldest first; what was answered along with an issue above has none of
/// its own.
pub async fn answers_in_words(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<Decision>> {
    let mut all = decisions(conn, ids).await?;
    all.retain(|d| d.step == Move::AnswerInWords && d.from_status != IssueStatus::Raised);
    Ok(all)
}

/// What a meeting decided on issues.
pub async fn decisions_at(conn: &mut Conn, meeting: &MeetingId) -> Result<Vec<Decision>> {
    decided().with(" and meeting_id = $1 order by at, id", meeting).all(conn).await
}
