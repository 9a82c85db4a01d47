//! Which records of a list a person may see.

use crate::{
    db::Query,
    id::{AccountId, CenterId, ConferenceId, MeetingId},
};

/// Which records of a list a person may see. Each room says which scope an actor has; [`Scope::filter`] is the
/// one place that turns it into SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything of the municipality (as far as it may leave the centres).
    Municipality,
    /// One centre's records.
    Center(CenterId),
    /// What this account brought.
    Own(AccountId),
    /// What came before these conferences.
    Conferences(Vec<ConferenceId>),
    /// What is on the agenda of these meetings.
    Meetings(Vec<MeetingId>),
    /// What lies within any of these.
    Any(Vec<Scope>),
    /// Nothing at all.
    Nothing,
}

/// How a table answers to each scope: SQL fragments that end before the list of ids, e.g. center
/// `"c.center_id"`, conferences `"c.id in (select case_id from … and conference_id"`, with `close` closing
/// what the fragment opened.
#[derive(Clone, Copy, Debug)]
pub struct ScopeColumns {
    /// A condition that always holds for what may be seen across the municipality, e.g. `"1 = 1"`.
    pub municipality: &'static str,
    pub center: &'static str,
    pub own: &'static str,
    pub conferences: (&'static str, &'static str),
    pub meetings: (&'static str, &'static str),
}

impl Scope {
    /// Appends ` and (…)` for this scope.
    pub fn filter(&self, query: Query, columns: &ScopeColumns) -> Query {
        self.condition(query.push(" and ("), columns).push(")")
    }

    fn condition(&self, query: Query, columns: &ScopeColumns) -> Query {
        match self {
            Scope::Municipality => query.push(columns.municipality),
            Scope::Center(id) => query.push(columns.center).with(" = $1", id),
            Scope::Own(id) => query.push(columns.own).with(" = $1", id),
            Scope::Conferences(ids) => {
                let (begin, end) = columns.conferences;
                query.push(begin).push(" in ").list(ids).push(end)
            }
            Scope::Meetings(ids) => {
                let (begin, end) = columns.meetings;
                query.push(begin).push(" in ").list(ids).push(end)
            }
            Scope::Any(scopes) => scopes.iter().enumerate().fold(query, |query, (n, scope)| {
                scope.condition(if n > 0 { query.push(" or ") } else { query }, columns)
            }),
            Scope::Nothing => query.push("1 = 0"),
        }
    }
}
