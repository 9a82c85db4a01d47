//! What was typed into a form and what was wrong with it. A handler reads its fields through the typed
//! readers, which collect errors as sentences; if any were collected, the same state fills the form again,
//! so that nothing typed is lost.

mod reading;
pub use reading::YEARS;

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::{
    error::{Error, Found, Refusals, Result},
    words::Words,
};

/// Values and errors of one form, drawn by the macros of `web/fields.html`.
#[derive(Debug, Clone, Default)]
pub struct FormState {
    values: BTreeMap<String, Vec<String>>,
    labels: BTreeMap<String, String>,
    /// In the order in which they were found, which is the order of the fields on the page.
    errors: Vec<FieldError>,
    /// Words that are to be judged before they leave.
    found: Vec<Found>,
    /// What the ids of its controls end in, where the same form stands on a page more than once.
    beside: String,
}

#[derive(Debug, Clone)]
struct FieldError {
    name: String,
    sentences: Vec<String>,
}

/// One entry of a select, a radio group or a group of check boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A line below the label; empty for none.
    pub help: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), help: String::new() }
    }

    /// Each word of a closed list.
    pub fn each<W: Words>() -> Vec<Choice> {
        W::ALL.iter().map(|word| Choice::new(word.code(), word.label())).collect()
    }

    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl FormState {
    /// A form nobody has typed into.
    pub fn empty() -> Self {
        Self::default()
    }

    /// From decoded pairs, url-encoded or multipart. A name may come several times (check boxes).
    /// Line ends become `\n`; control characters, which no keyboard types, are dropped.
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: AsRef<str>,
    {
        let mut form = Self::default();
        for (name, value) in pairs {
            form.values.entry(name.into()).or_default().push(clean(value.as_ref()));
        }
        form
    }

    /// Puts a value in, as when a form opens on a stored record.
    pub fn set(&mut self, name: &str, value: impl Display) {
        self.values.insert(name.to_owned(), vec![value.to_string()]);
    }

    /// Puts several values under one name, for check boxes.
    pub fn set_all<V: Into<String>>(&mut self, name: &str, values: impl IntoIterator<Item = V>) {
        self.values.insert(name.to_owned(), values.into_iter().map(Into::into).collect());
    }

    /// [`FormState::set`] for building a form in one expression.
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        self.set(name, value);
        self
    }

    /// The first value as typed; empty when there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values(name).first().map_or("", String::as_str)
    }

    /// All values of a name.
    pub fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether `value` is among the values of `name`: is this box ticked, this entry chosen.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).iter().any(|v| v == value)
    }

    /// All names and values, in order of names; for keeping a refused form beside another version.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .flat_map(|(name, values)| values.iter().map(|v| (name.as_str(), v.as_str())))
    }

    /// Adds an error in words to a field. An empty name is for the form as a whole.
    pub fn error(&mut self, name: &str, sentence: impl Into<String>) {
        let sentence = sentence.into();
        match self.errors.iter_mut().find(|e| e.name == name) {
            Some(error) => error.sentences.push(sentence),
            None => {
                self.errors.push(FieldError { name: name.to_owned(), sentences: vec![sentence] })
            }
        }
    }

    /// Errors of a field.
    pub fn errors(&self, name: &str) -> &[String] {
        self.errors.iter().find(|e| e.name == name).map_or(&[], |e| e.sentences.as_slice())
    }

    /// Whether the field has an error.
    pub fn is_wrong(&self, name: &str) -> bool {
        !self.errors(name).is_empty()
    }

    /// Words at a field that are to be judged before they leave; without a name, at none that this form has.
    pub fn found(&self, name: &str) -> Vec<&Found> {
        let at = |found: &&Found| match name {
            "" => !self.values.contains_key(&found.field),
            name => found.field == name,
        };
        self.found.iter().filter(at).collect()
    }

    /// What a tick beside these words says.
    pub fn signs(&self, name: &str) -> String {
        let signs: Vec<&str> = self.found(name).iter().map(|found| found.sign.as_str()).collect();
        signs.join(" ")
    }

    /// Everything that is wrong: id of the field (empty for the whole form), label, sentence.
    pub fn all_errors(&self) -> Vec<(String, String, String)> {
        let of = |error: &FieldError| {
            let id = if error.name.is_empty() { String::new() } else { self.id(&error.name) };
            let label = self.labels.get(&error.name).cloned().unwrap_or_default();
            error
                .sentences
                .iter()
                .map(move |s| (id.clone(), label.clone(), s.clone()))
                .collect::<Vec<_>>()
        };
        self.errors.iter().flat_map(of).collect()
    }

    /// What a command gave; none when the form could not be read, or when it refused what the form says. What is wrong then
    /// stands at its fields, and beside what could not be read what the command `would` refuse.
    ///
    /// # Errors
    /// Whatever else went wrong.
    pub async fn ask<T>(
        &mut self,
        would: impl FnOnce() -> Refusals,
        command: impl Future<Output = Result<T>>,
    ) -> Result<Option<T>> {
        if self.is_valid() {
            let given = command.await;
            return self.hear(given);
        }
        self.errors_of(would());
        Ok(None)
    }

    /// What a command gave; none when it refused what the form says, which then stands at its fields.
    ///
    /// # Errors
    /// Whatever else went wrong.
    pub fn hear<T>(&mut self, given: Result<T>) -> Result<Option<T>> {
        match given {
            Ok(given) => Ok(Some(given)),
            Err(Error::Refused(refusals)) => {
                self.errors_of(refusals);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Notes what a command refuses, or would, but at no field that is known to be wrong.
    pub fn errors_of(&mut self, refusals: Refusals) {
        let known = self.clone();
        self.found.extend_from_slice(refusals.found());
        for (field, sentence) in refusals {
            if field.is_empty() || !known.is_wrong(&field) {
                self.error(&field, sentence);
            }
        }
    }

    /// What is wrong, as a command says it.
    pub fn refusals(self) -> Refusals {
        let mut all = Refusals::default();
        for FieldError { name, sentences } in self.errors {
            sentences.into_iter().for_each(|sentence| all.at(&name, sentence));
        }
        all
    }

    /// Whether nothing was wrong so far.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// The id of a field's control, the same on every rendering: `f-` and the name, and what tells forms [`beside`](Self::beside) each other apart.
    pub fn id(&self, name: &str) -> String {
        let plain = |c: char| {
            if c.is_alphanumeric() || c == '_' { c } else { '-' }
        };
        format!("f-{}{}", name.chars().map(plain).collect::<String>(), self.beside)
    }

    /// The same form once more on a page, for the record of this key: its controls have ids of their own.
    pub fn beside(&self, key: &str) -> FormState {
        FormState { beside: format!("-{key}"), ..self.clone() }
    }

    /// What `aria-describedby` lists: the error first, then the help. Empty when there is neither.
    pub fn described_by(&self, name: &str, help: &str) -> String {
        let id = self.id(name);
        match (self.is_wrong(name), help.is_empty()) {
            (true, false) => format!("{id}-error {id}-help"),
            (true, true) => format!("{id}-error"),
            (false, false) => format!("{id}-help"),
            (false, true) => String::new(),
        }
    }

    /// Whether this form says something else than `saved` in one of these fields; a name that ends in a dot stands for all that
    /// begin with it.
    pub fn differs(&self, saved: &FormState, names: &[&str]) -> bool {
        let meant = |known: &String| {
            names.iter().any(|name| known == name || name.ends_with('.') && known.starts_with(name))
        };
        let said = |form: &FormState, name: &str| -> Vec<String> {
            let typed = form.values(name).iter().map(|text| text.trim().to_owned());
            typed.filter(|text| !text.is_empty()).collect()
        };
        let mut known = self.values.keys().chain(saved.values.keys()).filter(|name| meant(name));
        known.any(|name| said(self, name) != said(saved, name))
    }

    /// How a typed day was understood, in both calendars: 「令和7年11月20日(木)・2025年」.
    pub fn day_reading(&self, name: &str) -> Option<String> {
        let date = nihon::day::parse_day(self.value(name).trim()).ok()?;
        Some(format!("{}・{}年", nihon::day::wareki_long(date), date.year()))
    }
}

/// A typed text as it is taken from every form and every address: line ends are one, and no control character is left, some of
/// which a database refuses.
pub(super) fn clean(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests;
