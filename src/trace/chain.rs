//! The chain of one record as a thread: stations, days between them, what it waits for and whose turn it is.

use std::collections::{BTreeMap, BTreeSet};

use super::waiting::{Found, waits, waits_here};
use crate::{
    access::{self, Actor, Load, Subject},
    cases::{self, CaseAction, CaseFacts},
    clock::Day,
    db::Conn,
    error::Result,
    id::{CaseId, IssueId, MeasureId},
    issues::{self, Evidence, EvidenceKind, Issue, IssueAction, IssueFacts, LinkKind},
    measures::{self, Feedback, MeasureAction, MeasureFacts},
    structure::Structure,
    web::diagram::{Station, StationKind, Thread},
};

/// Where the thread is taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    Case(CaseId),
    Issue(IssueId),
    Measure(MeasureId),
}

impl Start {
    /// The start for a record's page; none for records that are no station.
    pub fn of(subject: &Subject) -> Option<Start> {
        let id = subject.id.as_str();
        match subject.kind {
            "case" => Some(Start::Case(id.into())),
            "issue" => Some(Start::Issue(id.into())),
            "measure" => Some(Start::Measure(id.into())),
            _ => None,
        }
    }

    /// Its page at full size.
    pub fn href(&self) -> String {
        match self {
            Start::Case(id) => format!("/trace/case/{id}"),
            Start::Issue(id) => format!("/trace/issue/{id}"),
            Start::Measure(id) => format!("/trace/measure/{id}"),
        }
    }
}

/// Cases of one issue drawn singly; more are drawn as one station with their number.
const SINGLY: usize = 4;

/// The thread of a record, forward and back.
///
/// # Errors
/// `NotFound` when the actor may not know of the record.
pub async fn chain(
    conn: &mut Conn,
    structure: &Structure,
    actor: &Actor,
    start: &Start,
) -> Result<Thread> {
    let today = conn.now().day();
    let (title, found) = match start {
        Start::Case(id) => {
            access::check(CaseAction::Read, actor, &CaseFacts::load(conn, id).await?)?;
            let case = cases::store::find(conn, id).await?;
            let ids = issues::of_case(conn, id).await?;
            (
                format!("{} のつながり", case.label),
                found(conn, actor, structure, &ids, None, Some(id)).await?,
            )
        }
        Start::Issue(id) => {
            access::check(IssueAction::Read, actor, &IssueFacts::load(conn, id).await?)?;
            let issue = issues::find(conn, id).await?;
            let only = std::slice::from_ref(id);
            let mut ids: BTreeSet<IssueId> =
                issues::behind(conn, only).await?.into_keys().collect();
            ids.extend(issues::ahead(conn, only).await?.into_keys());
            let ids: Vec<IssueId> = ids.into_iter().collect();
            (
                format!("「{}」のつながり", issue.title),
                found(conn, actor, structure, &ids, None, None).await?,
            )
        }
        Start::Measure(id) => {
            access::check(MeasureAction::Read, actor, &MeasureFacts::load(conn, id).await?)?;
            let measure = measures::find(conn, id).await?;
            let answered = measures::issues_of(conn, id).await?;
            let ids: Vec<IssueId> = issues::behind(conn, &answered).await?.into_keys().collect();
            (
                format!("「{}」のつながり", measure.title),
                found(conn, actor, structure, &ids, Some(id), None).await?,
            )
        }
    };
    let mut thread =
        Thread::new(title).storeys(issues::storeys(structure).into_iter().map(|l| &l.issue_name));
    draw(conn, structure, actor, start, &found, &mut thread).await?;
    thread.waits = waits(conn, structure, &found, today).await?;
    Ok(thread)
}

async fn found(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    ids: &[IssueId],
    measure: Option<&MeasureId>,
    case: Option<&CaseId>,
) -> Result<Found> {
    let mut found = Found { issues: issues::readable(conn, actor, ids).await?, ..Found::default() };
    found.issues.sort_by(|a, b| {
        let order = |issue: &Issue| issues::storey(structure, &issue.level_id);
        (order(a), a.raised_on, &a.id).cmp(&(order(b), b.raised_on, &b.id))
    });
    if found.issues.is_empty() {
        return Ok(found);
    }
    let seen: Vec<IssueId> = found.issues.iter().map(|i| i.id.clone()).collect();
    found.evidence = issues::evidence_of_all(conn, &seen).await?;
    if let Some(case) = case {
        found.evidence.retain(|e| e.case_id.as_ref() == Some(case));
    }
    found.links = issues::links_of_all(conn, &seen).await?;
    found.measures = measures::of_issues(conn, &seen).await?;
    if let Some(measure) = measure {
        found.measures.retain(|other| other.id == *measure);
    }
    let measure_ids: Vec<MeasureId> =
        found.measures.iter().map(|measure| measure.id.clone()).collect();
    found.answers = measures::issues_of_all(conn, &measure_ids).await?;
    found.feedbacks = measures::feedbacks_of_measures(conn, &measure_ids).await?;
    if let Some(case) = case {
        found.feedbacks.retain(|f| f.case_id.as_ref() == Some(case));
    }
    Ok(found)
}

async fn draw(
    conn: &mut Conn,
    structure: &Structure,
    actor: &Actor,
    start: &Start,
    found: &Found,
    thread: &mut Thread,
) -> Result<()> {
    let mut issue_at: BTreeMap<IssueId, usize> = BTreeMap::new();
    let mut case_at: BTreeMap<CaseId, usize> = BTreeMap::new();
    // The case whose thread this is stands there even when nothing came of it yet.
    if let Start::Case(id) = start {
        let case = cases::store::find(conn, id).await?;
        let station = Station::new(StationKind::Case, &case.label)
            .detail(case.status.label())
            .day(case.registered_on.short())
            .href(format!("/cases/{id}"))
            .current();
        case_at.insert(id.clone(), thread.add(station));
    }
    for issue in &found.issues {
        let kind = StationKind::Issue(issues::storey(structure, &issue.level_id));
        let place = issues::words::place(structure, issue);
        let mut station = Station::new(kind, &issue.title)
            .detail(format!("{place}・{}", issue.status.label()))
            .day(issue.raised_on.short())
            .href(format!("/issues/{}", issue.id));
        if *start == Start::Issue(issue.id.clone()) {
            station = station.current();
        }
        if waits_here(issue.status) {
            station = station.waiting();
        }
        issue_at.insert(issue.id.clone(), thread.add(station));
    }
    draw_evidence(conn, actor, found, thread, &issue_at, &mut case_at).await?;
    for link in &found.links {
        let (Some(from), Some(to)) =
            (issue_at.get(&link.from_issue_id), issue_at.get(&link.to_issue_id))
        else {
            continue;
        };
        let days = |id: &IssueId| {
            found
                .issues
                .iter()
                .find(|i| i.id == *id)
                .map(|i| link.made_on.since(i.raised_on).max(0))
        };
        match link.kind {
            LinkKind::SplitFrom => thread.edge(*to, *from, days(&link.to_issue_id)),
            LinkKind::MergedInto | LinkKind::RaisedTo => {
                thread.edge(*from, *to, days(&link.from_issue_id))
            }
        }
    }
    draw_measures(found, thread, start, &issue_at, &case_at);
    Ok(())
}

/// Evidence before its issues: cases this person may know singly, others and many as a number.
async fn draw_evidence(
    conn: &mut Conn,
    actor: &Actor,
    found: &Found,
    thread: &mut Thread,
    issue_at: &BTreeMap<IssueId, usize>,
    case_at: &mut BTreeMap<CaseId, usize>,
) -> Result<()> {
    let seen = issues::cases_seen(conn, actor, &found.evidence).await?;
    for issue in &found.issues {
        let Some(to) = issue_at.get(&issue.id) else {
            continue;
        };
        let own: Vec<&Evidence> =
            found.evidence.iter().filter(|e| e.issue_id == issue.id).collect();
        let known: Vec<&Evidence> = own
            .iter()
            .filter(|e| e.case_id.as_ref().is_some_and(|c| seen.contains(c)))
            .copied()
            .collect();
        let unseen: BTreeSet<&CaseId> =
            own.iter().filter_map(|e| e.case_id.as_ref()).filter(|c| !seen.contains(*c)).collect();
        let (singly, rest) = known.split_at(known.len().min(SINGLY));
        for evidence in singly {
            let Some(case) = &evidence.case_id else {
                continue;
            };
            let from = *case_at.entry(case.clone()).or_insert_with(|| {
                thread.add(
                    // The day under it tells it from its namesakes of other periods.
                    Station::new(StationKind::Case, &evidence.label)
                        .day(evidence.known_on.short())
                        .href(format!("/cases/{case}")),
                )
            });
            thread.edge(from, *to, Some(issue.raised_on.since(evidence.known_on).max(0)));
        }
        for (count, words) in [(rest.len(), "ほかの事例"), (unseen.len(), "ほかの圏域の事例")]
        {
            if count > 0 {
                let from =
                    thread.add(Station::new(StationKind::Case, format!("{words} {count}事例")));
                thread.edge(from, *to, None);
            }
        }
        for evidence in own.iter().filter(|e| e.kind != EvidenceKind::Case) {
            let unit = evidence.kind.unit();
            let station = Station::new(StationKind::Voice, &evidence.label)
                .detail(format!("{} {}{unit}", evidence.kind.label(), evidence.how_many))
                .day(evidence.known_on.short());
            let from = thread.add(station);
            thread.edge(from, *to, Some(issue.raised_on.since(evidence.known_on).max(0)));
        }
    }
    Ok(())
}

/// Measures after the issues they answer, and the feedback that runs back.
fn draw_measures(
    found: &Found,
    thread: &mut Thread,
    start: &Start,
    issue_at: &BTreeMap<IssueId, usize>,
    case_at: &BTreeMap<CaseId, usize>,
) {
    for measure in &found.measures {
        let mut station = Station::new(StationKind::Measure, &measure.title)
            .detail(measure.status.label())
            .day(measure.decided_on.short())
            .href(format!("/measures/{}", measure.id));
        if *start == Start::Measure(measure.id.clone()) {
            station = station.current();
        }
        let at = thread.add(station);
        for id in found.answers.get(&measure.id).into_iter().flatten() {
            let Some(from) = issue_at.get(id) else {
                continue;
            };
            let raised = found.issues.iter().find(|i| i.id == *id).map(|i| i.raised_on);
            thread.edge(*from, at, raised.map(|day| measure.decided_on.since(day).max(0)));
        }
        let told: Vec<&Feedback> =
            found.feedbacks.iter().filter(|f| f.measure_id == measure.id).collect();
        let Some(first) = told.iter().map(|f| f.sent_on).min() else {
            continue;
        };
        let waiting = told.iter().filter(|f| f.waits()).count();
        let mut station = Station::new(StationKind::Feedback, format!("{}件に伝達", told.len()))
            .detail(if waiting == 0 {
                "すべて確認済".to_owned()
            } else {
                format!("未確認 {waiting}件")
            })
            .day(first.short())
            .href(format!("/measures/{}#feedback", measure.id));
        if waiting > 0 {
            station = station.waiting();
        }
        let back = thread.add(station);
        thread.edge(at, back, Some(first.since(measure.decided_on).max(0)));
        for (target, day) in targets(&told, found, issue_at, case_at) {
            thread.back(back, target, day.map(|day: Day| day.since(first).max(0)));
        }
    }
}

/// Where the feedback of a measure goes: to the cases drawn, and to the areas' issues; with the day it arrived.
fn targets(
    told: &[&Feedback],
    found: &Found,
    issue_at: &BTreeMap<IssueId, usize>,
    case_at: &BTreeMap<CaseId, usize>,
) -> BTreeMap<usize, Option<Day>> {
    let mut targets = BTreeMap::new();
    for feedback in told {
        match &feedback.case_id {
            Some(case) => {
                if let Some(at) = case_at.get(case) {
                    targets.insert(*at, feedback.acknowledged_on);
                }
            }
            None => {
                for issue in found.issues.iter().filter(|i| i.unit_id == feedback.unit_id) {
                    if let Some(at) = issue_at.get(&issue.id) {
                        targets.insert(*at, feedback.acknowledged_on);
                    }
                }
            }
        }
    }
    targets
}
