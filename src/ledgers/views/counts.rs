//! Counts: how many records there are by a period, a state or a field, and how many that makes of what they count.

use std::collections::BTreeMap;

use nihon::FiscalYear;

use super::{
    axis::{heads, label, year_words},
    table::{Cell, Column, Look, Made, Part, Row},
    timeline::Timeline,
};
use crate::{
    clock::{Day, Known},
    fields::{AnswerKind, Choice, FieldRole, Spec},
    preset::{FISCAL_YEAR, Ledger, MONTH, Preset, STATE, View},
};

/// Years that stand beside one another at most, whether or not something was in them.
const YEARS: i16 = 30;

/// What is counted: the records of a ledger as a view wants it, on a day, with the field that says how many, where its
/// reader sees it.
pub struct Counting<'l> {
    pub ledger: &'l Ledger,
    pub view: &'l View,
    pub number: Option<&'l Spec>,
    pub day: Day,
}

/// A side of the table.
#[derive(Clone, Copy)]
enum Side<'l> {
    Year,
    Month,
    State,
    Field(&'l Spec),
}

/// How many records, and how many of what they count.
#[derive(Clone, Copy, Default)]
struct Tally {
    records: i64,
    sum: i64,
    /// Of how many records nobody said it.
    unsaid: i64,
}

impl<'l> Side<'l> {
    fn of(ledger: &'l Ledger, key: &str) -> Option<Side<'l>> {
        Some(match key {
            FISCAL_YEAR => Side::Year,
            MONTH => Side::Month,
            STATE => Side::State,
            key => Side::Field(ledger.field(key)?),
        })
    }

    fn is_period(self) -> bool {
        matches!(self, Side::Year | Side::Month)
    }
}

/// Tallies by row and column, and of all of either.
#[derive(Default)]
struct Tallies {
    cells: BTreeMap<(String, String), Tally>,
    /// How many records stand there, and how many have no day by which they could.
    count: usize,
    left: usize,
}

impl Tallies {
    fn of(of: &Counting<'_>, (row, column): (Side<'_>, Side<'_>), records: &[Timeline]) -> Tallies {
        let mut all = Tallies::default();
        for record in records {
            // What never came to the state is no matter of this table.
            if !of.view.of.is_empty() && record.came_to(&of.view.of).is_none() {
                continue;
            }
            let (rows, columns) = (of.values(record, row), of.values(record, column));
            if rows.is_empty() || columns.is_empty() {
                all.left += usize::from(of.known(record).is_none());
                continue;
            }
            all.count += 1;
            let said =
                of.number.and_then(|field| record.answers.get(&field.key)?.text().parse().ok());
            // Each side's sum counts a record once, however often it stands there.
            for row in rows.iter().map(String::as_str).chain([ALL]) {
                for column in columns.iter().map(String::as_str).chain([ALL]) {
                    all.cells.entry((row.to_owned(), column.to_owned())).or_default().add(said);
                }
            }
        }
        all
    }

    fn at(&self, row: &str, column: &str) -> Tally {
        self.cells.get(&(row.to_owned(), column.to_owned())).copied().unwrap_or_default()
    }
}

impl Tally {
    fn add(&mut self, said: Option<i64>) {
        self.records += 1;
        self.sum += said.unwrap_or(0);
        self.unsaid += i64::from(said.is_none());
    }
}

/// Of these records.
pub fn of(preset: &Preset, of: &Counting<'_>, records: &[Timeline]) -> Made {
    let view = of.view;
    let sides = Side::of(of.ledger, &view.rows).zip(Side::of(of.ledger, &view.columns));
    let Some((row, column)) = sides else { return Made::default() };
    let all = Tallies::of(of, (row, column), records);
    let (rows, columns) = (
        of.heads(preset, row, (&view.rows, records)),
        of.heads(preset, column, (&view.columns, records)),
    );
    // What nobody said has a line where there is such a record.
    let rows = rows.iter().filter(|h| !h.key.is_empty() || all.at("", ALL).records > 0);
    let columns = columns.iter().filter(|h| !h.key.is_empty() || all.at(ALL, "").records > 0);
    let columns: Vec<&Choice> = columns.collect();
    let sum = Choice::from((ALL, SUM));
    let line = |head: &Choice| {
        let cell = |at: &Choice| {
            let here = all.at(&head.key, &at.key);
            match of.asked((row, head), (column, at)) {
                _ if here.records > 0 => of.cell(here),
                Asked::Yes => of.cell(here),
                Asked::No => Cell::new(Look::Figures, "－"),
                Asked::NotYet => Cell::new(Look::Figures, ""),
            }
        };
        let name = Cell::new(Look::Head, &*head.name);
        let cells = columns.iter().copied().chain([&sum]).map(cell);
        Row::of(std::iter::once(name).chain(cells).collect())
    };
    let heads = columns.iter().map(|head| Column::new(&*head.name, Look::Figures));
    let first = Column::new(of.called(row, &view.rows), Look::Head);
    let last = Column::new(SUM, Look::Figures);
    let mut part = Part::under([first].into_iter().chain(heads).chain([last]).collect());
    if all.count > 0 {
        part.rows = rows.map(line).collect();
        part.totals = vec![line(&sum)];
    }
    part.note = of.note((row, column), all.left);
    Made { count: all.count, parts: vec![part] }
}

/// What stands for all values of a side. No key of a choice begins with a star.
const ALL: &str = "*";
const SUM: &str = "計";

/// Whether something was asked in a period.
enum Asked {
    Yes,
    No,
    /// The period has not begun.
    NotYet,
}

impl Counting<'_> {
    /// When a record is counted.
    fn known(&self, record: &Timeline) -> Option<Known> {
        if !self.view.of.is_empty() {
            return record.came_to(&self.view.of);
        }
        let field = self.ledger.by_role(FieldRole::Day)?;
        let said = record.answers.get(&field.key)?.text();
        match field.kind {
            AnswerKind::Year => Known::parse(&format!("{said}年度")).ok(),
            _ => Known::parse(said).ok(),
        }
    }

    /// Where a record stands at a side; `""` where nobody said. Months are those of the day's fiscal year, and what lies in
    /// others stands nowhere.
    fn values(&self, record: &Timeline, side: Side<'_>) -> Vec<String> {
        let known = self.known(record);
        let year = known.map(|known| FiscalYear::of(known.first_day().0));
        let this_year = FiscalYear::of(self.day.0);
        let values = match side {
            Side::State => vec![record.state.clone()],
            Side::Field(field) => record.values(self.ledger, &field.key),
            Side::Year => year.map(|year| year.calendar_year().to_string()).into_iter().collect(),
            Side::Month if year != Some(this_year) => return Vec::new(),
            Side::Month => match known {
                Some(Known(nihon::Known::FiscalYear(_))) | None => Vec::new(),
                Some(known) => vec![month(known.first_day())],
            },
        };
        if values.is_empty() { vec![String::new()] } else { values }
    }

    /// All that may stand at a side, in its order, and last what nobody said.
    fn heads(
        &self,
        preset: &Preset,
        side: Side<'_>,
        (key, records): (&str, &[Timeline]),
    ) -> Vec<Choice> {
        let (mut all, unknown) = match side {
            Side::State => {
                let states = self.ledger.states.iter();
                (states.map(|state| (&*state.key, &*state.name).into()).collect(), "")
            }
            Side::Field(_) => (heads(preset, (self.ledger, self.view), key), "（未記入）"),
            Side::Year => (self.years(records), "（日が分からない）"),
            Side::Month => {
                let first = Day(FiscalYear::of(self.day.0).first_day());
                let months = (0..12).map(|at| first.plus_months(at));
                (months.map(|day| (month(day), day.month()).into()).collect(), "（月が分からない）")
            }
        };
        if !unknown.is_empty() {
            all.push(Choice::from(("", unknown)));
        }
        all
    }

    /// The years from the first to the last; those alone in which something was where one lies far off.
    fn years(&self, records: &[Timeline]) -> Vec<Choice> {
        let year = |record: &Timeline| {
            Some(FiscalYear::of(self.known(record)?.first_day().0).calendar_year())
        };
        let mut years: Vec<i16> = records.iter().filter_map(year).collect();
        years.sort_unstable();
        years.dedup();
        if let (Some(first), Some(last)) = (years.first().copied(), years.last().copied())
            && last - first < YEARS
        {
            years = (first..=last).collect();
        }
        let years = years.into_iter().filter_map(FiscalYear::starting_in);
        years.map(|y| (y.calendar_year().to_string(), year_words(y)).into()).collect()
    }

    /// Whether a field was asked in a period, with this choice.
    fn asked(&self, row: (Side<'_>, &Choice), column: (Side<'_>, &Choice)) -> Asked {
        let (period, other) = match (row.0.is_period(), column.0.is_period()) {
            (true, false) => (row, column),
            (false, true) => (column, row),
            _ => return Asked::Yes,
        };
        let year = match period.0 {
            Side::Month if period.1.key > month(self.day) => return Asked::NotYet,
            Side::Month => Some(self.day.fiscal_year()),
            _ => period.1.key.parse().ok(),
        };
        let (Some(year), Side::Field(field)) = (year, other.0) else { return Asked::Yes };
        let ended = [other.1.to_fiscal_year, field.to_fiscal_year].into_iter().flatten();
        let asked = field.from_fiscal_year.is_none_or(|first| first <= year)
            && ended.into_iter().all(|last| year <= last);
        if asked { Asked::Yes } else { Asked::No }
    }

    /// 「39回 31事例」. A number that nobody said is told so and is no 0.
    fn cell(&self, tally: Tally) -> Cell {
        let records = Cell::number(Look::Figures, tally.records, &self.ledger.counted_in);
        let Some(field) = self.number.filter(|_| tally.records > 0) else { return records };
        let sum = Cell::number(Look::Figures, tally.sum, &field.unit).words;
        let words = match tally.unsaid {
            0 => format!("{} {sum}", records.words),
            all if all == tally.records => format!("{} （{}は未記入）", records.words, field.label),
            some => format!("{} {sum}（未記入{some}）", records.words),
        };
        Cell::new(Look::Figures, words)
    }

    fn called(&self, side: Side<'_>, key: &str) -> String {
        match side {
            Side::Year => "年度".to_owned(),
            Side::Month => "月".to_owned(),
            Side::State => "状態".to_owned(),
            Side::Field(_) => label(self.ledger, key),
        }
    }

    /// How to read it: which year's months, since when, and what is not in it.
    fn note(&self, (row, column): (Side<'_>, Side<'_>), left: usize) -> String {
        let mut all = Vec::new();
        let of = self.ledger.state(&self.view.of);
        if let Some(state) = of {
            all.push(format!("「{}」になった日で数えています。", state.name));
        }
        if [row, column].iter().any(|side| matches!(side, Side::Month)) {
            all.push(format!("{}の月ごとの数です。", FiscalYear::of(self.day.0)));
        }
        let several =
            |side: &Side<'_>| matches!(side, Side::Field(f) if f.many || !f.kind.is_single());
        if [row, column].iter().any(several) {
            all.push(
                "いくつも選べる欄があるので、計は欄の数の和と合わないことがあります。".to_owned(),
            );
        }
        if left > 0 {
            let unit = &self.ledger.counted_in;
            all.push(format!("日の書かれていない{left}{unit}は、数えていません。"));
        }
        all.concat()
    }
}

/// 2025-04, for any day of it.
fn month(day: Day) -> String {
    day.iso().chars().take(7).collect()
}
