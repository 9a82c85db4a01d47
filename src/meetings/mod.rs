//! meetings: one sitting of a conference, from the year's plan to shared minutes.
//!
//! Its agenda points at records of rooms below by kind, id and a frozen label. This room must never hold a name of
//! anybody who is cared for.

pub mod agenda;
mod ahead;
pub mod attendance;
mod commands;
mod copying;
mod counts;
mod edit;
mod hooks;
mod importing;
mod ladder;
mod list;
mod matrix;
pub mod meeting;
mod minutes;
mod moves;
mod people;
mod plan;
mod planning;
mod printing;
mod removal;
mod rules;
mod schedule;
mod sheets;
mod show;
mod store;
mod texts;
mod tabs;
mod time;
mod year;
mod year_sheet;

#[cfg(test)]
pub use self::{
    commands::create,
    rules::{EditMeeting, PlanMeeting},
    store::agenda,
};
pub use agenda::{AgendaOutcome, NewAgendaItem};
pub use attendance::{NewAttendance, Presence, Taken};
pub use commands::{
    Upserted, add_attendance, advance, take_attendance, upsert_by_source_key, write_minutes,
};
pub use matrix::HeldMatrix;
pub use meeting::{Arrangement, Meeting, MeetingStatus, Minutes, NewMeeting, hears_periods};
pub use rules::{
    EditAttendance, HoldMeeting, InviteToMeeting, MeetingAction, MeetingFacts, RecordMeeting,
    SetsAgenda, ShareMeeting, UnholdMeeting, WriteMinutes,
};
pub use sheets::{Handout, Sitting};
pub use store::{
    BY_DAY, MeetingFilter, add_agenda_item, agenda_of, attendance, by_day, expect_members, find,
    find_all, held_matrix, list, next_sitting, of_period, of_source_key, remove_agenda_item,
    settle_agenda_item,
};

use crate::{
    access::Action,
    room::Room,
    undo::{self, Undoes},
    web::{Guard, Nav, Routes},
};
use rules::{CancelMeeting, ReopenMeeting, RestoreMeeting, ScheduleMeeting};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/meetings", "04-meetings")],
    nav: &[Nav {
        order: 20,
        href: "/meetings",
        label: "会議",
        also: &["/conferences"],
        // Whoever neither runs meetings nor has a seat in one finds nothing there.
        opens_for: |actor, _| tabs::comes(actor),
    }],
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    seats: |conn, account, day| Box::pin(store::seats(conn, account, day)),
    due: |conn, actor, _, today| Box::pin(hooks::due(conn, actor, today)),
    opened: |conn, actor| Box::pin(hooks::opened(conn, actor)),
    kinds: &["meeting"],
    subjects: |conn, actor, _, asked| Box::pin(texts::subjects(conn, actor, asked)),
    offers: |conn, actor, _, wish| Box::pin(texts::offers(conn, actor, wish)),
    texts: &[texts::SEARCHABLE],
    search: |conn, actor, _, words| Box::pin(hooks::search(conn, actor, words)),
    imports: &[importing::IMPORTER],
    exports: &[importing::EXPORTER, counts::EXPORTER],
    undoes: &[Undoes { kind: "meeting", again: undo::again::<MeetingAction> }],
    matrix: rules::matrix,
    workflow: meeting::workflow,
    ..Room::named("meetings")
};

fn routes() -> Routes {
    let lists = Guard::SignedIn("the list holds only what the person may read");
    let read = Guard::may(MeetingAction::ReadMeeting);
    let agenda = Guard::may(MeetingAction::EditAgenda);
    let people = Guard::may(MeetingAction::EditAttendance);
    let minutes = Guard::may(MeetingAction::WriteMinutes);
    let routes = Routes::new()
        .get("/conferences", Guard::may(crate::conferences::LadderAction::ReadLadder), ladder::show)
        .get("/meetings", lists, year::year)
        .get("/meetings/year.pdf", lists, year_sheet::hand_out)
        .get("/meetings/schedule", lists, schedule::schedule)
        .get("/meetings/list", lists, list::list)
        .get("/meetings/plan", Guard::may(MeetingAction::PlanMeeting), plan::propose)
        .post("/meetings/plan", Guard::may(MeetingAction::PlanMeeting), plan::foresee)
        .post("/meetings/plans", Guard::may(MeetingAction::PlanMeeting), plan::confirm)
        .get("/meetings/plans/{plan}", lists, plan::made)
        .post(
            "/meetings/plans/{plan}/removal",
            Guard::may(MeetingAction::RemoveMeeting),
            plan::take_back,
        )
        .get("/meetings/new", Guard::may(MeetingAction::PlanMeeting), edit::begin)
        .post("/meetings", Guard::may(MeetingAction::PlanMeeting), edit::create)
        .get("/meetings/{id}", read, show::show)
        .get("/meetings/{id}/sheets/{file}", read, printing::hand_out)
        .get("/meetings/{id}/edit", Guard::may(MeetingAction::EditMeeting), edit::edit)
        .post("/meetings/{id}", Guard::may(MeetingAction::EditMeeting), edit::change)
        .get("/meetings/{id}/removal", Guard::may(MeetingAction::RemoveMeeting), removal::ask)
        .post("/meetings/{id}/removal", Guard::may(MeetingAction::RemoveMeeting), removal::remove);
    let routes = moving::<ScheduleMeeting>(routes, "/meetings/{id}/schedule");
    let routes = moving::<InviteToMeeting>(routes, "/meetings/{id}/invitation");
    let routes = moving::<HoldMeeting>(routes, "/meetings/{id}/holding");
    let routes = moving::<UnholdMeeting>(routes, "/meetings/{id}/retraction");
    let routes = moving::<RecordMeeting>(routes, "/meetings/{id}/record");
    let routes = moving::<ShareMeeting>(routes, "/meetings/{id}/sharing");
    let routes = moving::<ReopenMeeting>(routes, "/meetings/{id}/correction");
    let routes = moving::<CancelMeeting>(routes, "/meetings/{id}/cancellation");
    moving::<RestoreMeeting>(routes, "/meetings/{id}/restoration")
        .post("/meetings/{id}/agenda", agenda, moves::add_item)
        .post("/meetings/{id}/agenda/{item}/order", agenda, moves::order_item)
        .post("/meetings/{id}/agenda/{item}/outcome", agenda, moves::settle_item)
        .post("/meetings/{id}/agenda/{item}/title", agenda, moves::rename_item)
        .post("/meetings/{id}/agenda/{item}/removal", agenda, moves::remove_item)
        .get("/meetings/{id}/attendance", people, people::open)
        .post("/meetings/{id}/attendance", people, people::take)
        .post("/meetings/{id}/attendance/members", people, people::expect)
        .post("/meetings/{id}/attendance/people", people, people::add)
        .post("/meetings/{id}/attendance/{person}/removal", people, people::remove)
        .get("/meetings/{id}/minutes", minutes, minutes::open)
        .post("/meetings/{id}/minutes", minutes, minutes::write)
}

/// The address that makes a move.
fn moving<A: Action<Rule = MeetingAction> + Copy + Default>(
    routes: Routes,
    path: &'static str,
) -> Routes {
    routes.post(path, Guard::may(A::RULE), moves::advance::<A>)
}

#[cfg(test)]
mod tests;
