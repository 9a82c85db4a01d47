//! What of a record's answers stands on its row: the columns of roles, and what it is called.

use crate::{
    fields::{Answer, AnswerKind, FieldRole, Spec},
    forms::Answers,
    id::{AccountId, CenterId, UnitId},
    preset::{Ledger, UnitTier},
};

use super::entry::Entry;

/// Characters of a record's label.
const LABEL: usize = 60;

/// The columns of a record.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub label: String,
    pub title: String,
    pub reading: String,
    /// The first day of what it is about; empty for none.
    pub day: String,
    pub ends_on: String,
    pub unit: Option<UnitId>,
    pub center: Option<CenterId>,
    pub assignee: Option<AccountId>,
}

impl Columns {
    /// What follows from the answers and the number; whose it is from its parent where it has one and does not say itself.
    pub fn of(
        ledger: &Ledger,
        answers: &Answers,
        (parent, number): (Option<&Entry>, &str),
    ) -> Columns {
        let said = |role: FieldRole| {
            let field = ledger.by_role(role)?;
            let answer = answers.get(&field.key).filter(|answer| !answer.is_empty())?;
            Some((field, answer))
        };
        let text = |role| said(role).map(|(_, answer)| answer.text().to_owned());
        let words = |role| said(role).map(|(field, answer)| in_words(field, answer));
        let title = words(FieldRole::Title).unwrap_or_default();
        let own = text(FieldRole::District)
            .map(|key| UnitTier::District.unit(key))
            .or_else(|| text(FieldRole::Area).map(|key| UnitTier::Area.unit(key)))
            .or_else(|| text(FieldRole::Center).map(|key| UnitTier::Center.unit(key)));
        // A record that is called by its place stands where the structure lists that.
        let place =
            ledger.fields().find(|field| ledger.label.contains(&format!("{{{}}}", field.key)));
        let placed = place.and_then(|field| Some(field.key(answers.get(&field.key)?)));
        let reading = text(FieldRole::Reading).or(placed).unwrap_or_else(|| title.clone());
        Columns {
            label: label(ledger, answers, (&title, number)),
            reading: nihon::fold_key(&reading).chars().take(LABEL).collect(),
            day: said(FieldRole::Day).map(|(f, a)| first_day(f, a)).unwrap_or_default(),
            ends_on: said(FieldRole::Until).map(|(f, a)| first_day(f, a)).unwrap_or_default(),
            unit: own.or_else(|| parent.map(|parent| parent.unit_id.clone())),
            center: text(FieldRole::Center)
                .map(CenterId::from)
                .or_else(|| parent.and_then(|parent| parent.center_id.clone())),
            assignee: text(FieldRole::Assignee).map(AccountId::from),
            title,
        }
    }
}

/// What a record is called: as its ledger says, or by its title.
fn label(ledger: &Ledger, answers: &Answers, (title, number): (&str, &str)) -> String {
    let mut label = if ledger.label.is_empty() {
        title.to_owned()
    } else {
        ledger.label.replace("{number}", number)
    };
    for field in ledger.fields() {
        let mark = format!("{{{}}}", field.key);
        if label.contains(&mark) {
            let words = answers.get(&field.key).map(|a| in_words(field, a)).unwrap_or_default();
            label = label.replace(&mark, &words);
        }
    }
    let label: String = label.trim().chars().take(LABEL).collect();
    if label.is_empty() { format!("名前のない{}", ledger.one()) } else { label }
}

fn in_words(field: &Spec, answer: &Answer) -> String {
    field.lines(answer).join("、")
}

/// The first day of a day, a month or a fiscal year, by which it is sorted.
fn first_day(field: &Spec, answer: &Answer) -> String {
    match field.kind {
        AnswerKind::Year => format!("{}-04-01", answer.text()),
        _ => field.key(answer),
    }
}

/// What of an answer others may ask for: the keys of choices, and what references point at, with what that is.
pub fn values(field: &Spec, answer: &Answer) -> Vec<String> {
    use AnswerKind::{Choice, Mark, Multi, Ref, Week, YesNo};
    let keys = keys(answer);
    match field.kind {
        Choice | Mark | Multi | Week | YesNo => keys,
        Ref => keys.iter().map(|key| pointed(&field.to, key)).collect(),
        _ => Vec::new(),
    }
}

/// The keys that were chosen.
pub fn keys(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Many(keys) => keys.clone(),
        Answer::Text(text) if !text.is_empty() => vec![text.clone()],
        Answer::Text(_) | Answer::Stages { .. } | Answer::Rows(_) => Vec::new(),
    }
}

/// How a reference is kept among the values: 「district.aji」, 「meeting.0192…」.
pub fn pointed(to: &str, key: &str) -> String {
    format!("{to}.{key}")
}
