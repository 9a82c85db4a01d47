//! Answers to one version of a form, as they are kept: JSON by field key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fields::Answer;

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

    /// The answers to those fields, and all others.
    pub fn parted(&self, mut those: impl FnMut(&str) -> bool) -> (Answers, Answers) {
        let (those, others) =
            self.by_field.clone().into_iter().partition(|(key, _)| those(key.as_str()));
        (Answers { by_field: those }, Answers { by_field: others })
    }

    /// Takes over all of these.
    pub fn extend(&mut self, with: Answers) {
        self.by_field.extend(with.by_field);
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

/// As text within what does not say of a value what it is.
pub mod as_json {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Answers;

    /// The text.
    pub fn serialize<S: Serializer>(answers: &Answers, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&answers.to_json())
    }

    /// What the text says.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Answers, D::Error> {
        Answers::from_json(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
