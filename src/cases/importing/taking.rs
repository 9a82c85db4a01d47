//! What was read beside what is there: which lines are new, and their writing.

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
    imports::{Before, Lines, PREVIEW, Report, RowState, World},
    packed::Packed,
    persons::{self, Gate, Says},
    threads,
};

/// A case as a file says it, as far as it is compared with what is there.
pub(super) struct Head {
    pub(super) row: usize,
    /// 管理番号 as it was written; empty for none.
    pub(super) number: String,
    pub(super) source_key: String,
    pub(super) digest: String,
    pub(super) center: CenterId,
}

/// The cases of a file.
pub(super) struct CaseLines {
    world: World,
    heads: Vec<Head>,
    centers: Vec<OfCenter>,
    /// What the preview shows of the first of them.
    first: Vec<Vec<String>>,
}

/// Those of a centre.
struct OfCenter {
    center: CenterId,
    /// Their places among all.
    at: Vec<usize>,
    cases: Packed<ImportedCase>,
}

impl OfCenter {
    /// Those that are planned, with their places.
    fn planned(&self, planned: &[bool]) -> impl Iterator<Item = (usize, ImportedCase)> {
        self.at.iter().copied().zip(self.cases.iter()).filter(|(at, _)| planned[*at])
    }

    fn any(&self, planned: &[bool]) -> bool {
        self.at.iter().any(|at| planned[*at])
    }
}

impl CaseLines {
    pub(super) fn of(world: &World) -> CaseLines {
        CaseLines {
            world: world.clone(),
            heads: Vec::new(),
            centers: Vec::new(),
            first: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, head: Head, case: ImportedCase) {
        if self.first.len() < PREVIEW {
            self.first.push(shown(&self.world, &head, &case));
        }
        let place = self.centers.iter().position(|of| of.center == head.center);
        let place = place.unwrap_or_else(|| {
            let center = head.center.clone();
            self.centers.push(OfCenter { center, at: Vec::new(), cases: Packed::default() });
            self.centers.len() - 1
        });
        let of = &mut self.centers[place];
        of.at.push(self.heads.len());
        of.cases.push(case);
        self.heads.push(head);
    }
}

impl Lines for CaseLines {
    fn there<'a>(&'a self, conn: &'a mut Conn) -> BoxFuture<'a, Result<Vec<String>>> {
        async move {
            self.world.telling.step("登録済みの事例と照らしています", 0);
            let sources: Vec<&str> = self.heads.iter().map(|h| h.source_key.as_str()).collect();
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
            let said = self.heads.iter().zip(planned).filter(|(_, planned)| *planned);
            Ok(said.map(|(head, _)| (head.source_key.clone(), head.digest.clone())).collect())
        }
        .boxed()
    }
}

/// Compares the lines with what is there, counts them in the report, and says of each whether it is to be written.
async fn plan(
    conn: &mut Conn,
    lines: &CaseLines,
    before: &Before,
    report: &mut Report,
) -> Result<Vec<bool>> {
    let heads = &lines.heads;
    let mut by_label = vec![false; heads.len()];
    for of in &lines.centers {
        let numbers: Vec<String> = (of.at.iter().map(|at| heads[*at].number.clone()))
            .filter(|number| !number.is_empty())
            .collect();
        let labels = known_labels(conn, &of.center, &numbers).await?;
        of.at.iter().for_each(|at| by_label[*at] = labels.contains(&heads[*at].number));
    }
    let mut planned = vec![false; heads.len()];
    for (at, head) in heads.iter().enumerate() {
        let state = match before.get(&head.source_key) {
            _ if by_label[at] => RowState::Unchanged,
            None => {
                planned[at] = true;
                RowState::New
            }
            Some(Some(digest)) if *digest != head.digest => RowState::Changed,
            Some(_) => RowState::Unchanged,
        };
        report.count(head.row, state, || lines.first.get(at).cloned().unwrap_or_default());
    }
    tell_names(conn, lines, &planned, report).await?;
    Ok(planned)
}

/// Rows whose words are said to tell somebody; of more it is said how many.
const ROWS_TOLD: usize = 50;

/// Rows whose words are looked through between two breaths.
const AT_ONCE: usize = 1_000;

/// Says of new rows what in their de-identified words may tell who somebody is. They enter all the same: as every row they
/// are unconfirmed, and whoever confirms them is asked again.
async fn tell_names(
    conn: &mut Conn,
    lines: &CaseLines,
    planned: &[bool],
    report: &mut Report,
) -> Result<()> {
    let world = &lines.world;
    let form = world.structure.form(CASE_SHEET).ok_or_else(no_form)?;
    world.telling.step(
        "匿名の欄に氏名などがないかを見ています",
        planned.iter().filter(|planned| **planned).count(),
    );
    let (mut telling, mut done): (Vec<(usize, String)>, usize) = (Vec::new(), 0);
    for of in lines.centers.iter().filter(|of| of.any(planned)) {
        let gate = Gate::of_file(conn, &world.actor, Some(&of.center)).await?;
        let mut cases = of.planned(planned);
        loop {
            let some: Vec<(usize, ImportedCase)> = cases.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                break;
            }
            let told = threads::each(&some, |(_, case)| {
                let (nothing, sheet) = (Answers::default(), &case.sheet);
                let (outline, factors) = (&sheet.outline, sheet.factors.clone());
                let called = (outline.title.as_str(), outline.presenter_name.as_str());
                let twin =
                    Twin::of(&world.structure, form, called, &nothing, &case.shared, factors);
                gate.told_by(Some(&case.person), &twin.says())
            });
            for ((at, _), told) in some.iter().zip(told) {
                let told = told?.concat();
                if !told.is_empty() {
                    telling.push((lines.heads[*at].row, told));
                }
            }
            done += some.len();
            world.telling.done(done);
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
fn shown(world: &World, head: &Head, case: &ImportedCase) -> Vec<String> {
    let outline = &case.sheet.outline;
    let factors = case.sheet.factors.iter().map(|marked| {
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
        head.number.clone(),
        world.structure.center_name(&head.center).to_owned(),
        world.structure.case_kind_name(&outline.kind_id).to_owned(),
        outline.title.clone(),
        case.registered_on.short(),
        outline.features(),
        factors.collect::<Vec<_>>().join("、"),
    ]
}

/// Writes the planned lines, centre by centre.
async fn write(tx: &mut Tx, lines: &CaseLines, planned: &[bool]) -> Result<()> {
    let world = &lines.world;
    let form = world.structure.form(CASE_SHEET).ok_or_else(no_form)?;
    for of in lines.centers.iter().filter(|of| of.any(planned)) {
        let center = || of.center.clone();
        let for_cases = access::permit(tx, &world.actor, &ImportFacts { center: center() })?;
        let facts = persons::RegisterFacts { center: center() };
        let for_persons = access::permit(tx, &world.actor, &facts)?;
        let total = of.at.iter().filter(|at| planned[**at]).count();
        let rows = of.planned(planned).map(|(_, case)| case);
        let batch = Batch { rows, total, form, telling: &world.telling };
        register_many(tx, for_cases, for_persons, batch).await?;
    }
    Ok(())
}
