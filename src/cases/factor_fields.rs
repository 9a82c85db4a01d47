//! The factors as fields of a case's form.

use super::{FACTOR_WORDS, FactorMark, MarkedFactor};
use crate::{
    clock::Day,
    preset::{FactorValue, Preset},
    web::{FormState, form::Choice},
};

/// Factors of one group as fields.
pub(super) struct FactorGroup {
    pub name: String,
    pub factors: Vec<FactorField>,
}

pub(super) struct FactorField {
    /// Name of the choice of a mark, and of the words.
    pub name: String,
    pub words_name: String,
    pub label: String,
    pub words_label: String,
    /// Nothing, and the marks allowed; empty where only words are.
    pub marks: Vec<Choice>,
    /// Words that are often written; none where no words are allowed.
    pub words: Option<String>,
}

/// What a form says of the factors in force today.
pub(super) fn read_factors(preset: &Preset, today: Day, form: &mut FormState) -> Vec<MarkedFactor> {
    let mut marked = Vec::new();
    for factor in preset.factors_in(today.fiscal_year()) {
        let name = format!("factor.{}", factor.key);
        let choices = marks(&factor.values);
        let mark: Option<FactorMark> =
            form.optional_choice(&name, &factor.name, &choices).and_then(|mark| mark.parse().ok());
        let words = if factor.allows(FactorValue::Text) {
            form.optional(&format!("{name}.words"), &factor.name, FACTOR_WORDS)
        } else {
            String::new()
        };
        let mark = mark.or((!words.is_empty()).then_some(FactorMark::Words));
        if let Some(mark) = mark {
            marked.push(MarkedFactor { factor_id: factor.key.clone(), mark, words });
        }
    }
    marked
}

fn marks(values: &[FactorValue]) -> Vec<Choice> {
    let of = |value, mark: FactorMark| {
        values.contains(&value).then(|| Choice::new(mark.code(), mark.label()))
    };
    [of(FactorValue::Mark, FactorMark::Mark), of(FactorValue::Suspected, FactorMark::Suspected)]
        .into_iter()
        .flatten()
        .collect()
}

/// The factors in force today as fields, by group.
pub(super) fn factor_groups(preset: &Preset, today: Day) -> Vec<FactorGroup> {
    let mut groups: Vec<FactorGroup> = Vec::new();
    for factor in preset.factors_in(today.fiscal_year()) {
        let group = preset.factor_groups.iter().find(|g| g.key == factor.group);
        let name = group.map_or(factor.group.as_str(), |g| g.name.as_str());
        let mut choices = marks(&factor.values);
        if !choices.is_empty() {
            choices.insert(0, Choice::new("", "なし"));
        }
        let field = FactorField {
            name: format!("factor.{}", factor.key),
            words_name: format!("factor.{}.words", factor.key),
            label: factor.name.clone(),
            words_label: if choices.is_empty() {
                factor.name.clone()
            } else {
                format!("{}(文字)", factor.name)
            },
            marks: choices,
            words: factor.allows(FactorValue::Text).then(|| factor.suggestions.join("、")),
        };
        match groups.last_mut().filter(|last| last.name == name) {
            Some(last) => last.factors.push(field),
            None => groups.push(FactorGroup { name: name.to_owned(), factors: vec![field] }),
        }
    }
    groups
}
