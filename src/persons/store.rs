//! All SQL of persons. How their names are sealed is in `sealing.rs`.

use std::collections::HashMap;

use super::{
    NewPerson, Person, PersonFacts, PersonName, Sex,
    rules::{Change, OfPerson, OpensName, OpensNames, Register},
    sealing::{Indexes, Sealed, cell, columns},
};
use crate::{
    access::{Leave, Load, Permit},
    clock::Day,
    crypt::{Keys, PersonKey},
    db::{Conn, Pairs, Query, Tx, insert_rows},
    error::{Error, Result},
    events,
    id::{CenterId, PersonId},
    record,
    room::{self, StructurePart},
    threads,
};

record! {
    struct SealedName of "p" {
        id: PersonId,
        name: Vec<u8>,
        kana: Vec<u8>,
        born: Option<Vec<u8>>,
        sex: Sex,
        wrapped: Vec<u8> = "k.wrapped",
    }
}

// What asking for leave needs to know of a person.
impl Load for PersonFacts {
    type Key = PersonId;

    async fn load(conn: &mut Conn, id: &PersonId) -> Result<PersonFacts> {
        let center =
            Query::of("select center_id from persons where municipality_id = $m and id = $1", id)
                .one::<CenterId>(conn)
                .await?;
        Ok(PersonFacts { person: id.clone(), center })
    }
}

/// One person, opened.
///
/// # Errors
/// `NotFound`; an internal error when a sealed cell was altered.
pub async fn find<L: Leave<Action: OpensName>>(conn: &mut Conn, leave: &L) -> Result<Person> {
    let row = Query::of(
        "select p.*, k.wrapped
           from persons p
           join person_keys k on k.municipality_id = p.municipality_id
            and k.person_id = p.id
          where p.municipality_id = $m
            and p.center_id = $1
            and p.id = $2",
        (leave.facts().center(), leave.facts().person()),
    )
    .one::<Sealed>(conn)
    .await?;
    row.opened(conn.keys())
}

/// The persons of one centre in the order of their kana, opened and sorted in memory.
pub async fn list<L: Leave<Action: OpensNames>>(
    conn: &mut Conn,
    leave: &L,
) -> Result<Vec<PersonName>> {
    let keys = conn.keys().clone();
    let rows = Query::select::<SealedName>(
        "from persons p
         join person_keys k on k.municipality_id = p.municipality_id
          and k.person_id = p.id
        where p.municipality_id = $m
          and p.center_id = $1",
        &leave.facts().center,
    )
    .all::<SealedName>(conn)
    .await?;
    let mut names = Vec::with_capacity(rows.len());
    for row in rows {
        let opened = if_it_opens(&row.id, row.opened(&keys))?;
        names.push(opened.unwrap_or_else(|| {
            let (name, kana) = (UNREADABLE.to_owned(), String::new());
            // Behind everybody.
            (char::MAX.to_string(), PersonName { name, kana, born: None, sex: row.sex, id: row.id })
        }));
    }
    names.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    Ok(names.into_iter().map(|(_, name)| name).collect())
}

impl SealedName {
    /// The name, behind what it is sorted by.
    fn opened(&self, keys: &Keys) -> Result<(String, PersonName)> {
        let key = keys.person_key(self.id.as_str(), &self.wrapped)?;
        let born = self.born.as_ref().map(|s| key.open(cell("born", &self.id), s)).transpose()?;
        let name = key.open(cell("name", &self.id), &self.name)?;
        let kana = key.open(cell("kana", &self.id), &self.kana)?;
        let sort = nihon::kana::sort_key(if kana.is_empty() { &name } else { &kana });
        let born = born.and_then(|day| day.parse().ok().map(Day));
        Ok((sort, PersonName { id: self.id.clone(), name, kana, born, sex: self.sex }))
    }
}

/// What stands in a list for what does not open.
pub const UNREADABLE: &str = "(開けません。管理者に知らせてください)";

/// What is kept of a person for a line among others, if it opens: one damaged row does not take the others away. That
/// its key is gone or something is damaged is logged; what the database itself refuses is passed on.
pub fn if_it_opens<T>(id: &PersonId, opened: Result<T>) -> Result<Option<T>> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(error @ (Error::Internal(_) | Error::NotFound)) => {
            tracing::error!(person = %id, %error, "something kept of a person does not open");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Names of some persons, for the lines of a list within their centre.
pub async fn names<L: Leave<Action: OpensNames>>(
    conn: &mut Conn,
    leave: &L,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, String>> {
    let keys = conn.keys().clone();
    let rows = Query::of(
        "select p.id, p.name, k.wrapped
           from persons p
           join person_keys k on k.municipality_id = p.municipality_id and k.person_id = p.id
          where p.municipality_id = $m and p.center_id = $1 and p.id in ",
        &leave.facts().center,
    )
    .list(ids)
    .all::<(PersonId, Vec<u8>, Vec<u8>)>(conn)
    .await?;
    rows.into_iter()
        .map(|(id, name, wrapped)| {
            let key = keys.person_key(id.as_str(), &wrapped);
            let name = if_it_opens(&id, key.and_then(|key| key.open(cell("name", &id), &name)))?;
            Ok((id, name.unwrap_or_else(|| UNREADABLE.to_owned())))
        })
        .collect()
}

/// Persons of the same centre who have the same name or the same insured number: perhaps the same one.
pub async fn same_as(conn: &mut Conn, new: &NewPerson) -> Result<Vec<PersonId>> {
    let index = Indexes::of(conn.keys(), conn.municipality()?, new);
    let mut q = Query::of(
        "select id from persons where municipality_id = $m and center_id = $1 and (name_index = $2",
        (&new.center_id, index.name),
    );
    if let Some(number) = index.number {
        q = q.with(" or number_index = $1", number);
    }
    let rows = q.push(") order by id").all::<PersonId>(conn).await?;
    Ok(rows)
}

/// Registers somebody, with a key of their own.
pub async fn register(tx: &mut Tx, permit: Permit<Register>, new: &NewPerson) -> Result<PersonId> {
    let id: PersonId = permit.id();
    insert(tx, vec![(id.clone(), new)]).await?;
    events::record(tx, &permit, &serde_json::json!({ "center": new.center_id })).await?;
    Ok(id)
}

/// Changes what is written of a person.
///
/// # Errors
/// `Overtaken` when somebody else changed it since `version`.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<Change>,
    version: i64,
    new: &NewPerson,
) -> Result<()> {
    let id: PersonId = permit.id();
    let m = permit.municipality();
    let key = key(tx, &permit).await?;
    let index = Indexes::of(tx.keys(), m, new);
    let columns = columns(&key, &id, index, new)?.set("version", version + 1);
    Query::update("persons", columns)
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    events::record(tx, &permit, &serde_json::json!({})).await
}

/// The key of a person, for what other rooms seal about them.
///
/// # Errors
/// `NotFound` when the person was disposed of.
pub async fn key<L: Leave<Action: OpensName>>(conn: &mut Conn, leave: &L) -> Result<PersonKey> {
    let id = leave.facts().person();
    let wrapped = Query::of(
        "select wrapped from person_keys where municipality_id = $m and person_id = $1",
        id,
    )
    .one::<Vec<u8>>(conn)
    .await?;
    conn.keys().person_key(id.as_str(), &wrapped)
}

/// [`key`], made where there is none yet: what another room keeps of somebody who stands in no register.
///
/// # Errors
/// An internal error when it was altered.
pub async fn key_or_new<L: Leave<Action: OpensName>>(tx: &mut Tx, leave: &L) -> Result<PersonKey> {
    match key(tx, leave).await {
        Err(Error::NotFound) => {
            let id = leave.facts().person();
            let (key, wrapped) = tx.keys().new_person_key(id.as_str())?;
            let row = Pairs::new().set("person_id", id).set("wrapped", wrapped);
            Query::insert("person_keys", row).run(tx).await?;
            Ok(key)
        }
        found => found,
    }
}

/// Keys of many persons of a centre at once; those that are gone or damaged are left out.
pub async fn keys<L: Leave<Action: OpensNames>>(
    conn: &mut Conn,
    leave: &L,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, PersonKey>> {
    let keys = conn.keys().clone();
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(5_000) {
        let rows = Query::of(
            "select k.person_id, k.wrapped
               from persons p
               join person_keys k on k.municipality_id = p.municipality_id and k.person_id = p.id
              where p.municipality_id = $m and p.center_id = $1 and p.id in ",
            &leave.facts().center,
        )
        .list(some)
        .all::<(PersonId, Vec<u8>)>(conn)
        .await?;
        for (id, wrapped) in rows {
            if let Some(key) = if_it_opens(&id, keys.person_key(id.as_str(), &wrapped))? {
                found.insert(id, key);
            }
        }
    }
    Ok(found)
}

/// Registers many persons of one centre with few statements, each with a key of their own, in the order given.
pub(super) async fn insert(
    tx: &mut Tx,
    new: Vec<(PersonId, &NewPerson)>,
) -> Result<Vec<(PersonId, PersonKey)>> {
    let now = tx.now();
    let (keys, municipality) = (tx.keys().clone(), tx.municipality()?.clone());
    let mut key_rows: Vec<Pairs> = Vec::with_capacity(new.len());
    let mut person_rows: Vec<Pairs> = Vec::with_capacity(new.len());
    let mut made = Vec::with_capacity(new.len());
    // Sealing is most of the work of a long list.
    let sealed = threads::each(&new, |(id, person)| {
        let (key, wrapped) = keys.new_person_key(id.as_str())?;
        let index = Indexes::of(&keys, &municipality, person);
        let columns = columns(&key, id, index, person)?;
        Ok::<_, Error>((key, wrapped, columns))
    });
    for ((id, person), sealed) in new.into_iter().zip(sealed) {
        let (key, wrapped, columns) = sealed?;
        key_rows.push(Pairs::new().set("person_id", &id).set("wrapped", wrapped));
        let columns = columns.set("id", &id);
        let columns = columns.set("center_id", &person.center_id).set("created_at", now);
        person_rows.push(columns.set("version", 1));
        made.push((id, key));
    }
    insert_rows(tx, "person_keys", key_rows, "").await?;
    insert_rows(tx, "persons", person_rows, "").await?;
    Ok(made)
}

/// What of this room points at a part of the structure; see [`crate::room::Room::uses`].
pub(super) async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let StructurePart::Unit(unit) = part else {
        return Ok(Vec::new());
    };
    let count = Query::of(
        "select cast(count(*) as bigint)
           from persons
          where municipality_id = $m
            and 'center.' || center_id = $1",
        unit,
    )
    .count(conn)
    .await?;
    Ok(room::counted("支援対象者", count, "人").into_iter().collect())
}
