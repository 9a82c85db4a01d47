//! The types that the program keeps of an answer.

use super::{AnswerKind, Choice};
use crate::{
    clock::Day,
    db::{Bind, Value},
    id::Id,
    words::Words,
};

/// A type of which a declared field may be. Its text is the text of an [`Answer`](super::Answer).
pub trait Kind: Send + Sync + 'static {
    /// How it is asked.
    const KIND: AnswerKind;

    /// What may be chosen, where the type knows.
    fn choices() -> Vec<Choice> {
        Vec::new()
    }

    /// From its text; nothing was said when that is empty.
    fn of(text: &str) -> Self;

    /// Its text.
    fn text(&self) -> String;

    /// What its column holds.
    fn column(&self) -> Value;
}

impl Kind for String {
    const KIND: AnswerKind = AnswerKind::Text;

    fn of(text: &str) -> String {
        text.to_owned()
    }

    fn text(&self) -> String {
        self.clone()
    }

    fn column(&self) -> Value {
        self.value()
    }
}

impl Kind for Option<Day> {
    const KIND: AnswerKind = AnswerKind::Day;

    fn of(text: &str) -> Option<Day> {
        text.parse().ok().map(Day)
    }

    fn text(&self) -> String {
        self.map(Day::iso).unwrap_or_default()
    }

    fn column(&self) -> Value {
        self.value()
    }
}

/// A whole number, if one was said.
impl Kind for Option<i64> {
    const KIND: AnswerKind = AnswerKind::Number;

    fn of(text: &str) -> Option<i64> {
        text.parse().ok()
    }

    fn text(&self) -> String {
        self.map(|number| number.to_string()).unwrap_or_default()
    }

    fn column(&self) -> Value {
        self.value()
    }
}

/// Whether a box is ticked.
impl Kind for bool {
    const KIND: AnswerKind = AnswerKind::Tick;

    fn of(text: &str) -> bool {
        text == "yes"
    }

    fn text(&self) -> String {
        if *self { "yes".to_owned() } else { String::new() }
    }

    fn column(&self) -> Value {
        self.value()
    }
}

/// What it names comes from the structure or the database, and with it the choices.
impl<T: 'static> Kind for Id<T> {
    const KIND: AnswerKind = AnswerKind::Choice;

    fn of(text: &str) -> Id<T> {
        text.into()
    }

    fn text(&self) -> String {
        self.as_str().to_owned()
    }

    fn column(&self) -> Value {
        self.value()
    }
}

/// What it names may be unknown.
impl<T: 'static> Kind for Option<Id<T>> {
    const KIND: AnswerKind = AnswerKind::Choice;

    fn of(text: &str) -> Option<Id<T>> {
        Some(text).filter(|text| !text.is_empty()).map(Id::from)
    }

    fn text(&self) -> String {
        self.as_ref().map_or_else(String::new, Id::to_string)
    }

    fn column(&self) -> Value {
        self.value()
    }
}

/// A closed list; where nothing was said, its default holds.
impl<W: Words + Default> Kind for W {
    const KIND: AnswerKind = AnswerKind::Choice;

    fn choices() -> Vec<Choice> {
        let all = W::ALL.iter();
        all.map(|word| (word.code(), word.label()).into()).collect()
    }

    fn of(text: &str) -> W {
        W::of_code(text).unwrap_or_default()
    }

    fn text(&self) -> String {
        self.code().to_owned()
    }

    fn column(&self) -> Value {
        self.value()
    }
}
