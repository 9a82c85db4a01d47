//! `/measures/{id}`: what it answers, how it goes, when it is looked at again, who was told.

use axum::{extract::Path, response::Response};

use super::{
    Advance, Feedback, FeedbackAction, FeedbackFacts, FollowUp, FollowUpResult, MayFollowUp,
    Measure, MeasureAction, Note, Outcome, RecipientKind, Step, Told, commands, recipients, store,
    words,
};
use crate::{
    access::{self, Subject},
    db::Conn,
    error::{Error, Refusals, Result},
    id::{FollowUpId, MeasureId},
    issues::{self, Issue},
    room::Panel,
    web::{
        self, Fields, FormState, Frame, Visit,
        form::{Choice, YEARS},
    },
};

#[derive(askama::Template)]
#[template(path = "measures/show.html")]
struct ShowPage {
    frame: Frame,
    form: FormState,
    measure: Measure,
    department: String,
    answer: String,
    /// The meeting that decided it, for those who may open it.
    meeting: Option<String>,
    budget: String,
    late_by: Option<i64>,
    issues: Vec<(Issue, String, &'static str)>,
    notes: Vec<Note>,
    follow_ups: Vec<FollowUpLine>,
    told: Vec<ToldLine>,
    waiting: usize,
    steps: Vec<Step>,
    outcomes: Vec<Choice>,
    may_edit: bool,
    may_advance: bool,
    may_follow_up: bool,
    may_roll_down: bool,
    /// Whether everybody was told, so that what is told now corrects it.
    may_correct: bool,
    /// What the units are called that are told.
    places: String,
    /// How staff may have told somebody.
    channels: Vec<Choice>,
    panels: Vec<Panel>,
}

impl ShowPage {
    /// How many were told what holds now.
    fn standing(&self) -> usize {
        self.told.iter().filter(|line| line.row.stands()).count()
    }

    /// The form of one day's outcome: as it came back where it was written to, and empty beside it for the others.
    fn form_of(&self, follow_up: &str) -> FormState {
        if self.form.has("of", follow_up) {
            self.form.clone()
        } else {
            FormState::empty().beside(follow_up)
        }
    }
}

struct FollowUpLine {
    row: FollowUp,
    late: bool,
}

struct ToldLine {
    row: Feedback,
    may_acknowledge: bool,
    may_convey: bool,
}

/// What a feedback's rules need, from the row itself.
pub fn facts_of(row: &Feedback) -> FeedbackFacts {
    FeedbackFacts {
        feedback: row.id.clone(),
        unit: row.unit_id.clone(),
        account: row.account_id.clone(),
        to_unit: row.recipient == RecipientKind::Unit,
    }
}

/// `GET /measures/{id}`
pub async fn show(visit: Visit, Path(id): Path<MeasureId>) -> Result<Response> {
    web::page(&page(&visit, &id, FormState::empty()).await?)
}

async fn page(visit: &Visit, id: &MeasureId, form: FormState) -> Result<ShowPage> {
    let mut conn = visit.read().await?;
    let structure = visit.structure();
    let facts = visit.see(super::rules::Read, id, &mut conn).await?;
    let measure = store::find(&mut conn, id).await?;
    let may = |action: MeasureAction| access::may(action, visit.actor(), &facts);
    let ids = store::issues_of(&mut conn, id).await?;
    let issues = issues::readable(&mut conn, visit.actor(), &ids)
        .await?
        .into_iter()
        .map(|i| {
            let name = issues::words::name(structure, &i);
            let mark = issues::words::mark(structure, &i);
            (i, name, mark)
        })
        .collect();
    let about = (&Told::Measure(id.clone()), &ids[..]);
    let tells = may(MeasureAction::RollDown);
    let may_roll_down = tells && recipients::anybody_left(&mut conn, structure, about).await?;
    let today = visit.today();
    let follow_ups = store::follow_ups(&mut conn, id)
        .await?
        .into_iter()
        .map(|row| FollowUpLine { late: row.done_on.is_none() && row.due < today, row })
        .collect();
    let told = told(&mut conn, visit, id).await?;
    let decided: Vec<Subject> =
        measure.meeting_id.iter().map(|meeting| Subject::new("meeting", meeting)).collect();
    let decided = crate::subjects(&mut conn, visit.actor(), structure, &decided).await?;
    let year = measure.budget_year.map(words::budget_year);
    let yen = measure.budget_yen.map(words::yen);
    Ok(ShowPage {
        frame: visit.frame(measure.title.clone()),
        form,
        department: words::department(structure, &measure.department).to_owned(),
        answer: words::answer(structure, &measure.answer).to_owned(),
        meeting: decided.into_iter().next().map(|meeting| meeting.href),
        budget: [year, yen].into_iter().flatten().collect::<Vec<_>>().join(" "),
        late_by: measure.late_by(today),
        issues,
        notes: store::notes(&mut conn, id).await?,
        follow_ups,
        waiting: told.iter().filter(|t| t.row.waits()).count(),
        told,
        steps: if may(MeasureAction::Advance) { measure.status.moves() } else { Vec::new() },
        outcomes: Outcome::ALL.iter().copied().map(|o| Choice::new(o.code(), o.label())).collect(),
        may_edit: may(MeasureAction::Edit),
        may_advance: may(MeasureAction::Advance),
        may_follow_up: may(MeasureAction::FollowUp),
        may_roll_down,
        may_correct: tells && !may_roll_down,
        places: structure.issue_places_word().to_owned(),
        channels: words::told_by(),
        panels: crate::panels(
            &mut conn,
            visit.actor(),
            visit.structure(),
            &Subject::new("measure", id),
        )
        .await?,
        measure,
    })
}

/// Who was told, as far as this person may know: the city all, others what went to them.
async fn told(conn: &mut Conn, visit: &Visit, id: &MeasureId) -> Result<Vec<ToldLine>> {
    let mine = store::feedbacks_to(conn, visit.actor()).await?;
    let mut lines: Vec<ToldLine> = mine
        .into_iter()
        .filter(|row| row.measure_id.as_ref() == Some(id))
        .map(|row| {
            let facts = facts_of(&row);
            let may = |action| row.waits() && access::may(action, visit.actor(), &facts);
            ToldLine {
                may_acknowledge: may(FeedbackAction::Acknowledge),
                may_convey: may(FeedbackAction::Convey),
                row,
            }
        })
        .collect();
    lines.sort_by(|a, b| (a.row.recipient, &a.row.unit_id).cmp(&(b.row.recipient, &b.row.unit_id)));
    Ok(lines)
}

/// The page again with what was wrong.
async fn refuse(visit: &Visit, id: &MeasureId, form: FormState) -> Result<Response> {
    web::refused(&page(visit, id, form).await?)
}

/// `POST /measures/{id}/start`, `/completion`, `/cancellation`
pub async fn advance(
    visit: Visit,
    Path((id, noun)): Path<(MeasureId, String)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let step = Step::ALL.iter().copied().find(|step| step.noun() == noun).ok_or(Error::NotFound)?;
    let reason = &form.optional("reason", "理由", 1000);
    let back = &*format!("「{}」を取り消す", step.label());
    let command = visit.act_for_now(Advance, &id, back, |mut tx, permit| async move {
        commands::advance(&mut tx, permit, step, reason).await?;
        Ok((tx, ()))
    });
    let Some(((), undo)) = form.ask(Refusals::default, command).await? else {
        return refuse(&visit, &id, form).await;
    };
    Ok(web::done_for_now(&format!("/measures/{id}"), "施策の状態を変えました。", undo.as_ref()))
}

/// `POST /measures/{id}/notes`
pub async fn note(
    visit: Visit,
    Path(id): Path<MeasureId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _facts = visit.see(super::rules::Advance, &id, &mut conn).await?;
    drop(conn);
    let body = &form.required("body", "進み具合", 1000);
    let back = "進み具合の記録を取り消す";
    let command = visit.act_for_now(Advance, &id, back, |mut tx, permit| async move {
        commands::note(&mut tx, permit, body).await?;
        Ok((tx, ()))
    });
    let Some(((), undo)) = form.ask(Refusals::default, command).await? else {
        return refuse(&visit, &id, form).await;
    };
    Ok(web::done_for_now(&format!("/measures/{id}"), "進み具合を記録しました。", undo.as_ref()))
}

/// `POST /measures/{id}/follow-ups`: another day on which to look.
pub async fn plan_follow_up(
    visit: Visit,
    Path(id): Path<MeasureId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _facts = visit.see(super::rules::FollowUp, &id, &mut conn).await?;
    drop(conn);
    let due = form.required_day("follow_up", "効果を確認する日");
    let Some(due) = form.near("follow_up", due, visit.today(), YEARS) else {
        return refuse(&visit, &id, form).await;
    };
    let (visit, id) = (&visit, &id);
    let ((), undo) = visit
        .act_for_now(
            MayFollowUp,
            id,
            "確認する日の追加を取り消す",
            |mut tx, permit| async move {
                store::add_follow_up(&mut tx, permit, due).await?;
                Ok((tx, ()))
            },
        )
        .await?;
    let said = "効果を確認する日を加えました。";
    Ok(web::done_for_now(&format!("/measures/{id}"), said, undo.as_ref()))
}

/// `POST /measures/{id}/follow-ups/{follow_up}`: what was found.
pub async fn finish_follow_up(
    visit: Visit,
    Path((id, follow_up)): Path<(MeasureId, FollowUpId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _facts = visit.see(super::rules::FollowUp, &id, &mut conn).await?;
    drop(conn);
    form.set("of", &follow_up);
    let outcome = form.required_key::<Outcome>("outcome", "確認した結果");
    let done_on = form.day_near("done_on", "確認した日", visit.today());
    let done_on = done_on.unwrap_or_else(|| visit.today());
    let note = form.optional("note", "内容", 1000);
    let next = form.day_near("next", "次に確認する日", visit.today());
    let no_next_reason = form.optional("no_next_reason", "確認を終える理由", 500);
    let Some(outcome) = outcome else {
        return refuse(&visit, &id, form).await;
    };
    let result = &FollowUpResult { done_on, outcome, note, next, no_next_reason };
    let follow_up = &follow_up;
    let back = "確認した結果の記録を取り消す";
    let command = visit.act_for_now(MayFollowUp, &id, back, |mut tx, permit| async move {
        commands::finish_follow_up(&mut tx, permit, follow_up, result).await?;
        Ok((tx, ()))
    });
    let Some(((), undo)) = form.ask(Refusals::default, command).await? else {
        return refuse(&visit, &id, form).await;
    };
    let said = "確認した結果を記録しました。";
    Ok(web::done_for_now(&format!("/measures/{id}"), said, undo.as_ref()))
}
