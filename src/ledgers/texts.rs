//! What is to be found of records: what they are called, and of what is written in them what every reader of their ledger sees.

use super::{entry::Entry, named::points_beyond, rules, seen::Seen, store};
use crate::{
    access::{Actor, Clause, Scope},
    db::Conn,
    error::Result,
    id::{EntryId, LedgerId},
    places,
    structure::Structure,
    texts::{Searchable, Text},
};

pub(super) const SEARCHABLE: Searchable = Searchable {
    kind: "entry",
    label: "台帳",
    ids: |conn, after, most| Box::pin(store::ids_behind(conn, after, most)),
    texts: |conn, structure, ids| Box::pin(texts(conn, structure, ids)),
    scope: |conn, actor| Box::pin(scope(conn, actor)),
};

async fn texts(conn: &mut Conn, structure: &Structure, ids: &[String]) -> Result<Vec<Text>> {
    let ids: Vec<EntryId> = ids.iter().map(|id| EntryId::from(id.as_str())).collect();
    let mut all = Vec::new();
    for entry in store::find_all(conn, &ids).await? {
        let Ok(ledger) = store::kept(structure, &entry.ledger_id) else { continue };
        if entry.retired_on.is_some() {
            continue;
        }
        let answers = entry.answers()?;
        let mut text = Text {
            id: entry.id.to_string(),
            // Since when it is in its state is everybody's to see; the day that it is about need not be.
            day: entry.state_on.first_day(),
            heading: entry.label.clone(),
            lines: Vec::new(),
            open: true,
            audience: vec![Clause::Ids(marks(&entry))],
        };
        text.say("台帳", &ledger.name);
        text.say("状態", ledger.state(&entry.state_id).map_or("", |state| &state.name));
        // What somebody may know of the records that it points at is another matter.
        let seen = Seen::by_all(&ledger, &structure.audiences);
        for field in seen.fields().iter().filter(|field| !points_beyond(field)) {
            if let Some(answer) = answers.get(&field.key) {
                text.say(&field.label, &field.lines(answer).join("、"));
            }
        }
        all.push(text);
    }
    Ok(all)
}

/// What lists of each ledger ask, each under its ledger's key: who reads one of them need not read another, nor what its keepers
/// did not let others know of.
async fn scope(conn: &mut Conn, actor: &Actor) -> Result<Scope> {
    let structure = places::in_force_today(conn).await?.structure;
    let (mut all, mut ids) = (true, Vec::new());
    for ledger in &structure.ledgers {
        let reach = rules::reach(ledger, actor);
        all &= reach.is_everything();
        if let Some(keepers) = &reach.before_opened {
            ids.extend(asked(&ledger.key, KEPT, keepers));
        }
        ids.extend(asked(&ledger.key, SHARED, &reach));
    }
    Ok(if all { Scope::all() } else { Scope::any([Clause::Ids(ids)]) })
}

/// The marks of records that a scope holds.
fn asked(ledger: &LedgerId, among: &str, scope: &Scope) -> Vec<String> {
    let of = |what: &str, id: &str| mark(ledger, (among, what), id);
    let mut ids: Vec<String> = scope.all.then(|| of(ALL, "")).into_iter().collect();
    for clause in &scope.any {
        match clause {
            Clause::Keeper(center) => ids.push(of(KEEPER, center.as_str())),
            Clause::Units(units) => ids.extend(units.iter().map(|unit| of(UNIT, unit.as_str()))),
            Clause::Own(account) => ids.push(of(OWN, account.as_str())),
            Clause::Assigned(account) => ids.push(of(ASSIGNED, account.as_str())),
            // No circle of a ledger is meant by these.
            Clause::Conferences(_) | Clause::Meetings(_) | Clause::Ids(_) => {}
        }
    }
    ids
}

/// What all who read it may know of, and what its keepers keep to themselves yet.
const SHARED: &str = "shared";
const KEPT: &str = "kept";
const ALL: &str = "all";
const KEEPER: &str = "keeper";
const UNIT: &str = "unit";
const OWN: &str = "own";
const ASSIGNED: &str = "assigned";

/// By which a record is known.
fn marks(entry: &Entry) -> Vec<String> {
    let among = if entry.shared { SHARED } else { KEPT };
    let of = |what: &str, id: &str| mark(&entry.ledger_id, (among, what), id);
    let mut marks =
        vec![of(ALL, ""), of(UNIT, entry.unit_id.as_str()), of(OWN, entry.registrant_id.as_str())];
    marks.extend(entry.center_id.as_ref().map(|center| of(KEEPER, center.as_str())));
    marks.extend(entry.assignee_id.as_ref().map(|account| of(ASSIGNED, account.as_str())));
    marks
}

fn mark(ledger: &LedgerId, (among, what): (&str, &str), id: &str) -> String {
    format!("{ledger} {among} {what} {id}")
}
