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
    /// Keys of several choices, ids of several records.
    Many(Vec<String>),
    /// 以前・見込み・支援後.
    Stages { before: String, expected: String, after: String },
    /// Of a table the keys of its columns, and below them its rows; of figures item, column and number, as far as they
    /// are known. So a definition may gain columns and change their order.
    Rows(#[serde(with = "as_rows")] Vec<Vec<String>>),
}

impl Answer {
    /// Where nothing was said.
    pub fn nothing() -> Answer {
        Answer::Text(String::new())
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        match self {
            Answer::Text(text) => text.is_empty(),
            Answer::Many(keys) => keys.is_empty(),
            Answer::Stages { before, expected, after } => {
                before.is_empty() && expected.is_empty() && after.is_empty()
            }
            Answer::Rows(rows) => rows.is_empty(),
        }
    }

    /// The text of an answer that is one; else nothing.
    pub fn text(&self) -> &str {
        match self {
            Answer::Text(text) => text,
            Answer::Many(_) | Answer::Stages { .. } | Answer::Rows(_) => "",
        }
    }

    /// Whether this key was chosen, or this is what was said.
    pub fn is(&self, said: &str) -> bool {
        match self {
            Answer::Text(text) => text == said,
            Answer::Many(keys) => keys.iter().any(|key| key == said),
            Answer::Stages { .. } | Answer::Rows(_) => false,
        }
    }

    /// All texts that people may have written, and no keys of several choices.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Answer::Text(text) => vec![text],
            Answer::Many(_) => Vec::new(),
            Answer::Stages { before, expected, after } => vec![before, expected, after],
            Answer::Rows(rows) => rows.iter().skip(1).flatten().map(String::as_str).collect(),
        }
    }

    /// The same answer with those texts written anew.
    ///
    /// # Errors
    /// The first of `rewrite`.
    pub fn rewritten<E>(
        &self,
        mut rewrite: impl FnMut(&String) -> Result<String, E>,
    ) -> Result<Answer, E> {
        Ok(match self {
            Answer::Text(text) => Answer::Text(rewrite(text)?),
            Answer::Many(keys) => Answer::Many(keys.clone()),
            Answer::Stages { before, expected, after } => Answer::Stages {
                before: rewrite(before)?,
                expected: rewrite(expected)?,
                after: rewrite(after)?,
            },
            Answer::Rows(rows) => {
                let mut anew = rows.clone();
                for text in anew.iter_mut().skip(1).flatten() {
                    *text = rewrite(text)?;
                }
                Answer::Rows(anew)
            }
        })
    }

    /// Two parts of one answer, as the columns of a file give them: stages, figures.
    pub fn and(self, other: Answer) -> Answer {
        match (self, other) {
            (
                Answer::Stages { before, expected, after },
                Answer::Stages { before: b, expected: e, after: a },
            ) => Answer::Stages { before: before + &b, expected: expected + &e, after: after + &a },
            (Answer::Rows(mut rows), Answer::Rows(more)) => {
                rows.extend(more);
                Answer::Rows(rows)
            }
            (_, other) => other,
        }
    }
}

/// Rows below their name, so that none at all are not taken for no choices.
mod as_rows {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Rows {
        rows: Vec<Vec<String>>,
    }

    pub(super) fn serialize<S: Serializer>(rows: &[Vec<String>], to: S) -> Result<S::Ok, S::Error> {
        Rows { rows: rows.to_vec() }.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Vec<String>>, D::Error> {
        Ok(Rows::deserialize(from)?.rows)
    }
}
