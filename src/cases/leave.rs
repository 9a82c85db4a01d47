//! Leave to do something with a case.

use super::{CaseAction, CaseFacts, store};
use crate::{
    access::{self, Action, Load, Permit, Rule},
    db::Tx,
    error::Result,
    id::CaseId,
    web::Visit,
};

/// What is known of the case, once it is sure that the action may be done.
pub(super) async fn permitted<A: Action>(visit: &Visit, id: &CaseId) -> Result<CaseFacts>
where
    A::Rule: Rule<Facts = CaseFacts>,
{
    let mut conn = visit.read().await?;
    let facts = CaseFacts::load(&mut conn, id).await?;
    access::check(A::RULE, visit.actor(), &facts)?;
    Ok(facts)
}

/// Leave to do the action, from what is known of the case inside the transaction that does it: what a page knew
/// may have changed since.
pub(super) async fn leave<A: Action>(tx: &mut Tx, visit: &Visit, id: &CaseId) -> Result<Permit<A>>
where
    A::Rule: Rule<Facts = CaseFacts>,
{
    let facts = CaseFacts::load(tx, id).await?;
    access::permit::<A>(tx, visit.actor(), &facts)
}

/// Whether an actor may choose at all, for the queue's page.
pub(super) fn chooses(visit: &Visit) -> bool {
    let Some(center) = visit.actor().center() else {
        return false;
    };
    access::may(CaseAction::Choose, visit.actor(), &CaseFacts::new_at(center.clone(), None))
}
