//! What was read beside what is there: which lines are new, and their writing.

use std::collections::{HashMap, HashSet};

use futures_util::future::{BoxFuture, FutureExt};

use super::columns::no_form;
use crate::{
    access,
    cases::{
        CASE_SHEET, FactorMark, ImportFacts,
        store::{Batch, ImportedCase, known_labels, known_sources, register_many},
        twin::Twin,
    },
    db::{Conn, Tx},
    error::Result,
    forms::Answers,
    id::CenterId,
    imports::{Before, Lines, Report, RowState, World},
    persons::{self, Gate, Says},
    threads,
};

/// A case as a file says it.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) row: usize,
    /// 管理番号 as it was written; empty for none.
    pub(super) number: String,
    pub(super) digest: String,
    pub(super) center: CenterId,
    pub(super) case: ImportedCase,
}

/// The cases of a file.
pub(super) struct CaseLines {
    pub(super) world: World,
    pub(super) lines: Vec<Line>,
}

impl Lines for CaseLines {
    fn there<'a>(&'a self, conn: &'a mut Conn) -> BoxFuture<'a, Result<Vec<String>>> {
        async move {
            self.world.telling.step("登録済みの事例と照らしています", 0);
            let sources: Vec<String> =
                self.lines.iter().map(|l| l.case.source_key.clone()).collect();
            Ok(known_sources(conn, &sources).await?.into_iter().collect())
        }
        .boxed()
    }

    fn look<'a>(
        &'a self,
        conn: &'a mut Conn,
        before: &'a Before,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<()>> {
        async move { plan(conn, self, before, report).await.map(|_| ()) }.boxed()
    }

    fn take<'a>(
        &'a self,
        tx: &'a mut Tx,
        before: &'a Before,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<Vec<(String, String)>>> {
        async move {
            let planned = plan(tx, self, before, report).await?;
            write(tx, self, &planned).await?;
            let said = |at: &usize| {
                let line = &self.lines[*at];
                (line.case.source_key.clone(), line.digest.clone())
            };
            Ok(planned.iter().map(said).collect())
        }
        .boxed()
    }
}

/// Compares the lines with what is there, counts them in the report, and says which are to be written.
async fn plan(
    conn: &mut Conn,
    CaseLines { world, lines }: &CaseLines,
    before: &Before,
    report: &mut Report,
) -> Result<Vec<usize>> {
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
        let state = match before.get(&line.case.source_key) {
            _ if by_label.contains(&(&line.center, line.number.clone())) => RowState::Unchanged,
            None => {
                planned.push(at);
                RowState::New
            }
            Some(Some(digest)) if *digest != line.digest => RowState::Changed,
            Some(_) => RowState::Unchanged,
        };
        report.count(line.row, state, || shown(world, line));
    }
    tell_names(conn, world, lines, &planned, report).await?;
    Ok(planned)
}

/// Rows whose words are said to tell somebody; of more it is said how many.
const ROWS_TOLD: usize = 50;

/// Says of new rows what in their de-identified words may tell who somebody is. They enter all the same: as every row they
/// are unconfirmed, and whoever confirms them is asked again.
async fn tell_names(
    conn: &mut Conn,
    world: &World,
    lines: &[Line],
    planned: &[usize],
    report: &mut Report,
) -> Result<()> {
    let form = world.structure.form(CASE_SHEET).ok_or_else(no_form)?;
    let new: HashSet<usize> = planned.iter().copied().collect();
    let mut telling: Vec<(usize, String)> = Vec::new();
    for (center, mut of_center) in by_center(lines) {
        of_center.retain(|at| new.contains(at));
        let gate = Gate::open(conn, &world.actor, vec![center.clone()]).await?;
        let told = threads::each(&of_center, |at| {
            let case = &lines[*at].case;
            let (nothing, sheet) = (Answers::default(), &case.sheet);
            let (title, factors) = (&sheet.outline.title, sheet.factors.clone());
            let twin = Twin::of(&world.structure, form, title, &nothing, &case.shared, factors);
            gate.told_by(Some(&case.person), &twin.says())
        });
        for (at, told) in of_center.into_iter().zip(told) {
            let told = told?.concat();
            if !told.is_empty() {
                telling.push((lines[at].row, told));
            }
        }
    }
    telling.sort_unstable();
    let rows = telling.len();
    for (row, told) in telling.into_iter().take(ROWS_TOLD) {
        report.note(format!("{row}行目: {told}"));
    }
    if rows > 0 {
        let more = rows.saturating_sub(ROWS_TOLD);
        let more =
            if more > 0 { format!("ほかに{more}行あります。") } else { String::new() };
        report.note(format!(
            "匿名の欄に、個人が分かる言葉のある行が{rows}行あります。{more}匿名の内容は未確認のまま取り込みます。会議に出す前に、「匿名の内容」の画面で書き換えて確認してください。"
        ));
    }
    Ok(())
}

/// A line for the preview: nothing in it names a person.
fn shown(world: &World, line: &Line) -> Vec<String> {
    let outline = &line.case.sheet.outline;
    let factors = line.case.sheet.factors.iter().map(|marked| {
        let factor = world.structure.factors.iter().find(|f| f.key == marked.factor_id);
        let name = factor.map_or(marked.factor_id.as_str(), |factor| factor.name.as_str());
        // Words may tell who somebody is, until a person looked at them.
        if marked.mark == FactorMark::Mark {
            name.to_owned()
        } else {
            format!("{name}({})", marked.mark.label())
        }
    });
    vec![
        line.number.clone(),
        world.structure.center_name(&line.center).to_owned(),
        world.structure.case_kind_name(&outline.kind_id).to_owned(),
        outline.title.clone(),
        line.case.registered_on.short(),
        outline.features(),
        factors.collect::<Vec<_>>().join("、"),
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
async fn write(
    tx: &mut Tx,
    CaseLines { world, lines }: &CaseLines,
    planned: &[usize],
) -> Result<()> {
    let form = world.structure.form(CASE_SHEET).ok_or_else(no_form)?;
    let planned: HashSet<usize> = planned.iter().copied().collect();
    for (center, of_center) in by_center(lines) {
        let rows: Vec<&ImportedCase> =
            of_center.iter().filter(|at| planned.contains(at)).map(|at| &lines[*at].case).collect();
        if rows.is_empty() {
            continue;
        }
        let for_cases = access::permit(tx, &world.actor, &ImportFacts { center: center.clone() })?;
        let for_persons =
            access::permit(tx, &world.actor, &persons::RegisterFacts { center: center.clone() })?;
        let batch = Batch { rows, form, telling: &world.telling };
        register_many(tx, for_cases, for_persons, batch).await?;
    }
    Ok(())
}
