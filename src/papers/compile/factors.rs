//! 資料2 別添1: which factors the cases of the period have, by unit, and what was generalised from them.

use std::collections::{BTreeMap, BTreeSet};

use super::records::{Records, small};
use crate::{
    cases::FactorMark,
    id::{CaseId, UnitId},
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
        counts: in_force
            .iter()
            .map(|factor| {
                let marks = cases.iter().filter_map(|case| mark(records, case, factor));
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
        .rows()
        .iter()
        .map(|unit| {
            let of_unit = records.unit_of.iter().filter(|(_, of)| *of == unit);
            row(&records.unit_name(unit), of_unit.map(|(case, _)| case).collect())
        })
        .collect();
    Generalization {
        edition: records.edition(paper),
        name: figures::name(paper),
        total: row("全体", records.unit_of.keys().collect()),
        centres,
        combinations: combinations(records, &in_force),
        groups,
        awaited: records.some_awaited(),
        issues: by_unit(records)
            .into_iter()
            .filter(|issue| !records.awaits(&records.row_of(issue)))
            .map(|issue| IssueOrigin {
                centre: records.unit_name(&issue.unit_id),
                title: issue.title.clone(),
                case_labels: records.labels_of(&issue.id),
                evidence: records.evidence_of(&issue.id),
                generalized: Some(issue.affected.clone()).filter(|w| !w.is_empty()),
            })
            .collect(),
    }
}

/// The lowest level's issues in the order of the rows.
fn by_unit(records: &Records) -> Vec<&Issue> {
    let rows = records.rows();
    let place = |issue: &Issue| rows.iter().position(|unit| *unit == records.row_of(issue));
    let mut issues: Vec<&Issue> = records.area_issues.iter().collect();
    issues.sort_by_key(|issue| place(issue));
    issues
}

/// A factor beside one of another group: 「家族要素のその他」 where another factor has the same name.
fn called(records: &Records, in_force: &[&Factor], at: usize) -> String {
    let factor = in_force[at];
    let alone = in_force.iter().filter(|other| other.name == factor.name).count() == 1;
    let group = records.structure.factor_groups.iter().find(|g| g.key == factor.group);
    match group.filter(|_| !alone) {
        Some(group) => format!("{}の{}", group.name, factor.name),
        None => factor.name.clone(),
    }
}

fn mark(records: &Records, case: &CaseId, factor: &Factor) -> Option<FactorMark> {
    let marked = records.factors.get(case)?;
    marked.iter().find(|f| f.factor_id == factor.key).map(|f| f.mark)
}

/// Pairs of factors that stand together in as many cases as suggest an issue, most frequent first. A suspicion counts as no
/// factor here, nor does 「その他」.
fn combinations(records: &Records, in_force: &[&Factor]) -> Vec<Combination> {
    let mut pairs: BTreeMap<(usize, usize), (u32, BTreeSet<&UnitId>)> = BTreeMap::new();
    for (case, unit) in &records.unit_of {
        let sure: Vec<usize> = (0..in_force.len())
            .filter(|n| {
                let factor = in_force[*n];
                !factor.is_of_words()
                    && mark(records, case, factor).is_some_and(|m| m != FactorMark::Suspected)
            })
            .collect();
        for (n, first) in sure.iter().enumerate() {
            for second in &sure[n + 1..] {
                let pair = pairs.entry((*first, *second)).or_default();
                pair.0 += 1;
                pair.1.insert(unit);
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
            factors: [first, second].map(|at| called(records, in_force, at)).into(),
            cases,
            centres: small(centers.len() as i64),
        })
        .collect()
}
