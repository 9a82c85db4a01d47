//! Numbers by item: how many there were of each. Missing, 0 and 「－」 (does not apply) are three different things.

use nihon::fold_key;

use super::numbers::{number_cell, within};
use crate::{
    fields::{
        Answer, AnswerKind, Choice, Heading, Spec,
        family::{Control, Family, Grid, GridRow, Keeps, number_key, sentence},
    },
    tabular::{Cell, Faults, Holds, Record},
    web::FormState,
};

/// Items below each other, units beside each other.
pub(super) struct Figures;

/// What does not apply, as it is kept and as it is shown.
const NOT_APPLICABLE: (&str, &str) = ("-", "－");

/// One number: its item, its column, and what it is called.
struct Figure {
    item: String,
    column: Spec,
    label: String,
}

/// The columns: the declared ones, or the field itself as one.
fn columns(spec: &Spec) -> Vec<Spec> {
    let (min, max, unit) = (spec.min, spec.max, spec.unit.clone());
    let own = || Spec { key: "number".to_owned(), min, max, unit, ..Spec::default() };
    let columns = if spec.columns.is_empty() { vec![own()] } else { spec.columns.clone() };
    columns.into_iter().map(|column| Spec { kind: AnswerKind::Number, ..column }).collect()
}

/// All numbers, item by item.
fn figures(spec: &Spec, head: &str) -> Vec<Figure> {
    let columns = columns(spec);
    let of_item = |item: &Choice| {
        let figure = |column: &Spec| Figure {
            item: item.key.clone(),
            label: format!("{head}（{}）", format!("{} {}", item.name, column.label).trim()),
            column: column.clone(),
        };
        columns.iter().map(figure).collect::<Vec<_>>()
    };
    spec.items.iter().flat_map(of_item).collect()
}

impl Figure {
    fn name(&self, name: &str) -> String {
        format!("{name}.{}.{}", self.item, self.column.key)
    }

    /// What an answer says of it; empty where it is missing.
    fn of<'a>(&self, answer: &'a Answer) -> &'a str {
        let Answer::Rows(rows) = answer else { return "" };
        let own =
            rows.iter().find(|row| row.starts_with(&[self.item.clone(), self.column.key.clone()]));
        own.and_then(|row| row.get(2)).map_or("", String::as_str)
    }

    fn keep(&self, typed: &str) -> Result<String, String> {
        let folded = fold_key(typed);
        match folded.chars().all(|c| matches!(c, '-' | 'ー')) {
            _ if folded.is_empty() => Ok(String::new()),
            true => Ok(NOT_APPLICABLE.0.to_owned()),
            false => within(&self.column, typed),
        }
    }

    fn row(self, kept: String) -> Vec<String> {
        vec![self.item, self.column.key, kept]
    }
}

fn written(kept: &str) -> &str {
    if kept == NOT_APPLICABLE.0 { NOT_APPLICABLE.1 } else { kept }
}

impl Family for Figures {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Grid
    }

    fn keeps(&self, _spec: &Spec) -> Keeps {
        Keeps::Rows
    }

    fn grid(&self, spec: &Spec, _form: &FormState, name: &str) -> Grid {
        let head = |column: &Spec| match (column.label.as_str(), column.unit.as_str()) {
            ("", "") => "数".to_owned(),
            ("", unit) => unit.to_owned(),
            (label, "") => label.to_owned(),
            (label, unit) => format!("{label}（{unit}）"),
        };
        let all = figures(spec, &spec.label);
        let of_item = |item: &Choice| GridRow {
            head: item.name.clone(),
            cells: all
                .iter()
                .filter(|figure| figure.item == item.key)
                .map(|f| (f.name(name), Spec { label: f.label.clone(), ..f.column.clone() }))
                .collect(),
        };
        Grid {
            heads: columns(spec).iter().map(head).collect(),
            rows: spec.items.iter().map(of_item).collect(),
        }
    }

    fn help(&self, spec: &Spec) -> String {
        match spec.help.as_str() {
            "" => "1つもないときは0、あてはまらないときは「－」、分からないときは空のままにします"
                .to_owned(),
            help => help.to_owned(),
        }
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        let mut rows = Vec::new();
        for figure in figures(spec, &spec.label) {
            let name = figure.name(name);
            let typed = form.optional(&name, &figure.label, self.most(spec));
            match figure.keep(&typed) {
                Ok(kept) if kept.is_empty() => {}
                Ok(kept) => rows.push(figure.row(kept)),
                Err(reason) => form.error(&name, sentence(&figure.label, &reason)),
            }
        }
        self.wanted(spec, form, name, Answer::Rows(rows))
    }

    fn fill(&self, spec: &Spec, form: &mut FormState, name: &str, answer: &Answer) {
        for figure in figures(spec, "") {
            form.set(&figure.name(name), written(figure.of(answer)));
        }
    }

    /// 「ケース検討: 39回 31事例」
    fn lines(&self, spec: &Spec, answer: &Answer) -> Vec<String> {
        let all = figures(spec, "");
        let said = |figure: &&Figure| !figure.of(answer).is_empty();
        let words = |figure: &Figure| match figure.of(answer) {
            kept if kept == NOT_APPLICABLE.0 => NOT_APPLICABLE.1.to_owned(),
            kept => format!("{kept}{}", figure.column.unit),
        };
        let lines = spec.items.iter().filter_map(|item| {
            let own = all.iter().filter(|figure| figure.item == item.key).filter(said);
            let numbers: Vec<String> = own.map(words).collect();
            (!numbers.is_empty()).then(|| format!("{}: {}", item.name, numbers.join(" ")))
        });
        lines.collect()
    }

    fn headings(&self, spec: &Spec, head: &str) -> Vec<String> {
        figures(spec, head).into_iter().map(|figure| figure.label).collect()
    }

    fn holds(&self) -> Holds {
        Holds::Numbers
    }

    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        let figure = figures(&column.spec, "").into_iter().nth(column.part)?;
        let kept = record.parsed(&column.header, faults, |typed| figure.keep(typed))?;
        (!kept.is_empty()).then(|| Answer::Rows(vec![figure.row(kept)]))
    }

    fn cell(&self, column: &Heading, answer: &Answer) -> Cell {
        let figure = figures(&column.spec, "").into_iter().nth(column.part);
        figure.map_or(Cell::Empty, |figure| number_cell(written(figure.of(answer))))
    }

    /// By the first of the numbers that is known.
    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        let all = figures(spec, "");
        let number = all.iter().find_map(|figure| figure.of(answer).parse().ok());
        number.map_or_else(String::new, number_key)
    }

    fn blank(&self, spec: &Spec) -> Vec<String> {
        let units: Vec<String> =
            columns(spec).iter().map(|column| format!("　　　　{}", column.unit)).collect();
        spec.items.iter().map(|item| format!("{}: {}", item.name, units.concat())).collect()
    }
}
