//! The columns of a ledger's file.

use crate::{
    fields::{AnswerKind, FieldRole, Heading, Needed, RefTo, Spec, field, headings},
    forms::Answers,
    ledgers::named::{belongs, is_offered},
    preset::Ledger,
    structure::Structure,
    tabular::{Cell, Column, Field},
};

use super::labels::other_names;

/// The columns, in their order.
pub struct Columns {
    /// The record below which a row stands; none where no ledger is above.
    pub parent: Option<Heading>,
    /// What a form asks; several of a field that has several.
    pub fields: Vec<Heading>,
    /// None where the ledger has no states.
    pub state: Option<Heading>,
    /// From when it is so.
    pub since: Heading,
    /// By what a row is found again when the file comes a second time.
    pub number: Heading,
}

/// What a column stands for that is no field: before a key of a ledger, none of which begins so.
pub const PARENT: &str = ":parent";
pub const STATE: &str = ":state";
pub const SINCE: &str = ":since";
pub const NUMBER: &str = ":number";

/// What it is called since when a record is in its state, beside a field that is called so.
pub fn since_head(ledger: &Ledger) -> &'static str {
    match ledger.fields().any(|field| field.excel_header() == "いつから") {
        true => "状態になった日",
        false => "いつから",
    }
}

/// The heading of a ledger's first column in its own file: of what it is called by.
pub fn called_by(ledger: &Ledger) -> Option<&Spec> {
    let only = |field: &&Spec| ledger.label == format!("{{{}}}", field.key);
    match ledger.label.is_empty() {
        true => ledger.by_role(FieldRole::Title),
        false => ledger.fields().find(only),
    }
}

impl Columns {
    /// Of a ledger as its form stands in a fiscal year.
    pub fn of(
        ledger: &Ledger,
        above: Option<&Ledger>,
        structure: &Structure,
        year: i16,
    ) -> Columns {
        let mut taken = Vec::new();
        let mut one = |key: &str, spec: Spec| {
            let head = free(&mut taken, spec.excel_header());
            let spec = Spec { key: key.to_owned(), ..spec };
            headings(&spec, &head).collect::<Vec<Heading>>()
        };
        let single = |mut all: Vec<Heading>| all.swap_remove(0);
        let parent = above.map(|above| {
            let help = format!("「{}」にある名前", above.name);
            let spec = Spec { help, ..field(above.one()).also(&[above.name.as_str()]) };
            single(one(PARENT, spec))
        });
        let none = Answers::default();
        let asked = ledger
            .fields()
            .filter(|field| is_offered(field) && is_named(field) && !field.personal)
            .filter(|field| belongs(field, (parent.is_some(), year), &none));
        let mut fields = Vec::new();
        for asked in asked {
            let mut spec = asked.clone();
            // What hangs on another answer is asked for once that is known.
            let always = !spec.required.is_not() && spec.shown_if.is_none();
            spec.required = if always { Needed::Always } else { Needed::Never };
            if called_by(ledger).is_some_and(|called| called.key == spec.key) {
                spec.also.push(ledger.one().to_owned());
            }
            let words = other_names(structure, &spec.to);
            let all = one(&asked.key, spec);
            fields.extend(all.into_iter().map(|heading| heading.knowing(words.iter().cloned())));
        }
        let states = ledger.states.iter().map(|state| (state.key.as_str(), state.name.as_str()));
        let state = (!ledger.states.is_empty()).then(|| {
            let first = ledger.states.first().map_or("", |state| state.name.as_str());
            let help = format!("書かなければ「{first}」");
            let choices = states.map(Into::into).collect();
            single(one(STATE, Spec { help, choices, ..field("状態").chosen() }))
        });
        let since = Spec {
            kind: AnswerKind::Day,
            rough: true,
            help: "書かなければ取り込んだ日。R7.11.20、R7.11、R7年度 のどれでも".to_owned(),
            ..field(since_head(ledger))
        };
        let number = Spec {
            help: "もとの表の番号。付けておくと、もう一度取り込んだときに同じ記録だと分かります"
                .to_owned(),
            ..field("管理番号").most(60).perhaps(&["番号", "No", "No."])
        };
        let since = single(one(SINCE, since));
        let number = single(one(NUMBER, number));
        Columns { parent, fields, state, since, number }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Heading> {
        let above = self.parent.iter().chain(&self.fields).chain(&self.state);
        above.chain([&self.since, &self.number])
    }

    /// As the importer declares them.
    pub fn declared(&self) -> Vec<Column> {
        self.all().map(Heading::declared).collect()
    }

    /// As an empty form shows them.
    pub fn drawn(&self) -> Vec<Field> {
        self.all().map(Heading::drawn).collect()
    }

    /// The row that shows how it is filled in.
    pub fn example(&self, above: Option<&Ledger>) -> Vec<Cell> {
        let of = |heading: &Heading| match heading.spec.key.as_str() {
            PARENT => above
                .and_then(called_by)
                .map(example)
                .filter(|said| !said.is_empty())
                .unwrap_or_else(|| heading.header.clone()),
            NUMBER => "1".to_owned(),
            _ => example(&heading.spec),
        };
        let mut all: Vec<String> = self.all().map(of).collect();
        if let (Some(first), Some(heading)) = (all.first_mut(), self.all().next()) {
            let said = if first.is_empty() { heading.header.clone() } else { first.clone() };
            *first = format!("(例){said}");
        }
        all.into_iter().map(Cell::from).collect()
    }
}

/// Whether a file can name what it points at: parts of the structure, people who work here, records of ledgers.
fn is_named(field: &Spec) -> bool {
    field.kind != AnswerKind::Ref
        || RefTo::of(&field.to).is_none_or(|to| to.is_structure() || to == RefTo::Account)
}

/// A heading that no column before it has.
fn free(taken: &mut Vec<String>, head: &str) -> String {
    let mut free = head.to_owned();
    let mut number = 1;
    while taken.contains(&free) {
        number += 1;
        free = format!("{head}（{number}）");
    }
    taken.push(free.clone());
    free
}

/// What somebody might write there.
fn example(spec: &Spec) -> String {
    use AnswerKind::{Day, Mail, Money, Number, Phone, Times, Url, Week, Year};
    if let Some(first) = spec.offered().into_iter().next() {
        return first.name;
    }
    match spec.kind {
        Day => "R7.11.20",
        Year => "R7年度",
        Times => "10:00～11:30",
        Week => "月、水",
        Number | Money => "3",
        Phone => "000-000-0000",
        Mail => "example@example.jp",
        Url => "https://example.jp/",
        _ => "",
    }
    .to_owned()
}
