//! Brings what can be searched up to what was changed: behind the changes, in transactions of its own, and once from the
//! beginning where there is nothing yet.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    App, ROOMS,
    clock::Instant,
    db::{Conn, Db},
    error::{Error, Result},
    events,
    id::MunicipalityId,
    jobs::Whose,
    places,
    structure::Structure,
    texts::{self, Changed, Mark, Record, Searchable},
};

/// Records whose texts are made in one transaction: each holds SQLite's one writer.
const AT_ONCE: i64 = 50;
/// Milliseconds before the mark from which changes are looked for again when the program begins: a transaction of another
/// process may have been kept long after it began.
const OVERLAP: i64 = 60 * 60_000;
/// Of which many records at once come that no event names: those of a file.
const OF_FILES: &str = "center";

/// One process makes texts after the other, so that the last to make one has seen all that was kept before.
const TURN: &str = "texts";

/// The kinds of record that can be searched.
pub fn kinds() -> impl Iterator<Item = &'static Searchable> {
    ROOMS.iter().flat_map(|room| room.texts)
}

/// Brings all of these municipalities up to date. What fails is told in the log and tried again the next time.
///
/// # Errors
/// The last of what failed.
pub(crate) async fn keep_up(app: &App, whose: &Whose) -> Result<()> {
    let municipalities = match whose.only() {
        Some(one) => vec![one.clone()],
        None => {
            let mut conn = app.db().read_beyond().await?;
            places::municipalities(&mut conn).await?.into_iter().map(|one| one.id).collect()
        }
    };
    let changed = app.db().memory::<Changed>();
    let mut done = Ok(());
    for municipality in &municipalities {
        if changed.has_begun(municipality) && !changed.waits(municipality) {
            continue;
        }
        let work = Work { db: app.db(), municipality, changed: &changed };
        if let Err(error) = work.bring_up().await {
            changed.put_back(municipality);
            done = Err(error);
        } else {
            changed.done(municipality);
        }
    }
    done
}

/// The texts of one municipality, on their way.
struct Work<'a> {
    db: &'a Db,
    municipality: &'a MunicipalityId,
    changed: &'a Changed,
}

impl Work<'_> {
    async fn bring_up(&self) -> Result<()> {
        self.changed.take(self.municipality);
        let mut conn = self.db.read(self.municipality).await?;
        let began = conn.now();
        let Some((structure, version)) = structure(&mut conn).await? else { return Ok(()) };
        let mark = texts::mark(&mut conn).await?;
        let (mut until, mut of_files) = (began, false);
        if let Some(mark) = &mark {
            let back = if self.changed.has_begun(self.municipality) { 0 } else { OVERLAP };
            let since = mark.done_until.plus(-back);
            let records = events::changed_since(&mut conn, since).await?;
            of_files = records.iter().any(|(kind, _)| kind == OF_FILES);
            self.changed.take_besides(self.municipality, records);
        }
        // A clock that was set back must not make the newest changes look undone for ever.
        until = until.max(events::newest(&mut conn).await?.unwrap_or(until));
        drop(conn);
        let known = mark.as_ref().is_some_and(|mark| mark.structure == version);
        let whole = mark.as_ref().is_some_and(|mark| mark.whole);
        if mark.is_none() {
            self.db
                .write_in_turn(self.municipality, TURN, |mut tx| async move {
                    texts::clear(&mut tx).await?;
                    Ok((tx, ()))
                })
                .await?;
            // What stops half-way goes on from what is there.
            self.mark(&Mark { done_until: until, structure: version.clone(), whole: false })
                .await?;
        }
        self.make_waiting(&structure).await?;
        if mark.is_some() && !known {
            self.go_through(&structure, Which::All).await?;
        } else if !whole || of_files || !self.changed.has_begun(self.municipality) {
            self.go_through(&structure, Which::Missing).await?;
        }
        self.mark(&Mark { done_until: until, structure: version, whole: true }).await?;
        self.changed.begin(self.municipality);
        Ok(())
    }

    async fn mark(&self, mark: &Mark) -> Result<()> {
        self.db
            .write_in_turn(self.municipality, TURN, |mut tx| async move {
                texts::set_mark(&mut tx, mark).await?;
                Ok((tx, ()))
            })
            .await
    }

    /// Makes the texts of what was taken; what is noted meanwhile is taken with it.
    async fn make_waiting(&self, structure: &Structure) -> Result<()> {
        let mut waiting: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for Record { kind, id } in self.changed.take(self.municipality) {
            waiting.entry(kind).or_default().insert(id);
        }
        for kind in kinds() {
            let ids: Vec<String> = waiting.remove(kind.kind).into_iter().flatten().collect();
            for some in ids.chunks(AT_ONCE as usize) {
                self.make(structure, kind, some).await?;
            }
        }
        Ok(())
    }

    /// Goes through the records of all kinds; what was changed meanwhile is made first.
    async fn go_through(&self, structure: &Structure, which: Which) -> Result<()> {
        for kind in kinds() {
            let mut after = String::new();
            loop {
                let mut conn = self.db.read(self.municipality).await?;
                let mut ids = (kind.ids)(&mut conn, &after, AT_ONCE).await?;
                let Some(last) = ids.last() else { break };
                after.clone_from(last);
                if which == Which::Missing {
                    let there = texts::there(&mut conn, kind.kind, &ids).await?;
                    ids.retain(|id| !there.contains(id));
                }
                drop(conn);
                self.make(structure, kind, &ids).await?;
                if self.changed.is_noted(self.municipality) {
                    self.make_waiting(structure).await?;
                }
            }
        }
        Ok(())
    }

    /// Makes the texts of these records. One that none can be made of is told in the log and has none, and stands in nobody's
    /// way.
    async fn make(&self, structure: &Structure, kind: &Searchable, ids: &[String]) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let made = self.make_or_fail(structure, kind, ids).await;
        let Err(error) = made else { return Ok(()) };
        if let [id] = ids {
            tracing::error!(%error, kind = kind.kind, id, "no text can be made of a record");
            return self
                .db
                .write_in_turn(self.municipality, TURN, |mut tx| async move {
                    texts::replace(&mut tx, kind.kind, ids, &[]).await?;
                    Ok((tx, ()))
                })
                .await;
        }
        for id in ids {
            Box::pin(self.make(structure, kind, std::slice::from_ref(id))).await?;
        }
        Ok(())
    }

    async fn make_or_fail(
        &self,
        structure: &Structure,
        kind: &Searchable,
        ids: &[String],
    ) -> Result<()> {
        self.db
            .write_in_turn(self.municipality, TURN, |mut tx| async move {
                let made = (kind.texts)(&mut tx, structure, ids).await?;
                texts::replace(&mut tx, kind.kind, ids, &made).await?;
                Ok((tx, ()))
            })
            .await
    }
}

/// Which records are gone through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    /// Those that have no text.
    Missing,
}

/// The structure of today, and by what it is told from another; none while a municipality is being set up.
async fn structure(conn: &mut Conn) -> Result<Option<(Structure, String)>> {
    let version = match places::find(conn).await {
        Err(Error::NotFound) => return Ok(None),
        found => found?.version,
    };
    let version = format!("{version}/{}", conn.now().day().fiscal_year());
    match places::in_force_today(conn).await {
        Ok(in_force) => Ok(Some((in_force.structure, version))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How far what can be searched is behind; changes of other processes are looked for when there are any.
pub(crate) async fn behind(conn: &mut Conn) -> Result<Behind> {
    let changed = conn.memory::<Changed>();
    let municipality = conn.municipality()?.clone();
    let Some(mark) = texts::mark(conn).await?.filter(|mark| mark.whole) else {
        return Ok(Behind { beginning: true, records: BTreeSet::new() });
    };
    let mut records = changed.waiting(&municipality);
    let newest: Option<Instant> = events::newest(conn).await?;
    if newest.is_some_and(|newest| newest > mark.done_until) {
        let others = events::changed_since(conn, mark.done_until.plus(1)).await?;
        records.extend(others.into_iter().map(|(kind, id)| Record { kind, id }));
        changed.ring_for(&municipality);
    }
    records
        .retain(|record| record.kind == OF_FILES || kinds().any(|kind| kind.kind == record.kind));
    Ok(Behind { beginning: false, records })
}

/// What is not, or not as it is now, in what can be searched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behind {
    /// It is made for the first time.
    pub beginning: bool,
    pub records: BTreeSet<Record>,
}

impl Behind {
    /// Whether a record's text may not be as the record is.
    pub(crate) fn holds(&self, kind: &str, id: &str) -> bool {
        self.records.iter().any(|record| record.kind == kind && record.id == id)
    }

    pub(crate) fn is_nothing(&self) -> bool {
        !self.beginning && self.records.is_empty()
    }
}
