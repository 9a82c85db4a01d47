//! Registering a case, and with it a person the centre does not know yet: all that handing in needs on one page, of which
//! name and kind are enough to keep it as a draft.

use axum::response::Response;

use super::{
    AgeBand, CaseAction, CaseFacts, NewCase, Outline, SheetInput,
    act::Register,
    case::lacks_for_submission,
    commands, scope,
    sheet_form::current_form,
    steps::{OF_CONSENT, read_outline},
    store,
};
use crate::{
    access::{self, Role},
    db::Conn,
    error::{Error, Result},
    fields::{self, Field, Inputs, Spec},
    forms::{self, Answers},
    id::{CaseId, CenterId, PersonId},
    persons::{self, ListNames, NewPerson, Person, PersonFacts, RegisterFacts},
    preset::{Form, Preset},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "cases/register.html")]
struct RegisterPage {
    frame: Frame,
    form: FormState,
    /// The person the case is about, when it is known.
    person: Option<(PersonId, String)>,
    /// Persons of the centre with the same name or number.
    alike: Vec<Choice>,
    someone: Inputs,
    outline: Inputs,
    /// Whether the form asks who brings the case: staff may write it down for somebody else.
    asks_presenter: bool,
    /// The inputs of the sheet without which it is not handed in.
    html: String,
    /// Where a presenter may hand in to.
    centers: Vec<Choice>,
}

/// Chosen where somebody of the same name is known and is not meant.
const ANOTHER: &str = "another";

/// What is asked of a case at first beside the ground of consent: by its kind it is one, by its title it is found again, and by the
/// others whoever sits in the conference pictures it. The age band is asked for where nobody knows the day of birth.
const FIRST: [&str; 5] = ["kind_id", "title", "age_band", "care_level", "household"];
const PRESENTER: &str = "presenter_name";

fn first_fields(structure: &Preset) -> Vec<Field<Outline>> {
    let mut fields = Outline::fields_in(structure);
    fields.retain(|field| {
        FIRST.contains(&field.key) || OF_CONSENT.contains(&field.key) || field.key == PRESENTER
    });
    fields
}

/// Questions of the sheet that are asked at once, because it is not handed in without them.
fn first_questions(definition: &Form) -> impl Iterator<Item = &Spec> {
    let all = definition.sections.iter().flat_map(|section| &section.fields);
    all.filter(|field| !field.required.is_not())
}

/// `GET /cases/new`
pub async fn ask_new(visit: Visit) -> Result<Response> {
    let facts = facts_for_new(&visit, visit.query("center"));
    access::check(CaseAction::Register, visit.actor(), &facts)?;
    let mut form = FormState::empty().with("center", &facts.center).with("person.sex", "unknown");
    if visit.actor().works_at(&facts.center) {
        form.set(PRESENTER, visit.actor().name());
    }
    let mut conn = visit.read().await?;
    let person = known_person(&mut conn, &visit, visit.query("person")).await?;
    if let Some((id, _)) = &person {
        form.set("person", id);
    }
    web::page(&page(&visit, form, &person)?)
}

/// `POST /cases`
pub async fn register(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let facts = &facts_for_new(&visit, form.value("center"));
    access::check(CaseAction::Register, visit.actor(), facts)?;
    let structure = visit.structure();
    let sheet_form = current_form(structure)?;
    if visit.structure().center_of(&facts.center).is_none() {
        form.error("center", format!("{}を選んでください。", visit.structure().center_word()));
    }
    let mut conn = visit.read().await?;
    let another = form.value("person") == ANOTHER;
    let chosen = Some(form.value("person")).filter(|_| !another).unwrap_or_default().to_owned();
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
    let sheet = first_sheet(&visit, &mut form, sheet_form, facts, about);
    if !form.is_valid() {
        return web::refused(&page(&visit, form, &person)?);
    }
    if let Some(new) = &new_person
        && !another
        // Only the centre's staff may learn that somebody is known there.
        && visit.actor().works_at(&facts.center)
    {
        let listing = visit.see_on(ListNames, RegisterFacts { center: facts.center.clone() })?;
        let alike = persons::alike(&mut conn, &listing, new).await?;
        if !alike.is_empty() {
            form.error("", "同じ氏名か被保険者番号の人が、すでに登録されています。同じ人か別の人かを選んで、もう一度保存してください。");
            let mut choices = Vec::new();
            for (id, name) in alike {
                let cases = store::of_person(&mut conn, &scope(visit.actor()), &id).await?;
                let cases: Vec<_> = cases.into_iter().map(|case| case.label).collect();
                let known = match cases.is_empty() {
                    true => "まだ事例はありません".to_owned(),
                    false => format!("これまでの事例: {}", cases.join("、")),
                };
                choices.push(Choice::new(id.as_str(), name).with_help(known));
            }
            choices.push(Choice::new(ANOTHER, "どの人とも別の人として登録する"));
            let alike = choices;
            return web::refused(&RegisterPage { alike, ..page(&visit, form, &person)? });
        }
    }
    drop(conn);
    let lacks = !lacks_for_submission(&sheet.outline, sheet_form, &sheet.named).is_empty();
    let id = save_new(&visit, facts, person.map(|p| p.0), new_person, sheet).await?;
    Ok(match lacks {
        true => {
            let sentence = "作成中の事例として登録しました。続きはいつでも書けます。";
            web::done(&format!("/cases/{id}/edit"), sentence)
        }
        false => {
            let sentence = "作成中の事例として登録しました。内容を確かめて提出できます。";
            web::done(&format!("/cases/{id}/check"), sentence)
        }
    })
}

/// A sheet with what is asked at first, and what follows from who it is about.
fn first_sheet(
    visit: &Visit,
    form: &mut FormState,
    definition: &Form,
    facts: &CaseFacts,
    about: &NewPerson,
) -> SheetInput {
    let mut outline = Outline::blank();
    read_outline(&first_fields(visit.structure()), form, visit.today(), &mut outline);
    let mut named = Answers::default();
    forms::read(first_questions(definition), form, "sheet.", &mut named);
    outline.sex = about.sex;
    if let Some(born) = about.born {
        outline.age_band = AgeBand::of(persons::age_on(born, visit.today()));
    }
    let sheet = SheetInput {
        outline,
        presenter_id: facts.presenter.clone(),
        form_version: i64::from(definition.version),
        named,
        factors: Vec::new(),
    };
    // Said beside what else is wrong; the command refuses it in any case.
    form.errors_of(commands::sheet_refusals(&sheet));
    sheet
}

fn page(
    visit: &Visit,
    form: FormState,
    person: &Option<(PersonId, Person)>,
) -> Result<RegisterPage> {
    let structure = visit.structure();
    let questions = first_questions(current_form(structure)?);
    let html = questions.map(|field| forms::one_input(field, &form, "sheet."));
    let centers = match visit.actor().is(Role::CarePresenter) {
        true => structure.centers.iter().map(|c| Choice::new(&c.key, &c.name)).collect(),
        false => Vec::new(),
    };
    Ok(RegisterPage {
        frame: visit.frame("事例の登録"),
        html: html.collect::<Result<String>>()?,
        form,
        person: named(person),
        alike: Vec::new(),
        someone: persons::inputs("person."),
        outline: fields::inputs(&first_fields(structure)),
        asks_presenter: !visit.actor().is(Role::CarePresenter),
        centers,
    })
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

/// What is known of a case before there is one.
pub(super) fn facts_for_new(visit: &Visit, center: &str) -> CaseFacts {
    let presenter = visit
        .actor()
        .seat()
        .filter(|seat| seat.role == Role::CarePresenter)
        .map(|seat| seat.account.clone());
    CaseFacts::new_at(center_for_new(visit, center), presenter)
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
