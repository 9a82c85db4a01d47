//! Words of a cell and what they mean, folded once for a whole file.

use std::collections::HashMap;

use nihon::fold_key;

/// More words than this are not listed in a sentence.
const LISTED: usize = 12;

/// The words that a column knows.
#[derive(Clone, Debug)]
pub struct Words<K> {
    by_key: HashMap<String, K>,
    otherwise: String,
}

impl<K: Clone> Words<K> {
    /// Words and meanings; the first meaning of a word holds.
    pub fn new<W: AsRef<str>>(words: impl IntoIterator<Item = (W, K)>) -> Words<K> {
        let mut by_key = HashMap::new();
        let mut listed = Vec::new();
        for (word, meaning) in words {
            let word = word.as_ref();
            listed.push(format!("「{word}」"));
            by_key.entry(fold_key(word)).or_insert(meaning);
        }
        let otherwise = if listed.len() > LISTED {
            "知らない値です。ひな形の選択肢から選んでください。".to_owned()
        } else {
            format!("{}のいずれかを入力してください。", listed.concat())
        };
        Words { by_key, otherwise }
    }

    /// Other words for meanings, which no sentence lists.
    pub fn also<W: AsRef<str>>(mut self, words: impl IntoIterator<Item = (W, K)>) -> Words<K> {
        for (word, meaning) in words {
            self.by_key.entry(fold_key(word.as_ref())).or_insert(meaning);
        }
        self
    }

    /// The sentence for a word it does not know.
    pub fn otherwise(mut self, sentence: &str) -> Words<K> {
        self.otherwise = sentence.to_owned();
        self
    }

    /// What a word means.
    ///
    /// # Errors
    /// A sentence for the cell.
    pub fn find(&self, word: &str) -> Result<K, String> {
        match self.by_key.get(word) {
            Some(meaning) => Ok(meaning.clone()),
            None => self.by_key.get(&fold_key(word)).cloned().ok_or_else(|| self.otherwise.clone()),
        }
    }
}
