//! What is known of a field, whoever declares it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Answer, AnswerKind, Beginning, Choice, Computed, FieldRole, ShownIf};

/// Characters of a text whose declaration names no limit.
const MOST: usize = 4_000;

/// One question. In a preset file it is one line; in Rust it begins with [`field`](super::field).
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
    /// A reference to one of so many that they are looked for by part of their name.
    Sought,
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
