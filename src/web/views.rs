//! What somebody was shown: noted where leave to see it is given, so that no page forgets it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::access::Subject;

/// One thing that a page showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The code of the action by which it may be seen; of a list, `list`.
    pub action: &'static str,
    /// What was seen, or in whose list.
    pub subject: Subject,
    /// The records that a list showed.
    pub ids: Vec<String>,
}

/// The notes of one request. Cloning gives the same notes.
#[derive(Clone, Debug, Default)]
pub struct Notes(Arc<Mutex<Vec<View>>>);

impl Notes {
    /// Notes one.
    pub fn note(&self, view: View) {
        held(&self.0).push(view);
    }

    /// Notes one where nothing more particular was noted.
    pub fn note_at_least(&self, view: View) {
        let mut all = held(&self.0);
        if all.is_empty() {
            all.push(view);
        }
    }

    /// Hands them over.
    pub fn taken(&self) -> Vec<View> {
        std::mem::take(&mut *held(&self.0))
    }
}

/// How often what was looked at since the server began; it holds nobody's name and nothing that was shown.
#[derive(Debug, Default)]
pub struct Views(Mutex<BTreeMap<&'static str, u64>>);

impl Views {
    /// Keeps the notes of a request whose answer is about to be sent. They are only counted so far.
    pub fn keep(&self, views: Vec<View>) {
        let mut counts = held(&self.0);
        for view in views {
            *counts.entry(view.action).or_default() += 1 + view.ids.len() as u64;
        }
    }

    /// How many records each action showed.
    #[cfg(test)]
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        held(&self.0).clone()
    }
}

/// A count is never half done, so that a panic elsewhere leaves it good.
fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
