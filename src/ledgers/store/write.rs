//! Registering records, and the states that they are saved in.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    super::{
        columns::Columns,
        entry::{Begun, Entry, Version, Why, Written},
        facets,
        rules::{Change, MoveOn, Register, Retire, Share},
    },
    entries,
    sealing::Sealed,
};
use crate::{
    access::{Action, Permit},
    clock::Known,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    forms::Answers,
    id::{EntryId, UnitId},
    persons::Cleared,
    preset::Ledger,
};

/// Records of which facets are made at once.
const STRETCH: i64 = 500;

fn columns_of(columns: &Columns) -> Pairs {
    Pairs::new()
        .set("label", &columns.label)
        .set("title", &columns.title)
        .set("reading", &columns.reading)
        .set("day", &columns.day)
        .set("ends_on", &columns.ends_on)
        .set("unit_id", columns.unit.clone().unwrap_or_else(UnitId::municipality))
        .set("center_id", &columns.center)
        .set("assignee_id", &columns.assignee)
}

/// What is about to be saved of a record.
pub struct Saved<'w> {
    pub written: Cleared<'w, Written>,
    pub columns: &'w Columns,
    /// What of it is sealed.
    pub sealed: Sealed,
    /// Whether others than those who write and keep it may know of it.
    pub shared: bool,
}

/// The number of a new record; nothing where its ledger numbers none.
#[derive(Debug, Default)]
pub struct Numbered {
    pub words: String,
    series: String,
    serial: Option<i64>,
}

impl Numbered {
    /// The next one of a ledger in this fiscal year. Whoever registers waits for their turn, or PostgreSQL has them try again.
    pub async fn next(tx: &mut Tx, ledger: &Ledger) -> Result<Numbered> {
        if ledger.number.is_empty() {
            return Ok(Numbered::default());
        }
        let series = ledger.series(tx.now().day().fiscal_year());
        let highest: Option<i64> = Query::of(
            "select max(serial)
               from ledger_records
              where municipality_id = $m and ledger_id = $1 and series = $2",
            (&ledger.key, &series),
        )
        .one(tx)
        .await?;
        let serial = highest.unwrap_or(0) + 1;
        let words = series.replace("{number}", &serial.to_string());
        Ok(Numbered { words, series, serial: Some(serial) })
    }
}

/// Registers a record in a state.
pub async fn insert(
    tx: &mut Tx,
    permit: Permit<Register>,
    saved: Saved<'_>,
    (parent, number): (Option<&EntryId>, &Numbered),
    (begun, on): (&Begun, Known),
) -> Result<EntryId> {
    let written = &saved.written;
    let (id, ledger): (EntryId, _) = (permit.id(), &written.ledger);
    let state = begun.state.as_str();
    let places = facets::places(tx, &ledger.key).await?;
    let row = columns_of(saved.columns)
        .set("number", &number.words)
        .set("series", &number.series)
        .set("serial", number.serial)
        .set("shared", saved.shared)
        .set("id", &id)
        .set("ledger_id", &ledger.key)
        .set("state_id", state)
        .set("state_on", on)
        .set("state_day", on.first_day())
        .set("parent_id", parent)
        .set("registrant_id", permit.actor().key())
        .set("version", 1)
        .set("source_key", &begun.source_key)
        .and(facets::facets(ledger, &places, &written.answers));
    Query::insert("ledger_records", row).run(tx).await?;
    version(tx, &permit, (&id, 1), (&saved, state, ""), on).await?;
    values(tx, &id, written).await?;
    events::record(tx, &permit, &json!({ "ledger": ledger.key })).await?;
    Ok(id)
}

/// Writes what is so anew.
///
/// # Errors
/// `Overtaken` when somebody saved another state in between.
pub async fn observe(
    tx: &mut Tx,
    permit: Permit<Change>,
    saved: Saved<'_>,
    before: &Entry,
    (newest, earlier, why): (&Version, Option<&Version>, Why),
) -> Result<()> {
    let (from, mistaken) = match why {
        Why::Changed(since) => (since, false),
        Why::Mistaken(since) => (since.unwrap_or(newest.since), true),
    };
    let state = before.state_id.as_str();
    // Whoever corrects from when a state is corrects since when the record is in it.
    let begun = mistaken && (newest.number == 1 || !newest.move_id.is_empty());
    let moved = if begun { since(from) } else { Pairs::new() };
    next(tx, &permit, before, (&saved, moved)).await?;
    end(tx, newest, &before.id, (from, mistaken)).await?;
    // Where it was wrong from when it is so, what was so before lasted as long.
    if let Some(earlier) = earlier.filter(|_| mistaken) {
        end(tx, earlier, &before.id, (from, false)).await?;
    }
    // What was written wrongly came about by the same move, and did so all the same.
    let step = if mistaken { newest.move_id.as_str() } else { "" };
    version(tx, &permit, (&before.id, before.version + 1), (&saved, state, step), from).await?;
    events::record(tx, &permit, &json!({ "version": before.version + 1 })).await
}

/// Moves a record on, with what the move asks.
///
/// # Errors
/// As [`observe`].
pub async fn carry(
    tx: &mut Tx,
    permit: Permit<MoveOn>,
    saved: Saved<'_>,
    before: &Entry,
    (newest, on): (&Version, Known),
) -> Result<()> {
    let step = permit.step.as_ref().and_then(|step| permit.ledger.step(step)).cloned();
    let step = step.ok_or(Error::NotFound)?;
    let moved = since(on).set("state_id", &step.to);
    next(tx, &permit, before, (&saved, moved)).await?;
    end(tx, newest, &before.id, (on, false)).await?;
    let state = (&saved, step.to.as_str(), step.key.as_str());
    version(tx, &permit, (&before.id, before.version + 1), state, on).await?;
    let went = Some((before.state_id.clone(), step.to));
    events::record_step(tx, &permit, went, &json!({ "step": step.key })).await
}

/// Since when a record is in its state.
fn since(on: Known) -> Pairs {
    Pairs::new().set("state_on", on).set("state_day", on.first_day())
}

async fn next<A: Action>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    before: &Entry,
    (saved, moved): (&Saved<'_>, Pairs),
) -> Result<()> {
    let written = &saved.written;
    let places = facets::places(tx, &written.ledger.key).await?;
    let row = columns_of(saved.columns)
        .set("version", before.version + 1)
        .set("shared", saved.shared)
        .and(moved)
        .and(facets::facets(&written.ledger, &places, &written.answers));
    Query::update("ledger_records", row)
        .with(" and id = $1 and version = $2", (&before.id, before.version))
        .change_one(tx)
        .await?;
    values(tx, &before.id, written).await
}

/// Ends the newest state on the day on which another begins, or says that it was never so.
async fn end(
    tx: &mut Tx,
    newest: &Version,
    id: &EntryId,
    (from, replaced): (Known, bool),
) -> Result<()> {
    Query::of(
        "update ledger_versions
            set until_day = $3, replaced = $4
          where municipality_id = $m and record_id = $1 and number = $2",
        (id, newest.number, from.first_day(), replaced),
    )
    .run(tx)
    .await?;
    Ok(())
}

async fn version<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, number): (&EntryId, i64),
    (saved, state, step): (&Saved<'_>, &str, &str),
    from: Known,
) -> Result<()> {
    let (person, sealed) = saved.sealed.0.clone().unzip();
    let written = &saved.written;
    let row = Pairs::new()
        .set("record_id", id)
        .set("number", number)
        .set("ledger_id", &written.ledger.key)
        .set("since", from)
        .set("from_day", from.first_day())
        .set("replaced", false)
        .set("state_id", state)
        .set("move_id", step)
        .set("answers", written.parted().1.to_json())
        .set("sealed", sealed)
        .set("person_id", person)
        .set("by_id", permit.actor().key())
        .set("by_name", permit.actor().name())
        .set("at", permit.at());
    Query::insert("ledger_versions", row).run(tx).await?;
    Ok(())
}

async fn values(tx: &mut Tx, id: &EntryId, written: &Written) -> Result<()> {
    Query::of("delete from ledger_values where municipality_id = $m and record_id = $1", id)
        .run(tx)
        .await?;
    for (field, value) in facets::many(&written.ledger, &written.answers) {
        let row = Pairs::new()
            .set("value", value)
            .set("ledger_id", &written.ledger.key)
            .set("field_id", field)
            .set("record_id", id);
        Query::insert("ledger_values", row).run(tx).await?;
    }
    Ok(())
}

/// Lets others know of a record, or no longer.
///
/// # Errors
/// `Overtaken` when somebody saved another state since `version`.
pub async fn share(tx: &mut Tx, permit: Permit<Share>, (version, yes): (i64, bool)) -> Result<()> {
    let id: EntryId = permit.id();
    Query::update("ledger_records", Pairs::new().set("shared", yes))
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    events::record(tx, &permit, &json!({ "shared": yes })).await
}

/// Takes a record out of lists and figures, or puts it back.
///
/// # Errors
/// `Overtaken` when somebody did so already.
pub async fn retire(tx: &mut Tx, permit: Permit<Retire>, yes: bool) -> Result<()> {
    let id: EntryId = permit.id();
    let day = yes.then(|| permit.at().day());
    let was = if yes { " and retired_on is null" } else { " and retired_on is not null" };
    Query::update("ledger_records", Pairs::new().set("retired_on", day))
        .with(" and id = $1", &id)
        .push(was)
        .change_one(tx)
        .await?;
    events::record(tx, &permit, &json!({ "retired": yes })).await
}

/// Makes what lists narrow to anew on every record of a ledger.
pub async fn make_facets_anew(tx: &mut Tx, ledger: &Ledger) -> Result<()> {
    let places: BTreeMap<String, usize> = facets::places(tx, &ledger.key).await?;
    let mut after = String::new();
    loop {
        let rows = stretch(tx, ledger, &after).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id.as_str().to_owned();
        for row in &rows {
            let answers: Answers = row.answers()?;
            // Whose it is stays as it was: a record that has its place from above is not asked for it.
            let Columns { label, title, reading, .. } =
                Columns::of(ledger, &answers, (None, &row.number));
            let called = match facets::is_called_plainly(ledger) {
                true => {
                    Pairs::new().set("label", label).set("title", title).set("reading", reading)
                }
                false => Pairs::new(),
            };
            let columns = called.and(facets::facets(ledger, &places, &answers));
            Query::update("ledger_records", columns).with(" and id = $1", &row.id).run(tx).await?;
        }
    }
}

async fn stretch(conn: &mut Conn, ledger: &Ledger, after: &str) -> Result<Vec<Entry>> {
    entries()
        .with(
            " and r.ledger_id = $1 and r.id > $2 order by r.id limit $3",
            (&ledger.key, after, STRETCH),
        )
        .all(conn)
        .await
}
