//! cases: 事例, from being handed in to its last follow-up; the named sheet inside the centre, its de-identified
//! twin outside it.
//!
//! Nothing of a case may leave its centre before a person confirmed the de-identified twin, and no page outside
//! the centre may show a name. The sheet's fields and the factors are the structure's data, never columns.

mod case;
mod check;
pub mod choosing;
pub mod commands;
mod discard;
mod edit;
mod exporting;
mod factor_fields;
mod history;
mod hooks;
mod importing;
mod leave;
mod list;
mod moves;
mod names;
mod printing;
mod queue;
mod recording;
mod register;
mod review;
pub mod rules;
mod shared;
mod sheet_form;
mod sheets;
mod show;
mod standing;
mod stations;
mod step;
mod steps;
pub mod store;
mod texts;
mod twin;
mod workflow;

#[cfg(test)]
pub use case::Household;
pub use case::{
    AgeBand, CareLevel, Case, CaseSheets, Consent, FACTOR_WORDS, FactorMark, Lack, MarkedFactor,
    NewCase, Outline, SheetInput, lacks_for_submission,
};
pub use commands::label_prefix;
pub use review::{
    Advice, Decision, DecisionInput, EvidenceReview, FollowUp, Outcome, RecordInput, Review,
    ReviewStatus,
};
pub use rules::{self as act, CaseAction, CaseFacts, ImportFacts, scope};
pub use store::{CaseFilter, CaseRow, SCOPE};
#[cfg(test)]
pub use twin::Twin;
pub use workflow::{CaseMove, CaseStatus};

use crate::{
    access::Role,
    clock::Day,
    room::{Room, Tidied},
    undo::{self, Undoes},
    web::{Guard, Nav, Routes},
};

/// Key of the form that a case is written on.
pub const CASE_SHEET: &str = "case_sheet";

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[
        ("/cases", "03-cases"),
        ("/reviews", "04-meetings"),
        ("/histories", "01-introduction"),
    ],
    nav: &[Nav {
        order: 30,
        href: "/cases",
        label: "事例",
        also: &["/persons", "/factors"],
        // A guest sees the cases of the meeting they are invited to, and nothing once it is over.
        opens_for: |actor, _| {
            let invited = || actor.seat().is_some_and(|seat| !seat.meetings.is_empty());
            !actor.is(Role::PrefectureOfficer)
                && !actor.is(Role::Auditor)
                && (!actor.is(Role::Guest) || invited())
        },
    }],
    undoes: &[Undoes { kind: "case", again: undo::again::<CaseAction> }],
    tidy: |tx, actor, _| {
        Box::pin(async move {
            let words = store::seal_older(tx, actor).await?;
            let reasons = store::seal_older_reasons(tx, actor).await?;
            Ok(vec![Tidied { what: "封をした事例の言葉", count: words + reasons }])
        })
    },
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    due: |conn, actor, structure, today| Box::pin(hooks::due(conn, actor, structure, today)),
    panels: |conn, actor, structure, subject| {
        Box::pin(hooks::panels(conn, actor, structure, subject))
    },
    matters: |conn, actor, structure, meeting| {
        Box::pin(printing::matters(conn, actor, structure, meeting))
    },
    kinds: &["case"],
    subjects: |conn, actor, _, asked| Box::pin(stations::subjects(conn, actor, asked)),
    offers: |conn, actor, _, wish| Box::pin(stations::offers(conn, actor, wish)),
    stations: |conn, actor, _, reach| Box::pin(stations::stations(conn, actor, reach)),
    texts: &[texts::SEARCHABLE],
    search: |conn, actor, _, words| Box::pin(hooks::search(conn, actor, words)),
    imports: &[importing::IMPORTER],
    exports: exporting::EXPORTERS,
    matrix: hooks::matrix,
    workflow: workflow::as_markdown,
    ..Room::named("cases")
};

fn routes() -> Routes {
    Routes::new()
        .get("/cases", Guard::SignedIn("the list is narrowed to the reader's scope"), list::list)
        .get("/cases/new", Guard::may(CaseAction::Register), register::ask_new)
        .post("/cases", Guard::may(CaseAction::Register), register::register)
        .get("/cases/queue", Guard::may(CaseAction::Choose), queue::ask)
        .post("/cases/choices", Guard::may(CaseAction::Choose), moves::choose_many)
        .get(
            "/histories",
            Guard::SignedIn("it leads to a case whose history one may know, and knows of no other"),
            history::open,
        )
        .get("/cases/sheet.pdf", Guard::may(CaseAction::Register), printing::blank)
        .get("/cases/{id}", Guard::may(CaseAction::Read), show::show)
        .get("/cases/{id}/sheet.pdf", Guard::may(CaseAction::Read), printing::anonymous)
        .get("/cases/{id}/named-sheet.pdf", Guard::may(CaseAction::ReadNamed), printing::named)
        .get("/cases/{id}/result.pdf", Guard::may(CaseAction::Read), printing::result)
        .get("/cases/{id}/edit", Guard::may(CaseAction::Edit), edit::ask)
        .get("/cases/{id}/steps/{step}", Guard::may(CaseAction::Edit), step::ask)
        .post("/cases/{id}/steps/{step}", Guard::may(CaseAction::Edit), step::save)
        .get("/cases/{id}/check", Guard::may(CaseAction::Edit), check::ask)
        .get("/cases/{id}/deletion", Guard::may(CaseAction::Discard), discard::ask)
        .post("/cases/{id}/deletion", Guard::may(CaseAction::Discard), discard::discard)
        .get("/cases/{id}/shared", Guard::may(CaseAction::Share), shared::ask)
        .post("/cases/{id}/shared", Guard::may(CaseAction::Share), shared::save)
        .post("/cases/{id}/submission", Guard::may(CaseAction::Submit), moves::submit)
        .post("/cases/{id}/withdrawal", Guard::may(CaseAction::Withdraw), moves::withdraw)
        .post("/cases/{id}/return", Guard::may(CaseAction::Return), moves::return_to_draft)
        .post("/cases/{id}/choice", Guard::may(CaseAction::Choose), moves::choose)
        .post("/cases/{id}/removal", Guard::may(CaseAction::Unchoose), moves::unchoose)
        .post("/cases/{id}/postponement", Guard::may(CaseAction::Unchoose), moves::postpone)
        .post("/cases/{id}/closure", Guard::may(CaseAction::Close), moves::close)
        .post("/cases/{id}/reopening", Guard::may(CaseAction::Reopen), moves::reopen)
        .post("/cases/{id}/follow-up", Guard::may(CaseAction::Follow), moves::follow_up)
        .post(
            "/cases/{id}/follow-ups/{follow_up}/finding",
            Guard::may(CaseAction::Follow),
            moves::finding,
        )
        .post(
            "/cases/{id}/decisions/{decision}/done",
            Guard::may(CaseAction::Follow),
            moves::decision_done,
        )
        .get("/reviews/{id}", Guard::may(CaseAction::Record), recording::ask)
        .post("/reviews/{id}", Guard::may(CaseAction::Record), recording::save)
}

/// ① … ⑳, and (21) beyond.
pub fn circled(number: i64) -> String {
    match u32::try_from(number) {
        Ok(n @ 1..=20) => char::from_u32(0x2460 + n - 1).map_or_else(String::new, String::from),
        _ => format!("({number})"),
    }
}

/// A label of a period's papers where it stands outside its period: 「明第1-①-1 R7.7.29」, with the day of the meeting.
/// The label alone comes back in every period, and in every conference of the centre.
pub fn label_on(label: &str, discussed_on: Day) -> String {
    format!("{label} {discussed_on}")
}

#[cfg(test)]
mod tests;
