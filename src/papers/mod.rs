//! papers: 資料2, its two appendices and 資料3, compiled for a deliberation period, locked, and handed out.
//!
//! A paper is a plain value ([`sheets`]) that [`compile`] fills from records; setting it ([`pdf`], [`excel`]) adds no
//! fact and counts no string. This room must never print what a centre has not confirmed as de-identified.

mod compile;
mod document;
mod era;
pub mod excel;
mod figures;
mod overview;
pub mod pdf;
mod report;
mod report_pages;
mod rules;
pub mod sheets;
mod store;

pub use compile::compile;
pub use document::{Document, Format, all as all_documents, file_name};
pub use report::{Report, ReportMove, ReportStatus};
pub use rules::{HandIn, PaperAction, PaperFacts, Review};
pub use store::{awaited, hand_in, review};

use crate::{
    access::{Actor, Role},
    clock::Day,
    db::Conn,
    error::Result,
    places,
    room::{Due, DueGroup, Room},
    web::{Guard, Nav, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    nav: &[Nav {
        order: 50,
        href: "/papers",
        label: "資料・報告",
        also: &["/imports", "/exports"],
        opens_for: rules::may_read_editions,
    }],
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    due: |conn, actor, today| Box::pin(due(conn, actor, today)),
    matrix: rules::matrix,
    workflow: report::workflow,
    ..Room::named("papers")
};

fn routes() -> Routes {
    Routes::new()
        .get("/papers", Guard::may(PaperAction::ReadEdition), overview::show)
        .get("/papers/{period}/draft/{file}", Guard::may(PaperAction::ReadDraft), overview::draft)
        .get(
            "/papers/editions/{id}/{file}",
            Guard::may(PaperAction::ReadEdition),
            overview::edition,
        )
        .get("/papers/{period}/lock", Guard::may(PaperAction::Lock), overview::ask_lock)
        .post("/papers/{period}/editions", Guard::may(PaperAction::Lock), overview::lock)
        .get(
            "/papers/{period}/reports/{center}",
            Guard::may(PaperAction::HandIn),
            report_pages::show,
        )
        .post(
            "/papers/{period}/reports/{center}",
            Guard::may(PaperAction::HandIn),
            report_pages::hand_in,
        )
        .post(
            "/papers/{period}/reports/{center}/question",
            Guard::may(PaperAction::Review),
            report_pages::ask,
        )
        .post(
            "/papers/{period}/reports/{center}/acceptance",
            Guard::may(PaperAction::Review),
            report_pages::accept,
        )
}

/// Days before the city conference by which a centre's report should be in.
const REPORT_LEAD: i64 = 21;

/// A centre's report that is missing or asked about, once its period has ended.
async fn due(conn: &mut Conn, actor: &Actor, today: Day) -> Result<Vec<Due>> {
    let Some(center) = actor.center().filter(|_| actor.is(Role::CenterStaff)) else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for period in places::periods(conn).await? {
        let Some(city_day) = period.city_day.filter(|d| *d >= today && period.last_day < today)
        else {
            continue;
        };
        let now = store::report(conn, &period.id, center).await?;
        if !now.status.is_in() {
            all.push(Due {
                title: match now.status {
                    ReportStatus::Asked => "市からの問い合わせに答える".into(),
                    _ => "期間のまとめを市に提出する".into(),
                },
                about: format!("議事対象期間 {}～{}", period.first_day, period.last_day),
                href: format!("/papers/{}/reports/{center}", period.id),
                day: Some(city_day.plus_days(-REPORT_LEAD)),
                group: DueGroup::Todo,
            });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod sheets_fixture;
#[cfg(test)]
mod sheets_tests;
#[cfg(test)]
mod tests;
