//! All SQL of issues. `decide` takes decisions, `lineage` follows merged, split and raised issues, `list` fills the
//! lists.

mod decide;
mod lineage;
mod list;
mod replies;
mod uses;

pub use decide::{
    answers_in_words, apply, decisions, decisions_at, merge, move_to_period, record, split,
};
pub use lineage::{Link, LinkKind, ahead, behind, links_of, links_of_all, tie};
pub use list::{
    BY_RAISED_ON, BY_REVIEW_ON, BY_STATUS, BY_TITLE, BY_UNIT, Filter, all, ids_behind, in_status,
    list, of_case, of_cases, of_period, readable, scope, standing_on, waiting,
};
pub use replies::{handed_to, handovers, hear, replies, reply, unheard};
pub(super) use uses::uses;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{
    Evidence, EvidenceCounts, Issue, IssueFacts, IssueWords, NewEvidence, NewIssue,
    rules::{AddEvidence, Edit, Raise},
};
use crate::{
    access::{Load, Permit, Subject},
    cases,
    clock::Day,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    fields::{self, Declared},
    id::{AccountId, CaseId, CenterId, EvidenceId, IssueId, UnitId},
    persons::Cleared,
};

fn issues() -> Query {
    Query::select::<Issue>("from issues i where i.municipality_id = $m", ())
}

/// The turn in which issues get their numbers.
pub const NUMBERS: &str = "issue.number";

/// One issue.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &IssueId) -> Result<Issue> {
    issues().with(" and i.id = $1", id).optional(conn).await?.ok_or(Error::NotFound)
}

/// Several issues, in no order that matters.
pub async fn find_all(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<Issue>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    issues().push(" and i.id in ").list(ids).push(" order by i.id").all(conn).await
}

// What the rules need to know of an issue: its place, and who stands behind it.
impl Load for IssueFacts {
    type Key = IssueId;

    async fn load(conn: &mut Conn, id: &IssueId) -> Result<IssueFacts> {
        facts_of(conn, std::slice::from_ref(id)).await?.pop().ok_or(Error::NotFound)
    }
}

/// What the rules need to know of several issues, with as many statements as for one; those that are there, by id.
pub async fn facts_of(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<IssueFacts>> {
    let roots = behind(conn, ids).await?;
    let all: Vec<IssueId> = roots.keys().cloned().collect();
    let issues = find_all(conn, &all).await?;
    let evidence = evidence_of_all(conn, &all).await?;
    let cases: BTreeSet<CaseId> = evidence.iter().filter_map(|e| e.case_id.clone()).collect();
    let cases: Vec<CaseId> = cases.into_iter().collect();
    let presented = cases::store::presented(conn, &cases).await?;
    let presenters: BTreeMap<&CaseId, &AccountId> =
        presented.iter().filter_map(|c| Some((&c.id, c.presenter_id.as_ref()?))).collect();
    let handed = decisions(conn, ids).await?;
    let facts = |issue: &Issue| {
        let behind = |id: &IssueId| roots.get(id).is_some_and(|to| to.contains(&issue.id));
        let before: Vec<&Issue> =
            issues.iter().filter(|other| other.id != issue.id && behind(&other.id)).collect();
        let units_behind: BTreeSet<UnitId> = before.iter().map(|i| i.unit_id.clone()).collect();
        let cases: BTreeSet<&CaseId> = evidence
            .iter()
            .filter(|e| behind(&e.issue_id))
            .filter_map(|e| e.case_id.as_ref())
            .collect();
        let handed_to = handed.iter().filter(|d| d.issue_id == issue.id);
        let centers: BTreeSet<&CenterId> =
            presented.iter().filter(|c| cases.contains(&c.id)).map(|c| &c.center_id).collect();
        IssueFacts {
            issue: issue.id.clone(),
            level: issue.level_id.clone(),
            unit: issue.unit_id.clone(),
            units_behind: units_behind.into_iter().collect(),
            raised_from_below: before.iter().any(|other| other.level_id != issue.level_id),
            presenters: cases
                .into_iter()
                .filter_map(|case| presenters.get(case).copied().cloned())
                .collect(),
            centers_behind: centers.into_iter().cloned().collect(),
            handed_to: handed_to.filter_map(|d| d.conference_id.clone()).collect(),
        }
    };
    Ok(issues.iter().filter(|issue| ids.contains(&issue.id)).map(facts).collect())
}

/// Registers an issue under the id the permit was given for, with its number in its place.
pub async fn raise(
    tx: &mut Tx,
    permit: Permit<Raise>,
    new: Cleared<'_, NewIssue>,
) -> Result<IssueId> {
    let issue = insert(tx, new).await?;
    let detail = json!({ "level": new.level, "unit": new.unit, "status": new.status });
    events::record(tx, &permit, &detail).await?;
    Ok(issue.id)
}

/// Writes a new issue under the next number of its place.
pub async fn insert(tx: &mut Tx, new: Cleared<'_, NewIssue>) -> Result<Issue> {
    let number = Query::of(
        "select cast(coalesce(max(number), 0) + 1 as bigint)
           from issues
          where municipality_id = $m
            and level_id = $1
            and unit_id = $2",
        (&new.level, &new.unit),
    )
    .count(tx)
    .await?;
    Query::insert(
        "issues",
        fields::columns(IssueWords::fields(), &new.words)
            .set("id", &new.id)
            .set("level_id", &new.level)
            .set("unit_id", &new.unit)
            .set("number", number)
            .set("status", new.status)
            .set("period_id", &new.period)
            .set("raised_on", new.raised_on)
            .set("close_reason", "")
            .set("version", 1),
    )
    .run(tx)
    .await?;
    events::touch(tx, &Subject::new("issue", &new.id))?;
    find(tx, &new.id).await
}

/// Writes the words anew.
///
/// # Errors
/// `Overtaken` when somebody saved another version in between.
pub async fn edit(
    tx: &mut Tx,
    permit: Permit<Edit>,
    words: Cleared<'_, IssueWords>,
    version: i64,
) -> Result<()> {
    let id: IssueId = permit.id();
    let columns = fields::columns(IssueWords::fields(), &words);
    Query::update("issues", columns.set("version", version + 1))
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    events::record(tx, &permit, &json!({ "version": version + 1 })).await
}

/// Adds evidence. A case that stands behind the issue already is left as it is.
pub async fn add_evidence(
    tx: &mut Tx,
    permit: Permit<AddEvidence>,
    new: Cleared<'_, [NewEvidence]>,
) -> Result<()> {
    let id: IssueId = permit.id();
    let mut added = 0;
    for evidence in new.iter() {
        added += Query::insert(
            "issue_evidence",
            Pairs::new()
                .set("id", EvidenceId::new())
                .set("issue_id", &id)
                .set("kind", evidence.kind)
                .set("case_id", &evidence.case)
                .set("review_id", &evidence.review)
                .set("label", &evidence.label)
                .set("how_many", evidence.how_many)
                .set("known_on", evidence.known_on)
                .set("note", &evidence.note)
                .set("source", &evidence.source),
        )
        .push(" on conflict do nothing")
        .run(tx)
        .await?;
    }
    let cases: Vec<&CaseId> = new.iter().filter_map(|e| e.case.as_ref()).collect();
    events::record(tx, &permit, &json!({ "added": added, "cases": cases })).await
}

/// The evidence of one issue alone, oldest first.
pub async fn evidence(conn: &mut Conn, id: &IssueId) -> Result<Vec<Evidence>> {
    evidence_of_all(conn, std::slice::from_ref(id)).await
}

/// The evidence of several issues, oldest first.
pub async fn evidence_of_all(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<Evidence>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Query::select::<Evidence>("from issue_evidence where municipality_id = $m", ())
        .push(" and issue_id in ")
        .list(ids)
        .push(" order by known_on, label, id")
        .all(conn)
        .await
}

/// How many stand behind each issue, counted over everything merged into it or raised to it; a case counts once
/// for each issue.
pub async fn evidence_counts(
    conn: &mut Conn,
    ids: &[IssueId],
) -> Result<BTreeMap<IssueId, EvidenceCounts>> {
    let roots = behind(conn, ids).await?;
    let all: Vec<IssueId> = roots.keys().cloned().collect();
    let rows = evidence_of_all(conn, &all).await?;
    let counted = ids.iter().map(|id| {
        let own =
            rows.iter().filter(|row| roots.get(&row.issue_id).is_some_and(|to| to.contains(id)));
        (id.clone(), EvidenceCounts::count(own))
    });
    Ok(counted.collect())
}

/// The day of the newest evidence of an issue and all that stands behind it.
pub async fn newest_evidence(conn: &mut Conn, id: &IssueId) -> Result<Option<Day>> {
    let ids: Vec<IssueId> = behind(conn, std::slice::from_ref(id)).await?.into_keys().collect();
    Ok(evidence_of_all(conn, &ids).await?.into_iter().map(|e| e.known_on).max())
}
