//! What one structure changes in another, in words for the person who is about to replace it.

mod words;

use toml::{Table, Value};

use words::{FIELDS, SECTIONS, WORDS, own_word};

use super::Preset;

/// One section of a preset and what changes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its key in the file, for the history.
    pub key: &'static str,
    /// 会議の種類, 様式 …
    pub name: &'static str,
    /// Names of entries that come, and of those that go.
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// Entries that stay and change: the name, and each change as a line (「開催頻度: 年2回 → 年3回」).
    pub changed: Vec<(String, Vec<String>)>,
}

/// What replacing a structure would change; empty when both say the same.
pub type Changes = Vec<Section>;

/// Characters of a value that are shown; what is longer ends in 「…」.
const LONGEST: usize = 60;

/// What `after` changes in `before`, section by section.
pub fn differences(before: &Preset, after: &Preset) -> Changes {
    let (old, new) = (table_of(before), table_of(after));
    let speaker = Speaker { before, after };
    SECTIONS
        .iter()
        .map(|(key, name)| speaker.section(key, name, old.get(*key), new.get(*key)))
        .filter(|s| !(s.added.is_empty() && s.removed.is_empty() && s.changed.is_empty()))
        .collect()
}

fn table_of(preset: &Preset) -> Table {
    Table::try_from(preset).expect("a preset holds only tables, strings, numbers and flags")
}

struct Speaker<'p> {
    before: &'p Preset,
    after: &'p Preset,
}

impl Speaker<'_> {
    fn section(
        &self,
        key: &'static str,
        name: &'static str,
        old: Option<&Value>,
        new: Option<&Value>,
    ) -> Section {
        let mut section =
            Section { key, name, added: Vec::new(), removed: Vec::new(), changed: Vec::new() };
        if let (Some(Value::Table(old)), Some(Value::Table(new))) = (old, new) {
            let mut lines = Vec::new();
            self.tables("", old, new, &mut lines);
            if !lines.is_empty() {
                section.changed.push((String::new(), lines));
            }
            return section;
        }
        let (old, new) = (entries(old), entries(new));
        for entry in old {
            match twin(entry, new) {
                None => section.removed.push(self.name(entry)),
                Some(now) if now != entry => {
                    let mut lines = Vec::new();
                    self.values("", "", entry, now, &mut lines);
                    section.changed.push((self.name(now), lines));
                }
                Some(_) => {}
            }
        }
        let come = new.iter().filter(|entry| twin(entry, old).is_none());
        section.added = come.map(|entry| self.name(entry)).collect();
        if order_of(old, new) != order_of(new, old) {
            let line = "並び順が変わります".to_owned();
            section.changed.push((String::new(), vec![line]));
        }
        section
    }

    fn tables(&self, path: &str, old: &Table, new: &Table, lines: &mut Vec<String>) {
        let nothing = Value::String(String::new());
        let gone = old.keys().filter(|key| !new.contains_key(*key));
        for key in new.keys().chain(gone) {
            let path = match path {
                "" => label(key).to_owned(),
                path => format!("{path}の{}", label(key)),
            };
            let (was, is) = (old.get(key).unwrap_or(&nothing), new.get(key).unwrap_or(&nothing));
            self.values(&path, key, was, is, lines);
        }
    }

    fn values(&self, path: &str, field: &str, old: &Value, new: &Value, lines: &mut Vec<String>) {
        match (old, new) {
            (old, new) if old == new => {}
            (Value::Table(old), Value::Table(new)) => self.tables(path, old, new, lines),
            (Value::Array(old), Value::Array(new)) if is_list(old) || is_list(new) => {
                self.lists(path, field, old, new, lines);
            }
            (old, new) => lines.push(format!(
                "{path}: {} → {}",
                self.shown(field, old),
                self.shown(field, new)
            )),
        }
    }

    /// Lists of tables below an entry: fields of a form, rows of a chart.
    fn lists(
        &self,
        path: &str,
        field: &str,
        old: &[Value],
        new: &[Value],
        lines: &mut Vec<String>,
    ) {
        for entry in old {
            match twin(entry, new) {
                None => lines.push(format!("{path}「{}」がなくなる", self.name(entry))),
                Some(now) => {
                    let path = format!("{path}「{}」", self.name(now));
                    self.values(&path, field, entry, now, lines);
                }
            }
        }
        for entry in new.iter().filter(|entry| twin(entry, old).is_none()) {
            lines.push(format!("{path}「{}」が加わる", self.name(entry)));
        }
        if order_of(old, new) != order_of(new, old) {
            lines.push(format!("{path}の並び順"));
        }
    }

    /// What an entry of a list is called.
    fn name(&self, entry: &Value) -> String {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let number = |key: &str| entry.get(key).and_then(Value::as_integer);
        if let (Some(from), Some(direction)) = (text("from"), text("direction")) {
            let sign = match direction {
                "up" => "↑",
                "down" => "↓",
                _ => "↕",
            };
            return format!(
                "{} {sign} {}: {}",
                self.kind(from),
                self.kind(text("to").unwrap_or_default()),
                text("label").unwrap_or_default()
            );
        }
        if let (Some(key), Some(version), Some(title)) =
            (text("key"), number("version"), text("title"))
        {
            return format!("{title}({key} 第{version}版)");
        }
        if let (Some(number), Some(words)) = (number("number"), text("words")) {
            return format!("第{number}回 {words}");
        }
        if let Some(kind) = text("conference_kind") {
            return self.kind(kind);
        }
        ["name", "label", "title", "words", "heading", "profession"]
            .iter()
            .find_map(|key| text(key).filter(|text| !text.is_empty()))
            .map_or_else(|| self.shown("", entry), cut)
    }

    fn kind(&self, key: &str) -> String {
        self.named("conference_kind", key)
    }

    fn shown(&self, field: &str, value: &Value) -> String {
        match value {
            Value::String(text) if text.is_empty() => "なし".to_owned(),
            Value::String(text) => {
                let word = WORDS.iter().find(|(f, v, _)| *f == field && v == text);
                match word {
                    Some((_, _, word)) => (*word).to_owned(),
                    None => format!("「{}」", cut(&self.named(field, text))),
                }
            }
            Value::Boolean(yes) => if *yes { "はい" } else { "いいえ" }.to_owned(),
            Value::Array(all) if all.is_empty() => "なし".to_owned(),
            Value::Array(all) => {
                let all: Vec<String> = all.iter().map(|v| self.shown(field, v)).collect();
                cut(&all.join("、"))
            }
            Value::Table(table) => {
                let all: Vec<String> = table
                    .iter()
                    .map(|(key, value)| format!("{} {}", label(key), self.shown(key, value)))
                    .collect();
                cut(&all.join("、"))
            }
            other => other.to_string(),
        }
    }

    /// The name behind a key that another section explains.
    fn named(&self, field: &str, key: &str) -> String {
        if let Some(word) = own_word(field, key) {
            return word.to_owned();
        }
        let find = |preset: &Preset| match field {
            "level" => preset.level(&key.into()).map(|x| x.name.clone()),
            "subject" => preset.subject(key).map(|x| x.name.clone()),
            "area" => preset.area(key).map(|x| x.name.clone()),
            "case_kinds" => preset.case_kind(&key.into()).map(|x| x.name.clone()),
            "profession" => preset.profession(&key.into()).map(|x| x.name.clone()),
            "conference_kind" | "conference_kinds" | "from" | "to" => {
                preset.conference_kind(&key.into()).map(|x| x.name.clone())
            }
            "functions" => {
                let found = preset.functions.iter().find(|x| x.key == key);
                found.map(|x| x.name.clone())
            }
            "audience" => {
                let found = preset.audiences.iter().find(|x| x.key == key);
                found.map(|x| x.name.clone())
            }
            "list" => preset.choice_list(key).map(|x| x.name.clone()),
            "ledger" | "parent" => preset.ledger(&key.into()).map(|x| x.name.clone()),
            _ => None,
        };
        find(self.after).or_else(|| find(self.before)).unwrap_or_else(|| key.to_owned())
    }
}

fn entries(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether a list holds tables, which are told one by one, and not words, which are shown as a whole.
fn is_list(values: &[Value]) -> bool {
    values.first().is_some_and(Value::is_table)
}

/// What makes an entry the same one in both versions.
fn identity(entry: &Value) -> Value {
    let of = |keys: &[&str]| -> Option<Value> {
        let all: Option<Vec<Value>> = keys.iter().map(|key| entry.get(key).cloned()).collect();
        all.map(Value::Array)
    };
    of(&["key", "version"])
        .or_else(|| of(&["key"]))
        .or_else(|| {
            of(&["number", "start", "from_fiscal_year"]).and(of(&["from_fiscal_year", "number"]))
        })
        .or_else(|| of(&["number", "start"]).and(of(&["number"])))
        .or_else(|| of(&["conference_kind"]))
        .unwrap_or_else(|| entry.clone())
}

fn twin<'v>(entry: &Value, among: &'v [Value]) -> Option<&'v Value> {
    let wanted = identity(entry);
    among.iter().find(|other| identity(other) == wanted)
}

/// The order of those entries of `these` that `others` have too.
fn order_of(these: &[Value], others: &[Value]) -> Vec<Value> {
    these.iter().filter(|entry| twin(entry, others).is_some()).map(identity).collect()
}

fn label(key: &str) -> &str {
    FIELDS.iter().find(|(field, _)| *field == key).map_or(key, |(_, label)| label)
}

fn cut(text: &str) -> String {
    let plain = text.replace('\n', " ");
    if plain.chars().count() <= LONGEST {
        plain
    } else {
        plain.chars().take(LONGEST).collect::<String>() + "…"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(text: &str) -> Preset {
        Preset::parse("shipped", text).unwrap()
    }

    fn matsudo() -> Preset {
        shipped(include_str!("../../presets/matsudo.toml"))
    }

    #[test]
    fn every_section_and_every_field_has_its_words() {
        let mut unnamed = std::collections::BTreeSet::new();
        fn walk(value: &Value, unnamed: &mut std::collections::BTreeSet<String>) {
            match value {
                Value::Table(table) => {
                    for (key, value) in table {
                        if label(key) == key {
                            unnamed.insert(key.clone());
                        }
                        // What it is narrowed to is named by the ledger itself.
                        if key != "only" {
                            walk(value, unnamed);
                        }
                    }
                }
                Value::Array(all) => all.iter().for_each(|value| walk(value, unnamed)),
                _ => {}
            }
        }
        for text in [
            include_str!("../../presets/matsudo.toml"),
            include_str!("../../presets/takamatsu.toml"),
            include_str!("../../presets/kawabe.toml"),
        ] {
            for (section, value) in table_of(&shipped(text)) {
                assert!(
                    SECTIONS.iter().any(|(key, _)| *key == section),
                    "{section} has no name on screen"
                );
                walk(&value, &mut unnamed);
            }
        }
        assert!(unnamed.is_empty(), "{unnamed:?}");
    }

    #[test]
    fn the_same_structure_differs_in_nothing() {
        assert_eq!(differences(&matsudo(), &matsudo()), []);
    }

    #[test]
    fn what_comes_goes_and_changes_is_told_in_words() {
        let before = matsudo();
        let mut after = before.clone();
        after.professions.retain(|p| p.key.as_str() != "dentist");
        after.factors[0].name = "見守りの不在".into();
        after.edges.pop();
        after.follow_up.months = vec![3, 6];
        let form = after.forms.iter_mut().find(|f| f.key == "case_sheet");
        let section = &mut form.unwrap().sections[0];
        let mut field = section.fields[0].clone();
        field.key = "sleep".into();
        field.label = "睡眠".into();
        section.fields.push(field);
        let kind = &mut after.conference_kinds[0];
        kind.cadence.words = "年3回".into();
        kind.unit = crate::preset::UnitTier::Municipality;
        let mut told = String::new();
        for section in differences(&before, &after) {
            told += &format!("# {}\n", section.name);
            for name in section.added {
                told += &format!("+ {name}\n");
            }
            for name in section.removed {
                told += &format!("- {name}\n");
            }
            for (name, lines) in section.changed {
                told += &format!("~ {name} | {}\n", lines.join(" | "));
            }
        }
        insta::assert_snapshot!(told, @r"
        # 確認の時期
        ~  | 月数: 3、6、12 → 3、6
        # 職種・立場
        - 歯科医師
        # 会議の種類
        ~ 地域個別ケア会議 | 開催頻度の言葉: 「年4～6回程度」 → 「年3回」 | 開く単位: センターごと → 全体で一つ
        # 会議のつながり
        - 2層ワーキング ↕ 地域包括ケア推進会議: 連携
        # 様式
        ~ 事例概要(case_sheet 第1版) | 章「本人と家族の思い」の欄「睡眠」が加わる
        # 要因
        ~ 見守りの不在 | 名前: 「見守り不在」 → 「見守りの不在」
        ");
    }
}
