//! conferences: the 会議体 of a municipality, who sits in them, and the ladder they form.
//!
//! Kinds, levels and edges stand in the structure; one conference of a kind is made for each of its units. This
//! room must never know a meeting, a case or an issue.

pub mod conference;
mod kind;
mod kind_edit;
mod kind_form;
mod ledgers;
mod levels;
mod losses;
mod members;
mod periods;
mod rules;
mod saving;
mod settings;
mod show;
mod store;
mod structure;
mod units;
mod whole;

pub use conference::{Conference, ConferenceStatus, NewMember, beside_suspended};
pub use losses::still_used;
#[cfg(test)]
pub use rules::EditMembers;
pub use rules::{ConferenceFacts, LadderAction, LadderFacts};
pub use saving::{Saved, save, version};
pub use store::{add_member, find, install, list, members_on, of_center, of_kind, run_by, seats};

use crate::{
    access::{Actor, Role},
    db::Conn,
    error::Result,
    room::Room,
    undo::{self, Undoes},
    web::{Guard, Nav, Routes},
};

/// The room.
pub const ROOM: Room = Room {
    routes,
    guide: &[("/conferences", "09-settings"), ("/settings", "09-settings")],
    nav: &[Nav {
        order: 60,
        href: "/settings",
        label: "設定",
        also: &["/accounts"],
        opens_for: |actor, _| actor.is(Role::CityOfficer) || actor.is(Role::Auditor),
    }],
    install: |tx, preset| Box::pin(install(tx, preset)),
    uses: |conn, part| Box::pin(store::uses(conn, part)),
    seats: |conn, account, day| Box::pin(seats(conn, account, day)),
    opened: |conn, actor| Box::pin(opened(conn, actor)),
    search: |conn, actor, _, words| Box::pin(show::search(conn, actor, words)),
    undoes: &[Undoes { kind: "conference", again: undo::again::<rules::ConferenceAction> }],
    matrix: rules::matrix,
    workflow: conference::workflow,
    ..Room::named("conferences")
};

// The ladder itself, `/conferences`, stands with meetings, since it shows what was held.
/// Names that are told of the conferences somebody sits in; more are counted.
const MOST_NAMES: usize = 6;

/// The conferences somebody sits in who does not work here.
async fn opened(conn: &mut Conn, actor: &Actor) -> Result<Vec<String>> {
    let seats = actor.seat().map_or(&[][..], |seat| seat.conferences.as_slice());
    if seats.is_empty() {
        return Ok(Vec::new());
    }
    let all = store::list(conn).await?.into_iter().filter(|c| seats.contains(&c.id));
    let names: Vec<String> = all.map(|c| c.name).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    let first = names[..names.len() - more].join("、");
    let more = if more > 0 { format!("、ほか{more}") } else { String::new() };
    Ok(vec![format!("出席する会議: {first}{more}")])
}

fn routes() -> Routes {
    let read = Guard::may(rules::ConferenceAction::ReadConference);
    let seat = Guard::may(rules::ConferenceAction::EditMembers);
    let ladder = Guard::may(LadderAction::EditLadder);
    Routes::new()
        .get("/conferences/kinds/{kind}", Guard::may(LadderAction::ReadLadder), kind::show)
        .get("/conferences/kinds/new", ladder, kind_edit::begin)
        .post("/conferences/kinds", ladder, kind_edit::add)
        .get("/conferences/kinds/{kind}/edit", ladder, kind_edit::edit)
        .post("/conferences/kinds/{kind}", ladder, kind_edit::change)
        .post("/conferences/kinds/{kind}/removal", ladder, kind_edit::remove)
        .get("/conferences/{id}", read, show::show)
        .post(
            "/conferences/{id}/suspension",
            Guard::may(rules::ConferenceAction::Suspend),
            show::suspend,
        )
        .post(
            "/conferences/{id}/resumption",
            Guard::may(rules::ConferenceAction::Resume),
            show::resume,
        )
        .get("/conferences/{id}/members/new", seat, members::begin)
        .post("/conferences/{id}/members", seat, members::add)
        .get("/conferences/{id}/members/{member}", seat, members::edit)
        .post("/conferences/{id}/members/{member}", seat, members::change)
        .post("/conferences/{id}/members/{member}/end", seat, members::end)
        .get(
            "/settings",
            Guard::SignedIn("only links, shown to the city and the auditor"),
            settings::show,
        )
        .get("/settings/ledgers", ladder, ledgers::show)
        .post("/settings/ledgers", ladder, ledgers::add)
        .get("/settings/structure", ladder, structure::show)
        .get("/settings/structure.toml", ladder, whole::export)
        .get("/settings/structure/file", ladder, whole::show)
        .post("/settings/structure/file", ladder, whole::replace)
        .post("/settings/structure/uploads", ladder, whole::upload)
        .post("/settings/structure/drafts", ladder, whole::draft)
        .get("/settings/structure/levels", ladder, levels::show)
        .post("/settings/structure/levels", ladder, levels::change)
        .get("/settings/structure/periods", ladder, periods::show)
        .post("/settings/structure/periods", ladder, periods::change)
        .post("/settings/structure/edges", ladder, structure::save_edges)
        .post("/settings/structure/centers", ladder, structure::save_centers)
}

#[cfg(test)]
mod ledger_tests;
#[cfg(test)]
mod period_tests;
#[cfg(test)]
mod structure_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole_tests;
