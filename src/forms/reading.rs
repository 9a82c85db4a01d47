//! Between answers and a form on a page.

use super::Answers;
use crate::{
    fields::{Answer, Spec},
    preset::Form,
    web::FormState,
};

/// Reads all answers from a page on which every field is called `prefix` and its key. What cannot be read is an
/// error at its field; what is required and missing is not, so that a draft can be kept (see [`missing`]).
pub fn read(form: &Form, state: &mut FormState, prefix: &str) -> Answers {
    let mut answers = Answers::default();
    for field in form.fields() {
        answers.set(&field.key, field.read(state, &format!("{prefix}{}", field.key)));
    }
    answers
}

/// Puts answers into a page's form.
pub fn fill(form: &Form, answers: &Answers, state: &mut FormState, prefix: &str) {
    for field in form.fields() {
        if let Some(answer) = answers.get(&field.key) {
            field.fill(state, &format!("{prefix}{}", field.key), answer);
        }
    }
}

/// The required fields without an answer.
pub fn missing<'a>(form: &'a Form, answers: &Answers) -> Vec<&'a Spec> {
    form.fields()
        .filter(|field| !field.required.is_not())
        .filter(|field| answers.get(&field.key).is_none_or(Answer::is_empty))
        .collect()
}
