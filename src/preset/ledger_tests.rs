//! Ledgers as a structure declares them: what is ready holds, and what would go wrong with a record is refused with its file
//! and its line.

use super::{
    Preset,
    including::LIBRARY,
    tests::{KAWABE, good, sentences},
};

/// A register that is right.
const LEDGER: &str = r#"
audiences = [{ key = "residents", name = "住民", who = ["public", "city"] }]
[[choice_lists]]
key = "kinds"
name = "種類"
choices = [{ key = "a", name = "甲" }, { key = "b", name = "乙" }]
[[ledgers]]
key = "tools"
name = "貸し出す道具"
one = "道具"
number = "道-{number}"
keeper = ["city"]
read = ["city", "centers"]
write = ["city"]
states = [{ key = "here", name = "ある" }, { key = "lent", name = "貸出中" }]
moves = [
  { key = "lend", label = "貸し出す", from = ["here"], to = "lent", asks = ["until"], who = ["city"] },
  { key = "back", label = "戻った", from = ["lent"], to = "here", who = ["city"] },
]
due = [{ words = "返してもらう", in = ["lent"], on = "until", who = "city" }]
views = [{ key = "table", kind = "matrix", title = "道具", rows = "kind", columns = "district" }]
[[ledgers.sections]]
key = "tool"
title = "道具"
fields = [
  { key = "name", label = "名前", kind = "text", role = "title" },
  { key = "kind", label = "種類", kind = "choice", list = "kinds", filter = true },
  { key = "district", label = "地区", kind = "ref", to = "district", role = "district" },
  { key = "until", label = "返す日", kind = "day", role = "until" },
  { key = "borrower", label = "借りている人", kind = "text", personal = true },
]
"#;

/// かわべ町 with the register, one piece of it replaced, and the sentences it is refused with.
fn refused(from: &str, to: &str) -> String {
    assert!(LEDGER.contains(from), "the register no longer says {from}");
    // A list of one line stands before the first table.
    let (inline, tables) = LEDGER.split_once("[[choice_lists]]").expect("in the register");
    let all = |register: &str, inline: &str| format!("{inline}{KAWABE}{register}");
    let text = all(&format!("[[choice_lists]]{tables}"), inline).replacen(from, to, 1);
    match Preset::parse("kawabe.toml", &text) {
        Ok(_) => "accepted".to_owned(),
        Err(refusals) => sentences(&refusals),
    }
}

#[test]
fn every_ready_definition_holds_and_is_read_back_as_it_was() {
    for (name, _) in LIBRARY {
        let text = format!("include = [\"{name}\"]\n{KAWABE}");
        let preset = good("kawabe.toml", &text);
        assert!(!preset.choice_lists.is_empty() || !preset.ledgers.is_empty(), "{name}");
        let again = good("again.toml", &preset.to_toml());
        assert_eq!(again, preset, "a structure is stored whole");
    }
}

#[test]
fn a_register_of_one_s_own_holds() {
    assert_eq!(refused("甲", "丙"), "accepted");
}

#[test]
fn a_fault_in_a_file_that_is_taken_in_is_told_with_its_own_file_and_line() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(dir.path().join("ledgers")).expect("a folder");
    let own = "[[ledgers]]\nkey = \"own\"\nname = \"自分の台帳\"\nread = [\"city\"]\nwrite = [\"city\"]\nlabel = \"{nothing}\"\nsections = []\n";
    std::fs::write(dir.path().join("ledgers/own.toml"), own).expect("written");
    let town = format!("include = [\"ledgers/lists.toml\", \"ledgers/own.toml\"]\n{KAWABE}");
    let path = dir.path().join("town.toml");
    std::fs::write(&path, &town).expect("written");
    let refusals = Preset::read(&path).expect_err("a label of a field that is not there");
    assert_eq!(
        sentences(&refusals),
        "ledgers/own.toml:6: 台帳「自分の台帳」に「nothing」という欄はありません\n"
    );

    std::fs::write(dir.path().join("ledgers/own.toml"), "levels = []\n").expect("written");
    let said = sentences(&Preset::read(&path).expect_err("a ladder in a ledger's file"));
    assert!(said.starts_with("ledgers/own.toml:1: 取り込むファイルに書けるのは"), "{said}");

    let nowhere = format!("\ninclude = [\"ledgers/nowhere.toml\"]\n{KAWABE}");
    let said = sentences(&Preset::parse("town.toml", &nowhere).expect_err("no such file"));
    assert!(
        said.starts_with("town.toml:2: 取り込むファイル「ledgers/nowhere.toml」がありません"),
        "{said}"
    );
}

#[test]
fn what_would_go_wrong_with_a_record_is_refused() {
    for (from, to, sentence) in [
        ("list = \"kinds\"", "list = \"sorts\"", "選択肢の一覧「sorts」は定められていません"),
        ("role = \"until\"", "role = \"title\"", "role = \"title\" の欄が二つあります"),
        (
            "kind = \"text\", role = \"title\"",
            "kind = \"number\", role = \"title\"",
            "role = \"title\"（名前）にできない種類です",
        ),
        (
            "to = \"district\"",
            "to = \"village\"",
            "欄「地区」が指す「village」は、台帳でも、決まった語",
        ),
        (
            "keeper = [\"city\"]\n",
            "",
            "個人が分かる欄があります。それを開ける人を keeper に書いてください",
        ),
        (
            "asks = [\"until\"], who = [\"city\"]",
            "asks = [\"borrower\"], who = [\"centers\"]",
            "開けない人（who）には尋ねられません",
        ),
        (
            "keeper = [\"city\"]\n",
            "keeper = [\"own_center\"]\n",
            "どのセンターのものか分からないので、own_center は使えません",
        ),
        (
            "number = \"道-{number}\"",
            "number = \"道{month}-{number}\"",
            "書けるのは {year}（年度）と {number} だけです",
        ),
        (
            "kind = \"text\", personal = true }",
            "kind = \"text\", personal = true }, { key = \"why\", label = \"わけ\", kind = \"text\", shown_if = { field = \"borrower\", is = \"x\" } }",
            "ほかの人も見る欄「わけ」の条件には使えません",
        ),
        ("to = \"lent\", asks", "to = \"away\", asks", "「away」という状態はありません"),
        (
            "number = \"道-{number}\"",
            "number = \"道\"",
            "番号の形（number）に {number} がありません",
        ),
        (
            "number = \"道-{number}\"",
            "label = \"{borrower}\"",
            "記録の呼び名（label）には使えません",
        ),
        (
            "label = \"借りている人\"",
            "label = \"借りている人\", filter = true",
            "個人が分かるので、絞り込みや",
        ),
        (
            "on = \"until\"",
            "on = \"until\", after = 3",
            "after（日数）か on（日付の欄）のどちらか一つ",
        ),
        ("on = \"until\"", "on = \"name\"", "欄「名前」は日付ではないので、on には使えません"),
        (
            "columns = \"district\"",
            "columns = \"borrower\"",
            "欄「借りている人」は個人が分かるので、一覧には使えません",
        ),
        (
            "kind = \"matrix\", title = \"道具\", rows = \"kind\"",
            "kind = \"matrix\", title = \"道具\", rows = \"fiscal_year\"",
            "一覧「道具」の rows に「fiscal_year」は書けません",
        ),
        (
            "kind = \"matrix\", title = \"道具\", rows = \"kind\"",
            "kind = \"counts\", title = \"道具\", rows = \"fiscal_year\"",
            "日の欄（role = \"day\"）がありません",
        ),
        (
            "kind = \"matrix\", title = \"道具\", rows = \"kind\"",
            "kind = \"counts\", title = \"道具\", of = \"gone\", rows = \"fiscal_year\"",
            "「gone」という状態はありません",
        ),
        (
            "kind = \"matrix\", title = \"道具\", rows = \"kind\"",
            "kind = \"counts\", title = \"道具\", rows = \"name\"",
            "欄「名前」ごとには数えられません",
        ),
        (
            "kind = \"matrix\", title = \"道具\", rows = \"kind\"",
            "kind = \"counts\", title = \"道具\", rows = \"district\"",
            "一覧「道具」の行と列が同じです",
        ),
        (
            "kind = \"matrix\", title = \"道具\", rows = \"kind\"",
            "kind = \"yearly\", title = \"道具\", lines = [{ item = \"x\", kinds = [\"y\"], from_fiscal_year = 2020 }], rows = \"kind\"",
            "欄「種類」は数の表（kind = \"figures\"）ではありません",
        ),
        (
            "kind = \"matrix\", title = \"道具\", rows = \"kind\"",
            "kind = \"yearly\", title = \"道具\", lines = [{ item = \"x\", kinds = [\"y\"], from_fiscal_year = 2020 }], rows = \"kind\"",
            "数えるもの「x」は、行の欄にありません",
        ),
        (
            "kind = \"matrix\", title = \"道具\"",
            "kind = \"matrix\", title = \"道具\", note = \"{day}現在\"",
            "注記の {day} は分かりません",
        ),
        ("write = [\"city\"]", "write = [\"public\"]", "サインインしない人には書かせられません"),
        ("write = [\"city\"]", "write = [\"everybody\"]", "「everybody」は使えません"),
        ("one = \"道具\"", "parent = \"tools\"", "親をたどると、自分に戻ります"),
        ("one = \"道具\"", "formula = \"1+1\"", "「formula」という項目はありません"),
        (
            "{ key = \"lent\", name = \"貸出中\" }",
            "{ key = \"lent\", name = \"貸出中\" }, { key = \"lost\", name = \"なくした\" }",
            "状態「なくした」へ移る動きも",
        ),
        (
            "role = \"until\" }",
            "role = \"until\", shown_if = { field = \"kind\", is = \"c\" } }",
            "条件の「c」は、欄「種類」の選択肢にありません",
        ),
        (
            "role = \"title\" }",
            "role = \"title\", shown_if = { field = \"kind\", is = \"a\" } }",
            "この欄より前にありません",
        ),
        (
            "list = \"kinds\", filter = true",
            "list = \"kinds\", filter = true, audience = \"residents\"",
            "記録の呼び名は、記録を見る人みなに見えます",
        ),
        (
            "number = \"道-{number}\"",
            "unique = [\"name\"]",
            "欄「名前」では、同じ記録かどうかを確かめられません",
        ),
        (
            "write = [\"city\"]",
            "write = [\"secretariat\"]",
            "事務局の席（secretariat）は書けません",
        ),
        (
            "kind = \"day\", role = \"until\"",
            "kind = \"computed\"",
            "どう決まるか、computed に書いてください",
        ),
    ] {
        let said = refused(from, to);
        assert!(said.contains(sentence), "{to}\n{said}");
        assert!(said.lines().all(|line| line.starts_with("kawabe.toml:")), "{said}");
    }
    let many: String = (0..13)
        .map(|n| {
            format!(
                "  {{ key = \"x{n}\", label = \"欄{n}\", kind = \"number\", filter = true }},\n"
            )
        })
        .collect();
    let said =
        refused("title = \"道具\"\nfields = [\n", &format!("title = \"道具\"\nfields = [\n{many}"));
    assert!(said.contains("絞り込みと一覧に使う欄は12までです"), "{said}");
}

#[test]
fn all_faults_are_told_at_once_each_with_its_line() {
    let said = refused("keeper = [\"city\"]\nread = [\"city\", \"centers\"]", "read = []");
    assert_eq!(said.lines().count(), 2, "{said}");
}
