//! Faults by which records would go astray, each refused or doubted with its line and a Japanese sentence.

use super::{
    Preset,
    tests::{KAWABE, good, refused, sentences},
};

/// かわべ町 with this line added behind another.
fn with(after: &str, line: &str) -> String {
    refused(after, &format!("{after}\n{line}"))
}

#[test]
fn two_things_of_one_name_are_refused() {
    let centers = "operation = \"directly_operated\", symbol = \"かわべ\" }";
    let center = |name: &str| {
        let second = format!(
            "{centers}, {{ key = \"second\", name = \"{name}\", area = \"kawabe\", operation = \"commissioned\", symbol = \"二\" }}"
        );
        refused(centers, &second)
    };
    let said = center("かわべ町地域包括支援センター");
    assert!(
        said.contains("センター「かわべ町地域包括支援センター」が二度書かれています"),
        "{said}"
    );
    assert!(said.starts_with("kawabe.toml:35: "), "{said}");
    let said = center(" ");
    assert!(said.contains("センターの名前が空です"), "{said}");

    let area = "{ key = \"kawabe\", name = \"かわべ町\", order = 1 }";
    let second = format!("{area}, {{ key = \"second\", name = \"かわべ町\", order = 2 }}");
    assert!(refused(area, &second).contains("圏域「かわべ町」が二度書かれています"));

    let said = refused("name = \"地域ケア推進会議\"", "name = \"地域ケア個別会議\"");
    assert!(
        said.contains("kawabe.toml:178: 会議「地域ケア個別会議」が二度書かれています"),
        "{said}"
    );

    // Several groups have その他; one group has it once.
    let said = refused("name = \"ゴミ出し問題\"", "name = \"見守り不在\"");
    assert!(said.contains("要因「見守り不在」が二度書かれています"), "{said}");
}

#[test]
fn the_same_edge_twice_is_refused() {
    let edge = "  { from = \"case_conference\", to = \"town_conference\", direction = \"up\", label = \"事例から見えた町の課題\" },";
    let said = with(edge, edge);
    assert!(
        said.contains("kawabe.toml:49: 「地域ケア個別会議」から「地域ケア推進会議」への同じ線が二度書かれています"),
        "{said}"
    );
}

/// What is doubted of かわべ町 with one piece replaced; it is no fault.
fn doubted(from: &str, to: &str) -> String {
    assert!(KAWABE.contains(from), "the fixture no longer says {from}");
    let text = KAWABE.replacen(from, to, 1);
    good("kawabe.toml", &text);
    sentences(&Preset::doubts("kawabe.toml", &text))
}

#[test]
fn a_level_without_a_conference_or_without_a_way_up_is_doubted() {
    assert_eq!(Preset::doubts("kawabe.toml", KAWABE), [], "nothing to doubt");
    let town = "  { key = \"town\", name = \"町の検討\", order = 2, issue_name = \"町の課題\" },\n";
    let county =
        "  { key = \"county\", name = \"郡の検討\", order = 3, issue_name = \"郡の課題\" },\n";
    let said = doubted(town, &format!("{town}{county}"));
    assert!(said.contains("kawabe.toml:21: 段階「郡の検討」には会議がありません"), "{said}");
    assert!(
        !said.contains("町の検討"),
        "the highest level with a conference needs no way up: {said}"
    );

    let edge = "  { from = \"case_conference\", to = \"town_conference\", direction = \"up\", label = \"事例から見えた町の課題\" },\n";
    let said = doubted(edge, "");
    assert!(
        said.contains("kawabe.toml:19: 段階「個別の検討」の課題には、上げる先がありません"),
        "{said}"
    );
}

#[test]
fn wrong_values_are_told_without_the_parser_s_english() {
    let english = |said: &str| said.contains("expected") || said.contains("invalid");
    for (from, to, sentence) in [
        (
            "order = 1, issue_name",
            "order = \"1\", issue_name",
            "ここには0から255までの整数を書きます（いまは文字です）",
        ),
        (
            "order = 1, issue_name",
            "order = 300, issue_name",
            "ここには0から255までの整数を書きます（いまは数です）",
        ),
        (
            "care_conference = true",
            "care_conference = \"yes\"",
            "ここには true か false を書きます（いまは文字です）",
        ),
        ("host = \"かわべ町\"", "host = 3", "ここには引用符で囲んだ文字を書きます（いまは数です）"),
        (
            "roles = [\"町の課題の解決\", \"次年度の取組の提案\"]",
            "roles = \"町の課題の解決\"",
            "ここには [ … ] で囲んだ一覧を書きます（いまは文字です）",
        ),
        (
            "start = { month = 1, year_offset = 0 }",
            "start = 1",
            "ここには { … } で囲んだ組を書きます（いまは数です）",
        ),
        ("area = \"kawabe\", operation", "area = 3, operation", "値の種類が違います"),
        ("order = 1 }", "order = }", "引用符・かっこ・カンマ"),
        ("levels = [", "levels = ", "書き方が TOML として読めません"),
    ] {
        let said = refused(from, to);
        assert!(said.contains(sentence) && !english(&said), "{from} → {to}: {said}");
    }
}

#[test]
fn a_list_behind_a_table_is_told_to_go_before_it() {
    let areas = "areas = [{ key = \"kawabe\", name = \"かわべ町\", order = 1 }]\n";
    let text = KAWABE.replacen(areas, "", 1) + areas;
    let refusals = Preset::parse("kawabe.toml", &text).expect_err("areas belong to [papers.held]");
    let said = sentences(&refusals);
    let line = text.lines().count();
    assert!(
        said.contains(&format!(
            "kawabe.toml:{line}: 「areas」は [表] の前に書いてください（いまは上の [papers] の一部として読まれています）"
        )),
        "{said}"
    );
}

#[test]
fn a_name_says_its_place_only_where_several_places_would_share_it() {
    // かわべ町 has one centre.
    let own = KAWABE.replacen("\"{unit} 地域ケア個別会議\"", "\"かわべの地域ケア個別会議\"", 1);
    assert_ne!(own, KAWABE);
    good("kawabe.toml", &own);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/matsudo.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.replacen("\"{unit} 2層ワーキング\"", "\"2層ワーキング\"", 1);
    let said = sentences(&Preset::parse("matsudo.toml", &text).unwrap_err());
    assert!(
        said.contains("「2層ワーキング」は単位ごとに開くので、名称に {unit} が要ります"),
        "{said}"
    );
}
