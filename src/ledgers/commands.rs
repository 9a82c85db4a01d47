//! Commands, whole: what they must know and what they refuse, whoever calls them: a page, a file, the demo.

use super::{
    columns::{self, Columns},
    entry::{Begun, Entry, Version, Why, Written, named},
    named::is_asked,
    rules::{Change, EntryFacts, LedgerAction, MoveOn, OpenPersonal, Register, Retire, Share},
    store::{self, Numbered, Saved, Sealed},
};
use crate::{
    access::{self, Actor, Circle, Permit, Role},
    clock::{Day, Known},
    db::{Conn, Tx},
    error::{Error, Refusals, Result},
    fields::{Answer, Spec},
    id::{EntryId, UnitId},
    persons,
    preset::{Ledger, Move},
};

/// What a new record begins with.
#[derive(Clone, Debug)]
pub struct NewEntry {
    pub written: Written,
    /// The record below which it stands.
    pub parent: Option<EntryId>,
    /// From when it is so; today where nobody said.
    pub since: Option<Known>,
}

/// Registers a record in its ledger's first state.
///
/// # Errors
/// Refused, with what is missing or is there already; `Forbidden` where the writer may not write of that place.
pub async fn register(tx: &mut Tx, actor: &Actor, new: &NewEntry) -> Result<EntryId> {
    let ledger = &new.written.ledger;
    let parent = parent_of(tx, ledger, new.parent.as_ref()).await?;
    access::check(LedgerAction::Register, actor, &EntryFacts::new_in(ledger.clone()))?;
    let mut refusals = Refusals::default();
    same(tx, actor, (&new.written, &EntryId::new()), &mut refusals).await?;
    begin(tx, actor, (new, parent.as_ref(), &Begun::first(ledger)), refusals).await
}

/// [`register`] for who knows that no other record says the same and which record stands above: of many at once, whose states
/// need not be their ledger's first.
///
/// # Errors
/// As [`register`].
pub async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    (new, parent, begun): (&NewEntry, Option<&Entry>, &Begun),
    mut refusals: Refusals,
) -> Result<EntryId> {
    let today = tx.now().day();
    let ledger = &new.written.ledger;
    let numbered = Numbered::next(tx, ledger).await?;
    let columns = Columns::of(ledger, &new.written.answers, (parent, numbered.words.as_str()));
    let (facts, more) = refused(actor, (new, &columns, begun), (parent.is_some(), today));
    refusals.append(more);
    if let Some(parent) = parent {
        in_use(parent, &mut refusals);
    }
    refusals.or_refuse()?;
    let permit = access::permit::<Register>(tx, actor, &facts)?;
    let written = persons::clear(tx, &permit, &new.written).await?;
    let on = new.since.unwrap_or_else(|| today.into());
    let below = parent.map(|parent| &parent.id);
    let sealed = sealed(tx, actor, &facts, (&new.written, None)).await?;
    let saved = Saved { written, columns: &columns, sealed, shared: !ledger.is_personal() };
    store::insert(tx, permit, saved, (below, &numbered), (begun, on)).await
}

/// What a new record is refused for, whatever else is there.
pub fn refused(
    actor: &Actor,
    (new, columns, begun): (&NewEntry, &Columns, &Begun),
    (has_parent, today): (bool, Day),
) -> (EntryFacts, Refusals) {
    let ledger = &new.written.ledger;
    let mut refusals = missing(&new.written, (has_parent, today.fiscal_year()));
    // What stands below nothing is the whole city's.
    let orphan = ledger.parent.is_some() && !has_parent;
    refusals.when(
        orphan && !actor.is_system() && !actor.is(Role::CityOfficer),
        "parent",
        "市全体の記録は市担当者が加えます。上の記録のページから加えてください。",
    );
    let facts = facts_of(columns, EntryFacts::new_in(ledger.clone()));
    elsewhere(actor, (&facts, &ledger.write), &mut refusals);
    let name = ledger.state(&begun.state).map_or("", |state| state.name.as_str());
    refusals.when(
        !comes_to(&facts, &begun.state, actor),
        "state",
        &format!("「{name}」は、その状態に進める人が記録します。"),
    );
    (facts, refusals)
}

/// Whether a record may begin in a state: the first, one to which somebody may bring it by a move, or one to which no move leads
/// and of which only an older list can tell.
fn comes_to(facts: &EntryFacts, state: &str, actor: &Actor) -> bool {
    let ledger = &facts.ledger;
    let first = ledger.states.first().is_none_or(|first| first.key == state);
    let mut moves = ledger.moves.iter().filter(|step| step.to == state).peekable();
    first
        || moves.peek().is_none()
        || actor.is_system()
        || moves.any(|step| facts.held_by(&step.who, actor))
}

/// What a version keeps sealed: what its writer opened and wrote anew, or what lay there before.
async fn sealed(
    tx: &mut Tx,
    actor: &Actor,
    facts: &EntryFacts,
    (written, before): (&Written, Option<&Entry>),
) -> Result<Sealed> {
    match before {
        Some(before) if !written.personal => {
            store::kept_sealed(tx, &before.id, before.version).await
        }
        None if !written.personal => Ok(Sealed::default()),
        _ => {
            let permit = access::permit::<OpenPersonal>(tx, actor, facts)?;
            store::seal(tx, &permit, &written.parted().0).await
        }
    }
}

/// Whether others go on knowing of a record of which this is written: until its words change.
fn stays_shared(before: &Entry, written: &Written) -> Result<bool> {
    if !written.ledger.is_personal() {
        return Ok(true);
    }
    let (said, now) = (before.answers()?, &written.answers);
    let mut words = written.ledger.fields().filter(|field| field.is_words() && !field.personal);
    Ok(before.shared && words.all(|field| said.get(&field.key) == now.get(&field.key)))
}

/// Writes anew what a record says.
///
/// # Errors
/// `Overtaken` when somebody saved another state in between; refused, with what is missing or cannot be.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<Change>,
    version: i64,
    (written, why): (&Written, Why),
) -> Result<()> {
    let id: EntryId = permit.id();
    let before = store::find(tx, &id).await?;
    if before.version != version {
        return Err(Error::Overtaken);
    }
    let ledger = &written.ledger;
    let parent = parent_of(tx, ledger, before.parent_id.as_ref()).await?;
    let columns = Columns::of(ledger, &written.answers, (parent.as_ref(), &before.number));
    let newest = newest(tx, &id).await?;
    let mut refusals = missing(written, (parent.is_some(), permit.at().day().fiscal_year()));
    in_use(&before, &mut refusals);
    let earlier = earlier(tx, &newest, &id).await?;
    match (why, &earlier) {
        (Why::Changed(since), _) => later(&mut refusals, since, &newest),
        (Why::Mistaken(Some(since)), Some(before)) => later(&mut refusals, since, before),
        (Why::Mistaken(_), _) => {}
    }
    same(tx, permit.actor(), (written, &id), &mut refusals).await?;
    let facts = facts_of(&columns, (*permit).clone());
    elsewhere(permit.actor(), (&facts, &ledger.write), &mut refusals);
    stays(tx, (&before, &columns), ledger, &mut refusals).await?;
    let shared = stays_shared(&before, written)?;
    let sealed = sealed(tx, permit.actor(), &facts, (written, Some(&before))).await?;
    let written = persons::clear_beside(tx, &permit, written, refusals).await?;
    let saved = Saved { written, columns: &columns, sealed, shared };
    store::observe(tx, permit, saved, &before, (&newest, earlier.as_ref(), why)).await
}

/// Moves a record on, with the answers that the move asks.
///
/// # Errors
/// As [`change`], and `Conflict` when the record is in another state.
pub async fn carry(
    tx: &mut Tx,
    permit: Permit<MoveOn>,
    version: i64,
    (written, on): (&Written, Known),
) -> Result<()> {
    let id: EntryId = permit.id();
    let before = store::find(tx, &id).await?;
    let ledger = &written.ledger;
    let step = permit.step.as_ref().and_then(|step| ledger.step(step)).ok_or(Error::NotFound)?;
    if !step.from.contains(&before.state_id) {
        let now = ledger.state(&before.state_id).map_or("", |state| state.name.as_str());
        return Err(Error::conflict(format!(
            "この記録は「{now}」なので、「{}」はできません。ほかの人が先に変えた可能性があります。",
            step.label
        )));
    }
    if before.version != version {
        return Err(Error::Overtaken);
    }
    let parent = parent_of(tx, ledger, before.parent_id.as_ref()).await?;
    let columns = Columns::of(ledger, &written.answers, (parent.as_ref(), &before.number));
    let newest = newest(tx, &id).await?;
    let mut refusals = missing(written, (parent.is_some(), permit.at().day().fiscal_year()));
    in_use(&before, &mut refusals);
    later(&mut refusals, on, &newest);
    same(tx, permit.actor(), (written, &id), &mut refusals).await?;
    let facts = facts_of(&columns, (*permit).clone());
    elsewhere(permit.actor(), (&facts, &step.who), &mut refusals);
    stays(tx, (&before, &columns), ledger, &mut refusals).await?;
    let shared = stays_shared(&before, written)?;
    let sealed = sealed(tx, permit.actor(), &facts, (written, Some(&before))).await?;
    let written = persons::clear_beside(tx, &permit, written, refusals).await?;
    let saved = Saved { written, columns: &columns, sealed, shared };
    store::carry(tx, permit, saved, &before, (&newest, on)).await
}

/// Lets others know of a record, or no longer.
///
/// # Errors
/// `Overtaken` when somebody saved another state since `version`.
pub async fn share(tx: &mut Tx, permit: Permit<Share>, (version, yes): (i64, bool)) -> Result<()> {
    store::share(tx, permit, (version, yes)).await
}

/// Takes a record out of lists and figures, or puts it back.
///
/// # Errors
/// `Conflict` while others stand below it; `Overtaken`.
pub async fn retire(tx: &mut Tx, permit: Permit<Retire>, yes: bool) -> Result<()> {
    let id: EntryId = permit.id();
    let above = match store::find(tx, &id).await?.parent_id.filter(|_| !yes) {
        Some(above) => store::find(tx, &above).await?.retired_on,
        None => None,
    };
    if above.is_some() {
        return Err(Error::conflict(
            "上の記録が取り下げてあるので、戻せません。先に上の記録を一覧に戻してください。",
        ));
    }
    if yes && store::has_below(tx, &id).await? {
        return Err(Error::conflict(
            "この下に記録があるので、取り下げられません。先に下の記録を取り下げてください。",
        ));
    }
    store::retire(tx, permit, yes).await
}

/// What was taken out is put back before anything is written into it.
fn in_use(before: &Entry, refusals: &mut Refusals) {
    let sentence = "この記録は取り下げてあります。先に「一覧に戻す」を押してください。";
    refusals.when(before.retired_on.is_some(), "", sentence);
}

/// The moves that lead on from where a record stands.
pub fn open_steps<'l>(ledger: &'l Ledger, state: &str) -> Vec<&'l Move> {
    ledger.moves.iter().filter(|step| step.from.iter().any(|from| from == state)).collect()
}

async fn newest(conn: &mut Conn, id: &EntryId) -> Result<Version> {
    store::versions(conn, id).await?.into_iter().next().ok_or(Error::NotFound)
}

/// The state that was so before the newest.
async fn earlier(conn: &mut Conn, newest: &Version, id: &EntryId) -> Result<Option<Version>> {
    let mut all = store::versions(conn, id).await?.into_iter();
    Ok(all.find(|version| version.number < newest.number && !version.replaced))
}

/// The record below which one stands, which must be of the ledger that its own names.
async fn parent_of(
    conn: &mut Conn,
    ledger: &Ledger,
    parent: Option<&EntryId>,
) -> Result<Option<Entry>> {
    let (Some(of), Some(id)) = (&ledger.parent, parent) else { return Ok(None) };
    let entry = store::find(conn, id).await?;
    if entry.ledger_id == *of { Ok(Some(entry)) } else { Err(Error::NotFound) }
}

fn facts_of(columns: &Columns, facts: EntryFacts) -> EntryFacts {
    EntryFacts {
        unit: Some(columns.unit.clone().unwrap_or_else(UnitId::municipality)),
        center: columns.center.clone(),
        assignee: columns.assignee.clone(),
        ..facts
    }
}

/// Whoever writes must still hold what they write: the place that they name is one of theirs.
fn elsewhere(actor: &Actor, (facts, who): (&EntryFacts, &[Circle]), refusals: &mut Refusals) {
    let holds = actor.is_system() || facts.held_by(who, actor);
    if let Some(field) = facts.ledger.place() {
        let sentence = format!("この{}の記録は、担当する人が書きます。", field.label);
        refusals.when(!holds, &named(&field.key), &sentence);
    }
}

/// A record keeps its place while others stand below it, which have theirs from it.
async fn stays(
    conn: &mut Conn,
    (before, columns): (&Entry, &Columns),
    ledger: &Ledger,
    refusals: &mut Refusals,
) -> Result<()> {
    let unit = columns.unit.clone().unwrap_or_else(UnitId::municipality);
    let moves = unit != before.unit_id || columns.center != before.center_id;
    if let Some(field) = ledger.place().filter(|_| moves)
        && store::has_below(conn, &before.id).await?
    {
        let sentence = format!(
            "この下に記録があるので、{}は変えられません。新しい{}を加えてください。",
            field.label,
            ledger.one()
        );
        refusals.at(named(&field.key), sentence);
    }
    Ok(())
}

/// What must be answered and is not: of a whole form all that is needed, of a move what it asks.
fn missing(written: &Written, form: (bool, i16)) -> Refusals {
    let (answers, mut refusals) = (&written.answers, Refusals::default());
    for field in written.ledger.fields() {
        // What is sealed only its keepers are asked.
        if field.personal && !written.personal {
            continue;
        }
        let needed = match &written.asked {
            Some(asked) => asked.contains(&field.key),
            None => {
                !field.required.is_not()
                    && is_asked(field, form, answers)
                    && field.is_asked(|key| answers.get(key))
            }
        };
        let empty = answers.get(&field.key).is_none_or(Answer::is_empty);
        let sentence = format!("{}が必要です。", field.label);
        refusals.when(needed && empty, &named(&field.key), &sentence);
    }
    refusals
}

/// A record that says the same in the fields by which records are told apart.
async fn same(
    conn: &mut Conn,
    actor: &Actor,
    (written, id): (&Written, &EntryId),
    refusals: &mut Refusals,
) -> Result<()> {
    let (ledger, answers) = (&written.ledger, &written.answers);
    let fields: Vec<&Spec> = ledger.unique.iter().filter_map(|key| ledger.field(key)).collect();
    let said: Vec<(String, String)> = fields
        .iter()
        .filter_map(|field| {
            let value = columns::values(field, answers.get(&field.key)?).into_iter().next()?;
            Some((field.key.clone(), value))
        })
        .collect();
    if said.is_empty() || said.len() < fields.len() {
        return Ok(());
    }
    if let Some(other) = store::twin_of(conn, (&**ledger, id), &said).await? {
        let facts = EntryFacts::of(&other, ledger.clone());
        let called = match access::may(LedgerAction::ReadEntry, actor, &facts) {
            true => format!("「{}」", other.label),
            false => "同じ記録".to_owned(),
        };
        let sentence =
            format!("{called}はもう登録されています。新しく加えずに、その記録を直してください。");
        refusals.at(named(&said[0].0), sentence);
    }
    Ok(())
}

/// What is so from then on comes behind what was.
fn later(refusals: &mut Refusals, since: Known, newest: &Version) {
    let before = format!("前の内容は{}からです。それより後にしてください。", newest.since.long());
    refusals.when(since.last_day() < newest.since.first_day(), "on", &before);
}
