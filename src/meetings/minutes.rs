//! Writing the minutes.

use axum::{extract::Path, response::Response};

use super::{
    commands,
    meeting::{Meeting, Minutes},
    rules::{MeetingAction, WriteMinutes},
    show::opened,
    store,
};
use crate::{
    error::{Refusals, Result, unless_overtaken},
    fields::{self, Declared, Inputs},
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
    written: Inputs,
    /// What somebody else saved meanwhile: label, their value.
    theirs: Option<Vec<(String, String)>>,
}

/// `GET /meetings/{id}/minutes`
pub async fn open(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    let (_, meeting, facts) = opened(&visit, &id).await?;
    visit.check(MeetingAction::WriteMinutes, &facts)?;
    let mut form = FormState::empty().with("version", meeting.version);
    fields::fill(Minutes::fields(), &mut form, "", &meeting.written());
    web::page(&page(&visit, &id, form, None).await?)
}

/// `POST /meetings/{id}/minutes`
pub async fn write(
    visit: Visit,
    Path(id): Path<MeetingId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut written = Minutes::blank();
    fields::read(Minutes::fields(), &mut form, "", &mut written);
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let written = &written;
    let command = visit.act(WriteMinutes, &id, |mut tx, permit| async move {
        commands::write_minutes(&mut tx, permit, version, written).await?;
        Ok((tx, ()))
    });
    match unless_overtaken(form.ask(Refusals::default, command).await)? {
        Some(Some(())) => Ok(web::done(&format!("/meetings/{id}"), "議事録を保存しました。")),
        Some(None) => web::refused(&page(&visit, &id, form, None).await?),
        None => {
            let (_, saved, _) = opened(&visit, &id).await?;
            let theirs = fields::theirs(Minutes::fields(), &form, &saved.written());
            form.set("version", saved.version);
            web::collided(&page(&visit, &id, form, Some(theirs)).await?)
        }
    }
}

async fn page(
    visit: &Visit,
    id: &MeetingId,
    form: FormState,
    theirs: Option<Vec<(String, String)>>,
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
        written: fields::inputs(Minutes::fields()),
        theirs,
    })
}
