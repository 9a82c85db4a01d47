//! Long lists: sorted, a part at a time, and counted no further than anybody reads.

use super::{Columns, Conn, Query, long};
use crate::error::Result;

/// Lines on one page.
pub const PAGE: i64 = 50;

/// A list is counted so far, and has so many numbered pages; beyond, it is counted when asked and read onward.
const MANY: i64 = 500;

/// What a list may be sorted by: its key in the address, and the expressions behind it. They are never null, so that a
/// line has its place in every order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    key: &'static str,
    by: &'static [&'static str],
    indexed: bool,
}

impl Sort {
    /// A constant of the room's store.
    pub const fn new(key: &'static str, by: &'static [&'static str]) -> Sort {
        Sort { key, by, indexed: false }
    }

    /// An index holds the lines in this order, so that it is offered however long the list is.
    pub const fn indexed(self) -> Sort {
        Sort { indexed: true, ..self }
    }

    /// Whether it is offered for a list of this length.
    pub fn serves(self, long: bool) -> bool {
        self.indexed || !long
    }

    /// What the address calls it.
    pub fn key(self) -> &'static str {
        self.key
    }

    /// Smallest first.
    pub const fn up(self) -> Order {
        Order { sort: self, down: false }
    }

    /// Largest first.
    pub const fn down(self) -> Order {
        Order { sort: self, down: true }
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    pub sort: Sort,
    pub down: bool,
}

impl Order {
    /// The first lines in this order, so many at most.
    pub const fn first(self, most: i64) -> Wanted {
        Wanted { order: self, lines: Lines::First(most), exact: false, long: false }
    }

    /// Every line in this order.
    pub const fn all(self) -> Wanted {
        Wanted { order: self, lines: Lines::All, exact: false, long: false }
    }

    /// A page, from 1.
    #[cfg(any(test, feature = "bench"))]
    pub const fn page(self, number: i64) -> Wanted {
        Wanted { order: self, lines: Lines::Page(number), exact: false, long: false }
    }

    /// The expressions, each followed by `way`, and last the id.
    fn keys(self, mut query: Query, id: &'static str, way: &'static str) -> Query {
        for by in self.sort.by {
            query = query.push(by).push(way).push(", ");
        }
        query.push(id).push(way)
    }
}

/// Which lines of a list are wanted, in which order.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub order: Order,
    pub lines: Lines,
    /// Counted to its end, however long.
    pub exact: bool,
    /// Read along an index, and counted no further than it is read; see [`Wanted::of_long`].
    pub long: bool,
}

/// A stretch of a list.
#[derive(Clone, Debug)]
pub enum Lines {
    All,
    First(i64),
    /// From 1.
    Page(i64),
    /// A page's worth behind the line of this id.
    After(String),
}

/// What was wanted of a list.
#[derive(Clone, Debug)]
pub struct Part<R> {
    pub rows: Vec<R>,
    /// How many lines the list has.
    pub total: Total,
    /// The page these are, from 1; none where pages have no number.
    pub page: Option<i64>,
    /// Whether lines follow.
    pub more: bool,
    /// Whether only an order with an index was to be had.
    pub long: bool,
}

/// How many lines a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    pub count: i64,
    /// There are more than `count`; nobody asked how many.
    pub or_more: bool,
}

impl Total {
    const fn of(count: i64) -> Total {
        Total { count, or_more: false }
    }

    /// How many pages have a number.
    pub fn pages(self) -> i64 {
        ((self.count.min(MANY) + PAGE - 1) / PAGE).max(1)
    }
}

impl<R> Part<R> {
    /// The same lines as something else.
    pub fn map<T>(mut self, with: impl FnMut(R) -> T) -> Part<T> {
        let rows = std::mem::take(&mut self.rows);
        self.with(rows.into_iter().map(with).collect())
    }

    /// The same with other lines.
    pub fn with<T>(&self, rows: Vec<T>) -> Part<T> {
        Part { rows, total: self.total, page: self.page, more: self.more, long: self.long }
    }

    /// A stretch of lines that cannot be sorted where they are kept, since they are sealed there.
    pub fn of(rows: Vec<R>, wanted: &Wanted, id: impl Fn(&R) -> &str) -> Part<R> {
        let total = Total::of(rows.len() as i64);
        let (before, page) = match &wanted.lines {
            Lines::All | Lines::First(_) => {
                return Part { rows, total, page: None, more: false, long: false };
            }
            Lines::Page(number) => {
                let page = (*number).clamp(1, total.pages());
                ((page - 1) as usize * PAGE as usize, Some(page))
            }
            Lines::After(line) => {
                (rows.iter().position(|row| id(row) == line).map_or(rows.len(), |at| at + 1), None)
            }
        };
        let more = rows.len() > before + PAGE as usize;
        let rows = rows.into_iter().skip(before).take(PAGE as usize).collect();
        Part { rows, total, page, more, long: false }
    }
}

impl Wanted {
    /// What is to be had of a list that grows with its municipality. `every` names its table and gives a 1 for each line of
    /// the municipality, of whatever reader: where they are many, a page costs what it shows, so that an order without an
    /// index becomes `usual`, and lines that nobody looked at are counted only when somebody asks for it.
    pub async fn of_long(
        &self,
        conn: &mut Conn,
        (what, every): (&'static str, Query),
        usual: Order,
    ) -> Result<Wanted> {
        let long = long::is_long(conn, what, every).await?;
        let order = if self.order.sort.serves(long) { self.order } else { usual };
        Ok(Wanted { order, long, ..self.clone() })
    }

    /// Reads it. `rest` puts `from …`, `where …` and what narrows the list behind the beginning of a statement, for the
    /// lines and for their number alike; `id` is the column that decides between lines that are otherwise equal.
    ///
    /// What comes after a line is told by that line itself, found among what the reader's list holds: an id of something
    /// else finds nothing, and says nothing of where that would stand.
    pub async fn read<R: Columns>(
        &self,
        conn: &mut Conn,
        id: &'static str,
        rest: impl Fn(Query) -> Query,
    ) -> Result<Part<R>> {
        let (order, mut query) = (self.order, rest(Query::select::<R>("", ())));
        let (mut total, mut page) = (None, None);
        let stretch = match &self.lines {
            Lines::All => None,
            Lines::First(most) => Some((*most + 1, 0)),
            Lines::Page(number) if self.sparing() => {
                let here = (*number).clamp(1, MANY / PAGE);
                page = Some(here);
                Some((PAGE + 1, (here - 1) * PAGE))
            }
            Lines::Page(number) => {
                if *number > 1 {
                    total = Some(self.count(conn, &rest).await?);
                }
                let here = (*number).clamp(1, total.map_or(1, Total::pages));
                page = Some(here);
                Some((PAGE + 1, (here - 1) * PAGE))
            }
            Lines::After(line) => {
                if !self.sparing() {
                    total = Some(self.count(conn, &rest).await?);
                }
                let there = rest(order.keys(Query::of("select ", ()), id, "").push(" "));
                query = order.keys(query.push(" and ("), id, "");
                query = query.push(if order.down { ") < (" } else { ") > (" }).append(there);
                query = query.push(" and ").push(id).with(" = $1)", line);
                Some((PAGE + 1, 0))
            }
        };
        query = order.keys(query.push(" order by "), id, if order.down { " desc" } else { "" });
        if let Some(stretch) = stretch {
            query = query.with(" limit $1 offset $2", stretch);
        }
        let mut rows: Vec<R> = query.all(conn).await?;
        let by_page = matches!(self.lines, Lines::Page(_) | Lines::After(_));
        let most = match self.lines {
            Lines::All => None,
            Lines::First(most) => Some(most),
            Lines::Page(_) | Lines::After(_) => Some(PAGE),
        };
        let more = most.is_some_and(|most| rows.len() as i64 > most);
        if let (true, Some(most)) = (more, most) {
            rows.truncate(most as usize);
        }
        let total = match total {
            Some(total) => total,
            None if by_page && self.sparing() => {
                let before = page.map_or(0, |here| (here - 1) * PAGE);
                // Behind a line nobody knows how many came before it.
                Total { count: before + rows.len() as i64, or_more: more || page.is_none() }
            }
            None if !by_page => Total { count: rows.len() as i64, or_more: more },
            None if more => self.count(conn, &rest).await?,
            None => Total::of(rows.len() as i64),
        };
        Ok(Part { rows, total, page, more, long: self.long })
    }

    /// Whether lines are counted no further than they are read.
    fn sparing(&self) -> bool {
        self.long && !self.exact
    }

    /// Counts so far as it is wanted.
    async fn count(&self, conn: &mut Conn, rest: &impl Fn(Query) -> Query) -> Result<Total> {
        let begun = Query::of("select cast(count(*) as bigint) from (select 1 ", ());
        let most = (!self.exact).then_some(MANY + 1);
        let count = rest(begun).and(" limit $1", most).push(") counted").count(conn).await?;
        let or_more = most.is_some() && count > MANY;
        Ok(Total { count: if or_more { MANY } else { count }, or_more })
    }
}

impl Query {
    /// Leaves only rows in one of whose columns the words stand, in whatever case; no words leave all.
    pub fn holding(self, words: &str, columns: &[&'static str]) -> Query {
        self.holding_or(words, columns, |query| query)
    }

    /// [`Query::holding`], or what `or` puts behind: conditions that each begin with ` or `.
    pub fn holding_or(
        mut self,
        words: &str,
        columns: &[&'static str],
        or: impl FnOnce(Query) -> Query,
    ) -> Query {
        let words = nihon::fold(words);
        if words.is_empty() {
            return self;
        }
        let mut before = " and (lower(";
        for column in columns {
            self = self.push(before).push(column).push(")").containing(&words);
            before = " or lower(";
        }
        or(self).push(")")
    }

    /// Goes on behind a column that must hold these words as they are.
    pub fn containing(self, words: &str) -> Query {
        let plain = words.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        self.with(" like $1 escape '!'", format!("%{plain}%"))
    }
}
