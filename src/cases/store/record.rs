//! The record of a discussion: decisions, advice, follow-ups.

use super::{moves::go, on_agenda, review, words::rewrite};
use crate::{
    access::Permit,
    cases::{
        Advice, CaseMove, Decision, FollowUp, Outcome, RecordInput,
        act::{Close, Follow, Record},
    },
    clock::Day,
    db::{Conn, Pairs, Query, Tx, insert_rows},
    error::{Error, Result},
    events,
    id::{AdviceId, CaseId, DecisionId, FollowUpId, ReviewId},
    persons::Cleared,
};

/// Whether a record is only kept, or finished: then the case is discussed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Keep,
    Finish,
}

/// Writes the record of a review of a meeting held on a day. Finishing it moves the case to discussed, and on to
/// followed when a day to look again was set.
///
/// # Errors
/// `Overtaken` when somebody else wrote it since `version`.
pub async fn record(
    tx: &mut Tx,
    permit: Permit<Record>,
    id: &ReviewId,
    version: i64,
    input: Cleared<'_, RecordInput>,
    (doing, held_on): (Doing, Day),
) -> Result<()> {
    let case: CaseId = permit.id();
    let before = review(tx, id).await?;
    if before.case_id != case {
        return Err(Error::NotFound);
    }
    Query::of(
        "update case_reviews
            set summary = $3, policy = $4, learning = $5, candidate = $6, version = version + 1
          where municipality_id = $m
            and id = $1
            and version = $2
            and status in ('planned', 'discussed')",
        (id, version, &input.summary, &input.policy, &input.learning, &input.candidate),
    )
    .change_one(tx)
    .await?;
    replace_decisions(tx, &before.case_id, id, &input).await?;
    replace_advice(tx, id, &input).await?;
    replace_follow_ups(tx, &case, Some(id), &input.follow_ups).await?;

    let current = on_agenda(tx, &case).await?.is_some_and(|r| r.id == *id);
    let mut went = None;
    if doing == Doing::Finish && current {
        Query::of(
            "update case_reviews set status = 'discussed', discussed_on = $2
              where municipality_id = $m and id = $1 and status = 'planned'",
            (id, held_on),
        )
        .run(tx)
        .await?;
        let (from, mut to) = go(tx, &case, CaseMove::Discuss, None).await?;
        if !input.follow_ups.is_empty() {
            (_, to) = go(tx, &case, CaseMove::Follow, None).await?;
        }
        went = Some((from, to));
    }
    let detail = serde_json::json!({
        "review": id,
        "finished": doing != Doing::Keep,
        "decisions": input.decisions.len(),
        "follow_ups": input.follow_ups.len(),
        "candidate": !input.candidate.is_empty(),
    });
    events::record_step(tx, &permit, went, &detail).await
}

async fn replace_decisions(
    tx: &mut Tx,
    case: &CaseId,
    id: &ReviewId,
    input: &RecordInput,
) -> Result<()> {
    // A decision already carried out keeps its day when its words stay the same.
    let before = decisions_of(tx, case).await?;
    Query::of("delete from case_decisions where municipality_id = $m and review_id = $1", id)
        .run(tx)
        .await?;
    let rows = input
        .decisions
        .iter()
        .enumerate()
        .map(|(sort, decision)| {
            let done = before
                .iter()
                .find(|d| d.review_id == *id && d.what == decision.what && d.who == decision.who)
                .and_then(|d| d.done_on);
            Pairs::new()
                .set("id", DecisionId::new())
                .set("review_id", id)
                .set("case_id", case)
                .set("what", &decision.what)
                .set("who", &decision.who)
                .set("due", decision.due)
                .set("done_on", done)
                .set("sort", sort as i64)
        })
        .collect();
    insert_rows(tx, "case_decisions", rows, "").await
}

async fn replace_advice(tx: &mut Tx, id: &ReviewId, input: &RecordInput) -> Result<()> {
    Query::of("delete from case_advice where municipality_id = $m and review_id = $1", id)
        .run(tx)
        .await?;
    let rows = input
        .advice
        .iter()
        .enumerate()
        .map(|(sort, (profession, body))| {
            Pairs::new()
                .set("id", AdviceId::new())
                .set("review_id", id)
                .set("profession_id", profession)
                .set("body", body)
                .set("sort", sort as i64)
        })
        .collect();
    insert_rows(tx, "case_advice", rows, "").await
}

/// Open follow-ups of this review give way to the days given; done ones stay.
async fn replace_follow_ups(
    tx: &mut Tx,
    case: &CaseId,
    id: Option<&ReviewId>,
    days: &[Day],
) -> Result<()> {
    if let Some(id) = id {
        Query::of(
            "delete
               from case_followups
              where municipality_id = $m
                and review_id = $1
                and done_on is null",
            id,
        )
        .run(tx)
        .await?;
    }
    let rows = days
        .iter()
        .map(|day| {
            Pairs::new()
                .set("id", FollowUpId::new())
                .set("case_id", case)
                .set("review_id", id)
                .set("due", *day)
                .set("outcome", "")
                .set("note", "")
        })
        .collect();
    insert_rows(tx, "case_followups", rows, "").await
}

/// Sets another day to look again at a case that was discussed; it is then followed.
pub async fn follow_up(tx: &mut Tx, permit: Permit<Follow>, due: Day) -> Result<()> {
    let case: CaseId = permit.id();
    replace_follow_ups(tx, &case, None, &[due]).await?;
    let went = match super::find(tx, &case).await?.status.next(CaseMove::Follow) {
        Some(_) => Some(go(tx, &case, CaseMove::Follow, None).await?),
        None => None,
    };
    events::record_step(tx, &permit, went, &serde_json::json!({ "follow_up": due })).await
}

/// Ends it.
pub async fn close(
    tx: &mut Tx,
    permit: Permit<Close>,
    reason: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    let id: CaseId = permit.id();
    rewrite(tx, &permit, |words| reason.1.clone_into(&mut words.close_reason)).await?;
    let went = go(tx, &id, CaseMove::Close, None).await?;
    events::record_step(tx, &permit, Some(went), &serde_json::json!({})).await
}

/// Finishes a follow-up with what it found.
///
/// # Errors
/// `Overtaken` when it was finished already.
pub async fn finish_follow_up(
    tx: &mut Tx,
    permit: Permit<Follow>,
    id: &FollowUpId,
    done_on: Day,
    outcome: Outcome,
    note: Cleared<'_, (&str, &str)>,
) -> Result<()> {
    let case: CaseId = permit.id();
    Query::of(
        "update case_followups set done_on = $3, outcome = $4, note = $5
          where municipality_id = $m and id = $1 and case_id = $2 and done_on is null",
        (id, &case, done_on, outcome, note.1),
    )
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &serde_json::json!({ "followed_up": id, "outcome": outcome })).await
}

/// Notes that a decision was carried out.
///
/// # Errors
/// `Overtaken` when it was noted already.
pub async fn decide_done(
    tx: &mut Tx,
    permit: Permit<Follow>,
    id: &DecisionId,
    done_on: Day,
) -> Result<()> {
    let case: CaseId = permit.id();
    Query::of(
        "update case_decisions set done_on = $3
          where municipality_id = $m and id = $1 and case_id = $2 and done_on is null",
        (id, &case, done_on),
    )
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &serde_json::json!({ "carried_out": id })).await
}

/// Decisions of a case, in the order of its reviews.
pub async fn decisions_of(conn: &mut Conn, case: &CaseId) -> Result<Vec<Decision>> {
    Query::select::<Decision>(
        "from case_decisions
        where municipality_id = $m
          and case_id = $1
        order by review_id, sort",
        case,
    )
    .all::<Decision>(conn)
    .await
}

/// Advice of a review, in its order.
pub async fn advice_of(conn: &mut Conn, review: &ReviewId) -> Result<Vec<Advice>> {
    Query::select::<Advice>(
        "from case_advice
        where municipality_id = $m
          and review_id = $1
        order by sort",
        review,
    )
    .all::<Advice>(conn)
    .await
}

/// Follow-ups of a case by day.
pub async fn follow_ups_of(conn: &mut Conn, case: &CaseId) -> Result<Vec<FollowUp>> {
    Query::select::<FollowUp>(
        "from case_followups
        where municipality_id = $m
          and case_id = $1
        order by due, id",
        case,
    )
    .all::<FollowUp>(conn)
    .await
}
