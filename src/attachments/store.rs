//! All SQL of attachments, and what of them is sealed under whose key.

use super::{
    attachment::{Attachment, AttachmentKind},
    content::Taken,
    rules::{Add, At, AttachmentAction, AttachmentFacts, Confirm, Record, Remove, Revoke},
};
use crate::{
    access::{self, Action, Actor, Leave, Load, Permit, Subject},
    cases::{CaseFacts, act::ReadNamed},
    crypt::{Cell, PersonKey},
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    files::{self, OpensFiles, Owner},
    id::{AttachmentId, CaseId, FileId},
    persons::{self, Cleared},
    room::{self, StructurePart},
};

impl Load for AttachmentFacts {
    type Key = At;

    async fn load(conn: &mut Conn, at: &At) -> Result<AttachmentFacts> {
        match at {
            At::There(id) => {
                let one = find(conn, id).await?;
                let of = Record::load(conn, &one.subject_kind, &one.subject_id).await?;
                let confirmed = one.is_confirmed();
                Ok(AttachmentFacts { attachment: one.id, of, confirmed })
            }
            At::New { kind, id } => {
                let of = Record::load(conn, kind, id).await?;
                Ok(AttachmentFacts { attachment: AttachmentId::new(), of, confirmed: false })
            }
        }
    }
}

/// What is to be kept.
pub struct NewAttachment<'a> {
    pub kind: AttachmentKind,
    pub taken: &'a Taken,
}

/// How a new attachment is called.
pub enum Title<'a> {
    /// Within the centre of its case.
    Named(&'a str),
    /// For all who read the record.
    Open(Cleared<'a, (&'static str, &'a str)>),
}

/// One attachment, without its content.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &AttachmentId) -> Result<Attachment> {
    Query::select::<Attachment>("from attachments a where a.municipality_id = $m and a.id = $1", id)
        .one::<Attachment>(conn)
        .await
}

/// The attachments of a record, oldest first.
pub async fn of_record(conn: &mut Conn, subject: &Subject) -> Result<Vec<Attachment>> {
    Query::select::<Attachment>(
        "from attachments a
        where a.municipality_id = $m
          and a.subject_kind = $1
          and a.subject_id = $2
        order by a.added_at, a.id",
        (subject.kind, &subject.id),
    )
    .all::<Attachment>(conn)
    .await
}

/// How many a record has.
pub async fn count(conn: &mut Conn, subject: &Subject) -> Result<i64> {
    Query::of(
        "select cast(count(*) as bigint)
           from attachments
          where municipality_id = $m and subject_kind = $1 and subject_id = $2",
        (subject.kind, &subject.id),
    )
    .count(conn)
    .await
}

/// Keeps a new one: of a case under its person's key, of another record among the municipality's files.
pub async fn add(
    tx: &mut Tx,
    permit: Permit<Add>,
    new: &NewAttachment<'_>,
    title: Title<'_>,
) -> Result<AttachmentId> {
    let id = permit.attachment.clone();
    let subject = permit.of.subject();
    let columns = Pairs::new()
        .set("id", &id)
        .set("subject_kind", subject.kind)
        .set("subject_id", &subject.id)
        .set("kind", new.kind)
        .set("media_kind", new.taken.media)
        .set("bytes", new.taken.content.len() as i64)
        .set("added_by_id", permit.actor().key())
        .set("added_at", permit.at());
    let columns = match (&permit.of, title) {
        (Record::Case(case), Title::Named(title)) => {
            let key = key(tx, permit.actor(), case).await?;
            columns
                .set("title", "")
                .set("named_title", key.seal(title_cell(&id), title)?)
                .set("content", key.seal_bytes(content_cell(&id), &new.taken.content)?)
        }
        (Record::Meeting(_) | Record::Issue(_) | Record::Entry(_), Title::Open(title)) => {
            let file = keep(tx, &id, new.taken).await?;
            columns.set("title", title.1).set("file_id", file)
        }
        _ => return Err(Error::internal("a title of another kind of record")),
    };
    Query::insert("attachments", columns).run(tx).await?;
    events::record(tx, &permit, &of(&subject)).await?;
    Ok(id)
}

/// The content, for who may see the attachment: of a case its confirmed copy, else what lies under the person's key, which opens
/// for those alone who read the case by name.
///
/// # Errors
/// `NotFound`; an internal error when it was altered.
pub async fn content<L>(conn: &mut Conn, actor: &Actor, leave: &L) -> Result<Vec<u8>>
where
    L: Leave<Action: OpensFiles + Action<Rule = AttachmentAction>>,
{
    let facts = leave.facts();
    let id = &facts.attachment;
    match (file_of(conn, id).await?, &facts.of) {
        (Some(file), _) => files::load(conn, leave, owner(id), &file).await,
        (None, Record::Case(case)) => named_content(conn, actor, case, id).await,
        (None, _) => Err(Error::NotFound),
    }
}

async fn named_content(
    conn: &mut Conn,
    actor: &Actor,
    case: &CaseFacts,
    id: &AttachmentId,
) -> Result<Vec<u8>> {
    let sealed: Option<Vec<u8>> =
        Query::of("select content from attachments where municipality_id = $m and id = $1", id)
            .one(conn)
            .await?;
    let sealed = sealed.ok_or(Error::NotFound)?;
    key(conn, actor, case).await?.open_bytes(content_cell(id), &sealed)
}

/// What the attachments of a case are called by those who read it by name, in the order given; none for what does not open.
///
/// # Errors
/// `NotFound` for whoever does not read the case by name.
pub async fn named_titles(
    conn: &mut Conn,
    actor: &Actor,
    case: &CaseFacts,
    all: &[Attachment],
) -> Result<Vec<Option<String>>> {
    let found = key(conn, actor, case).await;
    let Some(key) = persons::if_it_opens(&case.person, found)? else {
        return Ok(vec![None; all.len()]);
    };
    let title = |one: &Attachment| match &one.named_title {
        None => Ok(Some(String::new())),
        Some(sealed) => persons::if_it_opens(&case.person, key.open(title_cell(&one.id), sealed)),
    };
    all.iter().map(title).collect()
}

/// Makes it part of what may leave the centre: a copy, under a title that tells nobody.
///
/// # Errors
/// `Overtaken` when somebody did so already.
pub async fn confirm(
    tx: &mut Tx,
    permit: Permit<Confirm>,
    title: Cleared<'_, (&'static str, &str)>,
) -> Result<()> {
    let id = permit.attachment.clone();
    let Record::Case(case) = &permit.of else { return Err(Error::NotFound) };
    let media = find(tx, &id).await?.media_kind;
    let content = named_content(tx, permit.actor(), case, &id).await?;
    let file = keep(tx, &id, &Taken { media, content }).await?;
    Query::update(
        "attachments",
        Pairs::new()
            .set("title", title.1)
            .set("file_id", file)
            .set("confirmed_by_id", permit.actor().key())
            .set("confirmed_at", permit.at()),
    )
    .with(" and id = $1 and confirmed_at is null", &id)
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &of(&permit.of.subject())).await
}

/// Takes it out of what may leave the centre; the copy is gone.
///
/// # Errors
/// `Overtaken` when somebody did so already.
pub async fn revoke(tx: &mut Tx, permit: Permit<Revoke>) -> Result<()> {
    let id = permit.attachment.clone();
    forget_file(tx, &id).await?;
    Query::update(
        "attachments",
        Pairs::new()
            .set("title", "")
            .set("file_id", None::<FileId>)
            .set("confirmed_by_id", None::<String>)
            .set("confirmed_at", None::<i64>),
    )
    .with(" and id = $1 and confirmed_at is not null", &id)
    .change_one(tx)
    .await?;
    events::record(tx, &permit, &of(&permit.of.subject())).await
}

/// Deletes it with its content.
pub async fn remove(tx: &mut Tx, permit: Permit<Remove>) -> Result<()> {
    let id = permit.attachment.clone();
    forget_file(tx, &id).await?;
    Query::of("delete from attachments where municipality_id = $m and id = $1", &id)
        .change_one(tx)
        .await?;
    events::record(tx, &permit, &of(&permit.of.subject())).await
}

/// Deletes all of a record that is about to be deleted itself; see [`crate::room::Room::forget`].
pub(super) async fn forget(tx: &mut Tx, subject: &Subject) -> Result<()> {
    for one in of_record(tx, subject).await? {
        forget_file(tx, &one.id).await?;
    }
    Query::of(
        "delete from attachments where municipality_id = $m and subject_kind = $1 and subject_id = $2",
        (subject.kind, &subject.id),
    )
    .run(tx)
    .await?;
    Ok(())
}

/// What of this room hangs on a meeting; see [`crate::room::Room::uses`].
pub(super) async fn uses(conn: &mut Conn, part: &StructurePart) -> Result<Vec<String>> {
    let StructurePart::Meeting(id) = part else { return Ok(Vec::new()) };
    let count = count(conn, &Subject::new("meeting", id)).await?;
    Ok(room::counted("添付", count, "件").into_iter().collect())
}

/// What of cases is confirmed, by case, in the order in which it was added.
pub async fn confirmed_of(conn: &mut Conn, cases: &[CaseId]) -> Result<Vec<Attachment>> {
    Query::select::<Attachment>(
        "from attachments a
        where a.municipality_id = $m
          and a.subject_kind = 'case'
          and a.confirmed_at is not null
          and a.subject_id in ",
        (),
    )
    .list(cases)
    .push(" order by a.subject_id, a.added_at, a.id")
    .all::<Attachment>(conn)
    .await
}

/// The key of whom a case is about, for those who read it by name.
async fn key(conn: &mut Conn, actor: &Actor, case: &CaseFacts) -> Result<PersonKey> {
    let by_name = access::seen_on::<ReadNamed>(actor, case.clone())?;
    persons::key(conn, &by_name).await
}

async fn file_of(conn: &mut Conn, id: &AttachmentId) -> Result<Option<FileId>> {
    Query::of("select file_id from attachments where municipality_id = $m and id = $1", id)
        .one(conn)
        .await
}

async fn keep(tx: &mut Tx, id: &AttachmentId, taken: &Taken) -> Result<FileId> {
    let media_type = taken.media.media_type();
    files::keep(tx, owner(id), "attachment", media_type, &taken.content).await
}

async fn forget_file(tx: &mut Tx, id: &AttachmentId) -> Result<()> {
    match file_of(tx, id).await? {
        Some(file) => files::forget(tx, &file).await,
        None => Ok(()),
    }
}

fn owner(id: &AttachmentId) -> Owner<'_> {
    Owner { kind: "attachment", id: id.as_str() }
}

fn of(subject: &Subject) -> serde_json::Value {
    serde_json::json!({ "of": subject.kind, "record": subject.id })
}

fn title_cell(id: &AttachmentId) -> Cell<'_> {
    Cell { table: "attachments", column: "named_title", id: id.as_str() }
}

fn content_cell(id: &AttachmentId) -> Cell<'_> {
    Cell { table: "attachments", column: "content", id: id.as_str() }
}
