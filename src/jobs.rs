//! Long work: leased by a worker, with progress that whoever asked may leave and come back to.
//!
//! A job's writing and its end are one transaction, fenced by the number of the attempt, so that a job whose worker
//! was killed is taken up again and its work still happens once. This module must never hold a personal value:
//! orders are ids, outcomes are counts and sentences.

mod live;
mod queue;
mod seen;
mod work;

pub use live::{Live, Telling};
#[cfg(test)]
pub use queue::open;
pub use queue::{
    enqueue, enqueue_once, fail, find, lease, next, of_account, release, renew, tidy, untold,
};
pub use seen::Seen;
pub use work::{Finished, JobKind, Work, looked_at, wait};

use serde::{Deserialize, Serialize};

use crate::{
    clock::Instant,
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

/// Whose jobs a worker takes.
#[derive(Clone, Debug)]
pub enum Whose {
    /// Any municipality's: servers.
    Everybody,
    /// One municipality's: tests, which share a database.
    #[cfg_attr(not(test), allow(dead_code, reason = "servers work for everybody"))]
    Of(MunicipalityId),
}

impl Whose {
    /// The one municipality, if it is one.
    pub(crate) fn only(&self) -> Option<&MunicipalityId> {
        match self {
            Whose::Everybody => None,
            Whose::Of(municipality) => Some(municipality),
        }
    }
}
