//! Records of a ledger from a file: whatever its definition asks is a column.

pub mod columns;
mod comparing;
pub mod labels;
mod lines;
mod reading;
mod there;

use std::sync::Arc;

use futures_util::future::FutureExt;

use self::{
    columns::Columns,
    reading::{KEY, LedgerReader},
};
use super::{
    rules::{EntryFacts, LedgerAction},
    store,
};
use crate::{
    access::{self, Actor},
    clock::Day,
    error::Result,
    imports::{BLANK_ROWS, Importer, Part, Parts, Reader},
    preset::Ledger,
    structure::Structure,
    tabular::{Paper, SheetOut},
};

/// What the room takes in: a kind of file for each ledger.
pub(super) const IMPORTER: Importer = Importer {
    key: KEY,
    title: "台帳の記録",
    unit: "件",
    changed_words: "登録済で、内容が違うもの",
    replaces: false,
    names_people: false,
    parts: Some(Parts { of, may_send }),
    template,
    reader: |conn, world| {
        async move { Ok(Arc::new(LedgerReader::open(conn, world).await?) as Arc<dyn Reader>) }
            .boxed()
    },
};

/// The ledgers of which this actor writes records.
fn of(structure: &Structure, actor: &Actor) -> Vec<Part> {
    let written = |ledger: &&Ledger| may_send(structure, ledger.key.as_str(), actor);
    let part = |ledger: &Ledger| Part {
        key: ledger.key.to_string(),
        title: ledger.name.clone(),
        unit: ledger.counted_in.clone(),
    };
    structure.ledgers.iter().filter(written).map(part).collect()
}

/// Whether somebody who writes what stands there may send it as a file: whoever adds a record on a page.
pub fn may_send(structure: &Structure, ledger: &str, actor: &Actor) -> bool {
    store::kept(structure, &ledger.into())
        .is_ok_and(|ledger| access::may(LedgerAction::Register, actor, &EntryFacts::new_in(ledger)))
}

fn template(structure: &Structure, ledger: &str, day: Day) -> Result<SheetOut> {
    let ledger = store::kept(structure, &ledger.into())?;
    let above = ledger.parent.as_ref().and_then(|parent| structure.ledger(parent));
    let columns = Columns::of(&ledger, above, structure, day.fiscal_year());
    let mut sheet = SheetOut::new(&ledger.name)
        .paper(Paper::A4Landscape)
        .title(format!("{} {}", structure.municipality.name, ledger.name))
        .note(format!(
            "1行に1{}ずつ書きます。「(例)」で始まる行は読み飛ばします。使わない列は消しても、並べ替えてもかまいません。",
            ledger.counted_in
        ))
        .note("氏名など、個人が分かることは書かないでください。");
    if let Some(above) = above {
        sheet = sheet.note(format!(
            "「{}」には、「{}」にある名前を書きます。そこにないものは、先に加えてください。",
            above.one(),
            above.name
        ));
    }
    Ok(sheet.table(columns.drawn(), [columns.example(above)]).blank_rows(BLANK_ROWS))
}
