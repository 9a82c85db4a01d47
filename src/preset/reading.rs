//! From text to types, keeping the line of everything so that a refusal can point at it.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::{CandidateRule, Preset, Refusal};

/// One step towards a value in the file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Where everything stands in a preset file.
pub(super) struct Place<'t> {
    file: &'t str,
    text: &'t str,
    root: DeTable<'t>,
}

impl Place<'_> {
    /// A refusal at the value a path leads to, or at the nearest thing above it that was written.
    pub(super) fn refuse(&self, path: &[Step<'_>], sentence: impl Into<String>) -> Refusal {
        let line = self.line_at(self.offset(path));
        Refusal { file: self.file.to_owned(), line, sentence: sentence.into() }
    }

    fn offset(&self, path: &[Step<'_>]) -> usize {
        let Some((Step::Key(section), rest)) = path.split_first() else {
            return 0;
        };
        let Some((_, mut value)) = self.root.iter().find(|(key, _)| key.get_ref() == section)
        else {
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
        Refusal {
            file: self.file.to_owned(),
            line: self.line_at(offset),
            sentence: in_japanese(error.message(), context),
        }
    }
}

/// Sections written as one table.
const TABLES: [&str; 5] = ["municipality", "outcome", "follow_up", "candidates", "papers"];

/// Sections written as a list of tables.
const LISTS: [&str; 19] = [
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
];

/// Lists a municipality may leave out.
const OPTIONAL: [&str; 6] =
    ["areas", "divisions", "districts", "organisations", "departments", "run_sheets"];

/// Reads every section on its own, so that a mistake in one does not hide those in the next.
pub(super) fn read<'t>(file: &'t str, text: &'t str) -> Result<(Preset, Place<'t>), Vec<Refusal>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let place = Place { file, text, root: root.into_inner() };
    if !errors.is_empty() {
        let mut refusals: Vec<Refusal> =
            errors.iter().take(ENOUGH).map(|error| place.toml_refusal(error, "")).collect();
        refusals.dedup();
        return Err(refusals);
    }

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
        let candidates = match self.section("candidates") {
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
        for (key, value) in self.place.root.iter() {
            let name: &str = key.get_ref();
            if self.is_enough() {
                return;
            }
            if !TABLES.contains(&name) && !LISTS.contains(&name) {
                let line = self.place.line_at(key.span().start.min(value.span().start));
                let sentence = format!("「{name}」という章はありません");
                self.refusals.push(Refusal { file: self.place.file.to_owned(), line, sentence });
            }
        }
    }

    fn section(&self, name: &str) -> Option<&Spanned<DeValue<'t>>> {
        self.place.root.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value)
    }

    fn table<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.section(name).cloned() {
            Some(value) => self.value(value, name),
            None => {
                self.refusals.push(self.place.refuse(&[], format!("[{name}] の章がありません")));
                None
            }
        }
    }

    fn list<T: DeserializeOwned>(&mut self, name: &str) -> Vec<T> {
        match self.section(name).cloned() {
            None => {
                if !OPTIONAL.contains(&name) {
                    self.refusals
                        .push(self.place.refuse(&[], format!("[[{name}]] の章がありません")));
                }
                Vec::new()
            }
            Some(section) => match section.get_ref().as_array() {
                Some(array) if array.is_empty() && !OPTIONAL.contains(&name) => {
                    self.refusals.push(
                        self.place
                            .refuse(&[Step::Key(name)], format!("{name} が一つも書かれていません")),
                    );
                    Vec::new()
                }
                Some(array) => {
                    array.iter().filter_map(|value| self.value(value.clone(), name)).collect()
                }
                None => {
                    let sentence = format!("[{name}] は [[{name}]] と二重の角括弧で書いてください");
                    self.refusals.push(self.place.refuse(&[Step::Key(name)], sentence));
                    Vec::new()
                }
            },
        }
    }

    fn value<T: DeserializeOwned>(
        &mut self,
        value: Spanned<DeValue<'t>>,
        section: &str,
    ) -> Option<T> {
        if self.is_enough() {
            return None;
        }
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refusals.push(self.place.toml_refusal(&error, section));
                None
            }
        }
    }
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
