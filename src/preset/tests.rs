//! The shipped presets hold, wrong ones are refused with their line, and months fall into the right period.

use std::path::Path;

use jiff::civil::date;

use super::{places::Operation, *};
use crate::fields::AnswerKind;

const MATSUDO: &str = include_str!("../../presets/matsudo.toml");
const TAKAMATSU: &str = include_str!("../../presets/takamatsu.toml");
pub(super) const KAWABE: &str = include_str!("../../presets/kawabe.toml");

pub(super) fn good(name: &str, text: &str) -> Preset {
    match Preset::parse(name, text) {
        Ok(preset) => preset,
        Err(refusals) => panic!("{}", sentences(&refusals)),
    }
}

pub(super) fn sentences(refusals: &[Refusal]) -> String {
    refusals.iter().map(|refusal| format!("{refusal}\n")).collect()
}

/// かわべ町 with one piece of text replaced, and the sentences it is refused with.
pub(super) fn refused(from: &str, to: &str) -> String {
    assert!(KAWABE.contains(from), "the fixture no longer says {from}");
    match Preset::parse("kawabe.toml", &KAWABE.replacen(from, to, 1)) {
        Ok(_) => "accepted".to_owned(),
        Err(refusals) => sentences(&refusals),
    }
}

#[test]
fn how_many_cases_suggest_an_issue_is_said_by_the_preset_or_is_three() {
    assert!(!KAWABE.contains("candidates"), "the town leaves it out");
    let read = Preset::parse("kawabe.toml", KAWABE).expect("it may be left out");
    assert_eq!(read.candidates.cases, 3);
    let five = KAWABE.replacen("levels = [", "candidates.cases = 5\nlevels = [", 1);
    let read = Preset::parse("kawabe.toml", &five).expect("another number");
    assert_eq!(read.candidates.cases, 5);
    let again = Preset::parse("again.toml", &read.to_toml()).expect("written as it was read");
    assert_eq!(again.candidates.cases, 5);
    assert!(refused("levels = [", "candidates.cases = 1\nlevels = [").contains("2以上"));
}

/// The line of `needle` in the fixture, from 1.
fn line_of(needle: &str) -> usize {
    KAWABE.lines().position(|line| line.contains(needle)).expect("in the fixture") + 1
}

#[test]
fn matsudo_has_fifteen_areas_and_four_kinds_one_of_them_suspended() {
    let preset = good("presets/matsudo.toml", MATSUDO);
    assert_eq!((preset.areas.len(), preset.centers.len()), (15, 15));
    assert_eq!(preset.centers[0].symbol, "明第1");
    assert_eq!(preset.centers[14].symbol, "馬橋");
    assert_eq!(preset.conference_kinds.iter().filter(|kind| kind.care_conference).count(), 4);
    let suspended = preset.conference_kind(&"self_reliance".into()).expect("shipped");
    assert_eq!(suspended.status, ConferenceStatus::Suspended);
    assert_eq!(
        suspended.suspension,
        Some(Suspension {
            since_fiscal_year: 2023, note: "休止中(再開に向け検討中)".into()
        })
    );
    assert!(
        !MATSUDO.contains("個別レベル"),
        "the seed's individual conference is itself of the area level"
    );
}

#[test]
fn matsudo_factors_are_thirteen_columns_in_four_groups() {
    let preset = good("presets/matsudo.toml", MATSUDO);
    let columns: Vec<usize> = ["community", "family", "person", "medical"]
        .map(|group| preset.factors.iter().filter(|factor| factor.group == group).count())
        .to_vec();
    assert_eq!(columns, [4, 2, 3, 4]);
    let in_force = preset.factors_in(2025);
    assert_eq!(in_force.len(), 13);
    assert_eq!(in_force[0].key.as_str(), "no_watch_over");
    assert_eq!(in_force[12].key.as_str(), "other_illness");
    assert!(preset.factors_in(2014).is_empty());
}

#[test]
fn takamatsu_has_five_small_conferences_and_thirty_nine_districts_with_aliases() {
    let preset = good("presets/takamatsu.toml", TAKAMATSU);
    assert_eq!(preset.districts.len(), 39);
    let north =
        preset.districts.iter().find(|district| district.name == "国分寺北部").expect("shipped");
    assert_eq!(north.aliases, ["国分寺北"]);
    assert_eq!(
        preset.conference_kinds.iter().filter(|kind| kind.level.as_str() == "community").count(),
        5
    );
    let network = preset.conference_kind(&"network_meeting".into()).expect("shipped");
    assert_eq!(network.unit, UnitTier::District);
    assert_eq!(
        network.council_tier.as_ref().map(|council| council.tier),
        Some(CouncilTierNumber::Second)
    );
}

#[test]
fn the_small_town_has_two_levels_and_one_directly_operated_centre() {
    let preset = good("presets/kawabe.toml", KAWABE);
    assert_eq!(preset.levels.len(), 2);
    assert_eq!(preset.centers.len(), 1);
    assert_eq!(preset.centers[0].operation, Operation::DirectlyOperated);
}

#[test]
fn periods_cross_the_calendar_year_and_the_fiscal_year() {
    let preset = good("presets/matsudo.toml", MATSUDO);
    let first = Window { first_day: date(2024, 12, 1), last_day: date(2025, 5, 31) };
    let second = Window { first_day: date(2025, 6, 1), last_day: date(2025, 11, 30) };
    assert_eq!(preset.period(2025, 1), Some(first));
    assert_eq!(preset.period(2025, 2), Some(second));
    assert_eq!(preset.period(2025, 3), None);
    assert_eq!(preset.period_of(date(2024, 12, 1)), Some((2025, 1, first)));
    assert_eq!(preset.period_of(date(2025, 11, 30)), Some((2025, 2, second)));
    assert_eq!(
        preset.period_of(date(2025, 12, 1)).map(|(year, number, _)| (year, number)),
        Some((2026, 1))
    );
    let february = preset.period(2028, 1).expect("a period");
    assert_eq!(february.first_day, date(2027, 12, 1));
}

#[test]
fn titles_count_years_of_reiwa() {
    let preset = good("presets/matsudo.toml", MATSUDO);
    assert_eq!(preset.city_conference_title(2025, 2), "令和7年度 第2回 松戸市地域ケア会議");
    assert_eq!(preset.city_conference_title(2019, 1), "令和元年度 第1回 松戸市地域ケア会議");
}

#[test]
fn what_is_exported_reads_back_the_same() {
    for (name, text) in [("matsudo", MATSUDO), ("takamatsu", TAKAMATSU), ("kawabe", KAWABE)] {
        let preset = good(name, text);
        assert_eq!(good(name, &preset.to_toml()), preset, "{name}");
    }
}

#[test]
fn a_new_field_of_the_sheet_is_one_line() {
    let after = "{ key = \"oral\", label = \"口腔\", kind = \"textarea\", max = 500 },\n";
    let line = "  { key = \"hearing\", label = \"きこえ\", kind = \"text\" },\n";
    let preset = good("kawabe.toml", &KAWABE.replacen(after, &format!("{after}{line}"), 1));
    let field = preset.form("case_sheet").and_then(|form| form.field("hearing")).expect("added");
    assert_eq!((field.kind, field.excel_header()), (AnswerKind::Text, "きこえ"));
}

/// かわべ町 under a ward, a city and a prefecture: five storeys.
fn five_levels() -> String {
    let levels = "levels = [
  { key = \"center\", name = \"個別の検討\", order = 1, issue_name = \"地域の気づき\" },
  { key = \"area\", name = \"圏域レベル\", order = 2, issue_name = \"圏域課題\" },
  { key = \"ward\", name = \"区レベル\", order = 3, issue_name = \"区の課題\" },
  { key = \"town\", name = \"町の検討\", order = 4, issue_name = \"町の課題\" },
  { key = \"prefecture\", name = \"県レベル\", order = 5, issue_name = \"県の課題\" },
]";
    let start = KAWABE.find("levels = [").expect("levels");
    let end = start + KAWABE[start..].find("\n]").expect("their end") + 2;
    let mut text = format!("{}{levels}{}", &KAWABE[..start], &KAWABE[end..]);
    let edges = "edges = [
  { from = \"case_conference\", to = \"area_conference\", direction = \"up\", label = \"上へ\" },
  { from = \"area_conference\", to = \"ward_conference\", direction = \"up\", label = \"上へ\" },
  { from = \"ward_conference\", to = \"town_conference\", direction = \"up\", label = \"上へ\" },
  { from = \"town_conference\", to = \"prefecture_conference\", direction = \"up\", label = \"上へ\" },
  { from = \"prefecture_conference\", to = \"case_conference\", direction = \"down\", label = \"展開\" },
]";
    let start = text.find("edges = [").expect("edges");
    let end = start + text[start..].find("\n]").expect("their end") + 2;
    text = format!("{}{edges}{}", &text[..start], &text[end..]);
    let kinds: String = [("area", "圏域会議"), ("ward", "区会議"), ("prefecture", "県会議")]
        .map(|(level, name)| {
            format!(
                "[[conference_kinds]]\nkey = \"{level}_conference\"\nname = \"{name}\"\nshort_name = \"{name}\"\n\
                 level = \"{level}\"\nsubject = \"town_issue\"\nunit = \"municipality\"\nname_pattern = \"{name}\"\n\
                 functions = []\nhost = \"\"\ncadence = {{ words = \"随時\", as_needed = true }}\nroles = []\n\
                 members_words = []\ncare_conference = true\n\n"
            )
        })
        .concat();
    text.replacen("[[conference_kinds]]", &format!("{kinds}[[conference_kinds]]"), 1)
}

#[test]
fn five_levels_are_a_structure_like_any_other() {
    let preset = good("five.toml", &five_levels());
    let names: Vec<&str> = preset.levels.iter().map(|level| level.name.as_str()).collect();
    assert_eq!(names, ["個別の検討", "圏域レベル", "区レベル", "町の検討", "県レベル"]);
}

#[test]
fn six_levels_are_refused() {
    let sixth = five_levels().replacen(
        "levels = [\n",
        "levels = [\n  { key = \"nation\", name = \"国\", order = 6, issue_name = \"国の課題\" },\n",
        1,
    );
    let refusals = Preset::parse("six.toml", &sixth).expect_err("six levels");
    insta::assert_snapshot!(sentences(&refusals), @r"
        six.toml:18: 会議の段階は1から5までです（いまは6）
    ");
}

#[test]
fn a_circle_among_upward_edges_is_refused_where_it_closes() {
    let text = five_levels().replacen(
        "edges = [\n",
        "edges = [\n  { from = \"prefecture_conference\", to = \"prefecture_conference\", direction = \"up\", label = \"\" },\n",
        1,
    );
    let refusals = Preset::parse("circle.toml", &text).expect_err("a circle of one");
    insta::assert_snapshot!(sentences(&refusals), @r"
        circle.toml:51: 上へ向かう線が輪になっています: 県会議 → 県会議
    ");

    let flat = five_levels().replace("level = \"ward\"", "level = \"area\"").replacen(
        "edges = [\n",
        "edges = [\n  { from = \"ward_conference\", to = \"area_conference\", direction = \"up\", label = \"\" },\n",
        1,
    );
    let refusals = Preset::parse("circle.toml", &flat).expect_err("a circle of two on one storey");
    insta::assert_snapshot!(sentences(&refusals), @r"
        circle.toml:53: 上へ向かう線が輪になっています: 圏域会議 → 区会議 → 圏域会議
    ");
}

#[test]
fn an_upward_edge_that_goes_down_is_refused() {
    insta::assert_snapshot!(
        refused(
            "from = \"town_conference\", to = \"case_conference\", direction = \"down\"",
            "from = \"town_conference\", to = \"case_conference\", direction = \"up\"",
        ),
        @r"
        kawabe.toml:49: 「地域ケア推進会議」から「地域ケア個別会議」は下の段階へ向かうので、up とは書けません
        kawabe.toml:49: 上へ向かう線が輪になっています: 地域ケア推進会議 → 地域ケア個別会議 → 地域ケア推進会議
    "
    );
}

#[test]
fn an_unknown_reference_is_refused_at_its_own_line() {
    let sentences = refused("level = \"town\"", "level = \"village\"");
    assert!(
        sentences.starts_with(&format!("kawabe.toml:{}:", line_of("level = \"town\""))),
        "{sentences}"
    );
    insta::assert_snapshot!(sentences, @r"
        kawabe.toml:180: 段階「village」は定められていません
    ");
    insta::assert_snapshot!(refused("to = \"town_conference\", direction", "to = \"city_conference\", direction"), @r"
        kawabe.toml:48: 会議「city_conference」は定められていません
    ");
    insta::assert_snapshot!(refused("  { profession = \"doctor\" },", "  { profession = \"wizard\" },"), @r"
        kawabe.toml:170: 職種「wizard」は定められていません
    ");
}

#[test]
fn every_mistake_is_told_at_once_in_the_order_of_the_lines() {
    let text = KAWABE
        .replacen("990019", "990018", 1)
        .replacen("key = \"hamate\"", "key = \"nakazu\"", 1)
        .replacen("month = 12, year_offset = 0", "month = 11, year_offset = 0", 1)
        .replacen("kind = \"textarea\", max = 500 },\n]", "kind = \"choice\", max = 500 },\n]", 1)
        .replacen("months = [3, 6, 12]", "months = [6, 3]", 1);
    let refusals = Preset::parse("kawabe.toml", &text).expect_err("five mistakes");
    insta::assert_snapshot!(sentences(&refusals), @r"
        kawabe.toml:6: 市区町村コード「990018」の検査数字が合いません（正しくは末尾が 9）
        kawabe.toml:15: 確認の月は1以上の数を小さい順に書いてください（例: [3, 6, 12]）
        kawabe.toml:33: キー「nakazu」は 2 番目でも使われています
        kawabe.toml:44: 第1回と第1回の議事対象期間の間が1か月空いています
        kawabe.toml:225: 欄「基本チェックリストの要点」は選択肢から選びますが、choices がありません
    ");
}

#[test]
fn unknown_words_and_missing_ones_are_told_together_too() {
    let text = KAWABE
        .replacen("municipality.name = ", "municipality.nama = ", 1)
        .replacen("short_name = \"個別\"\n", "", 1)
        .replacen("unit = \"municipality\"", "unit = \"continent\"", 1)
        .replacen("operation = \"directly_operated\"", "operation = 3", 1)
        + "\n[weather]\nfine = true\n";
    let refusals = Preset::parse("kawabe.toml", &text).expect_err("five mistakes");
    insta::assert_snapshot!(sentences(&refusals), @r"
        kawabe.toml:7: [municipality] の「nama」という項目はありません（使える項目: code、name、prefecture、department、fiscal_year、city_conference_title、plan_name、center_word、note）
        kawabe.toml:35: [centers] の値の種類が違います。ここには決まった語を引用符で囲んで書きます
        kawabe.toml:152: [conference_kinds] の「short_name」が書かれていません
        kawabe.toml:181: [conference_kinds] の「continent」は使えません（使える語: center、area、district、division、municipality）
        kawabe.toml:314: 「weather」という章はありません
    ");
}

#[test]
fn windows_with_gaps_and_overlaps_are_refused() {
    let second = MATSUDO.replacen(
        "start = { month = 6, year_offset = 0 }",
        "start = { month = 7, year_offset = 0 }",
        1,
    );
    let refusals = Preset::parse("matsudo.toml", &second).expect_err("a gap");
    insta::assert_snapshot!(sentences(&refusals), @r"
        matsudo.toml:112: 第1回と第2回の議事対象期間の間が1か月空いています
    ");
    let second = MATSUDO.replacen(
        "end = { month = 11, year_offset = 0 }",
        "end = { month = 12, year_offset = 0 }",
        1,
    );
    let refusals = Preset::parse("matsudo.toml", &second).expect_err("an overlap");
    insta::assert_snapshot!(sentences(&refusals), @r"
        matsudo.toml:111: 第2回と第1回の議事対象期間が1か月重なっています
    ");
}

#[test]
fn a_year_may_be_divided_anew_and_no_day_is_left_out() {
    let third = |number, (start, end): (i8, i8), year_offset| {
        format!(
            "  {{ number = {number}, words = \"\", from_fiscal_year = 2027, start = {{ month = {start} }}, \
             end = {{ month = {end}, year_offset = {year_offset} }}, tasks = [] }},\n"
        )
    };
    let end = "次年度の計画\"] },\n";
    let new = third(1, (4, 9), 0) + &third(2, (10, 3), 1);
    let preset = good("matsudo.toml", &MATSUDO.replacen(end, &format!("{end}{new}"), 1));
    assert_eq!(preset.division_of(2026), None);
    assert_eq!(preset.division_of(2027), Some(2027));
    let mut day = date(2024, 12, 1);
    while day < date(2029, 12, 1) {
        let (year, number, window) = preset.period_of(day).expect("every day has its period");
        assert_eq!(preset.period(year, number), Some(window));
        assert!(window.contains(day));
        day = day.tomorrow().expect("a day follows");
    }
    let first = preset.period(2027, 1).expect("a period");
    assert_eq!((first.first_day, first.last_day), (date(2026, 12, 1), date(2027, 9, 30)));
    let next = preset.period(2028, 1).expect("a period");
    assert_eq!(next.first_day, date(2028, 4, 1));
    assert_eq!(good("again", &preset.to_toml()), preset);
}

#[test]
fn text_that_is_no_toml_is_refused_with_its_line() {
    insta::assert_snapshot!(refused("order = 1 }", "order = }"), @r"
        kawabe.toml:29: 書き方が TOML として読めません。この行までの引用符・かっこ・カンマ・「=」を確かめてください
    ");
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let refusals = Preset::read(Path::new("no/such.toml")).expect_err("no file");
    insta::assert_snapshot!(sentences(&refusals), @r"
        no/such.toml:1: ファイルが見つかりません
    ");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a stop-watch")]
fn thirty_thousand_faults_are_told_shortly_and_soon() {
    let begun = std::time::Instant::now();
    let unknown: String = (0..30_000).map(|n| format!("unknown_{n} = 1\n")).collect();
    let broken: String = (0..30_000).map(|n| format!("broken {n}\n")).collect();
    let centers = "[[centers]]\nnothing = 1\n".repeat(30_000);
    for text in [format!("{unknown}{KAWABE}"), broken, format!("{KAWABE}\n{centers}")] {
        let refusals = Preset::parse("many.toml", &text).expect_err("it is wrong");
        assert!((1..=101).contains(&refusals.len()), "{}", refusals.len());
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    let refusals =
        Preset::parse("many.toml", &format!("{unknown}{KAWABE}")).expect_err("it is wrong");
    assert!(sentences(&refusals).contains("ここまでを示しました"));
}
