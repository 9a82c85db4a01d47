//! Where a municipality works and who works there: areas, districts, centres, organisations, professions.

use serde::{Deserialize, Serialize};

use super::keys;
use crate::id::{CenterId, DistrictId, ProfessionId, UnitId};

/// The municipality and the version of its structure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Municipality {
    /// 全国地方公共団体コード: six digits, the last a check digit.
    pub code: String,
    pub name: String,
    pub prefecture: String,
    /// The department that runs the city conference (松戸市: 地域包括ケア推進課).
    pub department: String,
    /// The first fiscal year (April to March) in which this version is in force.
    pub fiscal_year: i16,
    /// Title of a city conference; `{year}` is the year of 令和, `{number}` the conference of that year.
    pub city_conference_title: String,
    /// The plan in which measures find their clause (介護保険事業計画).
    pub plan_name: String,
    /// What the city calls its 地域包括支援センター in a word, on screens and papers.
    #[serde(default = "center_word", skip_serializing_if = "is_center_word")]
    pub center_word: String,
    /// Said on screens that show a preset made for demonstration; empty for a real one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

fn center_word() -> String {
    "センター".to_owned()
}

fn is_center_word(word: &str) -> bool {
    word == "センター"
}

/// 日常生活圏域.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub key: String,
    pub name: String,
    pub order: u16,
}

/// 地区: a smaller unit of community within a municipality, with the other names it goes by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct District {
    #[serde(deserialize_with = "keys::one")]
    pub key: DistrictId,
    pub name: String,
    /// The area it lies in; absent where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Its place among others on papers that go by place; its place in the list where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<u16>,
    /// What it is called where there is little room (国分寺北); its name where nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub short_name: String,
}

impl District {
    /// What it is called where there is little room.
    pub fn short(&self) -> &str {
        if self.short_name.is_empty() { &self.name } else { &self.short_name }
    }
}

/// A part of a municipality above its areas: 行政区, 旧町村, 支所の管内.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Division {
    pub key: String,
    pub name: String,
    /// The units that lie in it: `area.kita1`, `district.aji`, `center.minami`.
    #[serde(deserialize_with = "keys::several")]
    pub within: Vec<UnitId>,
}

/// 地域包括支援センター.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Center {
    #[serde(deserialize_with = "keys::one")]
    pub key: CenterId,
    pub name: String,
    /// The areas it works for: one key, a list, or nothing where a municipality has no areas.
    #[serde(default, with = "one_or_several", skip_serializing_if = "Vec::is_empty")]
    pub area: Vec<String>,
    pub operation: Operation,
    /// First part of a case's label in the period's papers (「明第1-①-1」).
    pub symbol: String,
    /// The corporation that runs it; empty if directly operated or not said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organisation: String,
}

/// One key as itself, several as a list.
mod one_or_several {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Keys {
        One(String),
        Several(Vec<String>),
    }

    pub(super) fn serialize<S: Serializer>(keys: &[String], to: S) -> Result<S::Ok, S::Error> {
        match keys {
            [one] => one.serialize(to),
            several => several.serialize(to),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
        Ok(match Keys::deserialize(from)? {
            Keys::One(key) => vec![key],
            Keys::Several(keys) => keys,
        })
    }
}

/// Who runs a centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// 委託
    Commissioned,
    /// 直営
    DirectlyOperated,
}

/// A body whose people sit in conferences: an association, an office, a council.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    pub key: String,
    pub name: String,
    /// What sort of body, in words (職能団体, 事業者団体, 社会福祉協議会 …).
    pub kind: String,
}

/// A profession or a role in society by which people are invited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profession {
    #[serde(deserialize_with = "keys::one")]
    pub key: ProfessionId,
    pub name: String,
    pub group: ProfessionGroup,
}

/// The broad field of a profession: what attendance is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfessionGroup {
    Medical,
    Rehabilitation,
    Care,
    Welfare,
    Legal,
    Resident,
    Administration,
    Other,
}

impl ProfessionGroup {
    /// As it stands in a table of attendance.
    pub fn name(self) -> &'static str {
        match self {
            ProfessionGroup::Medical => "医療",
            ProfessionGroup::Rehabilitation => "リハビリ・栄養・口腔",
            ProfessionGroup::Care => "介護",
            ProfessionGroup::Welfare => "福祉",
            ProfessionGroup::Legal => "法律",
            ProfessionGroup::Resident => "住民・地縁",
            ProfessionGroup::Administration => "行政・公的機関",
            ProfessionGroup::Other => "その他",
        }
    }
}

/// A department of the municipality that can own a measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    pub key: String,
    pub name: String,
}
