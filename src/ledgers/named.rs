//! What references of records are called, and what may be chosen for them.

use std::collections::HashMap;

use super::{
    entry::{Entry, named},
    rules, store,
};
use crate::{
    access::{self, Actor, Subject},
    accounts,
    conferences::{self, LadderAction, LadderFacts},
    db::Conn,
    error::Result,
    fields::{Answer, AnswerKind, Choice, FieldRole, Look, RefTo, Spec, finding},
    forms::Answers,
    id::EntryId,
    preset::Ledger,
    room::{Known, Wish},
    structure::Structure,
    web::FormState,
};

/// Records that a form offers as a list; where there are more, they are looked for by part of their name.
const MOST: i64 = 500;
/// Records that are shown of those that were looked for.
const FOUND: i64 = 20;
/// What somebody may not know of.
const UNKNOWN: &str = "（見られない記録）";
/// Records of which the names are asked for at once.
const AT_ONCE: usize = 5_000;

/// Whether a form asks it: what belongs there and what something is offered for.
pub fn is_asked(field: &Spec, form: (bool, i16), answers: &Answers) -> bool {
    is_askable(field) && belongs(field, form, answers)
}

/// Whether it belongs into a form: not what the record above says, nor what is not asked in this fiscal year unless it was
/// answered.
pub fn belongs(field: &Spec, (has_parent, year): (bool, i16), answers: &Answers) -> bool {
    let above = has_parent && field.role.is_some_and(|role| FieldRole::PLACES.contains(&role));
    let in_year = field.from_fiscal_year.is_none_or(|first| first <= year)
        && field.to_fiscal_year.is_none_or(|last| year <= last);
    let answered = answers.get(&field.key).is_some();
    !above && (in_year || answered)
}

/// Whether somebody can answer it: a reference to what nothing is offered of nobody can.
pub fn is_askable(field: &Spec) -> bool {
    let offers = !field.choices.is_empty() || field.look == Look::Sought;
    is_offered(field) && (field.kind != AnswerKind::Ref || offers)
}

/// Whether a form can ask it: who is cared for is sealed, and of files and inquiries nothing is kept yet.
pub fn is_offered(field: &Spec) -> bool {
    match field.kind {
        AnswerKind::File | AnswerKind::Computed => false,
        AnswerKind::Ref => !matches!(RefTo::of(&field.to), Some(RefTo::Person | RefTo::Inquiry)),
        _ => true,
    }
}

/// A ledger whose fields offer what somebody may choose in this fiscal year, and what these answers and the form chose
/// already. A record never offers itself.
///
/// # Errors
/// Whatever reading the database gives.
pub async fn offering(
    conn: &mut Conn,
    of: (&Actor, &Structure),
    (ledger, answers, year): (&Ledger, &Answers, i16),
    (form, own): (&FormState, Option<&EntryId>),
) -> Result<Ledger> {
    let called = naming(conn, of, ledger, [answers]).await?;
    let mut ledger = ledger.clone();
    for field in ledger.sections.iter_mut().flat_map(|section| &mut section.fields) {
        field.choices.retain(|choice| choice.to_fiscal_year.is_none_or(|last| year <= last));
    }
    for field in fields_mut(&mut ledger) {
        let name = named(&field.key);
        let mut all = offered(conn, of, &field.to, ("", MOST + 1)).await?;
        let is_account = RefTo::of(&field.to) == Some(RefTo::Account);
        if !is_account && all.len() as i64 > MOST {
            field.look = Look::Sought;
            all = match form.value(&finding(&name)).trim() {
                "" => Vec::new(),
                words => offered(conn, of, &field.to, (words, FOUND)).await?,
            };
        }
        // What a link or the form chose, as far as whoever writes may know of it.
        let chosen = form.values(&name).iter().filter(|_| !is_account);
        let besides = chosen.filter(|id| !all.iter().any(|(one, _)| one == *id));
        let besides: Vec<String> = besides.cloned().collect();
        all.extend(names(conn, of, &field.to, &besides).await?);
        all.retain(|(id, _)| own.is_none_or(|own| own.as_str() != id.as_str()));
        field.choices = all.into_iter().map(Choice::from).collect();
    }
    // What was chosen stays to be chosen, whatever became of it.
    for field in ledger.sections.iter_mut().flat_map(|section| &mut section.fields) {
        let chosen = answers.get(&field.key).map(super::columns::keys).unwrap_or_default();
        if field.choices.is_empty() && field.kind != AnswerKind::Ref {
            continue;
        }
        for key in chosen {
            if !field.choices.iter().any(|choice| choice.key == key) {
                let known = called.field(&field.key).and_then(|field| field.choice_name(&key));
                let name =
                    known.map_or_else(|| format!("{key}（いまは選べません）"), str::to_owned);
                field.choices.push(Choice::from((key, name)));
            }
        }
    }
    Ok(ledger)
}

/// What somebody may point at, with its name; of records those that hold the words, so many at most.
async fn offered(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
    to: &str,
    (words, most): (&str, i64),
) -> Result<Vec<(String, String)>> {
    match RefTo::of(to) {
        Some(RefTo::Account) => {
            let all = accounts::list(conn).await?.into_iter().filter(|account| account.active);
            let called = |account: accounts::Account| {
                let name = format!("{}（{}）", account.name, account.role.label());
                (account.id.to_string(), name)
            };
            Ok(all.map(called).collect())
        }
        Some(RefTo::Conference) => {
            let sought = nihon::sought(words);
            let known = conferences_known(conn, actor).await?.into_iter();
            let found = known.filter(|(_, name)| nihon::sought(name).contains(&sought));
            Ok(found.take(most as usize).collect())
        }
        Some(kind) => {
            let wish = Wish { kind: kind.code(), words, most };
            let known = crate::offers(conn, actor, structure, &wish).await?;
            Ok(known.into_iter().map(called).collect())
        }
        None => match store::kept(structure, &to.into()) {
            Ok(ledger) => {
                let scope = rules::reach(&ledger, actor);
                store::titles(conn, (&ledger.key, &scope), (words, most)).await
            }
            Err(_) => Ok(Vec::new()),
        },
    }
}

/// What these are called that a reference points at, as far as the actor may know of them.
async fn names(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
    to: &str,
    ids: &[String],
) -> Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        match RefTo::of(to) {
            Some(RefTo::Account) => {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                all.extend(accounts::names(conn, &ids).await?);
            }
            Some(RefTo::Conference) => {
                let known = conferences_known(conn, actor).await?;
                all.extend(known.into_iter().filter(|(id, _)| ids.contains(id)));
            }
            Some(kind) => {
                let asked = ids.iter().map(|id| Subject::new(kind.code(), id));
                let asked: Vec<Subject> = asked.collect();
                let known = crate::subjects(conn, actor, structure, &asked).await?;
                all.extend(known.into_iter().map(called));
            }
            None => {
                let Ok(ledger) = store::kept(structure, &to.into()) else { continue };
                let scope = rules::reach(&ledger, actor);
                all.extend(store::titles_of(conn, (&ledger.key, &scope), ids).await?);
            }
        }
    }
    Ok(all)
}

fn called(known: Known) -> (String, String) {
    (known.subject.id, known.name.text().to_owned())
}

/// Conferences by name, for those who may look at the ladder.
async fn conferences_known(conn: &mut Conn, actor: &Actor) -> Result<Vec<(String, String)>> {
    let ladder = LadderFacts { municipality: actor.municipality().clone() };
    if !access::may(LadderAction::ReadLadder, actor, &ladder) {
        return Ok(Vec::new());
    }
    let all = conferences::list(conn).await?.into_iter();
    Ok(all.map(|one| (one.id.to_string(), one.name)).collect())
}

/// A ledger whose references are called by name in these answers.
///
/// # Errors
/// Whatever reading the database gives.
pub async fn naming<'a>(
    conn: &mut Conn,
    of: (&Actor, &Structure),
    ledger: &Ledger,
    answers: impl IntoIterator<Item = &'a Answers>,
) -> Result<Ledger> {
    let (mut ledger, answers) = (ledger.clone(), answers.into_iter().collect::<Vec<_>>());
    for field in fields_mut(&mut ledger) {
        let said = answers.iter().filter_map(|answers| answers.get(&field.key));
        let mut ids: Vec<String> = said.flat_map(super::columns::keys).collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            continue;
        }
        let names: HashMap<String, String> =
            names(conn, of, &field.to, &ids).await?.into_iter().collect();
        // What somebody may not know of is there, and has no name.
        let name = |id: String| {
            let name = names.get(&id).cloned().unwrap_or_else(|| UNKNOWN.to_owned());
            Choice::from((id, name))
        };
        field.choices = ids.into_iter().map(name).collect();
    }
    Ok(ledger)
}

/// What an answer points at in a ledger whose references are called by name: each with its page, where the reader may open it.
pub fn pointed_at(field: &Spec, answer: &Answer) -> Vec<(String, Option<String>)> {
    let page = match RefTo::of(&field.to) {
        None => "/records",
        Some(RefTo::Meeting) => "/meetings",
        Some(RefTo::Case) => "/cases",
        Some(RefTo::Issue) => "/issues",
        Some(RefTo::Measure) => "/measures",
        Some(_) => "",
    };
    let link = |key: String| {
        let name = field.choice_name(&key).unwrap_or(UNKNOWN).to_owned();
        let opens = !page.is_empty() && name != UNKNOWN;
        (name, opens.then(|| format!("{page}/{key}")))
    };
    super::columns::keys(answer).into_iter().map(link).collect()
}

/// A ledger of which these fields offer what an address asks for, as far as the actor may know of it.
///
/// # Errors
/// Whatever reading the database gives.
pub async fn asked_for(
    conn: &mut Conn,
    of: (&Actor, &Structure),
    ledger: &Ledger,
    asked: impl Fn(&Spec) -> String,
) -> Result<Ledger> {
    let mut ledger = ledger.clone();
    for field in fields_mut(&mut ledger) {
        let asked = asked(field);
        if !asked.is_empty() {
            let known = names(conn, of, &field.to, &[asked]).await?;
            field.choices = known.into_iter().map(Choice::from).collect();
        }
    }
    Ok(ledger)
}

/// Whether it points at what the structure does not know.
pub fn points_beyond(field: &Spec) -> bool {
    field.kind == AnswerKind::Ref
        && !RefTo::of(&field.to).is_some_and(RefTo::is_structure)
        && is_offered(field)
}

fn fields_mut(ledger: &mut Ledger) -> impl Iterator<Item = &mut Spec> {
    let fields = ledger.sections.iter_mut().flat_map(|section| &mut section.fields);
    fields.filter(|field| points_beyond(field))
}

/// What the records of a list answer.
///
/// # Errors
/// Internal, when one no longer reads.
pub fn answers(entries: &[Entry]) -> Result<Vec<Answers>> {
    entries.iter().map(Entry::answers).collect()
}
