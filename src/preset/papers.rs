//! The words of the papers for a city conference. Figures and boxes come from the conferences and the records;
//! what stands here is only what a city phrases in its own way.

use serde::{Deserialize, Serialize};

use super::{keys, periods::MonthPoint};
use crate::id::ConferenceKindId;

/// Titles and numbers of the four papers, and the words of 別添2's four parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Papers {
    /// Stands on papers that are not published (「非公開」 …).
    pub confidentiality: String,
    /// That word is nobody's yet: the city is told so where it makes its papers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidentiality_estimated: bool,
    pub shiryo2: Paper,
    pub shiryo2_betten1: Paper,
    pub shiryo2_betten2: Paper,
    pub shiryo3: Paper,
    pub structure: StructureChart,
    pub life_support: LifeSupportChart,
    pub schedule: ScheduleChart,
    pub held: HeldChart,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// 「資料2 別添1」
    pub number: String,
    pub title: String,
    /// Number and title are nobody's yet: the city is told so where it makes its papers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub estimated: bool,
    /// A sentence under the title; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub intro: String,
    /// Holds what is discussed under secrecy: marked with `confidentiality`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
}

/// 別添2 (1): functions and structure. The boxes are the conference kinds, grouped by level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StructureChart {
    pub title: String,
    /// The closing sentence under the figure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub closing: String,
    /// Keys of the conference kinds drawn, in order.
    #[serde(deserialize_with = "keys::several")]
    pub conference_kinds: Vec<ConferenceKindId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<Flow>,
}

/// An arrow's words between two boxes, and the paper that reports on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    #[serde(deserialize_with = "keys::one")]
    pub from: ConferenceKindId,
    /// Absent when the arrow leaves the figure (back to individual support).
    #[serde(default, deserialize_with = "keys::optional", skip_serializing_if = "Option::is_none")]
    pub to: Option<ConferenceKindId>,
    pub words: String,
    /// Number of the paper shown beside it; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub paper: String,
}

/// 別添2 (2): the life-support system. Boxes and arrows are conference kinds and edges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeSupportChart {
    pub title: String,
    pub intro: String,
    /// Heading of the side of conferences (「地域ケア会議を通じた生活支援体制整備」).
    pub conference_side: String,
    /// Heading of the side of working groups (「ワーキングを通じた生活支援体制整備」).
    pub working_side: String,
    pub tiers: Vec<LifeSupportTier>,
    /// Members of conferences that this figure words otherwise than (1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<Wording>,
}

/// Another wording of a conference's members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    #[serde(deserialize_with = "keys::one")]
    pub conference_kind: ConferenceKindId,
    pub members_words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeSupportTier {
    /// 「1層」
    pub name: String,
    /// 「市全域」
    pub scope: String,
    #[serde(deserialize_with = "keys::several")]
    pub conference_kinds: Vec<ConferenceKindId>,
}

/// 別添2 (3): the year's schedule as a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleChart {
    pub title: String,
    pub columns: Vec<ScheduleColumn>,
    pub rows: Vec<ScheduleRow>,
}

/// A run of months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleColumn {
    pub key: String,
    /// 「前年度\n12～3月」; a line break is kept.
    pub label: String,
    pub start: MonthPoint,
    pub end: MonthPoint,
    /// The period these months belong to.
    pub period: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleRow {
    #[serde(deserialize_with = "keys::one")]
    pub conference_kind: ConferenceKindId,
    /// What the row is for (「地域レベルの課題の解決」), one line each.
    pub purpose: Vec<String>,
    pub cells: Vec<ScheduleCell>,
}

/// A cell that may span neighbouring columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleCell {
    /// Keys of the columns it covers, left to right.
    pub columns: Vec<String>,
    /// Heading (「第1回」); empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading: String,
    pub words: Vec<String>,
}

/// 別添2 (4): what was held. The dates and totals are computed from records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldChart {
    pub title: String,
    /// 「議事対象期間」
    pub window_heading: String,
    /// Heading of the first column (「地域包括支援センター」).
    pub center_heading: String,
    /// Keys of the conference kinds that have columns, left to right.
    #[serde(deserialize_with = "keys::several")]
    pub conference_kinds: Vec<ConferenceKindId>,
    /// 「開催回数および検討事例の件数」
    pub totals_heading: String,
}
