//! Stages: how long records have been in their states, and where they are stuck.

use nihon::grouped;

use super::{
    table::{Cell, Column, Look, Made, Part, Row},
    timeline::Timeline,
};
use crate::{
    clock::{Day, Known},
    preset::{Ledger, State, View},
    structure::Structure,
};

/// A ledger's records, and whether a reader may know whose they are.
pub struct Kept<'l> {
    pub ledger: &'l Ledger,
    pub records: Vec<Timeline>,
    pub is_placed: bool,
}

/// A record in its state.
struct Standing<'r> {
    record: &'r Timeline,
    state: &'r State,
    since: Known,
    /// For how many days at least.
    days: i64,
    /// How many of them are long.
    limit: i64,
    /// Whether something is expected of it.
    waits: bool,
}

impl<'r> Standing<'r> {
    fn of(
        record: &'r Timeline,
        (ledger, view): (&'r Ledger, &View),
        day: Day,
    ) -> Option<Standing<'r>> {
        let (state, since) = (ledger.state(&record.state)?, record.since()?);
        // Where a month or a year alone is known, nobody is said to have waited longer than is sure.
        let days = day.since(since.last_day()).max(0);
        let limit = i64::from(ledger.limit(view, &state.key));
        Some(Standing { record, state, since, days, limit, waits: waits(ledger, state) })
    }

    fn is_rough(&self) -> bool {
        self.since.first_day() != self.since.last_day()
    }

    fn is_long(&self) -> bool {
        self.waits && self.days > self.limit
    }

    fn cell(&self) -> Cell {
        let mut cell = Cell::number(Look::Number, self.days, "日");
        let more = if self.is_rough() { "以上" } else { "" };
        let long =
            if self.is_long() { format!("（{}日超）", self.limit) } else { String::new() };
        // What is at least so many is no number to reckon with.
        cell.number = cell.number.filter(|_| !self.is_rough());
        cell.words += &format!("{more}{long}");
        cell
    }
}

/// Whether something is expected of what is in a state: it leads on, or somebody is waited for.
fn waits(ledger: &Ledger, state: &State) -> bool {
    let leads = ledger.moves.iter().any(|step| step.from.contains(&state.key));
    let due = ledger.due.iter().any(|rule| rule.states.contains(&state.key));
    !state.is_final && (leads || due)
}

/// Of a ledger and those whose records stand below its own.
pub fn of(structure: &Structure, all: &[Kept<'_>], view: &View, day: Day) -> Made {
    let mut made = Made::default();
    let several = all.iter().filter(|kept| !kept.ledger.states.is_empty()).count() > 1;
    for kept in all.iter().filter(|kept| !kept.ledger.states.is_empty()) {
        let of = (kept.ledger, view);
        let standing = kept.records.iter().filter_map(|record| Standing::of(record, of, day));
        let standing: Vec<Standing<'_>> = standing.collect();
        if standing.is_empty() {
            continue;
        }
        made.count += standing.len();
        let name = |words: &str| match several {
            true => format!("{}　{words}", kept.ledger.name),
            false => words.to_owned(),
        };
        let each = summary(kept.ledger, view, &standing);
        made.parts.push(Part { name: name("段階ごとの数と日数"), ..each });
        let longest = longest(structure, kept, standing);
        made.parts.push(Part { name: name("日数の長い順"), ..longest });
    }
    made
}

/// How many records are in each state, how long half of them have been, and how many too long.
fn summary(ledger: &Ledger, view: &View, all: &[Standing<'_>]) -> Part {
    let row = |state: &State| {
        let here: Vec<&Standing<'_>> =
            all.iter().filter(|one| one.state.key == state.key).collect();
        let long = here.iter().filter(|one| one.is_long()).count() as i64;
        let limit = ledger.limit(view, &state.key);
        let none = || Cell::new(Look::Number, "－");
        let long = match waits(ledger, state) {
            true => {
                let words = Cell::number(Look::Number, long, &ledger.counted_in).words;
                Cell::new(Look::Number, format!("{words}（{limit}日超）"))
            }
            false => none(),
        };
        Row::of(vec![
            Cell::new(Look::Title, &*state.name),
            Cell::number(Look::Number, here.len() as i64, &ledger.counted_in),
            median(&here).map_or_else(none, |days| Cell::number(Look::Number, days, "日")),
            long,
        ])
    };
    let heads = [("状態", Look::Title), ("いま", Look::Number), ("日数の中央", Look::Number)];
    let heads = heads.into_iter().chain([("長いもの", Look::Number)]);
    let part = Part::under(heads.map(|(name, look)| Column::new(name, look)).collect());
    let rough = all.iter().any(Standing::is_rough);
    Part {
        rows: ledger.states.iter().map(row).collect(),
        note: match rough {
            true => {
                "月や年度までしか分からないものは、少なくとも何日かで数えています（「以上」）。"
            }
            false => "",
        }
        .to_owned(),
        ..part
    }
}

/// The days that half of them have been in their state at most.
fn median(all: &[&Standing<'_>]) -> Option<i64> {
    let mut days: Vec<i64> = all.iter().map(|one| one.days).collect();
    days.sort_unstable();
    let upper = *days.get(days.len() / 2)?;
    Some(if days.len() % 2 == 1 { upper } else { (days[days.len() / 2 - 1] + upper) / 2 })
}

/// Those of which something is expected, the longest first; records of one place stand together.
fn longest(structure: &Structure, kept: &Kept<'_>, all: Vec<Standing<'_>>) -> Part {
    let (mut all, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.waits);
    all.sort_by(|a, b| {
        let begun = a.since.first_day().cmp(&b.since.first_day());
        b.days.cmp(&a.days).then(begun).then_with(|| a.record.id.cmp(&b.record.id))
    });
    // The place of the one that has waited longest comes first.
    let mut places: Vec<(String, Vec<Standing<'_>>)> = Vec::new();
    for one in all {
        let place = match kept.is_placed {
            true => structure.unit_title(&one.record.unit),
            false => String::new(),
        };
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, here)) => here.push(one),
            None => places.push((place, vec![one])),
        }
    }
    let mut rows = Vec::new();
    for (place, here) in &places {
        for (at, one) in here.iter().enumerate() {
            let place = Cell::new(Look::Head, &**place).over(here.len(), 1);
            let label = Cell::new(Look::Title, &*one.record.label);
            let first = (at == 0 && kept.is_placed).then_some(place);
            let rest = [
                label.link(format!("/records/{}", one.record.id)),
                Cell::new(Look::Short, &*one.state.name),
                Cell::new(Look::Short, one.since.short()),
                one.cell(),
            ];
            rows.push(Row::of(first.into_iter().chain(rest).collect()));
        }
    }
    let place = kept.is_placed.then(|| Column::new("どこの", Look::Head));
    let rest = [
        Column::new(kept.ledger.one(), Look::Title),
        Column::new("状態", Look::Short),
        Column::new("いつから", Look::Short),
        Column::new("日数", Look::Number),
    ];
    let unit = &kept.ledger.counted_in;
    let note = match others.len() as i64 {
        0 => String::new(),
        others => format!("次に待つことのない{}{unit}は並べていません。", grouped(others)),
    };
    let part = Part::under(place.into_iter().chain(rest).collect());
    Part { rows, note, ..part }
}
