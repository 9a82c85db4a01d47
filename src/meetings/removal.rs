//! Taking out one meeting that was planned by mistake, once it was asked about by its name and day.

use axum::{extract::Path, response::Response};

use super::{
    planning,
    rules::{MeetingAction, RemoveMeeting},
    show::opened,
    store,
};
use crate::{
    conferences,
    error::Result,
    id::MeetingId,
    undo::Back,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "meetings/removal.html")]
struct RemovalPage {
    frame: Frame,
    /// 「明第1 地域個別ケア会議 R7.11(予定)」
    title: String,
    id: MeetingId,
    /// Why it cannot be taken out.
    stays: Option<String>,
}

/// `GET /meetings/{id}/removal`
pub async fn ask(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    let (mut conn, meeting, facts) = opened(&visit, &id).await?;
    visit.check(MeetingAction::RemoveMeeting, &facts)?;
    let conference = conferences::find(&mut conn, &meeting.conference_id).await?;
    let hanging = planning::hanging(&mut conn, &meeting).await?;
    web::page(&RemovalPage {
        frame: visit.frame("会議を消す"),
        title: format!("{} {}", conference.name, meeting.day_words()),
        id,
        stays: planning::stays(&meeting, &hanging),
    })
}

/// `POST /meetings/{id}/removal`
pub async fn remove(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    let (_, meeting, facts) = opened(&visit, &id).await?;
    visit.check(MeetingAction::RemoveMeeting, &facts)?;
    let structure = visit.structure();
    let back = Back::from("消した会議を戻す").and([store::of_conference(&meeting.conference_id)]);
    let ((), undo) = visit
        .in_turn(store::NUMBERS)
        .act_for_now(RemoveMeeting, &id, back, |mut tx, permit| async move {
            planning::remove(&mut tx, permit, structure).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done_for_now("/meetings", "会議を消しました。", undo.as_ref()))
}
