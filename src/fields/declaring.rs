//! A field in a line of Rust: `field("用件").most(40).required()`.

use super::{AnswerKind, Choice, Clean, Look, Needed, Said, Spec};

/// A field of a record, by its label; its key and kind follow from where it stands.
pub fn field(label: &str) -> Spec {
    Spec { label: label.to_owned(), ..Spec::default() }
}

/// What a declaration adds, in the order in which one speaks of it.
impl Spec {
    /// A text of several lines.
    pub fn long(self) -> Spec {
        Spec { kind: AnswerKind::Textarea, ..self }
    }

    /// A text of several lines, so many while it is empty.
    pub fn rows(self, rows: u8) -> Spec {
        Spec { rows, ..self.long() }
    }

    /// A text that is the key of a choice, which only the structure knows.
    pub fn chosen(self) -> Spec {
        Spec { kind: AnswerKind::Choice, ..self }
    }

    /// A number that is a fiscal year.
    pub fn year(self) -> Spec {
        Spec { kind: AnswerKind::Year, ..self }
    }

    /// At most so many characters.
    pub fn most(self, characters: u64) -> Spec {
        Spec { max: Some(characters), ..self }
    }

    /// A number from the one to the other.
    pub fn within(self, least: u64, most: u64) -> Spec {
        Spec { min: Some(least), max: Some(most), ..self }
    }

    /// See [`Spec::unit`].
    pub fn unit(self, unit: &str) -> Spec {
        Spec { unit: unit.to_owned(), ..self }
    }

    /// Nothing is kept without it.
    pub fn required(self) -> Spec {
        Spec { required: Needed::Always, ..self }
    }

    /// Needed at times: in words, when.
    pub fn wanted(self, when: &'static str) -> Spec {
        Spec { wanted: when, ..self }
    }

    /// Nothing is handed in without it.
    pub fn wanted_to_submit(self) -> Spec {
        Spec { required: Needed::ToSubmit, ..self }
    }

    /// See [`Spec::personal`].
    pub fn personal(self) -> Spec {
        Spec { personal: true, ..self }
    }

    /// A line below the label.
    pub fn help(self, help: &str) -> Spec {
        Spec { help: help.to_owned(), ..self }
    }

    /// See [`Look`].
    pub fn look(self, look: Look) -> Spec {
        Spec { look, ..self }
    }

    /// See [`Spec::none`].
    pub fn or_none(self, none: &'static str) -> Spec {
        Spec { none, ..self }
    }

    /// See [`Spec::names_workers`].
    pub fn names_workers(self) -> Spec {
        Spec { names_workers: true, ..self }
    }

    /// See [`Clean`].
    pub fn clean(self, clean: fn(&str, Said) -> Result<String, &'static str>) -> Spec {
        Spec { clean: Clean(clean), ..self }
    }

    /// The heading of its column in files, where that is not the label.
    pub fn heading(self, heading: &str) -> Spec {
        Spec { excel_header: heading.to_owned(), ..self }
    }

    /// See [`Spec::also`].
    pub fn also(self, also: &[&str]) -> Spec {
        Spec { also: also.iter().map(|&heading| heading.to_owned()).collect(), ..self }
    }

    /// See [`Spec::perhaps`].
    pub fn perhaps(self, perhaps: &'static [&'static str]) -> Spec {
        Spec { perhaps, ..self }
    }

    /// See [`Spec::unsure`].
    pub fn unsure(self, unsure: &'static [&'static str]) -> Spec {
        Spec { unsure, ..self }
    }

    /// See [`Spec::said`].
    pub fn said(self, said: &'static [(&'static str, &'static str)]) -> Spec {
        Spec { said, ..self }
    }

    /// Its column in an empty form: how wide, and what stands in the example row.
    pub fn shaped(self, width: u16, example: &'static str) -> Spec {
        Spec { width, example, ..self }
    }

    /// See [`Spec::hint`].
    pub fn hint(self, hint: &'static str) -> Spec {
        Spec { hint, ..self }
    }

    /// With choices that only the structure knows.
    pub fn choices<C: Into<Choice>>(self, choices: impl IntoIterator<Item = C>) -> Spec {
        Spec { choices: choices.into_iter().map(C::into).collect(), ..self }
    }
}
