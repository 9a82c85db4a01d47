//! `include = ["ledgers/initiatives.toml"]`: what a file takes in from others, so that a ledger is written once and used by
//! many. A name is looked for beside the file, then in the library that comes with the program; each is taken in once.

use std::borrow::Cow;

use toml::de::{DeTable, DeValue};

use super::Refusal;

/// A file that was read: its name and its text.
pub(super) struct Source<'t> {
    pub file: Cow<'t, str>,
    pub text: Cow<'t, str>,
}

/// Ready definitions, by the names under which a file takes them in.
pub const LIBRARY: &[(&str, &str)] = &[
    ("ledgers/lists.toml", include_str!("../../presets/ledgers/lists.toml")),
    ("ledgers/districts.toml", include_str!("../../presets/ledgers/districts.toml")),
    ("ledgers/initiatives.toml", include_str!("../../presets/ledgers/initiatives.toml")),
    ("ledgers/workings.toml", include_str!("../../presets/ledgers/workings.toml")),
    ("ledgers/exchanges.toml", include_str!("../../presets/ledgers/exchanges.toml")),
    ("ledgers/coordinators.toml", include_str!("../../presets/ledgers/coordinators.toml")),
    ("ledgers/consultations.toml", include_str!("../../presets/ledgers/consultations.toml")),
    ("ledgers/helpers.toml", include_str!("../../presets/ledgers/helpers.toml")),
    ("ledgers/care_managers.toml", include_str!("../../presets/ledgers/care_managers.toml")),
    ("ledgers/yearly.toml", include_str!("../../presets/ledgers/yearly.toml")),
];

/// The file, and all that it takes in, in the order in which they are named. `beside` reads a file that lies beside it.
pub(super) fn sources<'t>(
    file: &'t str,
    text: &'t str,
    beside: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<Source<'t>>, Vec<Refusal>> {
    let mut all = vec![Source { file: file.into(), text: text.into() }];
    let (mut refusals, mut at) = (Vec::new(), 0);
    while at < all.len() {
        for (line, name) in names(&all[at].text) {
            if all.iter().any(|source| source.file == name) {
                continue;
            }
            let found = beside(&name).map(Cow::Owned).or_else(|| ready(&name).map(Cow::Borrowed));
            match found {
                Some(text) => all.push(Source { file: name.into(), text }),
                None => refusals.push(Refusal {
                    file: all[at].file.to_string(),
                    line,
                    sentence: format!(
                        "取り込むファイル「{name}」がありません（用意されたもの: {}）",
                        LIBRARY.iter().map(|(known, _)| *known).collect::<Vec<_>>().join("、")
                    ),
                }),
            }
        }
        at += 1;
    }
    if refusals.is_empty() { Ok(all) } else { Err(refusals) }
}

/// A ready definition.
fn ready(name: &str) -> Option<&'static str> {
    LIBRARY.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// What a text takes in, each with its line. What is written otherwise the reader of sections refuses.
fn names(text: &str) -> Vec<(usize, String)> {
    let (root, _) = DeTable::parse_recoverable(text);
    let root = root.into_inner();
    let Some((_, list)) = root.iter().find(|(key, _)| key.get_ref() == INCLUDE) else {
        return Vec::new();
    };
    let line = |at: usize| text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
    (list.get_ref().as_array().into_iter().flat_map(|all| all.iter()))
        .filter_map(|name| match name.get_ref() {
            DeValue::String(word) => Some((line(name.span().start), word.to_string())),
            _ => None,
        })
        .collect()
}

/// The word by which a file takes in others.
pub(super) const INCLUDE: &str = "include";
