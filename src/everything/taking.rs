//! Everything of a municipality on its way into an empty database: all of it in one transaction, sealed anew.

use std::{collections::BTreeMap, io::BufRead};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value as Json, json};
use tokio::sync::Mutex;

use super::{
    declared::{self, ANEW, Says, Sealed, Under},
    leaving::{self, tell_so_far},
    manifest::{KEYS, KeysSay, Manifest},
    rules::{BringIn, EverythingFacts},
    unpacking::{Parcel, broken},
};
use crate::{
    access::{self, Actor},
    crypt::{Kept, PersonKey},
    db::{Db, Query, Table, TableColumn, Tx, Value},
    error::{Error, Result},
    events, keyring,
};

/// Rows and bytes that are written at once.
const ROWS: usize = 500;
const BYTES: usize = 4 * 1024 * 1024;

/// A row as its line says it.
type Said = BTreeMap<String, Json>;

/// Takes everything in; `actor` acts in the municipality that the parcel is of.
///
/// # Errors
/// A startup sentence when the database is not empty or the parcel is not as it should be; nothing is written then.
pub async fn take_in(
    db: &Db,
    actor: &Actor,
    parcel: &Mutex<Parcel>,
    tell: &dyn Fn(&str),
) -> Result<()> {
    let done = db.write(actor.municipality(), |mut tx| async move {
        let mut parcel = parcel.lock().await;
        let parcel = &mut *parcel;
        is_empty(&mut tx).await?;
        let manifest = parcel.manifest().clone();
        let came: KeysSay = parcel.json(KEYS)?;
        let keys = tx.keys().holding(Kept::Index, key(&came.index)?);
        let keys = keys.holding(Kept::Events, key(&came.events)?);
        keyring::take_over(&mut tx, keys).await?;
        for table in in_order(&mut tx, &manifest).await? {
            let rows = Taking { table: &table, municipality: manifest.municipality.id.as_str() }
                .all(&mut tx, parcel, tell)
                .await?;
            if manifest.tables.iter().any(|says| says.table == table.name && says.rows != rows) {
                return Err(broken(&table.name));
            }
            tell(&format!("{}: {rows}行", table.name));
        }
        let itself = Query::of("select name from municipalities where id = $m", ());
        if itself.optional::<String>(&mut tx).await?.is_none() {
            return Err(broken("another municipality"));
        }
        let history = events::verify(&mut tx).await?;
        if history.checked > 0 && history.broken.len() == history.checked {
            return Err(broken("the key of the history is another one"));
        }
        if !history.broken.is_empty() {
            tell(&format!(
                "注意: 履歴 {}行は、書き出したときにすでに、書かれたときと違っていました。tsumugi verify で番号が分かります。",
                history.broken.len()
            ));
        }
        let facts = EverythingFacts { municipality: actor.municipality().clone() };
        let permit = access::permit::<BringIn>(&mut tx, actor, &facts)?;
        let detail = json!({ "written_at": manifest.written_at, "rows": manifest.rows() });
        events::record(&mut tx, &permit, &detail).await?;
        Ok((tx, ()))
    });
    match done.await {
        Err(twice) if twice.is_duplicate() => Err(broken(twice)),
        done => done,
    }
}

fn key(text: &str) -> Result<[u8; 32]> {
    let bytes = STANDARD.decode(text).map_err(broken)?;
    bytes.try_into().map_err(broken)
}

async fn is_empty(tx: &mut Tx) -> Result<()> {
    let there = Query::beyond("select name from municipalities order by id limit 1", ());
    match there.optional::<String>(tx).await? {
        None => Ok(()),
        Some(name) => Err(Error::startup(format!(
            "このデータベースには、すでに市町村({name})があります。すべてを取り込めるのは、空のデータベースだけです。\
             何も取り込んでいません。"
        ))),
    }
}

/// The tables, those first whose rows others need: keys of persons, then the cases by which they are found.
async fn in_order(tx: &mut Tx, manifest: &Manifest) -> Result<Vec<Table>> {
    let mut tables = Table::all(tx).await?;
    tables.retain(|table| declared::left_out(&table.name).is_none());
    let names = |table: &Table| manifest.tables.iter().any(|says| says.table == table.name);
    if tables.len() != manifest.tables.len() || !tables.iter().all(names) {
        return Err(broken("other tables"));
    }
    tables.sort_by_key(|table| match table.name.as_str() {
        name if name == ANEW.0 => 0,
        "cases" => 1,
        _ => 2,
    });
    Ok(tables)
}

/// A table whose rows come in.
struct Taking<'t> {
    table: &'t Table,
    municipality: &'t str,
}

impl Taking<'_> {
    /// Writes all rows, and says how many.
    async fn all(&self, tx: &mut Tx, parcel: &mut Parcel, tell: &dyn Fn(&str)) -> Result<u64> {
        let mut lines = parcel.lines(&self.table.name)?;
        let (mut line, mut some, mut bytes, mut rows) = (Vec::new(), Vec::new(), 0, 0);
        loop {
            line.clear();
            let read = lines.read_until(b'\n', &mut line).map_err(broken)?;
            if read > 0 {
                some.push(serde_json::from_slice(&line).map_err(broken)?);
                bytes += read;
                rows += 1;
                tell_so_far(&self.table.name, rows, tell);
            }
            if read == 0 || some.len() == ROWS || bytes > BYTES {
                self.some(tx, std::mem::take(&mut some)).await?;
                bytes = 0;
            }
            if read == 0 {
                return Ok(rows);
            }
        }
    }

    async fn some(&self, tx: &mut Tx, some: Vec<Said>) -> Result<()> {
        let keys = self.keys_of(tx, &some).await?;
        let rows = some.iter().map(|said| self.row(tx, said, &keys)).collect::<Result<_>>()?;
        self.table.put(tx, rows).await
    }

    /// The keys under which these rows lie, by what the column holds that leads to them.
    async fn keys_of(&self, tx: &mut Tx, some: &[Said]) -> Result<BTreeMap<String, PersonKey>> {
        let sealed = declared::SEALED.iter().find(|sealed| sealed.table == self.table.name);
        let (column, query) = match sealed.map(|sealed| sealed.under) {
            None | Some(Under::Database) => return Ok(BTreeMap::new()),
            Some(Under::Person(column)) => (column, Query::of(declared::KEYS_OF_PERSONS, ())),
            Some(Under::PersonOfCase(column)) => (column, Query::of(declared::KEYS_OF_CASES, ())),
        };
        let ids = some.iter().filter_map(|said| said.get(column)?.as_str());
        let found = query.list(ids).all::<(String, String, Vec<u8>)>(tx).await?;
        let keys = tx.keys();
        found
            .into_iter()
            .map(|(id, person, wrapped)| Ok((id, keys.person_key(&person, &wrapped)?)))
            .collect()
    }

    fn row(&self, tx: &Tx, said: &Said, keys: &BTreeMap<String, PersonKey>) -> Result<Vec<Value>> {
        let known = |name: &String| self.table.place(name).is_some();
        let whose = said.get("municipality_id").map_or(Some(self.municipality), Json::as_str);
        if !said.keys().all(known) || whose != Some(self.municipality) {
            return Err(broken(&self.table.name));
        }
        let cell = |column: &TableColumn| {
            let name = column.name.as_str();
            if (self.table.name.as_str(), name) == ANEW {
                let person =
                    said.get("person_id").and_then(Json::as_str).ok_or_else(|| broken(name))?;
                return Ok(Value::Bytes(Some(tx.keys().new_person_key(person)?.1)));
            }
            let sealed = declared::sealed(&self.table.name, name);
            match (sealed, said.get(name)) {
                // It did not open where it came from, and does not here.
                (Some(_), None) => Ok(Value::Bytes(Some(Vec::new()))),
                (None, None) => Err(broken(name)),
                (Some(sealed), Some(Json::String(plain))) => {
                    let shut = self.sealed(tx, sealed, name, said, plain, keys)?;
                    Ok(Value::Bytes(Some(shut)))
                }
                (_, Some(Json::Null)) if column.required => Err(broken(name)),
                (Some(_), Some(Json::Null)) => Ok(Value::Bytes(None)),
                (Some(_), Some(_)) => Err(broken(name)),
                (None, Some(json)) => {
                    leaving::value(column.holds, json).ok_or_else(|| broken(name))
                }
            }
        };
        self.table.columns.iter().map(cell).collect()
    }

    fn sealed(
        &self,
        tx: &Tx,
        sealed: &'static Sealed,
        column: &str,
        said: &Said,
        plain: &str,
        keys: &BTreeMap<String, PersonKey>,
    ) -> Result<Vec<u8>> {
        let text = |column: &str| said.get(column).and_then(Json::as_str).unwrap_or_default();
        let id = leaving::cell_id(self.table, sealed, |at| text(&self.table.columns[at].name));
        let cell = leaving::cell(sealed, column, &id).ok_or_else(|| broken(column))?;
        let bytes = match sealed.says {
            Says::Text => plain.as_bytes().to_vec(),
            Says::Bytes => STANDARD.decode(plain).map_err(broken)?,
        };
        match sealed.under {
            Under::Database => tx.keys().seal(cell, &bytes),
            Under::Person(by) | Under::PersonOfCase(by) => {
                keys.get(text(by)).ok_or_else(|| broken(column))?.seal_bytes(cell, &bytes)
            }
        }
    }
}
