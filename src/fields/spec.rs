//! What is known of a field, whoever declares it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::Answer;
use crate::words;

/// Characters of a text whose declaration names no limit.
const MOST: usize = 4_000;

/// One question. In a preset file it is one line; in Rust it begins with [`field`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name on a page, in answers, and of its column.
    pub key: String,
    pub label: String,
    pub kind: AnswerKind,
    /// What the program reasons about it by, whatever it is called; in ledgers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<FieldRole>,
    /// Of a reference: what it points at, a [`RefTo`] or the key of a ledger.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// Of a reference: it may point at several.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub many: bool,
    /// The key of the choice list from which its choices come; two fields that share one are thereby linked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub list: String,
    #[serde(default, skip_serializing_if = "Needed::is_not")]
    pub required: Needed,
    /// When it is needed, in words beside the label, where that hangs on other fields and a command asks for it.
    #[serde(skip)]
    pub wanted: &'static str,
    /// May hold personal data: such an answer needs its de-identified twin before it leaves the centre, and such a
    /// column is sealed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// Characters of a text, or the largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// The smallest number; 0 where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// What a number counts: 円, 人.
    #[serde(rename = "counted_in", default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// Heading of its column in Excel files; the label if empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub excel_header: String,
    /// For `choice`, `multi` and `mark`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// What a `figures` field counts: a row for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Choice>,
    /// The columns of a `table`, and of `figures` the units: each a field of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Spec>,
    /// How a `computed` field comes about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed: Option<Computed>,
    /// A day that may be known as a month or a fiscal year alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rough: bool,
    /// What stands there in a form that nobody has filled yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Beginning>,
    /// The narrowest circle's name that may read it; the ledger's own readers where none is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub audience: String,
    /// Lists can be narrowed to it and sorted by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub filter: bool,
    /// A sentence that stands with it on page and paper: 「みたては診断ではありません」.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notice: String,
    /// Asked only where another field was answered so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<ShownIf>,
    /// The first fiscal year in which it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_fiscal_year: Option<i16>,
    /// The last one; what was answered stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_fiscal_year: Option<i16>,
    /// Other headings that files give its column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Headings that mean it in some files and in others only count the rows.
    #[serde(skip)]
    pub perhaps: &'static [&'static str],
    /// Words that files use and of which nobody can tell which of its choices they mean: a person is asked.
    #[serde(skip)]
    pub unsure: &'static [&'static str],
    /// Other words for its choices that files use, each with the key that it means.
    #[serde(skip)]
    pub said: &'static [(&'static str, &'static str)],
    /// Half-width characters of its column in an empty form; 0 for the usual width.
    #[serde(skip)]
    pub width: u16,
    /// What stands in the example row of an empty form.
    #[serde(skip)]
    pub example: &'static str,
    /// Shown beside its cells in an empty form, instead of the help.
    #[serde(skip)]
    pub hint: &'static str,
    /// What a select says while nothing is chosen.
    #[serde(skip)]
    pub none: &'static str,
    #[serde(skip)]
    pub look: Look,
    /// Lines of a long text while it is empty; 0 for the usual number.
    #[serde(skip)]
    pub rows: u8,
    #[serde(skip)]
    pub clean: Clean,
    /// Says who does some work, so that the names of those who do stand there rightly.
    #[serde(skip)]
    pub names_workers: bool,
}

/// How a question is asked and answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// One line.
    #[default]
    Text,
    Textarea,
    Choice,
    Multi,
    /// One of a few signs: ◎ ○ △ －.
    Mark,
    Number,
    /// Whole yen.
    Money,
    Day,
    /// A fiscal year.
    Year,
    /// From one time of a day to another: 10:00～11:30.
    Times,
    /// Days of the week.
    Week,
    YesNo,
    /// One box, ticked or not.
    Tick,
    /// Three texts: before, expected, after.
    BeforeAfter,
    Phone,
    Mail,
    Url,
    Address,
    /// A place on the map: latitude and longitude.
    Point,
    /// Another record, or a part of the structure.
    Ref,
    /// A file beside the record.
    File,
    /// Numbers by item.
    Figures,
    /// Rows of small answers.
    Table,
    /// Nobody answers it: it follows from other records.
    Computed,
}

impl AnswerKind {
    /// Whether an answer is one value, by which lists can be sorted.
    pub fn is_single(self) -> bool {
        use AnswerKind::{
            BeforeAfter, Computed, Figures, File, Multi, Point, Table, Textarea, Week,
        };
        !matches!(
            self,
            BeforeAfter | Computed | Figures | File | Multi | Point | Table | Textarea | Week
        )
    }
}

words! {
    /// What the program reasons by: it asks for a field's role, never for its name.
    pub enum FieldRole {
        /// What the record is called.
        Title "title" "名前",
        /// How that is read aloud; it is sorted by it.
        Reading "reading" "読み",
        /// The day that it is about, or from which on it holds.
        Day "day" "日",
        Until "until" "いつまで",
        Center "center" "センター",
        Area "area" "圏域",
        District "district" "地区",
        Place "place" "場所",
        Person "person" "支援対象者",
        /// Whose turn it is.
        Assignee "assignee" "担当者",
        /// How many.
        Count "count" "数",
        /// What was found: an answer from a list that others answer to.
        Finding "finding" "分かったこと",
        Outcome "outcome" "結果",
        OpenTo "open_to" "使える人",
        /// Where to ask.
        Contact "contact" "連絡先",
    }
}

impl FieldRole {
    /// Whether a record keeps it as a column of its own.
    pub fn is_column(self) -> bool {
        use FieldRole::{Area, Assignee, Center, Day, District, Person, Reading, Title, Until};
        matches!(self, Title | Reading | Day | Until | Center | Area | District | Person | Assignee)
    }
}

words! {
    /// What a reference points at, besides records of ledgers.
    pub enum RefTo {
        Center "center" "センター",
        Area "area" "圏域",
        District "district" "地区",
        Organisation "organisation" "機関・団体",
        Department "department" "部署",
        Profession "profession" "職種・立場",
        Account "account" "システムの利用者",
        Person "person" "支援対象者",
        Conference "conference" "会議体",
        Meeting "meeting" "会議",
        Case "case" "事例",
        Issue "issue" "課題",
        Measure "measure" "施策",
        Inquiry "inquiry" "調査",
    }
}

impl RefTo {
    /// What a word in a file means; none for the key of a ledger.
    pub fn of(word: &str) -> Option<RefTo> {
        word.parse().ok()
    }

    /// Whether it is a part of the structure, all of which a form can offer.
    pub fn is_structure(self) -> bool {
        use RefTo::{Area, Center, Department, District, Organisation, Profession};
        matches!(self, Center | Area | District | Organisation | Department | Profession)
    }
}

words! {
    /// What stands in a form that nobody has filled yet.
    pub enum Beginning {
        Today "today" "今日",
        /// The district of whoever fills it, where they have one.
        OwnDistrict "own_district" "自分の地区",
        /// Whoever fills it.
        Me "me" "自分",
        /// What they answered the last time.
        Last "last" "前回と同じ",
    }
}

/// A field is asked only where another one was answered so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownIf {
    pub field: String,
    pub is: String,
}

/// How a field comes about that nobody answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    pub how: How,
    /// The ledger whose records refer to this one.
    pub ledger: String,
    /// Of those the field that is summed, or of which the last is shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
}

words! {
    /// What is made of the records that refer to one.
    pub enum How {
        Count "count" "数",
        Sum "sum" "合計",
        Last "last" "最後",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub key: String,
    pub name: String,
    /// A line below the name where choices are buttons.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// How it stands in a cell: ◎.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// The heading below which it stands, among others of the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// The factor of the matrix that it amounts to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub factor: String,
    /// The last fiscal year in which it is offered; what was chosen stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_fiscal_year: Option<i16>,
}

impl<K: Into<String>, N: Into<String>> From<(K, N)> for Choice {
    fn from((key, name): (K, N)) -> Choice {
        Choice { key: key.into(), name: name.into(), ..Choice::default() }
    }
}

/// From when on an answer must be there. A preset says `required = true` for [`Needed::ToSubmit`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "bool", into = "bool")]
pub enum Needed {
    #[default]
    Never,
    /// A draft may be kept without it.
    ToSubmit,
    Always,
}

impl Needed {
    /// Whether nobody misses it.
    pub fn is_not(&self) -> bool {
        *self == Needed::Never
    }
}

impl From<bool> for Needed {
    fn from(required: bool) -> Needed {
        if required { Needed::ToSubmit } else { Needed::Never }
    }
}

impl From<Needed> for bool {
    fn from(needed: Needed) -> bool {
        !needed.is_not()
    }
}

/// How it is drawn where its kind leaves a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    #[default]
    Usual,
    /// Choices as buttons below each other.
    Radio,
    /// Choices as buttons beside each other.
    Across,
    /// A text of a few words.
    Medium,
    /// A text of a few characters.
    Short,
}

/// Where something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    OnPage,
    InFile,
}

/// Brings a text into the one form in which it is kept, or says what is wrong with it, as the end of a sentence:
/// 「10桁の数字で入力してください。」
#[derive(Clone, Copy, Debug)]
pub struct Clean(pub fn(&str, Said) -> Result<String, &'static str>);

impl Default for Clean {
    fn default() -> Clean {
        Clean(|text, _| Ok(text.to_owned()))
    }
}

// Two declarations are compared by what they say.
impl PartialEq for Clean {
    fn eq(&self, _: &Clean) -> bool {
        true
    }
}

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

/// What is asked of a declaration.
impl Spec {
    /// The heading of its column in files.
    pub fn excel_header(&self) -> &str {
        if self.excel_header.is_empty() { &self.label } else { &self.excel_header }
    }

    /// The most characters of a text.
    pub fn most_characters(&self) -> usize {
        self.max.map_or(MOST, |n| n as usize)
    }

    /// The numbers that may be said.
    pub fn range(&self) -> RangeInclusive<i64> {
        let bound = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        self.min.map_or(0, bound)..=self.max.map_or(i64::MAX, bound)
    }

    /// What may be chosen.
    pub fn offered(&self) -> Vec<Choice> {
        self.kind.family().offered(self)
    }

    /// Whether it is asked, as far as that hangs on another answer.
    pub fn is_asked<'a>(&self, answer: impl Fn(&str) -> Option<&'a Answer>) -> bool {
        let met = |on: &ShownIf| answer(&on.field).is_some_and(|said| said.is(&on.is));
        self.shown_if.as_ref().is_none_or(met)
    }

    /// Whether it may hold free words, in which a name may stand.
    pub fn is_words(&self) -> bool {
        self.kind.family().is_words(self)
    }

    /// The name of a choice, for showing a stored answer.
    pub fn choice_name(&self, key: &str) -> Option<&str> {
        self.choices.iter().find(|choice| choice.key == key).map(|choice| choice.name.as_str())
    }
}
