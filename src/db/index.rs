//! The index of texts: pairs of letters, and marks of those who may know, under the number of a text. SQLite keeps it as a
//! contentless FTS5 table, PostgreSQL as a `tsvector` under GIN; neither knows Japanese, so the program makes the pairs.

use super::{Conn, Query, Tx};
use crate::error::Result;

/// Something a text has in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Exactly this.
    Is(String),
    /// Something that begins with this.
    Begins(String),
}

/// What is asked of the index: all of some entries, and one of others.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    pub all: Vec<Entry>,
    /// None asks for none of them.
    pub any: Vec<String>,
}

impl Query {
    /// Appends ` and …`: only rows of the index `i` that have these.
    pub fn indexed(self, conn: &Conn, entries: &Entries) -> Query {
        if conn.is_postgres() {
            self.with(
                " and i.pairs @@ cast($1 as tsquery)",
                entries.words("'", "':*", " & ", " | "),
            )
        } else {
            self.with(" and i.texts_index match $1", entries.words("\"", "\"*", " AND ", " OR "))
        }
    }
}

impl Entries {
    /// In the words of a database: how an entry is quoted, how one ends that only begins so, and what stands between.
    fn words(&self, quote: &str, begins: &str, and: &str, or: &str) -> String {
        let mut all: Vec<String> = self
            .all
            .iter()
            .map(|entry| match entry {
                Entry::Is(entry) => format!("{quote}{}{quote}", plain(entry)),
                Entry::Begins(entry) => format!("{quote}{}{begins}", plain(entry)),
            })
            .collect();
        let any: Vec<String> =
            self.any.iter().map(|entry| format!("{quote}{}{quote}", plain(entry))).collect();
        if !any.is_empty() {
            all.push(format!("({})", any.join(or)));
        }
        all.join(and)
    }
}

/// What no database takes for anything but a part of an entry.
fn plain(entry: &str) -> String {
    entry.chars().filter(|c| c.is_alphanumeric() || *c == MARK).collect()
}

/// What entries begin with that are no letters of a text.
pub const MARK: char = '§';

impl Tx {
    /// Puts a text's entries into the index.
    pub async fn put_in_index(&mut self, number: i64, entries: &[String]) -> Result<()> {
        let entries: Vec<String> = entries.iter().map(|entry| plain(entry)).collect();
        let statement = if self.is_postgres() {
            let words: Vec<String> = entries.iter().map(|entry| format!("'{entry}'")).collect();
            Query::beyond(
                "insert into texts_index (rowid, pairs) values ($1, cast($2 as tsvector))",
                (number, words.join(" ")),
            )
        } else {
            Query::beyond(
                "insert into texts_index (rowid, pairs) values ($1, $2)",
                (number, entries.join(" ")),
            )
        };
        statement.run(self).await.map(drop)
    }

    /// Takes texts out of the index.
    pub async fn take_from_index(&mut self, numbers: &[i64]) -> Result<()> {
        if numbers.is_empty() {
            return Ok(());
        }
        Query::beyond("delete from texts_index where rowid in ", ())
            .list(numbers.iter().copied())
            .run(self)
            .await
            .map(drop)
    }
}
