//! What records say for those who stand on them elsewhere: one record, or a list as somebody narrowed it, each under the address
//! of its page.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    facets, hooks,
    list::{asked_as, filter, narrowing},
    named,
    rules::{self, EntryFacts, LedgerAction},
    seen::Seen,
    store::{self, Filter},
};
use crate::{
    access::{self, Actor, Subject},
    db::Conn,
    error::{Error, Result},
    id::EntryId,
    preset::Purpose,
    structure::Structure,
    typed,
};

const RECORD: &str = "/records/";
const LIST: &str = "/ledgers/";

/// Something that can be stood on.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Its page, without what changes nothing of it.
    pub address: String,
    /// A record's label; a ledger's name with what its list is narrowed to.
    pub name: String,
    /// What its ledger is for.
    pub purpose: Option<Purpose>,
    /// Of a list what it holds; none for a record.
    filter: Option<Box<Filter>>,
}

impl Ground {
    /// Whether a page of this address is a list.
    pub fn is_list(address: &str) -> bool {
        address.starts_with(LIST)
    }

    /// How many records whoever asked for it finds there.
    ///
    /// # Errors
    /// Whatever reading the database gives.
    pub async fn count(&self, conn: &mut Conn) -> Result<i64> {
        match &self.filter {
            Some(filter) => store::count(conn, filter).await,
            None => Ok(1),
        }
    }
}

/// The record or the list of an address, for somebody who may know of it.
///
/// # Errors
/// `NotFound` where there is none that they may know of; a sentence where words were searched for, which no address keeps.
pub async fn ground(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
    address: &str,
) -> Result<Ground> {
    let Some(id) = address.strip_prefix(RECORD) else {
        let (key, asked) = list_of(address).ok_or(Error::NotFound)?;
        return narrowed(conn, (actor, structure), (&key, &asked)).await;
    };
    let entry = store::find(conn, &EntryId::from(id)).await?;
    let ledger = store::kept(structure, &entry.ledger_id)?;
    access::check(LedgerAction::ReadEntry, actor, &EntryFacts::of(&entry, ledger.clone()))?;
    // What its keepers keep to themselves, or what was taken out, is nothing to stand on.
    if entry.retired_on.is_some() || (ledger.is_personal() && !entry.shared) {
        return Err(Error::NotFound);
    }
    let address = format!("{RECORD}{}", entry.id);
    Ok(Ground { address, name: entry.label, purpose: ledger.purpose, filter: None })
}

/// Which of these addresses somebody may know of.
///
/// # Errors
/// Whatever reading the database gives.
pub async fn known(
    conn: &mut Conn,
    of: (&Actor, &Structure),
    addresses: &BTreeSet<&str>,
) -> Result<BTreeSet<String>> {
    let records = addresses.iter().filter_map(|address| address.strip_prefix(RECORD));
    let records: Vec<Subject> = records.map(|id| Subject::new("entry", id)).collect();
    let found = hooks::subjects(conn, of.0, of.1, &records).await?;
    let mut known: BTreeSet<String> = found.into_iter().map(|known| known.href).collect();
    for address in addresses {
        let Some((key, asked)) = list_of(address) else { continue };
        match narrowed(conn, of, (&key, &asked)).await {
            Ok(_) => drop(known.insert((*address).to_owned())),
            Err(Error::NotFound | Error::Invalid(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(known)
}

fn list_of(address: &str) -> Option<(String, BTreeMap<String, String>)> {
    let rest = address.strip_prefix(LIST)?;
    let (key, query) = rest.split_once('?').unwrap_or((rest, ""));
    let asked = form_urlencoded::parse(query.as_bytes()).into_owned();
    Some((key.to_owned(), asked.filter(|(_, value)| !value.is_empty()).collect()))
}

/// A list as an address narrows it.
///
/// # Errors
/// `NotFound` for who reads no such ledger, or may not narrow its list so; a sentence where the address says what is not there.
async fn narrowed(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
    (key, asked): (&str, &BTreeMap<String, String>),
) -> Result<Ground> {
    if asked.contains_key(typed::WORDS) {
        let sentence = "言葉で探した一覧は使えません。探した言葉は残さないためです。言葉を消して、欄で絞り込んでください。";
        return Err(Error::invalid(sentence));
    }
    let kept = store::kept(structure, &key.into())?;
    if !rules::reads_some(&kept, actor) {
        return Err(Error::NotFound);
    }
    let said = |name: &str| asked.get(name).map_or("", String::as_str);
    let of = (actor, structure);
    let pointed = |field: &_| said(&asked_as(field)).to_owned();
    let ledger = named::asked_for(conn, of, &kept, pointed).await?;
    let blank = EntryFacts::new_in(kept.clone());
    let seen = Seen::anywhere(&blank, &structure.audiences, actor);
    let places = facets::places(conn, &kept.key).await?;
    let shared = ledger.is_personal().then_some(true);
    let filter = Filter { shared, ..filter((&said, actor), &ledger, (&seen, &places))? };
    let (mut pairs, mut conditions) = (Vec::new(), Vec::new());
    if let Some(state) = ledger.state(said("state")) {
        pairs.push(("state".to_owned(), state.key.clone()));
        conditions.push(format!("状態：{}", state.name));
    }
    for field in narrowing(&ledger, &seen) {
        let name = asked_as(field);
        let offered = field.offered();
        if let Some(choice) = offered.into_iter().find(|choice| choice.key == said(&name)) {
            conditions.push(format!("{}：{}", field.label, choice.name));
            pairs.push((name, choice.key));
        }
    }
    // What this reader may not narrow it to tells nothing of what the list was.
    let narrows = |name: &&String| name.starts_with("f.") || *name == "state";
    if asked.keys().filter(narrows).any(|name| !pairs.iter().any(|(one, _)| one == name)) {
        return Err(Error::NotFound);
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let address = match query.as_str() {
        "" => format!("{LIST}{}", kept.key),
        query => format!("{LIST}{}?{query}", kept.key),
    };
    let name = match conditions.is_empty() {
        true => kept.name.clone(),
        false => format!("{}（{}）", kept.name, conditions.join("・")),
    };
    Ok(Ground { address, name, purpose: kept.purpose, filter: Some(Box::new(filter)) })
}
