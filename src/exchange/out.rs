//! 書き出し: the structure, the meetings, the cases by label, and a centre's own cases by name.

use axum::{extract::Path, response::Response};

use super::{
    list::XLSX,
    rules::{ExchangeAction, ExchangeFacts, ExportLabels, ExportNamed},
};
use crate::{
    access::{self, Action, Actor, Permit},
    db::Tx,
    error::{Error, Result},
    events,
    imports::{Exporter, Holds, Out},
    structure::Structure,
    tabular::Encoding,
    web::{self, Frame, Visit},
    words,
};

/// The structure's key and title among what can be taken out: it is no room's table, but a file of its own.
const STRUCTURE: (&str, &str) = ("structure", "会議の体系");

/// What rooms give out, in their order.
fn exporters() -> impl Iterator<Item = &'static Exporter> {
    crate::ROOMS.iter().flat_map(|room| room.exports)
}

fn action(exporter: &Exporter) -> ExchangeAction {
    match exporter.holds {
        Holds::Names => ExchangeAction::ExportNamed,
        Holds::Labels | Holds::Nobody => ExchangeAction::ExportLabels,
    }
}

words! {
    /// How it is written.
    enum Shape {
        Xlsx "xlsx",
        Csv "csv",
        Cp932 "cp932",
    }
}

struct Offer {
    what: &'static str,
    label: &'static str,
    help: &'static str,
    is_table: bool,
    is_named: bool,
    /// What it leaves out, as a sentence.
    left_out: String,
}

#[derive(askama::Template)]
#[template(path = "exchange/out.html")]
struct OutPage {
    frame: Frame,
    offers: Vec<Offer>,
}

#[derive(askama::Template)]
#[template(path = "exchange/lost.html")]
struct LostPage {
    frame: Frame,
    what: &'static str,
    label: &'static str,
    /// Characters that CP932 does not have.
    lost: Vec<char>,
}

fn facts(visit: &Visit) -> ExchangeFacts {
    ExchangeFacts::new_for(visit.actor(), true)
}

/// `GET /exports`
pub async fn choose(visit: Visit) -> Result<Response> {
    let facts = facts(&visit);
    visit.check(ExchangeAction::SeeImports, &facts)?;
    let (what, label) = STRUCTURE;
    let structure = Offer {
        what,
        label,
        help: "圏域・センター・会議の種類・様式などを一つのファイル(TOML)に書き出します。",
        is_table: false,
        is_named: false,
        left_out: String::new(),
    };
    let mut offers = vec![structure];
    let mut conn = visit.read().await?;
    for of in exporters().filter(|of| access::may(action(of), visit.actor(), &facts)) {
        offers.push(Offer {
            what: of.key,
            label: of.title,
            help: of.help,
            is_table: true,
            is_named: of.holds == Holds::Names,
            left_out: (of.left_out)(&mut conn, visit.actor()).await?,
        });
    }
    web::page(&OutPage { frame: visit.frame("書き出し"), offers })
}

/// `GET /exports/{what}?as=xlsx|csv|cp932`. Before characters are lost to CP932, they are shown; `replace=yes`
/// then writes 〓 for them.
pub async fn download(visit: Visit, Path(what): Path<String>) -> Result<Response> {
    let facts = facts(&visit);
    if what == STRUCTURE.0 {
        visit.check(ExchangeAction::ExportLabels, &facts)?;
        let text = visit.structure().to_toml();
        return web::download("体系.toml", "application/toml", text.into_bytes());
    }
    let exporter = exporters().find(|of| of.key == what).ok_or(Error::NotFound)?;
    visit.check(action(exporter), &facts)?;
    let (actor, structure, facts) = (visit.actor(), visit.structure(), &facts);
    let out = visit
        .write(|mut tx| async move {
            let out = write(&mut tx, exporter, actor, structure, facts).await?;
            Ok((tx, out))
        })
        .await?;
    match visit.query("as").parse().unwrap_or(Shape::Xlsx) {
        Shape::Xlsx => web::download(
            &format!("{}.xlsx", out.name),
            XLSX,
            out.xlsx(visit.today(), exporter.holds)?,
        ),
        Shape::Csv => web::download(
            &format!("{}.csv", out.name),
            "text/csv; charset=utf-8",
            out.csv(Encoding::Utf8).bytes,
        ),
        Shape::Cp932 => {
            let csv = out.csv(Encoding::Cp932);
            if !csv.lost.is_empty() && visit.query("replace") != "yes" {
                return web::page(&LostPage {
                    frame: visit.frame("書き出せない文字"),
                    what: exporter.key,
                    label: exporter.title,
                    lost: csv.lost,
                });
            }
            web::download(&format!("{}.csv", out.name), "text/csv; charset=shift_jis", csv.bytes)
        }
    }
}

/// A table that says what it leaves out, with the line of history that says that it was taken out, where it is about people.
///
/// # Errors
/// When this actor may not take it out.
pub async fn write(
    tx: &mut Tx,
    exporter: &Exporter,
    actor: &Actor,
    structure: &Structure,
    facts: &ExchangeFacts,
) -> Result<Out> {
    let left_out = (exporter.left_out)(tx, actor).await?;
    let mut out = match exporter.holds {
        Holds::Nobody => (exporter.write)(tx, actor, structure).await?,
        Holds::Labels => {
            let permit = access::permit::<ExportLabels>(tx, actor, facts)?;
            noted(tx, exporter, permit, structure).await?
        }
        Holds::Names => {
            let permit = access::permit::<ExportNamed>(tx, actor, facts)?;
            noted(tx, exporter, permit, structure).await?
        }
    };
    out.note += &left_out;
    Ok(out)
}

async fn noted<A: Action>(
    tx: &mut Tx,
    exporter: &Exporter,
    permit: Permit<A>,
    structure: &Structure,
) -> Result<Out> {
    let out = (exporter.write)(tx, permit.actor(), structure).await?;
    let detail = serde_json::json!({
        "what": exporter.key,
        "rows": out.rows.len(),
        "names": exporter.holds == Holds::Names,
        "center": permit.actor().center(),
    });
    events::record(tx, &permit, &detail).await?;
    Ok(out)
}
