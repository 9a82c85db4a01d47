//! What was handed over to working groups, and what they replied.

use serde_json::json;

use super::{
    super::{
        Handover, IssueStatus, Move, NewReply, Reply,
        rules::{Hear, Reply as MayReply},
    },
    decisions,
};
use crate::{
    access::Permit,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    events,
    id::{ConferenceId, DecisionId, IssueId, ReplyId},
    persons::Cleared,
};

fn replied() -> Query {
    Query::select::<Reply>("from issue_replies where municipality_id = $m", ())
}

/// What was replied to these issues, oldest first.
pub async fn replies(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<Reply>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    replied().push(" and issue_id in ").list(ids).push(" order by at, id").all(conn).await
}

/// The last hand-over of each of these issues that was handed over.
pub async fn handovers(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<Handover>> {
    let (decided, replied) = (decisions(conn, ids).await?, replies(conn, ids).await?);
    Ok(ids.iter().filter_map(|id| Handover::last(id, &decided, &replied)).collect())
}

/// Issues that were ever handed over to one of these conferences.
pub async fn handed_to(conn: &mut Conn, conferences: &[ConferenceId]) -> Result<Vec<IssueId>> {
    if conferences.is_empty() {
        return Ok(Vec::new());
    }
    Query::of("select distinct issue_id from issue_decisions where municipality_id = $m", ())
        .with(" and kind = $1 and conference_id in ", Move::HandOver)
        .list(conferences)
        .all(conn)
        .await
}

/// Issues that stand handed over, with replies that nobody who asked has read.
pub async fn unheard(conn: &mut Conn) -> Result<Vec<IssueId>> {
    Query::of(
        "select distinct r.issue_id
           from issue_replies r
           join issues i on i.municipality_id = r.municipality_id and i.id = r.issue_id
          where r.municipality_id = $m
            and r.heard_on is null
            and i.status = $1",
        IssueStatus::HandedOver,
    )
    .all(conn)
    .await
}

/// Writes down what the working group says. What whoever asked writes down for it is read already.
pub async fn reply(
    tx: &mut Tx,
    permit: Permit<MayReply>,
    to: &DecisionId,
    new: Cleared<'_, NewReply>,
) -> Result<()> {
    let issue: IssueId = permit.id();
    let (today, keeps) = (permit.at().day(), permit.is_kept_by(permit.actor()));
    Query::insert(
        "issue_replies",
        Pairs::new()
            .set("id", ReplyId::new())
            .set("issue_id", &issue)
            .set("decision_id", to)
            .set("kind", new.kind)
            .set("body", new.body.trim())
            .set("day", new.day)
            .set("replied_on", today)
            .set("actor_name", permit.actor().name())
            .set("at", permit.at().0)
            .set("heard_on", keeps.then_some(today)),
    )
    .run(tx)
    .await?;
    events::record(tx, &permit, &json!({ "decision": to, "kind": new.kind })).await
}

/// Whoever asked has read what was replied to an issue. Saying so twice changes nothing.
pub async fn hear(tx: &mut Tx, permit: Permit<Hear>) -> Result<()> {
    let issue: IssueId = permit.id();
    let heard = Query::update("issue_replies", Pairs::new().set("heard_on", permit.at().day()))
        .with(" and issue_id = $1 and heard_on is null", &issue)
        .run(tx)
        .await?;
    events::record(tx, &permit, &json!({ "heard": heard })).await
}
