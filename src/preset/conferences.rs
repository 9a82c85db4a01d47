//! The conferences of a municipality: levels, kinds, what they feed, and how one of them is run.

use serde::{Deserialize, Serialize};

use super::keys;
use crate::{
    access::Circle,
    id::{CaseKindId, ConferenceKindId, LevelId, ProfessionId},
    words,
};

/// A storey of the ladder, the lowest first. One to five of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    #[serde(deserialize_with = "keys::one")]
    pub key: LevelId,
    /// 地域レベル, 区レベル, 市レベル …
    pub name: String,
    /// 1 is the lowest.
    pub order: u8,
    /// What an issue of this level is called (地域課題, 市レベルの課題).
    pub issue_name: String,
}

/// One of the five functions (個別課題解決 … 政策形成).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    pub key: String,
    pub name: String,
    pub order: u16,
}

/// What the five functions lead to, as the papers say it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub words: String,
}

/// What a conference is about (個別事例, 地域課題 …); not the same as its level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    pub key: String,
    pub name: String,
    pub deals_with: DealsWith,
}

/// The sort of record that stands on the agenda of a conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DealsWith {
    /// 事例
    Cases,
    /// 課題 of the conference's own level
    Issues,
    /// Neither: a working group that carries something out.
    Work,
}

/// Why a case is reviewed (困難事例, 自立支援 …).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseKind {
    #[serde(deserialize_with = "keys::one")]
    pub key: CaseKindId,
    pub name: String,
    /// 定期 (true) or 随時 (false).
    pub regular: bool,
}

/// A kind of conference. One conference (会議体) is made for each unit it sits in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConferenceKind {
    #[serde(deserialize_with = "keys::one")]
    pub key: ConferenceKindId,
    pub name: String,
    /// For table headings and narrow screens.
    pub short_name: String,
    #[serde(deserialize_with = "keys::one")]
    pub level: LevelId,
    pub subject: String,
    pub unit: UnitTier,
    /// Keys of the units that hold one; empty for all of the tier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_units: Vec<String>,
    /// Who runs it, and keeps the issues it deals with; empty for the unit's centres, or the city where a unit has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_by: Vec<Circle>,
    /// Whose meetings it hears; when not said, a conference of issues of the whole municipality hears the period before, if it
    /// is of the highest level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hears: Option<Hears>,
    /// Name of one conference; `{unit}` is its centre, area, district or the municipality.
    pub name_pattern: String,
    /// Keys of the functions it serves.
    pub functions: Vec<String>,
    /// Who convenes it, in words.
    pub host: String,
    /// Who runs it, in words; empty where the source does not say. Not the same as the host.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub secretariat: String,
    pub cadence: Cadence,
    /// What its roles come to (「地域レベルの課題の解決」), beside the heading 役割; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// 役割, one line each.
    pub roles: Vec<String>,
    /// A remark beside the heading 役割 (「H31年度～」); empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub roles_since: String,
    /// メンバー as the papers say it, one line each.
    pub members_words: Vec<String>,
    /// 開催地区 as the papers say it (「各15圏域」); empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub held_in_words: String,
    #[serde(default)]
    pub status: ConferenceStatus,
    /// False for a body beside the conferences proper, such as a 2層ワーキング.
    pub care_conference: bool,
    /// Keys of the case kinds it may review; empty for a conference of issues.
    #[serde(default, deserialize_with = "keys::several", skip_serializing_if = "Vec::is_empty")]
    pub case_kinds: Vec<CaseKindId>,
    /// Usual number of cases in one meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases_per_meeting: Option<u8>,
    /// Since when and why it does not meet; required when suspended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension: Option<Suspension>,
    /// The council (協議体) whose part this conference also plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub council_tier: Option<CouncilTier>,
    /// Seats by profession, and by organisation where it is fixed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<MemberSeat>,
}

words! {
    /// Which sort of place a conference is held for. Its code begins the place's id: `district.aji`.
    pub enum UnitTier {
        Center "center" "センターごとに一つ",
        Area "area" "圏域ごとに一つ",
        District "district" "地区ごとに一つ",
        /// 行政区・旧町村など
        Division "division" "区域ごとに一つ",
        Municipality "municipality" "全体で一つ",
    }
}

words! {
    /// Whose meetings a conference of issues hears.
    pub enum Hears {
        /// Of the period that ended before it sits.
        PeriodBefore "period_before" "開く前に終わった期間",
        OwnPeriod "own_period" "開いた日の期間",
    }
}

/// How often a conference meets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// As the papers say it (「年4～6回程度」).
    pub words: String,
    /// Meetings of one conference in a fiscal year, at least; absent if 随時 or not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u16>,
    /// Meetings of one conference in a fiscal year, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u16>,
    /// 随時
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_needed: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceStatus {
    #[default]
    Active,
    /// 休止
    Suspended,
}

/// 休止: since when, and what is said about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    pub since_fiscal_year: i16,
    /// 「休止中(再開に向け検討中)」
    pub note: String,
}

/// 第1層／第2層協議体.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilTier {
    pub tier: CouncilTierNumber,
    /// 「※第2層協議体の役割も兼ねる」
    pub words: String,
}

/// Serialised as the number 1 or 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum CouncilTierNumber {
    /// The whole city.
    First,
    /// An area or a district.
    Second,
}

impl TryFrom<u8> for CouncilTierNumber {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1 => Ok(CouncilTierNumber::First),
            2 => Ok(CouncilTierNumber::Second),
            _ => Err("協議体の層は 1 か 2 で書いてください"),
        }
    }
}

impl From<CouncilTierNumber> for u8 {
    fn from(tier: CouncilTierNumber) -> u8 {
        match tier {
            CouncilTierNumber::First => 1,
            CouncilTierNumber::Second => 2,
        }
    }
}

/// A seat in a conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberSeat {
    #[serde(deserialize_with = "keys::one")]
    pub profession: ProfessionId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    #[serde(default = "one_seat")]
    pub count: u8,
}

fn one_seat() -> u8 {
    1
}

/// What flows between two kinds of conference, with its words. The edges make the ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    #[serde(deserialize_with = "keys::one")]
    pub from: ConferenceKindId,
    #[serde(deserialize_with = "keys::one")]
    pub to: ConferenceKindId,
    pub direction: Direction,
    pub label: String,
}

/// Which way an edge runs: seen from `from`, up the ladder, down it, or both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    Both,
}

/// Minutes for each part of a case's review; a template the chair may change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSheet {
    pub key: String,
    pub name: String,
    #[serde(deserialize_with = "keys::several")]
    pub case_kinds: Vec<CaseKindId>,
    pub segments: Vec<RunSegment>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSegment {
    pub name: String,
    pub minutes: u16,
}
