//! A definition drawn as input fields, and answers drawn for reading.

use super::{
    Answer, Answers,
    reading::{STAGES, choices, yes_no},
};
use crate::{
    clock::Day,
    error::Result,
    preset::{AnswerKind, Field, Form, FormSection},
    web::{FormState, form::Choice},
};

/// One answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub key: String,
    pub label: String,
    /// Lines of text; a before-and-after answer has one line a stage.
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
    fields: Vec<Input<'a>>,
}

struct Input<'a> {
    field: &'a Field,
    name: String,
    choices: Vec<Choice>,
    /// Name and label of each stage of a before-and-after field.
    stages: Vec<(String, String)>,
}

/// The input fields of a section as safe HTML. A field is called `prefix` and its key.
pub fn inputs(section: &FormSection, state: &FormState, prefix: &str) -> Result<String> {
    draw(section.fields.iter(), state, prefix)
}

/// One field's input as safe HTML.
pub fn one_input(field: &Field, state: &FormState, prefix: &str) -> Result<String> {
    draw(std::iter::once(field), state, prefix)
}

fn draw<'a>(
    fields: impl Iterator<Item = &'a Field>,
    state: &FormState,
    prefix: &str,
) -> Result<String> {
    let fields = fields
        .map(|field| {
            let name = format!("{prefix}{}", field.key);
            let choices = match field.kind {
                AnswerKind::YesNo => yes_no().to_vec(),
                _ => choices(field),
            };
            let stages = STAGES
                .iter()
                .map(|(end, word)| (format!("{name}.{end}"), format!("{}({word})", field.label)))
                .collect();
            Input { field, name, choices, stages }
        })
        .collect();
    Ok(askama::Template::render(&Inputs { form: state, fields })?)
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
            let lines = lines(None, answers.get(key)?);
            Some(Shown { key: key.to_owned(), label: key.to_owned(), lines, personal: true })
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

fn shown(field: &Field, answer: &Answer) -> Shown {
    Shown {
        key: field.key.clone(),
        label: field.label.clone(),
        lines: lines(Some(field), answer),
        personal: field.personal,
    }
}

fn lines(field: Option<&Field>, answer: &Answer) -> Vec<String> {
    let named = |key: &str| {
        field.and_then(|f| f.choice_name(key)).map_or_else(|| key.to_owned(), str::to_owned)
    };
    match answer {
        Answer::Text(text) => match field.map(|f| f.kind) {
            Some(AnswerKind::Choice) => vec![named(text)],
            Some(AnswerKind::YesNo) => {
                vec![if text == "yes" { "はい" } else { "いいえ" }.to_owned()]
            }
            Some(AnswerKind::Day) => {
                vec![text.parse().map_or_else(|_| text.clone(), |date| Day(date).long())]
            }
            _ => text.lines().map(str::to_owned).collect(),
        },
        Answer::Many(keys) => {
            vec![keys.iter().map(|key| named(key)).collect::<Vec<_>>().join("、")]
        }
        Answer::Stages { before, expected, after } => STAGES
            .iter()
            .zip([before, expected, after])
            .filter(|(_, text)| !text.is_empty())
            .map(|((_, word), text)| format!("{word}: {text}"))
            .collect(),
    }
}
