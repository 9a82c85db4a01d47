//! Writing the minutes.

use axum::{extract::Path, response::Response};

use super::{
    meeting::Meeting,
    rules::{MeetingAction, WriteMinutes},
    show::opened,
    store,
};
use crate::{
    error::{Result, unless_overtaken},
    id::MeetingId,
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "meetings/minutes.html")]
struct MinutesPage {
    frame: Frame,
    title: String,
    back: String,
    meeting: Meeting,
    /// Titles and labels of the agenda, as a reminder beside the text.
    agenda: Vec<String>,
    form: FormState,
    theirs: Option<Meeting>,
}

/// `GET /meetings/{id}/minutes`
pub async fn open(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    let (_, meeting, facts) = opened(&visit, &id).await?;
    visit.check(MeetingAction::WriteMinutes, &facts)?;
    let form = FormState::empty()
        .with("minutes", &meeting.minutes)
        .with("learning", &meeting.learning)
        .with("version", meeting.version);
    web::page(&page(&visit, &id, form, None).await?)
}

/// `POST /meetings/{id}/minutes`
pub async fn write(
    visit: Visit,
    Path(id): Path<MeetingId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let minutes = form.optional("minutes", "議事録", 50_000);
    let learning = form.optional("learning", "学んだこと", 5_000);
    let version = form.required_integer("version", "版", 0..=i64::MAX);
    let (Some(version), true) = (version, form.is_valid()) else {
        return web::refused(&page(&visit, &id, form, None).await?);
    };
    let (visit, id, minutes, learning) = (&visit, &id, &minutes, &learning);
    let saved = visit
        .act(WriteMinutes, id, |mut tx, permit| async move {
            store::write_minutes(&mut tx, permit, version, minutes, learning).await?;
            Ok((tx, ()))
        })
        .await;
    if unless_overtaken(saved)?.is_some() {
        return Ok(web::done(&format!("/meetings/{id}#minutes"), "議事録を保存しました。"));
    }
    let (_, theirs, _) = opened(visit, id).await?;
    form.set("version", theirs.version);
    web::collided(&page(visit, id, form, Some(theirs)).await?)
}

async fn page(
    visit: &Visit,
    id: &MeetingId,
    form: FormState,
    theirs: Option<Meeting>,
) -> Result<MinutesPage> {
    let (mut conn, meeting, facts) = opened(visit, id).await?;
    visit.check(MeetingAction::WriteMinutes, &facts)?;
    let agenda = store::agenda(&mut conn, id).await?;
    let title =
        format!("議事録 {} {}", visit.structure().kind_name(&meeting.kind_id), meeting.day_words());
    Ok(MinutesPage {
        frame: visit.frame(title.clone()),
        title,
        back: format!("/meetings/{id}"),
        meeting,
        agenda: agenda.into_iter().map(|i| format!("{} {}", i.title, i.label)).collect(),
        form,
        theirs,
    })
}
