//! Cases as other pages name them, and as the beginning of a thread.

use std::collections::BTreeMap;

use super::{CaseFilter, CaseRow, rules, store};
use crate::{
    access::{Actor, Subject},
    db::Conn,
    error::Result,
    id::{CaseId, UnitId},
    room::{Known, Name, Reach, Stop, Strand, Way, Wish},
    web::diagram::StationKind,
};

/// What the actor may know of these cases.
pub async fn subjects(conn: &mut Conn, actor: &Actor, asked: &[Subject]) -> Result<Vec<Known>> {
    let ids: Vec<CaseId> = asked.iter().filter_map(|subject| subject.id_of("case")).collect();
    let rows = store::seen(conn, &rules::scope(actor), &ids).await?;
    Ok(rows.iter().map(known).collect())
}

/// Cases that the actor may point at, by label alone.
pub async fn offers(conn: &mut Conn, actor: &Actor, wish: &Wish<'_>) -> Result<Vec<Known>> {
    let filter = CaseFilter { label: wish.words.to_owned(), ..CaseFilter::default() };
    let newest = store::BY_REGISTERED.down().first(wish.most);
    let found = store::list(conn, &rules::scope(actor), &filter, &newest).await?;
    Ok(found.rows.iter().map(known).collect())
}

fn known(row: &CaseRow) -> Known {
    Known {
        subject: Subject::new("case", &row.id),
        name: Name::Label(row.label.clone()),
        href: format!("/cases/{}", row.id),
        unit: Some(UnitId::center(row.center_id.as_str())),
    }
}

/// The cases that wait to be drawn: the one whose thread it is stands there even when nothing came of it yet.
pub async fn stations(conn: &mut Conn, actor: &Actor, reach: &Reach<'_>) -> Result<Strand> {
    let ways: BTreeMap<CaseId, Way> = reach.waiting("case").collect();
    let ids: Vec<CaseId> = ways.keys().cloned().collect();
    let mut strand = Strand::default();
    for row in store::seen(conn, &rules::scope(actor), &ids).await? {
        let known = known(&row);
        let station = known.station(StationKind::Case).detail(row.status.label());
        strand.stops.push(Stop::of(known, ways[&row.id], row.registered_on, station));
    }
    Ok(strand)
}
