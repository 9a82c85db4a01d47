//! The yearly table of years before the meetings were kept, as it was published.

use super::{takamatsu::*, *};
use crate::{
    access::Actor,
    fields::Answer,
    forms::Answers,
    ledgers::{
        commands::{self, NewEntry},
        entry::Written,
        store,
    },
    testing::{each_database, flat, workbook},
};

const PAGE: &str = "/ledgers/yearly_counts/views/history";

/// Years as they are entered, and since when that of the last one is known.
const YEARS: [(&str, &str); 6] =
    [("2014", ""), ("2015", ""), ("2016", ""), ("2017", ""), ("2018", ""), ("2019", "2019-12")];

/// As the paper heads them.
const HEADS: [&str; 6] =
    ["H26年度", "H27年度", "H28年度", "H29年度", "H30年度", "R元年度（12月末現在）"];

/// The lines of the paper, cell by cell.
const LINES: [(&str, &str, [&str; 6]); 4] = [
    (
        "case_discussion",
        "ケース検討",
        ["39回 31事例", "56回 45事例", "38回 30事例", "19回 18事例", "18回 18事例", "5回 7事例"],
    ),
    (
        "plan_review",
        "プラン検討",
        ["－", "－", "1回 4事例", "13回 41事例", "32回 96事例", "25回 75事例"],
    ),
    ("appropriateness", "適正化検証", ["－", "－", "－", "－", "4回 19事例", "1回 1事例"]),
    ("area_issue", "地域課題", ["10回", "15回", "139回", "301回", "273回", "180回"]),
];

/// What one enters for a cell: item, unit and number.
fn figures(item: &str, cell: &str) -> Vec<Vec<String>> {
    let row = |unit: &str, number: &str| vec![item.to_owned(), unit.to_owned(), number.to_owned()];
    if cell == "－" {
        return vec![row("times", "-"), row("cases", "-")];
    }
    let parts = cell.split(' ').map(|part| match part.strip_suffix("回") {
        Some(times) => row("times", times),
        None => row("cases", part.strip_suffix("事例").unwrap()),
    });
    parts.collect()
}

/// Enters the published years.
async fn entered(t: &TestApp, structure: &Structure) {
    for (at, (year, until)) in YEARS.iter().enumerate() {
        let ledger = store::kept(structure, &"yearly_counts".into()).unwrap();
        let mut answers = Answers::default();
        answers.set("year", text(year));
        if !until.is_empty() {
            answers.set("until", text(until));
        }
        let rows = LINES.iter().flat_map(|(item, _, cells)| figures(item, cells[at])).collect();
        answers.set("held", Answer::Rows(rows));
        let actor = &Actor::system(t.municipality.clone(), "tests");
        let written = Written { ledger, answers, personal: false, asked: None };
        let new = &NewEntry { written, parent: None, since: None };
        t.write(|mut tx| async move {
            let id = commands::register(&mut tx, actor, new).await?;
            Ok((tx, id))
        })
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn the_published_years_stand_cell_by_cell_on_page_in_excel_and_on_paper() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let empty = t.get(Cast::CityOfficer, PAGE).await.expect(200);
        assert!(empty.says("まだ年度がありません。会議を記録し始める前の年度を"));
        entered(&t, &structure).await;
        let page = t.get(Cast::CityOfficer, PAGE).await.expect(200);
        let heads: String =
            HEADS.iter().map(|head| format!("<th scope=\"col\" class=\"number\">{head}</th>")).collect();
        assert!(page.says(&format!("<td colspan=\"3\"></td>{heads}</tr>")), "{}", page.text());
        let above = "<th scope=\"rowgroup\" class=\"nowrap\" rowspan=\"4\">地域ケア小会議</th><th scope=\"rowgroup\" class=\"nowrap\" rowspan=\"3\">個別課題</th><th scope=\"row\" class=\"nowrap\">ケース検討</th>";
        assert!(page.says(above), "{}", page.text());
        for (item, name, cells) in LINES {
            let over = if item == "area_issue" { " colspan=\"2\"" } else { "" };
            let cells: String =
                cells.iter().map(|cell| format!("<td class=\"number\">{cell}</td>")).collect();
            let row = format!("<th scope=\"row\" class=\"nowrap\"{over}>{name}</th>{cells}</tr>");
            assert!(page.says(&row), "{row}\n{}", page.text());
        }
        assert!(page.says("※平成28年度から地域福祉ネットワーク会議を開催"));
        assert!(!page.says("サービス調整"), "of which nothing is told");
        assert!(!page.says("会議の記録から"), "of years in which meetings were not counted");

        let book = t.get(Cast::CityOfficer, &format!("{PAGE}?export=xlsx")).await.expect(200);
        let book = workbook(&book.bytes);
        let paper = t.get(Cast::CityOfficer, &format!("{PAGE}?export=pdf")).await.expect(200);
        let paper = flat(&paper.bytes);
        for (_, name, cells) in LINES {
            let row = format!("{name}\n{}", cells.join("\n"));
            assert!(book.contains(&row), "{row}\n{book}");
            let row: String = row.split_whitespace().collect();
            assert!(paper.contains(&row), "{row}\n{paper}");
        }
        for head in HEADS {
            assert!(book.contains(head), "{book}");
        }
        assert!(!paper.contains("サービス調整") && !book.contains("サービス調整"));
    })
    .await;
}

#[tokio::test]
async fn missing_none_and_not_applicable_are_three_things_and_each_says_where_it_is_from() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let typed = [
            ("answer.year", "R5年度"),
            ("answer.held.case_discussion.times", "0"),
            ("answer.held.plan_review.times", "－"),
            ("answer.held.plan_review.cases", "－"),
        ];
        t.post(Cast::CityOfficer, "/ledgers/yearly_counts", &typed).await.expect(303);
        let earlier = [("answer.year", "H25年度"), ("answer.held.case_discussion.times", "0")];
        t.post(Cast::CityOfficer, "/ledgers/yearly_counts", &earlier).await.expect(303);
        let page = t.get(Cast::CityOfficer, PAGE).await.expect(200);
        for (name, cells) in [
            ("ケース検討", ["0回", "0回（記録）"]),
            ("プラン検討", ["", "－（記録）"]),
            ("適正化検証", ["", "集計"]),
        ] {
            let cells = cells.map(|cell| format!("<td class=\"number\">{cell}</td>")).concat();
            assert!(page.says(&format!("{name}</th>{cells}</tr>")), "{name}\n{}", page.text());
        }
        assert!(page.says("令和2年度からの数は、会議の記録から出します"));
        // Whoever may not read the ledger finds neither the table nor its numbers.
        t.get(Cast::CarePresenter, PAGE).await.expect(404);
    })
    .await;
}
