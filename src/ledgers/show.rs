//! `/records/{id}`: a record, what stands below it, and how it came to be so.

use std::sync::Arc;

use axum::{extract::Path, response::Response};

use super::{
    commands,
    entry::{Entry, Version},
    named,
    opening::{self, Opening},
    rows,
    rules::{self, EntryFacts, LedgerAction, ReadEntry},
    seen::{Said, Seen},
    shared,
    store::{self, Asked},
};
use crate::{
    access,
    clock::Known,
    db::Conn,
    error::Result,
    forms::Answers,
    id::EntryId,
    preset::Ledger,
    room::Panel,
    web::{self, Frame, Visit},
};

/// What somebody sees of a record.
#[derive(askama::Template)]
#[template(path = "ledgers/show.html")]
pub struct ShowPage {
    frame: Frame,
    pub entry: Entry,
    pub ledger: Arc<Ledger>,
    pub state: Option<(String, &'static str)>,
    pub parent: Option<(String, String)>,
    pub sections: Vec<(String, Vec<Said>)>,
    pub below: Vec<Below>,
    pub history: Vec<Past>,
    /// The moves that lead on, and who makes them where that is somebody else.
    steps: Vec<(String, String)>,
    others: Option<String>,
    may_change: bool,
    /// Whether somebody may be let know of it, and it waits for that.
    may_share: bool,
    waits: bool,
    may_retire: bool,
    pub opening: Opening,
    /// Who opens what is sealed in it, in words.
    pub keepers: String,
    panels: Vec<Panel>,
}

/// A ledger whose records stand below this one.
pub struct Below {
    pub name: String,
    pub counted_in: String,
    one: String,
    empty: String,
    /// Address, label, state and since when.
    pub lines: Vec<(String, String, String, Known)>,
    add: Option<(String, String)>,
    /// Where several are added at once.
    rows: Option<String>,
}

/// A state that it was saved in.
pub struct Past {
    pub since: Known,
    pub what: String,
    by: String,
    at: String,
    pub replaced: bool,
    /// What changed in it: label, before, after.
    changes: Vec<(String, String, String)>,
}

/// `GET /records/{id}`
pub async fn show(visit: Visit, Path(id): Path<EntryId>) -> Result<Response> {
    web::page(&of(&visit, &id).await?)
}

/// What the visitor sees of a record, on its page and on paper.
///
/// # Errors
/// `NotFound` for a record that they may not read.
pub async fn of(visit: &Visit, id: &EntryId) -> Result<ShowPage> {
    let mut conn = visit.read().await?;
    let (structure, actor) = (visit.structure(), visit.actor());
    let asked = Asked { entry: id.clone(), structure: structure.clone(), step: None };
    let facts = visit.see(ReadEntry, &asked, &mut conn).await?;
    let mut entry = store::find(&mut conn, id).await?;
    let mut versions = store::versions(&mut conn, id).await?;
    let opening = opening::open(visit, &mut conn, &facts, &mut versions).await?;
    let _ = opening::open(visit, &mut conn, &facts, std::slice::from_mut(&mut entry)).await?;
    let past: Vec<Answers> = versions.iter().map(Version::answers).collect::<Result<_>>()?;
    let ledger =
        Arc::new(named::naming(&mut conn, (actor, structure), &facts.ledger, &past).await?);
    let facts = EntryFacts { ledger: ledger.clone(), ..(*facts).clone() };
    let seen = Seen::of(&facts, &structure.audiences, actor);
    let answers = entry.answers()?;
    let may = |action: LedgerAction, facts: &EntryFacts| access::may(action, actor, facts);
    let (mine, others): (Vec<_>, Vec<_>) =
        commands::open_steps(&ledger, &entry.state_id).into_iter().partition(|step| {
            let facts = EntryFacts { step: Some(step.key.clone()), ..facts.clone() };
            may(LedgerAction::MoveOn, &facts)
        });
    let parent = match &entry.parent_id {
        Some(parent) => {
            let parent = [access::Subject::new("entry", parent)];
            let known = super::hooks::subjects(&mut conn, actor, structure, &parent).await?;
            known.into_iter().next().map(|known| (known.href, known.name.text().to_owned()))
        }
        None => None,
    };
    let state = ledger.state(&entry.state_id);
    let in_use = entry.retired_on.is_none();
    let tells_all = may(LedgerAction::Change, &facts) || may(LedgerAction::OpenPersonal, &facts);
    Ok(ShowPage {
        frame: visit.frame(entry.label.clone()),
        state: state.map(|s| (s.name.clone(), if s.is_final { "gray" } else { "blue" })),
        parent,
        sections: seen.said(&answers),
        below: below(&mut conn, visit, &entry).await?,
        // What readers were let know of is what stands there now; what stood there before nobody looked at for them.
        history: history((&ledger, !ledger.is_personal() || tells_all), &seen, versions, &past),
        steps: mine
            .iter()
            .filter(|_| in_use)
            .map(|step| (format!("/records/{id}/moves/{}", step.key), step.label.clone()))
            .collect(),
        others: others.first().filter(|_| mine.is_empty() && in_use).map(|step| {
            format!("次は「{}」です。{}が記録します。", step.label, circle_words(&step.who))
        }),
        may_change: in_use && may(LedgerAction::Change, &facts),
        may_share: in_use && ledger.is_personal() && may(LedgerAction::Share, &facts),
        waits: in_use && shared::waits(&ledger, &entry),
        may_retire: may(LedgerAction::Retire, &facts),
        keepers: circle_words(&ledger.keeper),
        opening,
        panels: crate::panels(&mut conn, actor, structure, &entry.subject()).await?,
        ledger: ledger.clone(),
        entry,
    })
}

fn circle_words(who: &[access::Circle]) -> String {
    who.iter().map(|circle| circle.label()).collect::<Vec<_>>().join("・")
}

async fn below(conn: &mut Conn, visit: &Visit, entry: &Entry) -> Result<Vec<Below>> {
    let (structure, actor) = (visit.structure(), visit.actor());
    let mut all = Vec::new();
    for ledger in structure.ledgers.iter().filter(|l| l.parent.as_ref() == Some(&entry.ledger_id)) {
        let Ok(ledger) = store::kept(structure, &ledger.key) else { continue };
        if !rules::reads_some(&ledger, actor) {
            continue;
        }
        let rows = store::below(conn, &entry.id, &ledger.key).await?;
        let facts = |row: &Entry| EntryFacts::of(row, ledger.clone());
        let readable =
            rows.into_iter().filter(|row| access::may(LedgerAction::ReadEntry, actor, &facts(row)));
        let state = |row: &Entry| ledger.state(&row.state_id).map(|s| s.name.clone());
        let new = EntryFacts {
            unit: Some(entry.unit_id.clone()),
            center: entry.center_id.clone(),
            ..EntryFacts::new_in(ledger.clone())
        };
        let adds = entry.retired_on.is_none() && access::may(LedgerAction::Register, actor, &new);
        all.push(Below {
            lines: readable
                .map(|row| {
                    let state = state(&row).unwrap_or_default();
                    (format!("/records/{}", row.id), row.label, state, row.state_on)
                })
                .collect(),
            rows: (adds && rows::fits(&ledger))
                .then(|| format!("/records/{}/rows/{}", entry.id, ledger.key)),
            add: adds.then(|| {
                (format!("/ledgers/{}/new?parent={}", ledger.key, entry.id), ledger.add_words())
            }),
            name: ledger.name.clone(),
            counted_in: ledger.counted_in.clone(),
            one: ledger.one().to_owned(),
            empty: ledger.words.empty.clone(),
        });
    }
    Ok(all)
}

/// How it came to be so, the newest first.
fn history(
    (ledger, all_of_it): (&Ledger, bool),
    seen: &Seen<'_>,
    versions: Vec<Version>,
    answers: &[Answers],
) -> Vec<Past> {
    let mut all = Vec::new();
    for (at, version) in versions.into_iter().enumerate() {
        let before = answers.get(at + 1);
        let mut changes = Vec::new();
        for field in seen.fields().iter().filter(|_| all_of_it) {
            let now = answers.get(at).and_then(|answers| answers.get(&field.key));
            let then = before.and_then(|answers| answers.get(&field.key));
            if before.is_some() && now != then {
                let words = |said: Option<&crate::fields::Answer>| {
                    said.map(|said| field.lines(said).join("、")).unwrap_or_default()
                };
                changes.push((field.label.clone(), words(then), words(now)));
            }
        }
        let what = match (before, ledger.step(&version.move_id)) {
            (None, _) => "登録".to_owned(),
            (_, Some(step)) => {
                let to = ledger.state(&version.state_id).map_or("", |state| state.name.as_str());
                format!("{}（{to}）", step.label)
            }
            (_, None) => "内容の変更".to_owned(),
        };
        all.push(Past {
            since: version.since,
            what,
            by: version.by_name,
            at: version.at.words(),
            replaced: version.replaced,
            changes,
        });
    }
    all
}
