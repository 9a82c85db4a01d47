//! 取り消す: what the notice after a move offers for some minutes, for whichever room's record it was.

use axum::{extract::Path, response::Response};

use crate::{
    ROOMS,
    access::{Actor, Subject},
    db::{Conn, Tx},
    error::{Error, Result},
    events,
    id::UndoId,
    may_again, undo,
    web::{self, Visit},
};

/// What is said of what cannot be taken back any more, or by this person.
const OVER: &str = "取り消せるのは、操作してから10分のあいだ、その操作をした人だけです。取り消していません。\
    直したいときは、その記録のページを開いて、いまの内容から直してください。";

/// What is said when something happened since.
const MOVED_ON: &str = "その操作のあとに記録が変わったので、取り消していません。取り消すと、新しい変更まで失われます。\
    このページのいまの内容を確かめて、ここから直してください。";

/// What the visitor did in the last minutes, each with the name of its record.
pub(super) async fn slips(conn: &mut Conn, visit: &Visit) -> Result<Vec<(String, undo::Slip)>> {
    let slips = undo::offered(conn, visit.actor()).await?;
    let of: Vec<Subject> =
        slips.iter().filter_map(|slip| subject(&slip.of.0, &slip.of.1)).collect();
    let known = crate::subjects(conn, visit.actor(), visit.structure(), &of).await?;
    let name = |slip: &undo::Slip| {
        let is = |subject: &Subject| (subject.kind, &*subject.id) == (&*slip.of.0, &*slip.of.1);
        let known = known.iter().find(|known| is(&known.subject));
        known.map_or_else(|| "操作した記録".to_owned(), |known| known.name.text().to_owned())
    };
    Ok(slips.into_iter().map(|slip| (name(&slip), slip)).collect())
}

/// `POST /undos/{id}`
pub async fn take_back(visit: Visit, Path(id): Path<UndoId>) -> Result<Response> {
    let (visit, id) = (&visit, &id);
    let mut conn = visit.read().await?;
    let kept = undo::of(&mut conn, visit.actor(), id, subject).await?;
    drop(conn);
    let Some(kept) = kept else { return Err(Error::conflict(OVER)) };
    if kept.is_late(visit.app.db().clock().now()) {
        return Ok(web::told(&kept.page, OVER));
    }
    let kept = &kept;
    let done = visit
        .write(|mut tx| async move {
            put_back(&mut tx, visit.actor(), kept).await?;
            Ok((tx, ()))
        })
        .await;
    match done {
        Ok(()) => Ok(web::done(&kept.page, &kept.done())),
        Err(Error::Overtaken) => Ok(web::told(&kept.page, MOVED_ON)),
        Err(error) => Err(error),
    }
}

/// Puts it back, if whoever did it may still do it: with the record as it was before, or, when that was not there, as it is.
async fn put_back(tx: &mut Tx, actor: &Actor, kept: &undo::Taking) -> Result<()> {
    let as_it_is = may_again(tx, actor, &kept.subject, &kept.action).await;
    kept.put_back(tx).await?;
    match may_again(tx, actor, &kept.subject, &kept.action).await {
        Err(Error::NotFound) => as_it_is?,
        as_it_was => as_it_was?,
    }
    kept.record(tx, actor).await?;
    for (kind, id) in kept.touched() {
        if let Some(subject) = crate::subject(kind, id) {
            events::touch(tx, &subject)?;
        }
    }
    Ok(())
}

fn subject(kind: &str, id: &str) -> Option<Subject> {
    let of = ROOMS.iter().flat_map(|room| room.undoes).find(|of| of.kind == kind)?;
    Some(Subject::new(of.kind, id))
}
