//! The page of one meeting.

use axum::{extract::Path, response::Response};

use super::{
    agenda::{AgendaItem, AgendaOutcome},
    attendance::{Attendance, Presence, Represented, by_profession},
    meeting::{Meeting, MeetingMove, MeetingStatus},
    rules::{MeetingAction, MeetingFacts},
    sheets::Handout,
    store,
};
use crate::{
    access::{self, Subject},
    clock::Day,
    conferences,
    db::Conn,
    error::Result,
    events,
    id::{AgendaItemId, MeetingId},
    room::{Known, Panel},
    web::{self, FormState, Frame, Visit},
};

/// A meeting this person may read, with the facts for further questions.
pub(super) async fn opened(visit: &Visit, id: &MeetingId) -> Result<(Conn, Meeting, MeetingFacts)> {
    let mut conn = visit.read().await?;
    let meeting = store::find(&mut conn, id).await?;
    let facts = meeting.facts();
    visit.check(MeetingAction::ReadMeeting, &facts)?;
    Ok((conn, meeting, facts))
}

#[derive(askama::Template)]
#[template(path = "meetings/show.html")]
struct ShowPage {
    frame: Frame,
    form: FormState,
    title: String,
    conference: String,
    meeting: Meeting,
    period: String,
    steps: Vec<Step>,
    /// What is to be written first: words and page.
    write: Option<(String, String)>,
    /// The one move to do next, then the rest.
    next: Option<MeetingMove>,
    others: Vec<MeetingMove>,
    may_edit: bool,
    may_plan: bool,
    may_remove: bool,
    may_edit_agenda: bool,
    may_take_attendance: bool,
    may_write: bool,
    /// Whether the reader may see minutes as they stand; else they are left out of `meeting`.
    shows_minutes: bool,
    agenda: Vec<AgendaItem>,
    /// What the reader may know of the records it is about.
    known: Vec<Known>,
    people: Vec<Person>,
    professions: Vec<Represented>,
    /// Whether attendance was taken, so that gaps are of those who came.
    taken: bool,
    panels: Vec<Panel>,
    /// What can be printed, and what each is for.
    sheets: Vec<(Handout, String)>,
}

impl ShowPage {
    /// The moves that have a button at once, the next first; cancelling asks for its reason.
    fn offered(&self) -> Vec<MeetingMove> {
        let all = self.next.iter().chain(&self.others).copied();
        all.filter(|step| *step != MeetingMove::Cancel).collect()
    }

    /// The page of the record that an item is about, if the reader may know of it.
    fn href(&self, item: &AgendaItem) -> Option<&str> {
        let known = self.known.iter().find(|known| item.is_about(&known.subject))?;
        Some(&known.href)
    }
}

/// One step of the way.
struct Step {
    label: &'static str,
    state: &'static str,
}

/// Somebody on the list, in words.
pub(super) struct Person {
    pub attendance: Attendance,
    pub profession: String,
}

/// `GET /meetings/{id}`
pub async fn show(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    web::page(&page(&visit, &id, FormState::empty()).await?)
}

/// The meeting's page again after a refused small form, with what was typed and why it was refused.
pub(super) async fn refused(visit: &Visit, id: &MeetingId, form: FormState) -> Result<Response> {
    web::refused(&page(visit, id, form).await?)
}

async fn page(visit: &Visit, id: &MeetingId, mut form: FormState) -> Result<ShowPage> {
    let (mut conn, mut meeting, facts) = opened(visit, id).await?;
    let actor = visit.actor();
    let conference = conferences::find(&mut conn, &meeting.conference_id).await?;
    let agenda = store::agenda(&mut conn, id).await?;
    for item in &agenda {
        if form.values(&title_field(&item.id)).is_empty() {
            form.set(&title_field(&item.id), &item.title);
        }
    }
    let about: Vec<Subject> = agenda.iter().filter_map(AgendaItem::subject).collect();
    let known = crate::subjects(&mut conn, actor, visit.structure(), &about).await?;
    let people = store::attendance(&mut conn, id).await?;
    let panels =
        crate::panels(&mut conn, actor, visit.structure(), &Subject::new("meeting", id)).await?;

    let structure = visit.structure();
    let may = |action: MeetingAction| access::may(action, actor, &facts);
    let open = meeting.status.is_open();
    let mut moves: Vec<MeetingMove> = meeting.status.moves().filter(|m| may(m.action())).collect();
    let forward = |m: &MeetingMove| {
        !matches!(m, MeetingMove::Cancel | MeetingMove::Reopen | MeetingMove::Unhold)
    };
    if !super::commands::recorded(&mut conn, &meeting).await?.is_empty() {
        moves.retain(|m| *m != MeetingMove::Unhold);
    }
    // The notice above takes the move back that was just made, with all that came of it.
    let frame = visit.frame(format!("{} {}", conference.name, meeting.day_words()));
    let offers = |action: MeetingAction| {
        let offered = frame.undo.as_ref().map(|offer| offer.words.as_str());
        offered.is_some() && offered == action.taken_back()
    };
    moves.retain(|m| match m {
        MeetingMove::Unhold => !offers(MeetingAction::HoldMeeting),
        MeetingMove::Reopen => !offers(MeetingAction::RecordMeeting),
        _ => true,
    });
    let was_invited = was_invited(&mut conn, &meeting).await?;
    // What was said is written down before it is confirmed.
    let write = match meeting.status {
        MeetingStatus::Held => panels.iter().find_map(|panel| panel.next.clone()).or_else(|| {
            let unwritten = meeting.minutes.is_empty() && may(MeetingAction::WriteMinutes);
            unwritten.then(|| ("議事録を書く".into(), format!("/meetings/{id}/minutes")))
        }),
        _ => None,
    };
    // The last step forward that is possible now is the one to propose: on the day, holding comes before inviting.
    let over = meeting.day.is_some_and(|day| day < visit.today());
    let next = moves.iter().copied().filter(forward).find(|m| !over || *m != MeetingMove::Invite);
    let next = next.filter(|_| write.is_none());
    moves.retain(|m| Some(*m) != next);
    let title = format!("{} {}", conference.name, meeting.day_words());
    let listed = !people.is_empty();
    let taken = people.iter().any(|p| p.presence != Presence::Expected);
    let shows_minutes = meeting.shows_minutes(may(MeetingAction::WriteMinutes));
    if !shows_minutes {
        meeting.minutes.clear();
        meeting.learning.clear();
    }
    Ok(ShowPage {
        frame,
        form,
        title,
        conference: conference.name,
        period: meeting
            .period_id
            .as_ref()
            .and_then(|id| visit.visitor.periods.iter().find(|p| p.id == *id))
            .map_or_else(String::new, |p| p.words.clone()),
        steps: steps(meeting.status, was_invited),
        write,
        next,
        others: moves,
        may_remove: meeting.may_go() && may(MeetingAction::RemoveMeeting),
        may_plan: may(MeetingAction::PlanMeeting),
        may_edit: open && may(MeetingAction::EditMeeting),
        may_edit_agenda: open && may(MeetingAction::EditAgenda),
        may_take_attendance: open && may(MeetingAction::EditAttendance),
        may_write: open && may(MeetingAction::WriteMinutes),
        shows_minutes,
        professions: by_profession(structure, structure.kind_of(&meeting.kind_id), &people),
        people: people.into_iter().map(|p| person(structure, p)).collect(),
        taken,
        agenda,
        known,
        panels,
        sheets: Handout::offered(&meeting, visit.today())
            .into_iter()
            .map(|handout| (handout, on_sheet(handout, &meeting, visit.today(), listed)))
            .collect(),
        meeting,
    })
}

/// What a sheet is for.
fn on_sheet(handout: Handout, meeting: &Meeting, today: Day, listed: bool) -> String {
    let words = match handout {
        Handout::Set => {
            let names: Vec<_> =
                Handout::in_set(meeting, today).iter().map(|one| one.label()).collect();
            let names = names.join("・");
            let with = if meeting.status.is_ahead() { "と、事例シート(匿名)" } else { "" };
            return format!("{names}{with}を一つのPDFにします");
        }
        Handout::Invitation => "出席者に送る案内文。連絡先の電話番号は手で書き入れます",
        Handout::Agenda => "日時・場所・議題",
        Handout::Roster if !listed => "職種ごとの氏名と所属(名簿がまだありません)",
        Handout::Roster => "職種ごとの氏名と所属",
        Handout::Seats => "机の図。席の順は名簿の順です",
        Handout::Minutes => {
            return format!(
                "出欠・議題・事例ごとの助言と決定・議事{}",
                if listed { "" } else { "(名簿がまだありません)" }
            );
        }
        Handout::Results => "決まったことだけを、参加した人と事例を提供した人に知らせます",
    };
    words.to_owned()
}

/// The field with the title of one item of the agenda.
pub(super) fn title_field(item: &AgendaItemId) -> String {
    format!("title-{item}")
}

pub(super) fn person(structure: &crate::structure::Structure, attendance: Attendance) -> Person {
    Person {
        profession: structure.profession_name(attendance.profession_id.as_ref()).to_owned(),
        attendance,
    }
}

/// Whether anybody noted that the invitations went out; a meeting may be held without.
async fn was_invited(conn: &mut Conn, meeting: &Meeting) -> Result<bool> {
    if meeting.status <= MeetingStatus::Invited {
        return Ok(true);
    }
    let told = events::of(conn, "meeting", meeting.id.as_str()).await?;
    Ok(told.iter().any(|event| event.action == MeetingAction::InviteToMeeting.code()))
}

/// The way of a meeting with the steps behind, the present one and those ahead.
fn steps(now: MeetingStatus, was_invited: bool) -> Vec<Step> {
    const WAY: [MeetingStatus; 6] = [
        MeetingStatus::Planned,
        MeetingStatus::Scheduled,
        MeetingStatus::Invited,
        MeetingStatus::Held,
        MeetingStatus::Recorded,
        MeetingStatus::Shared,
    ];
    WAY.into_iter()
        .map(|step| Step {
            label: step.label(),
            state: match step.cmp(&now) {
                _ if now == MeetingStatus::Cancelled => "todo",
                _ if step == MeetingStatus::Invited && !was_invited => "todo",
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "current",
                std::cmp::Ordering::Greater => "todo",
            },
        })
        .collect()
}
