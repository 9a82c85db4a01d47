//! Records as they were on a day, with the states that they came through.

use std::collections::BTreeMap;

use super::super::{columns::keys, store::Then};
use crate::{
    clock::Known,
    error::Result,
    fields::FieldRole,
    forms::Answers,
    id::{EntryId, UnitId},
    preset::{Ledger, UnitTier},
};

/// A record up to a day.
pub struct Timeline {
    pub id: EntryId,
    pub label: String,
    /// What it was then.
    pub state: String,
    pub answers: Answers,
    /// Its states, each with since when, the oldest first.
    pub states: Vec<(String, Known)>,
    /// Whose it is.
    pub unit: UnitId,
    center: String,
}

impl Timeline {
    /// The records of these rows, which stand record by record and oldest first, as far as they answer what is
    /// wanted.
    ///
    /// # Errors
    /// Internal, when an answer no longer reads.
    pub fn of(
        ledger: &Ledger,
        rows: Vec<Then>,
        only: &BTreeMap<String, String>,
    ) -> Result<Vec<Timeline>> {
        let mut all: BTreeMap<EntryId, Timeline> = BTreeMap::new();
        let mut newest: BTreeMap<EntryId, String> = BTreeMap::new();
        for row in rows {
            let record = all.entry(row.id.clone()).or_insert_with(|| Timeline {
                id: row.id.clone(),
                label: row.label.clone(),
                state: String::new(),
                answers: Answers::default(),
                states: Vec::new(),
                unit: row.unit_id.clone(),
                center: row.center_id.map(|id| id.to_string()).unwrap_or_default(),
            });
            if record.state != row.state_id || record.states.is_empty() {
                record.states.push((row.state_id.clone(), row.since));
                record.state = row.state_id;
            }
            newest.insert(row.id, row.answers);
        }
        let mut records = Vec::new();
        for (id, mut record) in all {
            record.answers = Answers::from_json(newest.get(&id).map_or("{}", String::as_str))
                .map_err(crate::error::Error::internal)?;
            let wanted = |(key, value): (&String, &String)| {
                record.values(ledger, key).iter().any(|said| said == value)
            };
            if only.iter().all(wanted) {
                records.push(record);
            }
        }
        Ok(records)
    }

    /// What it says of a field: keys of choices; of a place its key, also where the record above it says so.
    pub fn values(&self, ledger: &Ledger, key: &str) -> Vec<String> {
        let Some(field) = ledger.field(key) else { return Vec::new() };
        let tier = |tier: UnitTier| {
            let own = self.unit.as_str().strip_prefix(tier.unit("").as_str());
            own.map(str::to_owned).into_iter().collect()
        };
        match field.role {
            Some(FieldRole::District) => tier(UnitTier::District),
            Some(FieldRole::Area) => tier(UnitTier::Area),
            Some(FieldRole::Center) if !self.center.is_empty() => vec![self.center.clone()],
            _ => self.answers.get(key).map(keys).unwrap_or_default(),
        }
    }

    /// Since when it was first in a state.
    pub fn came_to(&self, state: &str) -> Option<Known> {
        self.states.iter().find(|(one, _)| one == state).map(|(_, since)| *since)
    }

    /// Since when it is in its state.
    pub fn since(&self) -> Option<Known> {
        self.states.last().map(|(_, since)| *since)
    }
}
