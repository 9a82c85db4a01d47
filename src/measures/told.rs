//! 展開・フィードバック: telling every area and presenter behind the answered issues, and what came back to me.

use std::collections::{BTreeMap, BTreeSet};

use axum::{extract::Path, response::Response};

use super::{
    Acknowledge, Channel, Convey, Feedback, FeedbackAction, Measure, MeasureAction, Recipient,
    RecipientKind, RollDown, commands, recipients::recipients, show::facts_of, store,
};
use crate::{
    access::{self, Load, Role},
    error::{Error, Refusals, Result},
    id::{FeedbackId, MeasureId},
    measures::MeasureFacts,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "measures/roll_down.html")]
struct RollDownPage {
    frame: Frame,
    form: FormState,
    measure: Measure,
    units: usize,
    presenters: usize,
    /// Each with whether they were told already.
    recipients: Vec<(Recipient, bool)>,
}

/// `GET /measures/{id}/roll-down`: who is told, before it is sent.
pub async fn preview(visit: Visit, Path(id): Path<MeasureId>) -> Result<Response> {
    let page = preview_page(&visit, &id).await?;
    web::page(&page)
}

async fn preview_page(visit: &Visit, id: &MeasureId) -> Result<RollDownPage> {
    let mut conn = visit.read().await?;
    visit.check(MeasureAction::RollDown, &MeasureFacts::load(&mut conn, id).await?)?;
    let measure = store::find(&mut conn, id).await?;
    let told = store::feedbacks_of_measures(&mut conn, std::slice::from_ref(id)).await?;
    let recipients: Vec<(Recipient, bool)> = recipients(&mut conn, visit.structure(), id)
        .await?
        .into_iter()
        .map(|recipient| {
            let told = told.iter().any(|feedback| recipient.is(feedback));
            (recipient, told)
        })
        .collect();
    let new = |kind| recipients.iter().filter(|(r, told)| r.kind == kind && !told).count();
    let body = format!(
        "挙げていただいた課題に、「{}」で取り組むことになりました。{}",
        measure.title, measure.description
    );
    Ok(RollDownPage {
        frame: visit.frame("圏域と事例提供者へ展開する"),
        form: FormState::empty().with("body", body),
        units: new(RecipientKind::Unit),
        presenters: new(RecipientKind::Presenter),
        measure,
        recipients,
    })
}

/// `POST /measures/{id}/roll-down`
pub async fn send(
    visit: Visit,
    Path(id): Path<MeasureId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let page = preview_page(&visit, &id).await?;
    let (body, structure) = (&form.required("body", "伝える内容", 2000), visit.structure());
    let command = visit.act(RollDown, &id, |mut tx, permit| async move {
        let sent = commands::roll_down(&mut tx, permit, structure, body).await?;
        Ok((tx, sent))
    });
    let Some(sent) = form.ask(Refusals::default, command).await? else {
        return web::refused(&RollDownPage { form, ..page });
    };
    Ok(web::done(&format!("/measures/{id}#feedback"), &format!("{sent}件に伝えました。")))
}

#[derive(askama::Template)]
#[template(path = "measures/feedbacks.html")]
struct FeedbacksPage {
    frame: Frame,
    rows: Vec<Line>,
    waiting: usize,
    only_waiting: bool,
    channels: Vec<Choice>,
    sees_all: bool,
}

struct Line {
    row: Feedback,
    measure: String,
    may_acknowledge: bool,
    may_convey: bool,
    days: i64,
}

/// `GET /feedbacks`: what came back to me; for the city, all that was told.
pub async fn list(visit: Visit) -> Result<Response> {
    let keeps = visit.actor().seat().is_some_and(|seat| !seat.standing.keeps.units().is_empty());
    let hears = matches!(
        visit.actor().role(),
        Some(Role::CityOfficer | Role::CenterStaff | Role::CarePresenter)
    );
    if !keeps && !hears {
        return Err(Error::NotFound);
    }
    let mut conn = visit.read().await?;
    let mut feedbacks = store::feedbacks_to(&mut conn, visit.actor()).await?;
    let waiting = feedbacks.iter().filter(|f| f.waits()).count();
    let only_waiting = !visit.query("waiting").is_empty();
    if only_waiting {
        feedbacks.retain(Feedback::waits);
    }
    let ids: BTreeSet<MeasureId> = feedbacks.iter().map(|f| f.measure_id.clone()).collect();
    let mut titles = BTreeMap::new();
    for id in ids {
        titles.insert(id.clone(), store::find(&mut conn, &id).await?.words.title);
    }
    let rows = feedbacks
        .into_iter()
        .map(|row| {
            let facts = facts_of(&row);
            let may = |action| row.waits() && access::may(action, visit.actor(), &facts);
            Line {
                measure: titles.get(&row.measure_id).cloned().unwrap_or_default(),
                may_acknowledge: may(FeedbackAction::Acknowledge),
                may_convey: may(FeedbackAction::Convey),
                days: visit.today().since(row.sent_on),
                row,
            }
        })
        .collect();
    let channel = |c: Channel| Choice::new(c.code(), c.label());
    web::page(&FeedbacksPage {
        frame: visit.frame("展開・フィードバック"),
        rows,
        waiting,
        only_waiting,
        channels: vec![channel(Channel::Telephone), channel(Channel::InPerson)],
        sees_all: visit.actor().is(Role::CityOfficer),
    })
}

/// `POST /feedbacks/{id}/acknowledgement`: one click by the recipient.
pub async fn acknowledge(visit: Visit, Path(id): Path<FeedbackId>) -> Result<Response> {
    visit
        .act(Acknowledge, &id, |mut tx, permit| async move {
            store::acknowledge(&mut tx, permit).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done("/feedbacks", "確認を記録しました。"))
}

/// `POST /feedbacks/{id}/conveyance`: staff told it some other way.
pub async fn convey(
    visit: Visit,
    Path(id): Path<FeedbackId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let channel = form
        .required_key::<Channel>("channel", "伝え方")
        .filter(|channel| *channel != Channel::Screen)
        .ok_or_else(|| Error::invalid("伝え方を選んでください。"))?;
    visit
        .act(Convey, &id, |mut tx, permit| async move {
            store::convey(&mut tx, permit, channel).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done("/feedbacks", "伝えたことを記録しました。"))
}
