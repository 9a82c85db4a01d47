//! One ledger of a structure that is being checked.

use crate::{
    access::Circle,
    fields::{AnswerKind, Spec},
    preset::{Ledger, Preset, check::findings::Findings, reading::Step},
};

/// One ledger of a structure.
pub(super) struct One<'p> {
    pub preset: &'p Preset,
    pub ledger: &'p Ledger,
    pub index: usize,
}

impl<'p> One<'p> {
    /// The path to a part of the ledger.
    pub fn path<'s>(&self, rest: &[Step<'s>]) -> Vec<Step<'s>> {
        [&[Step::Key("ledgers"), Step::Index(self.index)], rest].concat()
    }

    pub fn name(&self) -> &'p str {
        &self.ledger.name
    }

    /// Refuses a key that is no field's.
    pub fn field(
        &self,
        path: &[Step<'_>],
        key: &str,
        findings: &mut Findings<'_, '_>,
    ) -> Option<&'p Spec> {
        let found = self.ledger.field(key);
        if found.is_none() {
            let sentence = format!("台帳「{}」に「{key}」という欄はありません", self.name());
            findings.at(&self.path(path), sentence);
        }
        found
    }

    /// Refuses a key that is no state's.
    pub fn state(&self, path: &[Step<'_>], key: &str, findings: &mut Findings<'_, '_>) {
        if self.ledger.state(key).is_none() {
            let sentence = format!("台帳「{}」に「{key}」という状態はありません", self.name());
            findings.at(&self.path(path), sentence);
        }
    }

    /// Whether a field that may tell of somebody is asked of people who may not open it.
    pub fn asks_strangers(&self, field: &Spec, who: &[Circle]) -> bool {
        field.personal && who.iter().any(|circle| !self.ledger.keeper.contains(circle))
    }

    /// Whether a circle that may come before a record sees a field of it.
    pub fn reads(&self, circle: Circle, field: &Spec) -> bool {
        let mut ledger = self.ledger.clone();
        ledger.read.push(circle);
        field.personal || ledger.shows(&self.preset.audiences, circle, field)
    }
}

/// Whether somebody chooses among choices.
pub(super) fn chooses(kind: AnswerKind) -> bool {
    matches!(kind, AnswerKind::Choice | AnswerKind::Multi | AnswerKind::Mark)
}

/// What stands in braces.
pub(super) fn placeholders(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(key, _)| key))
}
