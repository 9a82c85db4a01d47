//! Setting the four papers as PDF: which template, and where boxes and arrows stand.

mod layers;
mod steps;

use jiff::civil::Date;
use serde::Serialize;

use super::sheets::{
    AreaDiscussions, Bar, CityIssues, DecisionWord, FunctionsAndStatus, Generalization, PaperName,
    ScheduleRow,
};
use crate::print::{self, Meta, PrintError, Template};

static AREA: Template =
    Template { path: "/papers/area.typ", source: include_str!("area.typ"), parts: &[] };
static FACTORS: Template =
    Template { path: "/papers/factors.typ", source: include_str!("factors.typ"), parts: &[] };
static STATUS: Template = Template {
    path: "/papers/status.typ",
    source: include_str!("status.typ"),
    parts: &[("/papers/ladder.typ", include_str!("ladder.typ"))],
};
static CITY: Template =
    Template { path: "/papers/city.typ", source: include_str!("city.typ"), parts: &[] };

/// Sets 資料2, dated `dated` (the day of locking, or the day a draft is made).
///
/// # Errors
/// [`PrintError`] if the template fails; text of any length or kind is no reason for it to.
pub fn area_discussions(paper: &AreaDiscussions, dated: Date) -> Result<Vec<u8>, PrintError> {
    set(&AREA, &AreaView::of(paper), &paper.name, dated)
}

/// Sets 資料2 別添1.
///
/// # Errors
/// As [`area_discussions`].
pub fn generalization(paper: &Generalization, dated: Date) -> Result<Vec<u8>, PrintError> {
    set(&FACTORS, paper, &paper.name, dated)
}

/// Sets 資料2 別添2.
///
/// # Errors
/// As [`area_discussions`].
pub fn functions_and_status(
    paper: &FunctionsAndStatus,
    dated: Date,
) -> Result<Vec<u8>, PrintError> {
    let view = StatusView {
        paper,
        steps: steps::Steps::of(&paper.structure),
        layers: paper.life_support.as_ref().map(layers::Layers::of),
        lanes: paper.schedule.rows.iter().map(ScheduleRow::lanes).collect(),
    };
    set(&STATUS, &view, &paper.name, dated)
}

/// Sets 資料3.
///
/// # Errors
/// As [`area_discussions`].
pub fn city_issues(paper: &CityIssues, dated: Date) -> Result<Vec<u8>, PrintError> {
    set(&CITY, paper, &paper.name, dated)
}

fn set(
    template: &Template,
    data: &impl Serialize,
    name: &PaperName,
    dated: Date,
) -> Result<Vec<u8>, PrintError> {
    print::pdf(template, data, &Meta { title: name.full(), language: "ja", date: dated })
}

#[derive(Serialize)]
struct StatusView<'a> {
    paper: &'a FunctionsAndStatus,
    steps: steps::Steps<'a>,
    layers: Option<layers::Layers<'a>>,
    /// Bars of each row of the schedule, in lanes.
    lanes: Vec<Vec<Vec<&'a Bar>>>,
}

/// 資料2 with its summary counted from the issues and the decisions in the city's words.
#[derive(Serialize)]
struct AreaView<'a> {
    paper: &'a AreaDiscussions,
    /// Word of each centre's issues' decisions, in their order.
    words: Vec<Vec<&'a str>>,
    /// Issues by centre and decision.
    counts: Vec<Vec<usize>>,
}

impl<'a> AreaView<'a> {
    fn of(paper: &'a AreaDiscussions) -> Self {
        let kinds = |own: &DecisionWord| own.decision;
        let decisions = paper.decisions.iter().map(kinds).collect::<Vec<_>>();
        let centres = paper.centres.iter();
        AreaView {
            paper,
            words: centres
                .clone()
                .map(|centre| {
                    centre.issues.iter().map(|issue| paper.word(issue.decision)).collect()
                })
                .collect(),
            counts: centres
                .map(|centre| decisions.iter().map(|decision| centre.decided(*decision)).collect())
                .collect(),
        }
    }
}
