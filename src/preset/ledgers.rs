//! Ledgers: registers that somebody keeps, declared. What people fill in, who reads it, what is counted and what waits
//! follow from the declaration; the program reasons by roles and purposes, never by the name of a ledger.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FormSection, keys, years::reiwa_year};
use crate::{
    access::Circle,
    fields::{AnswerKind, Choice, FieldRole, RefTo, Spec},
    id::LedgerId,
    words,
};

/// Who may read some fields of ledgers: a name for circles of people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    pub key: String,
    pub name: String,
    pub who: Vec<Circle>,
}

/// Choices that several fields offer. Fields that share a list are thereby linked: a need and the services that answer it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceList {
    pub key: String,
    pub name: String,
    pub choices: Vec<Choice>,
}

/// One register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    #[serde(deserialize_with = "keys::one")]
    pub key: LedgerId,
    pub name: String,
    /// What one record is called: 取組. The name where nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub one: String,
    /// What one record is counted in.
    #[serde(default = "records", skip_serializing_if = "is_records")]
    pub counted_in: String,
    /// The heading below which it stands among others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub theme: String,
    /// What it is for, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    #[serde(default, skip_serializing_if = "LedgerWords::is_empty")]
    pub words: LedgerWords,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// The ledger whose records have these below them.
    #[serde(default, deserialize_with = "keys::optional", skip_serializing_if = "Option::is_none")]
    pub parent: Option<LedgerId>,
    /// How a record is called, made of its answers: 「{district}」. Its title where nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// How records are numbered: 「相{year}-{number}」. They are not where nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Fields of which no two records say the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<String>,
    /// Each year a record is expected to be looked at anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Observed>,
    /// Who opens what may tell of a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keeper: Vec<Circle>,
    pub read: Vec<Circle>,
    pub write: Vec<Circle>,
    /// Fields in the list; those with `filter` where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Fields of the card by which a record stands among others on a narrow page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub card: Vec<String>,
    /// What the list is sorted by, `-day` for the newest first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// Signs of states, the one that counts most first, with what they mean below a matrix.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<State>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<DueRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    pub sections: Vec<FormSection>,
}

fn records() -> String {
    "件".to_owned()
}

fn is_records(unit: &str) -> bool {
    unit == "件"
}

/// Words of a ledger's pages that are its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerWords {
    /// The button: 「取組を加える」.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub add: String,
    /// What an empty list says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub empty: String,
}

impl LedgerWords {
    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.empty.is_empty()
    }
}

words! {
    /// What a ledger is to the program.
    pub enum Purpose {
        Consultation "consultation" "相談",
        Survey "survey" "調査",
        Observation "observation" "気づき・実態",
        ResidentVoice "resident_voice" "住民の声",
        /// What is there to be used.
        Resource "resource" "資源・取組",
        Activity "activity" "活動の記録",
        Course "course" "研修",
        Indicator "indicator" "指標",
    }
}

words! {
    /// How often a record is expected to be looked at.
    pub enum Observed {
        FiscalYear "fiscal_year" "年度ごと",
    }
}

/// A sign of a matrix and what it means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub mark: String,
    pub name: String,
}

/// A state of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub key: String,
    pub name: String,
    /// Its sign in a matrix.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// Nothing is expected of it any more.
    #[serde(rename = "final", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_final: bool,
}

/// A way from state to state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub key: String,
    pub label: String,
    pub from: Vec<String>,
    pub to: String,
    /// Fields that must be answered for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<String>,
    pub who: Vec<Circle>,
}

/// What waits for somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueRule {
    pub words: String,
    /// In which states.
    #[serde(rename = "in")]
    pub states: Vec<String>,
    /// So many days after the record came into its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u16>,
    /// On the day that this field says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on: String,
    pub who: Circle,
}

words! {
    /// Ways to look at the records of a ledger as a whole.
    pub enum ViewKind {
        /// Rows and columns with the sign of the furthest state in each cell.
        Matrix "matrix" "一覧表",
        /// Names in cells, with their count.
        Names "names" "名前の表",
        /// How many, by two fields or by year.
        Counts "counts" "集計",
        /// How long records stand in each state.
        Stages "stages" "段階の進み",
        /// Areas or districts on a map.
        Map "map" "地図",
        /// Lines by fiscal year with two units in a cell.
        Yearly "yearly" "年度の表",
    }
}

/// A way to look at the records as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    pub key: String,
    pub kind: ViewKind,
    pub title: String,
    /// The field whose values are the rows; `state` or `state_year` for states and the years in which they came, `fiscal_year` or
    /// `month` of the record's day. Of a yearly table the field of figures whose items are its lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rows: String,
    /// The field whose values are the columns; `fiscal_year`, `month` or `state` as for the rows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub columns: String,
    /// Of `state_year` the state; of `fiscal_year` and `month` the state since when is counted, instead of the record's day.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// The field whose values stand in the cells by name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub names: String,
    /// The heading of how many names stand in a row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub count: String,
    /// Columns stand below the headings of their choices' groups.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grouped: bool,
    /// Rows without a mark are left out on paper.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marked_rows: bool,
    /// Places by their short names, in their order.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub short_names: bool,
    /// So many blocks beside one another on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<u8>,
    /// So many days in a state are long, where nothing waits for a record in it sooner or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// Of a yearly table: which items meetings count from some year on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<CountedLine>,
    /// Only records that answered so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub only: BTreeMap<String, String>,
    /// What stands below it; `{as_of}` is the day, `{as_of_short}` the same as tables say it, `{count}` how many.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A line of a yearly table that meetings count from some year on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedLine {
    /// The item of the figures.
    pub item: String,
    /// The kinds of conference whose meetings are counted. A ready file may name some that a city does not have: they count nothing.
    pub kinds: Vec<String>,
    pub from_fiscal_year: i16,
}

/// Days in a state beyond which a record is held to be stuck, where nothing else is said.
pub const LONG: u16 = 90;
/// What a note's text may hold of the day and the records.
pub const NOTED: [&str; 3] = ["as_of", "as_of_short", "count"];

/// What may stand for a field in a view.
pub const STATE: &str = "state";
/// The fiscal year in which a record came into a state.
pub const STATE_YEAR: &str = "state_year";
/// The fiscal year of a record's day.
pub const FISCAL_YEAR: &str = "fiscal_year";
/// The month of a record's day.
pub const MONTH: &str = "month";

impl Ledger {
    /// All fields in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = &Spec> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The field of this key.
    pub fn field(&self, key: &str) -> Option<&Spec> {
        self.fields().find(|field| field.key == key)
    }

    /// The field of this role.
    pub fn by_role(&self, role: FieldRole) -> Option<&Spec> {
        self.fields().find(|field| field.role == Some(role))
    }

    /// The field that says whose a record is.
    pub fn place(&self) -> Option<&Spec> {
        FieldRole::PLACES.into_iter().find_map(|role| self.by_role(role))
    }

    /// What one record is called.
    pub fn one(&self) -> &str {
        if self.one.is_empty() { &self.name } else { &self.one }
    }

    /// The words of the button that begins a record.
    pub fn add_words(&self) -> String {
        match self.words.add.as_str() {
            "" => format!("{}を加える", self.one()),
            words => words.to_owned(),
        }
    }

    /// The state of this key.
    pub fn state(&self, key: &str) -> Option<&State> {
        self.states.iter().find(|state| state.key == key)
    }

    /// The move of this key.
    pub fn step(&self, key: &str) -> Option<&Move> {
        self.moves.iter().find(|step| step.key == key)
    }

    /// So many days in a state are long: those after which somebody is waited for, or what a view says.
    pub fn limit(&self, view: &View, state: &str) -> u16 {
        let waits = self.due.iter().filter(|rule| rule.states.iter().any(|one| one == state));
        let after = waits.filter_map(|rule| rule.after).min();
        after.or(view.limit).unwrap_or(LONG)
    }

    /// Whether somebody's name may stand in it.
    pub fn is_personal(&self) -> bool {
        self.fields().any(|field| {
            field.personal
                || (field.kind == AnswerKind::Ref && RefTo::of(&field.to) == Some(RefTo::Person))
        })
    }

    /// What stands before the number of records that are begun in a fiscal year, with the place for the number.
    pub fn series(&self, fiscal_year: i16) -> String {
        self.number.replace("{year}", &reiwa_year(fiscal_year))
    }

    /// Who may read what is not sealed and neither writes nor keeps it, in words; nobody where that is empty.
    pub fn readers(&self) -> String {
        let other = |who: &&Circle| !self.write.contains(who) && !self.keeper.contains(who);
        self.read.iter().filter(other).map(|who| who.label()).collect::<Vec<_>>().join("・")
    }

    /// The fields that lists are narrowed to and sorted by and that are no column of their own, in the order of the form.
    pub fn facets(&self) -> impl Iterator<Item = &Spec> {
        let asked = |field: &&Spec| {
            field.filter || self.columns.contains(&field.key) || self.card.contains(&field.key)
        };
        // What a record is called that is pointed at changes, and is not everybody's to know.
        fn beyond(field: &Spec) -> bool {
            field.kind == AnswerKind::Ref && !RefTo::of(&field.to).is_some_and(RefTo::is_structure)
        }
        let single = |field: &&Spec| {
            field.kind.is_single() && !field.many && !field.personal && !beyond(field)
        };
        self.fields()
            .filter(|field| field.role.is_none_or(|role| !role.is_column()))
            .filter(asked)
            .filter(single)
    }
}

/// Values by which a list can be narrowed on a record's row.
pub const FACETS: usize = 12;
