//! What ledgers say of something on its own page: the records that point at it, ledger by ledger.

use std::sync::Arc;

use askama::Template;

use super::{
    columns::pointed,
    entry::Entry,
    list::asked_as,
    named::points_beyond,
    rules::{self, EntryFacts, LedgerAction},
    seen::Seen,
    store,
};
use crate::{
    access::{self, Actor, Role, Subject},
    db::Conn,
    error::Result,
    fields::Spec,
    id::{EntryId, LedgerId},
    preset::Ledger,
    room::Panel,
    structure::Structure,
};

/// Records that are shown of each ledger.
const SHOWN: usize = 10;
/// Records that are looked at, so that those are told of which there are more.
const LOOKED_AT: i64 = 100;

#[derive(Template)]
#[template(path = "ledgers/panel.html")]
struct PointingPanel {
    ledgers: Vec<Pointing>,
}

/// A ledger of which a field points at the subject.
struct Pointing {
    name: String,
    ledger: Arc<Ledger>,
    rows: Vec<Row>,
    /// How many there are; 「以上」 where nobody looked further.
    count: String,
    /// The list narrowed to them, where there are more than are shown.
    all: Option<String>,
    add: Option<(String, String)>,
}

struct Row {
    href: String,
    label: String,
    state: String,
    is_final: bool,
    since: String,
}

/// The records that point at a subject, as far as the actor may read them and sees that they do.
pub async fn panels(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    subject: &Subject,
) -> Result<Vec<Panel>> {
    // A reference to a record names its ledger.
    let to = match subject.kind {
        "entry" => store::find(conn, &EntryId::from(subject.id.as_str())).await?.ledger_id,
        "meeting" | "case" | "issue" | "measure" | "conference" => LedgerId::from(subject.kind),
        _ => return Ok(Vec::new()),
    };
    let mut ledgers = Vec::new();
    for ledger in &structure.ledgers {
        let points = |field: &&Spec| field.to == to.as_str() && points_beyond(field);
        if !ledger.fields().any(|field| points(&field)) || !rules::reads_some(ledger, actor) {
            continue;
        }
        let Ok(ledger) = store::kept(structure, &ledger.key) else { continue };
        let several = ledger.fields().filter(points).count() > 1;
        for field in ledger.fields().filter(points) {
            let at = (&ledger, field, subject.id.as_str());
            if let Some(mut found) = pointing(conn, (actor, structure), at).await? {
                if several {
                    found.name = format!("{}（{}）", found.name, field.label);
                }
                ledgers.push(found);
            }
        }
    }
    if ledgers.is_empty() {
        return Ok(Vec::new());
    }
    let html = PointingPanel { ledgers }.render()?;
    Ok(vec![Panel { order: 55, title: "台帳".into(), anchor: "ledgers", html, next: None }])
}

/// The records of a ledger in which this field points at the subject; none where the reader does not see that they do, or where
/// there are none and none can be added.
async fn pointing(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
    (ledger, field, id): (&Arc<Ledger>, &Spec, &str),
) -> Result<Option<Pointing>> {
    let blank = EntryFacts::new_in(ledger.clone());
    let anywhere = Seen::anywhere(&blank, &structure.audiences, actor).shows(&field.key);
    let of = (&ledger.key, &rules::reach(ledger, actor));
    let value = pointed(&field.to, id);
    let found = store::pointing_at(conn, of, (&field.key, &value), LOOKED_AT).await?;
    let more = if found.len() as i64 == LOOKED_AT { "以上" } else { "" };
    let seen = |entry: &Entry| {
        let facts = EntryFacts::of(entry, ledger.clone());
        anywhere || Seen::of(&facts, &structure.audiences, actor).shows(&field.key)
    };
    let seen: Vec<Entry> = found.into_iter().filter(seen).collect();
    // What stands below another begins there.
    let begins = ledger.parent.is_none() || actor.is(Role::CityOfficer);
    let adds = anywhere && begins && access::may(LedgerAction::Register, actor, &blank);
    if seen.is_empty() && !adds {
        return Ok(None);
    }
    let here = |page: &str, name: &str| {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, id).finish();
        format!("/ledgers/{}{page}?{query}", ledger.key)
    };
    let row = |entry: &Entry| {
        let state = ledger.state(&entry.state_id);
        Row {
            href: format!("/records/{}", entry.id),
            label: entry.label.clone(),
            state: state.map(|state| state.name.clone()).unwrap_or_default(),
            is_final: state.is_some_and(|state| state.is_final),
            since: entry.state_on.short(),
        }
    };
    Ok(Some(Pointing {
        name: ledger.name.clone(),
        ledger: ledger.clone(),
        rows: seen.iter().take(SHOWN).map(row).collect(),
        count: format!("{}{}{more}", seen.len(), ledger.counted_in),
        all: (anywhere && !seen.is_empty()).then(|| here("", &asked_as(field))),
        add: adds.then(|| (here("/new", &field.key), ledger.add_words())),
    }))
}
