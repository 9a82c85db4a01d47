//! A unit's report: written and handed in by whoever keeps its issues, asked about and accepted by the city.

use axum::{extract::Path, response::Response};

use super::{
    PaperAction, PaperFacts, commands,
    report::{Report, ReportMove},
    rules::{HandIn, Review},
    store,
};
use crate::{
    access,
    error::{Error, Result, unless_overtaken},
    id::{PeriodId, UnitId},
    issues, places,
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "papers/report.html")]
struct ReportPage {
    frame: Frame,
    form: FormState,
    question: FormState,
    period: PeriodId,
    unit: UnitId,
    name: String,
    words: String,
    report: Report,
    /// The unit's issues of the period as the papers will show them: title and status.
    issues: Vec<(String, String, &'static str)>,
    may_write: bool,
    may_review: bool,
    /// What somebody else handed in meanwhile.
    theirs: Option<Vec<(&'static str, String)>>,
}

/// What is known of a report; there is none of what is no unit that reports.
fn facts(visit: &Visit, period: &PeriodId, unit: &UnitId) -> Result<PaperFacts> {
    if !visit.structure().reporting_units().contains(unit) {
        return Err(Error::NotFound);
    }
    Ok(PaperFacts { period: period.clone(), unit: Some(unit.clone()) })
}

/// Whoever may write the report or review it may open it.
fn may_open(visit: &Visit, facts: &PaperFacts) -> Result<()> {
    let actor = visit.actor();
    if access::may(PaperAction::HandIn, actor, facts)
        || access::may(PaperAction::Review, actor, facts)
    {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

async fn page(
    visit: &Visit,
    period: &PeriodId,
    unit: &UnitId,
    form: Option<FormState>,
    question: FormState,
) -> Result<ReportPage> {
    let facts = facts(visit, period, unit)?;
    may_open(visit, &facts)?;
    let structure = visit.structure();
    let mut conn = visit.read().await?;
    let of_period = places::period(&mut conn, period).await?;
    let report = store::report(&mut conn, period, unit).await?;
    let issues = issues::of_period(&mut conn, period)
        .await?
        .into_iter()
        .filter(|i| i.unit_id == *unit)
        .map(|i| (format!("/issues/{}", i.id), i.words.title, i.status.label()))
        .collect();
    Ok(ReportPage {
        frame: visit.frame(format!("{}のまとめ", structure.places_word())),
        form: form.unwrap_or_else(|| {
            FormState::empty().with("summary", &report.summary).with("version", report.version)
        }),
        question,
        name: structure.unit_title(unit),
        words: format!("{}～{}", of_period.first_day, of_period.last_day),
        may_write: access::may(PaperAction::HandIn, visit.actor(), &facts)
            && report.status.next(ReportMove::HandIn).is_some(),
        may_review: access::may(PaperAction::Review, visit.actor(), &facts),
        period: period.clone(),
        unit: unit.clone(),
        report,
        issues,
        theirs: None,
    })
}

/// `GET /papers/{period}/reports/{unit}`
pub async fn show(
    visit: Visit,
    Path((period, unit)): Path<(PeriodId, UnitId)>,
) -> Result<Response> {
    web::page(&page(&visit, &period, &unit, None, FormState::empty()).await?)
}

/// `POST /papers/{period}/reports/{unit}`
pub async fn hand_in(
    visit: Visit,
    Path((period, unit)): Path<(PeriodId, UnitId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    visit.check(PaperAction::HandIn, &facts(&visit, &period, &unit)?)?;
    let summary = form.required("summary", "まとめ", 4_000);
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or(0);
    if !form.is_valid() {
        return web::refused(&page(&visit, &period, &unit, Some(form), FormState::empty()).await?);
    }
    let (of, at, words) = (&period, &unit, &summary);
    let saved = visit
        .act_on(HandIn, &facts(&visit, of, at)?, |mut tx, permit| async move {
            commands::hand_in(&mut tx, permit, of, at, words, version).await?;
            Ok((tx, ()))
        })
        .await;
    match form.hear(unless_overtaken(saved))? {
        Some(Some(())) => return Ok(web::done("/papers", "まとめを提出しました。")),
        Some(None) => {}
        None => {
            let page = page(&visit, &period, &unit, Some(form), FormState::empty()).await?;
            return web::refused(&page);
        }
    }
    let mut page = page(&visit, &period, &unit, None, FormState::empty()).await?;
    let theirs = Some(("まとめ", page.report.summary.clone()));
    page.theirs = Some(theirs.into_iter().filter(|(_, theirs)| *theirs != summary).collect());
    form.set("version", page.report.version);
    page.form = form;
    web::collided(&page)
}

/// `POST /papers/{period}/reports/{unit}/question`
pub async fn ask(
    visit: Visit,
    Path((period, unit)): Path<(PeriodId, UnitId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    visit.check(PaperAction::Review, &facts(&visit, &period, &unit)?)?;
    let question = form.required("question", "問い合わせ", 1_000);
    if !form.is_valid() {
        return web::refused(&page(&visit, &period, &unit, None, form).await?);
    }
    let asked = step(&visit, &period, &unit, ReportMove::Ask, &question).await;
    if form.hear(asked)?.is_none() {
        return web::refused(&page(&visit, &period, &unit, None, form).await?);
    }
    let to = visit.structure().unit_title(&unit);
    Ok(web::done("/papers", &format!("{to}に問い合わせました。相手の「今日」に表示されます。")))
}

/// `POST /papers/{period}/reports/{unit}/acceptance`
pub async fn accept(
    visit: Visit,
    Path((period, unit)): Path<(PeriodId, UnitId)>,
) -> Result<Response> {
    visit.check(PaperAction::Review, &facts(&visit, &period, &unit)?)?;
    step(&visit, &period, &unit, ReportMove::Accept, "").await?;
    Ok(web::done("/papers", "まとめを受け取りました。"))
}

async fn step(
    visit: &Visit,
    period: &PeriodId,
    unit: &UnitId,
    step: ReportMove,
    question: &str,
) -> Result<()> {
    visit
        .act_on(Review, &facts(visit, period, unit)?, |mut tx, permit| async move {
            commands::review(&mut tx, permit, (period, unit), step, question).await?;
            Ok((tx, ()))
        })
        .await
}
