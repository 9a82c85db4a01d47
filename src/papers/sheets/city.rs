//! 資料3: the city's issues and the discussion towards solving them.

use jiff::civil::Date;
use serde::Serialize;

use super::{Edition, PaperName};
use crate::papers::era;

/// 資料3 整理された市レベルの課題と解決に向けた議論.
#[derive(Debug, Clone, Serialize)]
pub struct CityIssues {
    pub edition: Edition,
    pub name: PaperName,
    /// What an issue of the lowest level is called, as 地域課題.
    pub below: String,
    /// The levels above, the nearest first, each with its own issues; a city of one level has that one.
    pub levels: Vec<LevelIssues>,
    /// Whether a unit's report is still to come; its issues stand behind none yet.
    pub awaited: bool,
    pub previous: PreviousMeasures,
}

/// The issues of a level.
#[derive(Debug, Clone, Serialize)]
pub struct LevelIssues {
    /// What they are called, as 市レベルの課題.
    pub word: String,
    pub issues: Vec<CityIssueEntry>,
}

/// One issue of a level above.
#[derive(Debug, Clone, Serialize)]
pub struct CityIssueEntry {
    /// Its number at its place, by which minutes and board call it too: 市レベルの課題3.
    pub number: i64,
    pub title: String,
    /// The unit that has it; empty for the whole municipality.
    pub place: String,
    /// The lowest level's issues it was made of, through all levels between.
    pub behind: Vec<AreaIssueBehind>,
    /// Cases behind it (事例, distinct).
    pub cases: u32,
    pub discussed: String,
    pub measures: Vec<MeasureEntry>,
    /// Where it went from here; none for an issue that is answered where it stands.
    pub went_on: Option<WentOn>,
    pub rolled_out: Vec<RollOut>,
}

/// The way of an issue further up.
#[derive(Debug, Clone)]
pub struct WentOn {
    /// The highest issue of which it became part, as 市の課題3.
    pub to: String,
    /// Titles of the measures that answered it there or on the way, and answers in words.
    pub answers: Vec<String>,
}

impl WentOn {
    /// In one sentence, as 市の課題3へ上げました。回答：見守り協定.
    #[must_use]
    pub fn words(&self) -> String {
        let answers = match &self.answers[..] {
            [] => "回答の記録はありません。".to_owned(),
            answers => format!("回答：{}", answers.join("、")),
        };
        format!("{}へ上げました。{answers}", self.to)
    }
}

impl Serialize for WentOn {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Words<'a> {
            to: &'a str,
            words: String,
        }
        Words { to: &self.to, words: self.words() }.serialize(to)
    }
}

/// An area issue behind a city issue.
#[derive(Debug, Clone, Serialize)]
pub struct AreaIssueBehind {
    pub centre: String,
    pub title: String,
    /// Labels of its cases, as 明第1-①-1.
    pub case_labels: Vec<String>,
}

/// A measure that answers an issue.
#[derive(Debug, Clone, Serialize)]
pub struct MeasureEntry {
    pub title: String,
    pub department: String,
    /// As 令和8年度; none where no budget is needed.
    pub budget_year: Option<String>,
    /// Clause of the plan it stands in.
    pub plan_clause: Option<String>,
    /// How the city answers, in the words of its structure, as 新規予算.
    pub answer: String,
    /// Why; always given when the city does not answer with something it does.
    pub reason: Option<String>,
    #[serde(serialize_with = "era::as_optional_short")]
    pub due: Option<Date>,
    pub progress: String,
}

/// What went down again, and to whom.
#[derive(Debug, Clone, Serialize)]
pub struct RollOut {
    pub what: String,
    /// As 全15センター, 事例提供者12人.
    pub to: Vec<String>,
    #[serde(serialize_with = "era::as_optional_short")]
    pub on: Option<Date>,
    /// Receivers who acknowledged, of how many.
    pub acknowledged: u32,
    pub receivers: u32,
}

/// Where last period's measures stand.
#[derive(Debug, Clone, Serialize)]
pub struct PreviousMeasures {
    /// The period in words, as 令和7年度 第1回.
    pub period: String,
    pub measures: Vec<PreviousMeasure>,
}

/// One measure of the period before.
#[derive(Debug, Clone, Serialize)]
pub struct PreviousMeasure {
    pub issue: String,
    pub measure: String,
    pub department: String,
    /// How the city answered, as 新規予算.
    pub answer: String,
    #[serde(serialize_with = "era::as_optional_short")]
    pub due: Option<Date>,
    /// As 完了, 実施中, 期限超過.
    pub status: String,
    pub progress: String,
}
