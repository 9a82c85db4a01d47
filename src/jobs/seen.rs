//! A job as its page shows it.

use super::{Job, JobStatus, Live, Progress, queue};
use crate::{db::Conn, error::Result};

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
