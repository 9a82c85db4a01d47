//! Reads the demo world's files in `seeds/matsudo/` and puts names, or words without names, into their texts.
//!
//! It only reads: nothing here knows a room or a database. Every person, firm and house in the seeds is invented;
//! the areas and the 45 dates of the second period are public facts.

mod days;
mod stories;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::id::{CenterId, ConferenceKindId, FactorId, PeriodId, ProfessionId};

pub use stories::CaseStory;

/// Everything the demo world is made of.
#[derive(Clone, Debug)]
pub struct Seeds {
    /// The day on which the demo world stands.
    pub as_of: Date,
    /// The one password of all demo accounts.
    pub password: String,
    pub accounts: Vec<SeedAccount>,
    pub meetings: Vec<SeedMeeting>,
    pub cases: Vec<SeedCase>,
    case_texts: Vec<CaseText>,
    pub issues: Vec<SeedIssue>,
    issue_texts: Vec<IssueText>,
    pub city_issues: Vec<SeedCityIssue>,
}

/// A sign-in of the demo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedAccount {
    pub login: String,
    pub name: String,
    /// As `access::Role` is stored.
    pub role: String,
    /// Key of the profession in the preset.
    pub profession: ProfessionId,
    /// Key of the centre they work in or bring cases to.
    pub center: Option<CenterId>,
    #[serde(default)]
    pub areas: Vec<String>,
    /// Key of the one meeting a guest may see.
    pub meeting: Option<String>,
    #[serde(default, deserialize_with = "days::maybe_day")]
    pub from: Option<Date>,
    #[serde(default, deserialize_with = "days::maybe_day")]
    pub to: Option<Date>,
    /// Where they belong and what they are, for the list of sign-ins.
    pub words: String,
}

/// One sitting.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedMeeting {
    pub key: String,
    /// `2025-2`: fiscal year of the city conference and number of the period.
    pub period: PeriodId,
    /// Key of the centre; none for the city conference.
    pub center: Option<CenterId>,
    pub conference_kind: ConferenceKindId,
    /// Which of the centre's case meetings of the period, from 1; 0 for other conferences.
    pub sequence: u8,
    #[serde(deserialize_with = "days::day")]
    pub day: Date,
}

/// A case: which text it tells, of whom, and what was seen afterwards.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedCase {
    pub number: u16,
    pub meeting: String,
    /// Its place in the meeting, from 1.
    pub position: u8,
    text: String,
    variant: usize,
    pub consent: String,
    /// `center_staff` or `care_presenter`.
    pub presented_by: String,
    pub person: SeedPerson,
    names: Names,
    pub follow_ups: Vec<SeedFollowUp>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedPerson {
    pub surname: String,
    pub given: String,
    pub surname_kana: String,
    pub given_kana: String,
    #[serde(deserialize_with = "days::day")]
    pub birth_day: Date,
}

/// The names of places and people around a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    town: String,
    association: String,
    hospital: String,
    clinic: String,
    office: String,
    shop: String,
    commissioner: String,
    kin: String,
}

/// A dated look at what became of a case or a measure; `done` is absent while it is due or overdue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedFollowUp {
    #[serde(deserialize_with = "days::day")]
    pub due: Date,
    #[serde(default, deserialize_with = "days::maybe_day")]
    pub done: Option<Date>,
    #[serde(default)]
    pub words: String,
}

/// The text of three cases, with stand-ins for names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseText {
    key: String,
    title: String,
    sex: String,
    care_level: String,
    household: String,
    physical: String,
    dementia: String,
    opener: Vec<String>,
    background: String,
    wish: String,
    #[serde(default)]
    family_wish: String,
    illness: String,
    #[serde(default)]
    medication: String,
    #[serde(default)]
    oral: String,
    #[serde(default)]
    nutrition: String,
    services: String,
    informal: String,
    strengths: String,
    barriers: String,
    tried: String,
    question: Vec<String>,
    factors: BTreeMap<FactorId, String>,
    advice: Vec<Advice>,
    policy: String,
    decisions: Vec<Decision>,
    learning: String,
    candidate: String,
}

/// What one profession said.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Key of the profession in the preset.
    pub profession: ProfessionId,
    pub words: String,
}

/// What was decided, who does it, and how many weeks after the meeting it is due.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub what: String,
    pub who: String,
    pub weeks: u8,
}

/// An area issue: which text, raised by which area meeting from which cases, and what was decided.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedIssue {
    pub key: String,
    text: String,
    /// Key of the area meeting that decided on it.
    pub meeting: String,
    /// Numbers of the cases that are its evidence.
    pub cases: Vec<u16>,
    decision: usize,
}

/// The text of an area issue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueText {
    pub key: String,
    pub title: String,
    pub text: String,
    /// Who else is affected, and how far it reaches.
    pub affected: String,
    /// What is missing: 資源, しくみ, 情報, 人材, 制度.
    pub missing: Vec<String>,
    pub existing: String,
    /// Evidence other than cases.
    pub evidence: Vec<OtherEvidence>,
    decisions: Vec<IssueDecision>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherEvidence {
    /// `consultation`, `survey`, `observation`, `voice` or `other_meeting`.
    pub kind: String,
    pub words: String,
    /// How many consultations, answers, observations …
    pub count: u16,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueDecision {
    /// `solved`, `working_group`, `to_city`, `continued` or `carried_over`.
    pub decision: String,
    pub reason: String,
}

/// An issue of the city level, with the measures that answer it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedCityIssue {
    pub key: String,
    pub period: PeriodId,
    /// Keys of the area issues it unites.
    pub issues: Vec<String>,
    pub title: String,
    pub text: String,
    /// The main points of the city conference; empty before it sat.
    #[serde(default)]
    pub discussion: String,
    #[serde(default)]
    pub measures: Vec<SeedMeasure>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedMeasure {
    pub key: String,
    pub title: String,
    /// Key of the department in the preset.
    pub department: String,
    /// Key of the answer in the preset.
    pub answer: String,
    #[serde(default)]
    pub reason: String,
    pub budget_year: i16,
    pub plan_clause: String,
    #[serde(deserialize_with = "days::day")]
    pub due: Date,
    /// `planned`, `under_way`, `done` or `stalled`.
    pub progress: String,
    pub progress_words: String,
    pub feedback: Vec<SeedFeedback>,
    pub follow_ups: Vec<SeedFollowUp>,
}

/// A centre that was told of a measure, and since when it is acknowledged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedFeedback {
    pub center: CenterId,
    #[serde(default, deserialize_with = "days::maybe_day")]
    pub acknowledged: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountsFile {
    password: String,
    #[serde(deserialize_with = "days::day")]
    as_of: Date,
    accounts: Vec<SeedAccount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeetingsFile {
    meetings: Vec<SeedMeeting>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasesFile {
    cases: Vec<SeedCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseTextsFile {
    texts: Vec<CaseText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuesFile {
    issues: Vec<SeedIssue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssueTextsFile {
    issues: Vec<IssueText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CityFile {
    city_issues: Vec<SeedCityIssue>,
}

impl Seeds {
    /// The demo world of Matsudo, from the files built into the program.
    ///
    /// # Errors
    /// When a file is not what this module expects, which its tests rule out for a build that was tested.
    pub fn matsudo() -> Result<Seeds, toml::de::Error> {
        let accounts: AccountsFile =
            toml::from_str(include_str!("../../seeds/matsudo/accounts.toml"))?;
        let meetings: MeetingsFile =
            toml::from_str(include_str!("../../seeds/matsudo/meetings.toml"))?;
        let cases: CasesFile = toml::from_str(include_str!("../../seeds/matsudo/cases.toml"))?;
        let case_texts: CaseTextsFile =
            toml::from_str(include_str!("../../seeds/matsudo/case_texts.toml"))?;
        let issues: IssuesFile = toml::from_str(include_str!("../../seeds/matsudo/issues.toml"))?;
        let issue_texts: IssueTextsFile =
            toml::from_str(include_str!("../../seeds/matsudo/issue_texts.toml"))?;
        let city: CityFile = toml::from_str(include_str!("../../seeds/matsudo/city.toml"))?;
        Ok(Seeds {
            as_of: accounts.as_of,
            password: accounts.password,
            accounts: accounts.accounts,
            meetings: meetings.meetings,
            cases: cases.cases,
            case_texts: case_texts.texts,
            issues: issues.issues,
            issue_texts: issue_texts.issues,
            city_issues: city.city_issues,
        })
    }

    pub fn meeting(&self, key: &str) -> Option<&SeedMeeting> {
        self.meetings.iter().find(|meeting| meeting.key == key)
    }

    /// The text of an area issue and what was decided on it.
    pub fn issue_text(&self, issue: &SeedIssue) -> Option<(&IssueText, &IssueDecision)> {
        let text = self.issue_texts.iter().find(|text| text.key == issue.text)?;
        Some((text, text.decisions.get(issue.decision)?))
    }
}

impl SeedCase {
    /// The office whose care manager presents the case.
    pub fn office(&self) -> &str {
        &self.names.office
    }
}

impl SeedPerson {
    /// Full years on a day.
    pub fn age_on(&self, day: Date) -> i16 {
        let had_birthday =
            (day.month(), day.day()) >= (self.birth_day.month(), self.birth_day.day());
        day.year() - self.birth_day.year() - i16::from(!had_birthday)
    }

    fn age_words(&self, day: Date) -> String {
        let age = self.age_on(day);
        let half = if age % 10 < 5 { "前半" } else { "後半" };
        format!("{}代{half}", age / 10 * 10)
    }
}
