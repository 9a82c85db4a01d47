//! The four papers as values: what stands on them, already counted and worded.
//!
//! All counts are those of records, made by whoever fills these structs; all words of a municipality
//! (names of conferences, titles and numbers of papers, periods) come from its preset.

mod area;
mod city;
mod factors;
mod ladder;
mod status;

use jiff::civil::Date;
use serde::Serialize;

use nihon::day::wareki;

pub use area::{
    AreaDiscussions, AreaIssueEntry, CentreReport, Decision, DecisionWord, Evidence, EvidenceKind,
    HeldKind,
};
pub use city::{
    AreaIssueBehind, CityIssueEntry, CityIssues, LevelIssues, MeasureEntry, PreviousMeasure,
    PreviousMeasures, RollOut, WentOn,
};
pub use factors::{Combination, FactorCount, FactorGroup, FactorRow, Generalization, IssueOrigin};
pub use ladder::{
    ConferenceBox, Edge, Function, Layer, LayerBox, Level, LifeSupport, Pointer, Structure,
};
pub use status::{
    Bar, FunctionsAndStatus, HeldCentre, HeldConference, HeldMeeting, HeldTable, Schedule,
    ScheduleRow, Tally, Window,
};

/// What all papers of one deliberation period carry at head and foot.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The municipality, as 松戸市.
    pub municipality: String,
    /// The conference that receives the papers, as 令和7年度 第2回 松戸市地域ケア会議.
    pub conference: String,
    /// Day of that conference; none while it is not fixed.
    pub held_on: Option<Date>,
    /// What the rows of its tables are, as センター or 地区.
    pub places: String,
    /// The deliberation period (議事対象期間) in words, as R7.6～R7.11実施分.
    pub period: String,
    /// That no report of the period is in yet, in a sentence; none once one is.
    pub unreported: Option<String>,
    /// Whether this edition may still change.
    pub state: EditionState,
    /// Confidentiality word in the head, as 非公開; none on a paper that may be handed out.
    pub confidential: Option<String>,
}

/// A draft says so on every page; a locked edition names itself and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditionState {
    /// 未確定
    Draft,
    /// 第n版, locked on a day.
    Locked { number: u32, on: Date },
}

impl EditionState {
    /// 未確定, or 第1版(令和8年1月20日確定).
    #[must_use]
    pub fn words(self) -> String {
        match self {
            EditionState::Draft => "未確定".to_owned(),
            EditionState::Locked { number, on } => format!("第{number}版（{}確定）", wareki(on)),
        }
    }
}

impl Edition {
    /// Day of the conference as 令和8年1月29日, or that none is set.
    #[must_use]
    pub fn held_on_words(&self) -> String {
        self.held_on.map_or_else(|| "日程未定".to_owned(), wareki)
    }
}

impl Serialize for Edition {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Words<'a> {
            municipality: &'a str,
            conference: &'a str,
            held_on: String,
            period: &'a str,
            places: &'a str,
            unreported: Option<&'a str>,
            state: String,
            locked: Option<u32>,
            confidential: Option<&'a str>,
        }
        Words {
            municipality: &self.municipality,
            conference: &self.conference,
            held_on: self.held_on_words(),
            period: &self.period,
            places: &self.places,
            unreported: self.unreported.as_deref(),
            state: self.state.words(),
            locked: match self.state {
                EditionState::Draft => None,
                EditionState::Locked { number, .. } => Some(number),
            },
            confidential: self.confidential.as_deref(),
        }
        .serialize(to)
    }
}

/// Number and title of one paper, as 資料2 別添2 and 地域ケア会議の機能と実施状況. Preset data.
#[derive(Debug, Clone, Serialize)]
pub struct PaperName {
    pub number: String,
    pub title: String,
    /// A sentence under the title; empty for none.
    pub intro: String,
}

impl PaperName {
    /// Number and title in one line, as a document's title.
    #[must_use]
    pub fn full(&self) -> String {
        format!("{} {}", self.number, self.title)
    }
}
