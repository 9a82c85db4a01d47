//! The factors as fields of a case's form: marks and words are picked, and only a word that nobody offered is typed.

use super::{FACTOR_WORDS, FactorMark, MarkedFactor};
use crate::{
    clock::Day,
    preset::{Factor, FactorValue, Preset},
    web::{FormState, form::Choice},
};

/// Factors of one group as fields.
pub(super) struct FactorGroup {
    pub name: String,
    pub factors: Vec<FactorField>,
}

pub(super) struct FactorField {
    /// Name of the choice of a mark.
    pub name: String,
    pub label: String,
    /// Nothing, and the marks allowed; empty where only words are.
    pub marks: Vec<Choice>,
    /// None where no words are allowed.
    pub words: Option<WordsField>,
}

/// The words of a factor: those that are often written, and room for another.
pub(super) struct WordsField {
    pub picked: String,
    pub picked_label: String,
    pub choices: Vec<Choice>,
    pub other: String,
    pub other_label: String,
}

/// Between words of one factor.
const BETWEEN: &str = "、";

fn picked_name(factor: &Factor) -> String {
    format!("factor.{}.word", factor.key)
}

fn other_name(factor: &Factor) -> String {
    format!("factor.{}.words", factor.key)
}

/// What a form says of the factors in force today. What was marked `before` and is not asked any more stays.
pub(super) fn read_factors(
    preset: &Preset,
    today: Day,
    form: &mut FormState,
    before: &[MarkedFactor],
) -> Vec<MarkedFactor> {
    let asked = preset.factors_in(today.fiscal_year());
    let is_asked = |marked: &&MarkedFactor| asked.iter().any(|f| f.key == marked.factor_id);
    let mut marked: Vec<MarkedFactor> =
        before.iter().filter(|marked| !is_asked(marked)).cloned().collect();
    for factor in asked {
        let name = format!("factor.{}", factor.key);
        let choices = marks(&factor.values);
        let mark: Option<FactorMark> =
            form.optional_choice(&name, &factor.name, &choices).and_then(|mark| mark.parse().ok());
        let words =
            if factor.allows(FactorValue::Text) { read_words(factor, form) } else { String::new() };
        let mark = mark.or((!words.is_empty()).then_some(FactorMark::Words));
        if let Some(mark) = mark {
            marked.push(MarkedFactor { factor_id: factor.key.clone(), mark, words });
        }
    }
    marked
}

fn read_words(factor: &Factor, form: &mut FormState) -> String {
    let mut all = form.chosen(&picked_name(factor), &factor.name, &offered(factor));
    let other = form.optional(&other_name(factor), &factor.name, FACTOR_WORDS);
    if !other.is_empty() && !all.contains(&other) {
        all.push(other);
    }
    let words = all.join(BETWEEN);
    let length = words.chars().count();
    if length > FACTOR_WORDS && !form.is_wrong(&other_name(factor)) {
        let sentence = format!(
            "{}の言葉は、合わせて{FACTOR_WORDS}文字までです(いま{length}文字)。",
            factor.name
        );
        form.error(&other_name(factor), sentence);
    }
    words
}

/// Puts what is marked into a page's form.
pub(super) fn fill_factors(preset: &Preset, marked: &[MarkedFactor], form: &mut FormState) {
    for factor in &preset.factors {
        form.set(&format!("factor.{}", factor.key), "");
    }
    for one in marked {
        if one.mark != FactorMark::Words {
            form.set(&format!("factor.{}", one.factor_id), one.mark.code());
        }
        let Some(factor) = preset.factors.iter().find(|f| f.key == one.factor_id) else { continue };
        let is_offered = |word: &&str| factor.suggestions.iter().any(|offered| offered == word);
        let (picked, rest): (Vec<&str>, Vec<&str>) =
            one.words.split(BETWEEN).filter(|word| !word.is_empty()).partition(is_offered);
        // In the order in which they are read again, or a page that is saved as it is would change the words.
        let mut again: Vec<&str> = factor
            .suggestions
            .iter()
            .map(String::as_str)
            .filter(|word| picked.contains(word))
            .collect();
        again.extend(&rest);
        if again.join(BETWEEN) == one.words {
            form.set_all(&picked_name(factor), picked);
            form.set(&other_name(factor), rest.join(BETWEEN));
        } else {
            form.set(&other_name(factor), &one.words);
        }
    }
}

fn offered(factor: &Factor) -> Vec<Choice> {
    factor.suggestions.iter().map(|word| Choice::new(word, word)).collect()
}

fn marks(values: &[FactorValue]) -> Vec<Choice> {
    let of = |value, mark: FactorMark| {
        values.contains(&value).then(|| Choice::new(mark.code(), said(mark)))
    };
    [of(FactorValue::Mark, FactorMark::Mark), of(FactorValue::Suspected, FactorMark::Suspected)]
        .into_iter()
        .flatten()
        .collect()
}

/// A mark as it is picked: 「○」 alone looks like one more empty button.
fn said(mark: FactorMark) -> String {
    match mark {
        FactorMark::Mark => format!("{}(あてはまる)", mark.label()),
        other => other.label().to_owned(),
    }
}

/// The factors in force today as fields, by group.
pub(super) fn factor_groups(preset: &Preset, today: Day) -> Vec<FactorGroup> {
    let mut groups: Vec<FactorGroup> = Vec::new();
    for factor in preset.factors_in(today.fiscal_year()) {
        let group = preset.factor_groups.iter().find(|g| g.key == factor.group);
        let name = group.map_or(factor.group.as_str(), |g| g.name.as_str());
        let mut choices = marks(&factor.values);
        if !choices.is_empty() {
            // Words alone are no mark, so that nothing marked is not 「なし」 where words may stand.
            let none = if factor.allows(FactorValue::Text) { "印なし" } else { "なし" };
            choices.insert(0, Choice::new("", none));
        }
        let field = FactorField {
            name: format!("factor.{}", factor.key),
            label: factor.name.clone(),
            words: factor.allows(FactorValue::Text).then(|| words(factor, choices.is_empty())),
            marks: choices,
        };
        match groups.last_mut().filter(|last| last.name == name) {
            Some(last) => last.factors.push(field),
            None => groups.push(FactorGroup { name: name.to_owned(), factors: vec![field] }),
        }
    }
    groups
}

fn words(factor: &Factor, alone: bool) -> WordsField {
    WordsField {
        picked: picked_name(factor),
        picked_label: match alone {
            true => factor.name.clone(),
            false => format!("{}の内容", factor.name),
        },
        choices: offered(factor),
        other: other_name(factor),
        other_label: format!("{}: ほかの言葉", factor.name),
    }
}
