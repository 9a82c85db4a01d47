//! What a list can be narrowed to.

use std::borrow::Cow;

use crate::{
    access::Role,
    saved_filters::SavedFilter,
    web::{Visit, form::Choice},
};

/// The bar above a list. What is chosen in it stands in the address, what is typed by its token alone.
#[derive(askama::Template)]
#[template(path = "web/filters.html")]
pub struct Filters<'a> {
    visit: &'a Visit,
    fields: Vec<Field<'a>>,
    /// What was saved of this list; none where nothing can be.
    saved: Option<Vec<SavedFilter>>,
}

struct Field<'a> {
    name: Cow<'a, str>,
    label: &'a str,
    value: String,
    kind: Kind,
}

enum Kind {
    Words,
    /// One of these; the word for all of them.
    Select(&'static str, Vec<Choice>),
    /// All of some of these, which stand in groups.
    Several(Vec<Group>),
    Tick,
}

/// For not choosing.
const ALL: &str = "すべて";

/// Choices below a heading.
pub struct Group {
    pub title: String,
    pub choices: Vec<Choice>,
}

impl Field<'_> {
    fn has(&self, value: &str) -> bool {
        self.chosen().any(|chosen| chosen == value)
    }

    fn chosen(&self) -> impl Iterator<Item = &str> {
        self.value.split(',').filter(|value| !value.is_empty())
    }
}

impl<'a> Filters<'a> {
    /// None yet.
    pub fn of(visit: &'a Visit) -> Filters<'a> {
        Filters { visit, fields: Vec::new(), saved: None }
    }

    fn field(mut self, name: impl Into<Cow<'a, str>>, label: &'a str, kind: Kind) -> Self {
        let name = name.into();
        let value = self.visit.query(&name).to_owned();
        self.fields.push(Field { name, label, value, kind });
        self
    }

    /// Words to be typed.
    pub fn words(self, name: &'static str, label: &'static str) -> Self {
        self.field(name, label, Kind::Words)
    }

    /// One of these, or all of them.
    pub fn select(
        self,
        name: impl Into<Cow<'a, str>>,
        label: &'a str,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        self.select_or(ALL, name, label, choices)
    }

    /// [`Filters::select`] with another word for not choosing.
    pub fn select_or(
        self,
        all: &'static str,
        name: impl Into<Cow<'a, str>>,
        label: &'a str,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        self.field(name, label, Kind::Select(all, choices.into_iter().collect()))
    }

    /// Any number of these, all of which must hold.
    pub fn several(self, name: &'static str, label: &'a str, groups: Vec<Group>) -> Self {
        self.field(name, label, Kind::Several(groups))
    }

    /// What was saved of the list, and a way to save what it is narrowed to now.
    pub fn saved(self, saved: Vec<SavedFilter>) -> Self {
        Filters { saved: Some(saved), ..self }
    }

    /// Whether others who work where the reader does may use what they save.
    fn may_share(&self) -> bool {
        let actor = self.visit.actor();
        actor.is(Role::CityOfficer) || (actor.is(Role::CenterStaff) && actor.center().is_some())
    }

    /// Yes or no.
    pub fn tick(self, name: &'static str, label: &'static str) -> Self {
        self.field(name, label, Kind::Tick)
    }

    /// Whether something is typed; that stands in no address.
    fn has_words(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::Words))
    }

    /// What the list is narrowed to, for its file: 「状態：実施済」. Words that were searched for may name somebody: that some
    /// were is all that is said of them.
    pub fn conditions(&self) -> Vec<String> {
        let condition = |field: &Field<'_>| {
            let label = field.label.split('(').next().unwrap_or(field.label);
            let called = |choices: &[Choice]| {
                let chosen = choices.iter().filter(|choice| field.has(&choice.value));
                chosen.map(|choice| choice.label.as_str()).collect::<Vec<_>>().join("・")
            };
            match &field.kind {
                Kind::Select(all, _) if field.value.is_empty() => {
                    (*all != ALL).then(|| format!("{label}：{all}"))
                }
                _ if field.value.is_empty() => None,
                Kind::Words if field.name == "q" => Some(format!("{label}あり")),
                Kind::Words => Some(format!("{label}：{}", field.value)),
                Kind::Select(_, choices) => Some(format!("{label}：{}", called(choices))),
                Kind::Several(groups) => {
                    let named = groups.iter().map(|group| called(&group.choices));
                    let named: Vec<String> = named.filter(|words| !words.is_empty()).collect();
                    Some(format!("{label}：{}", named.join("・")))
                }
                Kind::Tick => Some(label.to_owned()),
            }
        };
        self.fields.iter().filter_map(condition).collect()
    }

    /// Whether anything is chosen.
    pub fn narrows(&self) -> bool {
        self.fields.iter().any(|field| !field.value.is_empty())
    }
}
