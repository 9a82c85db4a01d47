//! A centre's people as they are looked for in words that leave. They are opened once, and later only who changed, so that
//! saving a text does not cost more as the register grows.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{NewPerson, sealing::Sealed};
use crate::{
    crypt::Keys,
    db::{Conn, Query},
    deidentify::{Finder, Known, Who},
    error::Result,
    id::{CenterId, MunicipalityId, PersonId},
    threads,
};

/// Everybody whom a centre has registered.
#[derive(Clone, Default)]
pub(super) struct Register {
    /// How many there are and how often they were changed, by which it is known whether this still holds.
    stamp: (i64, i64),
    /// With the version that was opened.
    people: HashMap<PersonId, (i64, Arc<Known>)>,
    /// Each much smaller than the one before. They may still find the name that somebody had before.
    layers: Vec<Arc<Layer>>,
}

/// Some people, and what finds them.
struct Layer {
    people: Vec<Arc<Known>>,
    finder: Finder,
}

impl Register {
    pub(super) fn person(&self, id: &PersonId) -> Option<&Known> {
        self.people.get(id).map(|(_, known)| &**known)
    }

    pub(super) fn finders(&self) -> impl Iterator<Item = &Finder> {
        self.layers.iter().map(|layer| &layer.finder)
    }

    /// Looks for these too, together with layers that are not much larger.
    fn add(&mut self, mut people: Vec<Arc<Known>>) -> Result<()> {
        while let Some(last) = self.layers.pop_if(|last| last.people.len() <= 2 * people.len()) {
            people.extend(last.people.iter().cloned());
        }
        if !people.is_empty() {
            let finder = Finder::new(people.iter().map(|known| &**known))?;
            self.layers.push(Arc::new(Layer { people, finder }));
        }
        Ok(())
    }
}

pub(super) fn known(who: Who, person: &NewPerson) -> Known {
    Known {
        who,
        name: person.name.clone(),
        kana: person.kana.clone(),
        born: person.born,
        address: person.address.clone(),
        number: person.insured_number.clone(),
    }
}

/// Registers that were looked through lately. They hold names, so they are in memory alone.
#[derive(Default)]
struct Registers(Mutex<HashMap<(MunicipalityId, CenterId), Arc<Register>>>);

/// People of all registers that are kept, about 2 kB each.
const KEPT: usize = 100_000;

/// The register of a centre. No leave is asked: what is opened here is compared and shown to nobody who did not write it.
pub(super) async fn register(conn: &mut Conn, center: &CenterId) -> Result<Arc<Register>> {
    let stamp = Query::of(
        "select cast(count(*) as bigint), cast(coalesce(sum(version), 0) as bigint)
           from persons
          where municipality_id = $m and center_id = $1",
        center,
    )
    .one::<(i64, i64)>(conn)
    .await?;
    let (registers, at) =
        (conn.memory::<Registers>(), (conn.municipality()?.clone(), center.clone()));
    let lock = || registers.0.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = lock().get(&at).cloned();
    let kept = match kept {
        Some(kept) if kept.stamp == stamp => return Ok(kept),
        kept => kept.unwrap_or_default(),
    };
    let made = Arc::new(renewed(conn, center, Register { stamp, ..(*kept).clone() }).await?);
    let mut all = lock();
    let others: usize =
        all.iter().filter(|(other, _)| **other != at).map(|(_, kept)| kept.people.len()).sum();
    if others + made.people.len() > KEPT {
        all.clear();
    }
    all.insert(at, made.clone());
    Ok(made)
}

/// Brings it to what the database holds now.
async fn renewed(conn: &mut Conn, center: &CenterId, mut kept: Register) -> Result<Register> {
    let there: HashMap<PersonId, i64> = Query::of(
        "select id, version from persons where municipality_id = $m and center_id = $1",
        center,
    )
    .all::<(PersonId, i64)>(conn)
    .await?
    .into_iter()
    .collect();
    let before = kept.people.len();
    kept.people.retain(|id, _| there.contains_key(id));
    if kept.people.len() < before {
        // Who is gone is looked for no more.
        kept.layers.clear();
        kept.add(kept.people.values().map(|(_, known)| known.clone()).collect())?;
    }
    let changed: Vec<&PersonId> = there
        .iter()
        .filter(|(id, version)| kept.people.get(*id).is_none_or(|(of, _)| of != *version))
        .map(|(id, _)| id)
        .collect();
    let mut opened = Vec::with_capacity(changed.len());
    for some in changed.chunks(5_000) {
        opened.extend(open(conn, some).await?);
    }
    let people = opened.iter().map(|(_, _, known)| known.clone()).collect();
    kept.people.extend(opened.into_iter().map(|(id, version, known)| (id, (version, known))));
    kept.add(people)?;
    Ok(kept)
}

async fn open(conn: &mut Conn, ids: &[&PersonId]) -> Result<Vec<(PersonId, i64, Arc<Known>)>> {
    let rows = Query::of(
        "select p.*, k.wrapped
           from persons p
           join person_keys k on k.municipality_id = p.municipality_id and k.person_id = p.id
          where p.municipality_id = $m
            and p.id in ",
        (),
    )
    .list(ids)
    .all::<Sealed>(conn)
    .await?;
    let keys: Keys = conn.keys().clone();
    // What does not open cannot be compared; the list of persons says which it is.
    let opened = threads::each(&rows, |row| {
        let person = row.opened(&keys).ok()?;
        let known = Arc::new(known(Who::Registered, &person.written));
        Some((person.id, person.version, known))
    });
    Ok(opened.into_iter().flatten().collect())
}
