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
    access::{self, Actor},
    clock::Day,
    db::Conn,
    error::Result,
    places,
    room::{Due, DueGroup, Room},
    structure::{Period, Structure},
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
        opens_for: |actor, _| rules::may_read_editions(actor),
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

/// Reports that are missing or asked about, once their period has ended, for those who keep the unit and for who waits for them.
async fn due(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    today: Day,
) -> Result<Vec<Due>> {
    let mut all = still_missing(conn, actor, structure, today).await?;
    let mut units = actor.seat().map_or_else(Vec::new, |seat| seat.standing.keeps.units());
    units.retain(|unit| structure.reporting_units().contains(unit));
    if units.is_empty() {
        return Ok(all);
    }
    for (period, city_day) in awaiting(conn, today).await? {
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

/// Periods that have ended and of which the city conference is still to come, with its day.
async fn awaiting(conn: &mut Conn, today: Day) -> Result<Vec<(Period, Day)>> {
    let ended = places::periods(conn).await?.into_iter().filter(|period| period.last_day < today);
    let with_day = ended.filter_map(|period| Some((period.city_day?, period)));
    Ok(with_day.filter(|(day, _)| *day >= today).map(|(day, period)| (period, day)).collect())
}

/// Which places have handed nothing in, for those who ask them: a line for each period.
async fn still_missing(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    today: Day,
) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    for (period, city_day) in awaiting(conn, today).await? {
        let facts = PaperFacts { period: period.id.clone(), unit: None };
        if !access::may(PaperAction::Review, actor, &facts) {
            break;
        }
        let reports = store::reports(conn, structure, &period.id).await?;
        let there = reports.iter().filter(|report| report.status.is_in()).count();
        let missing = report::missing(structure, &reports);
        if missing.is_empty() {
            continue;
        }
        let asked = match reports.iter().filter(|r| r.status == ReportStatus::Asked).count() {
            0 => String::new(),
            n => format!("・{} {n}か所", ReportStatus::Asked.label()),
        };
        all.push(Due {
            title: format!("まだの{}に、期間のまとめを頼む", structure.places_word()),
            about: format!(
                "まとめの未提出: {missing}({}か所のうち提出済 {there}か所{asked})",
                reports.len()
            ),
            href: format!("/papers/situation?period={}", period.id),
            day: Some(city_day.plus_days(-REPORT_LEAD)),
            group: DueGroup::Todo,
        });
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
