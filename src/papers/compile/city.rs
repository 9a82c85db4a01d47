//! 資料3: the issues of the levels above the lowest, their answers, and what became of the answers before.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    records::{Records, small},
    ways::Ways,
};
use crate::{
    clock::fiscal_year_words,
    db::Conn,
    error::Result,
    id::IssueId,
    issues::{self, EvidenceCounts, Issue, IssueStatus},
    measures::{self, Measure, MeasureStatus, Told},
    papers::{
        figures,
        sheets::{
            AreaIssueBehind, CityIssueEntry, CityIssues, LevelIssues, MeasureEntry,
            PreviousMeasure, PreviousMeasures, RollOut, WentOn,
        },
    },
    places,
};

/// 資料3.
pub(super) async fn city(conn: &mut Conn, records: &Records) -> Result<CityIssues> {
    let paper = &records.structure.papers.shiryo3;
    let told: Vec<Issue> =
        records.city_issues.iter().filter(|i| !records.is_awaited(i)).cloned().collect();
    let behind = Behind::of(conn, records, &told).await?;
    let ways = Ways::of(conn, &records.structure, &told).await?;
    let storeys = records.storeys();
    let (lowest, above) = storeys.split_first().map_or((None, &[][..]), |(l, a)| (Some(*l), a));
    let shown = if above.is_empty() { &storeys[..] } else { above };
    let mut levels = Vec::new();
    for level in shown {
        let mut entries = Vec::new();
        for issue in told.iter().filter(|i| i.level_id == level.key) {
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
            let place = Some(&issue.unit_id).filter(|unit| !unit.is_municipality());
            entries.push(CityIssueEntry {
                number: issue.number,
                title: issue.title.clone(),
                place: place.map(|unit| records.unit_name(unit)).unwrap_or_default(),
                behind: behind.entries(records, issue),
                cases: behind.cases(issue),
                discussed: discussed(issue, in_words.as_ref()),
                measures: answers.iter().map(|x| measure_entry(records, x)).collect(),
                went_on: went_on(conn, records, ways.further(&issue.id)).await?,
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
        awaited: records.some_awaited(),
        previous: previous(conn, records).await?,
    })
}

/// What stands behind the issues; of a unit whose report is still to come nothing does.
struct Behind {
    /// All issues behind, each with those behind which it stands.
    ways: BTreeMap<IssueId, BTreeSet<IssueId>>,
    issues: Vec<Issue>,
    evidence: Vec<issues::Evidence>,
}

impl Behind {
    async fn of(conn: &mut Conn, records: &Records, told: &[Issue]) -> Result<Behind> {
        let ids: Vec<IssueId> = told.iter().map(|issue| issue.id.clone()).collect();
        let ways = issues::behind(conn, &ids).await?;
        let all: Vec<IssueId> = ways.keys().cloned().collect();
        let mut issues = issues::find_all(conn, &all).await?;
        issues.retain(|issue| !records.is_awaited(issue));
        let all: Vec<IssueId> = issues.iter().map(|issue| issue.id.clone()).collect();
        let evidence = issues::evidence_of_all(conn, &all).await?;
        Ok(Behind { ways, issues, evidence })
    }

    fn stands(&self, behind: &IssueId, issue: &Issue) -> bool {
        self.ways.get(behind).is_some_and(|to| to.contains(&issue.id))
    }

    /// The lowest level's issues behind one.
    fn entries(&self, records: &Records, issue: &Issue) -> Vec<AreaIssueBehind> {
        let stands_on = |i: &&Issue| {
            issues::is_lowest(&records.structure, &i.level_id)
                && i.status != IssueStatus::Merged
                && i.id != issue.id
                && self.stands(&i.id, issue)
        };
        let labels = |id: &IssueId| {
            let own = self.evidence.iter().filter(|row| row.issue_id == *id);
            let sure = own.filter(|row| {
                row.case_id.as_ref().is_some_and(|case| !records.unconfirmed.contains(case))
            });
            sure.map(|row| records.label_of(row)).collect()
        };
        let entry = |i: &Issue| AreaIssueBehind {
            centre: records.unit_name(&i.unit_id),
            title: i.title.clone(),
            case_labels: labels(&i.id),
        };
        self.issues.iter().filter(stands_on).map(entry).collect()
    }

    /// Distinct cases behind one.
    fn cases(&self, issue: &Issue) -> u32 {
        let own = self.evidence.iter().filter(|row| self.stands(&row.issue_id, issue));
        small(EvidenceCounts::count(own).cases())
    }
}

/// Where an issue went further up, and what came of it there.
async fn went_on(conn: &mut Conn, records: &Records, further: &[Issue]) -> Result<Option<WentOn>> {
    let Some(highest) = further.last() else {
        return Ok(None);
    };
    let ids: Vec<IssueId> = further.iter().map(|issue| issue.id.clone()).collect();
    let answers = measures::of_issues(conn, &ids).await?;
    let in_words = issues::answers_in_words(conn, &ids).await?;
    let in_words = in_words.iter().map(|answer| answer.reason.clone());
    Ok(Some(WentOn {
        to: issues::words::name(&records.structure, highest),
        answers: answers.into_iter().map(|measure| measure.words.title).chain(in_words).collect(),
    }))
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
        let mut answered = issues::find_all(conn, &answered).await?;
        answered.retain(|issue| records.concerns(&issue.unit_id));
        if answered.is_empty() {
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
