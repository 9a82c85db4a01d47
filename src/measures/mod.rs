//! measures: how the city answers issues, what it costs, how it goes, and who was told.
//!
//! A measure names the issues it answers, is looked at again on dated days, and travels back to every area and
//! presenter behind those issues. This room must never tell a presenter about a case that is not theirs.

mod feedback;
mod measure;
mod rules;
mod store;

pub use feedback::{Channel, Feedback, Recipient, RecipientKind};
pub use measure::{
    FollowUp, FollowUpResult, Measure, MeasureStatus, MeasureWords, NewMeasure, Note, Outcome, Step,
};
pub use rules::{
    Acknowledge, Advance, Convey, Edit, FeedbackAction, FeedbackFacts, FollowUp as MayFollowUp,
    MeasureAction, MeasureFacts, Register, RollDown,
};
pub use store::{
    Filter, Sort, acknowledge, add_follow_up, advance, all, convey, count, edit, facts, feedback_facts,
    feedbacks_of_case, feedbacks_of_measures, feedbacks_to, find, find_feedback, finish_follow_up, follow_ups,
    follow_ups_due, issues_of, issues_of_all, list, note, notes, of_issues, of_meeting, of_period, register,
    roll_down, unacknowledged,
};

use crate::room::Room;

/// The room.
pub const ROOM: Room = Room { matrix: rules::matrix, workflow: measure::workflow, ..Room::named("measures") };
