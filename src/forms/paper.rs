//! A form on paper: answers as somebody gave them, or room to write them by hand.

use serde::Serialize;

use crate::fields::Spec;

/// Characters up to which an answer shares its line with another.
const SHORT: usize = 22;

/// Lines up to which room for one does.
const LOW: usize = 3;

/// A section on paper, as `answered` of `base.typ` sets it.
#[derive(Serialize)]
pub struct PaperSection {
    pub title: String,
    pub answers: Vec<PaperAnswer>,
}

/// An answer on paper; two short ones stand in a row.
#[derive(Serialize)]
pub struct PaperAnswer {
    pub label: String,
    pub lines: Vec<String>,
    pub short: bool,
}

impl PaperAnswer {
    /// As it was given.
    pub fn said(label: String, lines: Vec<String>) -> PaperAnswer {
        let length: usize = lines.iter().map(|line| line.chars().count()).sum();
        PaperAnswer { short: lines.len() == 1 && length <= SHORT, label, lines }
    }

    /// Room for it, and the sentence that stands with it.
    pub fn to_write_in(field: &Spec) -> PaperAnswer {
        let mut lines = field.blank();
        let wide = lines.len() > LOW || lines.iter().any(|line| line.chars().count() > SHORT);
        lines.extend(Some(field.note()).filter(|note| !note.is_empty()));
        PaperAnswer { label: field.label.clone(), lines, short: !wide }
    }
}
