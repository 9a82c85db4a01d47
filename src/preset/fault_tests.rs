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
fn names_that_files_cannot_tell_apart_are_refused() {
    let own = "area = \"kawabe\", operation = \"directly_operated\", symbol = \"かわべ\" }";
    let center = |name: &str, symbol: &str| {
        refused(
            own,
            &format!(
                "{own}, {{ key = \"second\", name = \"{name}\", area = \"kawabe\", operation = \"commissioned\", symbol = \"{symbol}\" }}, {{ key = \"third\", name = \"第2西\", area = \"kawabe\", operation = \"commissioned\", symbol = \"三\" }}"
            ),
        )
    };
    let line = "kawabe.toml:35: センター";
    for (name, symbol, sentence) in [
        ("第２西", "二", "「第2西」は「第２西」と区別できません"),
        ("第 2 西", "二", "「第2西」は「第 2 西」と区別できません"),
        (
            "かわ べ",
            "二",
            "「かわ べ」の名前「かわ べ」は、センター「かわべ町地域包括支援センター」の略称と区別できません",
        ),
        (
            "KAWABE",
            "二",
            "「KAWABE」の名前「KAWABE」は、センター「かわべ町地域包括支援センター」のキーと区別できません",
        ),
        ("東", "カワベ", ""),
        (
            "東",
            "かわ　べ",
            "「東」の略称「かわ　べ」は、センター「かわべ町地域包括支援センター」の略称と区別できません",
        ),
        ("東", "第2 西", "「第2西」の名前「第2西」は、センター「東」の略称と区別できません"),
    ] {
        let said = center(name, symbol);
        let wanted =
            if sentence.is_empty() { "accepted".into() } else { format!("{line}{sentence}") };
        assert!(said.contains(&wanted), "{name}, {symbol}: {said}");
    }
    let said = center("東", " 二");
    assert!(said.contains("略称「 二」の前か後ろの空白を取ってください"), "{said}");

    // An area that one centre has alone is a name of that centre too.
    let areas = "areas = [{ key = \"kawabe\", name = \"かわべ町\", order = 1 }]";
    let two = areas.replace("}]", "}, { key = \"sato\", name = \"里\", order = 2 }]");
    let text = KAWABE.replacen(areas, &two, 1).replacen(
        own,
        &format!("{own}, {{ key = \"second\", name = \"かわべ町\", area = \"sato\", operation = \"commissioned\", symbol = \"二\" }}"),
        1,
    );
    let said = sentences(&Preset::parse("kawabe.toml", &text).unwrap_err());
    assert!(
        said.contains(
            "の名前「かわべ町」は、センター「かわべ町地域包括支援センター」の圏域と区別できません"
        ),
        "{said}"
    );

    for (from, to, sentence) in [
        ("name = \"上郷\"", "name = \"浜 手\"", "地区の名称または別名「浜手」が二度使われています"),
        (
            "name = \"地域ケア推進会議\"",
            "name = \"地域 ケア個別会議\"",
            "会議「地域 ケア個別会議」は「地域ケア個別会議」と区別できません",
        ),
        (
            "name = \"ゴミ出し問題\"",
            "name = \"見守り 不在\"",
            "要因「見守り 不在」は「見守り不在」と区別できません",
        ),
    ] {
        let said = refused(from, to);
        assert!(said.contains(sentence), "{to}: {said}");
    }
}

#[test]
fn of_every_list_a_name_stands_there_once_and_none_is_empty() {
    for (from, to, sentence) in [
        (
            "name = \"自立支援・重度化防止\"",
            "name = \"困難事例\"",
            "事例の種類「困難事例」が二度書かれています",
        ),
        ("name = \"困難事例\", regular", "name = \"\", regular", "事例の種類の名前が空です"),
        ("name = \"町の検討\"", "name = \"個別の検討\"", "段階「個別の検討」が二度書かれています"),
        (
            "issue_name = \"町の課題\"",
            "issue_name = \" \"",
            "段階「町の検討」の課題の呼び名（issue_name）が空です",
        ),
        ("name = \"歯科医師\"", "name = \"医師\"", "職種「医師」が二度書かれています"),
        (
            "name = \"既存事業の拡充\"",
            "name = \"新規予算\"",
            "回答の種類「新規予算」が二度書かれています",
        ),
        ("name = \"総務課\"", "name = \"健康福祉課\"", "担当課「健康福祉課」が二度書かれています"),
        (
            "districts = [",
            "divisions = [{ key = \"n\", name = \"北\", within = [] }, { key = \"m\", name = \"北 \", within = [] }]\ndistricts = [",
            "区域「北」が二度書かれています",
        ),
    ] {
        let said = refused(from, to);
        assert!(said.contains(sentence) && said.lines().count() == 1, "{to}: {said}");
        assert!(said.starts_with("kawabe.toml:"), "with its line: {said}");
    }
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
