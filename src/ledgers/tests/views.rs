//! Records as a whole: how long they stand where, and how many there are.

use super::{takamatsu::*, *};
use crate::testing::{each_database, flat, size, workbook};

#[tokio::test]
async fn what_has_waited_longest_stands_first_and_each_state_says_how_many_and_how_long() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let page = "/ledgers/district_councils/views/steps?as_of=R7.11.20";
        let empty = t.get(Cast::CityOfficer, page).await.expect(200);
        assert!(empty.says("立ち上げを検討し始めた地区から加えます。"), "{}", empty.text());
        let (mut councils, ledger) = (Vec::new(), ("district_councils", None));
        for (name, since) in [("庵治", "R7.8.1"), ("香南", "R7.11.1"), ("香西", "H26年度")] {
            let key = district(&structure, name);
            let said = [("district", key.as_str())];
            councils.push(record(&t, &structure, (ledger.0, ledger.1.clone()), &said, since).await);
        }
        moved(&t, &structure, &councils[2], "set_up", "H28年度").await;
        for (at, name, since) in [(0, "移動の会", "R7.11.10"), (1, "ごみ出しの会", "R7.1")] {
            let below = ("initiatives", Some(councils[at].clone()));
            record(&t, &structure, below, &[("name", name)], since).await;
        }
        let shown = t.get(Cast::CityOfficer, page).await.expect(200);
        let text = shown.text();
        for row in [
            // Nothing more is waited for of a council that was set up.
            "①立ち上げ検討</th><td class=\"number\">2地区</td><td class=\"number\">65日</td><td class=\"number\">1地区（90日超）</td>",
            "②設置</th><td class=\"number\">1地区</td><td class=\"number\">3,156日</td><td class=\"number\">－</td>",
            "次に待つことのない1地区は並べていません。",
            "庵治</a></th><td class=\"nowrap\">①立ち上げ検討</td><td class=\"nowrap\">R7.8.1</td><td class=\"number\">111日（90日超）</td>",
            // What stands below: only its month is known, so that it has waited so long at least.
            "困りごとへの取組　日数の長い順",
            "<td class=\"nowrap\">R7.1</td><td class=\"number\">293日以上（90日超）</td>",
            "<td class=\"number\">10日</td>",
        ] {
            assert!(text.contains(row), "{row}\n{text}");
        }
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}\n{text}"));
        assert!(at("ごみ出しの会") < at("移動の会"), "the longest first");
        assert!(!text.contains("香西</a>"));
        // Before it was moved on, it waited.
        let earlier = "/ledgers/district_councils/views/steps?as_of=H27年度";
        let earlier = t.get(Cast::CityOfficer, earlier).await.expect(200);
        assert!(earlier.says("香西</a>") && !earlier.says("庵治</a>"), "{}", earlier.text());
        for format in ["xlsx", "pdf"] {
            let file = t.get(Cast::CityOfficer, &format!("{page}&export={format}")).await.expect(200);
            let said = if format == "pdf" { flat(&file.bytes) } else { workbook(&file.bytes) };
            for words in ["1地区（90日超）", "293日以上（90日超）", "ごみ出しの会"] {
                assert!(said.contains(words), "{format}: {words}\n{said}");
            }
        }
    })
    .await;
}

/// A log of visits, of whose people the presenters are not told.
const VISITS: &str = r#"
[[ledgers]]
key = "visits"
name = "訪問の記録"
one = "訪問"
counted_in = "回"
read = ["city", "centers", "presenters"]
write = ["city"]
views = [
  { key = "years", kind = "counts", title = "年度ごとの訪問", rows = "fiscal_year", columns = "kind" },
  { key = "months", kind = "counts", title = "月ごとの訪問", rows = "kind", columns = "month" },
  { key = "areas", kind = "counts", title = "圏域ごとの訪問", rows = "kind", columns = "area" },
  { key = "done", kind = "counts", title = "終わった年度", rows = "fiscal_year", of = "done", columns = "kind" },
  { key = "steps", kind = "stages", title = "訪問の進み", limit = 10 },
  { key = "whose", kind = "counts", title = "様子ごとの訪問", rows = "fiscal_year", columns = "mood" },
]
states = [{ key = "open", name = "予定" }, { key = "done", name = "済み" }]
moves = [{ key = "do", label = "終える", from = ["open"], to = "done", who = ["city"] }]
[[ledgers.sections]]
key = "visit"
title = "訪問"
fields = [
  { key = "name", label = "名前", kind = "text", role = "title", audience = "everybody" },
  { key = "on", label = "訪問した日", kind = "day", rough = true, role = "day", audience = "everybody" },
  { key = "kind", label = "行き先", kind = "choice", audience = "everybody", choices = [{ key = "home", name = "家" }, { key = "office", name = "役場" }, { key = "hall", name = "旧公民館", to_fiscal_year = 2024 }] },
  { key = "area", label = "圏域", kind = "ref", to = "area", role = "area", audience = "everybody" },
  { key = "people", label = "会った人", kind = "number", role = "count", counted_in = "人", audience = "workers" },
  { key = "mood", label = "様子", kind = "choice", audience = "workers", choices = [{ key = "calm", name = "落ち着いている" }] },
]
"#;

async fn with_visits(t: &TestApp) -> Structure {
    let structure = structure(VISITS);
    t.install(&structure).await;
    let visits: [&[(&str, &str)]; 6] = [
        &[("on", "2024-05-01"), ("kind", "home"), ("people", "3")],
        &[("on", "2024-06"), ("kind", "home"), ("people", "2")],
        &[("on", "2025-04-02"), ("kind", "home")],
        &[("on", "2025-10-01"), ("kind", "office"), ("people", "0")],
        &[("on", "2025年度"), ("kind", "office"), ("people", "1")],
        &[("kind", "home"), ("people", "4")],
    ];
    for said in visits {
        let said = [&[("name", "ご近所")], said].concat();
        record(t, &structure, ("visits", None), &said, "R6.4.1").await;
    }
    structure
}

/// A row of a table on a page: its head and its cells.
fn row(head: &str, cells: &[&str]) -> String {
    let cells: String =
        cells.iter().map(|cell| format!("<td class=\"number\">{cell}</td>")).collect();
    format!("<th scope=\"row\" class=\"nowrap\">{head}</th>{cells}</tr>")
}

#[tokio::test]
async fn visits_are_counted_by_year_and_place_with_the_people_they_met() {
    each_database(async |t| {
        with_visits(&t).await;
        let page = t.get(Cast::CityOfficer, "/ledgers/visits/views/years").await.expect(200);
        for row in [
            // Nobody went to the hall in a year in which it could be chosen; after that nobody could.
            row("R6年度", &["2回 5人", "0回", "0回", "2回 5人"]),
            row("R7年度", &["1回 （会った人は未記入）", "2回 1人", "－", "3回 1人（未記入1）"]),
            row("（日が分からない）", &["1回 4人", "0回", "0回", "1回 4人"]),
            row("計", &["4回 9人（未記入1）", "2回 1人", "0回", "6回 10人（未記入1）"]),
        ] {
            assert!(page.says(&row), "{row}\n{}", page.text());
        }
        for format in ["xlsx", "pdf"] {
            let address = format!("/ledgers/visits/views/years?export={format}");
            let file = t.get(Cast::CityOfficer, &address).await.expect(200);
            let said = if format == "pdf" { flat(&file.bytes) } else { workbook(&file.bytes) };
            let said: String = said.split_whitespace().collect();
            // A workbook has the number alone, with its unit in the format.
            let none = if format == "pdf" { "0回0回" } else { "00" };
            assert!(said.contains(&format!("R6年度2回5人{none}2回5人")), "{format}\n{said}");
        }
        // Nobody has been done with anything.
        let done = t.get(Cast::CityOfficer, "/ledgers/visits/views/done").await.expect(200);
        assert!(done.says("一覧で訪問を加えると、ここに出ます。"), "{}", done.text());
    })
    .await;
}

#[tokio::test]
async fn long_is_what_somebody_waits_for_and_else_what_the_view_says() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let said = [("name", "ごみ出しの会")];
        let id = record(&t, &structure, ("initiatives", None), &said, "R6.4.1").await;
        moved(&t, &structure, &id, "start", "R7.5.1").await;
        let page = "/ledgers/initiatives/views/steps?as_of=R7.11.20";
        let page = t.get(Cast::CityOfficer, page).await.expect(200);
        assert!(page.says("203日（180日超）"), "{}", page.text());
    })
    .await;
    each_database(async |t| {
        let structure = with_visits(&t).await;
        let said = [("name", "初めての家")];
        record(&t, &structure, ("visits", None), &said, "R7.9.1").await;
        let page = "/ledgers/visits/views/steps?as_of=R7.9.20";
        let page = t.get(Cast::CityOfficer, page).await.expect(200);
        assert!(page.says("19日（10日超）"), "{}", page.text());
    })
    .await;
}

#[tokio::test]
async fn months_that_have_not_begun_say_nothing_and_what_has_no_month_is_told() {
    each_database(async |t| {
        with_visits(&t).await;
        let page = "/ledgers/visits/views/months?as_of=R7.11.20";
        let page = t.get(Cast::CityOfficer, page).await.expect(200);
        let heads = "<th scope=\"col\" class=\"number\">R7.4</th><th scope=\"col\" class=\"number\">R7.5</th>";
        assert!(page.says(heads) && page.says("R8.3</th>"), "{}", page.text());
        // April to March: nothing is known of what comes after November, and one visit has no month.
        let months = ["0回", "0回", "0回", "0回", "0回", "0回", "1回 0人", "0回", "", "", "", ""];
        let office = [&months[..], &["1回 1人", "2回 1人"]].concat();
        assert!(page.says(&row("役場", &office)), "{}\n{}", row("役場", &office), page.text());
        assert!(page.says("令和7年度の月ごとの数です。日の書かれていない1回は、数えていません。"));
        let before = t.get(Cast::CityOfficer, "/ledgers/visits/views/months?as_of=R7.3.31").await;
        let before = before.expect(200);
        assert!(before.says("令和6年度の月ごとの数です。") && before.says("1回 3人"));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_know_of_the_people_is_told_of_the_visits_alone() {
    each_database(async |t| {
        with_visits(&t).await;
        let page = t.get(Cast::CarePresenter, "/ledgers/visits/views/years").await.expect(200);
        assert!(page.says(&row("R6年度", &["2回", "0回", "0回", "2回"])), "{}", page.text());
        for format in ["", "&export=xlsx", "&export=pdf"] {
            let address = format!("/ledgers/visits/views/years?as_of=R7.11.20{format}");
            let file = t.get(Cast::CarePresenter, &address).await.expect(200);
            let said = match format {
                "" => file.text(),
                "&export=pdf" => flat(&file.bytes),
                _ => workbook(&file.bytes),
            };
            assert!(!said.contains('人') || format.is_empty(), "{said}");
            assert!(!said.contains("会った人") && !said.contains("未記入"), "{said}");
        }
        // A table by what they may not see they do not find, and no tab leads there.
        t.get(Cast::CarePresenter, "/ledgers/visits/views/whose").await.expect(404);
        assert!(!page.says("様子ごとの訪問"));
        t.get(Cast::CityOfficer, "/ledgers/visits/views/whose").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_wide_table_is_printed_on_a3_and_a_narrow_one_on_a4() {
    each_database(async |t| {
        let structure = with_visits(&t).await;
        for area in &structure.areas {
            let place = ("area", area.key.as_str());
            let said = [("name", "集い"), ("kind", "home"), place, ("people", "12345678")];
            record(&t, &structure, ("visits", None), &said, "R7.4.1").await;
        }
        let paper = async |view: &str| {
            let address = format!("/ledgers/visits/views/{view}?export=pdf");
            size(&t.get(Cast::CityOfficer, &address).await.expect(200).bytes)
        };
        let (years, areas) = (paper("years").await, paper("areas").await);
        assert!(years.0 < 600.0 && years.1 > 800.0, "A4 upright: {years:?}");
        assert!(areas.0 > 1180.0 && areas.1 > 800.0, "A3 on its side: {areas:?}");
    })
    .await;
}

#[tokio::test]
async fn districts_stand_as_tiles_in_their_order_with_what_they_have() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        for (name, place) in
            [("見守り", "matsushima"), ("ごみ出し", "matsushima"), ("買い物", "aji")]
        {
            let said = [("name", name), ("district", place)];
            let id = record(&t, &structure, ("initiatives", None), &said, "R7.4.1").await;
            if name == "見守り" {
                moved(&t, &structure, &id, "start", "R7.5.1").await;
            }
        }
        let page = "/ledgers/initiatives/views/places";
        let shown = t.get(Cast::CityOfficer, page).await.expect(200);
        for tile in [
            "松島</a><br>● 2件 </li>",
            "庵治</a><br>〇 1件 </li>",
            "<strong>花園</strong><br> 0件 </li>",
        ] {
            assert!(shown.says(tile), "{tile}\n{}", shown.text());
        }
        assert!(shown.says("/ledgers/initiatives?f.district=matsushima"));
        let text = shown.text();
        let at = |words: &str| text.find(words).unwrap();
        assert!(at("松島</a>") < at("花園</strong>") && at("花園</strong>") < at("庵治</a>"));
        let book = t.get(Cast::CityOfficer, &format!("{page}?export=xlsx")).await.expect(200);
        assert!(workbook(&book.bytes).contains("松島\n●\n2"), "{}", workbook(&book.bytes));
        let paper = t.get(Cast::CityOfficer, &format!("{page}?export=pdf")).await.expect(200);
        assert!(flat(&paper.bytes).contains("松島●2件"), "{}", flat(&paper.bytes));
    })
    .await;
}
