//! Making a meeting, and changing when, where and with whom it is.

use axum::{extract::Path, response::Response};

use super::{
    commands,
    copying::{self, Former},
    meeting::{Arrangement, Meeting, MeetingMode, MeetingStatus, NewMeeting, month_words},
    rules::{EditMeeting, MeetingAction, MeetingFacts, PlanMeeting},
    show::opened,
    store::{self, MeetingFilter},
    time::{AHEAD, BACK},
};
use crate::{
    access,
    clock::Day,
    conferences::{self, Conference},
    db::Conn,
    error::{Error, Result, unless_overtaken},
    fields::{self, Declared, Inputs},
    id::{ConferenceId, MeetingId},
    undo::{Back, Before},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "meetings/edit.html")]
struct EditPage {
    frame: Frame,
    heading: String,
    action: String,
    back: String,
    button: &'static str,
    form: FormState,
    /// Conferences to choose from; empty when the meeting is there already.
    conferences: Vec<Choice>,
    arranged: Inputs,
    /// The meeting that is copied, in words.
    copied: Option<String>,
    /// Meetings that could be copied, each with the page for that.
    copyable: Vec<(String, String)>,
    /// What somebody else saved meanwhile: label, their value.
    theirs: Option<Vec<(String, String)>>,
}

/// `GET /meetings/new`
pub async fn begin(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let choices = plannable(&mut conn, &visit).await?;
    let mut form = FormState::empty().with("mode", MeetingMode::default().code());
    form.set("conference", visit.query("conference"));
    form.set("month", visit.query("month"));
    form.set("back", visit.query("back"));
    let former = former(&mut conn, &visit, &choices).await?;
    if let Some(former) = &former {
        copying::fill(&mut form, former);
    }
    let copyable = match former {
        Some(_) => Vec::new(),
        None => copying::offered(&mut conn, &visit, (&choices[..], visit.today())).await?,
    };
    let copied = former.map(|it| it.words);
    web::page(&EditPage { copied, copyable, ..new_page(&visit, form, &choices) })
}

/// The meeting whose frame is to be copied, of those that this person may plan.
async fn former(conn: &mut Conn, visit: &Visit, choices: &[Conference]) -> Result<Option<Former>> {
    if visit.query("copy").is_empty() {
        return Ok(None);
    }
    let former = copying::former(conn, visit, &visit.query("copy").into()).await?;
    Ok(Some(former).filter(|it| choices.iter().any(|c| c.id == it.meeting.conference_id)))
}

/// `POST /meetings`
pub async fn create(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let mut conn = visit.read().await?;
    let choices = plannable(&mut conn, &visit).await?;
    drop(conn);
    let wanted: Option<ConferenceId> = form.required_key("conference", "会議体");
    let conference = choices.iter().find(|c| wanted.as_ref() == Some(&c.id)).cloned();
    if wanted.is_some() && conference.is_none() {
        form.error("conference", "会議体は一覧にあるものから選んでください。");
    }
    let new = conference.and_then(|conference| read(&mut form, conference, visit.today()));
    if let Some(new) = new.as_ref().filter(|_| form.is_valid()) {
        ask_when_there(&visit, new, &mut form).await?;
    }
    let copied = copying::chosen(&visit, &form).await?;
    let structure = visit.structure();
    let made = match &new {
        Some(new) => {
            let (visit, facts, copied) = (visit.in_turn(store::NUMBERS), new.facts(), &copied);
            let facts = &facts;
            let command = visit.write(|mut tx| async move {
                let permit = access::permit::<PlanMeeting>(&mut tx, visit.actor(), facts)?;
                let back = Back::from("会議の登録を取り消す")
                    .and([store::of_conference(&facts.conference)])
                    .to("/meetings");
                let before = Before::look(&mut tx, MeetingAction::PlanMeeting, facts, back).await?;
                let id = commands::create(&mut tx, permit, structure, new).await?;
                copying::write(&mut tx, visit.actor(), &id, copied).await?;
                let undo = before.keep(&mut tx, visit.actor(), []).await?;
                Ok((tx, (id, undo)))
            });
            form.ask(|| commands::refusals(&new.arranged), command).await?
        }
        None => None,
    };
    let Some((id, undo)) = made else {
        let copied = Some(copied.words.clone()).filter(|words| !words.is_empty());
        return web::refused(&EditPage { copied, ..new_page(&visit, form, &choices) });
    };
    let (to, said) = match asked_from(&form) {
        Some(back) => (
            format!("{back}?meeting={id}"),
            "会議を登録しました。続けて、この会議の議題にする事例を選べます。".to_owned(),
        ),
        None if !copied.words.is_empty() => {
            (format!("/meetings/{id}"), format!("{} を写して、会議を登録しました。", copied.words))
        }
        None => (format!("/meetings/{id}"), "会議を登録しました。".to_owned()),
    };
    Ok(web::done_for_now(&to, &said, undo.as_ref()))
}

/// Asks before a conference gets a second meeting on one day: the page was sent twice, or a copy kept the day.
async fn ask_when_there(visit: &Visit, new: &NewMeeting, form: &mut FormState) -> Result<()> {
    let Some(day) = new.arranged.day.filter(|_| !form.ticked("sure")) else { return Ok(()) };
    let conference = Some(new.conference.id.clone());
    let on = MeetingFilter { conference, from: Some(day), to: Some(day), ..Default::default() };
    let there = store::by_day(&mut visit.read().await?, visit.actor(), &on).await?;
    if there.iter().any(|m| m.day == Some(day) && m.status != MeetingStatus::Cancelled) {
        form.set("ask", "sure");
        form.error("sure", "同じ日に同じ会議が登録されています。同じ日に2回開くのであれば、下の欄に印を付けて、もう一度「登録する」を押してください。");
    }
    Ok(())
}

/// The page of cases from which a meeting was asked for, to which its registration leads back.
fn asked_from(form: &FormState) -> Option<&str> {
    let back = web::inside(form.value("back"));
    back.starts_with("/cases/").then_some(back)
}

/// `GET /meetings/{id}/edit`
pub async fn edit(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    let (_, meeting, facts) = opened(&visit, &id).await?;
    visit.check(MeetingAction::EditMeeting, &facts)?;
    let form = filled(&meeting);
    web::page(&edit_page(&visit, form, &meeting, None))
}

/// `POST /meetings/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<MeetingId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let (mut conn, meeting, facts) = opened(&visit, &id).await?;
    visit.check(MeetingAction::EditMeeting, &facts)?;
    let conference = conferences::find(&mut conn, &meeting.conference_id).await?;
    drop(conn);
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let structure = visit.structure();
    let Some(new) = &read(&mut form, conference, visit.today()) else {
        return web::refused(&edit_page(&visit, form, &meeting, None));
    };
    let in_turn = visit.in_turn(store::NUMBERS);
    let command = in_turn.act(EditMeeting, &id, |mut tx, permit| async move {
        commands::change(&mut tx, permit, structure, version, new).await?;
        Ok((tx, ()))
    });
    let saved = form.ask(|| commands::refusals(&new.arranged), command).await;
    match unless_overtaken(saved)? {
        Some(Some(())) => Ok(web::done(&format!("/meetings/{id}"), "会議の内容を保存しました。")),
        Some(None) => web::refused(&edit_page(&visit, form, &meeting, None)),
        None => {
            let (_, saved, _) = opened(&visit, &id).await?;
            let mut theirs = fields::theirs(Arrangement::fields(), &form, &saved.arranged);
            let is_other = form.value("month").trim() != month_words(saved.planned_month);
            if saved.day.is_none() && is_other {
                theirs.push(("予定の月".into(), month_words(saved.planned_month)));
            }
            form.set("version", saved.version);
            web::collided(&edit_page(&visit, form, &meeting, Some(theirs)))
        }
    }
}

/// The conferences this person may plan a meeting of; a suspended one is not offered.
pub(super) async fn plannable(conn: &mut Conn, visit: &Visit) -> Result<Vec<Conference>> {
    let all = conferences::list(conn).await?;
    let mine: Vec<Conference> = all
        .into_iter()
        .filter(|c| {
            let facts = NewMeeting::planned(c.clone(), visit.today()).facts();
            access::may(MeetingAction::PlanMeeting, visit.actor(), &facts)
        })
        .collect();
    if mine.is_empty() {
        // Somebody with no conference to plan for is told so, unless they may not know of meetings at all.
        let seat = visit.actor().seat();
        let sits = seat.is_some_and(|s| !s.conferences.is_empty() || !s.meetings.is_empty());
        return Err(if sits {
            Error::forbidden("会議を計画するのは、その会議を運営する人と市です。")
        } else {
            Error::NotFound
        });
    }
    Ok(mine.into_iter().filter(|c| c.status.is_active()).collect())
}

fn read(form: &mut FormState, conference: Conference, today: Day) -> Option<NewMeeting> {
    let mut arranged = Arrangement::blank();
    fields::read(Arrangement::fields(), form, "", &mut arranged);
    let month = form.optional_month("month", "予定の月");
    for (name, day) in [("day", arranged.day), ("month", month)] {
        form.near(name, day, today, -BACK..=AHEAD);
    }
    let planned = arranged.day.or(month);
    if planned.is_none() && !form.is_wrong("day") && !form.is_wrong("month") {
        form.error("day", "開催日か、予定の月のどちらかを入力してください。");
    }
    Some(NewMeeting { arranged, ..NewMeeting::planned(conference, planned?) })
}

fn filled(meeting: &Meeting) -> FormState {
    let mut form = FormState::empty()
        .with("version", meeting.version)
        .with("month", month_words(meeting.planned_month));
    fields::fill(Arrangement::fields(), &mut form, "", &meeting.arranged);
    form
}

fn new_page(visit: &Visit, form: FormState, choices: &[Conference]) -> EditPage {
    EditPage {
        frame: visit.frame("会議を登録する"),
        heading: "会議を登録する".into(),
        action: "/meetings".into(),
        back: asked_from(&form).unwrap_or("/meetings").into(),
        button: "登録する",
        form,
        conferences: choices.iter().map(|c| Choice::new(c.id.as_str(), &c.name)).collect(),
        arranged: fields::inputs(Arrangement::fields()),
        copied: None,
        copyable: Vec::new(),
        theirs: None,
    }
}

fn edit_page(
    visit: &Visit,
    form: FormState,
    meeting: &Meeting,
    theirs: Option<Vec<(String, String)>>,
) -> EditPage {
    let MeetingFacts { meeting: id, .. } = meeting.facts();
    let heading = format!(
        "{} {} の日時・場所を直す",
        visit.structure().kind_name(&meeting.kind_id),
        meeting.day_words()
    );
    EditPage {
        frame: visit.frame(heading.clone()),
        heading,
        action: format!("/meetings/{id}"),
        back: format!("/meetings/{id}"),
        button: "保存する",
        form,
        conferences: Vec::new(),
        arranged: fields::inputs(Arrangement::fields()),
        copied: None,
        copyable: Vec::new(),
        theirs,
    }
}
