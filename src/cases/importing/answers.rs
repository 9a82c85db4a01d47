//! The cells of a form's fields and of the factors.

use super::columns::{Columns, Side};
use crate::{
    cases::{FACTOR_WORDS, FactorMark, MarkedFactor},
    forms::Answers,
    preset::FactorValue,
    tabular::{Faults, Mark, Marks, Record},
};

/// What a row answers on one side of the form.
pub(super) fn answers(
    columns: &Columns<'_>,
    side: Side,
    record: &Record<'_>,
    faults: &mut Faults,
) -> Answers {
    let mut answers = Answers::default();
    for column in columns.answers.iter().filter(|a| a.side == side) {
        let key = &column.heading.spec.key;
        if let Some(answer) = column.heading.read(record, faults) {
            let answer = match answers.get(key) {
                Some(before) => before.clone().and(answer),
                None => answer,
            };
            answers.set(key, answer);
        }
    }
    answers
}

/// The factors a row marks.
pub(super) fn factors(
    columns: &Columns<'_>,
    record: &Record<'_>,
    faults: &mut Faults,
) -> Vec<MarkedFactor> {
    let mut marked = Vec::new();
    for column in &columns.factors {
        let factor = column.factor;
        let allowed = Marks {
            circle: factor.allows(FactorValue::Mark),
            suspected: factor.allows(FactorValue::Suspected),
            words: factor.allows(FactorValue::Text),
        };
        let (value, mark, words) = match record.mark(&column.header, allowed, faults) {
            // What is unclear was asked about.
            Mark::Blank | Mark::Unclear(_) => continue,
            Mark::Circle => (FactorValue::Mark, FactorMark::Mark, String::new()),
            Mark::Suspected => (FactorValue::Suspected, FactorMark::Suspected, String::new()),
            Mark::Words(words) => (FactorValue::Text, FactorMark::Words, words),
        };
        if !factor.allows(value) {
            record.fault(&column.header, "○ ではなく、ことばで入力してください。", faults);
        } else if words.chars().count() > FACTOR_WORDS {
            let reason = format!("{FACTOR_WORDS}文字までにしてください。");
            record.fault(&column.header, reason, faults);
        } else {
            marked.push(MarkedFactor { factor_id: factor.key.clone(), mark, words });
        }
    }
    marked
}
