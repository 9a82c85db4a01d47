//! Brings what can be searched up to what was changed: behind the changes, in transactions of its own, and once from the
//! beginning where there is nothing yet.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    App, ROOMS,
    clock::Instant,
    db::{Conn, Db},
    error::Result,
    events,
    id::MunicipalityId,
    jobs::Whose,
    places,
    structure::Structure,
    texts::{self, Changed, Searchable},
};

/// Records whose texts are made in one transaction.
const AT_ONCE: usize = 100;
/// Milliseconds before the mark from which changes are looked for again when the program begins: a transaction of another
/// process may have been kept long after it began.
const OVERLAP: i64 = 60 * 60_000;
/// What is noted when a structure was changed: names in all texts come from it.
const STRUCTURE: &str = "structure";

/// The kinds of record that can be searched.
pub fn kinds() -> impl Iterator<Item = &'static Searchable> {
    ROOMS.iter().flat_map(|room| room.texts)
}

/// Brings all of these municipalities up to date; what fails is tried again the next time.
pub(crate) async fn keep_up(app: &App, whose: &Whose) -> Result<()> {
    let municipalities = match whose.only() {
        Some(one) => vec![one.clone()],
        None => {
            let mut conn = app.db().read_beyond().await?;
            places::municipalities(&mut conn).await?.into_iter().map(|one| one.id).collect()
        }
    };
    let changed = app.db().memory::<Changed>();
    for municipality in &municipalities {
        if changed.has_begun(municipality) && !changed.waits(municipality) {
            continue;
        }
        let taken = changed.take(municipality);
        let made = bring_up(app.db(), municipality, &taken, &changed).await;
        if made.is_err() {
            changed.put_back(municipality, taken);
        }
        changed.done(municipality);
        made?;
    }
    Ok(())
}

async fn bring_up(
    db: &Db,
    municipality: &MunicipalityId,
    taken: &BTreeSet<(String, String)>,
    changed: &Changed,
) -> Result<()> {
    let mut conn = db.read(municipality).await?;
    let until = conn.now();
    let Some(structure) = structure(&mut conn).await? else { return Ok(()) };
    let mark = texts::mark(&mut conn).await?;
    let all = mark.is_none() || taken.iter().any(|(kind, _)| kind == STRUCTURE);
    let mut waiting: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |(kind, id): (String, String)| waiting.entry(kind).or_default().insert(id);
    for record in taken.iter().cloned() {
        add(record);
    }
    if let Some(mark) = mark.filter(|_| !changed.has_begun(municipality)) {
        let since = mark.plus(-OVERLAP);
        for record in events::changed_since(&mut conn, since).await? {
            add(record);
        }
    }
    drop(conn);
    for kind in kinds() {
        if all {
            make_all(db, municipality, &structure, kind).await?;
        } else if let Some(ids) = waiting.remove(kind.kind) {
            let ids: Vec<String> = ids.into_iter().collect();
            for some in ids.chunks(AT_ONCE) {
                make(db, municipality, &structure, kind, some).await?;
            }
        }
    }
    db.write(municipality, |mut tx| async move {
        texts::set_mark(&mut tx, until).await?;
        Ok((tx, ()))
    })
    .await?;
    changed.begin(municipality);
    Ok(())
}

/// None while a municipality is being set up.
async fn structure(conn: &mut Conn) -> Result<Option<Structure>> {
    match places::in_force_today(conn).await {
        Ok(in_force) => Ok(Some(in_force.structure)),
        Err(crate::error::Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// All records of a kind, and what is left of those that are gone.
async fn make_all(
    db: &Db,
    municipality: &MunicipalityId,
    structure: &Structure,
    kind: &'static Searchable,
) -> Result<()> {
    let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    for there in [true, false] {
        let mut after = String::new();
        loop {
            let mut conn = db.read(municipality).await?;
            let ids = match there {
                true => (kind.ids)(&mut conn, &after, most).await?,
                false => texts::behind(&mut conn, kind.kind, &after, most).await?,
            };
            drop(conn);
            let Some(last) = ids.last() else { break };
            after.clone_from(last);
            let gone = match there {
                true => ids,
                // Those that are there were made just now.
                false => gone(db, municipality, structure, kind, ids).await?,
            };
            make(db, municipality, structure, kind, &gone).await?;
        }
    }
    Ok(())
}

/// Those of these of which nothing is to be found any more.
async fn gone(
    db: &Db,
    municipality: &MunicipalityId,
    structure: &Structure,
    kind: &'static Searchable,
    mut ids: Vec<String>,
) -> Result<Vec<String>> {
    let mut conn = db.read(municipality).await?;
    let there = (kind.texts)(&mut conn, structure, &ids).await?;
    ids.retain(|id| there.iter().all(|text| text.id != *id));
    Ok(ids)
}

/// One process after the other, so that the last to make a text has seen all that was kept before.
async fn make(
    db: &Db,
    municipality: &MunicipalityId,
    structure: &Structure,
    kind: &'static Searchable,
    ids: &[String],
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    db.write_in_turn(municipality, "texts", |mut tx| async move {
        let made = (kind.texts)(&mut tx, structure, ids).await?;
        texts::replace(&mut tx, kind.kind, ids, made).await?;
        Ok((tx, ()))
    })
    .await
}

/// Whether what a reader finds now may lack what was changed last; changes of other processes are looked for then.
pub(crate) async fn is_behind(conn: &mut Conn) -> Result<Behind> {
    let changed = conn.memory::<Changed>();
    let municipality = conn.municipality()?.clone();
    let Some(mark) = texts::mark(conn).await? else { return Ok(Behind::Beginning) };
    if changed.waits(&municipality) {
        return Ok(Behind::Some);
    }
    let newest: Option<Instant> = events::newest(conn).await?;
    if newest.is_some_and(|newest| newest.0 > mark.0) {
        changed.begin_anew(&municipality);
        return Ok(Behind::Some);
    }
    Ok(Behind::Nothing)
}

/// How far what can be searched is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    Nothing,
    /// Some of the newest changes are not in it.
    Some,
    /// It is made for the first time.
    Beginning,
}
