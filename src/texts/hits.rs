//! Finding: the newest texts first.
//!
//! A word that is frequent is met soon by walking from the newest text down; one that is rare is looked up in the index,
//! which costs what there is to be found and not what there is.

use std::collections::{HashMap, HashSet};

use super::{
    around::{Around, around},
    text::Searchable,
};
use crate::{
    access::Actor,
    db::{Conn, Entries, Entry, Query},
    error::Result,
    record,
};

/// Texts that are walked before it is known whether the words are frequent; so few in tests that these come to the index.
const FIRST: i64 = if cfg!(test) { 6 } else { 500 };
/// Hits among [`FIRST`] from which they are: fewer, and walking on to fill a page costs more than looking up.
const FREQUENT: usize = 4;
/// Hits that are read in one go.
pub const PAGE: i64 = 50;
/// Hits that a statement asks for at least, where few are missing to a page: of these some may be others' to know.
const FEWEST: i64 = 10;
/// Words of one search; more say nothing that fewer do not.
const WORDS: usize = 8;

/// What somebody looks for, and by which marks they know of what.
#[derive(Debug)]
pub struct Sought {
    /// As [`nihon::sought`] gives them.
    pub words: Vec<String>,
    known: HashMap<&'static str, HashSet<String>>,
    /// Whether the lists of all kinds show this reader the whole municipality.
    everything: bool,
}

/// Goes through what holds the words, the newest first.
#[derive(Debug)]
pub struct Hits<'a> {
    sought: &'a Sought,
    /// Texts from this number on were gone through.
    pub before: i64,
    step: Step,
    given: i64,
    /// How often the index was asked.
    stretches: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    First,
    On,
    LookUp,
    Done,
}

record! {
    /// A text that holds the words.
    #[derive(Clone, Debug)]
    pub struct Hit of "t" {
        number: i64,
        pub kind: String,
        pub record_id: String,
        pub heading: String,
        body: String,
        audience: String,
    }
}

impl Hit {
    /// Its lines in which the words stand.
    pub fn lines(&self, words: &[String]) -> Vec<Around> {
        around(&self.body, words)
    }
}

impl Sought {
    /// These words, for this reader.
    pub async fn of(
        conn: &mut Conn,
        actor: &Actor,
        kinds: impl Iterator<Item = &'static Searchable>,
        words: Vec<String>,
    ) -> Result<Sought> {
        let (mut known, mut everything) = (HashMap::new(), true);
        for kind in kinds {
            let (marks, all) = kind.known_by(conn, actor).await?;
            known.insert(kind.kind, marks.into_iter().collect());
            everything &= all;
        }
        Ok(Sought { words, known, everything })
    }

    /// From the newest on, or from where somebody stopped.
    pub fn hits(&self, before: Option<i64>) -> Hits<'_> {
        Hits {
            sought: self,
            before: before.unwrap_or(i64::MAX),
            step: Step::First,
            given: 0,
            stretches: 0,
        }
    }

    fn knows(&self, hit: &Hit) -> bool {
        let known = self.known.get(hit.kind.as_str());
        known.is_some_and(|known| hit.audience.split(' ').any(|mark| known.contains(mark)))
    }

    fn entries(&self) -> Entries {
        // Whoever knows of all records of all kinds is told by what was found, not by a mark that nearly every text has.
        let mut any: Vec<String> = Vec::new();
        if !self.everything {
            any.extend(self.known.values().flatten().cloned());
            any.sort_unstable();
            any.dedup();
        }
        Entries { all: self.words.iter().flat_map(|word| entries(word)).collect(), any }
    }

    /// In an expression into which PostgreSQL does not look: it takes words for rarer than they are, and would read all texts
    /// and sort them where a short walk finds enough.
    fn narrow(&self, query: Query) -> Query {
        let mut query = query.push(" and case when 1 = 1");
        for word in &self.words {
            query = query.push(" and t.sought").containing(word);
        }
        query.push(" then 1 else 0 end = 1")
    }
}

/// Records of one kind that hold words, for a list that is narrowed to them: which they are where they are few, and how to tell
/// them where they are many.
#[derive(Clone, Debug)]
pub struct Holders {
    kind: &'static str,
    words: Vec<String>,
    few: Option<Vec<String>>,
}

/// Records that are few: more are told one by one as the list is read.
const FEW: usize = 200;

impl Holders {
    /// Those of which the reader may know, as far as marks tell.
    pub async fn of(
        conn: &mut Conn,
        actor: &Actor,
        kind: &'static Searchable,
        words: Vec<String>,
    ) -> Result<Holders> {
        let sought = Sought::of(conn, actor, std::iter::once(kind), words).await?;
        let (mut hits, mut few) = (sought.hits(None), Vec::new());
        while hits.go_on() && few.len() <= FEW {
            few.extend(hits.next(conn).await?.into_iter().map(|hit| hit.record_id));
            if hits.step == Step::On {
                return Ok(Holders { kind: kind.kind, words: sought.words, few: None });
            }
        }
        let few = Some(few).filter(|few| few.len() <= FEW);
        Ok(Holders { kind: kind.kind, words: sought.words, few })
    }

    /// Goes on behind a condition: or the record whose id stands in this column is one of them. Of what the list holds by
    /// its own rules alone: many are not asked whose they are.
    pub fn or_one(&self, query: Query, id: &'static str) -> Query {
        match &self.few {
            Some(few) if few.is_empty() => query,
            Some(few) => query.push(" or ").push(id).push(" in ").list(few),
            None => {
                let begun = " or exists (select 1 from texts t where t.municipality_id = $m and t.kind = $1 and t.record_id = ";
                let mut query = query.with(begun, self.kind).push(id);
                for word in &self.words {
                    query = query.push(" and t.sought").containing(word);
                }
                query.push(")")
            }
        }
    }
}

/// The words of what was typed that have a letter, as [`nihon::sought`] gives them; none when there is nothing to look for.
pub fn words(typed: &str) -> Vec<String> {
    let typed: String = typed.chars().take(100).collect();
    let mut words: Vec<String> = Vec::new();
    for word in nihon::sought(&typed).split(' ') {
        if word.chars().any(char::is_alphanumeric) && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words.truncate(WORDS);
    words
}

/// What a text has in the index if it holds a word. The word may go on in the text, before and behind.
fn entries(word: &str) -> Vec<Entry> {
    let runs: Vec<&str> =
        word.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).collect();
    let goes_on = word.ends_with(char::is_alphanumeric);
    let mut all = Vec::new();
    for (n, run) in runs.iter().enumerate() {
        let letters: Vec<char> = run.chars().collect();
        all.extend(letters.windows(2).map(|pair| Entry::Is(pair.iter().collect())));
        if let [letter] = letters[..] {
            let is_last = n + 1 == runs.len() && goes_on;
            let entry = letter.to_string();
            all.push(if is_last { Entry::Begins(entry) } else { Entry::Is(entry) });
        }
    }
    all
}

impl Hits<'_> {
    /// Whether there may be more.
    pub fn go_on(&self) -> bool {
        self.step != Step::Done
    }

    /// The next hits of which the reader may know, as far as their marks tell; empty at the end.
    pub async fn next(&mut self, conn: &mut Conn) -> Result<Vec<Hit>> {
        if self.sought.known.values().all(HashSet::is_empty) {
            self.step = Step::Done;
        }
        loop {
            let found = match self.step {
                Step::First | Step::On => self.walk(conn).await?,
                Step::LookUp => self.look_up(conn).await?,
                Step::Done => return Ok(Vec::new()),
            };
            if !found.is_empty() {
                self.given += found.len() as i64;
                return Ok(found);
            }
        }
    }

    /// What is missing to a page.
    fn missing(&self) -> i64 {
        (PAGE - self.given % PAGE).max(FEWEST)
    }

    /// From where this stands downwards: [`FIRST`] texts, of which one statement tells whether the words are frequent, or, once
    /// they are, as far as it takes to fill a page.
    async fn walk(&mut self, conn: &mut Conn) -> Result<Vec<Hit>> {
        let (first, most) = (self.step == Step::First, self.missing());
        let mut query = Query::select::<Hit>(
            "from texts t where t.municipality_id = $m and t.number < $1",
            self.before,
        );
        if first {
            query = query.with(
                " and t.number >= coalesce((select f.number from texts f
                                             where f.municipality_id = $m and f.number < $1
                                             order by f.number desc limit 1 offset $2), 0)",
                (self.before, FIRST - 1),
            );
        }
        let mut found: Vec<Hit> = self
            .sought
            .narrow(query)
            .with(" order by t.number desc limit $1", most)
            .all(conn)
            .await?;
        // Behind the last hit there is none in what was walked: one goes on from there.
        if let Some(last) = found.last() {
            self.before = last.number;
        }
        let filled = found.len() as i64 == most;
        found.retain(|hit| self.sought.knows(hit));
        self.step = match first {
            // A page of hits, most of which are others' to know, is not frequent for this reader.
            true if found.len() < FREQUENT => Step::LookUp,
            true => Step::On,
            false if filled => Step::On,
            false => Step::Done,
        };
        Ok(found)
    }

    /// The newest of what has in the index what is looked for: numbers first, of which few are needed, then these texts.
    ///
    /// That the numbers are reckoned with keeps PostgreSQL, which does not know how rare a word is, from walking all of them in
    /// their order. Where several municipalities share a database, a number may be another's, and the next stretch is longer.
    async fn look_up(&mut self, conn: &mut Conn) -> Result<Vec<Hit>> {
        let most = self.missing() << self.stretches.min(5);
        self.stretches += 1;
        let numbers: Vec<(i64, bool)> = Query::of(
            "select f.number,
                    exists (select 1 from texts t where t.municipality_id = $m and t.number = f.number)
               from (select i.rowid as number from texts_index i where i.rowid + 0 < $1",
            self.before,
        )
        .indexed(conn, &self.sought.entries())
        .with(
            " order by i.rowid + 0 desc limit $1) f order by f.number desc",
            most,
        )
        .all(conn)
        .await?;
        match numbers.last() {
            Some((last, _)) if numbers.len() as i64 == most => self.before = *last,
            _ => self.step = Step::Done,
        }
        let query = Query::select::<Hit>("from texts t where t.municipality_id = $m", ())
            .push(" and t.number in ")
            .list(numbers.iter().filter(|(_, here)| *here).map(|(number, _)| *number));
        let mut found: Vec<Hit> =
            self.sought.narrow(query).push(" order by t.number desc").all(conn).await?;
        found.retain(|hit| self.sought.knows(hit));
        Ok(found)
    }
}
