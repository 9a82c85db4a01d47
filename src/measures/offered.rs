//! The issues that a new measure may answer.

use crate::{
    id::UnitId,
    issues::{self, Issue, IssueStatus, Move},
    structure::Structure,
    web::{FormState, form::Choice},
};

/// Issues that may be answered, as the form shows them: what is ticked already stands open; else what waits above the
/// areas. The rest is folded, the areas' by unit.
#[derive(Default)]
pub(super) struct Offered {
    pub open: Vec<Choice>,
    pub folded: Vec<Fold>,
    /// What the issues that stand open are called.
    pub word: String,
    /// Issues above the areas that no conference has taken up yet, so that they cannot be answered.
    pub not_taken_up: usize,
}

/// A folded part: its title, and its issues below a heading, which is empty where there is but one group.
pub(super) struct Fold {
    pub title: String,
    pub groups: Vec<(String, Vec<Choice>)>,
}

impl Fold {
    fn new(title: impl Into<String>, groups: Vec<(String, Vec<Choice>)>) -> Fold {
        Fold { title: title.into(), groups }
    }

    pub fn count(&self) -> usize {
        self.groups.iter().map(|(_, choices)| choices.len()).sum()
    }
}

impl Offered {
    pub fn all(&self) -> Vec<Choice> {
        let folded = self.folded.iter().flat_map(|fold| &fold.groups);
        let folded = folded.flat_map(|(_, choices)| choices);
        self.open.iter().chain(folded).cloned().collect()
    }
}

/// Sorts the issues into what the form offers, by what is ticked in it.
pub(super) fn offered(structure: &Structure, form: &FormState, all: Vec<Issue>) -> Offered {
    let choice = |issue: &Issue| {
        let name = issues::words::name(structure, issue);
        Choice::new(issue.id.as_str(), format!("{name} {}", issue.title))
            .with_help(issue.status.label())
    };
    let storeys = structure.storeys();
    // Where there is but one level, its issues are answered there.
    let (below, upper) = match &storeys[..] {
        [only] => (String::new(), vec![only.issue_name.as_str()]),
        [lowest, upper @ ..] => {
            (lowest.issue_name.clone(), upper.iter().map(|l| l.issue_name.as_str()).collect())
        }
        [] => (String::new(), vec!["課題"]),
    };
    let word = upper.join("・");
    let above = |issue: &Issue| storeys.len() < 2 || !issues::is_lowest(structure, &issue.level_id);
    let not_taken_up =
        all.iter().filter(|i| above(i) && i.status == IssueStatus::Candidate).count();
    let may_be_answered = |issue: &Issue| {
        issue.status.next(Move::Answer).is_some() || issue.status == IssueStatus::Answered
    };
    let (ticked, rest): (Vec<Issue>, Vec<Issue>) = all
        .into_iter()
        .filter(may_be_answered)
        .partition(|issue| form.has("issue", issue.id.as_str()));
    let (done, waiting): (Vec<Issue>, Vec<Issue>) =
        rest.into_iter().partition(|issue| issue.status == IssueStatus::Answered);
    let (above, of_areas): (Vec<Issue>, Vec<Issue>) = waiting.into_iter().partition(above);
    let choices = |issues: &[Issue]| issues.iter().map(choice).collect::<Vec<Choice>>();
    let by_unit = structure.reporting_units().into_iter().map(|unit: UnitId| {
        let own = of_areas.iter().filter(|i| i.unit_id == unit);
        (structure.unit_title(&unit), own.map(choice).collect::<Vec<Choice>>())
    });
    let by_unit = by_unit.filter(|(_, own)| !own.is_empty()).collect();
    let mut folded = vec![
        Fold::new(below, by_unit),
        Fold::new("すでに回答した課題", vec![(String::new(), choices(&done))]),
    ];
    let open = if ticked.is_empty() {
        choices(&above)
    } else {
        let waiting = vec![(String::new(), choices(&above))];
        folded.insert(0, Fold::new(format!("答えを待っている{word}"), waiting));
        choices(&ticked)
    };
    folded.retain(|fold| fold.count() > 0);
    Offered { open, folded, word, not_taken_up }
}
