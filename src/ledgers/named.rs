//! What references of records are called, and what may be chosen for them.

use std::collections::HashMap;

use super::{entry::Entry, rules, store};
use crate::{
    access::{Actor, Subject},
    accounts,
    db::Conn,
    error::Result,
    fields::{AnswerKind, Choice, FieldRole, RefTo, Spec},
    forms::Answers,
    preset::Ledger,
    structure::Structure,
};

/// Records of a ledger that a form offers at most.
const MOST: i64 = 500;

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
    is_offered(field) && (field.kind != AnswerKind::Ref || !field.choices.is_empty())
}

/// Whether a form can ask it: of references to rooms behind this one nothing is offered yet, nor are files kept.
pub fn is_offered(field: &Spec) -> bool {
    match field.kind {
        AnswerKind::File | AnswerKind::Computed => false,
        AnswerKind::Ref => match RefTo::of(&field.to) {
            Some(to) => to.is_structure() || to == RefTo::Account,
            None => true,
        },
        _ => true,
    }
}

/// A ledger whose fields offer what somebody may choose in this fiscal year, and what these answers chose already.
///
/// # Errors
/// Whatever reading the database gives.
pub async fn offering(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
    (ledger, answers, year): (&Ledger, &Answers, i16),
) -> Result<Ledger> {
    let called = naming(conn, (actor, structure), ledger, [answers]).await?;
    let mut ledger = ledger.clone();
    for field in ledger.sections.iter_mut().flat_map(|section| &mut section.fields) {
        field.choices.retain(|choice| choice.to_fiscal_year.is_none_or(|last| year <= last));
    }
    for field in fields_mut(&mut ledger) {
        if RefTo::of(&field.to) == Some(RefTo::Account) {
            let all = accounts::list(conn).await?;
            let choice = |account: accounts::Account| {
                let label = format!("{}（{}）", account.name, account.role.label());
                Choice::from((account.id.to_string(), label))
            };
            field.choices = all.into_iter().filter(|a| a.active).map(choice).collect();
        } else if let Ok(to) = store::kept(structure, &field.to.as_str().into())
            && rules::reach(&to, actor).all
        {
            let titles = store::titles(conn, &to.key, MOST).await?;
            field.choices =
                titles.into_iter().map(|(id, title)| (id.to_string(), title).into()).collect();
        }
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

/// A ledger whose references are called by name in these answers.
///
/// # Errors
/// Whatever reading the database gives.
pub async fn naming<'a>(
    conn: &mut Conn,
    (actor, structure): (&Actor, &Structure),
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
        let names = match RefTo::of(&field.to) {
            Some(RefTo::Account) => {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                accounts::names(conn, &ids).await?
            }
            Some(_) => HashMap::new(),
            None => {
                let subjects: Vec<Subject> =
                    ids.iter().map(|id| Subject::new("entry", id)).collect();
                let known = super::hooks::subjects(conn, actor, structure, &subjects).await?;
                known
                    .into_iter()
                    .map(|known| (known.subject.id, known.name.text().to_owned()))
                    .collect()
            }
        };
        // What somebody may not know of is there, and has no name.
        let name = |id: String| {
            let name = names.get(&id).cloned().unwrap_or_else(|| "（見られない記録）".to_owned());
            Choice::from((id, name))
        };
        field.choices = ids.into_iter().map(name).collect();
    }
    Ok(ledger)
}

/// References at what the structure does not know.
fn fields_mut(ledger: &mut Ledger) -> impl Iterator<Item = &mut Spec> {
    ledger.sections.iter_mut().flat_map(|section| &mut section.fields).filter(|field| {
        field.kind == AnswerKind::Ref
            && !RefTo::of(&field.to).is_some_and(RefTo::is_structure)
            && is_offered(field)
    })
}

/// What the records of a list answer.
///
/// # Errors
/// Internal, when one no longer reads.
pub fn answers(entries: &[Entry]) -> Result<Vec<Answers>> {
    entries.iter().map(Entry::answers).collect()
}
