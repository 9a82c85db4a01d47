//! Persons of a file as they arrive, some at a time: each is one whom the centre has already, or is registered.

use std::collections::HashMap;

use super::{
    NewPerson,
    rules::ImportPersons,
    sealing::{Indexes, cell},
    store,
};
use crate::{
    access::Permit,
    clock::Day,
    crypt::{Keys, PersonKey},
    db::{Conn, Query, Tx},
    error::Result,
    events,
    id::{CenterId, MunicipalityId, PersonId},
    record, threads,
};

record! {
    struct Known of "p" {
        id: PersonId,
        name_index: String,
        number_index: Option<String>,
        born: Option<Vec<u8>>,
        wrapped: Vec<u8> = "k.wrapped",
    }
}

/// Everybody whom a centre had before.
struct There {
    keys: Keys,
    municipality: MunicipalityId,
    all: Vec<Known>,
    by_name: HashMap<String, Vec<usize>>,
    by_number: HashMap<String, usize>,
}

impl There {
    async fn at(conn: &mut Conn, center: &CenterId) -> Result<There> {
        let all = Query::select::<Known>(
            "from persons p
             join person_keys k on k.municipality_id = p.municipality_id
              and k.person_id = p.id
            where p.municipality_id = $m
              and p.center_id = $1
            order by p.id",
            center,
        )
        .all::<Known>(conn)
        .await?;
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_number = HashMap::new();
        for (at, row) in all.iter().enumerate() {
            by_name.entry(row.name_index.clone()).or_default().push(at);
            if let Some(number) = &row.number_index {
                by_number.entry(number.clone()).or_insert(at);
            }
        }
        let (keys, municipality) = (conn.keys().clone(), conn.municipality()?.clone());
        Ok(There { keys, municipality, all, by_name, by_number })
    }

    /// The one with the same insured number; where the file gives no number, the one with the same name and day of birth. A day
    /// that either side does not know is no difference.
    fn same_as(&self, person: &NewPerson) -> Result<Option<(PersonId, PersonKey)>> {
        let index = Indexes::of(&self.keys, &self.municipality, person);
        if let Some(number) = index.number {
            let found = self.by_number.get(&number).map(|at| &self.all[*at]);
            return found.map(|row| Ok((row.id.clone(), self.key(row)?))).transpose();
        }
        for row in self.by_name.get(&index.name).into_iter().flatten().map(|at| &self.all[*at]) {
            let key = self.key(row)?;
            let same = match (person.born, born(row, &key)?) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            };
            if same {
                return Ok(Some((row.id.clone(), key)));
            }
        }
        Ok(None)
    }

    fn key(&self, row: &Known) -> Result<PersonKey> {
        self.keys.person_key(row.id.as_str(), &row.wrapped)
    }
}

fn born(row: &Known, key: &PersonKey) -> Result<Option<Day>> {
    let Some(sealed) = &row.born else { return Ok(None) };
    let text = key.open(cell("born", &row.id), sealed)?;
    Ok(text.parse().ok().map(Day))
}

/// The persons of a file of one centre.
pub struct Arriving {
    permit: Permit<ImportPersons>,
    there: There,
    /// Those of this file, by what makes two of its rows the same person.
    made: HashMap<String, (PersonId, PersonKey)>,
}

impl Arriving {
    /// Those of the permit's centre.
    pub async fn at(conn: &mut Conn, permit: Permit<ImportPersons>) -> Result<Arriving> {
        let center: CenterId = permit.id();
        let there = There::at(conn, &center).await?;
        Ok(Arriving { permit, there, made: HashMap::new() })
    }

    /// Person and key of each row, in their order; who is not there yet is registered.
    pub async fn of(
        &mut self,
        tx: &mut Tx,
        rows: &[&NewPerson],
    ) -> Result<Vec<(PersonId, PersonKey)>> {
        let found = threads::each(rows, |person| self.there.same_as(person));
        let found = found.into_iter().collect::<Result<Vec<_>>>()?;
        let mut new: Vec<(String, &NewPerson)> = Vec::new();
        let mut places = Vec::with_capacity(rows.len());
        let mut waiting: HashMap<String, usize> = HashMap::new();
        for (person, found) in rows.iter().zip(found) {
            let identity = person.identity();
            places.push(match found.or_else(|| self.made.get(&identity).cloned()) {
                Some(found) => Err(found),
                None => Ok(*waiting.entry(identity.clone()).or_insert_with(|| {
                    new.push((identity, person));
                    new.len() - 1
                })),
            });
        }
        let persons = new.iter().map(|(_, person)| (PersonId::new(), *person)).collect();
        let registered = store::insert(tx, persons).await?;
        let of_place = |place: std::result::Result<usize, (PersonId, PersonKey)>| match place {
            Ok(at) => registered[at].clone(),
            Err(found) => found,
        };
        let all = places.into_iter().map(of_place).collect();
        self.made.extend(new.into_iter().map(|(identity, _)| identity).zip(registered));
        Ok(all)
    }

    /// Writes down how many were registered, and returns it.
    pub async fn end(self, tx: &mut Tx) -> Result<usize> {
        let persons = self.made.len();
        events::record(tx, &self.permit, &serde_json::json!({ "persons": persons })).await?;
        Ok(persons)
    }
}
