//! Writing on the sheet of a case, by name.

use axum::{extract::Path, response::Response};

use super::{
    AgeBand, CareLevel, Consent, FactorMark, Household, SheetInput,
    act::Edit,
    factor_fields::{FactorGroup, factor_groups, factor_words, read_factors},
    sheet_form::{current_form, sheet_form},
    store::{self, Changed},
    telling::refuse_telling,
};
use crate::{
    access::Role,
    accounts,
    clock::Day,
    db::Conn,
    error::Result,
    forms,
    id::{AccountId, CaseId, CaseKindId, PersonId},
    persons::{self, Sex},
    preset::{Form, Preset},
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
    pub sexes: Vec<Choice>,
    pub centers: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub presenters: Vec<Choice>,
    pub age_bands: Vec<Choice>,
    pub care_levels: Vec<Choice>,
    pub households: Vec<Choice>,
    pub consents: Vec<Choice>,
    pub sections: Vec<(String, String, String)>,
    pub factor_groups: Vec<FactorGroup>,
    /// What somebody else saved meanwhile: label, their value.
    pub theirs: Vec<(String, String)>,
}

/// `GET /cases/{id}/edit`
pub async fn ask(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _facts = visit.see(super::act::Edit, &id, &mut conn).await?;
    let form = filled(&mut conn, &visit, &id).await?;
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
    let facts = &visit.see(super::act::Edit, &id, &mut conn).await?;
    let case = store::find(&mut conn, &id).await?;
    let definition = sheet_form(visit.structure(), case.form_version)?;
    let person = persons::find(&mut conn, &case.person_id).await?;
    let mut sheet = read_sheet(&mut conn, &visit, &mut form, definition, person.born).await?;
    refuse_telling(&mut form, &person, factor_words(&visit));
    if visit.actor().is(Role::CarePresenter) {
        sheet.presenter_id = case.presenter_id.clone();
    }
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or(0);
    if !form.is_valid() {
        let page = page(&mut conn, &visit, form, Some(&id)).await?;
        return web::refused(&page);
    }
    drop(conn);
    let (_visiting, sheet) = (&visit, &sheet);
    let changed = visit
        .act(Edit, &facts.case, |mut tx, permit| async move {
            let changed = store::change(&mut tx, permit, version, sheet, definition).await?;
            Ok((tx, changed))
        })
        .await?;
    let sentence = match changed {
        Changed::Saved => "事例を保存しました。",
        Changed::ConfirmationWithdrawn => {
            "事例を保存しました。内容が変わったため、匿名の内容の確認を取り消しました。もう一度確認してください。"
        }
        Changed::Collided => return collided(&visit, &id, form).await,
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
async fn collided(visit: &Visit, id: &CaseId, mut form: FormState) -> Result<Response> {
    let mut conn = visit.read().await?;
    let saved = filled(&mut conn, visit, id).await?;
    let case = store::find(&mut conn, id).await?;
    let definition = sheet_form(visit.structure(), case.form_version)?;
    let known = |name: &str| {
        let words = [
            ("title", "件名"),
            ("kind", "種類"),
            ("presenter_name", "事例提供者"),
            ("care_level", "要介護度"),
            ("household", "世帯"),
            ("consent", "同意"),
        ];
        words.iter().find(|(key, _)| *key == name).map(|(_, label)| (*label).to_owned()).or_else(
            || {
                let key = name.strip_prefix("sheet.")?;
                definition.field(key.split('.').next()?).map(|f| f.label.clone())
            },
        )
    };
    let theirs = saved
        .pairs()
        .filter(|(name, value)| form.value(name) != *value)
        .filter_map(|(name, value)| Some((known(name)?, value.to_owned())))
        .collect();
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
    born: Option<Day>,
) -> Result<SheetInput> {
    let structure = visit.structure();
    let kind = form.required_choice("kind", "種類", &kinds(structure)).unwrap_or_default();
    let title = form.optional("title", "件名(匿名)", 60);
    let presenter_name = form.optional("presenter_name", "事例提供者", 60);
    let presenter_id = match visit.actor().seat() {
        Some(seat) if seat.role == Role::CarePresenter => Some(seat.account.clone()),
        _ => {
            let offered = presenters(conn, visit).await?;
            form.optional_choice("presenter", "事例提供者のアカウント", &offered)
                .map(AccountId::from)
        }
    };
    let age_band = match form.optional_key::<AgeBand>("age_band", "年齢階級") {
        Some(band) => band,
        None => {
            born.map_or(AgeBand::Unknown, |born| AgeBand::of(persons::age_on(born, visit.today())))
        }
    };
    let sex = form.optional_key("sex", "性別").unwrap_or(Sex::Unknown);
    let care_level = form.optional_key("care_level", "要介護度").unwrap_or(CareLevel::Unknown);
    let household = form.optional_key("household", "世帯").unwrap_or(Household::Unknown);
    let consent = form.required_key("consent", "同意").unwrap_or(Consent::Unasked);
    let consent_on = form.optional_day("consent_on", "同意を得た日");
    let consent_basis = form.optional("consent_basis", "根拠条項と判断者", 300);
    if consent == Consent::Named && consent_basis.is_empty() {
        form.error(
            "consent_basis",
            "同意なしに実名で検討するには、根拠条項と判断者を入力してください。",
        );
    }
    let named = forms::read(definition, form, "sheet.");
    let factors = read_factors(structure, visit.today(), form);
    Ok(SheetInput {
        kind_id: CaseKindId::from(kind),
        title,
        presenter_id,
        presenter_name,
        age_band,
        sex,
        care_level,
        household,
        consent,
        consent_on,
        consent_basis,
        form_version: i64::from(definition.version),
        named,
        factors,
    })
}

async fn filled(conn: &mut Conn, visit: &Visit, id: &CaseId) -> Result<FormState> {
    let case = store::find(conn, id).await?;
    let sheets = store::sheets(conn, id, &case.person_id).await?;
    let mut form = FormState::empty()
        .with("version", case.version)
        .with("kind", &case.kind_id)
        .with("title", &case.title)
        .with("presenter_name", &case.presenter_name)
        .with("presenter", case.presenter_id.as_ref().map_or("", AccountId::as_str))
        .with("age_band", case.age_band.code())
        .with("sex", case.sex.code())
        .with("care_level", case.care_level.code())
        .with("household", case.household.code())
        .with("consent", case.consent.code())
        .with("consent_on", case.consent_on.map(Day::short).unwrap_or_default())
        .with("consent_basis", &case.consent_basis);
    forms::fill(
        sheet_form(visit.structure(), case.form_version)?,
        &sheets.named,
        &mut form,
        "sheet.",
    );
    for factor in store::factors_of(conn, id).await? {
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
        sexes: persons::sex_choices(),
        centers: if presents {
            structure.centers.iter().map(|c| Choice::new(&c.key, &c.name)).collect()
        } else {
            Vec::new()
        },
        kinds: kinds(structure),
        presenters: if presents { Vec::new() } else { presenters(conn, visit).await? },
        age_bands: AgeBand::ALL.iter().copied().map(|a| Choice::new(a.code(), a.label())).collect(),
        care_levels: CareLevel::ALL
            .iter()
            .copied()
            .map(|l| Choice::new(l.code(), l.label()))
            .collect(),
        households: Household::ALL
            .iter()
            .copied()
            .map(|h| Choice::new(h.code(), h.label()))
            .collect(),
        consents: Consent::ALL.iter().copied().map(|c| Choice::new(c.code(), c.label())).collect(),
        sections,
        factor_groups: factor_groups(structure, visit.today()),
        theirs: Vec::new(),
        form,
    })
}

fn kinds(preset: &Preset) -> Vec<Choice> {
    preset.case_kinds.iter().map(|kind| Choice::new(&kind.key, &kind.name)).collect()
}

async fn presenters(conn: &mut Conn, _visit: &Visit) -> Result<Vec<Choice>> {
    let all = accounts::of_role(conn, Role::CarePresenter).await?;
    Ok(all
        .into_iter()
        .map(|(id, name, organisation)| Choice::new(id.as_str(), format!("{name}({organisation})")))
        .collect())
}
