//! Long work: leased by a worker, with progress that whoever asked may leave and come back to.
//!
//! A job's writing and its end are one transaction, fenced by the number of the attempt, so that a job whose worker
//! was killed is taken up again and its work still happens once. This module must never hold a personal value:
//! orders are ids, outcomes are counts and sentences.

mod live;
mod queue;
mod work;

pub use live::{Live, Telling};
pub use queue::{
    enqueue, enqueue_once, fail, find, lease, next, of_account, open, release, renew, tidy, untold,
};
pub use work::{Finished, JobKind, Work, looked_at, wait};

use serde::{Deserialize, Serialize};

use crate::{
    clock::Instant,
    db::Conn,
    error::Result,
    id::{AccountId, JobId, MunicipalityId},
    record, words,
};

/// How far a job is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done, in words.
    pub step: String,
    pub done: usize,
    /// Of how many; zero where it cannot be counted.
    pub of: usize,
}

words! {
    /// A job's state.
    pub enum JobStatus {
        Waiting "waiting",
        Running "running",
        Done "done",
        Failed "failed",
    }
}

impl JobStatus {
    /// Whether it is still to come to an end.
    pub fn is_open(self) -> bool {
        matches!(self, JobStatus::Waiting | JobStatus::Running)
    }
}

record! {
    /// A piece of long work.
    #[derive(Clone, Debug)]
    pub struct Job {
        pub id: JobId,
        pub municipality_id: MunicipalityId,
        pub kind: String,
        /// What to do, as JSON of ids.
        pub payload: String,
        /// The page on which its outcome is looked at; empty for none.
        pub href: String,
        pub status: JobStatus,
        /// How often it was taken up. A worker of an earlier attempt can neither report nor finish.
        pub attempt: i64,
        /// The sentence of the result or of the failure.
        pub outcome: Option<String>,
        /// Who asked; none for the calendar.
        pub account_id: Option<AccountId>,
        /// Whether who asked has seen the outcome.
        pub told: bool,
        pub created_at: Instant,
        pub ended_at: Option<Instant>,
    }
}

/// What is put in the queue.
#[derive(Debug)]
pub struct NewJob<'a, Order> {
    pub kind: &'static str,
    pub account: Option<&'a AccountId>,
    pub href: String,
    pub order: &'a Order,
}

/// A job as its page shows it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub job: Job,
    pub progress: Progress,
    /// Its worker fell silent, and the next has not come yet.
    pub interrupted: bool,
}

impl Seen {
    /// What is told of a job: by the worker next door when it runs in this very process, else as it last wrote.
    pub async fn of(conn: &mut Conn, live: &Live, job: Job) -> Result<Seen> {
        let now = conn.now();
        let (progress, interrupted) = match live.progress(&job.id) {
            Some(progress) => (progress, false),
            None => match queue::last_report(conn, &job).await? {
                Some((progress, until)) => {
                    let silent = job.status == JobStatus::Running && until < now;
                    (progress, silent)
                }
                None => (Progress::default(), false),
            },
        };
        Ok(Seen { job, progress, interrupted })
    }

    /// Whether there is something to wait for.
    pub fn is_open(&self) -> bool {
        self.job.status.is_open()
    }

    /// Whether it came to its end well.
    pub fn is_done(&self) -> bool {
        self.job.status == JobStatus::Done
    }

    /// What is going on, in words.
    pub fn step(&self) -> &str {
        match self.job.status {
            _ if self.interrupted => "途中で止まりました。まもなく、はじめからやり直します",
            JobStatus::Waiting => "順番を待っています",
            _ if self.progress.step.is_empty() => "はじめています",
            _ => &self.progress.step,
        }
    }

    /// Whether rows can be counted at this step.
    pub fn counts(&self) -> bool {
        self.job.status == JobStatus::Running && !self.interrupted && self.progress.of > 0
    }

    /// The sentence of the end; empty while there is none.
    pub fn outcome(&self) -> &str {
        self.job.outcome.as_deref().unwrap_or_default()
    }
}
