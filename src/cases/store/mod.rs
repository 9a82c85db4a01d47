//! All SQL of cases, split by what the pages ask for.

mod discard;
mod factors;
mod import;
mod list;
mod moves;
mod presenters;
mod record;
mod reviews;
mod sheet;
mod waiting;
mod uses;
mod words;

pub use discard::{discard, label_gone};
pub use factors::{factors_of, factors_of_many};
#[cfg(test)]
pub use import::Imported;
pub use import::{Batch, ImportedCase, known_labels, known_sources, register_many};
pub use list::{
    BY_CARE_LEVEL, BY_CENTER, BY_KIND, BY_LABEL, BY_REGISTERED, BY_STATUS, BY_TITLE, CaseFilter,
    CaseRow, by_ids, find, ids_behind, kept_back, list, meant_by, of_person, seen, some_of_center,
};
pub use moves::{reopen, return_to_draft, submit, withdraw};
pub use presenters::{of_presenter, presented, within};
pub use record::{
    Doing, advice_of, close, decide_done, decisions_of, finish_follow_up, follow_up, follow_ups_of,
    record,
};
pub use reviews::{
    NUMBERS, Sitting, choose, evidence_by_ids, on_agenda, postpone, review, reviews_for_evidence,
    reviews_of, reviews_of_meeting, reviews_of_period, unchoose,
};
pub use sheet::{Changed, Shared, change, register, share, shared_sheet};
pub(super) use uses::uses;
pub use waiting::{
    decisions_due, drafts_of, follow_ups_due, late_centers, planned_reviews, put_off,
    waiting_for_choice,
};
pub use words::{Opened, opened, opened_of, seal_older, seal_older_reasons, titled, with_titles};

use crate::access::ScopeColumns;

/// How the cases table (as `c`) answers to each scope.
pub const SCOPE: ScopeColumns = ScopeColumns {
    all: "c.shared_confirmed_at is not null and c.status <> 'draft'",
    keeper: Some("c.center_id"),
    own: Some("c.presenter_id"),
    conferences: Some((
        "c.shared_confirmed_at is not null and c.status <> 'draft' and c.id in (
            select r.case_id from case_reviews r
             where r.municipality_id = c.municipality_id and r.status <> 'withdrawn' and r.conference_id",
        ")",
    )),
    meetings: Some((
        "c.shared_confirmed_at is not null and c.status <> 'draft' and c.id in (
            select r.case_id from case_reviews r
             where r.municipality_id = c.municipality_id and r.status <> 'withdrawn' and r.meeting_id",
        ")",
    )),
    ..ScopeColumns::NONE
};
