//! Where issues went from the level at which they stand, so that one matter is told and counted once.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    db::Conn,
    error::Result,
    id::IssueId,
    issues::{self, Issue, IssueStatus, Move},
    structure::Structure,
};

/// The ways of several issues further up.
pub(in crate::papers) struct Ways {
    further: BTreeMap<IssueId, Vec<Issue>>,
    among: BTreeSet<IssueId>,
    given_back: BTreeSet<IssueId>,
}

impl Ways {
    /// Those of issues that are told or counted together.
    pub(in crate::papers) async fn of(
        conn: &mut Conn,
        structure: &Structure,
        issues: &[Issue],
    ) -> Result<Ways> {
        let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id.clone()).collect();
        let ahead = issues::ahead(conn, &ids).await?;
        let reached: Vec<IssueId> = ahead.keys().cloned().collect();
        let mut found = issues::find_all(conn, &reached).await?;
        let height = |issue: &Issue| issues::storey(structure, &issue.level_id);
        found.sort_by_key(height);
        // The tie of what was raised stays when it alone is given back, for its thread goes through there.
        let mut came_back = BTreeSet::new();
        for decision in issues::decisions(conn, &ids).await? {
            match decision.step {
                Move::Return => came_back.insert(decision.issue_id),
                Move::Escalate => came_back.remove(&decision.issue_id),
                _ => continue,
            };
        }
        let mut further: BTreeMap<IssueId, Vec<Issue>> = BTreeMap::new();
        let mut given_back = BTreeSet::new();
        for issue in issues {
            let above = found.iter().filter(|up| height(up) > height(issue));
            for up in above.filter(|up| ahead[&up.id].contains(&issue.id)) {
                match (up.status, issue.status) {
                    (IssueStatus::Returned, _) => {
                        given_back.insert(up.id.clone());
                    }
                    (IssueStatus::Merged, _) => {}
                    // What came back to its own level is looked after there again.
                    (_, IssueStatus::Raised | IssueStatus::Answered | IssueStatus::Closed)
                        if !came_back.contains(&issue.id) =>
                    {
                        further.entry(issue.id.clone()).or_default().push(up.clone());
                    }
                    _ => {}
                }
            }
        }
        Ok(Ways { further, among: ids.into_iter().collect(), given_back })
    }

    /// The issues above of which it became part, the highest last.
    pub(in crate::papers) fn further(&self, issue: &IssueId) -> &[Issue] {
        self.further.get(issue).map_or(&[], Vec::as_slice)
    }

    /// Whether a matter stands here: it did not go on to another of these issues, and was not given back to one.
    pub(in crate::papers) fn ends_at(&self, issue: &IssueId) -> bool {
        !self.given_back.contains(issue)
            && !self.further(issue).iter().any(|up| self.among.contains(&up.id))
    }
}
