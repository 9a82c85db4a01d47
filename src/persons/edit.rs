//! Registering a person and changing what is written of one.

use axum::{extract::Path, response::Response};

use super::{
    Change, NewPerson, Person, PersonAction, PersonFacts, Register, Sex, list::own_center, store,
};
use crate::{
    access::Load,
    db::Conn,
    error::{Result, unless_overtaken},
    id::{CenterId, PersonId},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "persons/edit.html")]
struct EditPage {
    frame: Frame,
    form: FormState,
    /// None for somebody new.
    id: Option<PersonId>,
    sexes: Vec<Choice>,
    /// Persons who may be the same one: id and name.
    alike: Vec<(PersonId, String)>,
    /// What somebody else saved meanwhile: label, their value.
    theirs: Vec<(&'static str, String)>,
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
    let person = read_person(&mut form, "", facts.center.clone());
    if !form.is_valid() {
        return web::refused(&page(&visit, form, None));
    }
    let mut conn = visit.read().await?;
    let alike = alike(&mut conn, &person).await?;
    drop(conn);
    if !alike.is_empty() && !form.ticked("another") {
        form.error("", "同じ氏名か被保険者番号の人が、すでに登録されています。別の人であれば、下の欄で確認して登録してください。");
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
    let _facts = visit.see(super::rules::Change, &id, &mut conn).await?;
    let person = store::find(&mut conn, &id).await?;
    web::page(&page(&visit, filled(&person), Some(id)))
}

/// `POST /persons/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<PersonId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let facts = &PersonFacts::load(&mut conn, &id).await?;
    drop(conn);
    visit.check(PersonAction::Change, facts)?;
    let person = &read_person(&mut form, "", facts.center.clone());
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
    let saved = store::find(&mut conn, &id).await?;
    form.set("version", saved.version);
    form.error("", "ほかの人が先に保存しました。まだ保存されていません。下の内容を見比べて、もう一度保存してください。");
    let theirs = vec![
        ("氏名", saved.name),
        ("フリガナ", saved.kana),
        ("生年月日", saved.born.map(|day| day.long()).unwrap_or_default()),
        ("住所", saved.address),
        ("被保険者番号", saved.insured_number),
        ("性別", saved.sex.label().to_owned()),
    ];
    web::collided(&EditPage { theirs, ..page(&visit, form, Some(id)) })
}

fn page(visit: &Visit, form: FormState, id: Option<PersonId>) -> EditPage {
    let title =
        if id.is_some() { "支援対象者の内容を直す" } else { "支援対象者の登録" };
    EditPage {
        frame: visit.frame(title),
        form,
        id,
        sexes: sex_choices(),
        alike: Vec::new(),
        theirs: Vec::new(),
    }
}

fn filled(person: &Person) -> FormState {
    FormState::empty()
        .with("name", &person.name)
        .with("kana", &person.kana)
        .with("born", person.born.map(|day| day.short()).unwrap_or_default())
        .with("address", &person.address)
        .with("insured_number", &person.insured_number)
        .with("sex", person.sex.code())
        .with("version", person.version)
}

/// 性別 as choices.
pub fn sex_choices() -> Vec<Choice> {
    Sex::ALL.iter().copied().map(|sex| Choice::new(sex.code(), sex.label())).collect()
}

/// Reads a person from a form in which every field is called `prefix` and its name.
pub fn read_person(form: &mut FormState, prefix: &str, center_id: CenterId) -> NewPerson {
    let field = |name: &str| format!("{prefix}{name}");
    let name = form.required(&field("name"), "氏名", 60);
    let typed = form.optional(&field("kana"), "フリガナ", 60);
    let kana = nihon::kana::to_katakana(&nihon::fold(&typed));
    if !typed.is_empty() && !nihon::kana::is_kana(&kana.replace([' ', '　'], "")) {
        form.error(&field("kana"), "フリガナは、かな・カナで入力してください。");
    }
    let born = form.optional_day(&field("born"), "生年月日");
    let address = form.optional(&field("address"), "住所", 200);
    let number = nihon::fold(&form.optional(&field("insured_number"), "被保険者番号", 20));
    if !number.is_empty() && (number.len() != 10 || !number.bytes().all(|b| b.is_ascii_digit())) {
        form.error(&field("insured_number"), "被保険者番号は、10桁の数字で入力してください。");
    }
    let sex = form.optional_key(&field("sex"), "性別").unwrap_or(Sex::Unknown);
    NewPerson { center_id, name, kana, born, address, insured_number: number, sex }
}

/// Persons of the centre who may be the same one, by name.
pub async fn alike(conn: &mut Conn, person: &NewPerson) -> Result<Vec<(PersonId, String)>> {
    let mut alike = Vec::new();
    for id in store::same_as(conn, person).await? {
        let found = store::find(conn, &id).await?;
        alike.push((id, found.name));
    }
    Ok(alike)
}
