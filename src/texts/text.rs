//! What is to be found of a record, and by whom.

use futures_util::future::BoxFuture;

use crate::{
    access::{Actor, Clause, Scope},
    clock::Day,
    db::{Conn, MARK},
    error::Result,
    id::MunicipalityId,
    structure::Structure,
};

/// See [`Searchable::ids`].
type Ids = for<'a> fn(&'a mut Conn, &'a str, i64) -> BoxFuture<'a, Result<Vec<String>>>;
/// See [`Searchable::texts`].
type Texts =
    for<'a> fn(&'a mut Conn, &'a Structure, &'a [String]) -> BoxFuture<'a, Result<Vec<Text>>>;
/// See [`Searchable::scope`].
type ScopeOf = for<'a> fn(&'a mut Conn, &'a Actor) -> BoxFuture<'a, Result<Scope>>;

/// A kind of record that can be searched.
pub struct Searchable {
    /// As [`crate::access::Subject`] names it.
    pub kind: &'static str,
    /// In Japanese, before what was found.
    pub label: &'static str,
    /// The ids of its records behind one, in order, so many at most.
    pub ids: Ids,
    /// What is to be found of these; of what is gone or says nothing, nothing.
    pub texts: Texts,
    /// What a reader may see, as the lists of the kind ask.
    pub scope: ScopeOf,
}

/// What is to be found of a record: what all who may know of it may read.
#[derive(Clone, Debug)]
pub struct Text {
    pub id: String,
    /// By which it is newer than others.
    pub day: Day,
    /// What stands above it where it was found.
    pub heading: String,
    /// Its words, each with what they are: 「決定」.
    pub lines: Vec<(String, String)>,
    /// Whether those know of it who see the whole municipality.
    pub open: bool,
    /// Who else does, in the clauses that its lists answer.
    pub audience: Vec<Clause>,
}

impl Text {
    /// Adds words, unless there are none.
    pub fn say(&mut self, what: &str, words: &str) {
        let words = words.trim();
        if !words.is_empty() {
            self.lines.push((what.to_owned(), words.to_owned()));
        }
    }

    /// Its marks in the index.
    pub(super) fn marks(&self, kind: &str, of: &MunicipalityId) -> Vec<String> {
        let all = self.open.then(|| everywhere(kind, of));
        self.audience.iter().flat_map(marks).chain(all).collect()
    }
}

impl Searchable {
    /// The marks by which this reader knows of records of the kind, and whether that is the mark of all.
    pub(super) async fn known_by(
        &self,
        conn: &mut Conn,
        actor: &Actor,
    ) -> Result<(Vec<String>, bool)> {
        let scope = (self.scope)(conn, actor).await?;
        if scope.all {
            return Ok((vec![everywhere(self.kind, conn.municipality()?)], true));
        }
        Ok((scope.any.iter().flat_map(marks).collect(), false))
    }
}

fn everywhere(kind: &str, of: &MunicipalityId) -> String {
    mark(&["all", kind, of.as_str()])
}

/// A clause as the records that it holds are marked.
fn marks(clause: &Clause) -> Vec<String> {
    let each = |what: &str, ids: &mut dyn Iterator<Item = &str>| {
        ids.map(|id| mark(&[what, id])).collect::<Vec<_>>()
    };
    match clause {
        Clause::Keeper(center) => vec![mark(&["keeper", center.as_str()])],
        Clause::Own(account) => vec![mark(&["own", account.as_str()])],
        Clause::Assigned(account) => vec![mark(&["assigned", account.as_str()])],
        Clause::Units(units) => each("unit", &mut units.iter().map(|id| id.as_str())),
        Clause::Conferences(all) => each("conference", &mut all.iter().map(|id| id.as_str())),
        Clause::Meetings(all) => each("meeting", &mut all.iter().map(|id| id.as_str())),
        Clause::Ids(ids) => each("id", &mut ids.iter().map(String::as_str)),
    }
}

/// Two records may come under one mark when nothing but signs tells their ids apart: the mark is a sieve.
fn mark(parts: &[&str]) -> String {
    let mut mark = String::from(MARK);
    mark.extend(parts.iter().flat_map(|part| part.chars()).filter(|c| c.is_alphanumeric()));
    mark.to_lowercase()
}
