//! issues: what cases and voices have in common, at its level of the structure, on its way up and back.
//!
//! An issue names its evidence, counts it in its own units, and every decision on it says why and at which meeting.
//! This room must never hold a name of the cared-for, and never let an issue end without a reason.

mod candidates;
mod commands;
mod edit;
mod evidence;
mod grounds;
mod hooks;
mod issue;
mod levels;
mod list;
mod offered;
mod printing;
mod replies;
mod reply;
mod rules;
mod show;
mod standing;
mod stations;
mod steps;
mod store;
mod texts;
mod tabs;
pub mod words;

#[cfg(test)]
pub use self::{
    commands::{add_evidence, split},
    store::links_of,
};
pub use commands::{answer, day_of_decision, decide, raise};
pub use evidence::{Evidence, EvidenceCounts, EvidenceKind, NewEvidence};
pub use issue::{Decision, Issue, IssueStatus, IssueWords, Move, NewDecision, NewIssue, Target};
pub use levels::{decided_word, is_lowest, issue_word, levels_above, storey};
pub use reply::{Handover, NewReply, Reply, ReplyKind};
pub use rules::{
    AddEvidence, Answer, Decide, Edit, Escalate, Hear, IssueAction, IssueFacts, Merge, Raise,
    Reply as MayReply, Return, Split, Tell,
};
pub use store::{
    Filter, Link, LinkKind, ahead, all, answers_in_words, behind, decisions, evidence_of_all,
    facts_of, find, find_all, of_period, scope,
};

pub use hooks::readable;
pub use list::may_come;
#[cfg(test)]
pub use steps::meeting_choices;
pub use tabs::{Tabs, may_hear};

use crate::{
    room::Room,
    undo::{self, Undoes},
    web::{Guard, Nav, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/issues", "05-issues")],
    nav: &[Nav {
        order: 40,
        href: "/issues",
        label: "課題と施策",
        also: &["/measures", "/trace"],
        opens_for: |actor, _| list::may_come(actor),
    }],
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    panels: |conn, actor, structure, subject| {
        Box::pin(hooks::panels(conn, actor, structure, subject))
    },
    matters: |conn, actor, structure, meeting| {
        Box::pin(printing::matters(conn, actor, structure, meeting))
    },
    kinds: &["issue"],
    subjects: |conn, actor, _, asked| Box::pin(stations::subjects(conn, actor, asked)),
    offers: |conn, actor, _, wish| Box::pin(stations::offers(conn, actor, wish)),
    stations: |conn, actor, structure, reach| {
        Box::pin(stations::stations(conn, actor, structure, reach))
    },
    due: |conn, actor, structure, today| Box::pin(hooks::due(conn, actor, structure, today)),
    texts: &[texts::SEARCHABLE],
    undoes: &[Undoes { kind: "issue", again: undo::again::<IssueAction> }],
    matrix: rules::matrix,
    workflow: issue::workflow,
    ..Room::named("issues")
};

fn routes() -> Routes {
    let listed = Guard::SignedIn("lists hold only issues within the person's reach");
    Routes::new()
        .get("/issues", listed, list::list)
        .get("/issues/board", listed, list::board)
        .get(
            "/issues/candidates",
            Guard::SignedIn("centres see their own candidates, the city all"),
            candidates::show,
        )
        .get("/issues/grounds", Guard::may(IssueAction::AddEvidence), grounds::ask)
        .post("/issues/grounds", Guard::may(IssueAction::AddEvidence), grounds::add)
        .get("/issues/new", Guard::may(IssueAction::Raise), edit::ask_new)
        .post("/issues", Guard::may(IssueAction::Raise), edit::create)
        .get("/issues/{id}", Guard::may(IssueAction::Read), show::show)
        .post("/issues/{id}", Guard::may(IssueAction::Edit), edit::change)
        .get("/issues/{id}/edit", Guard::may(IssueAction::Edit), edit::ask_edit)
        .post("/issues/{id}/evidence", Guard::may(IssueAction::AddEvidence), show::add_evidence)
        .get("/issues/{id}/split", Guard::may(IssueAction::Split), steps::ask_split)
        .post("/issues/{id}/split", Guard::may(IssueAction::Split), steps::split)
        .get("/issues/{id}/replies", Guard::may(IssueAction::Read), replies::show)
        .post("/issues/{id}/replies", Guard::may(IssueAction::Reply), replies::reply)
        .post("/issues/{id}/replies/acknowledgement", Guard::may(IssueAction::Hear), replies::hear)
        .get("/issues/{id}/{step}", Guard::may(IssueAction::Decide), steps::ask)
        .post("/issues/{id}/{step}", Guard::may(IssueAction::Decide), steps::decide)
}

#[cfg(test)]
pub(crate) mod tests;
