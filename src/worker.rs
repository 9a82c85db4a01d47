//! The worker: takes up jobs one after the other, keeps their leases while they run, and has the day's housekeeping
//! put in the queue.

use std::time::Duration;

use tokio::{
    sync::watch,
    task::{JoinError, JoinHandle, JoinSet},
    time::{sleep, timeout},
};

use crate::{
    App,
    access::Actor,
    clock::Day,
    error::{Error, Result},
    housekeeping, indexing,
    jobs::{self, Finished, Job, JobKind, Telling, Whose, Work},
    session,
    texts::Changed,
};

/// How long the queue is left alone when nobody rings: other servers' jobs and fallen workers' are found then.
const POLL: Duration = Duration::from_secs(2);
/// How often a lease is renewed and progress written down.
const RENEW: Duration = Duration::from_secs(2);
/// How long a job may go on after the server was asked to stop.
const LAST_CALL: Duration = Duration::from_secs(3);
/// Attempts after which a job that is interrupted each time is given up.
const ATTEMPTS: i64 = 5;

/// A worker at work in the background. Dropped without [`Worker::stop`], it is gone at once, as if it were killed.
#[derive(Debug)]
pub struct Worker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// Keeps what can be searched up to date, whatever job is at hand.
    index: JoinHandle<()>,
}

impl Worker {
    /// Begins to work.
    pub fn start(app: App, whose: Whose) -> Worker {
        let (stop, stopped) = watch::channel(false);
        let index = tokio::spawn(index(app.clone(), whose.clone()));
        let task = tokio::spawn(work(app, whose, stopped));
        Worker { stop, task, index }
    }

    /// Lets the job at hand come to its end if that takes a moment only, else puts it back; then goes.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
        // What it has not made yet is made when the next one begins.
        self.index.abort();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.task.abort();
        self.index.abort();
    }
}

/// How long changes are gathered before their texts are made.
const GATHER: Duration = Duration::from_millis(100);
/// How long it is before texts that could not be made are tried again.
const AGAIN: Duration = Duration::from_secs(30);

async fn index(app: App, whose: Whose) {
    let changed = app.db().memory::<Changed>();
    loop {
        // A task of its own: what panics is tried again as well.
        let mut making = JoinSet::new();
        let (of, whose) = (app.clone(), whose.clone());
        making.spawn(async move { indexing::keep_up(&of, &whose).await });
        let made = making.join_next().await;
        if !matches!(made, Some(Ok(Ok(())))) {
            tracing::warn!(?made, "what can be searched is not up to date");
            sleep(AGAIN).await;
            continue;
        }
        changed.rung().await;
        sleep(GATHER).await;
    }
}

async fn work(app: App, whose: Whose, mut stop: watch::Receiver<bool>) {
    let mut tidied: Option<Day> = None;
    loop {
        if let Err(error) = housekeeping::plan(&app, &whose, &mut tidied).await {
            tracing::warn!(%error, "the day's housekeeping is not planned yet");
        }
        match take(&app, &whose).await {
            Ok(Some(job)) => {
                carry_out(&app, job, &mut stop).await;
                if !*stop.borrow() {
                    continue;
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the queue of jobs cannot be read"),
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = app.jobs().rung() => {}
            () = sleep(POLL) => {}
        }
    }
}

/// Takes up the next job.
pub(crate) async fn take(app: &App, whose: &Whose) -> Result<Option<Job>> {
    let found = jobs::next(&mut app.db().read_beyond().await?, whose.only()).await?;
    let Some((id, attempt)) = &found else {
        return Ok(None);
    };
    app.db()
        .write_beyond(|mut tx| async move {
            let job = jobs::lease(&mut tx, id, *attempt).await?;
            Ok((tx, job))
        })
        .await
}

/// How a job left the worker's hands.
enum Left {
    Ended(std::result::Result<Result<Finished>, JoinError>),
    /// Another worker has it.
    Lost,
    /// The server stops.
    Stopped,
}

/// Does one job, come what may: its end, its failure or its release is written down.
async fn carry_out(app: &App, job: Job, stop: &mut watch::Receiver<bool>) {
    let running = app.jobs().begin(&job.id);
    let Some(kind) = crate::job_kind(&job.kind) else {
        let error = Error::conflict("この版では行えない処理です。");
        return failed(app, &job, &error).await;
    };
    let work = match prepared(app, &job, kind, running.telling.clone()).await {
        Ok(work) => work,
        Err(error) => return failed(app, &job, &error).await,
    };
    // A set of one: whatever drops it takes the job down with it, and its transaction is rolled back.
    let mut task = JoinSet::new();
    task.spawn((kind.run)(work));
    let mut left = tokio::select! {
        Some(ended) = task.join_next() => Left::Ended(ended),
        () = keep(app, &job, &running.telling) => Left::Lost,
        _ = stop.wait_for(|stop| *stop) => Left::Stopped,
    };
    if matches!(left, Left::Stopped)
        && let Ok(Some(ended)) = timeout(LAST_CALL, task.join_next()).await
    {
        left = Left::Ended(ended);
    }
    task.shutdown().await;
    match left {
        Left::Ended(Ok(Ok(_))) | Left::Lost => {}
        Left::Ended(Ok(Err(error))) => failed(app, &job, &error).await,
        Left::Ended(Err(panic)) => failed(app, &job, &Error::internal(panic)).await,
        Left::Stopped => put_back(app, &job).await,
    }
}

/// The job with who asked for it, as they are now.
async fn prepared(app: &App, job: &Job, kind: &JobKind, telling: Telling) -> Result<Work> {
    if job.attempt > ATTEMPTS {
        return Err(Error::conflict(
            "途中で何度も止まったため、取りやめました。管理者に知らせてください。",
        ));
    }
    let municipality = &job.municipality_id;
    let actor = match &job.account_id {
        None => Actor::system(municipality.clone(), housekeeping::KIND.name),
        Some(account) => {
            let mut conn = app.db().read(municipality).await?;
            session::actor_of(&mut conn, account).await?.ok_or_else(|| {
                Error::conflict("頼んだ人の利用が止められたため、行いませんでした。")
            })?
        }
    };
    Ok(Work::new(app.clone(), actor.through(kind.name), telling, job.clone()))
}

/// Renews the lease until somebody else has it. That the database is busy with the job itself is no reason to stop:
/// the end of the job is fenced.
async fn keep(app: &App, job: &Job, telling: &Telling) {
    loop {
        sleep(RENEW).await;
        let progress = &telling.progress();
        let kept = app
            .db()
            .write_beyond(|mut tx| async move {
                let kept = jobs::renew(&mut tx, job, progress).await?;
                Ok((tx, kept))
            })
            .await;
        match kept {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::debug!(%error, "a lease was not renewed this time"),
        }
    }
}

async fn failed(app: &App, job: &Job, error: &Error) {
    let sentence = &error.told();
    let written = app
        .db()
        .write_beyond(|mut tx| async move {
            jobs::fail(&mut tx, job, sentence).await?;
            Ok((tx, ()))
        })
        .await;
    if let Err(error) = written {
        tracing::warn!(%error, "a job's failure was not written down; it will be taken up again");
    }
}

async fn put_back(app: &App, job: &Job) {
    let written = app
        .db()
        .write_beyond(|mut tx| async move {
            jobs::release(&mut tx, job).await?;
            Ok((tx, ()))
        })
        .await;
    if let Err(error) = written {
        tracing::warn!(%error, "a job was not put back; it will be taken up when its lease ends");
    }
}
