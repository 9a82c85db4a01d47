//! What factors are called.

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
