//! What the words of a file mean: conferences by what files call them.

use std::collections::HashMap;

use nihon::fold_key;

use super::columns::CENTER;
use crate::{
    conferences::Conference,
    id::{CenterId, UnitId},
    preset::ConferenceKind,
    structure::Structure,
    tabular::Words,
};

/// How conferences are found by what files call them.
pub(super) struct Conferences<'w> {
    structure: &'w Structure,
    all: &'w [Conference],
    kinds: Words<usize>,
    by_name: HashMap<String, &'w Conference>,
}

impl<'w> Conferences<'w> {
    pub(super) fn of(structure: &'w Structure, all: &'w [Conference]) -> Conferences<'w> {
        let kinds = &structure.conference_kinds;
        let names = kinds.iter().enumerate().map(|(at, k)| (k.name.as_str(), at));
        let short = kinds.iter().enumerate().map(|(at, k)| (k.short_name.as_str(), at));
        Conferences {
            structure,
            all,
            kinds: Words::new(names).also(short),
            by_name: all.iter().map(|c| (fold_key(&c.name), c)).collect(),
        }
    }

    pub(super) fn named(
        &self,
        word: &str,
        center: Option<&CenterId>,
    ) -> Result<Conference, String> {
        let by_kind = self.kinds.find(word);
        if let Ok(at) = &by_kind {
            let kind = &self.structure.conference_kinds[*at];
            let found = self.of_kind(kind, center);
            if found.is_ok() || !self.by_name.contains_key(&fold_key(word)) {
                return found.cloned();
            }
        }
        match self.by_name.get(&fold_key(word)) {
            Some(found) => Ok((*found).clone()),
            None => Err(by_kind.err().unwrap_or_default()),
        }
    }

    pub(super) fn of_kind(
        &self,
        kind: &ConferenceKind,
        center: Option<&CenterId>,
    ) -> Result<&'w Conference, String> {
        let works_there = |unit: &UnitId| {
            let centers = self.structure.centers_in(unit);
            center.is_some_and(|own| centers.iter().any(|c| c.key == *own))
        };
        let mut of_kind = (self.all.iter())
            .filter(|c| c.kind_id == kind.key)
            .filter(|c| c.unit_id.is_municipality() || works_there(&c.unit_id));
        match (of_kind.next(), of_kind.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(format!(
                "このセンターには「{}」がいくつもあります。会議体の名前で書いてください。",
                kind.name
            )),
            (None, _) if center.is_none() => Err(format!(
                "「{}」は、どのセンターの会議かが要ります。「{CENTER}」を入力してください。",
                kind.name
            )),
            (None, _) => Err(format!("このセンターに「{}」はありません。", kind.name)),
        }
    }
}
