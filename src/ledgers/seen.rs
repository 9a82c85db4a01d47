//! The one door out: which fields of a ledger somebody sees.

use super::{named, rules::EntryFacts};
use crate::{
    access::{Actor, Circle},
    fields::Spec,
    forms::Answers,
    id::UnitId,
    preset::{Audience, FormSection, Ledger},
};

/// What somebody sees of a record; lists, orders, files and pages are made of these fields alone.
pub struct Seen<'l> {
    ledger: &'l Ledger,
    fields: Vec<&'l Spec>,
}

/// An answer in words.
pub struct Said {
    pub label: String,
    /// Each with the page of what it points at.
    pub lines: Vec<(String, Option<String>)>,
    pub note: String,
    /// It lies sealed, and its keepers alone see it.
    pub personal: bool,
}

impl<'l> Seen<'l> {
    /// Of one record. Who writes sees all; a field that names an audience is seen by that and by narrower ones, and where one
    /// of a ledger's fields names one, those that name none are for the narrowest. What may tell of somebody is its keepers'.
    pub fn of(facts: &'l EntryFacts, audiences: &[Audience], actor: &Actor) -> Seen<'l> {
        let keeps = facts.held_by(&facts.ledger.keeper, actor);
        let open = Seen::tier(&facts.ledger, facts, audiences, actor);
        let shown = |field: &&Spec| open.shows(&field.key) || (keeps && field.personal);
        Seen { ledger: open.ledger, fields: open.ledger.fields().filter(shown).collect() }
    }

    /// All that others than those who write and keep a record may ever read of it.
    pub fn by_others(facts: &'l EntryFacts) -> Seen<'l> {
        let open = |field: &&Spec| !field.personal;
        Seen { ledger: &facts.ledger, fields: facts.ledger.fields().filter(open).collect() }
    }

    /// Of every record of a ledger, whosever it is: what lists may be sorted by and narrowed to.
    pub fn anywhere(facts: &'l EntryFacts, audiences: &[Audience], actor: &Actor) -> Seen<'l> {
        let nowhere = EntryFacts { unit: Some(UnitId::from("")), ..facts.clone() };
        Seen::tier(&facts.ledger, &nowhere, audiences, actor)
    }

    /// Of whatever record, by every one of the ledger's readers: what is not theirs alone.
    pub fn by_all(ledger: &'l Ledger, audiences: &[Audience]) -> Seen<'l> {
        let open = ledger.fields().all(|field| field.audience.is_empty());
        let known = [&ledger.read[..], &ledger.keeper].concat();
        let reads = |circle: &&Circle| !ledger.write.contains(circle);
        let sees = |field: &Spec, circle: &Circle| {
            let mut from = audiences.iter().skip(tier_of(field, audiences));
            from.any(|one| one.who.contains(circle) || one.who.contains(&Circle::Public))
        };
        let seen = |field: &&Spec| {
            !field.personal
                && (open || known.iter().filter(reads).all(|circle| sees(field, circle)))
        };
        Seen { ledger, fields: ledger.fields().filter(seen).collect() }
    }

    fn tier(
        ledger: &'l Ledger,
        facts: &EntryFacts,
        audiences: &[Audience],
        actor: &Actor,
    ) -> Seen<'l> {
        let all = actor.is_system()
            || facts.held_by(&ledger.write, actor)
            || ledger.fields().all(|field| field.audience.is_empty());
        // Audiences stand widest first.
        let narrowest = audiences.iter().rposition(|one| facts.held_by(&one.who, actor));
        let sees =
            |field: &&Spec| all || narrowest.is_some_and(|tier| tier >= tier_of(field, audiences));
        let asked = |field: &&Spec| !field.personal;
        Seen { ledger, fields: ledger.fields().filter(asked).filter(sees).collect() }
    }

    /// The fields, in the order of the form.
    pub fn fields(&self) -> &[&'l Spec] {
        &self.fields
    }

    /// What was answered of them, section by section.
    pub fn said(&self, answers: &Answers) -> Vec<(String, Vec<Said>)> {
        let said = |field: &Spec| {
            let answer = answers.get(&field.key)?;
            let lines = match named::points_beyond(field) {
                true => named::pointed_at(field, answer),
                false => field.lines(answer).into_iter().map(|line| (line, None)).collect(),
            };
            Some(Said {
                lines,
                label: field.label.clone(),
                note: field.note(),
                personal: field.personal,
            })
        };
        let section = |section: &FormSection| {
            let fields = section.fields.iter().filter(|field| self.shows(&field.key));
            (section.title.clone(), fields.filter_map(said).collect::<Vec<_>>())
        };
        let all = self.ledger.sections.iter().map(section);
        all.filter(|(_, said)| !said.is_empty()).collect()
    }

    /// Whether this one is among them.
    pub fn shows(&self, key: &str) -> bool {
        self.fields.iter().any(|field| field.key == key)
    }
}

/// From which of the audiences on a field is seen, the widest first; from the narrowest where it names none.
fn tier_of(field: &Spec, audiences: &[Audience]) -> usize {
    let named = audiences.iter().position(|one| one.key == field.audience);
    named.unwrap_or(audiences.len().saturating_sub(1))
}
