//! The de-identified twin of a case: what leaves its centre.

use super::{case::MarkedFactor, names::factor_name};
use crate::{
    fields::{Answer, Spec},
    forms::Answers,
    id::FactorId,
    persons::{Says, Text},
    preset::Form,
    structure::Structure,
};

/// The de-identified twin: all that leaves the centre of a case once a person confirmed it.
pub struct Twin {
    pub title: String,
    pub shared: Answers,
    pub factors: Vec<MarkedFactor>,
    /// Who brought it: who is told what became of it is called so.
    pub presenter_name: String,
    /// The fields in which names may stand: key and label.
    words: Vec<(String, String)>,
    /// The names of factors, by their keys.
    names: Vec<(FactorId, String)>,
}

impl Twin {
    /// That of a named sheet: answers to fields that are not personal are taken over, the others are what a person
    /// wrote beside them.
    pub fn of(
        structure: &Structure,
        form: &Form,
        (title, presenter_name): (&str, &str),
        named: &Answers,
        beside: &Answers,
        factors: Vec<MarkedFactor>,
    ) -> Twin {
        let words = form.fields().filter(|field| field.is_words());
        let names =
            factors.iter().map(|f| (f.factor_id.clone(), factor_name(structure, &f.factor_id)));
        Twin {
            title: title.to_owned(),
            presenter_name: presenter_name.to_owned(),
            shared: shared_from(form, named, beside),
            words: words.map(|field| (field.key.clone(), field.label.clone())).collect(),
            names: names.collect(),
            factors,
        }
    }
}

impl Says for Twin {
    fn says(&self) -> Vec<Text> {
        let mut all = vec![Text::at("title", &self.title).called("件名")];
        for (key, label) in &self.words {
            let texts = self.shared.get(key).map_or_else(Vec::new, Answer::texts);
            let said =
                |text| Text::at(format!("shared.{key}"), text).called(format!("「{label}」"));
            all.extend(texts.into_iter().map(said));
        }
        for factor in &self.factors {
            let name = self.names.iter().find(|(id, _)| *id == factor.factor_id);
            let name = name.map_or(factor.factor_id.as_str(), |(_, name)| name.as_str());
            all.push(Text::at("", &factor.words).called(format!("要因「{name}」の文字")));
        }
        all.push(Text::worker("", &self.presenter_name).called("「事例提供者」"));
        all
    }
}

/// The shared sheet that follows from a named one; see [`Twin::of`].
pub fn shared_from(form: &Form, named: &Answers, beside: &Answers) -> Answers {
    let mut shared = Answers::default();
    for field in form.fields() {
        let from = if field.personal { beside } else { named };
        if let Some(answer) = from.get(&field.key) {
            shared.set(&field.key, answer.clone());
        }
    }
    shared
}

/// Whether a confirmation of the de-identified twin still holds after the named sheet changed: it does not
/// when the answer to a personal field changed, nor when words that go up unrewritten did.
pub fn confirmation_holds(form: &Form, before: &Answers, after: &Answers) -> bool {
    form.fields()
        .filter(|field| field.personal || field.is_words())
        .all(|field| before.get(&field.key) == after.get(&field.key))
}

/// Personal fields that were answered by name and have no de-identified words yet.
pub fn lacks_for_confirmation<'a>(
    form: &'a Form,
    named: &Answers,
    shared: &Answers,
) -> Vec<&'a Spec> {
    form.fields()
        .filter(|f| f.personal && named.get(&f.key).is_some())
        .filter(|f| shared.get(&f.key).is_none_or(Answer::is_empty))
        .collect()
}
