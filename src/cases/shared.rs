//! The de-identified twin, written beside the named text and confirmed by the person who knows both.

use axum::{extract::Path, response::Response};

use super::{
    Case, CaseSheets, CaseStatus, Outline,
    act::Share,
    commands::{self, Sharable, Sharing},
    names::factor_name,
    sheet_form::sheet_form,
    store,
};
use crate::{
    access::Seen,
    db::Conn,
    error::{Result, unless_overtaken},
    fields::{self, Answer, Declared, Needed, Spec},
    forms::{self, Answers},
    id::CaseId,
    persons::{Gate, Leaves},
    preset::Form,
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "cases/shared.html")]
struct SharedPage {
    frame: Frame,
    form: FormState,
    case: Case,
    pairs: Vec<Pair>,
    /// Whether words stand in it that nobody saved yet.
    is_copied: bool,
    /// What else goes up, unrewritten: label and lines.
    beside: Vec<(String, Vec<String>)>,
    /// What somebody else saved meanwhile.
    theirs: Option<Vec<(String, String)>>,
}

/// How the words for others are written.
const HELP: &str = "氏名・地名・施設名が分からないように書きます";

/// A personal field: what is known by name, and the input for what others may read.
struct Pair {
    label: String,
    named: Vec<String>,
    input: String,
}

/// `GET /cases/{id}/shared`
pub async fn ask(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Share, &id, &mut conn).await?;
    let (case, sheets, definition) = load(&mut conn, &visit, &leave).await?;
    let mut form = FormState::empty().with("version", case.version).with("title", &case.title);
    forms::fill(definition.fields(), &sheets.shared, &mut form, "shared.");
    let beside = factors(&mut conn, &visit, &leave).await?;
    web::page(&page(&visit, form, case, &sheets, definition, beside)?)
}

/// `POST /cases/{id}/shared`: keeps the twin, and with `then=confirm` confirms it. With `then=copy` nothing is kept: empty fields
/// begin as the named text without the person's name, and what was typed stands.
pub async fn save(
    visit: Visit,
    Path(id): Path<CaseId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(Share, &id, &mut conn).await?;
    let (case, sheets, definition) = load(&mut conn, &visit, &leave).await?;
    let beside = factors(&mut conn, &visit, &leave).await?;
    if form.value("then") == "copy" {
        let gate = Gate::open(&mut conn, visit.actor(), vec![leave.center.clone()]).await?;
        let typed = read(definition, &mut form.clone());
        let mut copied = Answers::default();
        for field in definition.fields().filter(|f| f.personal && is_empty(&typed, &f.key)) {
            if let Some(answer) = sheets.named.get(&field.key) {
                copied.set(&field.key, without_names(answer, &gate, &leave)?);
            }
        }
        forms::fill(definition.fields(), &copied, &mut form, "shared.");
        return web::page(&page(&visit, form, case, &sheets, definition, beside)?);
    }
    drop(conn);
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or(0);
    let title = read_title(&mut form);
    let written = &read(definition, &mut form);
    let sharing = if form.value("then") == "confirm" { Sharing::Confirm } else { Sharing::Keep };
    let (structure, title) = (visit.structure(), title.as_str());
    let changed = match form.is_valid() {
        false => None,
        true => {
            let done = visit
                .act(Share, &leave.case, |mut tx, permit| async move {
                    let sharable = Sharable { title, written, sharing };
                    let changed =
                        commands::share(&mut tx, permit, structure, version, sharable).await?;
                    Ok((tx, changed))
                })
                .await;
            form.hear(unless_overtaken(done))?
        }
    };
    match changed {
        Some(Some(_)) => {}
        Some(None) => return collided(&visit, &leave, form).await,
        None => return web::refused(&page(&visit, form, case, &sheets, definition, beside)?),
    }
    Ok(match sharing {
        Sharing::Confirm => web::done(&format!("/cases/{id}"), confirmed(case.status)),
        Sharing::Keep => web::done(
            &format!("/cases/{id}/shared"),
            "匿名の内容を保存しました。まだ確認されていません。",
        ),
    })
}

/// What a confirmation opens, as things stand.
fn confirmed(status: CaseStatus) -> &'static str {
    match status {
        CaseStatus::Draft => "匿名の内容を確認しました。提出すると、議題にできます。",
        CaseStatus::Submitted => "匿名の内容を確認しました。議題にできるようになりました。",
        _ => "匿名の内容を確認しました。",
    }
}

async fn load<'v>(
    conn: &mut Conn,
    visit: &'v Visit,
    leave: &Seen<Share>,
) -> Result<(Case, CaseSheets, &'v Form)> {
    let store::Opened { case, sheets, .. } = store::opened(conn, leave).await?;
    let definition = sheet_form(visit.structure(), case.form_version)?;
    Ok((case, sheets, definition))
}

fn read(definition: &Form, form: &mut FormState) -> Answers {
    let mut written = Answers::default();
    let personal: Vec<Spec> =
        definition.fields().filter(|field| field.personal).map(beside_the_named).collect();
    forms::read(&personal, form, "shared.", &mut written);
    written
}

/// How a personal field is asked beside its named answer: all that stands there is needed for confirming, and nothing of it
/// for keeping. What the sheet says of how and when it is written is meant for the named text.
fn beside_the_named(field: &Spec) -> Spec {
    Spec { required: Needed::Never, help: HELP.into(), shown_if: None, ..field.clone() }
}

/// The title, with the limit that it has everywhere.
fn read_title(form: &mut FormState) -> String {
    let mut outline = Outline::blank();
    let title: Vec<_> = Outline::fields().iter().filter(|f| f.key == "title").cloned().collect();
    fields::read(&title, form, "", &mut outline);
    outline.title
}

/// The words of factors, which go up as they are.
async fn factors(
    conn: &mut Conn,
    visit: &Visit,
    leave: &Seen<Share>,
) -> Result<Vec<(String, Vec<String>)>> {
    let all = store::opened(conn, leave).await?.factors;
    let written = all.into_iter().filter(|factor| !factor.words.is_empty());
    Ok(written.map(|f| (factor_name(visit.structure(), &f.factor_id), vec![f.words])).collect())
}

fn is_empty(typed: &Answers, key: &str) -> bool {
    typed.get(key).is_none_or(Answer::is_empty)
}

/// An answer without names: a beginning for the person who writes, not a finished twin.
fn without_names(answer: &Answer, gate: &Gate, leave: &Seen<Share>) -> Result<Answer> {
    answer.rewritten(|text| match leave.person() {
        Some(about) => gate.rewritten(&about, text),
        None => Ok(text.clone()),
    })
}

async fn collided(visit: &Visit, leave: &Seen<Share>, mut form: FormState) -> Result<Response> {
    let mut conn = visit.read().await?;
    let (case, sheets, definition) = load(&mut conn, visit, leave).await?;
    let mut theirs = Vec::new();
    if form.value("title").trim() != case.title {
        theirs.push(("件名(匿名)".to_owned(), case.title.clone()));
    }
    theirs.extend(definition.fields().filter(|field| field.personal).filter_map(|field| {
        field.theirs(&form, &format!("shared.{}", field.key), sheets.shared.get(&field.key))
    }));
    form.set("version", case.version);
    let beside = factors(&mut conn, visit, leave).await?;
    let page = page(visit, form, case, &sheets, definition, beside)?;
    web::collided(&SharedPage { theirs: Some(theirs), ..page })
}

fn page(
    visit: &Visit,
    form: FormState,
    case: Case,
    sheets: &CaseSheets,
    definition: &Form,
    factors: Vec<(String, Vec<String>)>,
) -> Result<SharedPage> {
    let mut pairs = Vec::new();
    let mut beside = Vec::new();
    for answer in forms::show(definition, &sheets.named).into_iter().flat_map(|s| s.answers) {
        match definition.field(&answer.key) {
            Some(field) if field.personal => pairs.push(Pair {
                label: answer.label,
                named: answer.lines,
                input: forms::one_input(&beside_the_named(field), &form, "shared.")?,
            }),
            _ => beside.push((answer.label, answer.lines)),
        }
    }
    beside.extend(factors);
    let is_copied = form.value("then") == "copy";
    Ok(SharedPage {
        frame: visit.frame(format!("匿名の内容 {}", case.label)),
        form,
        case,
        pairs,
        is_copied,
        beside,
        theirs: None,
    })
}
