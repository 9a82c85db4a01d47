//! A field on a page: read, filled again, drawn, and shown in words.

use std::borrow::Cow;

use askama::Template;

use super::{Answer, Choice, Control, Needed, STAGES, Spec, family::buttons};
use crate::web::{FormState, form};

impl Spec {
    /// Reads the answer from a page on which the field is called `name`. What cannot be read is an error at its
    /// field, and so is what is always needed and missing.
    pub fn read(&self, form: &mut FormState, name: &str) -> Answer {
        self.kind.family().read(self, form, name)
    }

    /// Puts an answer into a page's form.
    pub fn fill(&self, form: &mut FormState, name: &str, answer: &Answer) {
        self.kind.family().fill(self, form, name, answer);
    }

    /// An answer in words; a before-and-after answer has one line a stage, a table one a row.
    pub fn lines(&self, answer: &Answer) -> Vec<String> {
        self.kind.family().lines(self, answer)
    }

    /// What an answer says of one item of figures: 「39回 31事例」, 「－」 where it does not apply, nothing where it is missing.
    pub fn figure(&self, item: &Choice, answer: &Answer) -> String {
        let item = Choice { name: String::new(), ..item.clone() };
        let alone = Spec { items: vec![item], ..self.clone() };
        let line = alone.lines(answer).concat();
        let words = line.trim_start_matches([':', ' ']);
        // What does not apply does so in whatever unit.
        let mut parts = words.split(' ');
        match parts.next().filter(|first| parts.all(|other| other == *first)) {
            Some(one) => one.to_owned(),
            None => words.to_owned(),
        }
    }

    /// What an answer is sorted by: a text that both databases sort as people would; empty where nothing was said.
    pub fn key(&self, answer: &Answer) -> String {
        if answer.is_empty() { String::new() } else { self.kind.family().key(self, answer) }
    }

    /// The lines of an empty paper form on which it is written by hand.
    pub fn blank(&self) -> Vec<String> {
        self.kind.family().blank(self)
    }

    /// Whether its answer fits into a cell of a table.
    pub fn is_small(&self) -> bool {
        let control = self.kind.family().control(self);
        !matches!(control, Control::Stages | Control::File | Control::Grid | Control::Shown)
    }

    /// The sentence that stands with it, as a line; empty where there is none.
    pub fn note(&self) -> String {
        if self.notice.is_empty() { String::new() } else { format!("※{}", self.notice) }
    }

    /// What somebody else saved, in words beside the label, where a form that collided says something else.
    pub fn theirs(
        &self,
        form: &FormState,
        name: &str,
        saved: Option<&Answer>,
    ) -> Option<(String, String)> {
        let nothing = Answer::nothing();
        let saved = saved.unwrap_or(&nothing);
        let said = self.read(&mut form.clone(), name);
        (said != *saved && !(said.is_empty() && saved.is_empty()))
            .then(|| (self.label.clone(), self.lines(saved).join("\n")))
    }
}

/// What a page calls the words by which somebody looks for the answer to the field that it calls `name`.
pub fn finding(name: &str) -> String {
    format!("{name}.find")
}

/// What a page calls the button that looks for it; it says which field.
pub const FIND: &str = "find";

/// A field as the macros of `web/fields.html` draw it.
pub struct Input<'a> {
    pub spec: Cow<'a, Spec>,
    pub name: String,
    pub control: Control,
    pub choices: Vec<form::Choice>,
    /// Name and label of each stage of a before-and-after field.
    pub stages: Vec<(String, String)>,
    /// The line below the label, with how much may be written where that is worth saying, and the sentence that stands with it.
    pub help: String,
    /// Upon which answer to another field it hangs whether it is asked.
    pub when: Option<When>,
}

/// The answer to another field that makes a field be asked.
pub struct When {
    /// That field's name on the page.
    pub name: String,
    pub is: String,
    /// 「「相談の種類」で「その他」を選んだとき」
    pub words: String,
}

/// Small answers in rows and columns.
pub(super) struct Rows {
    pub heads: Vec<String>,
    pub rows: Vec<(String, Vec<(String, Input<'static>)>)>,
}

#[derive(askama::Template)]
#[template(path = "fields/input.html")]
struct Drawn<'a> {
    form: &'a FormState,
    input: &'a Input<'a>,
}

#[derive(askama::Template)]
#[template(path = "fields/entry.html")]
struct Entry<'a> {
    form: &'a FormState,
    cell: &'a Input<'a>,
}

impl<'a> Input<'a> {
    /// As safe HTML.
    ///
    /// # Errors
    /// Whatever the template meets.
    pub fn drawn(&self, form: &FormState) -> askama::Result<String> {
        Drawn { form, input: self }.render()
    }

    /// As safe HTML within a row, without its label.
    ///
    /// # Errors
    /// Whatever the template meets.
    fn entry(&self, form: &FormState) -> askama::Result<String> {
        Entry { form, cell: self }.render()
    }

    /// A field that is called `name` on the page.
    pub fn new(spec: impl Into<Cow<'a, Spec>>, name: String) -> Input<'a> {
        let spec = spec.into();
        let family = spec.kind.family();
        let stage = |(end, word): &(&str, &str)| {
            (format!("{name}.{end}"), format!("{}({word})", spec.label))
        };
        let stages = STAGES.iter().map(stage).collect();
        let help = [family.help(&spec), spec.note()].join(" ").trim().to_owned();
        let (control, choices) = (family.control(&spec), buttons(family.offered(&spec)));
        Input { control, choices, stages, name, help, when: None, spec }
    }

    /// Among fields of a page whose names begin with `prefix`: what it hangs on is one of these.
    pub fn among(mut self, fields: &[&Spec], prefix: &str) -> Input<'a> {
        let Some(on) = &self.spec.shown_if else { return self };
        let Some(other) = fields.iter().find(|field| field.key == on.field) else { return self };
        let said = other.lines(&Answer::Text(on.is.clone())).concat();
        self.when = Some(When {
            name: format!("{prefix}{}", on.field),
            is: on.is.clone(),
            words: format!("「{}」で「{said}」を選んだとき", other.label),
        });
        self
    }

    /// Whether nothing is saved without it.
    pub fn is_required(&self) -> bool {
        self.spec.required == Needed::Always
    }

    /// Until when it may wait, or when it is needed; empty where nobody waits for it, or nothing is saved without it.
    pub fn wanted(&self) -> &'static str {
        if self.spec.required == Needed::ToSubmit {
            "提出までに必要"
        } else {
            self.spec.wanted
        }
    }

    /// How many characters of a line are counted while one types; 0 for none.
    pub fn counted(&self) -> usize {
        if let Control::Line { most, .. } = self.control { most } else { 0 }
    }

    /// How many characters of a long text may be typed.
    pub fn most(&self) -> usize {
        self.spec.most_characters()
    }

    /// How many lines a long text has while it is empty.
    pub fn rows(&self) -> u8 {
        if self.spec.rows == 0 { 4 } else { self.spec.rows }
    }

    /// What a select says while nothing is chosen.
    pub fn none(&self) -> &'static str {
        if self.spec.none.is_empty() { "選んでください" } else { self.spec.none }
    }

    /// The rows of a grid, as many as the form asks for; each answer with the heading of its column.
    pub(super) fn grid(&self, form: &FormState) -> Rows {
        let grid = self.spec.kind.family().grid(&self.spec, form, &self.name);
        let rows = grid.rows.into_iter().map(|row| {
            let cells = row.cells.into_iter().map(|(name, spec)| Input::new(spec, name));
            (row.head, grid.heads.iter().cloned().zip(cells).collect())
        });
        Rows { rows: rows.collect(), heads: grid.heads.clone() }
    }

    /// The name of the words by which it is looked for.
    fn finding(&self) -> String {
        finding(&self.name)
    }

    /// The name under which a file is sent.
    fn upload(&self) -> String {
        format!("{}.file", self.name)
    }

    /// The files that are kept and named.
    fn kept(&self, form: &FormState) -> Vec<form::Choice> {
        let kept = self.choices.iter().filter(|choice| form.has(&self.name, &choice.value));
        kept.cloned().collect()
    }

    /// The files that are kept and of which nobody offers a name.
    fn unnamed(&self, form: &FormState) -> Vec<String> {
        let named = |id: &&String| !self.choices.iter().any(|choice| choice.value == **id);
        form.values(&self.name).iter().filter(named).cloned().collect()
    }
}

/// The fields of a record as a page draws them: `{% call fields::field(form, outline, "title") %}`.
pub struct Inputs {
    /// Before their keys, in their names on the page.
    prefix: &'static str,
    specs: Vec<Spec>,
}

impl Inputs {
    /// Fields that are called `prefix` and their key.
    pub fn new<'s>(prefix: &'static str, specs: impl IntoIterator<Item = &'s Spec>) -> Inputs {
        Inputs { prefix, specs: specs.into_iter().cloned().collect() }
    }

    /// The field of this key.
    ///
    /// # Panics
    /// When a template names a field that is not declared.
    pub fn input(&self, key: &str) -> Input<'_> {
        let spec = self.specs.iter().find(|spec| spec.key == key);
        Input::new(
            spec.expect("a template names a declared field"),
            format!("{}{key}", self.prefix),
        )
    }
}

impl<'a> From<&'a Spec> for Cow<'a, Spec> {
    fn from(spec: &'a Spec) -> Cow<'a, Spec> {
        Cow::Borrowed(spec)
    }
}

impl From<Spec> for Cow<'_, Spec> {
    fn from(spec: Spec) -> Self {
        Cow::Owned(spec)
    }
}
