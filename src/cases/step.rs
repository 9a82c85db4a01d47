//! One step of writing a case: asked and saved by itself.

use axum::{extract::Path, response::Response};

use super::{
    AgeBand, Case, MarkedFactor, SheetInput,
    act::Edit,
    commands,
    factor_fields::{FactorGroup, factor_groups, fill_factors, read_factors},
    names::factor_name,
    sheet_form::sheet_form,
    steps::{Progress, Step, progress, read_outline},
    store::{self, Changed, Opened},
};
use crate::{
    access::{Role, Seen},
    accounts,
    db::Conn,
    error::{Error, Result, unless_overtaken},
    fields::{self, Inputs},
    forms,
    id::{AccountId, CaseId},
    persons::{self, NewPerson},
    preset::{Form, Preset},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "cases/step.html")]
struct StepPage {
    frame: Frame,
    form: FormState,
    case: Case,
    key: String,
    title: String,
    /// Which of the steps it is, from 1.
    number: usize,
    steps: Vec<Progress>,
    /// The fields of the outline that are asked here.
    outline: Inputs,
    keys: Vec<&'static str>,
    presenters: Vec<Choice>,
    /// The inputs of a section.
    html: String,
    factor_groups: Vec<FactorGroup>,
    /// What somebody else saved meanwhile: label, their value; none where nobody did.
    theirs: Option<Vec<(String, String)>>,
}

/// `GET /cases/{id}/steps/{step}`
pub async fn ask(visit: Visit, Path((id, key)): Path<(CaseId, String)>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Edit, &id, &mut conn).await?;
    let opened = store::opened(&mut conn, &leave).await?;
    let definition = sheet_form(visit.structure(), opened.case.form_version)?;
    let step = Step::named(definition, &key).ok_or(Error::NotFound)?;
    let form = filled(visit.structure(), &opened, step);
    web::page(&page(&visit, &mut conn, form, (&opened, definition, step)).await?)
}

/// `POST /cases/{id}/steps/{step}`: leads to the next step, or with `then=list` back to the list of steps.
pub async fn save(
    visit: Visit,
    Path((id, key)): Path<(CaseId, String)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Edit, &id, &mut conn).await?;
    let opened = store::opened(&mut conn, &leave).await?;
    let structure = visit.structure();
    let definition = sheet_form(structure, opened.case.form_version)?;
    let step = Step::named(definition, &key).ok_or(Error::NotFound)?;
    let person = persons::find(&mut conn, &leave).await?;
    let sheet =
        &read_step(&visit, &mut conn, &mut form, (&opened, definition, step), &person).await?;
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or(0);
    if !form.is_valid() {
        let page = page(&visit, &mut conn, form, (&opened, definition, step)).await?;
        return web::refused(&page);
    }
    drop(conn);
    let changed = visit
        .act(Edit, &leave.case, |mut tx, permit| async move {
            let changed = commands::change(&mut tx, permit, structure, version, sheet).await?;
            Ok((tx, changed))
        })
        .await;
    let withdrawn = match unless_overtaken(changed)? {
        Some(Changed::Saved) => "",
        Some(Changed::ConfirmationWithdrawn) => {
            "内容が変わったため、匿名の内容の確認を取り消しました。もう一度確認してください。"
        }
        None => return collided(&visit, &leave, form, &key).await,
    };
    let sentence = format!("「{}」を保存しました。{withdrawn}", step.title());
    let all = Step::all(definition);
    let next = all.iter().skip_while(|one| one.key() != key).nth(1);
    Ok(match (form.value("then"), next) {
        ("list", _) => web::done(&format!("/cases/{id}/edit"), &sentence),
        (_, Some(next)) => web::done(&next.href(&id), &sentence),
        (_, None) => web::done(&format!("/cases/{id}/check"), &sentence),
    })
}

/// Somebody else saved first: their values beside what was typed, wherever the two differ in this step.
async fn collided(
    visit: &Visit,
    leave: &Seen<Edit>,
    mut form: FormState,
    key: &str,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let structure = visit.structure();
    let opened = store::opened(&mut conn, leave).await?;
    let definition = sheet_form(structure, opened.case.form_version)?;
    let step = Step::named(definition, key).ok_or(Error::NotFound)?;
    let mut theirs = fields::theirs(&step.outline_fields(structure), &form, &opened.case.outline);
    if let Step::Section(section) = step {
        theirs.extend(section.fields.iter().filter_map(|field| {
            let saved = opened.sheets.named.get(&field.key);
            field.theirs(&form, &format!("sheet.{}", field.key), saved)
        }));
    }
    if let Step::Factors = step {
        theirs.extend(their_factors(visit, &form, &opened.factors));
    }
    form.set("version", opened.case.version);
    let page = page(visit, &mut conn, form, (&opened, definition, step)).await?;
    web::collided(&StepPage { theirs: Some(theirs), ..page })
}

fn their_factors(visit: &Visit, form: &FormState, saved: &[MarkedFactor]) -> Vec<(String, String)> {
    let structure = visit.structure();
    let typed = read_factors(structure, visit.today(), &mut form.clone(), saved);
    let cell = |all: &[MarkedFactor], id| {
        let found = all.iter().find(|factor| factor.factor_id == id);
        found.map_or_else(|| "なし".to_owned(), |factor| factor.cell().to_owned())
    };
    let asked = structure.factors.iter().map(|factor| &factor.key);
    let differs = asked.filter(|id| cell(&typed, (*id).clone()) != cell(saved, (*id).clone()));
    differs.map(|id| (factor_name(structure, id), cell(saved, id.clone()))).collect()
}

/// The sheet as it would be with what a form says of one step; wrong fields are noted in the form.
async fn read_step(
    visit: &Visit,
    conn: &mut Conn,
    form: &mut FormState,
    (opened, definition, step): (&Opened, &Form, Step<'_>),
    person: &NewPerson,
) -> Result<SheetInput> {
    let (structure, case) = (visit.structure(), &opened.case);
    let mut sheet = SheetInput {
        outline: case.outline.clone(),
        presenter_id: case.presenter_id.clone(),
        form_version: i64::from(definition.version),
        named: opened.sheets.named.clone(),
        factors: opened.factors.clone(),
    };
    read_outline(&step.outline_fields(structure), form, visit.today(), &mut sheet.outline);
    match step {
        Step::Outline => {
            if let (true, Some(born)) = (form.value("age_band").is_empty(), person.born) {
                sheet.outline.age_band = AgeBand::of(persons::age_on(born, visit.today()));
            }
            if !visit.actor().is(Role::CarePresenter) {
                let offered = presenters(conn).await?;
                sheet.presenter_id = form
                    .optional_choice("presenter", "事例提供者(システムの利用者)", &offered)
                    .map(AccountId::from);
                // Whoever wrote the case down stands there until somebody else is chosen.
                if sheet.presenter_id.is_some()
                    && sheet.outline.presenter_name == visit.actor().name()
                {
                    sheet.outline.presenter_name.clear();
                }
            }
        }
        Step::Consent => {}
        Step::Section(section) => {
            forms::read(&section.fields, form, "sheet.", &mut sheet.named);
        }
        Step::Factors => {
            sheet.factors = read_factors(structure, visit.today(), form, &opened.factors);
        }
    }
    // Said beside what else is wrong; the command refuses it in any case.
    form.errors_of(commands::sheet_refusals(&sheet));
    Ok(sheet)
}

fn filled(structure: &Preset, opened: &Opened, step: Step<'_>) -> FormState {
    let case = &opened.case;
    let mut form = FormState::empty()
        .with("version", case.version)
        .with("presenter", case.presenter_id.as_ref().map_or("", AccountId::as_str));
    fields::fill(&step.outline_fields(structure), &mut form, "", &case.outline);
    match step {
        Step::Section(section) => {
            forms::fill(&section.fields, &opened.sheets.named, &mut form, "sheet.");
        }
        Step::Factors => fill_factors(structure, &opened.factors, &mut form),
        Step::Outline | Step::Consent => {}
    }
    form
}

async fn page(
    visit: &Visit,
    conn: &mut Conn,
    form: FormState,
    (opened, definition, step): (&Opened, &Form, Step<'_>),
) -> Result<StepPage> {
    let structure = visit.structure();
    let asked = step.outline_fields(structure);
    let chooses = matches!(step, Step::Outline) && !visit.actor().is(Role::CarePresenter);
    let html = match step {
        Step::Section(section) => forms::inputs(section, &form, "sheet.")?,
        _ => String::new(),
    };
    let factor_groups = match step {
        Step::Factors => factor_groups(structure, visit.today()),
        _ => Vec::new(),
    };
    let (steps, key) = (progress(structure, definition, opened), step.key());
    Ok(StepPage {
        frame: visit.frame(format!("{} {}", step.title(), opened.case.label)),
        form,
        case: opened.case.clone(),
        title: step.title().to_owned(),
        number: steps.iter().take_while(|one| one.key != key).count() + 1,
        steps,
        key,
        keys: asked.iter().map(|field| field.key).collect(),
        outline: Inputs::new("", asked.iter().map(|field| &field.spec)),
        presenters: if chooses { presenters(conn).await? } else { Vec::new() },
        html,
        factor_groups,
        theirs: None,
    })
}

async fn presenters(conn: &mut Conn) -> Result<Vec<Choice>> {
    let all = accounts::of_role(conn, Role::CarePresenter).await?;
    Ok(all
        .into_iter()
        .map(|(id, name, organisation)| Choice::new(id.as_str(), format!("{name}({organisation})")))
        .collect())
}
