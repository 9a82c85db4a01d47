//! What is told to whom, and that it arrived.

use serde_json::json;

use super::super::{
    Channel, Feedback, FeedbackFacts, Recipient, RecipientKind,
    rules::{Acknowledge, Convey, RollDown},
};
use crate::{
    access::{Actor, Permit, Role},
    clock::Day,
    db::{Conn, Query, Tx},
    error::{Error, Result},
    events,
    id::{CaseId, FeedbackId, MeasureId, MunicipalityId},
    on,
};

const FEEDBACK: &str =
    "select id, measure_id, issue_id, recipient, center_id, account_id, case_id, recipient_name,
       body, sent_on, acknowledged_on, acknowledged_by, channel
  from feedbacks
 where municipality_id = ";

/// One feedback.
///
/// # Errors
/// `NotFound`.
pub async fn find_feedback(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &FeedbackId,
) -> Result<Feedback> {
    Query::new(FEEDBACK)
        .bind(municipality)
        .push(" and id = ")
        .bind(id)
        .optional(conn)
        .await?
        .ok_or(Error::NotFound)
}

/// What the rules need to know of a feedback.
///
/// # Errors
/// `NotFound`.
pub async fn feedback_facts(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &FeedbackId,
) -> Result<FeedbackFacts> {
    let found = find_feedback(conn, municipality, id).await?;
    Ok(FeedbackFacts {
        feedback: found.id,
        center: found.center_id,
        account: found.account_id,
        to_center: found.recipient == RecipientKind::Center,
    })
}

/// Tells every recipient. Who was told of this measure already (the same centre, the same case) is not told twice.
/// Returns how many were told.
pub async fn roll_down(
    tx: &mut Tx,
    permit: Permit<RollDown>,
    recipients: &[Recipient],
    body: &str,
    day: Day,
) -> Result<usize> {
    let m = permit.municipality().clone();
    let measure: MeasureId = permit.id();
    let told = feedbacks_of_measures(tx, &m, std::slice::from_ref(&measure)).await?;
    let mut sent = 0;
    for recipient in recipients.iter().filter(|r| !told.iter().any(|f| r.is(f))) {
        on!(tx, run sqlx::query(
            "insert into feedbacks (municipality_id, id, measure_id, issue_id, recipient, center_id, account_id,
                                    case_id, recipient_name, body, sent_on, acknowledged_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')")
            .bind(m.as_str())
            .bind(FeedbackId::new().as_str())
            .bind(measure.as_str())
            .bind(recipient.issue.as_str())
            .bind(<&str>::from(recipient.kind))
            .bind(recipient.center.as_str())
            .bind(recipient.account.as_ref().map(|a| a.as_str()))
            .bind(recipient.case.as_ref().map(|c| c.as_str()))
            .bind(&recipient.name)
            .bind(body)
            .bind(day))?;
        sent += 1;
    }
    events::record(tx, &permit, &json!({ "told": sent })).await?;
    Ok(sent)
}

/// The recipient acknowledges. Acknowledging twice changes nothing.
pub async fn acknowledge(tx: &mut Tx, permit: Permit<Acknowledge>, day: Day) -> Result<()> {
    arrived(tx, permit.municipality(), &permit.id(), day, permit.actor(), Channel::Screen).await?;
    events::record(tx, &permit, &json!({ "channel": Channel::Screen })).await
}

/// Staff record that they told it some other way.
pub async fn convey(tx: &mut Tx, permit: Permit<Convey>, day: Day, channel: Channel) -> Result<()> {
    arrived(tx, permit.municipality(), &permit.id(), day, permit.actor(), channel).await?;
    events::record(tx, &permit, &json!({ "channel": channel })).await
}

async fn arrived(
    tx: &mut Tx,
    municipality: &MunicipalityId,
    id: &FeedbackId,
    day: Day,
    by: &Actor,
    channel: Channel,
) -> Result<()> {
    on!(tx, run sqlx::query(
        "update feedbacks
            set acknowledged_on = $3, acknowledged_by = $4, channel = $5
          where municipality_id = $1 and id = $2 and acknowledged_on is null")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .bind(day)
        .bind(by.name())
        .bind(<&str>::from(channel)))?;
    Ok(())
}

/// What was told about these measures, areas first.
pub async fn feedbacks_of_measures(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    ids: &[MeasureId],
) -> Result<Vec<Feedback>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Query::new(FEEDBACK)
        .bind(municipality)
        .push(" and measure_id in ")
        .list(ids)
        .push(" order by recipient, center_id, sent_on, id")
        .all(conn)
        .await
}

/// What came back to whoever brought this case.
pub async fn feedbacks_of_case(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    case: &CaseId,
) -> Result<Vec<Feedback>> {
    Query::new(FEEDBACK)
        .bind(municipality)
        .push(" and case_id = ")
        .bind(case)
        .push(" order by sent_on, id")
        .all(conn)
        .await
}

/// What came back to this person: to their centre, or for the cases they brought; the newest first. A city officer
/// sees all that was told.
pub async fn feedbacks_to(conn: &mut Conn, actor: &Actor) -> Result<Vec<Feedback>> {
    let Some(query) = told_to(actor) else {
        return Ok(Vec::new());
    };
    query.push(" order by sent_on desc, center_id, recipient, id").all(conn).await
}

/// Of these, what nobody has acknowledged yet, the oldest first.
pub async fn unacknowledged(conn: &mut Conn, actor: &Actor) -> Result<Vec<Feedback>> {
    let Some(query) = told_to(actor) else {
        return Ok(Vec::new());
    };
    query
        .push(" and acknowledged_on is null order by sent_on, center_id, recipient, id")
        .all(conn)
        .await
}

fn told_to(actor: &Actor) -> Option<Query> {
    let seat = actor.seat()?;
    let all = Query::new(FEEDBACK).bind(actor.municipality());
    match seat.role {
        Role::CityOfficer => Some(all),
        Role::CenterStaff => {
            seat.center.as_ref().map(|center| all.push(" and center_id = ").bind(center))
        }
        Role::CarePresenter => Some(all.push(" and account_id = ").bind(&seat.account)),
        _ => None,
    }
}
