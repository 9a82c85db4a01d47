//! 資料2 別添2: functions and state of the community care conferences, in four parts.

use jiff::civil::Date;
use serde::Serialize;

use super::{Edition, LifeSupport, PaperName, Structure};
use crate::papers::era;

/// 資料2 別添2 地域ケア会議の機能と実施状況.
#[derive(Debug, Clone, Serialize)]
pub struct FunctionsAndStatus {
    pub edition: Edition,
    pub name: PaperName,
    /// (1) Function and structure.
    pub structure: Structure,
    /// (2) Life support system; none where a city shows it elsewhere.
    pub life_support: Option<LifeSupport>,
    /// (3) Schedule of the year.
    pub schedule: Schedule,
    /// (4) What was held.
    pub held: HeldTable,
}

/// (3) The year's schedule as a chart.
#[derive(Debug, Clone, Serialize)]
pub struct Schedule {
    pub title: String,
    /// Spans of time in order, as 前年度12～3月.
    pub columns: Vec<String>,
    /// Conferences from the top down; rows of the same purpose following one another share its cell.
    pub rows: Vec<ScheduleRow>,
}

/// One conference in the chart.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduleRow {
    /// As 市レベルの課題の解決.
    pub purpose: String,
    pub conference: String,
    pub bars: Vec<Bar>,
    /// Set grey when the conference is suspended.
    pub suspended: bool,
}

impl ScheduleRow {
    /// The bars in lanes, so that no two in a lane overlap: each stands in the first lane with room.
    #[must_use]
    pub fn lanes(&self) -> Vec<Vec<&Bar>> {
        let mut lanes: Vec<Vec<&Bar>> = vec![Vec::new()];
        for bar in &self.bars {
            let clear = |other: &&Bar| other.to < bar.from || bar.to < other.from;
            match lanes.iter_mut().find(|lane| lane.iter().all(clear)) {
                Some(lane) => lane.push(bar),
                None => lanes.push(vec![bar]),
            }
        }
        lanes
    }
}

/// A sitting or a season of sittings.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    /// First and last column, counted from 0.
    pub from: usize,
    pub to: usize,
    /// As 第1回 or 各地区年4～6回 開催.
    pub title: String,
    /// As 課題整理.
    pub items: Vec<String>,
}

/// (4) What was held in the period under discussion.
#[derive(Debug, Clone, Serialize)]
pub struct HeldTable {
    pub title: String,
    /// 【議事対象期間】, one line a city conference.
    pub windows: Vec<Window>,
    /// Head of the first column, as 地域包括支援センター.
    pub place_head: String,
    /// The conferences, in the order of the columns.
    pub conferences: Vec<HeldConference>,
    pub centres: Vec<HeldCentre>,
    /// Head of the totals, as 開催回数および検討事例の件数.
    pub total_head: String,
}

/// A window of meetings that one city conference discusses.
#[derive(Debug, Clone, Serialize)]
pub struct Window {
    /// As 第1回.
    pub name: String,
    /// As 前年12月～当年5月実施分.
    pub words: String,
    /// Whether these papers are about this window.
    pub current: bool,
}

/// A conference in the table with its totals.
#[derive(Debug, Clone, Serialize)]
pub struct HeldConference {
    pub name: String,
    pub total: Tally,
}

/// Meetings and cases, counted from records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Sittings held (回).
    pub meetings: u32,
    /// Cases discussed (事例, distinct); none for a conference that discusses no cases.
    pub cases: Option<u32>,
}

impl Tally {
    /// 15回, or 30回 60事例.
    #[must_use]
    pub fn words(self) -> String {
        match self.cases {
            Some(cases) => format!("{}回 {cases}事例", self.meetings),
            None => format!("{}回", self.meetings),
        }
    }
}

/// The sittings of one centre.
#[derive(Debug, Clone, Serialize)]
pub struct HeldCentre {
    pub centre: String,
    /// For each conference of the table, its sittings in order of their days.
    pub meetings: Vec<Vec<HeldMeeting>>,
}

/// One sitting.
#[derive(Debug, Clone, Serialize)]
pub struct HeldMeeting {
    #[serde(serialize_with = "era::as_short")]
    pub on: Date,
    /// Cases discussed (事例).
    pub cases: Option<u32>,
    /// As 書面開催.
    pub note: Option<String>,
}
