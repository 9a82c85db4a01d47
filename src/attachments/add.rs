//! Laying a file beside a record.

use axum::{
    extract::{FromRequest, Path, Request},
    response::Response,
};

use super::{
    attachment::{AttachmentKind, LARGEST, LONGEST_TITLE, MOST},
    commands, content,
    rules::{Add, At, AttachmentAction, AttachmentFacts, Record},
    store,
};
use crate::{
    access::{Load, Subject},
    db::Conn,
    error::{Error, Refusals, Result},
    room::Known,
    web::{self, FormState, Frame, Upload, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "attachments/add.html")]
struct AddPage {
    frame: Frame,
    form: FormState,
    known: Known,
    kinds: Vec<Choice>,
    /// Whether it stays within a centre.
    named: bool,
    /// What the record is, in a word.
    word: &'static str,
    /// How many more there may be.
    left: i64,
    help: String,
}

/// `GET /attachments/to/{kind}/{id}`
pub async fn ask(visit: Visit, Path((kind, id)): Path<(String, String)>) -> Result<Response> {
    let at = place(&kind, &id)?;
    let mut conn = visit.read().await?;
    let leave = visit.see(Add, &at, &mut conn).await?;
    web::page(&page(&visit, &mut conn, &leave.of, FormState::empty()).await?)
}

/// `POST /attachments/to/{kind}/{id}`
pub async fn add(
    visit: Visit,
    Path((kind, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response> {
    let at = &place(&kind, &id)?;
    let mut conn = visit.read().await?;
    // Before a byte of the file is read.
    let facts = AttachmentFacts::load(&mut conn, at).await?;
    visit.check(AttachmentAction::Add, &facts)?;
    drop(conn);
    let Upload { mut form, file } = Upload::from_request(request, &visit.app).await?;
    let kind: Option<AttachmentKind> = form.required_key("kind", "種類");
    let title = &form.optional("title", "内容", LONGEST_TITLE);
    if !facts.of.is_of_person() && !form.ticked("sure") {
        form.error("sure", "見る人すべてに見せてよい内容かを確かめて、印を付けてください。");
    }
    let taken = match file {
        None => Err("添付するファイルを選んでください。".to_owned()),
        Some(file) if file.too_large || file.content.len() > LARGEST => Err(format!(
            "ファイルが大きすぎます。添付できるのは1つ{}MBまでです。写真は小さくして、PDFは必要なページだけにしてください。",
            megabytes()
        )),
        Some(file) => content::taken(file.content).await?.map_err(|why| why.sentence().to_owned()),
    };
    let kept = match (kind, &taken) {
        (Some(kind), Ok(taken)) if form.is_valid() => {
            let command = visit.act(Add, at, |mut tx, permit| async move {
                commands::add(&mut tx, permit, kind, title, taken).await?;
                Ok((tx, ()))
            });
            form.ask(Refusals::default, command).await?
        }
        _ => None,
    };
    let mut conn = visit.read().await?;
    if kept.is_none() {
        match taken {
            Err(sentence) => form.error("file", sentence),
            // A browser sends no file by itself a second time.
            Ok(_) if !form.is_wrong("file") => {
                form.error("file", "まだ添付していません。ファイルをもう一度選んでください。");
            }
            Ok(_) => {}
        }
        return web::refused(&page(&visit, &mut conn, &facts.of, form).await?);
    }
    let known = known(&mut conn, &visit, &facts.of.subject()).await?;
    let sentence = match facts.of.is_of_person() {
        true => "添付しました。匿名の資料には、確かめて含めるまで入りません。",
        false => "添付しました。",
    };
    Ok(web::done(&known.href, sentence))
}

fn place(kind: &str, id: &str) -> Result<At> {
    let Subject { kind, id } = crate::subject(kind, id).ok_or(Error::NotFound)?;
    Ok(At::New { kind, id })
}

/// The record as other pages name it.
///
/// # Errors
/// `NotFound` for whoever may not know of it.
pub(super) async fn known(conn: &mut Conn, visit: &Visit, subject: &Subject) -> Result<Known> {
    let asked = std::slice::from_ref(subject);
    let mut known = crate::subjects(conn, visit.actor(), visit.structure(), asked).await?;
    known.pop().ok_or(Error::NotFound)
}

/// What a record is called in a word.
pub(super) fn word(of: &Record) -> &'static str {
    match of {
        Record::Case(_) => "事例",
        Record::Meeting(_) => "会議",
        Record::Issue(_) => "課題",
        Record::Entry(_) => "台帳",
    }
}

fn megabytes() -> usize {
    LARGEST / (1024 * 1024)
}

async fn page(visit: &Visit, conn: &mut Conn, of: &Record, form: FormState) -> Result<AddPage> {
    let subject = of.subject();
    Ok(AddPage {
        frame: visit.frame("添付する"),
        form,
        known: known(conn, visit, &subject).await?,
        kinds: Choice::each::<AttachmentKind>(),
        named: of.is_of_person(),
        word: word(of),
        left: MOST - store::count(conn, &subject).await?,
        help: format!("PDF、写真や図(JPEG・PNG)、Word、Excel。1つ{}MBまで。", megabytes()),
    })
}
