//! What is cleared away once a day, by the clock of the program: each room says what of its own has had its time.

use futures_util::future::BoxFuture;

use crate::{
    App, ROOMS,
    clock::Day,
    drafts,
    error::Result,
    id::{JobId, MunicipalityId},
    jobs::{self, Finished, JobKind, NewJob, Whose, Work},
    places,
    room::Tidied,
    typed, undo,
};

/// The job.
pub(crate) const KIND: JobKind =
    JobKind { name: "housekeeping", title: "一日一度の片付け", run };

/// Has today's housekeeping put in the queue, once for each municipality whoever asks how often; `planned` is the day
/// for which this worker did so.
pub(crate) async fn plan(app: &App, whose: &Whose, planned: &mut Option<Day>) -> Result<()> {
    let today = app.db().clock().today();
    if *planned == Some(today) {
        return Ok(());
    }
    let municipalities = match whose.only() {
        Some(one) => vec![one.clone()],
        None => {
            let mut conn = app.db().read_beyond().await?;
            let all = places::municipalities(&mut conn).await?;
            all.into_iter().map(|municipality| municipality.id).collect()
        }
    };
    for municipality in &municipalities {
        let id = &job_of(municipality, today);
        app.db()
            .write(municipality, |mut tx| async move {
                let new =
                    NewJob { kind: KIND.name, account: None, href: String::new(), order: &() };
                jobs::enqueue_once(&mut tx, id, new).await?;
                Ok((tx, ()))
            })
            .await?;
    }
    *planned = Some(today);
    Ok(())
}

/// The day's job, under an id that any worker comes to.
pub(crate) fn job_of(municipality: &MunicipalityId, day: Day) -> JobId {
    JobId::from(format!("housekeeping:{municipality}:{}", day.iso()))
}

fn run(work: Work) -> BoxFuture<'static, Result<Finished>> {
    Box::pin(async move {
        let (actor, config) = (&work.actor, work.app.config());
        work.finish(|mut tx| async move {
            let jobs = jobs::tidy(&mut tx).await?;
            let searched = typed::tidy(&mut tx).await?;
            let unsaved = drafts::tidy(&mut tx).await?;
            let undone = undo::tidy(&mut tx).await?;
            let mut tidied = vec![
                Tidied { what: "終わった処理の記録", count: jobs },
                Tidied { what: "検索した言葉", count: searched },
                Tidied { what: "書きかけ", count: unsaved },
                Tidied { what: "取り消しのための控え", count: undone },
            ];
            for room in ROOMS {
                tidied.extend((room.tidy)(&mut tx, actor, config).await?);
            }
            Ok((tx, words(&tidied)))
        })
        .await
    })
}

fn words(tidied: &[Tidied]) -> String {
    let parts: Vec<String> =
        tidied.iter().filter(|t| t.count > 0).map(|t| format!("{}{}件", t.what, t.count)).collect();
    if parts.is_empty() {
        "消すものはありませんでした。".into()
    } else {
        format!("{}を消しました。", parts.join("、"))
    }
}

#[cfg(test)]
mod tests;
