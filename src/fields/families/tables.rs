//! Rows of small answers, as many as somebody needs.

use std::collections::BTreeSet;

use crate::{
    fields::{
        Answer, Heading, Spec,
        family::{Control, Family, Grid, GridRow, Keeps, number_key},
    },
    tabular::{Cell, Faults, Record},
    web::FormState,
};

/// A row for each thing, a column for each question.
pub(super) struct Table;

/// The most rows.
const ROWS: usize = 50;

/// Empty rows below the filled ones.
const MORE: usize = 3;

/// What stands between the answers of a row.
const BETWEEN: &str = "｜";

/// The columns whose answers fit into a cell.
fn columns(spec: &Spec) -> impl Iterator<Item = &Spec> {
    spec.columns.iter().filter(|column| column.is_small())
}

/// Rows of a page in which anything stands.
fn filled(form: &FormState, name: &str) -> BTreeSet<usize> {
    let begins = format!("{name}.");
    let at = |(key, value): (&str, &str)| {
        let (row, _) = key.strip_prefix(&begins)?.split_once('.')?;
        if value.trim().is_empty() { None } else { row.parse().ok() }
    };
    form.pairs().filter_map(at).collect()
}

/// A row's column, which says for itself where it stands.
fn placed(spec: &Spec, column: &Spec, row: usize) -> Spec {
    Spec {
        label: format!("{}{}行目の「{}」", spec.label, row + 1, column.label), ..column.clone()
    }
}

/// A small answer as the text of a cell, and back.
fn text_of(answer: &Answer) -> String {
    match answer {
        Answer::Many(keys) => keys.join(","),
        other => other.text().to_owned(),
    }
}

fn answer_of(column: &Spec, text: &str) -> Answer {
    match column.kind.family().keeps(column) {
        Keeps::Many if text.is_empty() => Answer::Many(Vec::new()),
        Keeps::Many => Answer::Many(text.split(',').map(str::to_owned).collect()),
        Keeps::Text | Keeps::Stages | Keeps::Rows => Answer::Text(text.to_owned()),
    }
}

/// The rows below the keys of their columns; nothing where there are none.
fn with_keys(spec: &Spec, rows: Vec<Vec<String>>) -> Answer {
    if rows.is_empty() {
        return Answer::Rows(rows);
    }
    let keys = columns(spec).map(|column| column.key.clone()).collect();
    Answer::Rows(std::iter::once(keys).chain(rows).collect())
}

/// The rows of an answer as the columns stand now, whatever they were when it was given.
fn rows<'a>(spec: &'a Spec, answer: &'a Answer) -> Vec<Vec<(&'a Spec, Answer)>> {
    let Answer::Rows(rows) = answer else { return Vec::new() };
    let Some((keys, rows)) = rows.split_first() else { return Vec::new() };
    let cell = |row: &[String], column: &'a Spec| {
        let at = keys.iter().position(|key| *key == column.key);
        let text = at.and_then(|at| row.get(at)).map_or("", String::as_str);
        (column, answer_of(column, text))
    };
    rows.iter().map(|row| columns(spec).map(|column| cell(row, column)).collect()).collect()
}

impl Family for Table {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Grid
    }

    fn keeps(&self, _spec: &Spec) -> Keeps {
        Keeps::Rows
    }

    fn grid(&self, spec: &Spec, form: &FormState, name: &str) -> Grid {
        let last = filled(form, name).last().map_or(0, |last| last + 1);
        let row = |at: usize| GridRow {
            head: (at + 1).to_string(),
            cells: columns(spec)
                .map(|column| (format!("{name}.{at}.{}", column.key), placed(spec, column, at)))
                .collect(),
        };
        Grid {
            heads: columns(spec).map(|column| column.label.clone()).collect(),
            rows: (0..(last + MORE).min(ROWS)).map(row).collect(),
        }
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        let mut rows = Vec::new();
        for at in filled(form, name) {
            if at >= ROWS {
                form.error(name, format!("{}は{ROWS}行までです。", spec.label));
                break;
            }
            let cell = |column: &Spec| {
                let name = format!("{name}.{at}.{}", column.key);
                text_of(&placed(spec, column, at).read(form, &name))
            };
            rows.push(columns(spec).map(cell).collect());
        }
        self.wanted(spec, form, name, with_keys(spec, rows))
    }

    fn fill(&self, spec: &Spec, form: &mut FormState, name: &str, answer: &Answer) {
        for (at, row) in rows(spec, answer).into_iter().enumerate() {
            for (column, said) in row {
                column.fill(form, &format!("{name}.{at}.{}", column.key), &said);
            }
        }
    }

    fn lines(&self, spec: &Spec, answer: &Answer) -> Vec<String> {
        let line = |row: Vec<(&Spec, Answer)>| {
            let said = row.iter().filter(|(_, said)| !said.is_empty());
            said.map(|(column, said)| column.lines(said).join(" "))
                .collect::<Vec<_>>()
                .join(BETWEEN)
        };
        rows(spec, answer).into_iter().map(line).collect()
    }

    fn hint(&self, spec: &Spec) -> String {
        let heads: Vec<&str> = columns(spec).map(|column| column.label.as_str()).collect();
        format!("1件を1行に、「{BETWEEN}」で区切って入力します。{}", heads.join(BETWEEN))
    }

    /// Rows are lines, columns stand between bars.
    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        let spec = &column.spec;
        let row = |(at, line): (usize, &str)| {
            let said: Vec<&str> = line.split(BETWEEN).map(str::trim).collect();
            if said.len() > columns(spec).count() {
                return Err(format!("{}行目の区切りが多すぎます。{}", at + 1, self.hint(spec)));
            }
            let cell =
                |(at_column, column): (usize, &Spec)| match said.get(at_column) {
                    None | Some(&"") => Ok(String::new()),
                    Some(typed) => column.kind.family().keep(column, typed).map_err(|reason| {
                        format!("{}行目の「{}」: {reason}", at + 1, column.label)
                    }),
                };
            columns(spec).enumerate().map(cell).collect::<Result<Vec<_>, String>>()
        };
        let rows = record.parsed(&column.header, faults, |text| {
            let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
            match lines.len() {
                ..=ROWS => lines.into_iter().enumerate().map(row).collect(),
                _ => Err(format!("{ROWS}行までにしてください。")),
            }
        })?;
        Some(with_keys(spec, rows))
    }

    fn cell(&self, column: &Heading, answer: &Answer) -> Cell {
        let cell = |(of, said): &(&Spec, Answer)| {
            let text = match said {
                said if said.is_empty() => String::new(),
                Answer::Text(text) => of.kind.family().written(of, text),
                said => of.lines(said).concat(),
            };
            text.replace('\n', " ").replace(BETWEEN, "|")
        };
        let line =
            |row: Vec<(&Spec, Answer)>| row.iter().map(cell).collect::<Vec<_>>().join(BETWEEN);
        rows(&column.spec, answer).into_iter().map(line).collect::<Vec<_>>().join("\n").into()
    }

    /// By how many rows there are.
    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        number_key(rows(spec, answer).len() as i64)
    }

    fn blank(&self, spec: &Spec) -> Vec<String> {
        let heads: Vec<&str> = columns(spec).map(|column| column.label.as_str()).collect();
        std::iter::once(heads.join(BETWEEN)).chain(vec![String::new(); 4]).collect()
    }

    fn is_words(&self, spec: &Spec) -> bool {
        columns(spec).any(|column| column.kind.family().is_words(column))
    }
}
