//! Issues as other pages name them, and as stations of a thread: each with what it stands on, whichever way it was reached.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Evidence, EvidenceKind, Filter, Handover, Issue, IssueStatus, LinkKind,
    hooks::readable,
    levels::storey,
    standing::{as_known, cases_seen},
    store, words,
};
use crate::{
    access::{Actor, Subject},
    conferences::{self, Conference},
    db::Conn,
    error::Result,
    id::{CaseId, IssueId},
    room::{Known, Name, Reach, Stop, Strand, Wait, Way, Wish},
    structure::Structure,
    web::diagram::{Station, StationKind},
};

/// Cases of one issue drawn singly; more are drawn as one station with their number.
const SINGLY: usize = 4;

/// What the actor may know of these issues.
pub async fn subjects(conn: &mut Conn, actor: &Actor, asked: &[Subject]) -> Result<Vec<Known>> {
    let ids: Vec<IssueId> = asked.iter().filter_map(|subject| subject.id_of("issue")).collect();
    Ok(readable(conn, actor, &ids).await?.iter().map(known).collect())
}

/// Issues that the actor may point at, ended ones too.
pub async fn offers(conn: &mut Conn, actor: &Actor, wish: &Wish<'_>) -> Result<Vec<Known>> {
    let scope = store::scope(conn, actor).await?;
    let words = wish.words.to_owned();
    let filter = Filter { words, ended_too: true, ..Filter::default() };
    let newest = store::BY_RAISED_ON.down().first(wish.most);
    let found = store::list(conn, &scope, &filter, &newest).await?;
    Ok(found.rows.iter().map(known).collect())
}

fn known(issue: &Issue) -> Known {
    Known {
        subject: at(&issue.id),
        name: Name::Title(issue.title.clone()),
        href: format!("/issues/{}", issue.id),
        unit: Some(issue.unit_id.clone()),
    }
}

fn at(id: &IssueId) -> Subject {
    Subject::new("issue", id)
}

/// What cases became evidence of, and what issues became part of or grew from, with their evidence and links.
pub async fn stations(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    reach: &Reach<'_>,
) -> Result<Strand> {
    let mut strand = Strand::default();
    let from: BTreeSet<CaseId> =
        reach.standing("case").filter(|(_, stop)| stop.way.leads_on()).map(|(id, _)| id).collect();
    let ways = reached(conn, reach, &from).await?;
    let ids: Vec<IssueId> = ways.keys().cloned().collect();
    let mut issues = readable(conn, actor, &ids).await?;
    if issues.is_empty() {
        return Ok(strand);
    }
    issues.sort_by_cached_key(|i| (storey(structure, &i.level_id), i.raised_on, i.id.clone()));
    let seen: Vec<IssueId> = issues.iter().map(|issue| issue.id.clone()).collect();
    let mut evidence = store::evidence_of_all(conn, &seen).await?;
    let known_cases = if ways.values().any(|way| way.leads_back()) {
        cases_seen(conn, actor, &evidence).await?
    } else {
        // Seen from cases, an issue stands on them alone.
        evidence.retain(|e| e.case_id.as_ref().is_some_and(|case| from.contains(case)));
        from
    };
    let evidence = as_known(conn, (actor, structure), evidence).await?;
    let handed = store::handovers(conn, &seen).await?;
    for issue in &issues {
        strand.stops.push(stop(structure, issue, ways[&issue.id], &handed));
    }
    for issue in &issues {
        let own: Vec<&Evidence> = evidence.iter().filter(|e| e.issue_id == issue.id).collect();
        draw_evidence(&mut strand, issue, &own, &known_cases, structure.issue_places_word());
    }
    for link in store::links_of_all(conn, &seen).await? {
        let (from, to) = match link.kind {
            LinkKind::SplitFrom => (&link.to_issue_id, &link.from_issue_id),
            LinkKind::MergedInto | LinkKind::RaisedTo => (&link.from_issue_id, &link.to_issue_id),
        };
        strand.tie(&at(from), &at(to));
    }
    let groups = if handed.is_empty() { Vec::new() } else { conferences::list(conn).await? };
    for handover in &handed {
        let issue = issues.iter().find(|issue| issue.id == handover.decision.issue_id);
        if let Some(issue) = issue {
            draw_handover(&mut strand, issue, handover, group(&groups, handover));
        }
    }
    strand.waits = waits(conn, structure, &issues, (&handed, &groups)).await?;
    Ok(strand)
}

/// The issues that the thread leads to, each with its way.
async fn reached(
    conn: &mut Conn,
    reach: &Reach<'_>,
    from: &BTreeSet<CaseId>,
) -> Result<BTreeMap<IssueId, Way>> {
    let mut ways: BTreeMap<IssueId, Way> = reach.waiting("issue").collect();
    let those = |leads: fn(Way) -> bool| -> Vec<IssueId> {
        ways.iter().filter(|(_, way)| leads(**way)).map(|(id, _)| id.clone()).collect()
    };
    let (on, back) = (those(Way::leads_on), those(Way::leads_back));
    let from: Vec<CaseId> = from.iter().cloned().collect();
    let ahead = store::of_cases(conn, &from).await?;
    let ahead = ahead.into_iter().chain(store::ahead(conn, &on).await?.into_keys());
    let behind = store::behind(conn, &back).await?.into_keys();
    for (id, way) in ahead.map(|id| (id, Way::Forward)).chain(behind.map(|id| (id, Way::Back))) {
        ways.entry(id).or_insert(way);
    }
    Ok(ways)
}

fn stop(structure: &Structure, issue: &Issue, way: Way, handed: &[Handover]) -> Stop {
    let known = known(issue);
    let place = words::place(structure, issue);
    let mut station =
        known.station(kind(structure, issue)).detail(format!("{place}・{}", issue.status.label()));
    // Where a working group is waited for, it stands behind the issue and says so itself.
    let asked = handed.iter().any(|h| h.decision.issue_id == issue.id && h.waits(issue.status));
    station.waiting = waits_here(issue.status) && !asked;
    Stop::of(known, way, issue.raised_on, station)
}

fn kind(structure: &Structure, issue: &Issue) -> StationKind {
    StationKind::Issue(storey(structure, &issue.level_id))
}

/// Evidence before its issue: cases this person may know singly, others and many as a number.
fn draw_evidence(
    strand: &mut Strand,
    issue: &Issue,
    own: &[&Evidence],
    known_cases: &BTreeSet<CaseId>,
    places: &str,
) {
    let cases = own.iter().filter_map(|e| Some((*e, e.case_id.as_ref()?)));
    let (known, others): (Vec<_>, Vec<_>) = cases.partition(|(_, case)| known_cases.contains(case));
    let others: BTreeSet<&CaseId> = others.into_iter().map(|(_, case)| case).collect();
    let (singly, rest) = known.split_at(known.len().min(SINGLY));
    let mut before = |subject: Subject, on: Option<&Evidence>, station: Station| {
        strand.tie(&subject, &at(&issue.id));
        let stop = Stop::at(subject, Way::Back);
        // The day under it tells a case from its namesakes of other periods.
        strand.stops.push(stop.drawn(on.map(|e| e.known_on), station));
    };
    for (evidence, case) in singly {
        let station =
            Station::new(StationKind::Case, &evidence.label).href(format!("/cases/{case}"));
        before(Subject::new("case", case), Some(evidence), station);
    }
    let elsewhere = format!("ほかの{places}の事例");
    for (count, words) in [(rest.len(), "ほかの事例"), (others.len(), &*elsewhere)] {
        if count > 0 {
            let station = Station::new(StationKind::Case, format!("{words} {count}事例"));
            before(Subject::new("evidence", format!("{} {words}", issue.id)), None, station);
        }
    }
    for evidence in own.iter().filter(|e| e.kind != EvidenceKind::Case) {
        let unit = evidence.kind.unit();
        let station = Station::new(StationKind::Voice, &evidence.label).detail(format!(
            "{} {}{unit}",
            evidence.kind.label(),
            evidence.how_many
        ));
        before(Subject::new("evidence", &evidence.id), Some(evidence), station);
    }
}

fn handed(handover: &Handover) -> Subject {
    Subject::new("handover", &handover.decision.id)
}

/// What a working group was asked, behind its issue, with what it replied.
fn draw_handover(strand: &mut Strand, issue: &Issue, handover: &Handover, group: &str) {
    let mut station = Station::new(StationKind::Handover, group)
        .detail(said(handover))
        .href(format!("/issues/{}/replies", issue.id));
    station.waiting = handover.waits(issue.status);
    strand.tie(&at(&issue.id), &handed(handover));
    let day = Some(handover.decision.decided_on);
    strand.stops.push(Stop::at(handed(handover), Way::Forward).drawn(day, station));
}

/// What the working group replied last.
fn said(handover: &Handover) -> &'static str {
    handover.replies.last().map_or("", |reply| reply.kind.label())
}

/// The working group's name.
fn group<'g>(groups: &'g [Conference], handover: &Handover) -> &'g str {
    let asked = handover.decision.conference_id.as_ref();
    groups.iter().find(|group| Some(&group.id) == asked).map_or("", |group| &group.name)
}

/// Whether an issue of this status waits for a conference.
fn waits_here(status: IssueStatus) -> bool {
    matches!(
        status,
        IssueStatus::Candidate
            | IssueStatus::Open
            | IssueStatus::CarriedOver
            | IssueStatus::Continued
            | IssueStatus::HandedOver
            | IssueStatus::Returned
    )
}

/// What the furthest of these issues waits for.
async fn waits(
    conn: &mut Conn,
    structure: &Structure,
    issues: &[Issue],
    (handed_over, groups): (&[Handover], &[Conference]),
) -> Result<Option<Wait>> {
    let Some(issue) = issues.iter().rev().find(|issue| waits_here(issue.status)) else {
        return Ok(None);
    };
    let handover = handed_over.iter().find(|h| h.decision.issue_id == issue.id);
    if let Some(handover) = handover.filter(|handover| handover.waits(issue.status)) {
        let since = handover.replies.last().map_or(handover.decision.decided_on, |r| r.replied_on);
        let said = Some(said(handover)).filter(|said| !said.is_empty());
        let words = format!(
            "「{}」の依頼への返事を待っています({}{})・担当 {}",
            issue.title,
            said.map(|said| format!("{said}・")).unwrap_or_default(),
            since.waiting(conn.now().day()),
            group(groups, handover)
        );
        return Ok(Some(Wait { at: handed(handover), kind: StationKind::Handover, words }));
    }
    let decided = store::decisions(conn, std::slice::from_ref(&issue.id)).await?;
    let since = decided.last().map_or(issue.raised_on, |d| d.decided_on);
    let words = format!(
        "「{}」は{}です({})・担当 {}",
        issue.title,
        issue.status.label(),
        since.waiting(conn.now().day()),
        words::place(structure, issue)
    );
    Ok(Some(Wait { at: at(&issue.id), kind: kind(structure, issue), words }))
}
