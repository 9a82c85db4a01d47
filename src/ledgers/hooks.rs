//! What other pages know of records of ledgers: what they are called, and what of them waits.

use super::{
    entry::{Entry, WAITING},
    rules::{self, EntryFacts, LedgerAction},
    seen::Seen,
    store::{self, Asked},
};
use futures_util::future::BoxFuture;

use crate::{
    access::{self, Actor, Circle, Load, Subject},
    clock::Day,
    db::Conn,
    error::{Error, Result},
    id::EntryId,
    places,
    preset::{DueRule, Ledger, Move},
    room::{AHEAD, Due, DueGroup, Known, Name},
    structure::Structure,
    words::Words,
};

/// What the actor may know of these records.
pub async fn subjects(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    asked: &[Subject],
) -> Result<Vec<Known>> {
    let ids: Vec<EntryId> = asked.iter().filter_map(|subject| subject.id_of("entry")).collect();
    let rows = store::find_all(conn, &ids).await?;
    let may = |entry: &Entry| {
        store::kept(structure, &entry.ledger_id).is_ok_and(|ledger| {
            access::may(LedgerAction::ReadEntry, actor, &EntryFacts::of(entry, ledger))
        })
    };
    let known = |entry: Entry| Known {
        subject: entry.subject(),
        name: Name::Title(entry.label.clone()),
        href: format!("/records/{}", entry.id),
        unit: Some(entry.unit_id),
    };
    Ok(rows.into_iter().filter(may).map(known).collect())
}

/// What of ledgers waits for this person: a day that a field says, or so many days after a record came into its state.
pub async fn due(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    today: Day,
) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    for ledger in &structure.ledgers {
        let Ok(ledger) = store::kept(structure, &ledger.key) else { continue };
        if ledger.is_personal() && !ledger.readers().is_empty() {
            let keeps = rules::kept_reach(&ledger, actor);
            let waiting = store::waiting(conn, &ledger.key, &keeps).await?;
            all.extend((waiting > 0).then(|| Due {
                title: "ほかの人に見せてよい内容か確かめる".to_owned(),
                about: format!("{} {waiting}{}", ledger.name, ledger.counted_in),
                href: format!("/ledgers/{}?only={WAITING}", ledger.key),
                day: None,
                group: DueGroup::Todo,
            }));
        }
        for rule in ledger.due.iter().filter(|rule| concerns(rule.who, actor)) {
            let since = rule.after.map(|days| today.plus_days(AHEAD - i64::from(days)));
            let of = (&ledger.key, &rule.states[..]);
            for entry in store::in_states(conn, of, since).await? {
                let facts = EntryFacts::of(&entry, ledger.clone());
                let day = day_of(&ledger, rule, &entry)?;
                let near = day.is_some_and(|day| today.since(day) > -AHEAD);
                let reads = access::may(LedgerAction::ReadEntry, actor, &facts);
                let seen = Seen::of(&facts, &structure.audiences, actor);
                let told = reads && (rule.on.is_empty() || seen.shows(&rule.on));
                if near && told && facts.held_by(&[rule.who], actor) {
                    all.push(Due {
                        title: rule.words.clone(),
                        about: format!("{}・{}", entry.label, ledger.one()),
                        href: format!("/records/{}", entry.id),
                        day,
                        group: DueGroup::Todo,
                    });
                }
            }
        }
    }
    Ok(all)
}

/// What is known of a record, for rooms whose own things lie beside it.
///
/// # Errors
/// `NotFound`.
pub async fn facts(conn: &mut Conn, id: &EntryId) -> Result<EntryFacts> {
    let structure = places::in_force_today(conn).await?.structure;
    EntryFacts::load(conn, &Asked { entry: id.clone(), structure, step: None }).await
}

/// Whether what was done to a record may still be done to it as it was; see [`crate::undo::Undoes`].
pub fn again<'a>(
    conn: &'a mut Conn,
    actor: &'a Actor,
    (action, id): (&'a str, &'a str),
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let action = LedgerAction::of_code(action).ok_or(Error::NotFound)?;
        let facts = facts(conn, &id.into()).await?;
        // Which move it was is not kept; whoever takes one back made it, and makes one of them still.
        let may = |step: &Move| {
            let facts = EntryFacts { step: Some(step.key.clone()), ..facts.clone() };
            access::may(action, actor, &facts)
        };
        match action == LedgerAction::MoveOn && facts.ledger.moves.iter().any(may) {
            true => Ok(()),
            false => access::check(action, actor, &facts),
        }
    })
}

/// Whether a rule can ever wait for somebody, before any record is read.
fn concerns(circle: Circle, actor: &Actor) -> bool {
    use crate::access::Role;
    match circle {
        Circle::City => actor.is(Role::CityOfficer),
        Circle::Centers | Circle::OwnCenter => actor.is(Role::CenterStaff),
        Circle::Coordinators => actor.is(Role::Coordinator),
        Circle::Members => actor.is(Role::Member),
        Circle::Doctors => actor.is(Role::SupportDoctor),
        Circle::Presenters => actor.is(Role::CarePresenter),
        Circle::CoordinationCenter => actor.is(Role::CoordinationCenterStaff),
        Circle::Assignee | Circle::Registrant => true,
        Circle::Public | Circle::Secretariat => false,
    }
}

fn day_of(ledger: &Ledger, rule: &DueRule, entry: &Entry) -> Result<Option<Day>> {
    if let Some(days) = rule.after {
        return Ok(Some(entry.state_on.first_day().plus_days(i64::from(days))));
    }
    let answers = entry.answers()?;
    let said = ledger.field(&rule.on).and_then(|field| answers.get(&field.key));
    Ok(said.and_then(|answer| answer.text().parse().ok()).map(Day))
}
