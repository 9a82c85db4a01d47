//! meetings: one sitting of a conference, from the year's plan to shared minutes.
//!
//! Its agenda points at records of rooms below by kind, id and a frozen label. This room must never hold a name of
//! anybody who is cared for.

pub mod agenda;
pub mod attendance;
mod matrix;
pub mod meeting;
mod rules;
mod store;

pub use agenda::{AgendaItem, AgendaOutcome, NewAgendaItem};
pub use attendance::{Attendance, NewAttendance, Presence};
pub use matrix::{HeldKind, HeldMatrix, HeldMeeting, HeldRow};
pub use meeting::{
    Meeting, MeetingMode, MeetingMove, MeetingStatus, NewMeeting, hears_periods, period_of,
};
pub use rules::{
    EditAgenda, EditAttendance, EditMeeting, MeetingAction, MeetingFacts, PlanMeeting,
};
pub use store::{
    MeetingFilter, MeetingSort, Upserted, add_agenda_item, add_attendance, agenda, agenda_about,
    agenda_item, attendance, attendance_of, carry_over, cases_of_period, count, create,
    expect_members, facts, find, held_matrix, list, next_sitting, of_period, of_source_key,
    remove_agenda_item, settle_agenda_item, upsert_by_source_key,
};

use crate::room::Room;

/// The room.
pub const ROOM: Room = Room {
    seats: |conn, municipality, account, day| {
        Box::pin(store::seats(conn, municipality, account, day))
    },
    matrix: rules::matrix,
    workflow: meeting::workflow,
    ..Room::named("meetings")
};
