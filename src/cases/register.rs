//! Registering a case, and with it a person the centre does not know yet.

use axum::response::Response;

use super::{
    CaseAction, CaseFacts, NewCase, SheetInput,
    act::Register,
    commands,
    edit::{after_saving, page, read_sheet},
    sheet_form::current_form,
};
use crate::{
    access::{self, Role},
    db::Conn,
    error::{Error, Result},
    id::{CaseId, CenterId, PersonId},
    persons::{self, ListNames, NewPerson, Person, PersonFacts, RegisterFacts, Sex},
    web::{self, Fields, FormState, Visit, form::Choice},
};

/// `GET /cases/new`
pub async fn ask_new(visit: Visit) -> Result<Response> {
    let center = center_for_new(&visit, visit.query("center"));
    let facts = new_facts(&visit, center);
    access::check(CaseAction::Register, visit.actor(), &facts)?;
    let mut form = FormState::empty()
        .with("center", &facts.center)
        .with("consent", "unasked")
        .with("person.sex", "unknown");
    let mut conn = visit.read().await?;
    let person = known_person(&mut conn, &visit, visit.query("person")).await?;
    if let Some((id, _)) = &person {
        form.set("person", id);
    }
    let mut page = page(&mut conn, &visit, form, None).await?;
    page.person = named(&person);
    web::page(&page)
}

/// `POST /cases`
pub async fn register(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let center = center_for_new(&visit, form.value("center"));
    let facts = &new_facts(&visit, center);
    access::check(CaseAction::Register, visit.actor(), facts)?;
    let structure = visit.structure();
    let sheet_form = current_form(structure)?;
    if visit.structure().center_of(&facts.center).is_none() {
        form.error("center", format!("{}を選んでください。", visit.structure().center_word()));
    }
    let mut conn = visit.read().await?;
    let chosen = form.value("person").to_owned();
    let person = known_person(&mut conn, &visit, &chosen).await?;
    let new_person = match &person {
        Some(_) => None,
        None => {
            let center = facts.center.clone();
            Some(persons::read_person(&mut form, "person.", center, visit.today()))
        }
    };
    let about = person.as_ref().map(|(_, person)| &person.written).or(new_person.as_ref());
    let about = about.ok_or_else(|| Error::internal("a case without a person"))?;
    let mut sheet = read_sheet(&mut conn, &visit, &mut form, sheet_form, about).await?;
    if let (Sex::Unknown, Some(new)) = (sheet.outline.sex, &new_person) {
        sheet.outline.sex = new.sex;
    }
    if !form.is_valid() {
        let mut page = page(&mut conn, &visit, form, None).await?;
        page.person = named(&person);
        return web::refused(&page);
    }
    if let Some(new) = &new_person
        && !form.ticked("another")
        // Only the centre's staff may learn that somebody is known there.
        && visit.actor().works_at(&facts.center)
    {
        let listing = visit.see_on(ListNames, RegisterFacts { center: facts.center.clone() })?;
        let alike = persons::alike(&mut conn, &listing, new).await?;
        if !alike.is_empty() {
            form.error("", "同じ氏名か被保険者番号の人が、すでに登録されています。同じ人か別の人かを選んで、もう一度保存してください。");
            let mut page = page(&mut conn, &visit, form, None).await?;
            page.alike =
                alike.into_iter().map(|(id, name)| Choice::new(id.as_str(), name)).collect();
            return web::refused(&page);
        }
    }
    drop(conn);
    let then = form.value("then").to_owned();
    let id = save_new(&visit, facts, person.map(|p| p.0), new_person, sheet).await?;
    Ok(after_saving(&id, &then, "事例を登録しました。"))
}

async fn save_new(
    visit: &Visit,
    facts: &CaseFacts,
    person: Option<PersonId>,
    new_person: Option<NewPerson>,
    sheet: SheetInput,
) -> Result<CaseId> {
    let (today, structure) = (visit.today(), visit.structure());
    let (person, new_person, sheet) = (&person, &new_person, &sheet);
    visit
        .in_turn(commands::label_turn(structure, &facts.center, today))
        .write(|mut tx| async move {
            let person_id = match (person, new_person) {
                (Some(id), _) => id.clone(),
                (None, Some(new)) => {
                    let about = PersonFacts::new_at(new.center_id.clone());
                    let permit =
                        access::permit::<persons::Register>(&mut tx, visit.actor(), &about)?;
                    persons::register(&mut tx, permit, new).await?
                }
                (None, None) => return Err(Error::internal("a case without a person")),
            };
            let facts = CaseFacts { person: person_id, ..facts.clone() };
            let permit = access::permit::<Register>(&mut tx, visit.actor(), &facts)?;
            let new = NewCase { registered_on: today, sheet: sheet.clone() };
            let id = commands::register(&mut tx, permit, structure, &new).await?;
            Ok((tx, id))
        })
        .await
}

/// The centre a new case belongs to: staff's own, or the one a presenter hands in to.
fn center_for_new(visit: &Visit, wanted: &str) -> CenterId {
    match visit.actor().center() {
        Some(own) => own.clone(),
        None => {
            let first = visit.structure().centers.first().map_or("", |c| c.key.as_str());
            CenterId::from(if wanted.is_empty() { first } else { wanted })
        }
    }
}

fn new_facts(visit: &Visit, center: CenterId) -> CaseFacts {
    let presenter = visit
        .actor()
        .seat()
        .filter(|seat| seat.role == Role::CarePresenter)
        .map(|seat| seat.account.clone());
    CaseFacts::new_at(center, presenter)
}

async fn known_person(
    conn: &mut Conn,
    visit: &Visit,
    id: &str,
) -> Result<Option<(PersonId, Person)>> {
    let Ok(id) = id.parse::<PersonId>() else {
        return Ok(None);
    };
    let leave = visit.see(persons::Read, &id, conn).await?;
    let person = persons::find(conn, &leave).await?;
    Ok(Some((id, person)))
}

/// The one who was chosen, as the page says it.
fn named(person: &Option<(PersonId, Person)>) -> Option<(PersonId, String)> {
    person.as_ref().map(|(id, person)| (id.clone(), person.written.name.clone()))
}
