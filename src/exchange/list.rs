//! 取り込み: what can be brought in, the empty forms, sending a file, and what was sent before.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, Path, Request},
    response::Response,
};

use super::{
    Kind, job,
    reading::{self, Arrived},
    rules::{ExchangeAction, ExchangeFacts, SeeImports, SendFile},
    store::{self, Import, Sent},
};
use crate::{
    access::{self, Role},
    error::{Error, Result},
    tabular::{Answered, Limits, Refusal},
    web::{
        self, FormState, Frame, Upload, Visit,
        form::Choice,
        listing::{self, List, Table},
    },
};

#[derive(askama::Template)]
#[template(path = "exchange/list.html")]
struct ListPage {
    frame: Frame,
    form: FormState,
    kinds: Vec<Choice>,
    templates: Vec<Choice>,
    /// Whether they may take tables out.
    may_export: bool,
    /// Whose records may be brought in, in words.
    scope: String,
    history: Table,
    /// Days until a file that nobody takes in is forgotten.
    days_kept: i64,
}

/// The media type of xlsx.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Files of one account that may wait at the same time: each is kept for days, and may be large.
const MOST_WAITING: i64 = 10;

fn anything(visit: &Visit) -> ExchangeFacts {
    ExchangeFacts::anything(visit.actor(), visit.structure())
}

fn to_send(visit: &Visit, kind: &Kind) -> ExchangeFacts {
    ExchangeFacts::to_send(visit.actor(), visit.structure(), kind)
}

/// `GET /imports`
pub async fn show(visit: Visit) -> Result<Response> {
    visit.check(ExchangeAction::SeeImports, &anything(&visit))?;
    let form = FormState::empty().with("kind", visit.query("kind"));
    web::page(&page(&visit, form).await?)
}

/// `GET /imports/templates/{kind}`: an empty workbook.
pub async fn template(visit: Visit, Path(kind): Path<String>) -> Result<Response> {
    visit.check(ExchangeAction::SeeImports, &anything(&visit))?;
    let kind: Kind = kind.parse().map_err(|_| Error::NotFound)?;
    if kind.parts.is_some() {
        visit.check(ExchangeAction::SendFile, &to_send(&visit, &kind))?;
    }
    let kind = kind.called(visit.structure(), visit.actor());
    let content = kind.empty_form(visit.structure(), visit.today())?;
    web::download(&kind.form_name(), XLSX, content)
}

/// `POST /imports`: keeps a readable file, sealed, and goes on to what was read of it.
pub async fn send(visit: Visit, request: Request) -> Result<Response> {
    // Before a byte of the file is read.
    visit.check(ExchangeAction::SeeImports, &anything(&visit))?;
    let Upload { mut form, file } = Upload::from_request(request, &visit.app).await?;
    let kind: Option<Kind> = form.required_key("kind", "取り込むもの");
    let Some(file) = file else {
        form.error("file", "ファイルを選んでください。");
        return web::refused(&page(&visit, form).await?);
    };
    if file.too_large {
        let limit = Limits::default().bytes;
        let refusal = Refusal::TooLarge { file: file.name, bytes: limit + 1, limit };
        form.error("file", too_large(&refusal));
        return web::refused(&page(&visit, form).await?);
    }
    let Some(kind) = kind else {
        return web::refused(&page(&visit, form).await?);
    };
    let facts = &to_send(&visit, &kind);
    visit.check(ExchangeAction::SendFile, facts)?;
    let mut conn = visit.read().await?;
    if store::waiting_of(&mut conn, visit.actor()).await? >= MOST_WAITING {
        drop(conn);
        form.error(
            "file",
            format!(
                "確認中のファイルが{MOST_WAITING}件あります。下の「送ったファイル」から開いて、取り込むか、「取り込まずに消す」で消してから、もう一度送ってください。\
                 このファイルは保存していません。"
            ),
        );
        return web::refused(&page(&visit, form).await?);
    }
    let center = facts.center.clone();
    let reader =
        reading::reader_for(&mut conn, &kind, visit.actor(), visit.structure(), center).await?;
    // Nobody waits for a connection while a file is read.
    drop(conn);
    let arrived = Arrived {
        kind: kind.clone(),
        center: facts.center.as_ref(),
        name: &file.name,
        content: Arc::new(file.content),
    };
    let said = Answered::default().on(visit.today().0);
    let read = reading::parse_as_before(&visit.app, visit.municipality(), &reader, &arrived, said);
    let (parsed, answers) = match read.await? {
        Ok(read) => read,
        Err(refusal) => {
            form.error("file", format!("{refusal} 何も取り込んでいません。"));
            return web::refused(&page(&visit, form).await?);
        }
    };
    let counts = reading::dry_run(&mut visit.read().await?, &parsed).await?.counts();
    let sent = &Sent {
        kind,
        center: facts.center.as_ref(),
        file_name: &file.name,
        content: &arrived.content,
        heads: parsed.shape(),
        counts,
        answers: &answers,
    };
    let id = visit
        .act_on(SendFile, facts, |mut tx, permit| async move {
            let id = store::keep(&mut tx, permit, sent).await?;
            Ok((tx, id))
        })
        .await?;
    let there = format!("/imports/{id}");
    Ok(match counts.is_clean() {
        true => web::done(&there, "ファイルを読み取りました。まだ取り込んでいません。"),
        false => web::told(
            &there,
            "ファイルを読み取りました。このままでは取り込めません。下を見てください。",
        ),
    })
}

/// The size itself is not known of a file that was not read to its end.
fn too_large(refusal: &Refusal) -> String {
    match refusal {
        Refusal::TooLarge { file, limit, .. } => format!(
            "「{file}」は大きすぎます。読み込めるのは{}MBまでです。必要な表だけを新しいブックに写してください。",
            limit / (1024 * 1024)
        ),
        other => other.to_string(),
    }
}

type Column = listing::Column<'static, Import>;

fn history() -> List<'static, Import> {
    let columns = vec![
        Column::new("送った日時", |i| i.created_at.words().into()).sort(store::BY_SENT).nowrap(),
        Column::new("取り込むもの", |i| i.kind.title.to_string().into()),
        Column::new("ファイル", |i| i.file_name.as_str().into())
            .link(|i| format!("/imports/{}", i.id))
            .class("own-line title")
            .names_row(),
        Column::new("送った人", |i| i.account_name.as_str().into()),
        Column::new("読み取った行", |i| format!("{}行", i.counts.read).into())
            .class("number")
            .said("読み取り"),
        Column::new("新規", |i| format!("{}{}", i.counts.new, i.kind.unit).into())
            .class("number")
            .said("新規"),
        Column::new("誤り", |i| format!("{}か所", i.counts.errors).into())
            .class("number")
            .said("誤り"),
        Column::new("状態", |i| i.status.label().into()).chip(|i| i.status.tone()),
    ];
    List::new(("送ったファイル", "件"), store::BY_SENT.down(), |i| i.id.as_str(), columns)
        .on_screen_alone()
}

async fn page(visit: &Visit, mut form: FormState) -> Result<ListPage> {
    let actor = visit.actor();
    let office = actor.is(Role::CityOfficer) || actor.is(Role::CenterStaff);
    let all = Kind::all(visit.structure(), actor);
    let choice = |kind: &Kind| Choice::new(kind.key.to_string(), kind.title.to_string());
    let may_send =
        |kind: &&Kind| access::may(ExchangeAction::SendFile, actor, &to_send(visit, kind));
    let kinds: Vec<Choice> = all.iter().filter(may_send).map(choice).collect();
    let templates = all.iter().filter(|kind| office || kind.parts.is_some()).map(choice).collect();
    if form.value("kind").is_empty()
        && let [only] = kinds.as_slice()
    {
        form.set("kind", &only.value);
    }
    let list = history();
    let mut conn = visit.read().await?;
    let leave = visit.see_on(SeeImports, anything(visit))?;
    let mut part = store::list(&mut conn, (actor, &leave), &list.wanted(visit)).await?;
    for import in &mut part.rows {
        import.kind = import.kind.called(visit.structure(), actor);
    }
    Ok(ListPage {
        frame: visit.frame("取り込み"),
        form,
        kinds,
        templates,
        may_export: office,
        scope: match actor.center() {
            Some(center) => visit.structure().center_name(center).to_owned(),
            None => visit.visitor.city.clone(),
        },
        history: list.table(visit, &part),
        days_kept: job::DAYS_KEPT,
    })
}
