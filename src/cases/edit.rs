//! Writing on the sheet of a case, by name.

use axum::{extract::Path, response::Response};

use super::{
    AgeBand, FactorMark, Outline, SheetInput,
    act::Edit,
    case::LONG_AGO,
    commands,
    factor_fields::{FactorGroup, factor_groups, read_factors},
    sheet_form::{current_form, sheet_form},
    store::{self, Changed},
};
use crate::{
    access::{Role, Seen},
    accounts,
    db::Conn,
    error::{Result, unless_overtaken},
    fields::{self, Declared, Inputs},
    forms,
    id::{AccountId, CaseId, PersonId},
    persons::{self, NewPerson},
    preset::Form,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "cases/edit.html")]
pub(super) struct EditPage {
    pub frame: Frame,
    pub form: FormState,
    pub action: String,
    pub cancel: String,
    pub draft: String,
    /// 「明第1-R7-012」; empty for a new case.
    pub label: String,
    pub confirmed: bool,
    pub new: bool,
    /// The person the case is about, when it is known.
    pub person: Option<(PersonId, String)>,
    /// Persons of the centre with the same name or number.
    pub alike: Vec<Choice>,
    pub someone: Inputs,
    pub outline: Inputs,
    pub centers: Vec<Choice>,
    pub presenters: Vec<Choice>,
    pub sections: Vec<(String, String, String)>,
    pub factor_groups: Vec<FactorGroup>,
    /// What somebody else saved meanwhile: label, their value.
    pub theirs: Vec<(String, String)>,
}

/// `GET /cases/{id}/edit`
pub async fn ask(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Edit, &id, &mut conn).await?;
    let form = filled(&mut conn, &visit, &leave).await?;
    let page = page(&mut conn, &visit, form, Some(&id)).await?;
    web::page(&page)
}

/// `POST /cases/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Edit, &id, &mut conn).await?;
    let case = store::find(&mut conn, &id).await?;
    let definition = sheet_form(visit.structure(), case.form_version)?;
    let person = persons::find(&mut conn, &leave).await?;
    let mut sheet = read_sheet(&mut conn, &visit, &mut form, definition, &person).await?;
    if visit.actor().is(Role::CarePresenter) {
        sheet.presenter_id = case.presenter_id.clone();
    }
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or(0);
    if !form.is_valid() {
        let page = page(&mut conn, &visit, form, Some(&id)).await?;
        return web::refused(&page);
    }
    drop(conn);
    let (structure, sheet) = (visit.structure(), &sheet);
    let changed = visit
        .act(Edit, &leave.case, |mut tx, permit| async move {
            let changed = commands::change(&mut tx, permit, structure, version, sheet).await?;
            Ok((tx, changed))
        })
        .await;
    let sentence = match unless_overtaken(changed)? {
        Some(Changed::Saved) => "事例を保存しました。",
        Some(Changed::ConfirmationWithdrawn) => {
            "事例を保存しました。内容が変わったため、匿名の内容の確認を取り消しました。もう一度確認してください。"
        }
        None => return collided(&visit, &leave, form).await,
    };
    let then = form.value("then").to_owned();
    Ok(after_saving(&id, &then, sentence))
}

pub(super) fn after_saving(id: &CaseId, then: &str, sentence: &str) -> Response {
    match then {
        "share" => web::done(&format!("/cases/{id}/shared"), sentence),
        _ => web::done(&format!("/cases/{id}"), sentence),
    }
}

/// Somebody else saved first: their values beside what was typed, wherever the two differ.
async fn collided(visit: &Visit, leave: &Seen<Edit>, mut form: FormState) -> Result<Response> {
    let mut conn = visit.read().await?;
    let id = &leave.case;
    let store::Opened { case, sheets, .. } = store::opened(&mut conn, leave).await?;
    let definition = sheet_form(visit.structure(), case.form_version)?;
    let fields = Outline::fields_in(visit.structure());
    let mut theirs = fields::theirs(&fields, &form, &case.outline);
    theirs.extend(definition.fields().filter_map(|field| {
        field.theirs(&form, &format!("sheet.{}", field.key), sheets.named.get(&field.key))
    }));
    form.set("version", case.version);
    form.error("", "ほかの人が先にこの事例を保存しました。まだ保存されていません。違うところを見比べて、もう一度保存してください。");
    let page = page(&mut conn, visit, form, Some(id)).await?;
    web::collided(&EditPage { theirs, ..page })
}

/// What a form says of the sheet; wrong fields are noted in the form.
pub(super) async fn read_sheet(
    conn: &mut Conn,
    visit: &Visit,
    form: &mut FormState,
    definition: &Form,
    person: &NewPerson,
) -> Result<SheetInput> {
    let structure = visit.structure();
    let mut outline = Outline::blank();
    fields::read(&Outline::fields_in(structure), form, "", &mut outline);
    let consent = outline.consent_on;
    if let Some(reason) = consent.and_then(|day| day.far_from(visit.today(), LONG_AGO, 0)) {
        form.error("consent_on", reason);
    }
    if let (true, Some(born)) = (form.value("age_band").is_empty(), person.born) {
        outline.age_band = AgeBand::of(persons::age_on(born, visit.today()));
    }
    let presenter_id = match visit.actor().seat() {
        Some(seat) if seat.role == Role::CarePresenter => Some(seat.account.clone()),
        _ => {
            let offered = presenters(conn).await?;
            form.optional_choice("presenter", "事例提供者のアカウント", &offered)
                .map(AccountId::from)
        }
    };
    let sheet = SheetInput {
        outline,
        presenter_id,
        form_version: i64::from(definition.version),
        named: forms::read(definition, form, "sheet."),
        factors: read_factors(structure, visit.today(), form),
    };
    // Said beside what else is wrong; the command refuses it in any case.
    form.errors_of(commands::sheet_refusals(&sheet));
    Ok(sheet)
}

async fn filled(conn: &mut Conn, visit: &Visit, leave: &Seen<Edit>) -> Result<FormState> {
    let store::Opened { case, sheets, factors, .. } = store::opened(conn, leave).await?;
    let mut form = FormState::empty()
        .with("version", case.version)
        .with("presenter", case.presenter_id.as_ref().map_or("", AccountId::as_str));
    fields::fill(Outline::fields(), &mut form, "", &case.outline);
    let definition = sheet_form(visit.structure(), case.form_version)?;
    forms::fill(definition, &sheets.named, &mut form, "sheet.");
    for factor in factors {
        let name = format!("factor.{}", factor.factor_id);
        if factor.mark != FactorMark::Words {
            form.set(&name, factor.mark.code());
        }
        form.set(&format!("{name}.words"), &factor.words);
    }
    Ok(form)
}

/// The page with a form; `id` is the case's, none for a new one.
pub(super) async fn page(
    conn: &mut Conn,
    visit: &Visit,
    form: FormState,
    id: Option<&CaseId>,
) -> Result<EditPage> {
    let structure = visit.structure();
    let (label, confirmed, definition) = match id {
        Some(id) => {
            let case = store::find(conn, id).await?;
            let definition = sheet_form(structure, case.form_version)?;
            (case.label.clone(), case.is_confirmed(), definition)
        }
        None => (String::new(), false, current_form(structure)?),
    };
    let sections = definition
        .sections
        .iter()
        .map(|section| {
            let html = forms::inputs(section, &form, "sheet.")?;
            Ok((section.key.clone(), section.title.clone(), html))
        })
        .collect::<Result<_>>()?;
    let presents = visit.actor().is(Role::CarePresenter);
    let title = if id.is_some() { "事例を書く" } else { "事例の登録" };
    Ok(EditPage {
        frame: visit.frame(title),
        action: id.map_or("/cases".into(), |id| format!("/cases/{id}")),
        cancel: id.map_or("/cases".into(), |id| format!("/cases/{id}")),
        draft: id.map_or("case-new".into(), |id| format!("case-{id}")),
        label,
        confirmed,
        new: id.is_none(),
        person: None,
        alike: Vec::new(),
        someone: persons::inputs("person."),
        outline: Inputs::new("", Outline::fields_in(structure).iter().map(|field| &field.spec)),
        centers: if presents {
            structure.centers.iter().map(|c| Choice::new(&c.key, &c.name)).collect()
        } else {
            Vec::new()
        },
        presenters: if presents { Vec::new() } else { presenters(conn).await? },
        sections,
        factor_groups: factor_groups(structure, visit.today()),
        theirs: Vec::new(),
        form,
    })
}

async fn presenters(conn: &mut Conn) -> Result<Vec<Choice>> {
    let all = accounts::of_role(conn, Role::CarePresenter).await?;
    Ok(all
        .into_iter()
        .map(|(id, name, organisation)| Choice::new(id.as_str(), format!("{name}({organisation})")))
        .collect())
}
