//! The record of a discussion: decisions, advice, follow-ups.

use super::{
    moves::{Beside, go},
    on_agenda, review,
};
use crate::{
    access::Permit,
    cases::{
        Advice, CaseMove, Decision, FollowUp, Outcome, RecordInput,
        act::{Close, Follow, Record},
    },
    clock::Day,
    db::{Conn, Query, Tx, insert_rows},
    error::{Error, Result},
    events,
    id::{AdviceId, CaseId, DecisionId, FollowUpId, MunicipalityId, ReviewId},
    on,
};

/// Whether a record is only kept, or finished: then the case is discussed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Keep,
    /// The meeting's day.
    Finish(Day),
}

/// Writes the record of a review; `None` when somebody else wrote it since `version`. Finishing it moves the case
/// to discussed, and on to followed when a day to look again was set.
///
/// # Errors
/// A conflict sentence when the review was taken off or put off, or finishing gives no follow-up.
pub async fn record(
    tx: &mut Tx,
    permit: Permit<Record>,
    id: &ReviewId,
    version: i64,
    input: &RecordInput,
    doing: Doing,
) -> Result<Option<()>> {
    let m = permit.municipality();
    let case: CaseId = permit.id();
    let before = review(tx, m, id).await?;
    if before.case_id != case {
        return Err(Error::NotFound);
    }
    let touched = on!(tx, run sqlx::query(
        "update case_reviews
            set summary = $4, policy = $5, learning = $6, candidate = $7, version = version + 1
          where municipality_id = $1 and id = $2 and version = $3 and status in ('planned', 'discussed')")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(version)
        .bind(&input.summary)
        .bind(&input.policy)
        .bind(&input.learning)
        .bind(&input.candidate))?;
    if touched == 0 {
        return Ok(None);
    }
    replace_decisions(tx, m, &before.case_id, id, input).await?;
    replace_advice(tx, m, id, input).await?;
    replace_follow_ups(tx, m, &case, Some(id), &input.follow_ups).await?;

    let current = on_agenda(tx, m, &case).await?.is_some_and(|r| r.id == *id);
    if let (Doing::Finish(day), true) = (doing, current) {
        on!(tx, run sqlx::query(
            "update case_reviews set status = 'discussed', discussed_on = $3
              where municipality_id = $1 and id = $2 and status = 'planned'")
            .bind(m.as_str())
            .bind(id.as_str())
            .bind(day))?;
        go(tx, m, &case, CaseMove::Discuss, Beside::default()).await?;
        if !input.follow_ups.is_empty() {
            go(tx, m, &case, CaseMove::Follow, Beside::default()).await?;
        }
    }
    let detail = serde_json::json!({
        "review": id,
        "finished": doing != Doing::Keep,
        "decisions": input.decisions.len(),
        "follow_ups": input.follow_ups.len(),
        "candidate": !input.candidate.is_empty(),
    });
    events::record(tx, &permit, &detail).await?;
    Ok(Some(()))
}

async fn replace_decisions(
    tx: &mut Tx,
    m: &MunicipalityId,
    case: &CaseId,
    id: &ReviewId,
    input: &RecordInput,
) -> Result<()> {
    // A decision already carried out keeps its day when its words stay the same.
    let before = decisions_of(tx, m, case).await?;
    on!(tx, run sqlx::query("delete from case_decisions where municipality_id = $1 and review_id = $2")
        .bind(m.as_str())
        .bind(id.as_str()))?;
    let rows = input
        .decisions
        .iter()
        .enumerate()
        .map(|(sort, decision)| {
            let done = before
                .iter()
                .find(|d| d.review_id == *id && d.what == decision.what && d.who == decision.who)
                .and_then(|d| d.done_on);
            vec![
                m.into(),
                (&DecisionId::new()).into(),
                id.into(),
                case.into(),
                decision.what.as_str().into(),
                decision.who.as_str().into(),
                decision.due.into(),
                done.into(),
                (sort as i64).into(),
            ]
        })
        .collect();
    insert_rows(
        tx,
        "insert into case_decisions (municipality_id, id, review_id, case_id, what, who, due, done_on, sort) values ",
        rows,
        "",
    )
    .await
}

async fn replace_advice(
    tx: &mut Tx,
    m: &MunicipalityId,
    id: &ReviewId,
    input: &RecordInput,
) -> Result<()> {
    on!(tx, run sqlx::query("delete from case_advice where municipality_id = $1 and review_id = $2")
        .bind(m.as_str())
        .bind(id.as_str()))?;
    let rows = input
        .advice
        .iter()
        .enumerate()
        .map(|(sort, (profession, body))| {
            vec![
                m.into(),
                (&AdviceId::new()).into(),
                id.into(),
                profession.as_str().into(),
                body.as_str().into(),
                (sort as i64).into(),
            ]
        })
        .collect();
    insert_rows(
        tx,
        "insert into case_advice (municipality_id, id, review_id, profession_id, body, sort) values ",
        rows,
        "",
    )
    .await
}

/// Open follow-ups of this review give way to the days given; done ones stay.
async fn replace_follow_ups(
    tx: &mut Tx,
    m: &MunicipalityId,
    case: &CaseId,
    id: Option<&ReviewId>,
    days: &[Day],
) -> Result<()> {
    if let Some(id) = id {
        on!(tx, run sqlx::query(
            "delete from case_followups where municipality_id = $1 and review_id = $2 and done_on is null")
            .bind(m.as_str())
            .bind(id.as_str()))?;
    }
    let rows = days
        .iter()
        .map(|day| {
            vec![
                m.into(),
                (&FollowUpId::new()).into(),
                case.into(),
                id.into(),
                (*day).into(),
                None::<Day>.into(),
                "".into(),
                "".into(),
            ]
        })
        .collect();
    insert_rows(
        tx,
        "insert into case_followups (municipality_id, id, case_id, review_id, due, done_on, outcome, note) values ",
        rows,
        "",
    )
    .await
}

/// Sets another day to look again at a case that was discussed; it is then followed.
pub async fn follow_up(tx: &mut Tx, permit: Permit<Follow>, due: Day) -> Result<()> {
    let m = permit.municipality();
    let case: CaseId = permit.id();
    replace_follow_ups(tx, m, &case, None, &[due]).await?;
    if super::find(tx, m, &case).await?.status.next(CaseMove::Follow).is_some() {
        go(tx, m, &case, CaseMove::Follow, Beside::default()).await?;
    }
    events::record(tx, &permit, &serde_json::json!({ "follow_up": due })).await
}

/// Ends it.
///
/// # Errors
/// A conflict sentence when there is neither a reason nor a dated follow-up: nothing closes without one.
pub async fn close(tx: &mut Tx, permit: Permit<Close>, reason: &str) -> Result<()> {
    let (m, id) = (permit.municipality(), permit.id());
    if reason.is_empty() && follow_ups_of(tx, m, &id).await?.is_empty() {
        return Err(Error::conflict(
            "次回確認の日が決まっていない事例は、理由がないと終了できません。",
        ));
    }
    let beside = Beside { close_reason: Some(reason), ..Beside::default() };
    go(tx, m, &id, CaseMove::Close, beside).await?;
    events::record(tx, &permit, &serde_json::json!({})).await
}

/// Finishes a follow-up with what it found; `None` when it was finished already.
pub async fn finish_follow_up(
    tx: &mut Tx,
    permit: Permit<Follow>,
    id: &FollowUpId,
    done_on: Day,
    outcome: Outcome,
    note: &str,
) -> Result<Option<()>> {
    let case: CaseId = permit.id();
    let touched = on!(tx, run sqlx::query(
        "update case_followups set done_on = $4, outcome = $5, note = $6
          where municipality_id = $1 and id = $2 and case_id = $3 and done_on is null")
        .bind(permit.municipality().as_str())
        .bind(id.as_str())
        .bind(case.as_str())
        .bind(done_on)
        .bind(<&str>::from(outcome))
        .bind(note))?;
    if touched == 0 {
        return Ok(None);
    }
    events::record(tx, &permit, &serde_json::json!({ "followed_up": id, "outcome": outcome }))
        .await?;
    Ok(Some(()))
}

/// Notes that a decision was carried out; `None` when it was noted already.
pub async fn decide_done(
    tx: &mut Tx,
    permit: Permit<Follow>,
    id: &DecisionId,
    done_on: Day,
) -> Result<Option<()>> {
    let case: CaseId = permit.id();
    let touched = on!(tx, run sqlx::query(
        "update case_decisions set done_on = $4
          where municipality_id = $1 and id = $2 and case_id = $3 and done_on is null")
        .bind(permit.municipality().as_str())
        .bind(id.as_str())
        .bind(case.as_str())
        .bind(done_on))?;
    if touched == 0 {
        return Ok(None);
    }
    events::record(tx, &permit, &serde_json::json!({ "carried_out": id })).await?;
    Ok(Some(()))
}

/// Decisions of a case, in the order of its reviews.
pub async fn decisions_of(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    case: &CaseId,
) -> Result<Vec<Decision>> {
    Ok(on!(conn, c => sqlx::query_as::<_, Decision>(
        "select id, review_id, case_id, what, who, due, done_on
           from case_decisions
          where municipality_id = $1 and case_id = $2
          order by review_id, sort")
        .bind(municipality.as_str())
        .bind(case.as_str())
        .fetch_all(c))?)
}

/// Decisions of many reviews, for papers.
pub async fn decisions_of_reviews(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    reviews: &[ReviewId],
) -> Result<Vec<Decision>> {
    Query::new(
        "select id, review_id, case_id, what, who, due, done_on from case_decisions where municipality_id = ",
    )
    .bind(municipality)
    .push(" and review_id in ")
    .list(reviews)
    .push(" order by review_id, sort")
    .all(conn)
    .await
}

/// Advice of a review, in its order.
pub async fn advice_of(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    review: &ReviewId,
) -> Result<Vec<Advice>> {
    Ok(on!(conn, c => sqlx::query_as::<_, Advice>(
        "select id, profession_id, body
           from case_advice
          where municipality_id = $1 and review_id = $2
          order by sort")
        .bind(municipality.as_str())
        .bind(review.as_str())
        .fetch_all(c))?)
}

/// Follow-ups of a case by day.
pub async fn follow_ups_of(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    case: &CaseId,
) -> Result<Vec<FollowUp>> {
    Ok(on!(conn, c => sqlx::query_as::<_, FollowUp>(
        "select id, case_id, review_id, due, done_on, outcome, note
           from case_followups
          where municipality_id = $1 and case_id = $2
          order by due, id")
        .bind(municipality.as_str())
        .bind(case.as_str())
        .fetch_all(c))?)
}
