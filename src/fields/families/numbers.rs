//! Whole numbers, and yen.

use nihon::{grouped, parse_integer};

use crate::{
    fields::{
        Answer, Heading, Spec,
        family::{Control, Family, number_key},
    },
    tabular::{Cell, Holds},
};

/// A whole number within the declared range.
pub(in crate::fields) fn within(spec: &Spec, typed: &str) -> Result<String, String> {
    let range = spec.range();
    match parse_integer(typed) {
        Ok(number) if range.contains(&number) => Ok(number.to_string()),
        Ok(_) => Err(format!("{}から{}までの数字で入力してください。", range.start(), range.end())),
        Err(reason) => Err(reason.to_string()),
    }
}

/// Digits as a number, so that a workbook can add them up.
pub(in crate::fields) fn number_cell(kept: &str) -> Cell {
    kept.parse::<i64>().map_or_else(|_| kept.into(), Cell::from)
}

const IN_DIGITS: &str = "を数字で入力してください。";

/// How many.
pub(super) struct Number;

impl Family for Number {
    fn control(&self, spec: &Spec) -> Control {
        Control::Number(spec.unit.clone())
    }

    fn keep(&self, spec: &Spec, typed: &str) -> Result<String, String> {
        within(spec, typed)
    }

    fn shown(&self, spec: &Spec, kept: &str) -> String {
        if kept.is_empty() { String::new() } else { format!("{kept}{}", spec.unit) }
    }

    fn wanting(&self) -> &'static str {
        IN_DIGITS
    }

    fn holds(&self) -> Holds {
        Holds::Numbers
    }

    fn cell(&self, _column: &Heading, answer: &Answer) -> Cell {
        number_cell(answer.text())
    }

    fn key(&self, _spec: &Spec, answer: &Answer) -> String {
        answer.text().parse().map_or_else(|_| String::new(), number_key)
    }
}

/// Whole yen.
pub(super) struct Money;

const YEN: &str = "円";

impl Family for Money {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Number(YEN.to_owned())
    }

    fn keep(&self, spec: &Spec, typed: &str) -> Result<String, String> {
        let bare = typed.trim().trim_start_matches(['¥', '￥']);
        within(spec, bare.strip_suffix(YEN).unwrap_or(bare))
    }

    fn shown(&self, _spec: &Spec, kept: &str) -> String {
        kept.parse().map_or_else(|_| kept.to_owned(), |yen| format!("{}{YEN}", grouped(yen)))
    }

    fn wanting(&self) -> &'static str {
        IN_DIGITS
    }

    fn holds(&self) -> Holds {
        Holds::Numbers
    }

    fn cell(&self, column: &Heading, answer: &Answer) -> Cell {
        Number.cell(column, answer)
    }

    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        Number.key(spec, answer)
    }

    fn blank(&self, _spec: &Spec) -> Vec<String> {
        vec![format!("　　　　　　{YEN}"), String::new()]
    }
}
