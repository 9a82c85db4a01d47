//! Between answers and a form on a page.

use super::Answers;
use crate::{
    fields::{Answer, Spec},
    preset::Form,
    web::FormState,
};

/// Reads the answers to these fields from a page on which each is called `prefix` and its key; answers to others stay as
/// they are, and one whose condition is not met is dropped. What cannot be read is an error at its field; what is required and missing is not, so that a draft can be kept
/// (see [`missing`]).
pub fn read<'a>(
    fields: impl IntoIterator<Item = &'a Spec>,
    state: &mut FormState,
    prefix: &str,
    answers: &mut Answers,
) {
    for field in fields {
        let asked = field.is_asked(|key| answers.get(key));
        let mut read = || field.read(state, &format!("{prefix}{}", field.key));
        answers.set(&field.key, if asked { read() } else { Answer::nothing() });
    }
}

/// Takes out of a sheet, and of what was written beside it to leave, the answers to fields that it does not ask.
pub fn drop_unasked(form: &Form, named: &mut Answers, beside: &mut Answers) {
    for field in form.fields() {
        if !field.is_asked(|key| named.get(key)) {
            named.set(&field.key, Answer::nothing());
            beside.set(&field.key, Answer::nothing());
        }
    }
}

/// Puts the answers to these fields into a page's form.
pub fn fill<'a>(
    fields: impl IntoIterator<Item = &'a Spec>,
    answers: &Answers,
    state: &mut FormState,
    prefix: &str,
) {
    for field in fields {
        if let Some(answer) = answers.get(&field.key) {
            field.fill(state, &format!("{prefix}{}", field.key), answer);
        }
    }
}

/// The required fields without an answer, of those that are asked.
pub fn missing<'a>(form: &'a Form, answers: &Answers) -> Vec<&'a Spec> {
    form.fields()
        .filter(|field| !field.required.is_not() && field.is_asked(|key| answers.get(key)))
        .filter(|field| answers.get(&field.key).is_none_or(Answer::is_empty))
        .collect()
}
