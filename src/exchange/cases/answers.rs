//! The cells of a form's fields and of the factors.

use super::{
    super::columns::{AnswerColumn, Columns, Part, Side},
    lists::Lists,
};
use crate::{
    cases::{FactorMark, MarkedFactor},
    clock::Day,
    forms::{Answer, Answers},
    id::FactorId,
    preset::{AnswerKind, FactorValue, Field},
    tabular::{Faults, Mark, Record},
};

/// Characters of a text whose definition names no limit.
const MOST: usize = 4_000;

/// What a row answers on one side of the form.
pub(super) fn answers(
    columns: &Columns<'_>,
    lists: &Lists,
    side: Side,
    record: &Record<'_>,
    faults: &mut Faults,
) -> Answers {
    let mut answers = Answers::default();
    let of_side = columns.answers.iter().filter(|a| a.side == side);
    for column in of_side {
        let Some(answer) = answer(column, lists, record, faults) else {
            continue;
        };
        let key = &column.field.key;
        match (column.part, answers.get(key)) {
            (Part::Stage(_), Some(before)) => {
                let joined = join_stages(before, &answer);
                answers.set(key, joined);
            }
            _ => answers.set(key, answer),
        }
    }
    answers
}

/// Two stages of one before-and-after answer as one.
fn join_stages(one: &Answer, other: &Answer) -> Answer {
    let texts = |answer: &Answer| match answer {
        Answer::Stages { before, expected, after } => {
            [before.clone(), expected.clone(), after.clone()]
        }
        _ => Default::default(),
    };
    let [before, expected, after] = texts(one);
    let [b, e, a] = texts(other);
    Answer::Stages { before: before + &b, expected: expected + &e, after: after + &a }
}

fn answer(
    column: &AnswerColumn<'_>,
    lists: &Lists,
    record: &Record<'_>,
    faults: &mut Faults,
) -> Option<Answer> {
    let (field, header): (&Field, &str) = (column.field, &column.header);
    if record.get(header).is_blank() {
        return None;
    }
    let most = field.max.map_or(MOST, |n| n as usize);
    if let Part::Stage(at) = column.part {
        let mut texts: [String; 3] = Default::default();
        texts[at] = record.text(header, most, faults)?;
        let [before, expected, after] = texts;
        return Some(Answer::Stages { before, expected, after });
    }
    let text = match field.kind {
        AnswerKind::Text | AnswerKind::Textarea | AnswerKind::BeforeAfter => {
            record.text(header, most, faults)?
        }
        AnswerKind::Choice => {
            let words = lists.choices.get(&field.key)?;
            record.parsed(header, faults, |word| words.find(word))?
        }
        AnswerKind::Multi => {
            let words = lists.choices.get(&field.key)?;
            let keys: Vec<String> = record.parsed(header, faults, |text| {
                text.split(['、', ',', '，', ';', '\n'])
                    .map(str::trim)
                    .filter(|word| !word.is_empty())
                    .map(|word| words.find(word))
                    .collect::<Result<Vec<_>, String>>()
            })?;
            return Some(Answer::Many(keys));
        }
        AnswerKind::Number => {
            let range = 0..=field.max.map_or(i64::MAX, i64::from);
            record.integer(header, range, faults)?.to_string()
        }
        AnswerKind::Day => Day(record.day(header, faults)?).iso(),
        AnswerKind::YesNo => {
            let words = [
                ("はい", "yes"),
                ("いいえ", "no"),
                ("○", "yes"),
                ("有", "yes"),
                ("無", "no"),
                ("×", "no"),
            ];
            record.one_of(header, &words, faults)?.to_owned()
        }
    };
    Some(Answer::Text(text))
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
        let (value, mark, words) = match record.mark(&column.header, faults) {
            Mark::Blank => continue,
            Mark::Circle => (FactorValue::Mark, FactorMark::Mark, String::new()),
            Mark::Suspected => (FactorValue::Suspected, FactorMark::Suspected, String::new()),
            Mark::Words(words) => (FactorValue::Text, FactorMark::Words, words),
        };
        if !factor.allows(value) {
            let reason = if factor.allows(FactorValue::Mark) {
                "○ か 疑い を入力してください。"
            } else {
                "○ ではなく、ことばで入力してください。"
            };
            record.fault(&column.header, reason, faults);
        } else if words.chars().count() > 100 {
            record.fault(&column.header, "100文字までにしてください。", faults);
        } else {
            marked.push(MarkedFactor {
                factor_id: FactorId::from(factor.key.as_str()),
                mark,
                words,
            });
        }
    }
    marked
}
