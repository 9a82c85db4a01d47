//! What workers of this process tell at this moment, without the database: a long transaction may hold its only
//! writer, and must still say how far it is.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use super::Progress;
use crate::id::JobId;

/// Where long work says how far it is. The default one tells nobody, for callers who wait anyway.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    to: Option<Arc<Mutex<Progress>>>,
}

impl Telling {
    fn heard() -> Telling {
        Telling { to: Some(Arc::default()) }
    }

    /// A new step begins, of so many rows (zero where they cannot be counted).
    pub fn step(&self, step: &str, of: usize) {
        if let Some(to) = &self.to {
            *to.lock().unwrap_or_else(PoisonError::into_inner) =
                Progress { step: step.to_owned(), done: 0, of };
        }
    }

    /// So many rows of the step are done.
    pub fn done(&self, rows: usize) {
        if let Some(to) = &self.to {
            to.lock().unwrap_or_else(PoisonError::into_inner).done = rows;
        }
    }

    /// What was told last.
    pub fn progress(&self) -> Progress {
        self.to.as_ref().map_or_else(Progress::default, |to| {
            to.lock().unwrap_or_else(PoisonError::into_inner).clone()
        })
    }
}

/// The jobs that run in this process, and the bell that wakes its worker.
#[derive(Debug, Default)]
pub struct Live {
    running: Mutex<HashMap<JobId, Telling>>,
    bell: Notify,
}

impl Live {
    /// A job begins here; it is forgotten when the guard is dropped.
    pub fn begin<'a>(&'a self, id: &JobId) -> Running<'a> {
        let telling = Telling::heard();
        self.all().insert(id.clone(), telling.clone());
        Running { live: self, id: id.clone(), telling }
    }

    /// How far a job is that runs in this process.
    pub fn progress(&self, id: &JobId) -> Option<Progress> {
        self.all().get(id).map(Telling::progress)
    }

    /// Wakes the worker: something waits.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// Until somebody rings.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<JobId, Telling>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job that runs in this process.
#[derive(Debug)]
pub struct Running<'a> {
    live: &'a Live,
    id: JobId,
    pub telling: Telling,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.live.all().remove(&self.id);
    }
}
