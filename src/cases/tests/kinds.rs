//! Fields of many kinds that a city adds to its sheet by lines of its preset.

use super::{pages::NEW, *};
use crate::{
    db::Query,
    preset::{FormSection, Preset},
    testing::{Answer as Page, each_database, flat},
};

/// A section as a city would write it.
const SECTION: &str = r#"
key = "clinic"
title = "医療機関"
fields = [
  { key = "visits_home", label = "臨時往診", kind = "mark", notice = "回答は医療機関の申告によります。", choices = [{ key = "mostly", mark = "◎", name = "原則として対応" }, { key = "never", mark = "－", name = "行わない" }] },
  { key = "reason", label = "行わない理由", kind = "text", required = true, shown_if = { field = "visits_home", is = "never" } },
  { key = "fee", label = "自己負担", kind = "money" },
  { key = "since", label = "かかり始め", kind = "day", rough = true },
  { key = "planned", label = "計画の年度", kind = "year" },
  { key = "open_days", label = "診療日", kind = "week" },
  { key = "open_at", label = "診療時間", kind = "times" },
  { key = "family_phone", label = "家族の電話", kind = "phone", personal = true },
  { key = "calls", label = "回数", kind = "figures", counted_in = "回", items = [{ key = "call", name = "電話" }, { key = "visit", name = "訪問" }] },
  { key = "log", label = "受診の記録", kind = "table", columns = [{ key = "on", label = "日付", kind = "day" }, { key = "what", label = "内容", kind = "text" }] },
]
"#;

/// A city whose sheet begins with that section.
async fn with_section(t: &TestApp) {
    let section: FormSection = toml::from_str(SECTION).unwrap();
    let mut preset = Preset::clone(&MATSUDO);
    let form = preset.forms.iter_mut().find(|form| form.key == CASE_SHEET).unwrap();
    form.sections.insert(0, section);
    t.install(&preset).await;
}

async fn post(t: &TestApp, path: &str, fields: &[(&str, &str)]) -> Page {
    t.post(Cast::CenterStaff, path, fields).await
}

#[tokio::test]
async fn a_city_s_own_fields_of_many_kinds_are_asked_kept_shown_and_need_their_twin() {
    each_database(async |t| {
        with_section(&t).await;
        let case = in_steps(&t, Cast::CenterStaff, NEW).await;
        let id: CaseId = case.trim_start_matches("/cases/").into();
        let step = format!("{case}/steps/sheet.clinic");
        let asked = t.get(Cast::CenterStaff, &step).await.expect(200);
        for words in [
            "◎ 原則として対応",
            "※回答は医療機関の申告によります。",
            "「臨時往診」で「－ 行わない」を選んだとき",
            "data-when=\"sheet.visits_home\"",
            "name=\"sheet.calls.visit.number\"",
            "name=\"sheet.log.2.on\"",
            "aria-label=\"受診の記録1行目の「内容」\"",
        ] {
            assert!(asked.says(words), "{words}: {}", asked.text());
        }

        let wrong = [
            ("version", WRITTEN),
            ("sheet.since", "昨日ごろ"),
            ("sheet.family_phone", "366"),
            ("sheet.log.1.what", "電話"),
            ("sheet.log.1.on", "13月"),
        ];
        let refused = post(&t, &step, &wrong).await.expect(422);
        for words in [
            "かかり始めの「昨日ごろ」は日付として読めません",
            "家族の電話の「366」は電話番号として読めません",
            "受診の記録2行目の「日付」の「13月」は",
            "value=\"13月\"",
            "value=\"電話\"",
        ] {
            assert!(refused.says(words), "{words}: {}", refused.text());
        }

        let told = [
            ("version", WRITTEN),
            ("sheet.visits_home", "mostly"),
            ("sheet.reason", "書きかけの理由"),
            ("sheet.fee", "1,200円"),
            ("sheet.since", "R1.10"),
            ("sheet.planned", "R8"),
            ("sheet.open_days", "mon"),
            ("sheet.open_days", "wed"),
            ("sheet.open_at", "9時～12時、午後2時半～18:00"),
            ("sheet.family_phone", "０９０－００００－００００"),
            ("sheet.calls.call.number", "0"),
            ("sheet.calls.visit.number", "－"),
            ("sheet.log.2.on", "R7.7.1"),
            ("sheet.log.2.what", "整形外科"),
        ];
        post(&t, &step, &told).await.expect(303);
        let named = sheets_of(&t, &id).await.named;
        assert_eq!(named.get("reason"), None, "nobody asked for it");
        assert_eq!(named.get("family_phone").unwrap().text(), "090-0000-0000");
        let page = t.get(Cast::CenterStaff, &case).await.expect(200);
        let filled = t.get(Cast::CenterStaff, &step).await.expect(200);
        for (shown, again) in [
            ("◎ 原則として対応", "value=\"mostly\" checked"),
            ("1,200円", "name=\"sheet.fee\" value=\"1200\""),
            ("令和元年10月", "value=\"R1.10\""),
            ("令和8年度", "value=\"令和8年度\""),
            ("月・水", "value=\"wed\" checked"),
            ("09:00～12:00、14:30～18:00", "value=\"09:00～12:00、14:30～18:00\""),
            ("090-0000-0000", "value=\"090-0000-0000\""),
            ("電話: 0回", "name=\"sheet.calls.call.number\" value=\"0\""),
            ("訪問: －", "name=\"sheet.calls.visit.number\" value=\"－\""),
            ("令和7年7月1日(火)｜整形外科", "name=\"sheet.log.0.what\" value=\"整形外科\""),
        ] {
            assert!(page.says(shown), "{shown}: {}", page.text());
            assert!(filled.says(again), "{again}: {}", filled.text());
        }

        // A telephone number tells who somebody is as well as words do.
        let twin = [
            ("version", "8"),
            ("title", "ごみ出し"),
            ("shared.wish", "家で"),
            ("shared.background", "相談"),
            ("shared.question", "ごみ"),
            ("then", "confirm"),
        ];
        let shared = format!("{case}/shared");
        let lacking = post(&t, &shared, &twin).await.expect(422);
        assert!(lacking.says("家族の電話"), "{}", lacking.text());
        let anonymous = ("shared.family_phone", "000-000-0000");
        post(&t, &shared, &[&twin[..], &[anonymous]].concat()).await.expect(303);
        let shared = sheets_of(&t, &id).await.shared;
        assert_eq!(shared.get("family_phone").unwrap().text(), "000-000-0000");
        assert_eq!(shared.get("log"), named.get("log"), "what is not personal goes up as it is");

        let paper = t.get(Cast::CenterStaff, &format!("{case}/named-sheet.pdf")).await.expect(200);
        let paper = flat(&paper.bytes);
        for words in ["電話:0回", "回答は医療機関の申告によります", "整形外科"]
        {
            assert!(paper.replace(' ', "").contains(words), "{words}: {paper}");
        }
        let empty = t.get(Cast::CenterStaff, "/cases/sheet.pdf").await.expect(200);
        let empty = flat(&empty.bytes);
        for words in ["◎", "原則として対応", "日付｜内容", "祝"] {
            assert!(empty.replace(' ', "").contains(words), "{words}: {empty}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_sorts_an_answer_sorts_alike_in_both_databases() {
    each_database(async |t| {
        let number: crate::fields::Spec =
            toml::from_str("key = \"n\"\nlabel = \"数\"\nkind = \"number\"").unwrap();
        let numbers = [i64::MIN, -1, 0, 9, 10, i64::MAX];
        let keys = numbers.map(|n| number.key(&Answer::Text(n.to_string())));
        let mut conn = t.read().await;
        for pair in keys.windows(2) {
            let sql =
                "select case when cast($1 as text) < cast($2 as text) then 'less' else 'more' end";
            let query = Query::beyond(sql, (pair[0].as_str(), pair[1].as_str()));
            let less: String = query.one(&mut conn).await.unwrap();
            assert_eq!(less, "less", "{pair:?}");
        }
    })
    .await;
}
