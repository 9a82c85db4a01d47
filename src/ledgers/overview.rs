//! `/ledgers`: the ledgers that somebody may read, by theme.

use axum::response::Response;

use super::{
    rules::{self, EntryFacts, LedgerAction},
    store,
};
use crate::{
    access,
    conferences::{LadderAction, LadderFacts},
    error::Result,
    preset::Ledger,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "ledgers/overview.html")]
struct OverviewPage {
    frame: Frame,
    themes: Vec<(String, Vec<Line>)>,
    /// Whether they make ledgers.
    makes: bool,
}

struct Line {
    href: String,
    name: String,
    help: String,
    /// How to begin a record; none for those who only read, or where it stands below another.
    add: Option<String>,
}

/// `GET /ledgers`
pub async fn overview(visit: Visit) -> Result<Response> {
    let structure = visit.structure();
    let mut themes: Vec<(String, Vec<Line>)> = Vec::new();
    // What stands below another comes behind it.
    let mut ledgers: Vec<&Ledger> = structure.ledgers.iter().collect();
    ledgers.sort_by_key(|ledger| ledger.parent.is_some());
    for ledger in ledgers {
        if !rules::reads_some(ledger, visit.actor()) {
            continue;
        }
        let ledger = store::kept(structure, &ledger.key)?;
        let facts = EntryFacts::new_in(ledger.clone());
        let writes = access::may(LedgerAction::Register, visit.actor(), &facts);
        let line = line(&ledger, writes && ledger.parent.is_none());
        match themes.iter_mut().find(|(theme, _)| *theme == ledger.theme) {
            Some((_, lines)) => lines.push(line),
            None => themes.push((ledger.theme.clone(), vec![line])),
        }
    }
    let facts = LadderFacts { municipality: visit.municipality().clone() };
    let makes = access::may(LadderAction::EditLadder, visit.actor(), &facts);
    web::page(&OverviewPage { frame: visit.frame("台帳"), themes, makes })
}

fn line(ledger: &Ledger, adds: bool) -> Line {
    Line {
        href: format!("/ledgers/{}", ledger.key),
        name: ledger.name.clone(),
        help: ledger.help.clone(),
        add: adds.then(|| ledger.add_words()),
    }
}
