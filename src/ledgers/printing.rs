//! Records on paper: one as its reader sees it, and an empty form to be filled by hand.

use axum::{extract::Path, response::Response};
use serde::Serialize;

use super::{
    named::is_offered,
    rules::{EntryFacts, LedgerAction},
    show::{self, Below, Past},
    store,
};
use crate::{
    error::{Error, Result},
    forms::{PaperAnswer, PaperSection},
    id::{EntryId, LedgerId},
    print::{Edge, Sheet, Template},
    web::Visit,
};

static TEMPLATE: Template =
    Template { path: "/ledgers/sheet.typ", source: include_str!("sheet.typ"), parts: &[] };

/// States of a record that stand on paper; the page has all of them.
const PAST: usize = 8;

#[derive(Serialize)]
struct RecordSheet {
    edge: Edge,
    title: String,
    /// What one is called, or what the sheet is for.
    called: String,
    outline: Vec<(String, String)>,
    sections: Vec<PaperSection>,
    below: Vec<BelowIt>,
    history: Vec<(String, String)>,
    /// What stands where no answer does.
    nothing: &'static str,
    /// Whether it is written on by hand, so that its rows have room.
    by_hand: bool,
}

/// A ledger whose records stand below this one.
#[derive(Serialize)]
struct BelowIt {
    name: String,
    rows: Vec<[String; 3]>,
}

/// `GET /records/{id}/sheet.pdf`: what its page says.
pub async fn record(visit: Visit, Path(id): Path<EntryId>) -> Result<Response> {
    let page = show::of(&visit, &id).await?;
    let since = page.entry.state_on.short();
    let state = page.state.map(|(name, _)| ("状態".to_owned(), format!("{name}（{since}から）")));
    let parent = page.parent.map(|(_, name)| ("どこの".to_owned(), name));
    let sections = page.sections.into_iter().map(|(title, said)| {
        let said = said.into_iter().map(|one| {
            let note = Some(one.note).filter(|note| !note.is_empty());
            PaperAnswer::said(
                one.label,
                one.lines.into_iter().map(|(line, _)| line).chain(note).collect(),
            )
        });
        PaperSection { title, answers: said.collect() }
    });
    let below =
        page.below.into_iter().filter(|below| !below.lines.is_empty()).map(|below: Below| {
            let name = format!("{}（{}{}）", below.name, below.lines.len(), below.counted_in);
            let row = |(_, label, state, since): (_, _, _, crate::clock::Known)| {
                [label, state, since.short()]
            };
            BelowIt { name, rows: below.lines.into_iter().map(row).collect() }
        });
    let past = page.history.into_iter().filter(|past| !past.replaced).take(PAST);
    let past = past.map(|past: Past| (past.since.short(), past.what));
    let edge = visit
        .edge(visit.structure().whose(visit.actor().center()))
        .about(format!("{}　{}", page.ledger.name, page.entry.label));
    // What was sealed stands on it in the open.
    let (edge, name) = match page.opening.is_open() {
        true => (edge.named(&page.keepers), "台帳の記録(実名・持出禁止)"),
        false => (edge, "台帳の記録"),
    };
    let value = RecordSheet {
        edge,
        title: page.entry.label.clone(),
        called: page.ledger.one().to_owned(),
        outline: state.into_iter().chain(parent).collect(),
        sections: sections.collect(),
        below: below.collect(),
        history: past.collect(),
        nothing: "まだ何も書かれていません。",
        by_hand: false,
    };
    let sheet = Sheet::new(&TEMPLATE, &value).map_err(Error::internal)?;
    visit.hand_out(name, vec![sheet]).await
}

/// `GET /ledgers/{ledger}/form.pdf`: room to write a record by hand, for those who may register one. What is chosen is there to
/// be ringed.
pub async fn blank(visit: Visit, Path(key): Path<LedgerId>) -> Result<Response> {
    let structure = visit.structure();
    let ledger = store::kept(structure, &key)?;
    visit.check(LedgerAction::Register, &EntryFacts::new_in(ledger.clone()))?;
    let year = visit.today().fiscal_year();
    let mut sections = Vec::new();
    for section in &ledger.sections {
        let now = |last: Option<i16>| last.is_none_or(|last| year <= last);
        let asked = section.fields.iter().filter(|field| {
            is_offered(field)
                && now(field.to_fiscal_year)
                && field.from_fiscal_year.is_none_or(|first| first <= year)
        });
        let answers = asked.map(|field| {
            let mut field = field.clone();
            field.choices.retain(|choice| now(choice.to_fiscal_year));
            PaperAnswer::to_write_in(&field)
        });
        let answers: Vec<PaperAnswer> = answers.collect();
        if !answers.is_empty() {
            sections.push(PaperSection { title: section.title.clone(), answers });
        }
    }
    let parent = ledger.parent.as_ref().and_then(|parent| structure.ledger(parent));
    let outline = parent.map(|parent| format!("どの{}の", parent.one())).into_iter();
    let outline = outline.chain(["いつから", "書いた日", "書いた人"].map(str::to_owned));
    let value = RecordSheet {
        edge: visit
            .edge(structure.whose(visit.actor().center()))
            .about(format!("{}（記入用）", ledger.name)),
        title: ledger.one().to_owned(),
        called: "記入用".to_owned(),
        outline: outline.map(|name| (name, String::new())).collect(),
        sections,
        below: Vec::new(),
        history: Vec::new(),
        nothing: "",
        by_hand: true,
    };
    let sheet = Sheet::new(&TEMPLATE, &value).map_err(Error::internal)?;
    visit.hand_out("台帳の記入用紙", vec![sheet]).await
}
