//! From text to types, keeping the line of everything so that a refusal can point at it.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::{
    CandidateRule, Preset, Refusal,
    including::{INCLUDE, Source},
};

/// One step towards a value in the file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Where everything stands in a preset file, and in those that it takes in.
pub(super) struct Place<'t> {
    /// The file itself first.
    parts: Vec<Part<'t>>,
}

/// One file.
struct Part<'t> {
    file: &'t str,
    text: &'t str,
    root: DeTable<'t>,
}

impl Place<'_> {
    /// A refusal at the value a path leads to, or at the nearest thing above it that was written.
    pub(super) fn refuse(&self, path: &[Step<'_>], sentence: impl Into<String>) -> Refusal {
        let (part, path) = self.part_of(path);
        part.refusal(part.offset(&path), sentence.into())
    }

    /// The file in which a path lies, and the path within it: a list is counted through all files.
    fn part_of<'s>(&self, path: &[Step<'s>]) -> (&Part<'_>, Vec<Step<'s>>) {
        let mut inside = path.to_vec();
        if let [Step::Key(section), rest @ ..] = path {
            let mut skipped = 0;
            for part in &self.parts {
                let Some(list) = part.section(section) else {
                    continue;
                };
                let Some(Step::Index(index)) = rest.first() else {
                    return (part, inside);
                };
                let length = list.get_ref().as_array().map_or(0, |all| all.len());
                if *index < skipped + length {
                    inside[1] = Step::Index(index - skipped);
                    return (part, inside);
                }
                skipped += length;
            }
        }
        (&self.parts[0], inside)
    }
}

impl<'t> Part<'t> {
    fn section(&self, name: &str) -> Option<&Spanned<DeValue<'t>>> {
        self.root.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value)
    }

    fn refusal(&self, offset: usize, sentence: String) -> Refusal {
        Refusal { file: self.file.to_owned(), line: self.line_at(offset), sentence }
    }

    fn offset(&self, path: &[Step<'_>]) -> usize {
        let Some((Step::Key(section), rest)) = path.split_first() else {
            return 0;
        };
        let Some(mut value) = self.section(section) else {
            return 0;
        };
        for step in rest {
            let next = match step {
                Step::Key(key) => value.get_ref().get(*key),
                Step::Index(index) => value.get_ref().get(*index),
            };
            match next {
                Some(next) => value = next,
                None => break,
            }
        }
        // An array of tables spans from its first table; its elements have spans of their own.
        value.span().start
    }

    fn line_at(&self, offset: usize) -> usize {
        self.text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
    }

    fn toml_refusal(&self, error: &toml::de::Error, context: &str) -> Refusal {
        let offset = error.span().map_or(0, |span| span.start);
        self.refusal(offset, in_japanese(error.message(), context))
    }
}

/// Sections written as one table.
const TABLES: [&str; 5] = ["municipality", "outcome", "follow_up", "candidates", "papers"];

/// Sections written as a list of tables.
const LISTS: [&str; 22] = [
    "levels",
    "areas",
    "divisions",
    "districts",
    "centers",
    "organisations",
    "professions",
    "departments",
    "functions",
    "subjects",
    "case_kinds",
    "conference_kinds",
    "edges",
    "periods",
    "forms",
    "factor_groups",
    "factors",
    "measure_answers",
    "run_sheets",
    "audiences",
    "choice_lists",
    "ledgers",
];

/// Lists that a file which is taken in may hold.
const TAKEN_IN: [&str; 3] = ["audiences", "choice_lists", "ledgers"];

/// Lists a municipality may leave out.
const OPTIONAL: [&str; 9] = [
    "areas",
    "divisions",
    "districts",
    "organisations",
    "departments",
    "run_sheets",
    "audiences",
    "choice_lists",
    "ledgers",
];

/// Reads every section on its own, so that a mistake in one does not hide those in the next.
pub(super) fn read<'t>(sources: &'t [Source<'_>]) -> Result<(Preset, Place<'t>), Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut parts = Vec::new();
    for source in sources {
        let (root, errors) = DeTable::parse_recoverable(&source.text);
        let part = Part { file: &source.file, text: &source.text, root: root.into_inner() };
        refusals.extend(errors.iter().take(ENOUGH).map(|error| part.toml_refusal(error, "")));
        parts.push(part);
    }
    if !refusals.is_empty() {
        refusals.dedup();
        return Err(refusals);
    }
    let place = Place { parts };

    let mut reader = Reader { place: &place, refusals: Vec::new() };
    reader.known_sections();
    let preset = reader.preset();
    let mut refusals = reader.refusals;
    match preset {
        Some(preset) if refusals.is_empty() => Ok((preset, place)),
        _ => {
            refusals.sort_by_key(|refusal| refusal.line);
            Err(refusals)
        }
    }
}

/// Faults that are named at most: whoever sees a hundred mends those first.
pub(super) const ENOUGH: usize = 100;

struct Reader<'p, 't> {
    place: &'p Place<'t>,
    refusals: Vec<Refusal>,
}

impl<'t> Reader<'_, 't> {
    fn preset(&mut self) -> Option<Preset> {
        let municipality = self.table("municipality");
        let outcome = self.table("outcome");
        let follow_up = self.table("follow_up");
        let candidates = match self.place.parts[0].section("candidates") {
            Some(_) => self.table("candidates"),
            None => Some(CandidateRule::default()),
        };
        let papers = self.table("papers");
        let lists = Preset {
            levels: self.list("levels"),
            areas: self.list("areas"),
            divisions: self.list("divisions"),
            districts: self.list("districts"),
            centers: self.list("centers"),
            organisations: self.list("organisations"),
            professions: self.list("professions"),
            departments: self.list("departments"),
            functions: self.list("functions"),
            subjects: self.list("subjects"),
            case_kinds: self.list("case_kinds"),
            conference_kinds: self.list("conference_kinds"),
            edges: self.list("edges"),
            periods: self.list("periods"),
            forms: self.list("forms"),
            factor_groups: self.list("factor_groups"),
            factors: self.list("factors"),
            measure_answers: self.list("measure_answers"),
            run_sheets: self.list("run_sheets"),
            audiences: self.list("audiences"),
            choice_lists: self.list("choice_lists"),
            ledgers: self.list("ledgers"),
            municipality: municipality?,
            outcome: outcome?,
            follow_up: follow_up?,
            candidates: candidates?,
            papers: papers?,
        };
        Some(lists)
    }

    /// Whether so much is wrong that finding where costs more than it tells.
    fn is_enough(&self) -> bool {
        self.refusals.len() >= ENOUGH
    }

    fn known_sections(&mut self) {
        for (at, part) in self.place.parts.iter().enumerate() {
            for (key, value) in part.root.iter() {
                let name: &str = key.get_ref();
                if self.is_enough() {
                    return;
                }
                let known = match at {
                    0 => TABLES.contains(&name) || LISTS.contains(&name),
                    _ => TAKEN_IN.contains(&name),
                };
                let start = key.span().start.min(value.span().start);
                let sentence = match name {
                    INCLUDE if is_names(value.get_ref()) => continue,
                    INCLUDE => "include は [\"ledgers/lists.toml\"] のように、ファイルの名前の一覧で書いてください".to_owned(),
                    _ if known => continue,
                    _ if at > 0 && (TABLES.contains(&name) || LISTS.contains(&name)) => format!(
                        "取り込むファイルに書けるのは {} だけです。「{name}」は書けません",
                        TAKEN_IN.join("、")
                    ),
                    _ => format!("「{name}」という章はありません"),
                };
                self.refusals.push(part.refusal(start, sentence));
            }
        }
    }

    fn table<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.place.parts[0].section(name).cloned() {
            Some(value) => self.value(0, value, name),
            None => {
                self.refusals.push(self.place.refuse(&[], format!("[{name}] の章がありません")));
                None
            }
        }
    }

    fn list<T: DeserializeOwned>(&mut self, name: &str) -> Vec<T> {
        let (mut all, mut written) = (Vec::new(), false);
        for (at, part) in self.place.parts.iter().enumerate() {
            let Some(section) = part.section(name).cloned() else {
                continue;
            };
            written = true;
            match section.get_ref().as_array() {
                Some(array) if array.is_empty() && !OPTIONAL.contains(&name) => {
                    let sentence = format!("{name} が一つも書かれていません");
                    self.refusals.push(part.refusal(section.span().start, sentence));
                }
                Some(array) => {
                    all.extend(
                        array.iter().filter_map(|value| self.value(at, value.clone(), name)),
                    );
                }
                None => {
                    let sentence = format!("[{name}] は [[{name}]] と二重の角括弧で書いてください");
                    self.refusals.push(part.refusal(section.span().start, sentence));
                }
            }
        }
        if !written && !OPTIONAL.contains(&name) {
            self.refusals.push(self.place.refuse(&[], format!("[[{name}]] の章がありません")));
        }
        all
    }

    fn value<T: DeserializeOwned>(
        &mut self,
        part: usize,
        value: Spanned<DeValue<'t>>,
        section: &str,
    ) -> Option<T> {
        if self.is_enough() {
            return None;
        }
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refusals.push(self.place.parts[part].toml_refusal(&error, section));
                None
            }
        }
    }
}

/// Whether a value is a list of names.
fn is_names(value: &DeValue<'_>) -> bool {
    let text = |item: &Spanned<DeValue<'_>>| matches!(item.get_ref(), DeValue::String(_));
    value.as_array().is_some_and(|all| all.iter().all(text))
}

/// serde and toml speak English; people who edit presets do not have to.
fn in_japanese(message: &str, section: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let place = if section.is_empty() { String::new() } else { format!("[{section}] の") };
    match (message, quoted.as_slice()) {
        (_, [field, ..])
            if message.starts_with("unknown field")
                && (TABLES.contains(field) || LISTS.contains(field)) =>
        {
            format!(
                "「{field}」は [表] の前に書いてください（いまは上の [{section}] の一部として読まれています）"
            )
        }
        (_, [field, allowed @ ..]) if message.starts_with("unknown field") => {
            format!(
                "{place}「{field}」という項目はありません（使える項目: {}）",
                allowed.join("、")
            )
        }
        (_, [field, ..]) if message.starts_with("missing field") => {
            format!("{place}「{field}」が書かれていません")
        }
        (_, [word, allowed @ ..]) if message.starts_with("unknown variant") => {
            format!("{place}「{word}」は使えません（使える語: {}）", allowed.join("、"))
        }
        (_, [key, ..]) if message.starts_with("duplicate key") => {
            format!("{place}「{key}」が二度書かれています")
        }
        _ if message.starts_with("duplicate key") => format!("{place}同じ項目が二度書かれています"),
        _ if message.starts_with("invalid type") || message.starts_with("invalid value") => {
            let (found, wanted) = message.split_once(", expected ").unwrap_or((message, ""));
            let found = found.split_once(": ").map_or("", |(_, found)| found);
            match (value_wanted(wanted), value_found(found)) {
                (Some(wanted), Some(found)) => format!(
                    "{place}値の種類が違います。ここには{wanted}を書きます（いまは{found}です）"
                ),
                _ => format!("{place}値の種類が違います"),
            }
        }
        _ if message.starts_with("wanted ") => {
            format!("{place}値の種類が違います。ここには決まった語を引用符で囲んで書きます")
        }
        _ if message.starts_with("data did not match") => format!("{place}値の種類が違います"),
        _ if message.is_ascii() => format!(
            "{place}書き方が TOML として読めません。この行までの引用符・かっこ・カンマ・「=」を確かめてください"
        ),
        _ => format!("{place}値が正しくありません: {message}"),
    }
}

/// What a reader wanted, from serde's word for it.
fn value_wanted(word: &str) -> Option<&'static str> {
    Some(match word {
        "u8" => "0から255までの整数",
        "u16" | "u32" | "u64" | "usize" => "0以上の整数",
        "i8" => "-128から127までの整数",
        "i16" | "i32" | "i64" => "整数",
        "a boolean" => " true か false ",
        "a string" => "引用符で囲んだ文字",
        "a sequence" => " [ … ] で囲んだ一覧",
        _ if word.starts_with("struct ") || word == "a map" => " { … } で囲んだ組",
        _ => return None,
    })
}

/// What was found instead.
fn value_found(word: &str) -> Option<&'static str> {
    Some(match word.split([' ', '`']).next()? {
        "string" => "文字",
        "integer" => "数",
        "floating" => "小数",
        "boolean" => " true か false ",
        "sequence" => "一覧",
        "map" => "組",
        _ => return None,
    })
}
