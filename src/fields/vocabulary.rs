//! The words with which a field is declared: kinds, roles, what it points at.

use serde::{Deserialize, Serialize};

use crate::words;

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
    /// The roles that say whose a record is, the narrowest first.
    pub const PLACES: [FieldRole; 3] = [FieldRole::District, FieldRole::Area, FieldRole::Center];

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
