//! Records that changed since their texts were made, for whoever makes them anew.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::{access::Subject, id::MunicipalityId};

/// A record, by the key of its kind and its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    pub kind: String,
    pub id: String,
}

/// Records that changed in this process, kept beside the database.
#[derive(Debug, Default)]
pub struct Changed {
    all: Mutex<All>,
    bell: Notify,
}

#[derive(Debug, Default)]
struct All {
    noted: HashMap<MunicipalityId, BTreeSet<Record>>,
    /// Those that are being made.
    taken: HashMap<MunicipalityId, BTreeSet<Record>>,
    /// The municipalities whose texts were brought up to date once since the program began.
    begun: HashSet<MunicipalityId>,
    /// Those in which another process changed something.
    rung: HashSet<MunicipalityId>,
}

impl Changed {
    /// Notes a record.
    pub fn note(&self, municipality: &MunicipalityId, subject: &Subject) {
        let record = Record { kind: subject.kind.to_owned(), id: subject.id.clone() };
        self.all().noted.entry(municipality.clone()).or_default().insert(record);
        self.bell.notify_one();
    }

    /// Takes what is noted of a municipality, and gives all that is taken and not [`Changed::done`].
    pub fn take(&self, municipality: &MunicipalityId) -> BTreeSet<Record> {
        let mut all = self.all();
        all.rung.remove(municipality);
        let noted = all.noted.remove(municipality).unwrap_or_default();
        let taken = all.taken.entry(municipality.clone()).or_default();
        taken.extend(noted);
        taken.clone()
    }

    /// Takes records by kind and id as if they had been noted.
    pub fn take_besides(&self, municipality: &MunicipalityId, records: Vec<(String, String)>) {
        let records = records.into_iter().map(|(kind, id)| Record { kind, id });
        self.all().taken.entry(municipality.clone()).or_default().extend(records);
    }

    /// What was taken is made.
    pub fn done(&self, municipality: &MunicipalityId) {
        self.all().taken.remove(municipality);
    }

    /// What was taken is not made.
    pub fn put_back(&self, municipality: &MunicipalityId) {
        let mut all = self.all();
        let taken = all.taken.remove(municipality).unwrap_or_default();
        all.noted.entry(municipality.clone()).or_default().extend(taken);
        all.rung.insert(municipality.clone());
    }

    /// Whether there is anything to do for a municipality.
    pub fn waits(&self, municipality: &MunicipalityId) -> bool {
        let all = self.all();
        all.rung.contains(municipality) || all.noted.contains_key(municipality)
    }

    /// Whether anything was noted that nobody took.
    pub fn is_noted(&self, municipality: &MunicipalityId) -> bool {
        self.all().noted.contains_key(municipality)
    }

    /// All that is noted or being made.
    pub fn waiting(&self, municipality: &MunicipalityId) -> BTreeSet<Record> {
        let all = self.all();
        let both = [&all.noted, &all.taken].map(|some| some.get(municipality));
        both.into_iter().flatten().flatten().cloned().collect()
    }

    /// Whether what was done before the program began was looked for.
    pub fn has_begun(&self, municipality: &MunicipalityId) -> bool {
        self.all().begun.contains(municipality)
    }

    /// It was.
    pub fn begin(&self, municipality: &MunicipalityId) {
        self.all().begun.insert(municipality.clone());
    }

    /// Has somebody look for what another process changed.
    pub fn ring_for(&self, municipality: &MunicipalityId) {
        self.all().rung.insert(municipality.clone());
        self.bell.notify_one();
    }

    /// Waits until something is noted.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
