//! What a file can hold.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};

/// A kind of file that comes in and goes out.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
    clap::ValueEnum,
    sqlx::Type,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case", no_pg_array)]
pub enum Kind {
    /// 会議の予定・開催日
    Schedules,
    /// 事例
    Cases,
}

impl Kind {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Schedules => "会議の予定・開催日",
            Kind::Cases => "事例",
        }
    }

    /// What one row of it is counted in.
    pub fn unit(self) -> &'static str {
        match self {
            Kind::Schedules => "回",
            Kind::Cases => "事例",
        }
    }

    /// What becomes of a row whose record is there already and says something else.
    pub fn changed_words(self) -> &'static str {
        match self {
            Kind::Schedules => "内容が変わるもの(置き換えます)",
            Kind::Cases => "登録済みで、内容が違うもの(上書きしません)",
        }
    }
}
