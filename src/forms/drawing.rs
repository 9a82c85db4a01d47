//! A definition drawn as input fields, and answers drawn for reading.

use super::Answers;
use crate::{
    error::Result,
    fields::{Answer, Input, Spec, field},
    preset::{Form, FormSection},
    web::FormState,
};

/// One answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub key: String,
    pub label: String,
    /// Lines of text; a before-and-after answer has one line a stage, and what is said with a field stands last.
    pub lines: Vec<String>,
    /// Whether the field may hold personal data.
    pub personal: bool,
}

/// A section with its answers in words; unanswered fields are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownSection {
    pub key: String,
    pub title: String,
    pub answers: Vec<Shown>,
}

#[derive(askama::Template)]
#[template(path = "forms/inputs.html")]
struct Inputs<'a> {
    form: &'a FormState,
    inputs: Vec<Input<'a>>,
}

/// The input fields of a section as safe HTML. A field is called `prefix` and its key.
pub fn inputs(section: &FormSection, state: &FormState, prefix: &str) -> Result<String> {
    draw(section.fields.iter(), state, prefix)
}

/// One field's input as safe HTML.
pub fn one_input(field: &Spec, state: &FormState, prefix: &str) -> Result<String> {
    draw(std::iter::once(field), state, prefix)
}

fn draw<'a>(
    fields: impl Iterator<Item = &'a Spec>,
    form: &'a FormState,
    prefix: &str,
) -> Result<String> {
    let fields: Vec<&Spec> = fields.collect();
    let input = |field: &&'a Spec| {
        Input::new(*field, format!("{prefix}{}", field.key)).among(&fields, prefix)
    };
    let inputs = fields.iter().map(input).collect();
    Ok(askama::Template::render(&Inputs { form, inputs })?)
}

/// Answers in words, section by section. Answers to fields that the definition no longer has come last.
pub fn show(form: &Form, answers: &Answers) -> Vec<ShownSection> {
    let mut sections: Vec<ShownSection> = form
        .sections
        .iter()
        .map(|section| ShownSection {
            key: section.key.clone(),
            title: section.title.clone(),
            answers: section
                .fields
                .iter()
                .filter_map(|field| Some(shown(field, answers.get(&field.key)?)))
                .collect(),
        })
        .collect();
    let gone: Vec<Shown> = answers
        .fields()
        .filter(|key| form.field(key).is_none())
        .filter_map(|key| {
            let unknown = Spec { key: key.to_owned(), personal: true, ..field(key) };
            Some(shown(&unknown, answers.get(key)?))
        })
        .collect();
    if !gone.is_empty() {
        sections.push(ShownSection {
            key: "earlier".into(),
            title: "以前の様式の記入".into(),
            answers: gone,
        });
    }
    sections
}

fn shown(field: &Spec, answer: &Answer) -> Shown {
    let note = Some(field.note()).filter(|note| !note.is_empty());
    Shown {
        key: field.key.clone(),
        label: field.label.clone(),
        lines: field.lines(answer).into_iter().chain(note).collect(),
        personal: field.personal,
    }
}
