//! `/records/{id}`: a record, what stands below it, and how it came to be so.

use std::sync::Arc;

use axum::{extract::Path, response::Response};

use super::{
    commands,
    entry::{Entry, Version},
    named,
    rules::{self, EntryFacts, LedgerAction, ReadEntry},
    seen::Seen,
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

#[derive(askama::Template)]
#[template(path = "ledgers/show.html")]
struct ShowPage {
    frame: Frame,
    entry: Entry,
    ledger: Arc<Ledger>,
    state: Option<(String, &'static str)>,
    parent: Option<(String, String)>,
    sections: Vec<(String, Vec<Said>)>,
    below: Vec<Below>,
    history: Vec<Past>,
    /// The moves that lead on, and who makes them where that is somebody else.
    steps: Vec<(String, String)>,
    others: Option<String>,
    may_change: bool,
    panels: Vec<Panel>,
}

/// An answer in words.
pub struct Said {
    pub label: String,
    /// Each with the page of what it points at.
    pub lines: Vec<(String, Option<String>)>,
    pub note: String,
}

/// A ledger whose records stand below this one.
struct Below {
    name: String,
    counted_in: String,
    empty: String,
    rows: Vec<(String, String, String, Known)>,
    add: Option<(String, String)>,
}

/// A state that it was saved in.
struct Past {
    since: Known,
    what: String,
    by: String,
    at: String,
    replaced: bool,
    /// What changed in it: label, before, after.
    changes: Vec<(String, String, String)>,
}

/// `GET /records/{id}`
pub async fn show(visit: Visit, Path(id): Path<EntryId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let (structure, actor) = (visit.structure(), visit.actor());
    let asked = Asked { entry: id.clone(), structure: structure.clone(), step: None };
    let facts = visit.see(ReadEntry, &asked, &mut conn).await?;
    let entry = store::find(&mut conn, &id).await?;
    let versions = store::versions(&mut conn, &id).await?;
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
    let words = |who: &[access::Circle]| {
        who.iter().map(|circle| circle.label()).collect::<Vec<_>>().join("・")
    };
    let page = ShowPage {
        frame: visit.frame(entry.label.clone()),
        state: state.map(|s| (s.name.clone(), if s.is_final { "gray" } else { "blue" })),
        parent,
        sections: said(&ledger, &seen, &answers),
        below: below(&mut conn, &visit, &entry).await?,
        history: history(&ledger, &seen, versions, &past),
        steps: mine
            .iter()
            .map(|step| (format!("/records/{id}/moves/{}", step.key), step.label.clone()))
            .collect(),
        others: others
            .first()
            .filter(|_| mine.is_empty())
            .map(|step| format!("次は「{}」です。{}が記録します。", step.label, words(&step.who))),
        may_change: may(LedgerAction::Change, &facts),
        panels: crate::panels(&mut conn, actor, structure, &entry.subject()).await?,
        ledger: ledger.clone(),
        entry,
    };
    web::page(&page)
}

/// What was answered, section by section, as far as the reader sees it.
fn said(ledger: &Ledger, seen: &Seen<'_>, answers: &Answers) -> Vec<(String, Vec<Said>)> {
    let mut sections = Vec::new();
    for section in &ledger.sections {
        let fields = section.fields.iter().filter(|field| seen.shows(&field.key));
        let said: Vec<Said> = fields
            .filter_map(|field| {
                let answer = answers.get(&field.key)?;
                let lines = match named::points_beyond(field) {
                    true => named::pointed_at(field, answer),
                    false => field.lines(answer).into_iter().map(|line| (line, None)).collect(),
                };
                Some(Said { label: field.label.clone(), lines, note: field.note() })
            })
            .collect();
        if !said.is_empty() {
            sections.push((section.title.clone(), said));
        }
    }
    sections
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
        let adds = access::may(LedgerAction::Register, actor, &new);
        all.push(Below {
            rows: readable
                .map(|row| {
                    let state = state(&row).unwrap_or_default();
                    (format!("/records/{}", row.id), row.label, state, row.state_on)
                })
                .collect(),
            add: adds.then(|| {
                (format!("/ledgers/{}/new?parent={}", ledger.key, entry.id), ledger.add_words())
            }),
            name: ledger.name.clone(),
            counted_in: ledger.counted_in.clone(),
            empty: ledger.words.empty.clone(),
        });
    }
    Ok(all)
}

/// How it came to be so, the newest first.
fn history(
    ledger: &Ledger,
    seen: &Seen<'_>,
    versions: Vec<Version>,
    answers: &[Answers],
) -> Vec<Past> {
    let mut all = Vec::new();
    for (at, version) in versions.into_iter().enumerate() {
        let before = answers.get(at + 1);
        let mut changes = Vec::new();
        for field in seen.fields() {
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
