//! What was found to be wrong, and where.

use std::{collections::HashMap, fmt::Display};

use nihon::fold_key;

use crate::preset::{
    Refusal,
    reading::{Place, Step},
};

/// Collects refusals together with their places.
pub(super) struct Findings<'p, 't> {
    place: &'p Place<'t>,
    refusals: Vec<Refusal>,
}

impl<'p, 't> Findings<'p, 't> {
    pub(super) fn at_place(place: &'p Place<'t>) -> Findings<'p, 't> {
        Findings { place, refusals: Vec::new() }
    }

    /// All of them, in the order of the lines.
    pub(super) fn in_order(mut self) -> Vec<Refusal> {
        self.refusals.sort_by_key(|refusal| refusal.line);
        self.refusals
    }

    pub(super) fn at(&mut self, path: &[Step<'_>], sentence: impl Into<String>) {
        self.refusals.push(self.place.refuse(path, sentence));
    }

    /// Refuses `key` unless it is among `known`.
    pub(super) fn reference<'k, K: PartialEq + Display + 'k>(
        &mut self,
        path: &[Step<'_>],
        what: &str,
        key: &K,
        mut known: impl Iterator<Item = &'k K>,
    ) -> bool {
        let found = known.any(|known| known == key);
        if !found {
            self.at(path, format!("{what}「{key}」は定められていません"));
        }
        found
    }

    /// Refuses names that are empty, or that an earlier one of the same list has: what names it could mean either. Files
    /// are read without regard to width and spaces, and so are names compared.
    pub(super) fn names<'k>(
        &mut self,
        section: &str,
        what: &str,
        names: impl Iterator<Item = (usize, &'k str)>,
    ) {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (index, name) in names {
            let path = [Step::Key(section), Step::Index(index), Step::Key("name")];
            let name = name.trim();
            let key = fold_key(name);
            if key.is_empty() {
                self.at(&path, format!("{what}の名前が空です"));
                continue;
            }
            match seen.get(&key) {
                Some(first) if *first == name => {
                    self.at(&path, format!("{what}「{name}」が二度書かれています"));
                }
                Some(first) => self.at(&path, alike(what, name, first)),
                None => {
                    seen.insert(key, name);
                }
            }
        }
    }

    /// Refuses keys that are not identifiers, and keys used twice.
    pub(super) fn unique<'k, K: AsRef<str> + 'k>(
        &mut self,
        path: &[Step<'_>],
        keys: impl Iterator<Item = &'k K>,
    ) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (index, key) in keys.map(AsRef::as_ref).enumerate() {
            let here = [path, &[Step::Index(index), Step::Key("key")]].concat();
            if !is_identifier(key) {
                self.at(
                    &here,
                    format!(
                        "キー「{key}」は英小文字で始め、英小文字・数字・_ だけで書いてください"
                    ),
                );
            }
            match seen.get(key) {
                Some(first) => {
                    let sentence = format!("キー「{key}」は {} 番目でも使われています", first + 1);
                    self.at(&here, sentence);
                }
                None => {
                    seen.insert(key, index);
                }
            }
        }
    }
}

/// Of a name that files cannot tell from another.
fn alike(what: &str, name: &str, other: &str) -> String {
    format!(
        "{what}「{name}」は「{other}」と区別できません（全角・半角、大文字・小文字、空白の違いは、ファイルを読むときに無視されます）"
    )
}

fn is_identifier(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
