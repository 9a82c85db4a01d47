//! What one structure changes in another, in words for the person who is about to replace it.

use toml::{Table, Value};

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

/// Sections in the order of the file, with their names on screen.
const SECTIONS: [(&str, &str); 22] = [
    ("municipality", "市町村"),
    ("outcome", "めざす姿"),
    ("follow_up", "確認の時期"),
    ("levels", "段階"),
    ("areas", "圏域"),
    ("districts", "地区"),
    ("centers", "センター"),
    ("organisations", "機関・団体"),
    ("professions", "職種・立場"),
    ("departments", "部署"),
    ("functions", "機能"),
    ("subjects", "検討対象"),
    ("case_kinds", "事例の種類"),
    ("conference_kinds", "会議の種類"),
    ("edges", "会議のつながり"),
    ("periods", "議事対象期間"),
    ("forms", "様式"),
    ("factor_groups", "要因の群"),
    ("factors", "要因"),
    ("measure_answers", "施策での答え方"),
    ("run_sheets", "進行表"),
    ("papers", "資料の文言"),
];

/// What each field of a preset is called on screen.
const FIELDS: &[(&str, &str)] = &[
    ("aliases", "別名"),
    ("area", "圏域"),
    ("as_needed", "随時"),
    ("cadence", "開催頻度"),
    ("care_conference", "地域ケア会議に数える"),
    ("case_kinds", "事例の種類"),
    ("cases_per_meeting", "一回の事例の数"),
    ("cells", "欄"),
    ("center_heading", "センターの見出し"),
    ("choices", "選択肢"),
    ("city_conference", "市の会議"),
    ("city_conference_title", "市の会議の題"),
    ("closing", "結びの文"),
    ("code", "市区町村コード"),
    ("columns", "列"),
    ("conference_kind", "会議"),
    ("conference_kinds", "載せる会議"),
    ("conference_side", "会議の側の見出し"),
    ("confidential", "非公開"),
    ("confidentiality", "非公開の表示"),
    ("council_tier", "協議体"),
    ("count", "人数"),
    ("deals_with", "扱うもの"),
    ("department", "担当部署"),
    ("direction", "向き"),
    ("end", "終わり"),
    ("excel_header", "Excelの見出し"),
    ("fields", "欄"),
    ("fiscal_year", "使い始める年度"),
    ("flows", "矢印"),
    ("from", "どこから"),
    ("from_fiscal_year", "はじめの年度"),
    ("functions", "担う機能"),
    ("group", "群"),
    ("heading", "見出し"),
    ("held", "開催状況の表"),
    ("held_in_words", "開催地区"),
    ("help", "説明"),
    ("host", "主催"),
    ("intro", "前書き"),
    ("issue_name", "課題の呼び名"),
    ("key", "キー"),
    ("kind", "種類"),
    ("label", "言葉"),
    ("level", "段階"),
    ("life_support", "生活支援体制の図"),
    ("max", "多くとも"),
    ("members", "席"),
    ("members_words", "メンバー"),
    ("min", "少なくとも"),
    ("minutes", "分"),
    ("month", "月"),
    ("months", "月数"),
    ("name", "名前"),
    ("name_pattern", "会議体の名前"),
    ("needs_reason", "理由が要る"),
    ("note", "注記"),
    ("number", "番号"),
    ("operation", "運営"),
    ("order", "順"),
    ("organisation", "機関・団体"),
    ("paper", "資料"),
    ("period", "議事対象期間"),
    ("personal", "個人情報を含む"),
    ("plan_name", "計画の名前"),
    ("prefecture", "都道府県"),
    ("profession", "職種・立場"),
    ("purpose", "目的"),
    ("reflected", "反映に数える"),
    ("regular", "定期"),
    ("required", "必須"),
    ("roles", "役割"),
    ("roles_since", "役割の時期"),
    ("rows", "行"),
    ("schedule", "年間の予定表"),
    ("scope", "範囲"),
    ("sections", "章"),
    ("secretariat", "事務局"),
    ("segments", "進め方"),
    ("shiryo2", "資料2"),
    ("shiryo2_betten1", "資料2 別添1"),
    ("shiryo2_betten2", "資料2 別添2"),
    ("shiryo3", "資料3"),
    ("short_name", "略称"),
    ("since_fiscal_year", "休止した年度"),
    ("start", "始まり"),
    ("status", "状態"),
    ("structure", "体系図"),
    ("subject", "検討対象"),
    ("suggestions", "候補の言葉"),
    ("suspension", "休止"),
    ("symbol", "略称"),
    ("tasks", "行うこと"),
    ("tier", "層"),
    ("tiers", "層"),
    ("title", "題"),
    ("to", "どこへ"),
    ("to_fiscal_year", "終わりの年度"),
    ("totals_heading", "合計の見出し"),
    ("unit", "開く単位"),
    ("values", "書ける値"),
    ("version", "版"),
    ("window_heading", "期間の見出し"),
    ("words", "言葉"),
    ("working_side", "ワーキングの側の見出し"),
    ("year_offset", "年のずれ"),
];

/// Words for values that are keys of the program itself, by field.
const WORDS: &[(&str, &str, &str)] = &[
    ("direction", "up", "上へ"),
    ("direction", "down", "下へ"),
    ("direction", "both", "双方向"),
    ("status", "active", "開催する"),
    ("status", "suspended", "休止する"),
    ("unit", "center", "センターごと"),
    ("unit", "area", "圏域ごと"),
    ("unit", "district", "地区ごと"),
    ("unit", "municipality", "全体で一つ"),
    ("deals_with", "cases", "事例"),
    ("deals_with", "issues", "課題"),
    ("deals_with", "work", "取組"),
    ("operation", "commissioned", "委託"),
    ("operation", "directly_operated", "直営"),
    ("kind", "text", "一行の文"),
    ("kind", "textarea", "文章"),
    ("kind", "choice", "一つ選ぶ"),
    ("kind", "multi", "いくつも選ぶ"),
    ("kind", "number", "数"),
    ("kind", "day", "日付"),
    ("kind", "yes_no", "はい・いいえ"),
    ("kind", "before_after", "前・見込み・後"),
    ("values", "mark", "○"),
    ("values", "suspected", "疑い"),
    ("values", "text", "文字"),
];

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
        let mut section = Section {
            key,
            name,
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
        };
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
            let (was, is) = (
                old.get(key).unwrap_or(&nothing),
                new.get(key).unwrap_or(&nothing),
            );
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
        let known = self.after.conference_kind(key);
        known
            .or_else(|| self.before.conference_kind(key))
            .map_or_else(|| key.to_owned(), |kind| kind.name.clone())
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
        let find = |preset: &Preset| match field {
            "level" => preset.level(key).map(|x| x.name.clone()),
            "subject" => preset.subject(key).map(|x| x.name.clone()),
            "area" => preset.area(key).map(|x| x.name.clone()),
            "case_kinds" => preset.case_kind(key).map(|x| x.name.clone()),
            "profession" => preset.profession(key).map(|x| x.name.clone()),
            "conference_kind" | "conference_kinds" | "from" | "to" => {
                preset.conference_kind(key).map(|x| x.name.clone())
            }
            "functions" => {
                let found = preset.functions.iter().find(|x| x.key == key);
                found.map(|x| x.name.clone())
            }
            _ => None,
        };
        find(self.after)
            .or_else(|| find(self.before))
            .unwrap_or_else(|| key.to_owned())
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
    these
        .iter()
        .filter(|entry| twin(entry, others).is_some())
        .map(identity)
        .collect()
}

fn label(key: &str) -> &str {
    FIELDS
        .iter()
        .find(|(field, _)| *field == key)
        .map_or(key, |(_, label)| label)
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
                        walk(value, unnamed);
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
        after.professions.retain(|p| p.key != "dentist");
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
        kind.unit = crate::preset::ConferenceUnit::Municipality;
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
