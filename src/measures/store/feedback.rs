//! What is told to whom, and that it arrived.

use serde_json::json;

use super::super::{
    Again, Channel, Feedback, FeedbackFacts, Recipient, RecipientKind, Told,
    rules::{Acknowledge, Convey, feedback_scope},
};
use crate::{
    access::{Action, Actor, Load, Permit, ScopeColumns},
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    id::{CaseId, DecisionId, FeedbackId, MeasureId},
    persons::Cleared,
};

fn told() -> Query {
    Query::select::<Feedback>("from feedbacks where municipality_id = $m", ())
}

/// One feedback.
///
/// # Errors
/// `NotFound`.
pub async fn find_feedback(conn: &mut Conn, id: &FeedbackId) -> Result<Feedback> {
    told().with(" and id = $1", id).optional(conn).await?.ok_or(Error::NotFound)
}

// What the rules need to know of a feedback.
impl Load for FeedbackFacts {
    type Key = FeedbackId;

    async fn load(conn: &mut Conn, id: &FeedbackId) -> Result<FeedbackFacts> {
        let found = find_feedback(conn, id).await?;
        Ok(FeedbackFacts {
            feedback: found.id,
            unit: found.unit_id,
            account: found.account_id,
            to_unit: found.recipient == RecipientKind::Unit,
        })
    }
}

/// Tells every recipient. Who was told of this answer already (the same unit, the same case) is told again only where what was told
/// is corrected. Returns how many were told.
pub async fn roll_down<A: Action>(
    tx: &mut Tx,
    permit: Permit<A>,
    answer: &Told,
    recipients: &[Recipient],
    (body, again): (Cleared<'_, (&str, &str)>, Again),
) -> Result<usize> {
    let told = feedbacks_of(tx, answer).await?;
    let (measure, decision) = match answer {
        Told::Measure(id) => (Some(id), None),
        Told::Words(id) => (None, Some(id)),
    };
    let mut sent = 0;
    if again == Again::Corrected {
        let before: Vec<&FeedbackId> = (told.iter())
            .filter(|f| f.stands() && recipients.iter().any(|r| r.is(f)))
            .map(|f| &f.id)
            .collect();
        Query::of(
            "update feedbacks set replaced_on = $1 where municipality_id = $m",
            permit.at().day(),
        )
        .push(" and id in ")
        .list(&before)
        .run(tx)
        .await?;
    }
    let new = |r: &&Recipient| again == Again::Corrected || !told.iter().any(|f| r.is(f));
    for recipient in recipients.iter().filter(new) {
        Query::insert(
            "feedbacks",
            Pairs::new()
                .set("id", FeedbackId::new())
                .set("measure_id", measure)
                .set("decision_id", decision)
                .set("issue_id", &recipient.issue)
                .set("recipient", recipient.kind)
                .set("unit_id", &recipient.unit)
                .set("account_id", &recipient.account)
                .set("case_id", &recipient.case)
                .set("recipient_name", &recipient.name)
                .set("body", body.1)
                .set("sent_on", permit.at().day())
                .set("acknowledged_by", ""),
        )
        .run(tx)
        .await?;
        sent += 1;
    }
    events::record(tx, &permit, &json!({ "told": sent, "corrected": again == Again::Corrected }))
        .await?;
    Ok(sent)
}

/// The recipient acknowledges. Acknowledging twice changes nothing.
pub async fn acknowledge(tx: &mut Tx, permit: Permit<Acknowledge>) -> Result<()> {
    arrived(tx, permit, Channel::Screen).await
}

/// Staff record that they told it some other way.
pub async fn convey(tx: &mut Tx, permit: Permit<Convey>, channel: Channel) -> Result<()> {
    arrived(tx, permit, channel).await
}

async fn arrived<A: Action>(tx: &mut Tx, permit: Permit<A>, channel: Channel) -> Result<()> {
    let id: FeedbackId = permit.id();
    Query::of(
        "update feedbacks
            set acknowledged_on = $2, acknowledged_by = $3, channel = $4
          where municipality_id = $m and id = $1 and acknowledged_on is null",
        (&id, permit.at().day(), permit.actor().name(), channel),
    )
    .run(tx)
    .await?;
    events::record(tx, &permit, &json!({ "channel": channel })).await
}

/// What was told of an answer, areas first.
pub async fn feedbacks_of(conn: &mut Conn, answer: &Told) -> Result<Vec<Feedback>> {
    match answer {
        Told::Measure(id) => feedbacks_of_measures(conn, std::slice::from_ref(id)).await,
        Told::Words(id) => feedbacks_of_words(conn, std::slice::from_ref(id)).await,
    }
}

/// What was told about these measures, areas first.
pub async fn feedbacks_of_measures(conn: &mut Conn, ids: &[MeasureId]) -> Result<Vec<Feedback>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    told().push(" and measure_id in ").list(ids).push(AREAS_FIRST).all(conn).await
}

/// What was told about these answers in words, areas first.
pub async fn feedbacks_of_words(conn: &mut Conn, ids: &[DecisionId]) -> Result<Vec<Feedback>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    told().push(" and decision_id in ").list(ids).push(AREAS_FIRST).all(conn).await
}

const AREAS_FIRST: &str =
    " order by case when recipient = 'unit' then 0 else 1 end, unit_id, sent_on, id";

/// What came back to whoever brought this case.
pub async fn feedbacks_of_case(conn: &mut Conn, case: &CaseId) -> Result<Vec<Feedback>> {
    told().with(" and case_id = $1 order by sent_on, id", case).all(conn).await
}

/// How feedback answers to a scope.
const SCOPE: ScopeColumns =
    ScopeColumns { units: Some("unit_id"), own: Some("account_id"), ..ScopeColumns::NONE };

/// What came back to this person: to the units they keep or work in, or for the cases they brought; the newest first. A
/// city officer sees all that was told.
pub async fn feedbacks_to(conn: &mut Conn, actor: &Actor) -> Result<Vec<Feedback>> {
    told_to(actor).push(" order by sent_on desc, unit_id, recipient, id").all(conn).await
}

/// Of these, what nobody has acknowledged yet, the oldest first.
pub async fn unacknowledged(conn: &mut Conn, actor: &Actor) -> Result<Vec<Feedback>> {
    told_to(actor)
        .push(" and acknowledged_on is null and replaced_on is null order by sent_on, unit_id, recipient, id")
        .all(conn)
        .await
}

fn told_to(actor: &Actor) -> Query {
    feedback_scope(actor).filter(told(), &SCOPE)
}
