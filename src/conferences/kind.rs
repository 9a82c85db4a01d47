//! A kind of conference: what it is for, and its conferences.

use axum::{extract::Path, response::Response};

use super::{
    conference::{Conference, beside_suspended},
    rules::{ConferenceAction, LadderAction},
    saving::facts,
    store,
};
use crate::{
    access,
    clock::fiscal_year_words,
    error::{Error, Result},
    id::ConferenceKindId,
    preset::ConferenceKind,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "conferences/kind.html")]
struct KindPage {
    frame: Frame,
    kind: ConferenceKind,
    level: String,
    subject: String,
    functions: Vec<String>,
    /// The conferences, what is said of their status, and whether this person may open them.
    conferences: Vec<(Conference, String, bool)>,
    may_edit: bool,
    /// Since when it is suspended, and why.
    suspended: Option<String>,
}

/// `GET /conferences/kinds/{kind}`
pub async fn show(visit: Visit, Path(key): Path<ConferenceKindId>) -> Result<Response> {
    visit.check(LadderAction::ReadLadder, &facts(&visit))?;
    let structure = visit.structure();
    let kind = structure.conference_kind(&key).ok_or(Error::NotFound)?.clone();
    let mut conn = visit.read().await?;
    let conferences = store::of_kind(&mut conn, &key).await?;
    let may_open =
        |c: &Conference| access::may(ConferenceAction::ReadConference, visit.actor(), &c.facts());
    let functions = structure.functions.iter().filter(|f| kind.functions.contains(&f.key));
    let suspended = kind.suspension.as_ref().map(|suspension| {
        let since = format!("{}から", fiscal_year_words(suspension.since_fiscal_year));
        beside_suspended(&since, &suspension.note)
    });
    web::page(&KindPage {
        frame: visit.frame(kind.name.clone()),
        level: structure.level(&kind.level).map_or_else(String::new, |l| l.name.clone()),
        subject: structure.subject(&kind.subject).map_or_else(String::new, |s| s.name.clone()),
        functions: functions.map(|f| f.name.clone()).collect(),
        conferences: conferences.into_iter().map(|c| (c.clone(), c.note(), may_open(&c))).collect(),
        may_edit: access::may(LadderAction::EditLadder, visit.actor(), &facts(&visit)),
        suspended,
        kind,
    })
}
