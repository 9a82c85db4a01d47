//! Which records of a list a person may see.

use crate::{
    db::Query,
    id::{AccountId, CenterId, ConferenceId, MeetingId, UnitId},
};

/// Which records of a list a person may see: all of the municipality's, or those that one of the clauses holds. Each room
/// says which scope an actor has; [`Scope::filter`] is the one place that turns it into SQL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Everything of the municipality (as far as it may leave the centres).
    pub all: bool,
    pub any: Vec<Clause>,
    /// Who may know of what was not opened to others yet; empty where nothing waits for that.
    pub before_opened: Option<Box<Scope>>,
}

/// One reason to see a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// This centre holds it.
    Keeper(CenterId),
    /// It is one of these units'.
    Units(Vec<UnitId>),
    /// It came before these conferences.
    Conferences(Vec<ConferenceId>),
    /// It is, or is on the agenda of, one of these meetings.
    Meetings(Vec<MeetingId>),
    /// This account brought it.
    Own(AccountId),
    /// It is this account's turn.
    Assigned(AccountId),
    /// It is one of these, for a reason that the room knows.
    Ids(Vec<String>),
}

/// How a table answers to each clause: a fragment of SQL before and one behind the list of ids. A clause that a table does
/// not answer holds nothing.
#[derive(Clone, Copy, Debug)]
pub struct ScopeColumns {
    /// A condition that always holds for what may be seen across the municipality, e.g. `"1 = 1"`.
    pub all: &'static str,
    pub keeper: Option<&'static str>,
    pub units: Option<&'static str>,
    pub conferences: Option<(&'static str, &'static str)>,
    pub meetings: Option<(&'static str, &'static str)>,
    pub own: Option<&'static str>,
    pub assigned: Option<&'static str>,
    pub ids: Option<&'static str>,
    /// A condition that holds of what was opened to others.
    pub opened: &'static str,
}

impl ScopeColumns {
    /// A table that answers no clause yet; others are written as `ScopeColumns { ids: Some("i.id"), ..NONE }`.
    pub const NONE: ScopeColumns = ScopeColumns {
        all: "1 = 1",
        keeper: None,
        units: None,
        conferences: None,
        meetings: None,
        own: None,
        assigned: None,
        ids: None,
        opened: "1 = 1",
    };
}

impl Scope {
    /// Everything.
    pub fn all() -> Scope {
        Scope { all: true, ..Scope::default() }
    }

    /// What these clauses hold; nothing for none.
    pub fn any(clauses: impl IntoIterator<Item = Clause>) -> Scope {
        Scope { any: clauses.into_iter().collect(), ..Scope::default() }
    }

    /// The centre to which it is narrowed, if it is one centre's records alone.
    pub fn keeper(&self) -> Option<&CenterId> {
        match &self.any[..] {
            [Clause::Keeper(center)] if !self.all => Some(center),
            _ => None,
        }
    }

    /// The same, where what was not opened to others yet is known to `keepers` alone.
    pub fn until_opened(self, keepers: Scope) -> Scope {
        Scope { before_opened: Some(keepers.into()), ..self }
    }

    /// Whether it holds everything, opened or not.
    pub fn is_everything(&self) -> bool {
        self.all && self.before_opened.as_ref().is_none_or(|keepers| keepers.is_everything())
    }

    /// Whether it can hold anything.
    pub fn is_nothing(&self) -> bool {
        !self.all && self.any.is_empty()
    }

    /// Appends ` and (…)` for this scope.
    pub fn filter(&self, query: Query, columns: &ScopeColumns) -> Query {
        let query = self.holds(query.push(" and "), columns);
        match &self.before_opened {
            None => query,
            Some(keepers) => {
                let query = query.push(" and (").push(columns.opened).push(" or ");
                keepers.holds(query, columns).push(")")
            }
        }
    }

    /// Appends the condition that one of the clauses holds.
    fn holds(&self, query: Query, columns: &ScopeColumns) -> Query {
        if self.all {
            return query.push(columns.all);
        }
        let (mut query, mut before) = (query.push("("), "");
        for (begin, ids, end) in self.any.iter().filter_map(|clause| clause.condition(columns)) {
            query = query.push(before).push(begin).push(" in ").list(ids).push(end);
            before = " or ";
        }
        query.push(if before.is_empty() { "1 = 0)" } else { ")" })
    }
}

impl Clause {
    /// What stands before and behind its ids; none where the table does not answer it.
    fn condition(&self, columns: &ScopeColumns) -> Option<(&'static str, Vec<&str>, &'static str)> {
        let plain = |column: Option<&'static str>| column.map(|column| (column, ""));
        let (place, ids): (_, Vec<&str>) = match self {
            Clause::Keeper(id) => (plain(columns.keeper), vec![id.as_str()]),
            Clause::Own(id) => (plain(columns.own), vec![id.as_str()]),
            Clause::Assigned(id) => (plain(columns.assigned), vec![id.as_str()]),
            Clause::Units(ids) => {
                (plain(columns.units), ids.iter().map(|id| id.as_str()).collect())
            }
            Clause::Conferences(ids) => {
                (columns.conferences, ids.iter().map(|id| id.as_str()).collect())
            }
            Clause::Meetings(ids) => (columns.meetings, ids.iter().map(|id| id.as_str()).collect()),
            Clause::Ids(ids) => (plain(columns.ids), ids.iter().map(String::as_str).collect()),
        };
        let (begin, end) = place.filter(|_| !ids.is_empty())?;
        Some((begin, ids, end))
    }
}
