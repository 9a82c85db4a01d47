//! 資料3: the issues of the levels above the lowest, their answers, and what became of the answers before.

use std::collections::BTreeMap;

use super::records::{Records, small};
use crate::{
    clock::fiscal_year_words,
    db::Conn,
    error::Result,
    id::IssueId,
    issues::{self, Issue, IssueStatus},
    measures::{self, Measure, MeasureStatus, Told},
    papers::{
        figures,
        sheets::{
            AreaIssueBehind, CityIssueEntry, CityIssues, LevelIssues, MeasureEntry,
            PreviousMeasure, PreviousMeasures, RollOut,
        },
    },
    places,
};

/// 資料3.
pub(super) async fn city(conn: &mut Conn, records: &Records) -> Result<CityIssues> {
    let paper = &records.structure.papers.shiryo3;
    let ids: Vec<IssueId> = records.city_issues.iter().map(|i| i.id.clone()).collect();
    let behind = issues::behind(conn, &ids).await?;
    let all: Vec<IssueId> = behind.keys().cloned().collect();
    let found = issues::find_all(conn, &all).await?;
    let counts = issues::evidence_counts(conn, &ids).await?;
    let mut labels: BTreeMap<IssueId, Vec<String>> = BTreeMap::new();
    for row in issues::evidence_of_all(conn, &all).await? {
        if row.case_id.as_ref().is_some_and(|case| !records.unconfirmed.contains(case)) {
            let label = records.label_of(&row);
            labels.entry(row.issue_id).or_default().push(label);
        }
    }
    let storeys = records.storeys();
    let (lowest, above) = storeys.split_first().map_or((None, &[][..]), |(l, a)| (Some(*l), a));
    let shown = if above.is_empty() { &storeys[..] } else { above };
    let mut levels = Vec::new();
    for level in shown {
        let mut entries = Vec::new();
        for issue in records.city_issues.iter().filter(|i| i.level_id == level.key) {
            let answers = measures::of_issues(conn, std::slice::from_ref(&issue.id)).await?;
            let mut rolled_out = Vec::new();
            for measure in &answers {
                let answer = Told::Measure(measure.id.clone());
                rolled_out.extend(roll_out(conn, records, &measure.title, &answer).await?);
            }
            let own = std::slice::from_ref(&issue.id);
            let in_words = issues::answers_in_words(conn, own).await?.into_iter().last();
            if let Some(answer) = &in_words {
                let told = Told::Words(answer.id.clone());
                rolled_out.extend(roll_out(conn, records, "施策によらない回答", &told).await?);
            }
            let stands_on = |i: &&Issue| {
                issues::is_lowest(&records.structure, &i.level_id)
                    && i.status != IssueStatus::Merged
                    && i.id != issue.id
                    && behind.get(&i.id).is_some_and(|to| to.contains(&issue.id))
            };
            entries.push(CityIssueEntry {
                title: issue.title.clone(),
                place: if issue.unit_id.is_municipality() {
                    String::new()
                } else {
                    records.unit_name(&issue.unit_id)
                },
                behind: found
                    .iter()
                    .filter(stands_on)
                    .map(|i| AreaIssueBehind {
                        centre: records.unit_name(&i.unit_id),
                        title: i.title.clone(),
                        case_labels: labels.get(&i.id).cloned().unwrap_or_default(),
                    })
                    .collect(),
                cases: counts.get(&issue.id).map_or(0, |c| small(c.cases())),
                discussed: discussed(issue, in_words.as_ref()),
                measures: answers.iter().map(|x| measure_entry(records, x)).collect(),
                rolled_out,
            });
        }
        levels.push(LevelIssues { word: level.issue_name.clone(), issues: entries });
    }
    Ok(CityIssues {
        edition: records.edition(paper),
        name: figures::name(paper),
        below: lowest.map(|level| level.issue_name.clone()).unwrap_or_default(),
        levels,
        previous: previous(conn, records).await?,
    })
}

fn discussed(issue: &Issue, answer: Option<&issues::Decision>) -> String {
    let answer = answer.map(|a| format!("回答（{}）：{}", a.decided_on, a.reason));
    [issue.description.as_str(), issue.proposal.as_str(), answer.as_deref().unwrap_or_default()]
        .into_iter()
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

async fn roll_out(
    conn: &mut Conn,
    records: &Records,
    what: &str,
    answer: &Told,
) -> Result<Option<RollOut>> {
    let told = measures::feedbacks_of(conn, answer).await?;
    let Some(first) = told.first() else {
        return Ok(None);
    };
    let of = |kind| told.iter().filter(|f| f.recipient == kind).count();
    let (units, presenters) =
        (of(measures::RecipientKind::Unit), of(measures::RecipientKind::Presenter));
    let to = [(units, records.structure.places_word(), "か所"), (presenters, "事例提供者", "人")]
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, who, unit)| format!("{who}{count}{unit}"))
        .collect();
    Ok(Some(RollOut {
        what: what.to_owned(),
        to,
        on: Some(first.sent_on.0),
        acknowledged: small(told.iter().filter(|f| !f.waits()).count() as i64),
        receivers: small(told.len() as i64),
    }))
}

fn answer_word(records: &Records, measure: &Measure) -> String {
    records
        .structure
        .measure_answers
        .iter()
        .find(|a| a.key == measure.answer)
        .map_or_else(|| measure.answer.clone(), |a| a.name.clone())
}

fn department(records: &Records, measure: &Measure) -> String {
    records
        .structure
        .departments
        .iter()
        .find(|d| d.key == measure.department)
        .map_or_else(|| measure.department.clone(), |d| d.name.clone())
}

fn measure_entry(records: &Records, measure: &Measure) -> MeasureEntry {
    MeasureEntry {
        title: measure.title.clone(),
        department: department(records, measure),
        budget_year: measure.budget_year.and_then(|y| i16::try_from(y).ok()).map(fiscal_year_words),
        plan_clause: Some(measure.plan_clause.clone()).filter(|c| !c.is_empty()),
        answer: answer_word(records, measure),
        reason: Some(measure.answer_reason.clone()).filter(|r| !r.is_empty()),
        due: measure.due.map(|d| d.0),
        progress: progress(measure),
    }
}

fn progress(measure: &Measure) -> String {
    if measure.progress.is_empty() {
        measure.status.label().to_owned()
    } else {
        format!("{}。{}", measure.status.label(), measure.progress)
    }
}

/// Where the measures of the period before stand.
async fn previous(conn: &mut Conn, records: &Records) -> Result<PreviousMeasures> {
    let before =
        places::periods(conn).await?.into_iter().find(|p| p.last_day < records.period.first_day);
    let Some(before) = before else {
        return Ok(PreviousMeasures { period: String::new(), measures: Vec::new() });
    };
    let mut rows = Vec::new();
    for measure in measures::of_period(conn, &before.id).await? {
        let answered = measures::issues_of(conn, &measure.id).await?;
        let answered = issues::find_all(conn, &answered).await?;
        if !answered.iter().any(|issue| records.concerns(&issue.unit_id)) {
            continue;
        }
        let titles: Vec<String> = answered.into_iter().map(|i| i.words.title).collect();
        rows.push(PreviousMeasure {
            issue: titles.join("、"),
            measure: measure.title.clone(),
            department: department(records, &measure),
            answer: answer_word(records, &measure),
            due: measure.due.map(|d| d.0),
            status: match measure.status {
                MeasureStatus::Planned | MeasureStatus::Running
                    if measure.late_by(records.today).is_some() =>
                {
                    "期限超過".to_owned()
                }
                status => status.label().to_owned(),
            },
            progress: measure.progress.clone(),
        });
    }
    let year = i16::try_from(before.fiscal_year).unwrap_or(i16::MAX);
    Ok(PreviousMeasures {
        period: format!("{} 第{}回", fiscal_year_words(year), before.number),
        measures: rows,
    })
}
