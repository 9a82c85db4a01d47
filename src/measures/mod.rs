//! measures: how the city answers issues, what it costs, how it goes, and who was told.
//!
//! A measure names the issues it answers, is looked at again on dated days, and travels back to every area and
//! presenter behind those issues. This room must never tell a presenter about a case that is not theirs.

mod edit;
mod feedback;
mod hooks;
mod list;
mod measure;
mod offered;
mod recipients;
mod rules;
mod show;
mod store;
mod told;
pub mod words;

pub use feedback::{Channel, Feedback, Recipient, RecipientKind};
pub use measure::{
    FollowUp, FollowUpResult, Measure, MeasureStatus, MeasureWords, NewMeasure, Note, Outcome, Step,
};
pub use rules::{
    Acknowledge, Advance, Convey, Edit, FeedbackAction, FeedbackFacts, FollowUp as MayFollowUp,
    MeasureAction, MeasureFacts, Register, RollDown,
};
pub use store::{
    Filter, Sort, acknowledge, add_follow_up, advance, all, convey, count, edit, facts,
    feedback_facts, feedbacks_of_case, feedbacks_of_measures, feedbacks_to, find, find_feedback,
    finish_follow_up, follow_ups, follow_ups_due, issues_of, issues_of_all, list, note, notes,
    of_issues, of_meeting, of_period, register, roll_down, unacknowledged,
};

pub use recipients::recipients;

use crate::{
    room::Room,
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    panels: |conn, actor, structure, subject| {
        Box::pin(hooks::panels(conn, actor, structure, subject))
    },
    due: |conn, actor, today| Box::pin(hooks::due(conn, actor, today)),
    search: |conn, actor, words| Box::pin(hooks::search(conn, actor, words)),
    matrix: rules::matrix,
    workflow: measure::workflow,
    ..Room::named("measures")
};

fn routes() -> Routes {
    let listed =
        Guard::SignedIn("lists hold only measures that answer issues within the person's reach");
    Routes::new()
        .get("/measures", listed, list::list)
        .get("/measures/export", listed, list::export)
        .get("/measures/new", Guard::Action("register"), edit::ask_new)
        .post("/measures", Guard::Action("register"), edit::create)
        .get("/measures/{id}", Guard::Action("read"), show::show)
        .post("/measures/{id}", Guard::Action("edit"), edit::change)
        .get("/measures/{id}/edit", Guard::Action("edit"), edit::ask_edit)
        .post("/measures/{id}/notes", Guard::Action("advance"), show::note)
        .post("/measures/{id}/follow-ups", Guard::Action("follow_up"), show::plan_follow_up)
        .post(
            "/measures/{id}/follow-ups/{follow_up}",
            Guard::Action("follow_up"),
            show::finish_follow_up,
        )
        .get("/measures/{id}/roll-down", Guard::Action("roll_down"), told::preview)
        .post("/measures/{id}/roll-down", Guard::Action("roll_down"), told::send)
        .post("/measures/{id}/{step}", Guard::Action("advance"), show::advance)
        .get(
            "/feedbacks",
            Guard::SignedIn("lists only what was told to this person or their centre"),
            told::list,
        )
        .post("/feedbacks/{id}/acknowledgement", Guard::Action("acknowledge"), told::acknowledge)
        .post("/feedbacks/{id}/conveyance", Guard::Action("convey"), told::convey)
}

#[cfg(test)]
mod tests;
