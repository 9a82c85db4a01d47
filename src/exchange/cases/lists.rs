//! The words that the columns of a case know.

use std::collections::HashMap;

use super::super::{columns::Columns, words::Words, world::World};
use crate::{
    cases::{AgeBand, CareLevel, Consent, Household},
    id::{CaseKindId, CenterId},
    persons::Sex,
};

/// The words of the columns whose cells hold one of a list.
pub(super) struct Lists {
    pub(super) centers: Words<CenterId>,
    pub(super) kinds: Words<CaseKindId>,
    pub(super) sexes: Words<Sex>,
    pub(super) ages: Words<AgeBand>,
    pub(super) cares: Words<CareLevel>,
    pub(super) households: Words<Household>,
    pub(super) consents: Words<Consent>,
    /// By the field's key.
    pub(super) choices: HashMap<String, Words<String>>,
}

impl Lists {
    pub(super) fn of(world: &World, columns: &Columns<'_>) -> Lists {
        let choices = columns
            .form
            .fields()
            .filter(|f| !f.choices.is_empty())
            .map(|f| {
                let words = f.choices.iter().map(|c| (c.name.as_str(), c.key.clone()));
                (f.key.clone(), Words::new(words))
            })
            .collect();
        let kinds = world
            .structure
            .case_kinds
            .iter()
            .map(|k| (k.name.as_str(), CaseKindId::from(k.key.as_str())));
        Lists {
            centers: world.centers(),
            kinds: Words::new(kinds),
            sexes: Words::new(Sex::ALL.iter().copied().map(|s| (s.label(), s)))
                .also([("女", Sex::Female), ("男", Sex::Male)]),
            ages: Words::new(AgeBand::ALL.iter().copied().map(|a| (a.label(), a))),
            cares: Words::new(CareLevel::ALL.iter().copied().map(|c| (c.label(), c))).also([
                ("要支援１", CareLevel::SupportOne),
                ("自立", CareLevel::None),
                ("非該当", CareLevel::None),
            ]),
            households: Words::new(Household::ALL.iter().copied().map(|h| (h.label(), h)))
                .also([("一人暮らし", Household::Alone), ("単身", Household::Alone)]),
            consents: Words::new(Consent::ALL.iter().copied().map(|c| (c.label(), c))).also([
                ("本人", Consent::Person),
                ("家族", Consent::Family),
                ("匿名", Consent::Anonymous),
            ]),
            choices,
        }
    }
}
