//! Records that changed since their texts were made, for whoever makes them anew.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use tokio::sync::Notify;

use crate::{access::Subject, id::MunicipalityId};

/// Records that changed in this process, kept beside the database.
#[derive(Debug, Default)]
pub struct Changed {
    waiting: Mutex<Waiting>,
    bell: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    records: HashMap<MunicipalityId, BTreeSet<(String, String)>>,
    /// The municipalities of which some are being made.
    busy: HashSet<MunicipalityId>,
    /// The municipalities whose texts were brought up to date once since the program began.
    begun: HashSet<MunicipalityId>,
}

impl Changed {
    /// Notes a record.
    pub fn note(&self, municipality: &MunicipalityId, subject: &Subject) {
        self.put_back(municipality, [(subject.kind.to_owned(), subject.id.clone())]);
        self.bell.notify_one();
    }

    /// Takes what is noted of a municipality, kinds and ids; it waits until that is [`Changed::done`].
    pub fn take(&self, municipality: &MunicipalityId) -> BTreeSet<(String, String)> {
        let mut waiting = self.waiting();
        waiting.busy.insert(municipality.clone());
        waiting.records.remove(municipality).unwrap_or_default()
    }

    /// What was taken is made, or put back.
    pub fn done(&self, municipality: &MunicipalityId) {
        self.waiting().busy.remove(municipality);
    }

    /// Notes again what was taken and is not done.
    pub fn put_back(
        &self,
        municipality: &MunicipalityId,
        records: impl IntoIterator<Item = (String, String)>,
    ) {
        self.waiting().records.entry(municipality.clone()).or_default().extend(records);
    }

    /// Whether anything of a municipality waits or is being made.
    pub fn waits(&self, municipality: &MunicipalityId) -> bool {
        let waiting = self.waiting();
        let noted = waiting.records.get(municipality).is_some_and(|some| !some.is_empty());
        noted || waiting.busy.contains(municipality)
    }

    /// Whether what was done before the program began was looked for.
    pub fn has_begun(&self, municipality: &MunicipalityId) -> bool {
        self.waiting().begun.contains(municipality)
    }

    /// It was.
    pub fn begin(&self, municipality: &MunicipalityId) {
        self.waiting().begun.insert(municipality.clone());
    }

    /// It is to be looked for again.
    pub fn begin_anew(&self, municipality: &MunicipalityId) {
        self.waiting().begun.remove(municipality);
        self.bell.notify_one();
    }

    /// Waits until something is noted.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
