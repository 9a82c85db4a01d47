//! papers: 資料2, its two appendices and 資料3, compiled for a deliberation period, locked, and handed out.
//!
//! A paper is a plain value ([`sheets`]) that [`compile`] fills from records; setting it ([`pdf`], [`excel`]) adds no
//! fact and counts no string. This room must never print what a centre has not confirmed as de-identified.

mod commands;
mod compile;
mod document;
mod era;
pub mod excel;
mod figures;
mod overview;
pub mod pdf;
mod reflection;
mod report;
mod report_pages;
mod rules;
pub mod sheets;
mod situation;
mod store;

pub use commands::{hand_in, review};
#[cfg(test)]
pub use compile::Papers;
pub use compile::{compile, compile_for};
pub use document::{Document, Format, all as all_documents, file_name};
pub use report::{Report, ReportMove, ReportStatus};
pub use rules::{HandIn, PaperAction, PaperFacts, Review};
#[cfg(test)]
pub use store::awaited;

use crate::{
    access::Actor,
    clock::Day,
    db::Conn,
    error::Result,
    places,
    room::{Due, DueGroup, Room},
    structure::Structure,
    web::{Guard, Nav, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/papers", "07-papers")],
    nav: &[Nav {
        order: 50,
        href: "/papers",
        label: "資料・報告",
        also: &["/imports", "/exports"],
        opens_for: rules::may_read_editions,
    }],
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    due: |conn, actor, structure, today| Box::pin(due(conn, actor, structure, today)),
    matrix: rules::matrix,
    workflow: report::workflow,
    ..Room::named("papers")
};

fn routes() -> Routes {
    Routes::new()
        .get("/papers", Guard::may(PaperAction::ReadEdition), overview::show)
        .get("/papers/situation", Guard::may(PaperAction::Review), situation::show)
        .get("/papers/{period}/draft/{file}", Guard::may(PaperAction::ReadDraft), overview::draft)
        .get(
            "/papers/editions/{id}/{file}",
            Guard::may(PaperAction::ReadEdition),
            overview::edition,
        )
        .get("/papers/{period}/lock", Guard::may(PaperAction::Lock), overview::ask_lock)
        .post("/papers/{period}/editions", Guard::may(PaperAction::Lock), overview::lock)
        .get("/papers/{period}/reports/{unit}", Guard::may(PaperAction::HandIn), report_pages::show)
        .post(
            "/papers/{period}/reports/{unit}",
            Guard::may(PaperAction::HandIn),
            report_pages::hand_in,
        )
        .post(
            "/papers/{period}/reports/{unit}/question",
            Guard::may(PaperAction::Review),
            report_pages::ask,
        )
        .post(
            "/papers/{period}/reports/{unit}/acceptance",
            Guard::may(PaperAction::Review),
            report_pages::accept,
        )
}

/// Days before the city conference by which a centre's report should be in.
const REPORT_LEAD: i64 = 21;

/// Reports of a period that are told one by one; more are one line.
const MOST_LINES: usize = 3;

/// Reports that are missing or asked about, once their period has ended, for those who keep the unit.
async fn due(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    today: Day,
) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    let mut units = actor.seat().map_or_else(Vec::new, |seat| seat.standing.keeps.units());
    units.retain(|unit| structure.reporting_units().contains(unit));
    if units.is_empty() {
        return Ok(all);
    }
    for period in places::periods(conn).await? {
        let Some(city_day) = period.city_day.filter(|d| *d >= today && period.last_day < today)
        else {
            continue;
        };
        let days = format!("議事対象期間 {}～{}", period.first_day, period.last_day);
        let line = |title: &str, about: String, href: String| Due {
            title: title.into(),
            about,
            href,
            day: Some(city_day.plus_days(-REPORT_LEAD)),
            group: DueGroup::Todo,
        };
        let mut waiting = store::reports(conn, structure, &period.id).await?;
        waiting.retain(|report| units.contains(&report.unit_id) && !report.status.is_in());
        if waiting.len() > MOST_LINES {
            let about = format!("{days}・{}か所", waiting.len());
            let href = format!("/papers?period={}", period.id);
            all.push(line("期間のまとめを市に提出する", about, href));
            continue;
        }
        for report in waiting {
            let title = match report.status {
                ReportStatus::Asked => "市からの問い合わせに答える",
                _ => "期間のまとめを市に提出する",
            };
            let name = structure.unit_name(&report.unit_id);
            let about = if units.len() > 1 { format!("{name}・{days}") } else { days.clone() };
            let href = format!("/papers/{}/reports/{}", period.id, report.unit_id);
            all.push(line(title, about, href));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod cities_tests;
#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod sheets_fixture;
#[cfg(test)]
mod sheets_tests;
#[cfg(test)]
mod situation_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod unit_tests;
