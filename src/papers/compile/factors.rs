//! 資料2 別添1: which factors the cases of the period have, by centre, and what was generalised from them.

use std::collections::{BTreeMap, BTreeSet};

use super::records::{Records, small};
use crate::{
    cases::FactorMark,
    id::{CaseId, CenterId},
    issues::Issue,
    papers::{
        figures,
        sheets::{Combination, FactorCount, FactorGroup, FactorRow, Generalization, IssueOrigin},
    },
    preset::Factor,
};

/// 資料2 別添1.
pub(super) fn factors(records: &Records) -> Generalization {
    let paper = &records.structure.papers.shiryo2_betten1;
    let year = i16::try_from(records.period.fiscal_year).unwrap_or(i16::MAX);
    let in_force = records.structure.factors_in(year);
    let keys: Vec<&str> = in_force.iter().map(|f| f.key.as_str()).collect();
    let mut groups: Vec<FactorGroup> = Vec::new();
    for factor in &in_force {
        let group = records.structure.factor_groups.iter().find(|g| g.key == factor.group);
        let name = group.map_or(factor.group.as_str(), |g| g.name.as_str());
        match groups.last_mut().filter(|g| g.name == name) {
            Some(group) => group.factors.push(factor.name.clone()),
            None => groups
                .push(FactorGroup { name: name.to_owned(), factors: vec![factor.name.clone()] }),
        }
    }
    let row = |centre: &str, cases: Vec<&CaseId>| FactorRow {
        centre: centre.to_owned(),
        cases: small(cases.len() as i64),
        counts: keys
            .iter()
            .map(|key| {
                let marks = cases.iter().filter_map(|case| mark(records, case, key));
                let (suspected, marked): (Vec<_>, Vec<_>) =
                    marks.partition(|m| *m == FactorMark::Suspected);
                FactorCount {
                    marked: small(marked.len() as i64),
                    suspected: small(suspected.len() as i64),
                }
            })
            .collect(),
    };
    let centres = records
        .structure
        .centers
        .iter()
        .map(|center| {
            let id = CenterId::from(center.key.as_str());
            row(
                &center.symbol,
                records.center_of.iter().filter(|(_, c)| **c == id).map(|(case, _)| case).collect(),
            )
        })
        .collect();
    Generalization {
        edition: records.edition(paper),
        name: figures::name(paper),
        total: row("市全体", records.center_of.keys().collect()),
        centres,
        combinations: combinations(records, &in_force),
        groups,
        issues: by_centre(records)
            .into_iter()
            .map(|issue| IssueOrigin {
                centre: issue
                    .center_id
                    .as_ref()
                    .map_or_else(String::new, |c| records.center_name(c).to_owned()),
                title: issue.title.clone(),
                case_labels: records.labels_of(&issue.id),
                evidence: records.evidence_of(&issue.id),
                generalized: Some(issue.affected.clone()).filter(|w| !w.is_empty()),
            })
            .collect(),
    }
}

/// The areas' issues in the order of the centres.
fn by_centre(records: &Records) -> Vec<&Issue> {
    let place = |issue: &Issue| {
        let center = issue.center_id.as_ref()?;
        let mut all = records.structure.centers.iter();
        all.position(|c| c.key == center.as_str())
    };
    let mut issues: Vec<&Issue> = records.area_issues.iter().collect();
    issues.sort_by_key(|issue| place(issue));
    issues
}

fn mark(records: &Records, case: &CaseId, key: &str) -> Option<FactorMark> {
    let marked = records.factors.get(case)?;
    marked.iter().find(|f| f.factor_id.as_str() == key).map(|f| f.mark)
}

/// Pairs of factors that stand together in as many cases as suggest an issue, most frequent first. A suspicion counts as no
/// factor here.
fn combinations(records: &Records, in_force: &[&Factor]) -> Vec<Combination> {
    let mut pairs: BTreeMap<(usize, usize), (u32, BTreeSet<&CenterId>)> = BTreeMap::new();
    for (case, center) in &records.center_of {
        let sure: Vec<usize> = (0..in_force.len())
            .filter(|n| {
                mark(records, case, &in_force[*n].key).is_some_and(|m| m != FactorMark::Suspected)
            })
            .collect();
        for (n, first) in sure.iter().enumerate() {
            for second in &sure[n + 1..] {
                let pair = pairs.entry((*first, *second)).or_default();
                pair.0 += 1;
                pair.1.insert(center);
            }
        }
    }
    let enough = small(records.structure.candidates.cases as i64);
    let mut found: Vec<_> = pairs.into_iter().filter(|(_, (cases, _))| *cases >= enough).collect();
    found.sort_by_key(|(pair, (cases, _))| (std::cmp::Reverse(*cases), *pair));
    found
        .into_iter()
        .take(10)
        .map(|((first, second), (cases, centers))| Combination {
            factors: vec![in_force[first].name.clone(), in_force[second].name.clone()],
            cases,
            centres: small(centers.len() as i64),
        })
        .collect()
}
