//! Making a meeting, and changing when, where and with whom it is.

use axum::{extract::Path, response::Response};

use super::{
    meeting::{Meeting, MeetingMode, NewMeeting, month_of, month_words},
    rules::{EditMeeting, MeetingAction, MeetingFacts, PlanMeeting},
    show::opened,
    store,
};
use crate::{
    access,
    clock::Day,
    conferences::{self, Conference},
    db::Conn,
    error::{Error, Result, unless_overtaken},
    id::{ConferenceId, MeetingId},
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
    modes: Vec<Choice>,
    /// What somebody else saved meanwhile.
    theirs: Option<Vec<(&'static str, String)>>,
}

/// `GET /meetings/new`
pub async fn begin(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let choices = plannable(&mut conn, &visit).await?;
    let mut form = FormState::empty().with("mode", MeetingMode::default().code());
    form.set("conference", visit.query("conference"));
    form.set("month", visit.query("month"));
    form.set("back", visit.query("back"));
    web::page(&new_page(&visit, form, &choices))
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
    let (Some(new), true) = (conference.and_then(|c| read(&mut form, c)), form.is_valid()) else {
        return web::refused(&new_page(&visit, form, &choices));
    };
    let (visit, new) = (&visit, &new);
    let id = visit
        .in_turn(store::NUMBERS)
        .act_on(PlanMeeting, &new.facts(), |mut tx, permit| async move {
            let id = store::create(&mut tx, permit, visit.structure(), new).await?;
            Ok((tx, id))
        })
        .await?;
    Ok(match asked_from(&form) {
        Some(back) => web::done(back, "会議を登録しました。続けて、この会議に事例を選べます。"),
        None => web::done(&format!("/meetings/{id}"), "会議を登録しました。"),
    })
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
    let version = form.required_integer("version", "版", 0..=i64::MAX);
    let (Some(new), Some(version), true) = (read(&mut form, conference), version, form.is_valid())
    else {
        return web::refused(&edit_page(&visit, form, &meeting, None));
    };
    let (visit, id, new) = (&visit, &id, &new);
    let saved = visit
        .in_turn(store::NUMBERS)
        .act(EditMeeting, id, |mut tx, permit| async move {
            store::change(&mut tx, permit, visit.structure(), version, new).await?;
            Ok((tx, ()))
        })
        .await;
    if unless_overtaken(saved)?.is_some() {
        return Ok(web::done(&format!("/meetings/{id}"), "会議の内容を保存しました。"));
    }
    let (_, theirs, _) = opened(visit, id).await?;
    form.set("version", theirs.version);
    web::collided(&edit_page(visit, form, &meeting, Some(words(&theirs))))
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
            Error::forbidden("会議を計画するのは、その会議を開くセンターと市です。")
        } else {
            Error::NotFound
        });
    }
    Ok(mine.into_iter().filter(|c| c.status.is_active()).collect())
}

fn read(form: &mut FormState, conference: Conference) -> Option<NewMeeting> {
    let day = form.optional_day("day", "開催日");
    let month = form.optional_day("month", "予定の月");
    if day.is_none() && month.is_none() && !form.is_wrong("day") && !form.is_wrong("month") {
        form.error("day", "開催日か、予定の月のどちらかを入力してください。");
    }
    let starts = time(form, "starts", "開始");
    let ends = time(form, "ends", "終了");
    if !starts.is_empty() && !ends.is_empty() && ends <= starts {
        form.error("ends", "終了は、開始より後の時刻にしてください。");
    }
    let place = form.optional("place", "場所", 100);
    let mode = form.required_key("mode", "開催方法");
    let chair = form.optional("chair", "司会者", 60);
    let recorder = form.optional("recorder", "記録者", 60);
    let planned = day.or(month)?;
    Some(NewMeeting {
        conference,
        planned_month: month_of(planned),
        day,
        starts,
        ends,
        place,
        mode: mode?,
        chair,
        recorder,
    })
}

/// A time of day as `14:05`, from `14:05`, `１４：０５`, `14時5分` or `14時`.
fn time(form: &mut FormState, name: &str, label: &str) -> String {
    let typed = form.optional(name, label, 10);
    if typed.is_empty() {
        return typed;
    }
    let plain: String = nihon::fold(&typed).replace('時', ":").replace('分', "");
    let (hour, minute) = plain.split_once(':').unwrap_or((plain.as_str(), ""));
    let hour = hour.trim().parse::<u8>().ok().filter(|h| *h < 24);
    let minute = if minute.is_empty() { Some(0) } else { minute.trim().parse::<u8>().ok() };
    match (hour, minute.filter(|m| *m < 60)) {
        (Some(hour), Some(minute)) => format!("{hour:02}:{minute:02}"),
        _ => {
            form.error(name, format!("{label}を時刻として読めません。例: 14:00"));
            typed
        }
    }
}

fn filled(meeting: &Meeting) -> FormState {
    let mut form = FormState::empty()
        .with("version", meeting.version)
        .with("starts", &meeting.starts)
        .with("ends", &meeting.ends)
        .with("place", &meeting.place)
        .with("mode", meeting.mode.code())
        .with("chair", &meeting.chair)
        .with("recorder", &meeting.recorder)
        .with("month", first_day_words(meeting.planned_month));
    if let Some(day) = meeting.day {
        form.set("day", day);
    }
    form
}

fn first_day_words(month: Day) -> String {
    format!("{}.1", month_words(month))
}

fn words(meeting: &Meeting) -> Vec<(&'static str, String)> {
    vec![
        ("開催日", meeting.day_words()),
        ("時刻", format!("{}～{}", meeting.starts, meeting.ends)),
        ("場所", meeting.place.clone()),
        ("開催方法", meeting.mode.label().to_owned()),
        ("司会者", meeting.chair.clone()),
        ("記録者", meeting.recorder.clone()),
    ]
}

fn modes() -> Vec<Choice> {
    MeetingMode::ALL.iter().copied().map(|m| Choice::new(m.code(), m.label())).collect()
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
        modes: modes(),
        theirs: None,
    }
}

fn edit_page(
    visit: &Visit,
    form: FormState,
    meeting: &Meeting,
    theirs: Option<Vec<(&'static str, String)>>,
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
        modes: modes(),
        theirs,
    }
}
