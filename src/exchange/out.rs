//! 書き出し: the structure, the meetings, the cases by label, and a centre's own cases by name.

use axum::{extract::Path, response::Response};

use super::{
    Kind,
    export::{self, Out},
    list::XLSX,
    rules::{ExchangeAction, ExchangeFacts, ExportLabels, ExportNamed},
};
use crate::{
    access,
    error::{Error, Result},
    tabular::Encoding,
    web::{self, Frame, Visit},
    words,
};

words! {
    /// What can be taken out.
    enum What {
        Structure "structure" "体系(プリセット)",
        Schedules "schedules" "会議の予定・開催日",
        Cases "cases" "事例(匿名)",
        NamedCases "named_cases" "事例(実名・持出禁止)",
    }
}

impl What {
    fn help(self) -> &'static str {
        match self {
            What::Structure => {
                "圏域・センター・会議の種類・様式などを一つのファイル(TOML)に書き出します。"
            }
            What::Schedules => "日にちの決まった会議です。そのまま取り込みにも使えます。",
            What::Cases => "記号・件名・要因の一覧です。氏名は含みません。",
            What::NamedCases => {
                "自センターの事例を、取り込みと同じ形で書き出します。センターの外に出さないでください。"
            }
        }
    }

    fn action(self) -> ExchangeAction {
        match self {
            What::NamedCases => ExchangeAction::ExportNamed,
            _ => ExchangeAction::ExportLabels,
        }
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
    ExchangeFacts::new_for(visit.actor(), Kind::Cases)
}

/// `GET /exports`
pub async fn choose(visit: Visit) -> Result<Response> {
    let facts = facts(&visit);
    visit.check(ExchangeAction::SeeImports, &facts)?;
    let offers = What::ALL
        .iter()
        .copied()
        .filter(|what| access::may(what.action(), visit.actor(), &facts))
        .map(|what| Offer {
            what: what.code(),
            label: what.label(),
            help: what.help(),
            is_table: what != What::Structure,
            is_named: what == What::NamedCases,
        })
        .collect();
    web::page(&OutPage { frame: visit.frame("書き出し"), offers })
}

/// `GET /exports/{what}?as=xlsx|csv|cp932`. Before characters are lost to CP932, they are shown; `replace=yes`
/// then writes 〓 for them.
pub async fn download(visit: Visit, Path(what): Path<String>) -> Result<Response> {
    let what: What = what.parse().map_err(|_| Error::NotFound)?;
    visit.check(what.action(), &facts(&visit))?;
    if what == What::Structure {
        let text = visit.structure().to_toml();
        return web::download("体系.toml", "application/toml", text.into_bytes());
    }
    let out = write(&visit, what).await?;
    match visit.query("as").parse().unwrap_or(Shape::Xlsx) {
        Shape::Xlsx => web::download(&format!("{}.xlsx", out.name), XLSX, out.xlsx(visit.today())?),
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
                    what: what.code(),
                    label: what.label(),
                    lost: csv.lost,
                });
            }
            web::download(&format!("{}.csv", out.name), "text/csv; charset=shift_jis", csv.bytes)
        }
    }
}

async fn write(visit: &Visit, what: What) -> Result<Out> {
    let (actor, structure, facts) = (visit.actor(), visit.structure(), &facts(visit));
    match what {
        What::Structure | What::Schedules => {
            let mut conn = visit.read().await?;
            export::schedules(&mut conn, actor, structure).await
        }
        What::Cases => {
            visit
                .act_on(ExportLabels, facts, |mut tx, permit| async move {
                    let out = export::cases_by_label(&mut tx, permit, structure).await?;
                    Ok((tx, out))
                })
                .await
        }
        What::NamedCases => {
            let center = actor.center().ok_or(Error::NotFound)?;
            visit
                .act_on(ExportNamed, facts, |mut tx, permit| async move {
                    let out = export::cases_by_name(&mut tx, permit, structure, center).await?;
                    Ok((tx, out))
                })
                .await
        }
    }
}
