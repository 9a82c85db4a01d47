//! One person, by name, for the staff of their centre.

use axum::{extract::Path, response::Response};

use super::{Person, store};
use crate::{
    access::Subject,
    clock::Day,
    error::Result,
    id::PersonId,
    room::Panel,
    web::{self, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "persons/show.html")]
struct ShowPage {
    frame: Frame,
    person: Person,
    today: Day,
    panels: Vec<Panel>,
}

/// `GET /persons/{id}`
pub async fn show(visit: Visit, Path(id): Path<PersonId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(super::Read, &id, &mut conn).await?;
    let person = store::find(&mut conn, &leave).await?;
    let panels =
        crate::panels(&mut conn, visit.actor(), visit.structure(), &Subject::new("person", &id))
            .await?;
    web::page(&ShowPage {
        frame: visit.frame("支援対象者"), person, today: visit.today(), panels
    })
}
