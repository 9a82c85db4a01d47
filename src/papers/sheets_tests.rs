//! The four papers, set from the fixture and read back with other programs: pdftotext and calamine.

use std::io::Read;

use calamine::{Data, Reader, Xlsx};
use regex::Regex;

use super::sheets::*;
use super::sheets_fixture::{self as fixture, DATED, HELD};
use super::{excel, figures, pdf};
use crate::testing::MATSUDO;
pub(super) use crate::testing::{flat, pdftotext};

/// All PDFs of the fixture with their names.
fn all_pdfs() -> [(&'static str, Vec<u8>); 4] {
    [
        ("資料2", pdf::area_discussions(&fixture::discussions(3), DATED).unwrap()),
        ("資料2 別添1", pdf::generalization(&fixture::generalization(), DATED).unwrap()),
        ("資料2 別添2", pdf::functions_and_status(&fixture::status(), DATED).unwrap()),
        ("資料3", pdf::city_issues(&fixture::city(), DATED).unwrap()),
    ]
}

/// Fails on a word that leaves the page's text area (16 mm at the sides; punctuation may hang out).
fn assert_nothing_overflows(bytes: &[u8]) {
    let boxes = pdftotext(bytes, &["-bbox"]);
    let page = Regex::new(r#"<page width="([\d.]+)" height="([\d.]+)""#).unwrap();
    let word = Regex::new(
        r#"<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>"#,
    )
    .unwrap();
    let number = |found: &regex::Captures, at: usize| found[at].parse::<f64>().unwrap();
    let (mut width, mut height, mut words) = (0.0, 0.0, 0);
    for line in boxes.lines() {
        if let Some(found) = page.captures(line) {
            (width, height) = (number(&found, 1), number(&found, 2));
        } else if let Some(found) = word.captures(line) {
            let inside = number(&found, 1) >= 38.0
                && number(&found, 2) >= 15.0
                && number(&found, 3) <= width - 38.0
                && number(&found, 4) <= height - 10.0;
            assert!(inside, "a word leaves the page of {width} × {height}: {line}");
            words += 1;
        }
    }
    assert!(words > 0, "no word was found at all");
}

fn pages(bytes: &[u8]) -> Vec<String> {
    let text = pdftotext(bytes, &["-layout"]);
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

fn short([month, day]: [i8; 2]) -> String {
    format!("R7.{month}.{day}")
}

#[test]
fn the_status_paper_has_every_meeting_and_the_totals_as_text() {
    let bytes = pdf::functions_and_status(&fixture::status(), DATED).unwrap();
    let text = pdftotext(&bytes, &["-layout"]);
    for (centre, area, cases) in HELD {
        let row = text.lines().find(|line| line.split_whitespace().next() == Some(centre));
        let row = row.unwrap_or_else(|| panic!("no row for {centre}"));
        let days = row.split_whitespace().skip(1).collect::<Vec<_>>();
        assert_eq!(days, [short(area), short(cases[0]), short(cases[1])], "{centre}");
    }
    let text = flat(&bytes);
    for words in [
        "開催回数および検討事例の件数15回30回60事例",
        "【議事対象期間】",
        "第2回：当年6月～11月実施分",
        "令和5年度から休止",
        "検討結果を個別支援にフィードバック",
        "地域レベルでは解決できない課題",
        "市レベルで検討された内容の展開",
        "第1層協議体の役割も兼ねる",
        "前年度12～3月",
        "資料2別添1",
    ] {
        assert!(text.contains(words), "{words} is missing");
    }
    assert!(!text.contains("個別レベル"));
}

#[test]
fn the_status_workbook_has_the_same_cells() {
    let bytes = excel::functions_and_status(&fixture::status(), DATED).unwrap();
    let mut book = open(bytes);
    let held = book.worksheet_range("(4)開催状況").unwrap();
    for (centre, area, cases) in HELD {
        let row = held.rows().find(|row| row[0] == Data::String(centre.into())).unwrap();
        let days = row[1..4].iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(days, [short(area), short(cases[0]), short(cases[1])], "{centre}");
    }
    let total = held.rows().find(|row| row[0] == "開催回数および検討事例の件数").unwrap();
    assert_eq!(total[1..4], [Data::Float(15.0), Data::Float(30.0), Data::Float(60.0)]);

    let sittings = book.worksheet_range("開催一覧").unwrap();
    let days = sittings.rows().filter(|row| matches!(row[2], Data::DateTime(_))).count();
    assert_eq!(days, 45, "each sitting has a date that Excel knows as one");

    let words = all_words(book);
    assert!(words.contains("各地区年4～6回 開催") && words.contains("課題・取組の共有"));
    assert!(!words.contains("個別レベル"));
}

#[test]
fn the_other_workbooks_hold_numbers_as_numbers() {
    let mut book = open(excel::area_discussions(&fixture::discussions(3), DATED).unwrap());
    let summary = book.worksheet_range("集計").unwrap();
    let total = summary.rows().find(|row| row[0] == "合計").unwrap();
    assert_eq!(total[1..4], [Data::Float(15.0), Data::Float(30.0), Data::Float(60.0)]);
    assert_eq!(total[9], Data::Float(39.0));
    let words = all_words(book);
    assert!(words.contains("2層ワーキングへ") && words.contains("件数に含まれていません。"));
    assert!(words.contains("見守りを中心に協議した。"), "a centre's own words on the period");

    let mut book = open(excel::generalization(&fixture::generalization(), DATED).unwrap());
    let factors = book.worksheet_range("要因").unwrap();
    let dementia = factors.rows().find(|row| row[1] == "認知症").unwrap();
    assert_eq!(
        dementia[32..34],
        [Data::Float(19.0), Data::Float(5.0)],
        "○ and 疑い are counted apart"
    );
    let below = factors.rows().skip_while(|row| row[0] != "検討事例数").skip(1);
    let none = below.flatten().filter(|cell| **cell == Data::Float(0.0)).count();
    assert_eq!(none, 0, "where no case has a factor nothing stands");

    let words = all_words(open(excel::city_issues(&fixture::city(), DATED).unwrap()));
    assert!(words.contains("運用改善（予算不要）") && words.contains("期限超過"));
}

#[test]
fn a_workbook_says_what_there_is_not_yet_without_a_header_over_nothing() {
    let mut paper = fixture::city();
    paper.levels.iter_mut().flat_map(|level| &mut level.issues).for_each(|issue| {
        issue.measures.clear();
    });
    let mut book = open(excel::city_issues(&paper, DATED).unwrap());
    let measures = book.worksheet_range("施策・取組").unwrap();
    let words: Vec<String> = measures.used_cells().map(|cell| cell.2.to_string()).collect();
    assert!(words.iter().any(|words| words == "施策・取組による回答はまだありません。"));
    assert!(!words.iter().any(|words| words == "担当課"), "{words:?}");
}

fn open(bytes: Vec<u8>) -> Xlsx<std::io::Cursor<Vec<u8>>> {
    Xlsx::new(std::io::Cursor::new(bytes)).unwrap()
}

/// All cells of a workbook.
pub(super) fn words_of(bytes: Vec<u8>) -> String {
    all_words(open(bytes))
}

fn all_words(mut book: Xlsx<std::io::Cursor<Vec<u8>>>) -> String {
    let sheets = book.worksheets();
    let cells =
        sheets.iter().flat_map(|(_, range)| range.used_cells().map(|(.., cell)| cell.to_string()));
    cells.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_paper_is_accessible_carries_its_head_and_stays_on_its_page() {
    for (name, bytes) in all_pdfs() {
        let raw = String::from_utf8_lossy(&bytes);
        assert!(raw.contains("pdfuaid"), "{name} is not PDF/UA-1");
        let pages = pages(&bytes);
        for (at, page) in pages.iter().enumerate() {
            let page = page.split_whitespace().collect::<String>();
            let number = format!("{}／{}", at + 1, pages.len());
            for words in [
                "松戸市令和7年度第2回松戸市地域ケア会議令和8年1月29日",
                &name.replace(' ', ""),
                &number,
            ] {
                assert!(page.contains(words), "{name}, page {}: {words} is missing", at + 1);
            }
        }
        assert_nothing_overflows(&bytes);
    }
}

#[test]
fn pdf_and_workbook_say_every_kind_of_evidence_in_the_same_unit() {
    let mut paper = fixture::discussions(1);
    let counts = EvidenceKind::ALL.into_iter().zip(2..);
    paper.centres[0].issues[0].evidence =
        counts.map(|(kind, count)| Evidence { kind, count }).collect();
    let pdf = flat(&pdf::area_discussions(&paper, DATED).unwrap());
    let bytes = excel::area_discussions(&paper, DATED).unwrap();
    let mut formats = String::new();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    archive.by_name("xl/styles.xml").unwrap().read_to_string(&mut formats).unwrap();
    let mut book = open(bytes);
    let sheet = book.worksheet_range("主な議論").unwrap();
    let heads = sheet.rows().find(|row| row[3] == "地域課題").unwrap().to_vec();
    let row = sheet.rows().find(|row| row[2] == Data::Float(1.0)).unwrap().to_vec();
    for (kind, count) in EvidenceKind::ALL.into_iter().zip(2_u32..) {
        let (name, unit) = kind.words();
        assert!(pdf.contains(&format!("{name}{count}{unit}")), "{name}: {pdf}");
        let at = heads.iter().position(|head| *head == name).unwrap();
        assert_eq!(row[at], Data::Float(count.into()), "{name}");
        assert!(formats.contains(unit), "{unit} is a format of the workbook");
    }
}

#[test]
fn a_letter_that_the_fonts_lack_is_said_on_every_page_and_only_then() {
    let mut paper = fixture::discussions(1);
    let of = |paper: &AreaDiscussions| pages(&pdf::area_discussions(paper, DATED).unwrap());
    assert!(of(&paper).iter().all(|page| !page.contains("書体にない字")));
    paper.centres[0].centre = "𠮷野".into();
    assert!(of(&paper).iter().all(|page| page.contains("U+20BB7")));
}

#[test]
fn the_words_of_a_suspension_stand_once_and_clear_of_the_rest() {
    let mut status = fixture::status();
    status.structure = figures::structure(&MATSUDO);
    status.life_support = Some(figures::life_support(&MATSUDO));
    let text = flat(&pdf::functions_and_status(&status, DATED).unwrap());
    for words in [
        "◎開催回数令和5年度から休止",
        "※令和5年度より休止中(再開に向け検討中)",
        "◎役割：地域レベルの課題の解決",
        "◎役割（H31年度～）",
        "資料3整理された市レベルの課題と解決に向けた議論",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for words in ["休止(休止中", "休止（休止中", "機能①", "(今回)", "（今回）", "課題の一覧"]
    {
        assert!(!text.contains(words), "{words}");
    }
}

#[test]
fn a_draft_and_a_closed_paper_say_so() {
    let mut paper = fixture::discussions(1);
    paper.edition.state = EditionState::Draft;
    let text = flat(&pdf::area_discussions(&paper, DATED).unwrap());
    assert!(text.contains("未確定") && text.contains("非公開"));
    assert!(
        flat(&pdf::city_issues(&fixture::city(), DATED).unwrap())
            .contains("第1版（令和8年1月20日確定）")
    );
}

#[test]
fn no_heading_stands_alone_at_the_foot_of_a_page() {
    for issues in 1..=4 {
        let paper = fixture::discussions(issues);
        let bytes = pdf::area_discussions(&paper, DATED).unwrap();
        let heads: Vec<&str> = paper.centres.iter().map(|one| one.centre.as_str()).collect();
        for page in pages(&bytes) {
            let edges = ["／", "第1版", "令和7年6月～11月実施分", "松戸市", "非公開"];
            let body = page.lines().map(str::trim).filter(|line| !line.is_empty());
            let mut body = body.filter(|line| !edges.iter().any(|edge| line.starts_with(edge)));
            let last = body.rfind(|line| !line.contains(" ／ ")).unwrap_or_default();
            let alone = heads.contains(&last) || last.starts_with("地域包括ケア推進会議　R7");
            assert!(!alone, "{issues}: {last} in {page}");
        }
    }
}

#[test]
fn an_edition_is_set_again_to_the_byte() {
    let paper = fixture::city();
    assert_eq!(pdf::city_issues(&paper, DATED).unwrap(), pdf::city_issues(&paper, DATED).unwrap());
    assert_eq!(
        excel::city_issues(&paper, DATED).unwrap(),
        excel::city_issues(&paper, DATED).unwrap()
    );
}

#[test]
fn long_papers_repeat_their_header_and_break_long_words() {
    let mut paper = fixture::discussions(0);
    let long = "とても長い課題名".repeat(20);
    let address =
        "https://www.example.lg.jp/".to_owned() + &"verylongpathwithoutanybreak".repeat(8);
    paper.centres[0].centre = "日本一長い名前の地域包括支援センター東部西部南部北部".into();
    for number in 0..60 {
        let mut issue = fixture::issue("明第1", [11, 20], number);
        match number % 3 {
            0 => issue.title = long.clone(),
            1 => issue.discussed = format!("{address} {}", "議論の記録。".repeat(200)),
            _ => issue.reason = address.clone(),
        }
        issue.case_labels =
            vec!["ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ-①-1".into(); 3];
        paper.centres[0].issues.push(issue);
    }
    let bytes = pdf::area_discussions(&paper, DATED).unwrap();
    assert_nothing_overflows(&bytes);
    let pages = pages(&bytes);
    let of_first = pages.len() - 3;
    assert!(of_first > 15, "{} pages", pages.len());
    let text = flat(&bytes);
    assert!(text.contains(&address), "an address is copied as it was written");
    assert!(!text.contains('\u{200b}'), "nothing stands between its letters");
    for (at, page) in pages.iter().enumerate().take(of_first).skip(1) {
        assert!(page.contains("結果・理由・次の確認"), "page {} has no header row", at + 1);
    }
    excel::area_discussions(&paper, DATED).unwrap();
}

#[test]
fn papers_without_content_say_so() {
    let mut area = fixture::discussions(0);
    assert!(
        flat(&pdf::area_discussions(&area, DATED).unwrap())
            .contains("整理された地域課題はありません。")
    );
    area.centres.clear();
    assert!(flat(&pdf::area_discussions(&area, DATED).unwrap()).contains("センターはありません。"));
    excel::area_discussions(&area, DATED).unwrap();

    let mut city = fixture::city();
    city.levels[0].issues.clear();
    city.previous.measures.clear();
    let text = flat(&pdf::city_issues(&city, DATED).unwrap());
    assert!(
        text.contains("市レベルの課題はありません。") && text.contains("施策・取組はありません。")
    );
    assert!(
        all_words(open(excel::city_issues(&city, DATED).unwrap()))
            .contains("市レベルの課題はありません。")
    );

    let mut factors = fixture::generalization();
    factors.centres.clear();
    factors.combinations.clear();
    factors.issues.clear();
    assert!(
        flat(&pdf::generalization(&factors, DATED).unwrap())
            .contains("検討された事例はありません。")
    );

    let mut status = fixture::status();
    status.held.centres.clear();
    status.schedule.rows.clear();
    status.structure.edges.clear();
    status.life_support = None;
    let text = flat(&pdf::functions_and_status(&status, DATED).unwrap());
    assert!(
        text.contains("センターはありません。") && text.contains("実施予定は登録されていません。")
    );
    excel::functions_and_status(&status, DATED).unwrap();
}

#[test]
fn cities_of_two_to_five_levels_come_out_on_one_page_each() {
    for levels in 2..=5 {
        let paper = fixture::other_city(levels);
        let bytes = pdf::functions_and_status(&paper, DATED).unwrap();
        assert_nothing_overflows(&bytes);
        let pages = pages(&bytes);
        assert_eq!(pages.len(), 3, "{levels} levels");
        let first = pages[0].split_whitespace().collect::<String>();
        assert!((1..=levels).all(|level| first.contains(&format!("第{level}段の会議"))));
        assert_eq!(first.matches("課題を上げる").count(), levels - 1, "alike ways are drawn once");
        assert!(!flat(&bytes).contains("松戸市"));
    }
}

#[test]
fn many_centres_and_many_sittings_stay_readable() {
    let mut paper = fixture::status();
    let centre = paper.held.centres[0].clone();
    paper.held.centres = vec![centre; 60];
    for centre in &mut paper.held.centres {
        let sitting = centre.meetings[1][0].clone();
        centre.meetings[1] = vec![sitting; 12];
    }
    let bytes = pdf::functions_and_status(&paper, DATED).unwrap();
    assert_nothing_overflows(&bytes);
    let pages = pages(&bytes);
    assert!(pages[3..].len() > 1);
    assert!(
        pages[3..].iter().all(|page| page.contains("地域包括支援センター")),
        "the header row repeats"
    );

    let mut factors = fixture::generalization();
    let rows = factors.centres.clone();
    factors.centres.extend(rows.iter().cloned());
    factors.centres.extend(rows);
    assert_nothing_overflows(&pdf::generalization(&factors, DATED).unwrap());
}
