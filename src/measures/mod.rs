//! measures: how the city answers issues, what it costs, how it goes, and who was told.
//!
//! A measure names the issues it answers, is looked at again on dated days, and travels back to every area and
//! presenter behind those issues. This room must never tell a presenter about a case that is not theirs.

mod commands;
mod edit;
mod feedback;
mod hooks;
mod list;
mod measure;
mod offered;
mod recipients;
mod rules;
mod show;
mod stations;
mod store;
mod texts;
mod told;
pub mod words;

pub use commands::{advance, finish_follow_up, note, register, roll_down};
pub use feedback::{Again, Channel, Feedback, Recipient, RecipientKind, Told};
pub use measure::{
    FollowUp, FollowUpResult, Measure, MeasureStatus, MeasureWords, NewMeasure, Note, Outcome, Step,
};
pub use rules::{
    Acknowledge, Advance, Convey, Edit, FeedbackAction, FeedbackFacts, FollowUp as MayFollowUp,
    MeasureAction, MeasureFacts, Register, RollDown,
};
#[cfg(test)]
pub use store::find;
pub use store::{
    acknowledge, feedbacks_of, feedbacks_of_measures, follow_ups, issues_of, of_issues, of_period,
};

use crate::{
    issues::IssueAction,
    room::Room,
    undo::{self, Undoes},
    web::{Guard, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/measures", "06-measures"), ("/feedbacks", "06-measures")],
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    panels: |conn, actor, structure, subject| {
        Box::pin(hooks::panels(conn, actor, structure, subject))
    },
    kinds: &["measure"],
    subjects: |conn, actor, _, asked| Box::pin(stations::subjects(conn, actor, asked)),
    offers: |conn, actor, _, wish| Box::pin(stations::offers(conn, actor, wish)),
    stations: |conn, _, structure, reach| Box::pin(stations::stations(conn, structure, reach)),
    due: |conn, actor, _, today| Box::pin(hooks::due(conn, actor, today)),
    texts: &[texts::SEARCHABLE],
    undoes: &[Undoes { kind: "measure", again: undo::again::<MeasureAction> }],
    matrix: rules::matrix,
    workflow: measure::workflow,
    ..Room::named("measures")
};

fn routes() -> Routes {
    let listed =
        Guard::SignedIn("lists hold only measures that answer issues within the person's reach");
    Routes::new()
        .get("/measures", listed, list::list)
        .get("/measures/new", Guard::may(MeasureAction::Register), edit::ask_new)
        .post("/measures", Guard::may(MeasureAction::Register), edit::create)
        .get("/measures/{id}", Guard::may(MeasureAction::Read), show::show)
        .post("/measures/{id}", Guard::may(MeasureAction::Edit), edit::change)
        .get("/measures/{id}/edit", Guard::may(MeasureAction::Edit), edit::ask_edit)
        .post("/measures/{id}/notes", Guard::may(MeasureAction::Advance), show::note)
        .post(
            "/measures/{id}/follow-ups",
            Guard::may(MeasureAction::FollowUp),
            show::plan_follow_up,
        )
        .post(
            "/measures/{id}/follow-ups/{follow_up}",
            Guard::may(MeasureAction::FollowUp),
            show::finish_follow_up,
        )
        .get("/measures/{id}/roll-down", Guard::may(MeasureAction::RollDown), told::preview)
        .post("/measures/{id}/roll-down", Guard::may(MeasureAction::RollDown), told::send)
        .post("/measures/{id}/{step}", Guard::may(MeasureAction::Advance), show::advance)
        .get("/issues/{id}/roll-down", Guard::may(IssueAction::Tell), told::preview_words)
        .post("/issues/{id}/roll-down", Guard::may(IssueAction::Tell), told::send_words)
        .get(
            "/feedbacks",
            Guard::SignedIn("lists only what was told to this person or their centre"),
            told::list,
        )
        .post(
            "/feedbacks/acknowledgements",
            Guard::may(FeedbackAction::Acknowledge),
            told::acknowledge_many,
        )
        .post(
            "/feedbacks/{id}/acknowledgement",
            Guard::may(FeedbackAction::Acknowledge),
            told::acknowledge,
        )
        .post("/feedbacks/{id}/conveyance", Guard::may(FeedbackAction::Convey), told::convey)
}

#[cfg(test)]
mod tests;
