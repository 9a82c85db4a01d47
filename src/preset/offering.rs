//! What the fields of ledgers may be answered with: lists of choices, and the parts of the structure.

use super::{ChoiceList, Ledger, Preset};
use crate::{
    fields::{AnswerKind, Choice, RefTo, Spec},
    id::LedgerId,
};

impl Preset {
    /// The ledger of this key.
    pub fn ledger(&self, key: &LedgerId) -> Option<&Ledger> {
        self.ledgers.iter().find(|ledger| ledger.key == *key)
    }

    /// The choice list of this key.
    pub fn choice_list(&self, key: &str) -> Option<&ChoiceList> {
        self.choice_lists.iter().find(|list| list.key == key)
    }

    /// A ledger with all that its fields may be answered with: the choices of lists, and the parts of the structure that
    /// references point at. What they point at besides, only the database knows.
    pub fn offered_by(&self, ledger: &Ledger) -> Ledger {
        let mut ledger = ledger.clone();
        for field in ledger.sections.iter_mut().flat_map(|section| &mut section.fields) {
            field.choices = self.choices_of(field);
            for column in &mut field.columns {
                column.choices = self.choices_of(column);
            }
        }
        ledger
    }

    /// The choices of a field.
    pub fn choices_of(&self, field: &Spec) -> Vec<Choice> {
        match (self.choice_list(&field.list), RefTo::of(&field.to)) {
            (Some(list), _) => list.choices.clone(),
            (None, Some(to)) if field.kind == AnswerKind::Ref => self.parts(to),
            _ => field.choices.clone(),
        }
    }

    /// The parts of the structure that a reference points at, in their order; none for records.
    fn parts(&self, to: RefTo) -> Vec<Choice> {
        macro_rules! all {
            ($list:ident) => {
                self.$list
                    .iter()
                    .map(|x| Choice::from((x.key.to_string(), x.name.clone())))
                    .collect()
            };
        }
        match to {
            RefTo::Center => all!(centers),
            RefTo::Area => all!(areas),
            RefTo::District => self
                .districts_in_order()
                .into_iter()
                .map(|x| Choice::from((x.key.to_string(), x.name.clone())))
                .collect(),
            RefTo::Organisation => all!(organisations),
            RefTo::Department => all!(departments),
            RefTo::Profession => all!(professions),
            _ => Vec::new(),
        }
    }
}
