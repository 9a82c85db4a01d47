//! Between answers and a form on a page.

use super::{Answer, Answers};
use crate::{
    clock::Day,
    preset::{AnswerKind, Field, Form},
    web::{FormState, form::Choice},
};

/// Characters of a text whose definition names no limit.
const MOST: usize = 4_000;

/// The three parts of a before-and-after answer, with the end of their names on a page.
pub(super) const STAGES: [(&str, &str); 3] =
    [("before", "以前"), ("expected", "現在・見込み"), ("after", "支援後")];

/// Reads all answers from a page on which every field is called `prefix` and its key. What cannot be read is an
/// error at its field; what is required and missing is not, so that a draft can be kept (see [`missing`]).
pub fn read(form: &Form, state: &mut FormState, prefix: &str) -> Answers {
    let mut answers = Answers::default();
    for field in form.fields() {
        answers.set(&field.key, read_field(field, state, prefix));
    }
    answers
}

/// Reads one field's answer.
pub fn read_field(field: &Field, state: &mut FormState, prefix: &str) -> Answer {
    let name = format!("{prefix}{}", field.key);
    let most = field.max.map_or(MOST, |n| n as usize);
    match field.kind {
        AnswerKind::Text | AnswerKind::Textarea => {
            Answer::Text(state.optional(&name, &field.label, most))
        }
        AnswerKind::Choice => Answer::Text(
            state.optional_choice(&name, &field.label, &choices(field)).unwrap_or_default(),
        ),
        AnswerKind::Multi => Answer::Many(state.chosen(&name, &field.label, &choices(field))),
        AnswerKind::Number => {
            let range = 0..=field.max.map_or(i64::MAX, i64::from);
            let number = state.optional_integer(&name, &field.label, range);
            Answer::Text(number.map(|n| n.to_string()).unwrap_or_default())
        }
        AnswerKind::Day => {
            let day = state.optional_day(&name, &field.label);
            Answer::Text(day.map(|d| d.iso()).unwrap_or_default())
        }
        AnswerKind::YesNo => {
            Answer::Text(state.optional_choice(&name, &field.label, &yes_no()).unwrap_or_default())
        }
        AnswerKind::BeforeAfter => {
            let [before, expected, after] = STAGES.map(|(end, word)| {
                let label = format!("{}({word})", field.label);
                state.optional(&format!("{name}.{end}"), &label, most)
            });
            Answer::Stages { before, expected, after }
        }
    }
}

/// Puts answers into a page's form.
pub fn fill(form: &Form, answers: &Answers, state: &mut FormState, prefix: &str) {
    for field in form.fields() {
        let name = format!("{prefix}{}", field.key);
        match answers.get(&field.key) {
            Some(Answer::Text(text)) if field.kind == AnswerKind::Day => {
                let day = text.parse().map(|date| Day(date).short());
                state.set(&name, day.unwrap_or_else(|_| text.clone()));
            }
            Some(Answer::Text(text)) => state.set(&name, text),
            Some(Answer::Many(keys)) => state.set_all(&name, keys.iter().cloned()),
            Some(Answer::Stages { before, expected, after }) => {
                for ((end, _), text) in STAGES.iter().zip([before, expected, after]) {
                    state.set(&format!("{name}.{end}"), text);
                }
            }
            None => {}
        }
    }
}

/// The required fields without an answer.
pub fn missing<'a>(form: &'a Form, answers: &Answers) -> Vec<&'a Field> {
    form.fields()
        .filter(|field| field.required && answers.get(&field.key).is_none_or(Answer::is_empty))
        .collect()
}

pub(super) fn choices(field: &Field) -> Vec<Choice> {
    field.choices.iter().map(|choice| Choice::new(&choice.key, &choice.name)).collect()
}

pub(super) fn yes_no() -> [Choice; 2] {
    [Choice::new("yes", "はい"), Choice::new("no", "いいえ")]
}
