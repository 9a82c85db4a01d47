//! What was read beside what is there: which lines are new, and their writing.

use std::collections::{HashMap, HashSet};

use super::{
    super::{
        report::{Report, RowState},
        store,
        world::World,
    },
    Line,
};
use crate::{
    access,
    cases::{
        self, ImportFacts,
        store::{Batch, ImportedCase, known_labels, known_sources},
    },
    db::{Conn, Tx},
    error::{Error, Result},
    id::CenterId,
    persons,
};

/// Compares the lines with what is there, counts them in the report, and says which are to be written.
pub(in crate::exchange) async fn plan(
    conn: &mut Conn,
    world: &World,
    lines: &[Line],
    report: &mut Report,
) -> Result<Vec<usize>> {
    world.telling.step("登録済みの事例と照らしています", 0);
    let sources: Vec<String> = lines.iter().map(|l| l.case.source_key.clone()).collect();
    let there = known_sources(conn, &sources).await?;
    let seen: Vec<String> = there.iter().cloned().collect();
    let digests = store::digests(conn, &seen).await?;
    let mut by_label: HashSet<(&CenterId, String)> = HashSet::new();
    for (center, of_center) in by_center(lines) {
        let numbers: Vec<String> = of_center
            .iter()
            .map(|at| lines[*at].number.clone())
            .filter(|number| !number.is_empty())
            .collect();
        let labels = known_labels(conn, center, &numbers).await?;
        by_label.extend(labels.into_iter().map(|label| (center, label)));
    }
    let mut planned = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let source = &line.case.source_key;
        let state = if by_label.contains(&(&line.center, line.number.clone())) {
            RowState::Unchanged
        } else if !there.contains(source) {
            planned.push(at);
            RowState::New
        } else if digests.get(source).is_none_or(|digest| *digest == line.digest) {
            RowState::Unchanged
        } else {
            RowState::Changed
        };
        report.count(line.row, state, || shown(world, line));
    }
    Ok(planned)
}

/// A line for the preview: nothing in it names a person.
fn shown(world: &World, line: &Line) -> Vec<String> {
    let sheet = &line.case.sheet;
    let kind = world.structure.case_kind(sheet.kind_id.as_str());
    let features = [
        sheet.age_band.label(),
        sheet.sex.label(),
        sheet.care_level.label(),
        sheet.household.label(),
    ];
    vec![
        line.number.clone(),
        world.structure.center_name(&line.center).to_owned(),
        kind.map_or("", |k| k.name.as_str()).to_owned(),
        sheet.title.clone(),
        line.case.registered_on.short(),
        features.into_iter().filter(|w| *w != "不明").collect::<Vec<_>>().join("・"),
        format!("{}個", sheet.factors.len()),
    ]
}

/// The places of each centre's lines.
fn by_center(lines: &[Line]) -> Vec<(&CenterId, Vec<usize>)> {
    let mut groups: Vec<(&CenterId, Vec<usize>)> = Vec::new();
    let mut at: HashMap<&CenterId, usize> = HashMap::new();
    for (number, line) in lines.iter().enumerate() {
        let group = *at.entry(&line.center).or_insert_with(|| {
            groups.push((&line.center, Vec::new()));
            groups.len() - 1
        });
        groups[group].1.push(number);
    }
    groups
}

/// Writes the planned lines, centre by centre.
pub(in crate::exchange) async fn write(
    tx: &mut Tx,
    world: &World,
    lines: &[Line],
    planned: &[usize],
) -> Result<()> {
    let form = world
        .structure
        .form(cases::CASE_SHEET)
        .ok_or_else(|| Error::conflict("この市町村の体系に、事例の様式がありません。"))?;
    let planned: HashSet<usize> = planned.iter().copied().collect();
    for (center, of_center) in by_center(lines) {
        let rows: Vec<&ImportedCase> =
            of_center.iter().filter(|at| planned.contains(at)).map(|at| &lines[*at].case).collect();
        if rows.is_empty() {
            continue;
        }
        let for_cases = access::permit(tx, &world.actor, &ImportFacts { center: center.clone() })?;
        let for_persons =
            access::permit(tx, &world.actor, &persons::ImportFacts { center: center.clone() })?;
        let batch = Batch { rows, form, telling: &world.telling };
        cases::store::register_many(tx, for_cases, for_persons, batch).await?;
    }
    let said = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| planned.contains(at))
        .map(|(_, line)| (line.case.source_key.as_str(), line.digest.as_str()));
    store::keep_digests(tx, said).await
}
