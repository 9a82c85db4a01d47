//! Registering a person and changing what is written of one.

use axum::{extract::Path, response::Response};

use super::{
    Change, LIFETIME, ListNames, NewPerson, Person, PersonAction, PersonFacts, Register,
    RegisterFacts, list::own_center, store,
};
use crate::{
    access::Seen,
    clock::Day,
    db::Conn,
    error::{Result, unless_overtaken},
    fields::{self, Declared, Inputs},
    id::{CenterId, PersonId},
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "persons/edit.html")]
struct EditPage {
    frame: Frame,
    form: FormState,
    /// None for somebody new.
    id: Option<PersonId>,
    inputs: Inputs,
    /// Persons who may be the same one: id and name.
    alike: Vec<(PersonId, String)>,
    /// What somebody else saved meanwhile: label, their value.
    theirs: Option<Vec<(String, String)>>,
}

/// `GET /persons/new`
pub async fn ask_new(visit: Visit) -> Result<Response> {
    let facts = PersonFacts::new_at(own_center(&visit)?);
    visit.check(PersonAction::Register, &facts)?;
    web::page(&page(&visit, FormState::empty().with("sex", "unknown"), None))
}

/// `POST /persons`
pub async fn register(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let facts = PersonFacts::new_at(own_center(&visit)?);
    visit.check(PersonAction::Register, &facts)?;
    let person = read_person(&mut form, "", facts.center.clone(), visit.today());
    if !form.is_valid() {
        return web::refused(&page(&visit, form, None));
    }
    let mut conn = visit.read().await?;
    let listing = visit.see_on(ListNames, RegisterFacts { center: facts.center.clone() })?;
    let alike = alike(&mut conn, &listing, &person).await?;
    drop(conn);
    if !alike.is_empty() && !form.ticked("another") {
        form.error("", "同じ氏名か被保険者番号の人が、すでに登録されています。別の人であれば、下の「別の人として登録する」に印を付けて、もう一度保存してください。");
        return web::refused(&EditPage { alike, ..page(&visit, form, None) });
    }
    let (_visiting, facts, person) = (&visit, &facts, &person);
    let id = visit
        .act_on(Register, facts, |mut tx, permit| async move {
            let id = store::register(&mut tx, permit, person).await?;
            Ok((tx, id))
        })
        .await?;
    Ok(web::done(&format!("/persons/{id}"), "支援対象者を登録しました。"))
}

/// `GET /persons/{id}/edit`
pub async fn ask(visit: Visit, Path(id): Path<PersonId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Change, &id, &mut conn).await?;
    let person = store::find(&mut conn, &leave).await?;
    web::page(&page(&visit, filled(&person), Some(id)))
}

/// `POST /persons/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<PersonId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Change, &id, &mut conn).await?;
    drop(conn);
    let person = &read_person(&mut form, "", leave.center.clone(), visit.today());
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or(0);
    if !form.is_valid() {
        return web::refused(&page(&visit, form, Some(id)));
    }
    let (_visiting, person_id) = (&visit, &id);
    let saved = visit
        .act(Change, person_id, |mut tx, permit| async move {
            store::change(&mut tx, permit, version, person).await?;
            Ok((tx, ()))
        })
        .await;
    if unless_overtaken(saved)?.is_some() {
        return Ok(web::done(&format!("/persons/{id}"), "支援対象者の内容を保存しました。"));
    }
    let mut conn = visit.read().await?;
    let saved = store::find(&mut conn, &leave).await?;
    form.set("version", saved.version);
    let theirs = Some(fields::theirs(NewPerson::fields(), &form, &saved));
    web::collided(&EditPage { theirs, ..page(&visit, form, Some(id)) })
}

fn page(visit: &Visit, form: FormState, id: Option<PersonId>) -> EditPage {
    let title =
        if id.is_some() { "支援対象者の内容を直す" } else { "支援対象者の登録" };
    EditPage {
        frame: visit.frame(title),
        form,
        id,
        inputs: inputs(""),
        alike: Vec::new(),
        theirs: None,
    }
}

fn filled(person: &Person) -> FormState {
    let mut form = FormState::empty().with("version", person.version);
    fields::fill(NewPerson::fields(), &mut form, "", person);
    form
}

/// Reads a person from a form in which every field is called `prefix` and its name.
pub fn read_person(
    form: &mut FormState,
    prefix: &str,
    center_id: CenterId,
    today: Day,
) -> NewPerson {
    let mut person = NewPerson::blank(center_id);
    fields::read(NewPerson::fields(), form, prefix, &mut person);
    if let Some(reason) = person.born.and_then(|born| born.far_from(today, LIFETIME, 0)) {
        form.error(&format!("{prefix}born"), reason);
    }
    person
}

/// The fields of a person, called `prefix` and their name.
pub fn inputs(prefix: &'static str) -> Inputs {
    Inputs::new(prefix, NewPerson::fields().iter().map(|field| &field.spec))
}

/// Persons of the centre who may be the same one, by name.
pub async fn alike(
    conn: &mut Conn,
    leave: &Seen<ListNames>,
    person: &NewPerson,
) -> Result<Vec<(PersonId, String)>> {
    let ids = store::same_as(conn, person).await?;
    let mut names = store::names(conn, leave, &ids).await?;
    Ok(ids.into_iter().filter_map(|id| names.remove(&id).map(|name| (id, name))).collect())
}
