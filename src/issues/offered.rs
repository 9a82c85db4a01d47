//! Which reviewed cases are offered as evidence, and to whom.

use std::collections::BTreeSet;

use crate::{
    access::{Actor, Role},
    cases::{self, EvidenceReview},
    clock::Day,
    db::Conn,
    error::Result,
    id::{CaseId, UnitId},
    web::{Visit, form::Choice},
};

/// The units whose reviewed cases this person may take as evidence of a new issue.
pub fn evidence_units(actor: &Actor) -> Vec<UnitId> {
    match actor.seat() {
        Some(seat) if seat.role == Role::CenterStaff => seat.standing.units.clone(),
        Some(seat) => seat.standing.keeps.units(),
        None => Vec::new(),
    }
}

/// Reviews until a day that count for these units, of cases that the visitor may read.
pub async fn offered(
    conn: &mut Conn,
    visit: &Visit,
    units: &[UnitId],
    until: Day,
) -> Result<Vec<EvidenceReview>> {
    let mut reviews = cases::store::reviews_for_evidence(conn, units, until).await?;
    let ids: Vec<CaseId> = reviews.iter().map(|r| r.case_id.clone()).collect();
    let seen = cases::store::within(conn, &cases::scope(visit.actor()), &ids).await?;
    let seen: BTreeSet<CaseId> = seen.into_iter().collect();
    reviews.retain(|review| seen.contains(&review.case_id));
    Ok(reviews)
}

/// A review as a form offers it.
pub fn choice(review: EvidenceReview) -> Choice {
    let label = cases::label_on(&review.label, review.discussed_on);
    Choice::new(
        review.review_id.as_str(),
        format!("{label} {}(記号 {})", review.title, review.case_label),
    )
    .with_help(review.candidate)
}
