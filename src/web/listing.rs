//! Lists: columns declared once for screen, order and file; one way to write in the address which lines are wanted.
//!
//! `sort=-key` sorts by the column of that key, largest first; `page` counts from 1, `after` goes on behind a line where
//! pages have no number any more, `count=exact` counts to the end, and `export=xlsx` or `export=csv` on the same address
//! saves exactly what is shown, all pages of it.

mod column;
mod filters;

pub use column::Column;
pub use filters::{Filters, Group};

use std::borrow::Cow;

use axum::response::Response;

use super::{Visit, download};
use crate::{
    db::{Lines, Order, Part, Total, Wanted},
    error::{Error, Result},
    tabular::{
        Cell, Encoding, write_csv,
        xlsx_out::{Field, Paper, SheetOut, XlsxFile},
    },
};
use column::Shown;

/// Lines of a file; more are not asked for at once by anybody who means to read them.
const MOST_SAVED: i64 = 20_000;

/// A list of `R`: what it holds, in which columns.
pub struct List<'a, R> {
    what: Cow<'a, str>,
    unit: Cow<'a, str>,
    columns: Vec<Column<'a, R>>,
    order: Order,
    id: fn(&R) -> &str,
    late: fn(&R) -> bool,
    saved: bool,
    conditions: Vec<String>,
}

/// A part of a list, as a page shows it below its [`Filters`].
#[derive(askama::Template)]
#[template(path = "web/list.html")]
pub struct Table {
    what: String,
    unit: String,
    total: Total,
    /// How many there are besides those it is narrowed to.
    among: Option<usize>,
    exactly: String,
    /// Addresses of the list as Excel and as CSV.
    files: Option<(String, String)>,
    heads: Vec<Head>,
    lines: Vec<Line>,
    /// The pages that have a number, each with its address unless it is this one.
    pages: Vec<(i64, Option<String>)>,
    earlier: Option<String>,
    later: Option<String>,
    /// Whether it is too long to be sorted as the address asks.
    unsorted: bool,
}

/// A column's heading, with the address that sorts by it.
struct Head {
    words: String,
    class: &'static str,
    sort: Option<(String, &'static str)>,
}

struct Line {
    late: bool,
    cells: Vec<Shown>,
}

impl<'a, R> List<'a, R> {
    /// A list of `what` (課題), counted in `unit` (件), in this order unless the address says otherwise. `id` tells its
    /// lines apart.
    pub fn new(
        (what, unit): (&'a str, &'a str),
        order: Order,
        id: fn(&R) -> &str,
        columns: Vec<Column<'a, R>>,
    ) -> List<'a, R> {
        List {
            what: what.into(),
            unit: unit.into(),
            columns,
            order,
            id,
            late: |_| false,
            saved: true,
            conditions: Vec::new(),
        }
    }

    /// Lines that are overdue are marked.
    pub fn late(mut self, late: fn(&R) -> bool) -> Self {
        self.late = late;
        self
    }

    /// What it is narrowed to, which its file says; `period` where it is of the chosen one alone.
    pub fn narrowed(mut self, to: &Filters<'_>, period: Option<&str>) -> Self {
        let period = period.map(|words| format!("議事対象期間：{words}"));
        self.conditions = period.into_iter().chain(to.conditions()).collect();
        self
    }

    /// Is never a file.
    pub fn on_screen_alone(mut self) -> Self {
        self.saved = false;
        self
    }

    /// What the address wants of it. What it does not know of is as if it were not there.
    pub fn wanted(&self, visit: &Visit) -> Wanted {
        let sort = visit.query("sort");
        let key = sort.trim_start_matches('-');
        let known = self.columns.iter().filter_map(|c| c.sort).find(|s| s.key() == key);
        let order = known.map_or(self.order, |by| Order { sort: by, down: sort.starts_with('-') });
        let lines = if self.saved && visit.is_saved() {
            Lines::First(MOST_SAVED + 1)
        } else if visit.query("after").is_empty() {
            Lines::Page(visit.query("page").parse().unwrap_or(1))
        } else {
            Lines::After(visit.query("after").to_owned())
        };
        Wanted { order, lines, exact: visit.query("count") == "exact", long: false }
    }

    /// The part that was read, as a file where the address asks for one, else on the page.
    ///
    /// # Errors
    /// A sentence when it is longer than a file is made.
    pub fn answer(
        self,
        visit: &Visit,
        part: Part<R>,
        page: impl FnOnce(Table) -> Result<Response>,
    ) -> Result<Response> {
        match self.saved && visit.is_saved() {
            true => {
                self.note(visit, &part);
                self.file(visit, &part.rows)
            }
            false => page(self.table(visit, &part)),
        }
    }

    /// The part that was read, for a page of more than a list.
    pub fn table(&self, visit: &Visit, part: &Part<R>) -> Table {
        self.note(visit, part);
        let asked = self.wanted(visit).order;
        let served = asked.sort.serves(part.long);
        let order = if served { asked } else { self.order };
        let to = |page: i64| visit.with_all(&[("page", &page.to_string()), ("after", "")]);
        let shown = || self.columns.iter().filter(|c| c.on_screen);
        let line = |row: &R| Line {
            late: (self.late)(row),
            cells: shown().map(|column| column.shown(row)).collect(),
        };
        let last = part.rows.last().filter(|_| part.more).map(self.id);
        Table {
            what: self.what.to_string(),
            unit: self.unit.to_string(),
            total: part.total,
            among: None,
            exactly: visit.with("count", "exact"),
            files: self.saved.then(|| (saved_as(visit, "xlsx"), saved_as(visit, "csv"))),
            heads: shown().map(|column| head(visit, order, part.long, column)).collect(),
            unsorted: !served,
            lines: part.rows.iter().map(line).collect(),
            pages: (1..=part.total.pages())
                .map(|n| (n, (part.page != Some(n)).then(|| to(n))))
                .collect(),
            earlier: part.page.filter(|n| *n > 1).map(|n| to(n - 1)),
            later: last.map(|id| match part.page {
                Some(n) if n < part.total.pages() => to(n + 1),
                _ => visit.with_all(&[("page", ""), ("after", id)]),
            }),
        }
    }

    fn note(&self, visit: &Visit, part: &Part<R>) {
        let ids = part.rows.iter().map(|row| (self.id)(row).to_owned()).collect();
        visit.note_list(ids);
    }

    fn file(&self, visit: &Visit, rows: &[R]) -> Result<Response> {
        if rows.len() as i64 > MOST_SAVED {
            return Err(Error::conflict(format!(
                "一度に書き出せるのは{MOST_SAVED}{}までです。条件で絞り込んでから書き出してください。",
                self.unit
            )));
        }
        let (title, day) = (format!("{}一覧", self.what), visit.today());
        let name = format!("{title}_{}", day.iso());
        // Whoever finds the file again reads of it when it was made, for whom, and what it leaves out.
        let narrowed = match self.conditions.as_slice() {
            [] => "なし".to_owned(),
            conditions => conditions.join("、"),
        };
        let structure = visit.structure();
        let made = format!(
            "{} 作成　{}　{}{}　絞り込み：{narrowed}",
            day.long(),
            structure.whose(visit.actor().center()),
            rows.len(),
            self.unit
        );
        let columns: Vec<&Column<'_, R>> = self.columns.iter().filter(|c| c.in_file).collect();
        let cells = rows.iter().map(|row| columns.iter().map(|c| c.saved(row)).collect());
        let cells: Vec<Vec<Cell>> = cells.collect();
        if visit.query("export") == "csv" {
            let head: Vec<Cell> = columns.iter().map(|c| c.heading.as_ref().into()).collect();
            let mut note = vec![Cell::Empty; head.len()];
            note[0] = format!("※{made}").into();
            let all = std::iter::once(head.as_slice()).chain(cells.iter().map(Vec::as_slice));
            let all = all.chain([note.as_slice()]);
            let written = write_csv(all, Encoding::Utf8);
            return download(&format!("{name}.csv"), "text/csv; charset=utf-8", written.bytes);
        }
        let fields = columns.iter().map(|c| Field::new(c.heading.as_ref()).width(c.width));
        let sheet = SheetOut::new(&title).paper(Paper::A4Landscape).title(&title).note(made);
        let file = XlsxFile::new(day.0).sheet(sheet.table(fields, cells));
        let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        download(&format!("{name}.xlsx"), media, file.finish().map_err(Error::internal)?)
    }
}

impl Table {
    /// Says of how many these are those that are left.
    pub fn among(mut self, all: usize) -> Table {
        self.among = (all as i64 != self.total.count).then_some(all);
        self
    }

    /// Whether no line is there to be shown.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl Visit {
    /// Whether the address asks for a file.
    pub fn is_saved(&self) -> bool {
        matches!(self.query("export"), "xlsx" | "csv")
    }
}

fn saved_as(visit: &Visit, format: &str) -> String {
    visit.with_all(&[("export", format), ("page", ""), ("after", ""), ("count", "")])
}

/// Pressing the heading by which the list is sorted turns it around.
fn head<R>(visit: &Visit, order: Order, long: bool, column: &Column<'_, R>) -> Head {
    let sort = column.sort.filter(|sort| sort.serves(long)).map(|sort| {
        let (here, down) = (sort == order.sort, order.down);
        let turned = if here && !down { "-" } else { "" };
        let key = format!("{turned}{}", sort.key());
        let said = match (here, down) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "none",
        };
        (visit.with_all(&[("sort", &key), ("page", ""), ("after", "")]), said)
    });
    Head { words: column.heading.to_string(), class: column.head_class(), sort }
}
