//! issues: what cases and voices have in common, at its level of the structure, on its way up and back.
//!
//! An issue names its evidence, counts it in its own units, and every decision on it says why and at which meeting.
//! This room must never hold a name of the cared-for, and never let an issue end without a reason.

mod evidence;
mod issue;
mod rules;
mod store;

pub use evidence::{Evidence, EvidenceCounts, EvidenceKind, NewEvidence};
pub use issue::{
    Decision, Issue, IssueStatus, IssueWords, Move, NewDecision, NewIssue, belongs_to_a_center, issue_word,
    levels_above, lowest_level,
};
pub use rules::{
    AddEvidence, Answer, Decide, Edit, Escalate, IssueAction, IssueFacts, Merge, Raise, Return, Split,
};
pub use store::{
    Filter, Link, LinkKind, Raised, Reach, Sort, add_evidence, ahead, all, answer, behind, count, decide,
    decisions, decisions_at, edit, escalate, evidence, evidence_counts, evidence_of_all, facts, find, find_all,
    in_status, links_of, links_of_all, list, merge, of_case, of_cases, of_period, raise, reach, return_back, split,
    waiting,
};

use crate::room::Room;

/// The room.
pub const ROOM: Room = Room { matrix: rules::matrix, workflow: issue::workflow, ..Room::named("issues") };
