//! `/issues/{id}/replies`: what a working group was asked, what it replies, and that whoever asked has read it.

use axum::{extract::Path, response::Response};

use super::{
    Handover, Hear, Issue, IssueAction, IssueFacts, MayReply, NewReply, ReplyKind, commands, store,
    words,
};
use crate::{
    access::{self, Load, SeatKind},
    conferences,
    error::{Error, Result},
    id::IssueId,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "issues/replies.html")]
struct RepliesPage {
    frame: Frame,
    form: FormState,
    issue: Issue,
    name: String,
    place: String,
    handover: Handover,
    group: String,
    /// Who replies for the working group; empty where no seat is taken.
    coordinators: Vec<String>,
    kinds: Vec<Choice>,
    may_reply: bool,
    may_hear: bool,
}

/// `GET /issues/{id}/replies`
pub async fn show(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    web::page(&page(&visit, &id, FormState::empty()).await?)
}

async fn page(visit: &Visit, id: &IssueId, form: FormState) -> Result<RepliesPage> {
    let mut conn = visit.read().await?;
    let facts = IssueFacts::load(&mut conn, id).await?;
    visit.check(IssueAction::Read, &facts)?;
    let issue = store::find(&mut conn, id).await?;
    let all = store::handovers(&mut conn, std::slice::from_ref(id)).await?;
    let handover = all.into_iter().next().ok_or(Error::NotFound)?;
    let group = handover.decision.conference_id.as_ref().ok_or(Error::NotFound)?;
    let members = conferences::members_on(&mut conn, group, visit.today()).await?;
    let coordinators = members.into_iter().filter(|m| m.seat == SeatKind::Coordinator);
    let may = |action| access::may(action, visit.actor(), &facts);
    let unheard = handover.replies.iter().any(|reply| reply.heard_on.is_none());
    Ok(RepliesPage {
        frame: visit.frame("依頼と返事"),
        form,
        name: words::name(visit.structure(), &issue),
        place: words::place(visit.structure(), &issue),
        group: conferences::find(&mut conn, group).await?.name,
        coordinators: coordinators.map(|m| m.name).collect(),
        kinds: Choice::each::<ReplyKind>(),
        may_reply: handover.waits(issue.status) && may(IssueAction::Reply),
        may_hear: unheard && may(IssueAction::Hear),
        handover,
        issue,
    })
}

/// `POST /issues/{id}/replies`
pub async fn reply(
    visit: Visit,
    Path(id): Path<IssueId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    visit.check(IssueAction::Reply, &IssueFacts::load(&mut conn, &id).await?)?;
    drop(conn);
    let kind = form.required_key::<ReplyKind>("kind", "返事");
    let body = form.optional("body", "内容", 1000);
    let day = form.day_near("day", "日", visit.today());
    let Some(kind) = kind else {
        return web::refused(&page(&visit, &id, form).await?);
    };
    let new = &NewReply { kind, body, day };
    let command = visit.act(MayReply, &id, |mut tx, permit| async move {
        commands::reply(&mut tx, permit, new).await?;
        Ok((tx, ()))
    });
    if form.ask(|| new.lacks(visit.today()), command).await?.is_none() {
        return web::refused(&page(&visit, &id, form).await?);
    }
    Ok(web::done(&format!("/issues/{id}/replies"), "返事を記録しました。依頼した人に届きます。"))
}

/// `POST /issues/{id}/replies/acknowledgement`
pub async fn hear(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    visit
        .act(Hear, &id, |mut tx, permit| async move {
            store::hear(&mut tx, permit).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done(&format!("/issues/{id}/replies"), "返事を確認しました。"))
}
