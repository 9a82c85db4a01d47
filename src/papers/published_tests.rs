//! 資料2 別添2 as the city published it, line by line; and that estimates say that they are.

use regex::Regex;

use super::{
    excel, figures, pdf,
    sheets::FunctionsAndStatus,
    sheets_fixture::{self as fixture, DATED},
    sheets_tests::{flat, pdftotext, words_of},
};
use crate::{preset::Preset, testing::MATSUDO};
use nihon::fold_key;

/// The four figures' lines, each once: those that broke in print in one piece, without marks of lists, and without what
/// stands before a line as its heading.
const LINES: &[&str] = &[
    "地域ケア会議の機能と実施状況",
    "令和7年度 第2回 松戸市地域ケア会議",
    "令和8年1月29日",
    "松戸市 地域ケア会議の機能と構造",
    "1.個別課題解決機能",
    "2.ネットワーク構築機能",
    "3.地域課題発見機能",
    "4.地域づくり・資源開発機能",
    "5.政策形成機能",
    "地域包括ケアシステム実現による住民の安心・安全とQOLの向上",
    "資料2 別添2",
    "地域レベルの会議",
    "地域個別ケア会議",
    "個別事例の課題の解決",
    "専門職への職務を通じたトレーニング(OJT)",
    "個別事例に関係する幅広い地域の専門職等(医療・介護関係者以外も含む)",
    "地域包括支援センター(事務局)",
    "年4~6回程度",
    "地域課題を明らかにし、普遍化をはかる",
    "資料2 別添1",
    "地域包括ケア推進会議",
    "地域レベルの課題の解決",
    "個別事例の検討から把握された課題",
    "地域の専門職・関係者が把握した課題",
    "地域の専門職・関係者",
    "年2回程度",
    "自立支援型個別ケア会議",
    "自立支援に資するケアマネジメントの検討",
    "指定介護予防支援事業所",
    "リハビリ専門職等",
    "令和5年度から休止",
    "検討結果を個別支援にフィードバック",
    "市レベルの会議",
    "地域課題を整理し、市レベルの課題を検討",
    "市地域ケア会議",
    "市レベルの課題の解決",
    "地域レベルでは解決できない課題",
    "市全体で対応すべき課題",
    "関係団体・機関の代表等",
    "松戸市(地域包括ケア推進課)",
    "地域ケア会議では高齢者個人に対する支援の充実と、それを支える社会基盤の整備を進めていきます",
    "資料2 地域レベルの会議における主な議論のまとめ",
    "資料3 整理された市レベルの課題と解決に向けた議論",
    "生活支援体制整備事業のイメージ(松戸市)",
    "地域の意向・実情に応じて、人と人、人と資源が世代を超えて住民主体の活動を活発化し、地域の課題を地域で解決するとともに、日常生活圏域全体や市全域で解決すべき課題については、地域ケア会議に接続することによって、効果的・効率的に、社会資源の把握・開発など、生活支援体制の整備を推進していく。",
    "ワーキングを通じた生活支援体制整備",
    "地域ケア会議を通じた生活支援体制整備",
    "1層",
    "市全域",
    "※第1層協議体の役割も兼ねる",
    "2層",
    "日常生活圏域",
    "2層ワーキング",
    "(H31年度~)",
    "地域ニーズと地域資源の把握",
    "資源開発や担い手の養成",
    "多機能コーディネーター(第2層)",
    "地域課題ごとに、地縁団体、市民活動団体、各分野の専門職等で組織する",
    "開催地区 各15圏域",
    "課題・取組の共有",
    "取組の評価・助言",
    "連携",
    "市レベルで検討された内容の展開",
    "※第2層協議体の役割も兼ねる",
    "個別事例の検討から把握された地域レベルの課題",
    "市、地域レベルで検討された内容の展開",
    "個別事例に関係する幅広い地域の専門職(医療・介護関係者以外も含む)",
    "令和5年度より休止中(再開に向け検討中)",
    "地域ケア会議の実施スケジュール",
    "第1回",
    "課題整理",
    "課題解決に向けた議論",
    "第2回",
    "次年度の計画",
    "前年度12~3月",
    "4~5月",
    "6~11月",
    "専門職に対するOJT",
    "各地区年4~6回 開催",
    "年12回程度開催(令和5年度~休止)",
    "地域ケア会議開催状況(今回議事対象分)",
    "【議事対象期間】 第1回:前年12月~当年5月実施分",
    "第2回:当年6月~11月実施分",
    "開催回数および検討事例の件数",
];

/// What the figures draw with a heading or a frame, which are columns of the workbook.
const DRAWN: &[&str] = &[
    "地域個別ケア会議(地域レベル)",
    "地域包括ケア推進会議(地域レベル)",
    "自立支援型個別ケア会議(地域レベル)",
    "市地域ケア会議(市レベル)",
    "◎役割・個別事例の課題の解決・専門職への職務を通じたトレーニング(OJT)",
    "◎メンバー・個別事例に関係する幅広い",
    "◎開催回数 年4~6回程度",
    "◎役割:地域レベルの課題の解決・個別事例の検討から把握された課題",
    "◎メンバー・地域の専門職・関係者・地域包括支援センター(事務局)",
    "◎開催回数:年2回程度",
    "◎役割・自立支援に資するケアマネジメントの検討",
    "◎メンバー・地域包括支援センター・指定介護予防支援事業所・リハビリ専門職等",
    "◎開催回数 令和5年度から休止",
    "◎役割:市レベルの課題の解決・地域レベルでは解決できない課題・市全体で対応すべき課題",
    "◎メンバー:関係団体・機関の代表等",
    "◎事務局:松戸市(地域包括ケア推進課)",
    "◎役割(H31年度~)・地域ニーズと地域資源の把握",
    "◎メンバー・多機能コーディネーター(第2層)",
    "◎事務局:地域包括支援センター",
    "◎開催回数:随時",
    "◎開催地区:各15圏域",
    "1層[市全域]",
    "2層[日常生活圏域]",
    "15回30回60事例",
];

/// As lines are compared: without width, spaces, and the colon that the source sets behind some headings and not behind
/// others.
fn plain(text: &str) -> String {
    fold_key(text).replace(':', "")
}

/// The paper with the figures of a structure.
fn status_of(preset: &Preset) -> FunctionsAndStatus {
    let mut status = fixture::status();
    status.structure = figures::structure(preset);
    let life_support = figures::life_support(preset);
    status.life_support = (!life_support.layers.is_empty()).then_some(life_support);
    status.schedule = figures::schedule(preset);
    status.held.title.clone_from(&preset.papers.held.title);
    status
}

#[test]
fn every_line_of_the_published_figures_is_on_the_paper() {
    let status = status_of(&MATSUDO);
    let printed = plain(&flat(&pdf::functions_and_status(&status, DATED).unwrap()));
    let book = plain(&words_of(excel::functions_and_status(&status, DATED).unwrap()));
    let lacking = |lines: &[&str], text: &str| -> Vec<String> {
        lines.iter().filter(|line| !text.contains(&plain(line))).map(|x| (*x).to_owned()).collect()
    };
    assert_eq!(lacking(LINES, &printed), [""; 0], "on paper");
    assert_eq!(lacking(DRAWN, &printed), [""; 0], "on paper, with headings");
    assert_eq!(lacking(LINES, &book), [""; 0], "in the workbook");
}

#[test]
fn no_words_of_the_pictures_lie_upon_others() {
    let bytes = pdf::functions_and_status(&status_of(&MATSUDO), DATED).unwrap();
    let boxes = pdftotext(&bytes, &["-bbox", "-l", "2"]);
    let word = Regex::new(
        r#"<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>"#,
    )
    .unwrap();
    let pages: Vec<&str> = boxes.split("<page ").skip(1).collect();
    assert_eq!(pages.len(), 2);
    for page in pages {
        let words: Vec<([f64; 4], &str)> = (word.captures_iter(page))
            .map(|found| {
                let at = |n: usize| found[n].parse().unwrap();
                ([at(1), at(2), at(3), at(4)], found.get(5).unwrap().as_str())
            })
            .collect();
        assert!(words.len() > 50, "{} words", words.len());
        for (at, (one, said)) in words.iter().enumerate() {
            for (other, too) in &words[at + 1..] {
                let wide = one[2].min(other[2]) - one[0].max(other[0]);
                let high = one[3].min(other[3]) - one[1].max(other[1]);
                assert!(wide < 0.5 || high < 1.0, "「{said}」 and 「{too}」: {one:?} {other:?}");
            }
        }
    }
}

#[test]
fn what_is_estimated_is_not_said_to_who_receives_it_and_what_is_not_known_is_not_made_up() {
    let mut factors = fixture::generalization();
    factors.name = figures::name(&MATSUDO.papers.shiryo2_betten1);
    factors.edition.confidential = Some(MATSUDO.papers.confidentiality.clone());
    let text = flat(&pdf::generalization(&factors, DATED).unwrap());
    let book = words_of(excel::generalization(&factors, DATED).unwrap());
    for said in [text, book] {
        assert!(said.contains("課題の一覧") && !said.contains("推定"), "{said}");
    }

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/takamatsu.toml");
    let takamatsu = Preset::read(path.as_ref()).unwrap();
    let text = flat(&pdf::functions_and_status(&status_of(&takamatsu), DATED).unwrap());
    for words in ["随時（推定）", "介護給付の適正化等を行う"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("定めなし"), "{text}");
}

#[test]
fn a_centre_s_own_words_on_the_period_are_printed() {
    let text = flat(&pdf::area_discussions(&fixture::discussions(1), DATED).unwrap());
    assert!(text.contains("見守りを中心に協議した。"), "{text}");
}
