//! Each kind, from a page and from a file, kept, shown and sorted.

mod kept;

use proptest::prelude::*;

use super::*;
use crate::tabular::{Answered, Column, Faults, Limits, Source, Table};

/// One line of a preset for each kind.
const LINES: [(AnswerKind, &str); 24] = [
    (AnswerKind::Text, r#"kind = "text", max = 20"#),
    (AnswerKind::Textarea, r#"kind = "textarea""#),
    (AnswerKind::Choice, CHOICE),
    (AnswerKind::Multi, MULTI),
    (AnswerKind::Mark, MARK),
    (AnswerKind::Number, r#"kind = "number", counted_in = "人", max = 100"#),
    (AnswerKind::Money, r#"kind = "money", max = 1000000"#),
    (AnswerKind::Day, r#"kind = "day""#),
    (AnswerKind::Day, ROUGH),
    (AnswerKind::Year, r#"kind = "year""#),
    (AnswerKind::Times, r#"kind = "times""#),
    (AnswerKind::Week, r#"kind = "week""#),
    (AnswerKind::YesNo, r#"kind = "yes_no""#),
    (AnswerKind::Tick, r#"kind = "tick""#),
    (AnswerKind::BeforeAfter, r#"kind = "before_after""#),
    (AnswerKind::Phone, r#"kind = "phone""#),
    (AnswerKind::Mail, r#"kind = "mail""#),
    (AnswerKind::Url, r#"kind = "url""#),
    (AnswerKind::Address, r#"kind = "address""#),
    (AnswerKind::Point, r#"kind = "point""#),
    (AnswerKind::Ref, REF),
    (AnswerKind::File, r#"kind = "file""#),
    (AnswerKind::Figures, FIGURES),
    (AnswerKind::Table, TABLE),
];

const CHOICE: &str =
    r#"kind = "choice", choices = [{ key = "dog", name = "犬" }, { key = "cat", name = "猫" }]"#;
const MULTI: &str =
    r#"kind = "multi", choices = [{ key = "dog", name = "犬" }, { key = "cat", name = "猫" }]"#;
const MARK: &str = r#"kind = "mark", choices = [
    { key = "mostly", mark = "◎", name = "原則として対応" }, { key = "some", mark = "○", name = "できる場合とできない場合" },
    { key = "rarely", mark = "△", name = "できないことが多い" }, { key = "never", mark = "－", name = "行わない" }]"#;
const ROUGH: &str = r#"kind = "day", rough = true"#;
const REF: &str = r#"kind = "ref", to = "center", many = true"#;
const FIGURES: &str = r#"kind = "figures", items = [{ key = "review", name = "ケース検討" }, { key = "call", name = "電話" }],
    columns = [{ key = "times", label = "回数", kind = "number", counted_in = "回" }, { key = "cases", label = "事例", kind = "number", counted_in = "事例" }]"#;
const TABLE: &str = r#"kind = "table", columns = [{ key = "on", label = "日付", kind = "day" }, { key = "what", label = "内容", kind = "text" },
    { key = "days", label = "曜日", kind = "week" }]"#;

/// A field 「答え」 of a preset, called `a`.
fn of(line: &str) -> Spec {
    let line = line.replace('\n', " ");
    let all: std::collections::BTreeMap<String, Spec> =
        toml::from_str(&format!(r#"one = {{ key = "a", label = "答え", {line} }}"#)).unwrap();
    all.into_values().next().unwrap()
}

fn text(text: &str) -> Answer {
    Answer::Text(text.into())
}

fn many(keys: &[&str]) -> Answer {
    Answer::Many(keys.iter().map(|&key| key.into()).collect())
}

fn rows(rows: &[&[&str]]) -> Answer {
    Answer::Rows(rows.iter().map(|row| row.iter().map(|&cell| cell.into()).collect()).collect())
}

/// Reads what was typed, which must be in order.
fn typed(spec: &Spec, pairs: &[(&str, &str)]) -> Answer {
    let mut form = FormState::from_pairs(pairs.iter().copied());
    let answer = spec.read(&mut form, "a");
    assert!(form.is_valid(), "{pairs:?}: {:?}", form.all_errors());
    answer
}

/// What the cells of a field say, and what is wrong with them.
fn from_cells(spec: &Spec, cells: &[String]) -> (Answer, Vec<String>) {
    let all: Vec<Heading> = headings(spec, &spec.label).collect();
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let heads: Vec<String> = all.iter().map(|heading| quoted(&heading.header)).collect();
    let values: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    let file = format!("番号,{}\n1,{}\n", heads.join(","), values.join(","));
    let book = Source::read("a.csv", file.as_bytes(), &Limits::default()).unwrap();
    let mut columns = vec![Column::required("番号")];
    columns.extend(all.iter().map(Heading::declared));
    let (nothing, mut faults) = (Answered::default(), Faults::default());
    let table = Table::all(&book, &columns, &nothing).unwrap().remove(0);
    let record = table.records().next().unwrap();
    let read = all.iter().filter_map(|heading| heading.read(&record, &mut faults));
    let answer = read.reduce(Answer::and).unwrap_or_else(Answer::nothing);
    (answer, faults.list().iter().map(|fault| fault.reason.clone()).collect())
}

/// What is typed, kept and shown.
type Way<'a> = (&'a str, Vec<(&'a str, &'a str)>, Answer, &'a str);

fn ways() -> Vec<Way<'static>> {
    vec![
        (CHOICE, vec![("a", "cat")], text("cat"), "猫"),
        (MULTI, vec![("a", "dog"), ("a", "cat")], many(&["dog", "cat"]), "犬、猫"),
        (MARK, vec![("a", "mostly")], text("mostly"), "◎ 原則として対応"),
        (MARK, vec![("a", "never")], text("never"), "－ 行わない"),
        (r#"kind = "number", counted_in = "人""#, vec![("a", "１２")], text("12"), "12人"),
        (r#"kind = "money""#, vec![("a", "１，２００円")], text("1200"), "1,200円"),
        (r#"kind = "money""#, vec![("a", "1200")], text("1200"), "1,200円"),
        (r#"kind = "day""#, vec![("a", "R7.7.1")], text("2025-07-01"), "令和7年7月1日(火)"),
        (ROUGH, vec![("a", "R1.10.31")], text("2019-10-31"), "令和元年10月31日(木)"),
        (ROUGH, vec![("a", "R1.10月末")], text("2019-10"), "令和元年10月"),
        (ROUGH, vec![("a", "H28年度")], text("2016年度"), "平成28年度"),
        (r#"kind = "year""#, vec![("a", "R8")], text("2026"), "令和8年度"),
        (r#"kind = "year""#, vec![("a", "元")], text("2019"), "令和元年度"),
        (r#"kind = "year""#, vec![("a", "H28")], text("2016"), "平成28年度"),
        (
            r#"kind = "times""#,
            vec![("a", "９：００～10時半、午後1時-15:00")],
            text("09:00-10:30、13:00-15:00"),
            "09:00～10:30、13:00～15:00",
        ),
        (
            r#"kind = "week""#,
            vec![("a", "mon"), ("a", "holiday"), ("a", "wed")],
            many(&["mon", "wed", "holiday"]),
            "月・水・祝",
        ),
        (r#"kind = "yes_no""#, vec![("a", "no")], text("no"), "いいえ"),
        (r#"kind = "tick""#, vec![("a", "yes")], text("yes"), "はい"),
        (
            r#"kind = "phone""#,
            vec![("a", "０４７（３６６）００００")],
            text("047-366-0000"),
            "047-366-0000",
        ),
        (r#"kind = "phone""#, vec![("a", "09000000000")], text("09000000000"), "09000000000"),
        (
            r#"kind = "mail""#,
            vec![("a", "Ｈanako@example.jp")],
            text("Hanako@example.jp"),
            "Hanako@example.jp",
        ),
        (
            r#"kind = "url""#,
            vec![("a", "https://example.jp/町")],
            text("https://example.jp/%E7%94%BA"),
            "https://example.jp/%E7%94%BA",
        ),
        (
            r#"kind = "address""#,
            vec![("a", " 根本 387の5　2階 ")],
            text("根本 387の5 2階"),
            "根本 387の5 2階",
        ),
        (
            r#"kind = "point""#,
            vec![("a", "34.3428，134.04661")],
            text("34.34280, 134.04661"),
            "34.34280, 134.04661",
        ),
        (REF, vec![("a", "明第1、小金")], many(&["明第1", "小金"]), "明第1、小金"),
        (
            FIGURES,
            vec![
                ("a.review.times", "39"),
                ("a.review.cases", "３１"),
                ("a.call.times", "0"),
                ("a.call.cases", "－"),
            ],
            rows(&[
                &["review", "times", "39"],
                &["review", "cases", "31"],
                &["call", "times", "0"],
                &["call", "cases", "-"],
            ]),
            "ケース検討: 39回 31事例\n電話: 0回 －",
        ),
        (
            TABLE,
            vec![
                ("a.0.on", "R7.7.1"),
                ("a.0.what", "訪問"),
                ("a.1.on", " "),
                ("a.4.what", "電話"),
                ("a.4.days", "fri"),
            ],
            rows(&[&["on", "what", "days"], &["2025-07-01", "訪問", ""], &["", "電話", "fri"]]),
            "令和7年7月1日(火)｜訪問\n電話｜金",
        ),
    ]
}

#[test]
fn a_line_of_a_preset_declares_each_kind() {
    for (kind, line) in LINES {
        let spec = of(line);
        assert_eq!(spec.kind, kind, "{line}");
        let again: Spec = toml::from_str(&toml::to_string(&spec).unwrap()).unwrap();
        assert_eq!(again, spec);
        assert!(!spec.blank().is_empty(), "{line}");
    }
    let computed = of(r#"kind = "computed", computed = { how = "count", ledger = "visits" }"#);
    assert_eq!(typed(&computed, &[("a", "7")]), Answer::nothing());
    assert!(computed.blank().is_empty());
}

#[test]
fn what_is_typed_is_kept_shown_and_stands_on_the_page_again() {
    for (line, pairs, kept, shown) in ways() {
        let spec = of(line);
        let answer = typed(&spec, &pairs);
        assert_eq!(answer, kept, "{line}");
        assert_eq!(spec.lines(&answer).join("\n"), shown, "{line}");
        let mut form = FormState::empty();
        spec.fill(&mut form, "a", &answer);
        assert_eq!(spec.read(&mut form, "a"), answer, "{line}: {form:?}");
        assert!(form.is_valid(), "{line}: {:?}", form.all_errors());
    }
}

#[test]
fn what_a_file_is_given_it_gives_back() {
    for (line, _, kept, _) in ways() {
        let spec = of(line);
        let cells: Vec<String> =
            headings(&spec, &spec.label).map(|heading| heading.cell(Some(&kept)).shown()).collect();
        assert_eq!(from_cells(&spec, &cells), (kept, Vec::new()), "{line}: {cells:?}");
    }
}

#[test]
fn a_cell_is_read_as_people_write_it() {
    let week = r#"kind = "week""#;
    let workdays = many(&["mon", "tue", "wed", "thu", "fri"]);
    for (line, cell, kept) in [
        (MARK, "◯", text("some")),
        (MARK, "〇", text("some")),
        (MARK, "-", text("never")),
        (MARK, "できないことが多い", text("rarely")),
        (week, "月水金", many(&["mon", "wed", "fri"])),
        (week, "火曜日、木曜", many(&["tue", "thu"])),
        (week, "平日", workdays.clone()),
        (week, "月～金", workdays),
        (week, "土日祝日", many(&["sat", "sun", "holiday"])),
        (week, "毎日", many(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"])),
        (ROUGH, "2025/11/20", text("2025-11-20")),
        (ROUGH, "平成28年度", text("2016年度")),
        (r#"kind = "money""#, "￥1,200", text("1200")),
        (
            TABLE,
            "R7.7.1｜訪問｜月水\n\n｜電話",
            rows(&[&["on", "what", "days"], &["2025-07-01", "訪問", "mon,wed"], &["", "電話", ""]]),
        ),
    ] {
        assert_eq!(from_cells(&of(line), &[cell.to_owned()]), (kept, Vec::new()), "{line}: {cell}");
    }
    let heads: Vec<String> = headings(&of(FIGURES), "集計").map(|h| h.header).collect();
    assert_eq!(heads[..2], ["集計（ケース検討 回数）", "集計（ケース検討 事例）"]);
    let mark = headings(&of(MARK), "往診").next().unwrap();
    assert_eq!(mark.cell(Some(&text("mostly"))).shown(), "◎");
}

#[test]
fn what_cannot_be_read_is_answered_in_a_sentence_and_what_was_typed_stays() {
    for (line, wrong, sentence) in [
        (MARK, "often", "答えは一覧にあるものから選んでください。"),
        (r#"kind = "number", max = 5"#, "6", "答えは0から5までの数字で入力してください。"),
        (
            r#"kind = "money""#,
            "3千円",
            "答えの「3千」は数値として読めません。単位を付けず「3000」のように数字だけで入力してください。",
        ),
        (
            r#"kind = "day""#,
            "R1.10",
            "答えの「R1.10」は月日まで書かれていません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            ROUGH,
            "10月",
            "答えの「10月」は日付として読めません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            r#"kind = "year""#,
            "8",
            "答えの「8」は年度として読めません。「R8」「令和8年度」「2026」のように入力してください。",
        ),
        (
            r#"kind = "times""#,
            "11:30～10:00",
            "答えの「11:30～10:00」は、終わりが始まりより後になるように入力してください。",
        ),
        (
            r#"kind = "times""#,
            "10時",
            "答えの「10時」には終わりの時刻がありません。「10:00～11:30」のように、始まりと終わりを入力してください。",
        ),
        (
            r#"kind = "phone""#,
            "366-00",
            "答えの「366-00」は電話番号として読めません。「047-366-0000」のように、市外局番から数字とハイフンで入力してください。",
        ),
        (
            r#"kind = "mail""#,
            "hanako",
            "答えの「hanako」はメールアドレスとして読めません。「name@example.jp」のように入力してください。",
        ),
        (
            r#"kind = "url""#,
            "javascript:alert(1)",
            "答えの「javascript:alert(1)」はホームページのアドレスとして読めません。「https://」から始まるアドレスを入力してください。",
        ),
        (
            r#"kind = "point""#,
            "134.0466, 34.3428",
            "答えの「134.0466, 34.3428」は日本の外です。緯度、経度の順に「34.3428, 134.0466」のように入力してください。",
        ),
        (
            r#"kind = "point""#,
            "北のほう",
            "答えの「北のほう」は地点として読めません。緯度と経度を「34.3428, 134.0466」のように入力してください。",
        ),
    ] {
        let mut form = FormState::from_pairs([("a", wrong)]);
        of(line).read(&mut form, "a");
        assert_eq!(form.errors("a"), [sentence], "{line}");
        assert_eq!(form.value("a"), wrong);
        let (_, faults) = from_cells(&of(line), &[wrong.to_owned()]);
        assert_eq!(faults.len(), 1, "{line}: {faults:?}");
        assert!(faults[0].ends_with('。'), "{faults:?}");
    }
    let mut form = FormState::from_pairs([("a.call.times", "三"), ("a.review.times", "2")]);
    of(FIGURES).read(&mut form, "a");
    assert!(form.errors("a.call.times")[0].starts_with("答え（電話 回数）の「三」は"), "{form:?}");
    let mut form = FormState::from_pairs([("a.1.on", "昨日")]);
    of(TABLE).read(&mut form, "a");
    assert!(form.errors("a.1.on")[0].starts_with("答え2行目の「日付」の「昨日」は"), "{form:?}");
    assert_eq!(Input::new(of(TABLE), "a".into()).grid(&form).rows.len(), 5, "three more rows");
    let (_, faults) = from_cells(&of(TABLE), &["昨日｜訪問".to_owned()]);
    assert!(faults[0].starts_with("1行目の「日付」: 「昨日」は"), "{faults:?}");
    let (_, faults) = from_cells(&of(r#"kind = "week""#), &["月・火星".to_owned()]);
    assert_eq!(
        faults,
        ["「月・火星」は曜日として読めません。「月・水・金」のように入力してください。"]
    );
}
