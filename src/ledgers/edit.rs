//! `/ledgers/{ledger}/new` and `/records/{id}/edit`: a record is begun, and what it says is written anew.

use axum::{extract::Path, response::Response};

use super::{
    commands::{self, NewEntry},
    entry::{Entry, PREFIX, Why, Written, named},
    named::{self as names, is_asked, is_offered},
    opening::{self, Opening},
    rules::{Change, EntryFacts, LedgerAction},
    store::{self, Asked},
};
use crate::{
    db::Conn,
    error::{Refusals, Result, unless_overtaken},
    fields::{self, AnswerKind, Beginning, Needed, Spec},
    forms::{self, Answers},
    id::{EntryId, LedgerId},
    preset::{FormSection, Ledger, UnitTier},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "ledgers/edit.html")]
struct EditPage {
    frame: Frame,
    form: FormState,
    ledger: Ledger,
    /// Title and inputs of each section.
    sections: Vec<(String, String)>,
    /// None while the record is new.
    entry: Option<Entry>,
    /// The record below which a new one stands.
    parent: Option<Entry>,
    why: Vec<Choice>,
    theirs: Option<Vec<(String, String)>>,
    back: String,
}

/// Why what is written changes, on the page.
const CHANGED: &str = "changed";
const MISTAKEN: &str = "mistaken";

/// The sections of a form with what is asked; what is needed there, nothing is saved without.
fn asked(
    ledger: &Ledger,
    (form, keeps): ((bool, i16), bool),
    answers: &Answers,
) -> Vec<FormSection> {
    let mut sections = ledger.sections.clone();
    for section in &mut sections {
        section.fields.retain(|field| is_asked(field, form, answers) && (keeps || !field.personal));
        for field in section.fields.iter_mut().filter(|field| !field.required.is_not()) {
            field.required = Needed::Always;
        }
    }
    sections.retain(|section| !section.fields.is_empty());
    sections
}

fn drawn(sections: &[FormSection], form: &FormState) -> Result<Vec<(String, String)>> {
    sections
        .iter()
        .map(|section| Ok((section.title.clone(), forms::inputs(section, form, PREFIX)?)))
        .collect()
}

/// Reads what a page says of these sections over `answers`.
pub fn read(sections: &[FormSection], form: &mut FormState, answers: &mut Answers) {
    forms::read(sections.iter().flat_map(|section| &section.fields), form, PREFIX, answers);
}

/// Whether somebody looks for what a field may point at, and does not save yet.
pub(super) fn looks_for_something(form: &FormState) -> bool {
    !form.value(fields::FIND).is_empty()
}

async fn parent_of(
    conn: &mut Conn,
    visit: &Visit,
    ledger: &Ledger,
    id: &str,
) -> Result<Option<Entry>> {
    if ledger.parent.is_none() || id.is_empty() {
        return Ok(None);
    }
    let (structure, entry) = (visit.structure().clone(), EntryId::from(id));
    let asked = Asked { entry: entry.clone(), structure, step: None };
    let _ = visit.see(super::rules::ReadEntry, &asked, conn).await?;
    store::find(conn, &entry).await.map(Some)
}

/// `GET /ledgers/{ledger}/new`
pub async fn ask_new(visit: Visit, Path(key): Path<LedgerId>) -> Result<Response> {
    let ledger = store::kept(visit.structure(), &key)?;
    visit.check(LedgerAction::Register, &EntryFacts::new_in(ledger.clone()))?;
    let mut form = FormState::empty().with("parent", visit.query("parent"));
    for field in ledger.fields() {
        let begins = match field.default {
            Some(Beginning::Today) => Some(visit.today().short()),
            Some(Beginning::Me) => visit.actor().seat().map(|seat| seat.account.to_string()),
            Some(Beginning::OwnDistrict) => own_district(&visit),
            Some(Beginning::Last) | None => None,
        };
        if let Some(begins) = begins {
            form.set(&named(&field.key), begins);
        }
    }
    // A link may say what a new record answers.
    for field in ledger.fields().filter(|field| is_offered(field)) {
        let said = visit.query(&field.key);
        if !said.is_empty() && field.kind != AnswerKind::Textarea {
            form.set(&named(&field.key), said);
        }
    }
    let mut conn = visit.read().await?;
    web::page(&new_page(&visit, &mut conn, (&ledger, form)).await?)
}

/// The one district in which somebody sits; none for several.
fn own_district(visit: &Visit) -> Option<String> {
    let units = &visit.actor().seat()?.standing.units;
    let mut districts = units.iter().filter(|unit| unit.tier() == Some(UnitTier::District));
    districts.next().filter(|_| districts.next().is_none()).map(|unit| unit.key().to_owned())
}

async fn new_page(
    visit: &Visit,
    conn: &mut Conn,
    (ledger, form): (&Ledger, FormState),
) -> Result<EditPage> {
    let of = (visit.actor(), visit.structure());
    let year = visit.today().fiscal_year();
    let parent = parent_of(conn, visit, ledger, form.value("parent")).await?;
    let none = Answers::default();
    let ledger = names::offering(conn, of, (ledger, &none, year), (&form, None)).await?;
    let keeps = opening::keeps(visit, &EntryFacts::new_in(ledger.clone().into()));
    let sections = drawn(&asked(&ledger, ((parent.is_some(), year), keeps), &none), &form)?;
    let above = parent.as_ref().map(|parent| format!("/records/{}", parent.id));
    Ok(EditPage {
        frame: visit.frame(ledger.add_words()),
        back: above.unwrap_or_else(|| format!("/ledgers/{}", ledger.key)),
        form,
        sections,
        ledger,
        entry: None,
        parent,
        why: Vec::new(),
        theirs: None,
    })
}

/// `POST /ledgers/{ledger}`
pub async fn create(
    visit: Visit,
    Path(key): Path<LedgerId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let structure = visit.structure();
    let ledger = store::kept(structure, &key)?;
    visit.check(LedgerAction::Register, &EntryFacts::new_in(ledger.clone()))?;
    let mut conn = visit.read().await?;
    let parent = parent_of(&mut conn, &visit, &ledger, form.value("parent")).await?;
    let (mut answers, year) = (Answers::default(), visit.today().fiscal_year());
    let of = (visit.actor(), structure);
    if looks_for_something(&form) {
        return web::page(&new_page(&visit, &mut conn, (&ledger, form)).await?);
    }
    let asked_of = (&*ledger, &answers, year);
    let offered = names::offering(&mut conn, of, asked_of, (&form, None)).await?;
    let keeps = opening::keeps(&visit, &EntryFacts::new_in(ledger.clone()));
    let sections = asked(&offered, ((parent.is_some(), year), keeps), &answers);
    read(&sections, &mut form, &mut answers);
    drop(conn);
    let written = Written { ledger: offered.into(), answers, personal: keeps, asked: None };
    let since = form.known_by("on", "いつから", visit.today());
    let new = &NewEntry { written, parent: parent.map(|parent| parent.id), since };
    let actor = visit.actor();
    let command = visit.in_turn(format!("ledger {key}")).write(|mut tx| async move {
        let id = commands::register(&mut tx, actor, new).await?;
        Ok((tx, id))
    });
    match form.ask(Refusals::default, command).await? {
        Some(id) => Ok(web::done(&format!("/records/{id}"), "登録しました。")),
        None => {
            let mut conn = visit.read().await?;
            web::refused(&new_page(&visit, &mut conn, (&ledger, form)).await?)
        }
    }
}

/// `GET /records/{id}/edit`
pub async fn ask_edit(visit: Visit, Path(id): Path<EntryId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let key = Asked { entry: id.clone(), structure: visit.structure().clone(), step: None };
    let facts = visit.see(Change, &key, &mut conn).await?;
    let mut entry = store::find(&mut conn, &id).await?;
    let one = std::slice::from_mut(&mut entry);
    let opening = opening::open(&visit, &mut conn, &facts, one).await?;
    let mut form = FormState::empty().with("version", entry.version).with("why", CHANGED);
    forms::fill(facts.ledger.fields(), &entry.answers()?, &mut form, PREFIX);
    web::page(&edit_page(&visit, &mut conn, (&facts.ledger, entry, opening), form).await?)
}

async fn edit_page(
    visit: &Visit,
    conn: &mut Conn,
    (ledger, entry, opening): (&Ledger, Entry, Opening),
    form: FormState,
) -> Result<EditPage> {
    let of = (visit.actor(), visit.structure());
    let year = visit.today().fiscal_year();
    let answers = entry.answers()?;
    let own = Some(&entry.id);
    let ledger = names::offering(conn, of, (ledger, &answers, year), (&form, own)).await?;
    let of_form = ((entry.parent_id.is_some(), year), opening.is_open());
    let sections = drawn(&asked(&ledger, of_form, &answers), &form)?;
    Ok(EditPage {
        frame: visit.frame("内容を直す"),
        back: format!("/records/{}", entry.id),
        form,
        sections,
        ledger,
        parent: None,
        why: vec![
            Choice::new(CHANGED, "変わったことを書く").with_help("前の内容も「経過」に残ります"),
            Choice::new(MISTAKEN, "書き間違いを直す")
                .with_help("前の内容は「書き間違い」として残ります"),
        ],
        entry: Some(entry),
        theirs: None,
    })
}

/// `POST /records/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<EntryId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let key = Asked { entry: id.clone(), structure: visit.structure().clone(), step: None };
    let facts = visit.see(Change, &key, &mut conn).await?;
    let mut entry = store::find(&mut conn, &id).await?;
    let one = std::slice::from_mut(&mut entry);
    let opening = opening::open(&visit, &mut conn, &facts, one).await?;
    let of = (visit.actor(), visit.structure());
    let (mut answers, year) = (entry.answers()?, visit.today().fiscal_year());
    if looks_for_something(&form) {
        let page = edit_page(&visit, &mut conn, (&facts.ledger, entry, opening), form).await?;
        return web::page(&page);
    }
    let asked_of = (&*facts.ledger, &answers, year);
    let offered = names::offering(&mut conn, of, asked_of, (&form, Some(&id))).await?;
    let of_form = ((entry.parent_id.is_some(), year), opening.is_open());
    let fields = asked(&offered, of_form, &answers);
    read(&fields, &mut form, &mut answers);
    let version = form.required_integer("version", "版", 1..=i64::MAX).unwrap_or_default();
    let mistaken = form.value("why") == MISTAKEN;
    let since = form.known_by("on", "いつから", visit.today());
    let why = match mistaken {
        true => Why::Mistaken(since),
        false => Why::Changed(since.unwrap_or_else(|| visit.today().into())),
    };
    let personal = opening.is_open();
    let written = &Written { ledger: offered.clone().into(), answers, personal, asked: None };
    drop(conn);
    let command = visit.act(Change, &key, |mut tx, permit| async move {
        commands::change(&mut tx, permit, version, (written, why)).await?;
        Ok((tx, ()))
    });
    let saved = unless_overtaken(form.ask(Refusals::default, command).await)?;
    let mut conn = visit.read().await?;
    let mut entry = store::find(&mut conn, &id).await?;
    let one = std::slice::from_mut(&mut entry);
    let opening = opening::open(&visit, &mut conn, &facts, one).await?;
    match saved {
        Some(Some(())) => Ok(web::done(&format!("/records/{id}"), "保存しました。")),
        Some(None) => {
            let page = edit_page(&visit, &mut conn, (&facts.ledger, entry, opening), form).await?;
            web::refused(&page)
        }
        None => {
            let now = entry.answers()?;
            let theirs =
                |field: &Spec| field.theirs(&form, &named(&field.key), now.get(&field.key));
            let fields = fields.iter().flat_map(|section| &section.fields);
            let theirs = Some(fields.filter_map(theirs).collect());
            form.set("version", entry.version);
            let page = edit_page(&visit, &mut conn, (&facts.ledger, entry, opening), form).await?;
            web::collided(&EditPage { theirs, ..page })
        }
    }
}
