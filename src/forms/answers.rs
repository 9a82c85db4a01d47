//! Answers to one version of a form, as they are kept: JSON by field key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Text, a choice's key, a number's digits, a day in ISO, `yes` or `no`.
    Text(String),
    /// Keys of several choices.
    Many(Vec<String>),
    /// 以前・見込み・支援後.
    Stages { before: String, expected: String, after: String },
}

impl Answer {
    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        match self {
            Answer::Text(text) => text.is_empty(),
            Answer::Many(keys) => keys.is_empty(),
            Answer::Stages { before, expected, after } => {
                before.is_empty() && expected.is_empty() && after.is_empty()
            }
        }
    }
}

/// The answers to a form. Unanswered fields are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers {
    by_field: BTreeMap<String, Answer>,
}

impl Answers {
    /// The answer to a field.
    pub fn get(&self, field: &str) -> Option<&Answer> {
        self.by_field.get(field)
    }

    /// Sets a field's answer; an empty one takes it out.
    pub fn set(&mut self, field: &str, answer: Answer) {
        if answer.is_empty() {
            self.by_field.remove(field);
        } else {
            self.by_field.insert(field.to_owned(), answer);
        }
    }

    /// Keys of the fields answered.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.by_field.keys().map(String::as_str)
    }

    /// As kept in the database.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("answers are strings and lists of strings")
    }

    /// Reads what [`Answers::to_json`] wrote.
    ///
    /// # Errors
    /// When the text is not such a document.
    pub fn from_json(text: &str) -> serde_json::Result<Answers> {
        serde_json::from_str(text)
    }
}
