//! Leave to do something with a case.

use super::{CaseAction, CaseFacts};
use crate::{
    access::{self, Action, Rule, Seen},
    error::Result,
    id::CaseId,
    web::Visit,
};

/// What is known of the case, once it is sure that the action may be done.
pub(super) async fn permitted<A: Action>(visit: &Visit, id: &CaseId) -> Result<Seen<A>>
where
    A::Rule: Rule<Facts = CaseFacts>,
{
    let mut conn = visit.read().await?;
    access::seen::<A>(&mut conn, visit.actor(), id).await
}

/// Whether an actor may choose at all, for the queue's page.
pub(super) fn chooses(visit: &Visit) -> bool {
    let Some(center) = visit.actor().center() else {
        return false;
    };
    access::may(CaseAction::Choose, visit.actor(), &CaseFacts::new_at(center.clone(), None))
}
