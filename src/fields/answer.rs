//! What was said to a field.

use serde::{Deserialize, Serialize};

/// The three parts of a before-and-after answer, with the end of their names on a page.
pub const STAGES: [(&str, &str); 3] =
    [("before", "以前"), ("expected", "現在・見込み"), ("after", "支援後")];

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

    /// The text of an answer that is one; else nothing.
    pub fn text(&self) -> &str {
        match self {
            Answer::Text(text) => text,
            Answer::Many(_) | Answer::Stages { .. } => "",
        }
    }
}
