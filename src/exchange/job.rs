//! Taking a file in as a job, and forgetting files that nobody took in.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::{
    Kind, parse_aside, reading,
    rules::{ForgetImport, RunImport},
    store::{self, Import},
};
use crate::{
    access::{self, Actor},
    db::Tx,
    error::{Error, Result},
    id::{AccountId, ImportId, JobId},
    imports::{Counts, Report, World},
    jobs::{self, Finished, JobKind, NewJob, Work},
    places,
    room::Tidied,
};

/// Days after which a sent file that nobody took in is forgotten: it may name people.
pub(super) const DAYS_KEPT: i64 = 14;

/// Days after which what was said of files is forgotten when none of their headings was sent: three years, since some come
/// once a year.
const READINGS_KEPT: i64 = 3 * 366;

/// Rows up to which whoever takes a file in waits for the end instead of looking at the progress.
const SOON_DONE: usize = 500;

/// The job.
pub(super) const KIND: JobKind = JobKind {
    name: "import",
    title: "ファイルの取り込み",
    run: |work| -> BoxFuture<'static, Result<Finished>> { Box::pin(take_in(work)) },
};

/// Which file is to be taken in.
#[derive(Serialize, Deserialize)]
struct Order {
    import: ImportId,
}

/// Asks for a file to be taken in, once however often somebody presses the button.
pub(super) async fn order(
    tx: &mut Tx,
    actor: &Actor,
    account: &AccountId,
    id: &ImportId,
) -> Result<JobId> {
    let permit = access::leave(tx, actor, RunImport, id).await?;
    let import = store::find(tx, &permit).await?;
    if let Some(job) = &import.job_id
        && let Ok(there) = jobs::find(tx, job).await
        && there.status.is_open()
    {
        return Ok(there.id);
    }
    let new = NewJob {
        kind: KIND.name,
        account: Some(account),
        href: format!("/imports/{id}"),
        order: &Order { import: id.clone() },
    };
    let job = jobs::enqueue(tx, new).await?;
    store::give_to(tx, permit, &job).await?;
    Ok(job)
}

/// How long to wait for a file's end before its progress is shown.
pub(super) fn patience(import: &Import) -> Duration {
    if import.counts.read <= SOON_DONE { Duration::from_secs(3) } else { Duration::ZERO }
}

async fn take_in(work: Work) -> Result<Finished> {
    let Order { import } = work.order()?;
    let actor = &work.actor;
    let mut conn = work.app.db().read(work.actor.municipality()).await?;
    let leave = access::seen::<RunImport>(&mut conn, actor, &import).await?;
    let import = store::find(&mut conn, &leave).await?;
    work.telling.step("ファイルを開いています", 0);
    let content = Arc::new(store::content(&mut conn, &leave, &import).await?);
    let year = conn.now().day().fiscal_year();
    let structure = places::structure_for(&mut conn, year).await?;
    let import = Import { kind: import.kind.called(&structure, actor), ..import };
    let world =
        World::new(&conn, actor, &structure, import.center_id.clone()).told_to(&work.telling);
    let reader = reading::reader(&mut conn, &import.kind, world).await?;
    drop(conn);
    let parsed = parse_aside(&reader, &import.file_name, content, import.answers.clone())
        .await?
        // A refusal names the file, and people put names into the names of files.
        .map_err(|_| Error::conflict("送られたファイルを読めませんでした。"))?;
    let once = || written(&work, &parsed, &import);
    let finished = match once().await {
        // Somebody else took in the same rows at the same moment: they are found there now.
        Err(error) if error.is_duplicate() => once().await?,
        outcome => outcome?,
    };
    let mut conn = work.app.db().read(work.actor.municipality()).await?;
    let taken_in = store::find(&mut conn, &leave).await?;
    reading::settle(&work.app, taken_in.counts.new);
    Ok(finished)
}

/// Writes everything, or nothing.
async fn written(work: &Work, parsed: &reading::Parsed, import: &Import) -> Result<Finished> {
    work.finish(|mut tx| async move {
        let report = reading::import(&mut tx, parsed).await?;
        if !report.is_clean() {
            return Err(Error::conflict(match report.errors_total {
                0 => "答えの要る問いが残っています。".to_owned(),
                wrong => format!("{wrong}か所に誤りがあります。"),
            }));
        }
        let permit = access::leave(&mut tx, &work.actor, RunImport, &import.id).await?;
        let file = import.file_id.clone().ok_or_else(store::gone)?;
        store::finish(&mut tx, permit, &file, report.counts()).await?;
        Ok((tx, sentence(&import.kind, &report)))
    })
    .await
}

fn sentence(kind: &Kind, report: &Report) -> String {
    if report.counts().taken(kind.replaces) == 0 {
        return nothing(kind, &report.counts());
    }
    format!(
        "{}を取り込みました。新しく{}{unit}、内容の変更{}{unit}、登録済{}{unit}です。",
        kind.title,
        report.new,
        report.counts().rewritten(kind.replaces),
        report.unchanged,
        unit = kind.unit,
    )
}

/// That nothing was taken in, and why.
pub(super) fn nothing(kind: &Kind, counts: &Counts) -> String {
    let differs = match counts.changed {
        0 => String::new(),
        some => format!("、登録済で内容が違うため上書きしなかったもの{some}{}", kind.unit),
    };
    format!(
        "新しく取り込んだものはありませんでした。登録済{}{}{differs}です。別の記録のはずなら、番号の列の読み方を確かめてください。",
        counts.unchanged, kind.unit,
    )
}

/// Forgets sent files that nobody took in.
pub(super) async fn tidy(tx: &mut Tx, actor: &Actor) -> Result<Vec<Tidied>> {
    let before = tx.now().plus(-DAYS_KEPT * 86_400_000);
    let left = store::left_lying(tx, before).await?;
    for (import, file) in &left {
        let permit = access::leave(tx, actor, ForgetImport, import).await?;
        let file = file.as_ref().ok_or_else(store::gone)?;
        store::forget(tx, permit, file).await?;
    }
    let now = tx.now();
    let readings = store::forget_readings(tx, now.plus(-READINGS_KEPT * 86_400_000)).await?;
    Ok(vec![
        Tidied { what: "取り込まれなかったファイル", count: left.len() as u64 },
        Tidied { what: "使われなくなったファイルの読み方", count: readings },
    ])
}
