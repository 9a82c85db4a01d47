//! Definitions people fill in: forms, factors, answers to issues. Versioned data, never columns.

use serde::{Deserialize, Serialize};

use super::keys;
use crate::{fields::Spec, id::FactorId};

/// One version of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub key: String,
    pub version: u32,
    pub title: String,
    pub sections: Vec<FormSection>,
}

impl Form {
    /// All fields in the order of the sheet.
    pub fn fields(&self) -> impl Iterator<Item = &Spec> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    pub fn field(&self, key: &str) -> Option<&Spec> {
        self.fields().find(|field| field.key == key)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSection {
    pub key: String,
    pub title: String,
    pub fields: Vec<Spec>,
}

/// 地域要素, 家族要素 …
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorGroup {
    pub key: String,
    pub name: String,
    pub order: u16,
}

/// A column of the factor matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    #[serde(deserialize_with = "keys::one")]
    pub key: FactorId,
    pub group: String,
    pub name: String,
    pub order: u16,
    /// What may stand in a cell, besides nothing.
    pub values: Vec<FactorValue>,
    /// First fiscal year of the code.
    pub from_fiscal_year: i16,
    /// Last fiscal year of the code; absent while it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_fiscal_year: Option<i16>,
    /// Words offered where free text is allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<String>,
}

impl Factor {
    pub fn in_force(&self, fiscal_year: i16) -> bool {
        self.from_fiscal_year <= fiscal_year
            && self.to_fiscal_year.is_none_or(|last| fiscal_year <= last)
    }

    /// Whether nothing but words stands in it, as in 「その他」: what differs from case to case, and says nothing by being there often.
    pub fn is_of_words(&self) -> bool {
        self.values == [FactorValue::Text]
    }

    pub fn allows(&self, value: FactorValue) -> bool {
        self.values.contains(&value)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorValue {
    /// ○
    Mark,
    /// 疑い
    Suspected,
    /// Free text
    Text,
}

/// How the city answered an issue (新規予算, 計画に位置付け …).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureAnswer {
    pub key: String,
    pub name: String,
    /// Counts as 反映 in the reflection rate.
    pub reflected: bool,
    /// Must be given with its reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_reason: bool,
}

/// After how many months a decision is looked at again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpRule {
    pub months: Vec<u8>,
}

/// When what several cases have in common is offered as a candidate of an issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandidateRule {
    /// From this many cases of a centre's period with the same factor.
    pub cases: usize,
}

impl Default for CandidateRule {
    fn default() -> Self {
        CandidateRule { cases: 3 }
    }
}
