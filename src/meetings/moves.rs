//! Moving a meeting on, and arranging its agenda: changes that need no page of their own.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    agenda::AgendaOutcome,
    commands,
    meeting::MeetingStatus,
    rules::{EditAgenda, MeetingAction},
    show::{opened, refused, title_field},
    store,
};
use crate::{
    access::Action,
    error::{Error, Refusals, Result},
    id::{AgendaItemId, MeetingId},
    undo::Back,
    web::{self, Fields, FormState, Visit},
};

/// `POST /meetings/{id}/<noun of the move>`, to cancel it with a reason.
pub async fn advance<A: Action<Rule = MeetingAction> + Copy + Default>(
    visit: Visit,
    Path(id): Path<MeetingId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let (reason, structure) = (&form.optional("reason", "中止する理由", 200), visit.structure());
    if A::RULE == MeetingAction::RecordMeeting {
        ask_when_unrecorded(&visit, &id, &mut form).await?;
    }
    let (_, meeting, facts) = opened(&visit, &id).await?;
    visit.check(A::RULE, &facts)?;
    let numbered = store::of_conference(&meeting.conference_id);
    let words = A::RULE.taken_back();
    let back = Back::from(words.unwrap_or_default()).and([numbered]);
    let in_turn = visit.in_turn(store::NUMBERS);
    let command = in_turn.act_for_now(A::default(), &id, back, |mut tx, permit| async move {
        let to = commands::advance(&mut tx, permit, structure, reason).await?;
        Ok((tx, to))
    });
    let Some((to, undo)) = form.ask(Refusals::default, command).await? else {
        return refused_for(A::RULE, &visit, &id, form).await;
    };
    let said = match A::RULE {
        MeetingAction::ReopenMeeting => {
            format!("記録の確定を取り消しました。会議は「{}」に戻り、記録を直せます。", to.label())
        }
        _ => format!("会議を「{}」にしました。", to.label()),
    };
    let undo = undo.filter(|_| words.is_some());
    Ok(web::done_for_now(&format!("/meetings/{id}"), &said, undo.as_ref()))
}

/// Asks before the record of a meeting is confirmed of which nobody wrote anything down, or not all.
async fn ask_when_unrecorded(visit: &Visit, id: &MeetingId, form: &mut FormState) -> Result<()> {
    let (mut conn, meeting, facts) = opened(visit, id).await?;
    visit.check(MeetingAction::RecordMeeting, &facts)?;
    if meeting.status != MeetingStatus::Held || form.ticked("sure") {
        return Ok(());
    }
    let lacks = commands::unrecorded(&mut conn, &meeting).await?;
    if !lacks.is_empty() {
        form.set("ask", "sure");
        form.error(
            "sure",
            format!("{}このまま確定してよければ、下の欄に印を付けて、もう一度「記録を確定する」を押してください。", lacks.concat()),
        );
    }
    Ok(())
}

/// `POST /meetings/{id}/agenda`
pub async fn add_item(
    visit: Visit,
    Path(id): Path<MeetingId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let title = &form.required("title", "議題", 100);
    let back = "議題の追加を取り消す";
    let command = visit.act_for_now(EditAgenda, &id, back, |mut tx, permit| async move {
        commands::put_item(&mut tx, permit, title).await?;
        Ok((tx, ()))
    });
    let Some(((), undo)) = form.ask(Refusals::default, command).await? else {
        return refused_for(EditAgenda::RULE, &visit, &id, form).await;
    };
    Ok(web::done_for_now(&format!("/meetings/{id}"), "議題を加えました。", undo.as_ref()))
}

/// The meeting's page again, for those who may do what was refused.
async fn refused_for(
    action: MeetingAction,
    visit: &Visit,
    id: &MeetingId,
    form: FormState,
) -> Result<Response> {
    visit.check(action, &opened(visit, id).await?.2)?;
    refused(visit, id, form).await
}

/// What a small form asks to be done with one item.
enum Asked {
    Settle(AgendaOutcome),
    Remove,
}

/// `POST /meetings/{id}/agenda/{item}/order`
pub async fn order_item(
    visit: Visit,
    Path((id, item)): Path<(MeetingId, AgendaItemId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let way = form.required_key("way", "並べ方").ok_or_else(unknown)?;
    let item = &item;
    visit
        .act(EditAgenda, &id, |mut tx, permit| async move {
            store::move_item(&mut tx, permit, item, way).await?;
            Ok((tx, ()))
        })
        .await?;
    // The line itself shows that it moved, with the way back beside it, and whoever moves it by five places stays there.
    Ok(Redirect::to(&format!("/meetings/{id}#agenda")).into_response())
}

/// `POST /meetings/{id}/agenda/{item}/outcome`
pub async fn settle_item(
    visit: Visit,
    Path((id, item)): Path<(MeetingId, AgendaItemId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let outcome = form.required_key("outcome", "結果").ok_or_else(unknown)?;
    let said = match outcome {
        AgendaOutcome::CarriedOver => "議題を次回の会議へ持ち越しました。",
        AgendaOutcome::Discussed | AgendaOutcome::Open => "議題の結果を記録しました。",
    };
    arrange(&visit, &id, &item, &Asked::Settle(outcome), said).await
}

/// `POST /meetings/{id}/agenda/{item}/title`
pub async fn rename_item(
    visit: Visit,
    Path((id, item)): Path<(MeetingId, AgendaItemId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let (field, item) = (title_field(&item), &item);
    let title = form.required(&field, "件名", 100);
    let title = (field.as_str(), title.as_str());
    let command = visit.act(EditAgenda, &id, |mut tx, permit| async move {
        commands::rename_item(&mut tx, permit, item, title).await?;
        Ok((tx, ()))
    });
    if form.ask(Refusals::default, command).await?.is_none() {
        return refused_for(EditAgenda::RULE, &visit, &id, form).await;
    }
    Ok(web::done(&format!("/meetings/{id}"), "議題の件名を直しました。"))
}

/// `POST /meetings/{id}/agenda/{item}/removal`
pub async fn remove_item(
    visit: Visit,
    Path((id, item)): Path<(MeetingId, AgendaItemId)>,
) -> Result<Response> {
    arrange(&visit, &id, &item, &Asked::Remove, "議題を外しました。").await
}

fn unknown() -> Error {
    Error::invalid("この操作は受け付けられません。ページを開き直してください。")
}

async fn arrange(
    visit: &Visit,
    id: &MeetingId,
    item: &AgendaItemId,
    asked: &Asked,
    said: &str,
) -> Result<Response> {
    let mut back = Back::from(match asked {
        Asked::Settle(AgendaOutcome::CarriedOver) => "次回への持ち越しを取り消す",
        Asked::Settle(_) => "議題の結果の記録を取り消す",
        Asked::Remove => "外した議題を戻す",
    });
    if matches!(asked, Asked::Settle(AgendaOutcome::CarriedOver)) {
        let (mut conn, meeting, facts) = opened(visit, id).await?;
        visit.check(MeetingAction::EditAgenda, &facts)?;
        let on = meeting.on_or_about();
        let next = store::next_sitting(&mut conn, &meeting.conference_id, on).await?;
        back = back.and(next.map(|next| store::agenda_at(&next.id)));
    }
    let mut form = FormState::empty();
    let command = visit.act_for_now(EditAgenda, id, back, |mut tx, permit| async move {
        match asked {
            Asked::Settle(to) => store::settle_item(&mut tx, permit, item, *to).await?,
            Asked::Remove => store::take_item(&mut tx, permit, item).await?,
        }
        Ok((tx, ()))
    });
    let Some(((), undo)) = form.ask(Refusals::default, command).await? else {
        return refused_for(EditAgenda::RULE, visit, id, form).await;
    };
    Ok(web::done_for_now(&format!("/meetings/{id}"), said, undo.as_ref()))
}
