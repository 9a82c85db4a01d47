//! `/records/{id}/moves/{step}`: a record goes from state to state, with what that asks.

use axum::{extract::Path, response::Response};

use super::{
    commands, edit,
    entry::{Entry, PREFIX, Written},
    named as names, opening,
    rules::{EntryFacts, MoveOn},
    seen::Seen,
    store::{self, Asked},
};
use crate::{
    db::Conn,
    error::{Error, Refusals, Result, unless_overtaken},
    fields::{Needed, Spec},
    forms,
    id::EntryId,
    preset::{FormSection, Ledger, Move},
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "ledgers/step.html")]
struct StepPage {
    frame: Frame,
    form: FormState,
    ledger: Ledger,
    entry: Entry,
    step: Move,
    inputs: String,
    back: String,
    /// The states that it leaves and reaches.
    from: String,
    to: String,
}

/// The fields that a move asks of somebody; all of them are needed.
fn section(ledger: &Ledger, step: &Move, seen: &Seen<'_>) -> FormSection {
    // What nothing is offered for is not asked, and what somebody may not see they are not asked either.
    let is_asked = |field: &&Spec| names::is_askable(field) && seen.shows(&field.key);
    let asked = |key: &String| ledger.field(key).filter(is_asked).cloned();
    let mut fields: Vec<_> = step.asks.iter().filter_map(asked).collect();
    for field in &mut fields {
        field.required = Needed::Always;
        field.shown_if = None;
    }
    FormSection { key: step.key.clone(), title: step.label.clone(), fields }
}

fn step_of<'l>(ledger: &'l Ledger, key: &str) -> Result<&'l Move> {
    ledger.step(key).ok_or(Error::NotFound)
}

/// `GET /records/{id}/moves/{step}`
pub async fn ask(visit: Visit, Path((id, step)): Path<(EntryId, String)>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let structure = visit.structure().clone();
    let asked = Asked { entry: id.clone(), structure, step: Some(step.clone()) };
    let facts = visit.see(MoveOn, &asked, &mut conn).await?;
    let mut entry = store::find(&mut conn, &id).await?;
    let _ = opening::open(&visit, &mut conn, &facts, std::slice::from_mut(&mut entry)).await?;
    let mut form =
        FormState::empty().with("version", entry.version).with("on", visit.today().short());
    forms::fill(facts.ledger.fields(), &entry.answers()?, &mut form, PREFIX);
    web::page(&page(&visit, &mut conn, (&facts, entry, &step), form).await?)
}

async fn page(
    visit: &Visit,
    conn: &mut Conn,
    (facts, entry, step): (&EntryFacts, Entry, &str),
    form: FormState,
) -> Result<StepPage> {
    let (of, answers) = ((visit.actor(), visit.structure()), entry.answers()?);
    let year = visit.today().fiscal_year();
    let own = Some(&entry.id);
    let asked_of = (&*facts.ledger, &answers, year);
    let ledger = names::offering(conn, of, asked_of, (&form, own)).await?;
    let seen = Seen::of(facts, &visit.structure().audiences, visit.actor());
    let step = step_of(&ledger, step)?.clone();
    let name = |state: &str| ledger.state(state).map_or(String::new(), |s| s.name.clone());
    Ok(StepPage {
        frame: visit.frame(step.label.clone()),
        inputs: forms::inputs(&section(&ledger, &step, &seen), &form, PREFIX)?,
        from: name(&entry.state_id),
        to: name(&step.to),
        back: format!("/records/{}", entry.id),
        form,
        step,
        ledger,
        entry,
    })
}

/// `POST /records/{id}/moves/{step}`
pub async fn carry(
    visit: Visit,
    Path((id, step)): Path<(EntryId, String)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let structure = visit.structure().clone();
    let asked = Asked { entry: id.clone(), structure, step: Some(step.clone()) };
    let facts = visit.see(MoveOn, &asked, &mut conn).await?;
    let mut entry = store::find(&mut conn, &id).await?;
    let one = std::slice::from_mut(&mut entry);
    let personal = opening::open(&visit, &mut conn, &facts, one).await?.is_open();
    let of = (visit.actor(), visit.structure());
    let (mut answers, year) = (entry.answers()?, visit.today().fiscal_year());
    if edit::looks_for_something(&form) {
        return web::page(&page(&visit, &mut conn, (&facts, entry, &step), form).await?);
    }
    let asked_of = (&*facts.ledger, &answers, year);
    let offered = names::offering(&mut conn, of, asked_of, (&form, Some(&id))).await?;
    let label = step_of(&offered, &step)?.label.clone();
    let seen = Seen::of(&facts, &visit.structure().audiences, visit.actor());
    let section = section(&offered, step_of(&offered, &step)?, &seen);
    edit::read(std::slice::from_ref(&section), &mut form, &mut answers);
    let version = form.required_integer("version", "版", 1..=i64::MAX).unwrap_or_default();
    let on = form.known_by("on", "いつ", visit.today()).unwrap_or_else(|| visit.today().into());
    let asks = section.fields.iter().map(|field| field.key.clone()).collect();
    let written = &Written { ledger: offered.into(), answers, personal, asked: Some(asks) };
    drop(conn);
    let back = format!("「{label}」を取り消す");
    let command = visit.act_for_now(MoveOn, &asked, back.as_str(), |mut tx, permit| async move {
        commands::carry(&mut tx, permit, version, (written, on)).await?;
        Ok((tx, ()))
    });
    let done = unless_overtaken(form.ask(Refusals::default, command).await)?;
    match done {
        Some(Some(((), undo))) => {
            let words = format!("「{label}」を記録しました。");
            Ok(web::done_for_now(&format!("/records/{id}"), &words, undo.as_ref()))
        }
        Some(None) => {
            let mut conn = visit.read().await?;
            web::refused(&page(&visit, &mut conn, (&facts, entry, &step), form).await?)
        }
        None => Err(Error::conflict(
            "ほかの人が先にこの記録を保存しました。記録のページを開き直して、いまの内容を確かめてください。",
        )),
    }
}
