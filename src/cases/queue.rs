//! 議題(事例)の集約・選定: cases that were handed in, and the meeting they are chosen for.

use axum::response::Response;

use super::{CaseRow, choosing, leave::chooses, rules, store};
use crate::{
    db::Conn,
    error::{Error, Result},
    web::{self, FormState, Frame, Visit, form::Choice},
};

/// Cases shown at once; a centre's queue is emptied every other month.
const MOST: i64 = 200;

#[derive(askama::Template)]
#[template(path = "cases/queue.html")]
struct QueuePage {
    frame: Frame,
    form: FormState,
    waiting: Vec<Waiting>,
    meetings: Vec<Choice>,
    /// Where a meeting is planned that comes back here.
    plan_href: String,
}

struct Waiting {
    row: CaseRow,
    kind: String,
    /// Whether an earlier meeting put it off.
    put_off: bool,
}

/// `GET /cases/queue`
pub async fn ask(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let form = FormState::empty().with("meeting", visit.query("meeting"));
    web::page(&page(&visit, &mut conn, form).await?)
}

/// The queue again after a refused choice.
pub(super) async fn refused(visit: &Visit, form: FormState) -> Result<Response> {
    let mut conn = visit.read().await?;
    web::refused(&page(visit, &mut conn, form).await?)
}

async fn page(visit: &Visit, conn: &mut Conn, form: FormState) -> Result<QueuePage> {
    if !chooses(visit) {
        return Err(Error::NotFound);
    }
    let center = visit.actor().center().cloned().ok_or(Error::NotFound)?;
    let structure = visit.structure();
    let scope = rules::scope(visit.actor());
    let rows = store::waiting_for_choice(conn, &scope, MOST).await?.rows;
    let rows = store::with_titles(conn, visit.actor(), rows).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let put_off = store::put_off(conn, &ids).await?;
    let plan_href = choosing::plan_href(conn, structure, &center, "/cases/queue").await?;
    let meetings = choosing::open_meetings(conn, visit.actor(), structure, &center).await?;
    Ok(QueuePage {
        frame: visit.frame("事例を議題にする"),
        form,
        waiting: rows
            .into_iter()
            .map(|row| Waiting {
                kind: structure.case_kind_name(&row.kind_id).to_owned(),
                put_off: put_off.contains(&row.id),
                row,
            })
            .collect(),
        meetings: choosing::choices(structure, &meetings),
        plan_href,
    })
}
