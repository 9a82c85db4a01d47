//! Where an issue came from and what became of it: merged into, split from, raised to.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    clock::Day,
    db::{Conn, Pairs, Query, Tx},
    error::Result,
    id::{EvidenceId, IssueId},
    record, words,
};

words! {
    /// How two issues hang together.
    pub enum LinkKind {
        /// `from` was merged into `to`.
        MergedInto "merged_into" "統合した課題",
        /// `from` was split off from `to`.
        SplitFrom "split_from" "分ける前の課題",
        /// `from` was raised to `to`, an issue of a level above.
        RaisedTo "raised_to" "上がってきた課題",
    }
}

record! {
    /// One link of the lineage.
    #[derive(Clone, Debug)]
    pub struct Link {
        pub from_issue_id: IssueId,
        pub to_issue_id: IssueId,
        pub kind: LinkKind,
        pub made_on: Day,
    }
}

fn links() -> Query {
    Query::select::<Link>("from issue_links where municipality_id = $m", ())
}

/// Links that begin or end at one issue.
pub async fn links_of(conn: &mut Conn, id: &IssueId) -> Result<Vec<Link>> {
    links_of_all(conn, std::slice::from_ref(id)).await
}

/// Links that begin or end at one of these issues.
pub async fn links_of_all(conn: &mut Conn, ids: &[IssueId]) -> Result<Vec<Link>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    links()
        .push(" and (from_issue_id in ")
        .list(ids)
        .push(" or to_issue_id in ")
        .list(ids)
        .push(") order by made_on, id")
        .all(conn)
        .await
}

/// All issues whose evidence counts for one of these: themselves, and what was merged into or raised to them,
/// through any number of steps. Each with the issues (of those asked for) it stands behind.
pub async fn behind(
    conn: &mut Conn,
    ids: &[IssueId],
) -> Result<BTreeMap<IssueId, BTreeSet<IssueId>>> {
    reachable(conn, ids, Way::Back).await
}

/// All issues that one of these became part of, themselves included.
pub async fn ahead(
    conn: &mut Conn,
    ids: &[IssueId],
) -> Result<BTreeMap<IssueId, BTreeSet<IssueId>>> {
    reachable(conn, ids, Way::On).await
}

#[derive(Clone, Copy)]
enum Way {
    Back,
    On,
}

/// Goes from issue to issue, one statement a step for all of them; a ladder has few steps.
async fn reachable(
    conn: &mut Conn,
    ids: &[IssueId],
    way: Way,
) -> Result<BTreeMap<IssueId, BTreeSet<IssueId>>> {
    let mut reached: BTreeMap<IssueId, BTreeSet<IssueId>> =
        ids.iter().map(|id| (id.clone(), BTreeSet::from([id.clone()]))).collect();
    let mut front: BTreeSet<IssueId> = ids.iter().cloned().collect();
    while !front.is_empty() {
        let steps: Vec<Link> = links()
            .push(match way {
                Way::Back => " and to_issue_id in ",
                Way::On => " and from_issue_id in ",
            })
            .list(&front)
            .push(" and kind in ('merged_into', 'raised_to')")
            .all(conn)
            .await?;
        let mut next = BTreeSet::new();
        for step in steps {
            let (near, far) = match way {
                Way::Back => (step.to_issue_id, step.from_issue_id),
                Way::On => (step.from_issue_id, step.to_issue_id),
            };
            let roots = reached.get(&near).cloned().unwrap_or_default();
            let known = reached.entry(far.clone()).or_default();
            let before = known.len();
            known.extend(roots);
            if known.len() > before {
                next.insert(far);
            }
        }
        front = next;
    }
    Ok(reached)
}

/// Ties two issues together, once.
pub async fn tie(
    tx: &mut Tx,
    from: &IssueId,
    to: &IssueId,
    kind: LinkKind,
    day: Day,
) -> Result<()> {
    let all = links_of(tx, from).await?;
    if all.iter().any(|l| l.from_issue_id == *from && l.to_issue_id == *to && l.kind == kind) {
        return Ok(());
    }
    Query::insert(
        "issue_links",
        Pairs::new()
            .set("id", EvidenceId::new())
            .set("from_issue_id", from)
            .set("to_issue_id", to)
            .set("kind", kind)
            .set("made_on", day),
    )
    .run(tx)
    .await?;
    Ok(())
}
