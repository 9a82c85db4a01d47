//! The yearly table: what was held in fiscal years of which no meeting is kept, as somebody entered it.

use nihon::FiscalYear;

use super::{
    axis::year_words,
    table::{Cell, Column, Look, Made, Part, Row},
    timeline::Timeline,
};
use crate::{
    clock::{Known, fiscal_year_words},
    fields::{AnswerKind, Choice, FieldRole, Spec},
    preset::{CountedLine, Ledger, Preset, View},
};

/// A year that was entered.
struct Entered<'r> {
    year: FiscalYear,
    name: String,
    record: &'r Timeline,
}

/// Of these records: a line for each item, a column for each year. Where a year was entered twice both stand there, and
/// nothing is added up.
pub fn of(preset: &Preset, (ledger, view): (&Ledger, &View), records: &[Timeline]) -> Made {
    let Some(field) = ledger.field(&view.rows) else { return Made::default() };
    let mut years: Vec<Entered<'_>> = records.iter().filter_map(|r| entered(ledger, r)).collect();
    years.sort_by(|a, b| (a.year, &a.name, &a.record.id).cmp(&(b.year, &b.name, &b.record.id)));
    let mut rows: Vec<Row> = Vec::new();
    for (at, item) in field.items.iter().enumerate() {
        let all = field.items.len();
        let begins = at == 0 || field.items[at - 1].group != item.group;
        let mut cells = Vec::new();
        if at == 0 {
            cells.push(Cell::new(Look::Head, &*field.label).over(all, 1));
        }
        match item.group.as_str() {
            "" => cells.push(Cell::new(Look::Head, &*item.name).over(1, 2)),
            group => {
                let own = field.items[at..].iter().take_while(|other| other.group == group).count();
                cells.extend(begins.then(|| Cell::new(Look::Head, group).over(own, 1)));
                cells.push(Cell::new(Look::Head, &*item.name));
            }
        }
        let counted = counted(preset, view, item);
        cells.extend(years.iter().map(|year| cell((field, item), year, counted)));
        rows.push(Row::of(cells));
    }
    if years.is_empty() {
        rows = Vec::new();
    }
    let heads = (0..3).map(|_| Column::new("", Look::Head));
    let heads = heads.chain(years.iter().map(|year| Column::new(&*year.name, Look::Figures)));
    let part = Part::under(heads.collect());
    let last = years.last().map_or(0, |year| year.year.calendar_year());
    let note = note(preset, (field, view), last);
    let part = Part { rows, note, ..part.beginning_over(3) };
    Made { count: years.len(), parts: vec![part] }
}

fn entered<'r>(ledger: &Ledger, record: &'r Timeline) -> Option<Entered<'r>> {
    let said = |role: FieldRole| {
        let field = ledger.by_role(role)?;
        let text = record.answers.get(&field.key)?.text();
        match field.kind {
            AnswerKind::Year => Known::parse(&format!("{text}年度")).ok(),
            _ => Known::parse(text).ok(),
        }
    };
    let year = FiscalYear::of(said(FieldRole::Day)?.first_day().0);
    let until = match said(FieldRole::Until) {
        Some(Known(nihon::Known::Day(day))) => format!("（{}月{}日現在）", day.month(), day.day()),
        Some(Known(nihon::Known::Month(first))) => format!("（{}月末現在）", first.month()),
        Some(Known(nihon::Known::FiscalYear(_))) | None => String::new(),
    };
    Some(Entered { year, name: format!("{}{until}", year_words(year)), record })
}

/// What meetings count of an item in this structure.
fn counted<'v>(preset: &Preset, view: &'v View, item: &Choice) -> Option<&'v CountedLine> {
    let known = |line: &&CountedLine| {
        let kinds = &preset.conference_kinds;
        line.item == item.key
            && kinds.iter().any(|kind| line.kinds.iter().any(|key| key == kind.key.as_str()))
    };
    view.lines.iter().find(known)
}

/// What was entered; from the year on from which meetings count, where the number comes from.
fn cell(
    (field, item): (&Spec, &Choice),
    year: &Entered<'_>,
    counted: Option<&CountedLine>,
) -> Cell {
    let words = match year.record.answers.get(&field.key) {
        Some(answer) => field.figure(item, answer),
        None => String::new(),
    };
    let meets = counted.is_some_and(|line| line.from_fiscal_year <= year.year.calendar_year());
    let words = match (meets, words.is_empty()) {
        (true, true) => "集計".to_owned(),
        (true, false) => format!("{words}（記録）"),
        (false, _) => words,
    };
    Cell::new(Look::Figures, words)
}

/// From when on meetings say how many there were, where the last year that stands there is one of those.
fn note(preset: &Preset, (field, view): (&Spec, &View), last: i16) -> String {
    let mut years: Vec<(i16, Vec<&str>)> = Vec::new();
    for item in &field.items {
        let line = counted(preset, view, item).filter(|line| line.from_fiscal_year <= last);
        let Some(line) = line else { continue };
        match years.iter_mut().find(|(year, _)| *year == line.from_fiscal_year) {
            Some((_, items)) => items.push(&item.name),
            None => years.push((line.from_fiscal_year, vec![&item.name])),
        }
    }
    let words = |(year, items): &(i16, Vec<&str>)| {
        let year = fiscal_year_words(*year);
        format!("{}の{year}からの数は、会議の記録から出します（「集計」）。", items.join("、"))
    };
    years.iter().map(words).collect::<Vec<_>>().concat()
}
