//! A job in the hands of its worker.

use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;

use super::{Job, Telling, queue};
use crate::{
    App,
    access::Actor,
    db::Tx,
    deidentify::judging,
    error::Result,
    id::{JobId, MunicipalityId},
};

/// A kind of long work that a room can do.
#[derive(Debug)]
pub struct JobKind {
    /// Its key in the queue.
    pub name: &'static str,
    /// What it is called on screen: 「ファイルの取り込み」.
    pub title: &'static str,
    /// Does it. What it writes, it writes in [`Work::finish`] and nowhere else.
    pub run: fn(Work) -> BoxFuture<'static, Result<Finished>>,
}

/// A leased job, with all that doing it needs.
#[derive(Clone)]
pub struct Work {
    pub app: App,
    /// Who asked, as they are now; the program itself for the calendar's jobs.
    pub actor: Actor,
    pub telling: Telling,
    job: Job,
}

/// Proof that a job was finished: only [`Work::finish`] makes one.
#[derive(Debug)]
pub struct Finished(());

impl Work {
    pub(crate) fn new(app: App, actor: Actor, telling: Telling, job: Job) -> Work {
        Work { app, actor, telling, job }
    }

    /// What is to be done.
    ///
    /// # Errors
    /// Internal, when it was put in the queue as something else.
    pub fn order<O: DeserializeOwned>(&self) -> Result<O> {
        Ok(serde_json::from_str(&self.job.payload)?)
    }

    /// Writes what the job has to write and ends it, in one transaction; `write` hands back the sentence of the result.
    /// If another worker has taken the job over meanwhile, nothing is written.
    ///
    /// # Errors
    /// Whatever `write` gives; a conflict when the job is no longer this worker's.
    pub async fn finish<F, Writing>(&self, mut write: F) -> Result<Finished>
    where
        F: FnMut(Tx) -> Writing,
        Writing: Future<Output = Result<(Tx, String)>>,
    {
        let job = &self.job;
        let db = self.app.db();
        let done = db
            .write(self.actor.municipality(), |tx| {
                let writing = write(tx);
                async move {
                    let (mut tx, sentence) = writing.await?;
                    queue::finish(&mut tx, job, &sentence).await?;
                    Ok((tx, Finished(())))
                }
            })
            .await;
        judging::counted(db, &self.actor, done).await
    }
}

/// Who asked looks at the end of a job: it need not wait in 今日 any longer.
pub async fn looked_at(app: &App, actor: &Actor, job: &Job) -> Result<()> {
    let theirs = job.account_id.as_ref().is_some_and(|account| actor.is_account(account));
    if job.told || job.status.is_open() || !theirs {
        return Ok(());
    }
    app.db()
        .write(actor.municipality(), |mut tx| async move {
            queue::hand_over(&mut tx, &job.id).await?;
            Ok((tx, ()))
        })
        .await
}

/// How often [`wait`] looks, in milliseconds.
const LOOK: u64 = 40;

/// Wakes the worker and waits for a job that will not take long; what is left of it after `patience` is looked at on
/// its page.
pub async fn wait(
    app: &App,
    municipality: &MunicipalityId,
    id: &JobId,
    patience: Duration,
) -> Result<Job> {
    app.jobs().ring();
    let mut waited = Duration::ZERO;
    loop {
        let job = queue::find(&mut app.db().read(municipality).await?, id).await?;
        if !job.status.is_open() || waited >= patience {
            return Ok(job);
        }
        let look = Duration::from_millis(LOOK);
        tokio::time::sleep(look).await;
        waited += look;
    }
}
