//! cases: 事例, from being handed in to its last follow-up; the named sheet inside the centre, its de-identified
//! twin outside it.
//!
//! Nothing of a case may leave its centre before a person confirmed the de-identified twin, and no page outside
//! the centre may show a name. The sheet's fields and the factors are the structure's data, never columns.

mod case;
mod review;
mod rules;
pub mod store;
mod workflow;

pub use case::{
    AgeBand, CareLevel, Case, CaseSheets, Consent, FactorMark, Household, MarkedFactor, NewCase,
    SheetInput,
};
pub use review::{
    Advice, Decision, DecisionInput, EvidenceReview, FollowUp, Outcome, RecordInput, Review,
    ReviewStatus,
};
pub use rules::{CaseAction, CaseFacts, ImportCases, ImportFacts, act, scope};
pub use store::{CaseFilter, CaseRow, CaseSort, SCOPE};
pub use workflow::{CaseMove, CaseStatus};

use crate::{clock::Day, room::Room};

/// Key of the form that a case is written on.
pub const CASE_SHEET: &str = "case_sheet";

/// The room.
pub const ROOM: Room = Room {
    workflow: workflow::as_markdown,
    ..Room::named("cases")
};

/// A label of a centre in a fiscal year up to its serial: 「明第1-R7-」.
pub fn label_prefix(symbol: &str, day: Day) -> String {
    format!("{symbol}-R{}-", day.fiscal_year() - 2018)
}

/// ① … ⑳, and (21) beyond.
pub fn circled(number: i64) -> String {
    match u32::try_from(number) {
        Ok(n @ 1..=20) => char::from_u32(0x2460 + n - 1).map_or_else(String::new, String::from),
        _ => format!("({number})"),
    }
}
