//! What a file calls records, people who work here, and parts of the structure.

use std::collections::HashMap;

use nihon::fold_key;

use crate::{fields::RefTo, structure::Structure};

/// What things are called, and which they are.
#[derive(Default)]
pub struct Labels {
    /// What they are a part of, in the sentence about one that is not there.
    of: String,
    by_name: HashMap<String, Vec<String>>,
}

impl Labels {
    /// Of things that are a part of this.
    pub fn of(of: &str) -> Labels {
        Labels { of: of.to_owned(), by_name: HashMap::new() }
    }

    /// One of them is called so, too.
    pub fn call(&mut self, name: &str, id: &str) {
        let ids = self.by_name.entry(fold_key(name)).or_default();
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }

    /// The one that is called so.
    ///
    /// # Errors
    /// A sentence, when none or several are.
    pub fn find(&self, name: &str) -> Result<String, String> {
        match self.by_name.get(&fold_key(name)).map(Vec::as_slice) {
            Some([one]) => Ok(one.clone()),
            Some(several @ [_, _, ..]) => Err(format!(
                "「{}」にこの名前のものが{}つあり、どれか分かりません。画面から加えてください。",
                self.of,
                several.len()
            )),
            _ => Err(format!(
                "「{}」にこの名前のものはありません。名前を確かめるか、先に加えてください。",
                self.of
            )),
        }
    }

    /// All that a cell names, where it may name several.
    ///
    /// # Errors
    /// As [`Labels::find`].
    pub fn find_all(&self, names: &str) -> Result<Vec<String>, String> {
        // A name may hold what stands between names.
        if let Ok(one) = self.find(names) {
            return Ok(vec![one]);
        }
        let each = names.split(['、', ',', '，', ';', '\n']).map(str::trim);
        each.filter(|name| !name.is_empty()).map(|name| self.find(name)).collect()
    }
}

/// Other words for parts of the structure than their names: short names, aliases, symbols. What is the name of one or may mean
/// several is left out.
pub fn other_names(structure: &Structure, to: &str) -> Vec<(String, String)> {
    let mut words: Vec<(String, String)> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    match RefTo::of(to) {
        Some(RefTo::District) => {
            for district in &structure.districts {
                names.push(fold_key(&district.name));
                let others = district.aliases.iter().chain([&district.short_name]);
                words.extend(others.map(|word| (word.clone(), district.key.to_string())));
            }
        }
        Some(RefTo::Center) => {
            for center in &structure.centers {
                names.push(fold_key(&center.name));
                words.push((center.symbol.clone(), center.key.to_string()));
            }
        }
        _ => {}
    }
    words.retain(|(word, _)| !word.is_empty() && !names.contains(&fold_key(word)));
    let mut meant: HashMap<String, Option<String>> = HashMap::new();
    for (word, key) in &words {
        let means = meant.entry(fold_key(word)).or_insert_with(|| Some(key.clone()));
        if means.as_ref() != Some(key) {
            *means = None;
        }
    }
    words.retain(|(word, _)| meant.get(&fold_key(word)).is_some_and(Option::is_some));
    words.sort();
    words.dedup();
    words
}
