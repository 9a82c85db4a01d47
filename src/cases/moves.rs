//! The moves of a case, each at an address that is a noun.

use axum::{extract::Path, response::Response};

use super::{
    CaseFacts, Outcome,
    act::{Choose, Close, Edit, Follow, Reopen, Return, Submit, Unchoose, Withdraw},
    check, choosing, commands,
    leave::permitted,
    show, store,
};
use crate::{
    access,
    error::{Error, Result, unless_overtaken},
    id::{CaseId, DecisionId, FollowUpId, MeetingId},
    meetings,
    undo::Offer,
    web::{self, Fields, FormState, Visit},
};

/// `POST /cases/{id}/submission`
pub async fn submit(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &permitted::<Submit>(&visit, &id).await?;
    let structure = visit.structure();
    let done = visit
        .act_for_now(Submit, &facts.case, "提出を取り消す", |mut tx, permit| async move {
            commands::submit(&mut tx, permit, structure).await?;
            Ok((tx, ()))
        })
        .await;
    let Some(((), undo)) = form.hear(done)? else {
        // Whoever can write what is lacking is led to it.
        return match access::seen_on::<Edit>(visit.actor(), CaseFacts::clone(facts)) {
            Ok(leave) => check::refused(&visit, &leave, form).await,
            Err(_) => show::refused(&visit, facts, form).await,
        };
    };
    Ok(web::done_for_now(&format!("/cases/{id}"), "事例を提出しました。", undo.as_ref()))
}

/// Where a move led: to the case, with a sentence and a way back, or to its page as it stands with what the move refuses.
async fn moved(
    visit: &Visit,
    facts: &CaseFacts,
    mut form: FormState,
    done: Result<((), Option<Offer>)>,
    said: &str,
) -> Result<Response> {
    match form.hear(done)? {
        Some(((), undo)) => {
            Ok(web::done_for_now(&format!("/cases/{}", facts.case), said, undo.as_ref()))
        }
        None => show::refused(visit, facts, form).await,
    }
}

/// `POST /cases/{id}/withdrawal`
pub async fn withdraw(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let facts = &permitted::<Withdraw>(&visit, &id).await?;
    let done = visit
        .act_for_now(Withdraw, &facts.case, "取り下げを取り消す", |mut tx, permit| async move {
            store::withdraw(&mut tx, permit).await?;
            Ok((tx, ()))
        })
        .await;
    moved(&visit, facts, FormState::empty(), done, "提出を取り下げました。").await
}

/// `POST /cases/{id}/return`
pub async fn return_to_draft(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &permitted::<Return>(&visit, &id).await?;
    let reason = &form.required("return_reason", "差し戻す理由", 500);
    if !form.is_valid() {
        return show::refused(&visit, facts, form).await;
    }
    let done = visit
        .act_for_now(Return, &facts.case, "差し戻しを取り消す", |mut tx, permit| async move {
            commands::return_to_draft(&mut tx, permit, reason).await?;
            Ok((tx, ()))
        })
        .await;
    moved(&visit, facts, form, done, "理由を添えて差し戻しました。").await
}

/// `POST /cases/{id}/choice`
pub async fn choose(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &permitted::<Choose>(&visit, &id).await?;
    let meeting: Option<MeetingId> = form.required_key("meeting", "検討する会議");
    if let Some(meeting) = &meeting {
        ask_when_many(&visit, meeting, 1, &mut form).await?;
    }
    let (true, Some(meeting)) = (form.is_valid(), &meeting) else {
        return show::refused(&visit, facts, form).await;
    };
    let visiting = &visit;
    let (review, undo) = visit
        .in_turn(store::NUMBERS)
        .act_for_now(Choose, &facts.case, "議題にしたのを取り消す", |mut tx, permit| async move {
            let review = choosing::choose(&mut tx, permit, visiting.structure(), meeting).await?;
            Ok((tx, review))
        })
        .await?;
    let sentence = format!("会議の議題にしました(会議での呼び方は事例{})。", review.number);
    Ok(web::done_for_now(&format!("/cases/{id}"), &sentence, undo.as_ref()))
}

/// Asks before a meeting gets more cases than it usually takes.
pub(super) async fn ask_when_many(
    visit: &Visit,
    meeting: &MeetingId,
    more: usize,
    form: &mut FormState,
) -> Result<()> {
    let mut conn = visit.read().await?;
    let found = meetings::find(&mut conn, meeting).await?;
    let there = store::reviews_of_meeting(&mut conn, meeting).await?.len();
    let usual = choosing::usual_number(visit.structure(), &found);
    if there + more > usual && !form.ticked("more") {
        form.set("ask", "more");
        form.error(
            "more",
            format!("この会議は通常{usual}事例です。選ぶと{}事例になります。よければ下の欄に印を付けて、もう一度「議題にする」を押してください。", there + more),
        );
    }
    Ok(())
}

/// `POST /cases/{id}/removal`
pub async fn unchoose(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &permitted::<Unchoose>(&visit, &id).await?;
    let reason = &form.required("removal_reason", "理由", 300);
    if !form.is_valid() {
        return show::refused(&visit, facts, form).await;
    }
    let done = visit
        .act_for_now(
            Unchoose,
            &facts.case,
            "議題から外したのを取り消す",
            |mut tx, permit| async move {
                choosing::unchoose(&mut tx, permit, reason).await?;
                Ok((tx, ()))
            },
        )
        .await;
    moved(&visit, facts, form, done, "議題から外しました。").await
}

/// `POST /cases/{id}/postponement`
pub async fn postpone(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &permitted::<Unchoose>(&visit, &id).await?;
    let reason = &form.required("removal_reason", "理由", 300);
    if !form.is_valid() {
        return show::refused(&visit, facts, form).await;
    }
    let visiting = &visit;
    let done = visit
        .act_for_now(
            Unchoose,
            &facts.case,
            "次回への持ち越しを取り消す",
            |mut tx, permit| async move {
                let again = access::leave(&mut tx, visiting.actor(), Choose, &facts.case).await?;
                choosing::postpone(&mut tx, permit, again, visiting.structure(), reason).await?;
                Ok((tx, ()))
            },
        )
        .await;
    moved(&visit, facts, form, done, "次回の会議へ持ち越しました。").await
}

/// `POST /cases/{id}/closure`: with a dated follow-up behind it, or a reason.
pub async fn close(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &permitted::<Close>(&visit, &id).await?;
    let reason = &form.optional("close_reason", "終了の理由", 500);
    if !form.is_valid() {
        return show::refused(&visit, facts, form).await;
    }
    let done = visit
        .act_for_now(Close, &facts.case, "終了を取り消す", |mut tx, permit| async move {
            commands::close(&mut tx, permit, reason).await?;
            Ok((tx, ()))
        })
        .await;
    moved(&visit, facts, form, done, "事例を終了しました。「再開する」で戻せます。").await
}

/// `POST /cases/{id}/reopening`
pub async fn reopen(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let facts = &permitted::<Reopen>(&visit, &id).await?;
    let done = visit
        .act_for_now(Reopen, &facts.case, "再開を取り消す", |mut tx, permit| async move {
            store::reopen(&mut tx, permit).await?;
            Ok((tx, ()))
        })
        .await;
    moved(&visit, facts, FormState::empty(), done, "事例を再開しました。").await
}

/// `POST /cases/{id}/follow-up`: a day to look again.
pub async fn follow_up(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &permitted::<Follow>(&visit, &id).await?;
    let months = form.optional_integer("months", "いつ確認するか", 1..=60);
    let day = form
        .day_near("follow_up_on", "次回確認の日", visit.today())
        .or_else(|| months.map(|n| visit.today().plus_months(n).or_monday()));
    if day.is_none() && form.is_valid() {
        form.error("follow_up_on", "次回確認の日を選ぶか、入力してください。");
    }
    let (true, Some(day)) = (form.is_valid(), day) else {
        return show::refused(&visit, facts, form).await;
    };
    let done = visit
        .act_for_now(
            Follow,
            &facts.case,
            "確認する日の追加を取り消す",
            |mut tx, permit| async move {
                store::follow_up(&mut tx, permit, day).await?;
                Ok((tx, ()))
            },
        )
        .await;
    moved(&visit, facts, form, done, &format!("{}に確認することにしました。", day.long())).await
}

/// `POST /cases/{id}/follow-ups/{follow_up}/finding`
pub async fn finding(
    visit: Visit,
    Path((id, follow_up)): Path<(CaseId, FollowUpId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let facts = &permitted::<Follow>(&visit, &id).await?;
    let outcome: Option<Outcome> = form.required_key("outcome", "その後の変化");
    let note = &form.optional("note", "本人の様子", 500);
    let (true, Some(outcome)) = (form.is_valid(), outcome) else {
        return show::refused(&visit, facts, form.beside(follow_up.as_str())).await;
    };
    let follow_up = &follow_up;
    let done = visit
        .act_for_now(Follow, &facts.case, "変化の記録を取り消す", |mut tx, permit| async move {
            commands::finish_follow_up(&mut tx, permit, follow_up, (outcome, note)).await?;
            Ok((tx, ()))
        })
        .await;
    let Some(((), undo)) = form.hear(done)? else {
        return show::refused(&visit, facts, form.beside(follow_up.as_str())).await;
    };
    Ok(web::done_for_now(&format!("/cases/{id}"), "その後の変化を記録しました。", undo.as_ref()))
}

/// `POST /cases/{id}/decisions/{decision}/done`
pub async fn decision_done(
    visit: Visit,
    Path((id, decision)): Path<(CaseId, DecisionId)>,
) -> Result<Response> {
    let facts = &permitted::<Follow>(&visit, &id).await?;
    let (decision, today) = (&decision, visit.today());
    let done = visit
        .act_for_now(Follow, &facts.case, "決定の実施済を取り消す", |mut tx, permit| async move {
            store::decide_done(&mut tx, permit, decision, today).await?;
            Ok((tx, ()))
        })
        .await;
    let ((), undo) =
        unless_overtaken(done)?.ok_or_else(|| Error::conflict("この決定は、すでに実施済です。"))?;
    let said = "決定の実施を記録しました。";
    Ok(web::done_for_now(&format!("/cases/{id}"), said, undo.as_ref()))
}

/// `POST /cases/choices`: several waiting cases for one meeting, from the queue.
pub async fn choose_many(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let ids: Vec<CaseId> = form.values("case").iter().filter_map(|id| id.parse().ok()).collect();
    let meeting: Option<MeetingId> = form.required_key("meeting", "検討する会議");
    if ids.is_empty() {
        form.error("", "議題にする事例を一つ以上選んでください。");
    }
    for id in &ids {
        permitted::<Choose>(&visit, id).await?;
    }
    if let Some(meeting) = &meeting {
        ask_when_many(&visit, meeting, ids.len(), &mut form).await?;
    }
    let (true, Some(meeting)) = (form.is_valid(), &meeting) else {
        return super::queue::refused(&visit, form).await;
    };
    let (visiting, ids) = (&visit, &ids);
    let chosen = visit
        .in_turn(store::NUMBERS)
        .write(|mut tx| async move {
            for id in ids {
                let permit = access::leave(&mut tx, visiting.actor(), Choose, id).await?;
                choosing::choose(&mut tx, permit, visiting.structure(), meeting).await?;
            }
            Ok((tx, ()))
        })
        .await;
    match chosen {
        Ok(()) => Ok(web::done(
            &format!("/meetings/{meeting}"),
            &format!("{}事例をこの会議の議題にしました。", ids.len()),
        )),
        Err(refused @ (Error::Conflict(_) | Error::Overtaken)) => {
            form.error("", refused.to_string());
            super::queue::refused(&visit, form).await
        }
        Err(error) => Err(error),
    }
}
