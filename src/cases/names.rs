//! What factors are called.

use super::case::MarkedFactor;
use crate::{id::FactorId, preset::Preset};

/// A factor's name with its group where the name alone would not say it: 「その他(家族要素)」.
pub fn factor_name(structure: &Preset, key: &FactorId) -> String {
    let Some(factor) = structure.factors.iter().find(|f| f.key == *key) else {
        return key.to_string();
    };
    let alone = structure.factors.iter().filter(|f| f.name == factor.name).count() == 1;
    let group = structure.factor_groups.iter().find(|g| g.key == factor.group);
    match group {
        Some(group) if !alone => format!("{}({})", factor.name, group.name),
        _ => factor.name.clone(),
    }
}

/// The names of factors, in the structure's order.
pub(super) fn factor_names(structure: &Preset, mut factors: Vec<MarkedFactor>) -> Vec<String> {
    let place = |factor: &MarkedFactor| {
        structure.factors.iter().position(|known| known.key == factor.factor_id)
    };
    factors.sort_by_key(|factor| place(factor).unwrap_or(usize::MAX));
    factors.iter().map(|factor| factor_name(structure, &factor.factor_id)).collect()
}
