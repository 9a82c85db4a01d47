//! 展開・フィードバック: telling every area and presenter behind the answered issues, and what came back to me.

use std::collections::{BTreeMap, BTreeSet};

use axum::{extract::Path, response::Response};

use super::{
    Acknowledge, Again, Channel, Convey, Feedback, FeedbackAction, MeasureAction, Recipient,
    RecipientKind, RollDown, Told, commands, recipients::recipients, show::facts_of, store, words,
};
use crate::{
    access::{self, Load, Role},
    db::Conn,
    error::{Error, Refusals, Result},
    id::{FeedbackId, IssueId, MeasureId},
    issues::{self, IssueAction, IssueFacts},
    measures::MeasureFacts,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "measures/roll_down.html")]
struct RollDownPage {
    frame: Frame,
    form: FormState,
    about: About,
    /// What the units are called that are told.
    places: String,
    units: usize,
    presenters: usize,
    /// Each with whether they were told already.
    recipients: Vec<(Recipient, bool)>,
}

/// What is told, as its page says it.
struct About {
    told: Told,
    /// The issues it answers.
    answered: Vec<IssueId>,
    title: String,
    /// What the form begins with.
    body: String,
    /// Its own page.
    href: String,
    /// The list in which it stands: its address and name.
    list: (&'static str, &'static str),
}

/// `GET /measures/{id}/roll-down`: who is told, before it is sent.
pub async fn preview(visit: Visit, Path(id): Path<MeasureId>) -> Result<Response> {
    web::page(&preview_page(&visit, of_measure(&visit, &id).await?, None).await?)
}

/// `GET /issues/{id}/roll-down`: the same of an answer in words.
pub async fn preview_words(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    web::page(&preview_page(&visit, in_words(&visit, &id).await?, None).await?)
}

async fn of_measure(visit: &Visit, id: &MeasureId) -> Result<About> {
    let mut conn = visit.read().await?;
    visit.check(MeasureAction::RollDown, &MeasureFacts::load(&mut conn, id).await?)?;
    let measure = store::find(&mut conn, id).await?;
    Ok(About {
        told: Told::Measure(id.clone()),
        answered: store::issues_of(&mut conn, id).await?,
        body: format!(
            "挙げていただいた課題に、「{}」で取り組むことになりました。{}",
            measure.title, measure.description
        ),
        title: measure.words.title,
        href: format!("/measures/{id}"),
        list: ("/measures", "施策"),
    })
}

async fn in_words(visit: &Visit, id: &IssueId) -> Result<About> {
    let mut conn = visit.read().await?;
    visit.check(IssueAction::Tell, &IssueFacts::load(&mut conn, id).await?)?;
    let answers = issues::answers_in_words(&mut conn, std::slice::from_ref(id)).await?;
    let answer = answers.into_iter().last().ok_or(Error::NotFound)?;
    let issue = issues::find(&mut conn, id).await?;
    Ok(About {
        told: Told::Words(answer.id),
        answered: vec![id.clone()],
        body: format!("挙げていただいた課題「{}」にお答えします。{}", issue.title, answer.reason),
        title: issue.words.title,
        href: format!("/issues/{id}"),
        list: ("/issues", "課題と施策"),
    })
}

async fn preview_page(
    visit: &Visit,
    about: About,
    refused: Option<FormState>,
) -> Result<RollDownPage> {
    let mut conn = visit.read().await?;
    let told = store::feedbacks_of(&mut conn, &about.told).await?;
    let recipients: Vec<(Recipient, bool)> =
        recipients(&mut conn, visit.structure(), &about.answered)
            .await?
            .into_iter()
            .map(|recipient| {
                let told = told.iter().any(|feedback| recipient.is(feedback));
                (recipient, told)
            })
            .collect();
    let new = |kind| recipients.iter().filter(|(r, told)| r.kind == kind && !told).count();
    let places = visit.structure().issue_places_word();
    // Where all were told, what is told once more corrects what they heard last.
    let last = told.iter().max_by_key(|f| (f.sent_on, &f.id)).map_or("", |f| &f.body);
    let begun = || match recipients.iter().all(|(_, told)| *told) {
        true => FormState::empty()
            .with("again", "yes")
            .with("body", format!("先にお伝えした内容を改めます。{last}")),
        false => FormState::empty().with("body", &about.body),
    };
    Ok(RollDownPage {
        frame: visit.frame(format!("{places}と事例提供者へ展開する")),
        form: refused.unwrap_or_else(begun),
        places: places.to_owned(),
        units: new(RecipientKind::Unit),
        presenters: new(RecipientKind::Presenter),
        about,
        recipients,
    })
}

/// `POST /measures/{id}/roll-down`
pub async fn send(
    visit: Visit,
    Path(id): Path<MeasureId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let (body, again, structure) =
        (&form.required("body", "伝える内容", 2000), again(&form), visit.structure());
    let command = visit.act(RollDown, &id, |mut tx, permit| async move {
        let sent = commands::roll_down(&mut tx, permit, structure, (body, again)).await?;
        Ok((tx, sent))
    });
    match form.ask(Refusals::default, command).await? {
        Some(sent) => Ok(sent_to(&format!("/measures/{id}"), sent)),
        None => {
            let about = of_measure(&visit, &id).await?;
            web::refused(&preview_page(&visit, about, Some(form)).await?)
        }
    }
}

/// `POST /issues/{id}/roll-down`
pub async fn send_words(
    visit: Visit,
    Path(id): Path<IssueId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let (body, again, structure) =
        (&form.required("body", "伝える内容", 2000), again(&form), visit.structure());
    let command = visit.act(issues::Tell, &id, |mut tx, permit| async move {
        let sent = commands::roll_down_words(&mut tx, permit, structure, (body, again)).await?;
        Ok((tx, sent))
    });
    match form.ask(Refusals::default, command).await? {
        Some(sent) => Ok(sent_to(&format!("/issues/{id}"), sent)),
        None => {
            let about = in_words(&visit, &id).await?;
            web::refused(&preview_page(&visit, about, Some(form)).await?)
        }
    }
}

fn again(form: &FormState) -> Again {
    if form.ticked("again") { Again::Corrected } else { Again::New }
}

fn sent_to(page: &str, sent: usize) -> Response {
    web::done(page, &format!("{sent}件に伝えました。"))
}

#[derive(askama::Template)]
#[template(path = "measures/feedbacks.html")]
struct FeedbacksPage {
    frame: Frame,
    rows: Vec<Line>,
    waiting: usize,
    only_waiting: bool,
    /// The list as it is narrowed.
    here: &'static str,
    /// Whether several wait for the reader, who may say of all at once that they arrived.
    many: bool,
    channels: Vec<Choice>,
    sees_all: bool,
    tabs: issues::Tabs,
    may_see_issues: bool,
}

struct Line {
    row: Feedback,
    title: String,
    may_acknowledge: bool,
    may_convey: bool,
    days: i64,
}

/// `GET /feedbacks`: what came back to me; for the city, all that was told.
pub async fn list(visit: Visit) -> Result<Response> {
    if !issues::may_hear(visit.actor()) {
        return Err(Error::NotFound);
    }
    let mut conn = visit.read().await?;
    let mut feedbacks = store::feedbacks_to(&mut conn, visit.actor()).await?;
    let waiting = feedbacks.iter().filter(|f| f.waits()).count();
    // What waits for the reader comes first.
    feedbacks.sort_by_key(|feedback| !feedback.waits());
    let only_waiting = !visit.query("waiting").is_empty();
    if only_waiting {
        feedbacks.retain(Feedback::waits);
    }
    let titles = titles(&mut conn, &feedbacks).await?;
    let rows: Vec<Line> = feedbacks
        .into_iter()
        .map(|row| {
            let facts = facts_of(&row);
            let may = |action| row.waits() && access::may(action, visit.actor(), &facts);
            Line {
                title: titles.get(&row.id).cloned().unwrap_or_default(),
                may_acknowledge: may(FeedbackAction::Acknowledge),
                may_convey: may(FeedbackAction::Convey),
                days: visit.today().since(row.sent_on),
                row,
            }
        })
        .collect();
    web::page(&FeedbacksPage {
        frame: visit.frame("展開・フィードバック"),
        many: rows.iter().filter(|line| line.may_acknowledge).count() > 1,
        rows,
        waiting,
        only_waiting,
        here: if only_waiting { "/feedbacks?waiting=yes" } else { "/feedbacks" },
        channels: words::told_by(),
        sees_all: visit.actor().is(Role::CityOfficer),
        tabs: issues::Tabs::of(visit.actor(), "/feedbacks"),
        may_see_issues: issues::may_come(visit.actor()),
    })
}

/// What each of these tells of: its measure, or the issue that was answered in words.
pub async fn titles(
    conn: &mut Conn,
    feedbacks: &[Feedback],
) -> Result<BTreeMap<FeedbackId, String>> {
    let measures: BTreeSet<_> = feedbacks.iter().filter_map(|f| f.measure_id.clone()).collect();
    let measures: Vec<MeasureId> = measures.into_iter().collect();
    let measures = store::find_all(conn, &measures).await?;
    let in_words = feedbacks.iter().filter(|f| f.measure_id.is_none());
    let issues: BTreeSet<IssueId> = in_words.map(|f| f.issue_id.clone()).collect();
    let issues: Vec<IssueId> = issues.into_iter().collect();
    let issues = issues::find_all(conn, &issues).await?;
    let title = |feedback: &Feedback| match &feedback.measure_id {
        Some(id) => measures.iter().find(|m| m.id == *id).map(|m| m.title.clone()),
        None => issues.iter().find(|i| i.id == feedback.issue_id).map(|i| i.title.clone()),
    };
    Ok(feedbacks.iter().filter_map(|f| Some((f.id.clone(), title(f)?))).collect())
}

/// `POST /feedbacks/{id}/acknowledgement`: one click by the recipient, on the list or on the case.
pub async fn acknowledge(
    visit: Visit,
    Path(id): Path<FeedbackId>,
    Fields(form): Fields,
) -> Result<Response> {
    visit
        .act(Acknowledge, &id, |mut tx, permit| async move {
            store::acknowledge(&mut tx, permit).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done(back(&form), "確認を記録しました。"))
}

/// `POST /feedbacks/acknowledgements`: all of those that are marked, or none.
pub async fn acknowledge_many(visit: Visit, Fields(form): Fields) -> Result<Response> {
    // A line may stand twice in what was sent, and is acknowledged once.
    let ids: BTreeSet<FeedbackId> =
        form.values("feedback").iter().filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Err(Error::invalid(
            "確認したものに印をつけてください。一覧に戻って、もう一度押してください。",
        ));
    }
    let (actor, all) = (visit.actor(), &ids);
    visit
        .write(|mut tx| async move {
            for id in all {
                let permit = access::leave(&mut tx, actor, Acknowledge, id).await?;
                store::acknowledge(&mut tx, permit).await?;
            }
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done(back(&form), &format!("{}件の確認を記録しました。", ids.len())))
}

/// One comes back to where it was said, with what the list was narrowed to.
fn back(form: &FormState) -> &str {
    let back = web::inside(form.value("back"));
    let known = ["/cases/", "/feedbacks?", "/measures/", "/issues/"];
    if known.iter().any(|page| back.starts_with(page)) { back } else { "/feedbacks" }
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
    Ok(web::done(back(&form), "伝えたことを記録しました。"))
}
