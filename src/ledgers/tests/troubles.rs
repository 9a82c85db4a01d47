//! What Takamatsu's districts do beside the services, what answers which trouble, and what a running service brings up.

use super::{
    takamatsu::{district, moved, record, takamatsu},
    *,
};
use crate::{
    access::Actor,
    clock::Known,
    fields::Answer,
    forms::Answers,
    ledgers::{
        commands::{self, NewEntry},
        entry::{Begun, Written},
        store,
    },
    testing::{each_database, flat, workbook},
};

/// 「住民主体サービスその他の取組状況」: the paper does not tell what runs from what is only thought of.
const OTHERS: [(&str, &str, &str); 6] = [
    ("mobile_shopping", "移動買い物支援", "東植田、十河、一宮"),
    (
        "mutual_help",
        "助け合いの体制づくり",
        "東植田、塩江、川東、二番丁、鬼無、日新、円座、松島、一宮、栗林、仏生山",
    ),
    ("watching", "見守り活動", "三谷、大野、男木"),
    ("salon", "サロンの立ち上げ", "香西、香南、下笠居、古高松"),
    ("talents", "人材バンク、ボランティア", "弦打、日新"),
    ("fair", "健康フェア、フォーラム", "香西、浅野、十河"),
];

/// The ten troubles by number. Which initiative answers which the text has lost: these are 推定, and two have none.
const TROUBLES: [(&str, &[&str]); 10] = [
    ("買い物", &["訪問型サービスＢの実施(買い物、ゴミ出し）", "買い物バスの運行"]),
    ("ゴミだし、分別", &["訪問型サービスＢの実施(買い物、ゴミ出し）"]),
    ("炊事、掃除、洗濯", &[]),
    ("簡単な住宅の修繕", &[]),
    ("庭の剪定、手入れ、草ぬき", &["訪問型サービスＢの実施(草抜き）"]),
    ("安否確認の声かけ", &["見守り"]),
    ("災害時の避難の手助け", &["災害時要援護者登録"]),
    ("通院の送迎", &["コミュニティバスの運行"]),
    ("外出の手助け", &["コミュニティバスの運行"]),
    ("話し相手", &["通所型サービスＢの実施"]),
];

/// Begins a record in a state that no move leads to.
async fn begun(t: &TestApp, structure: &Structure, said: Answers, (state, since): (&str, &str)) {
    let ledger = store::kept(structure, &"initiatives".into()).unwrap();
    let written = Written { ledger, answers: said, personal: false, asked: None };
    let new = &NewEntry { written, parent: None, since: Some(Known::parse(since).unwrap()) };
    let begun = &Begun { state: state.to_owned(), source_key: String::new() };
    let actor = &Actor::system(t.municipality.clone(), "tests");
    t.write(|mut tx| async move {
        commands::begin(&mut tx, actor, (new, None, begun), Default::default()).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

fn answers(said: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::default();
    for (key, value) in said {
        answers.set(key, Answer::Text((*value).to_owned()));
    }
    answers
}

#[tokio::test]
async fn other_initiatives_stand_by_kind_and_change_no_figure_of_the_services() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let services = "/ledgers/initiatives/views/services?as_of=R1.7";
        let before = t.get(Cast::CityOfficer, services).await.expect(200);
        for (kind, name, names) in OTHERS {
            for place in names.split('、') {
                let key = district(&structure, place);
                let said = [("name", name), ("district", key.as_str()), ("initiative", kind)];
                begun(&t, &structure, answers(&said), ("either", "R1.7")).await;
            }
        }
        let view = "/ledgers/initiatives/views/others?as_of=R1.7";
        let page = t.get(Cast::CityOfficer, view).await.expect(200);
        let text = page.text();
        for (_, name, names) in OTHERS {
            let head = format!("<th scope=\"row\" class=\"nowrap\">{name}</th>");
            let row = text.split(&head).nth(1).unwrap_or_else(|| panic!("{name}")).split("</tr>");
            let row = row.take(1).collect::<String>();
            let count = names.split('、').count();
            assert!(row.contains(&format!("class=\"number\">{count}<")), "{name}: {row}");
            for place in names.split('、') {
                assert!(row.contains(place), "{name}: {place}");
            }
        }
        assert!(text.contains("（令和元年7月現在）"), "{text}");
        let after = t.get(Cast::CityOfficer, services).await.expect(200);
        let table = |page: &str| page.split("<tbody>").nth(1).unwrap().to_owned();
        assert_eq!(table(&before.text()), table(&after.text()));
        for format in ["xlsx", "pdf"] {
            let file = t.get(Cast::CityOfficer, &format!("{view}&export={format}")).await;
            let file = file.expect(200);
            let said = if format == "pdf" { flat(&file.bytes) } else { workbook(&file.bytes) };
            assert!(said.contains("助け合いの体制づくり") && said.contains("仏生山"), "{said}");
        }
    })
    .await;
}

#[tokio::test]
async fn ten_troubles_stand_by_number_each_with_what_answers_it_or_that_nothing_does() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let list = structure.choice_list("troubles").unwrap();
        assert_eq!(
            list.choices.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>(),
            TROUBLES.map(|(name, _)| name)
        );
        let mut names: Vec<&str> = TROUBLES.iter().flat_map(|(_, names)| *names).copied().collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 7);
        for name in names {
            let helped = TROUBLES.iter().filter(|(_, names)| names.contains(&name));
            let keys = helped.map(|(trouble, _)| {
                list.choices.iter().find(|choice| choice.name == *trouble).unwrap().key.clone()
            });
            let mut said = answers(&[("name", name)]);
            said.set("troubles", Answer::Many(keys.collect()));
            begun(&t, &structure, said, ("either", "R1.12")).await;
        }
        let view = "/ledgers/initiatives/views/troubles";
        let page = t.get(Cast::CityOfficer, view).await.expect(200);
        let text = page.text();
        let rows: Vec<&str> = text.split("<th scope=\"row\" class=\"nowrap\">").skip(1).collect();
        assert_eq!(rows.len(), TROUBLES.len());
        for (row, (trouble, names)) in rows.iter().zip(TROUBLES) {
            assert!(row.starts_with(trouble), "{trouble}: {row}");
            names.iter().for_each(|name| assert!(row.contains(name), "{trouble}: {name}"));
            assert_eq!(row.contains("まだありません"), names.is_empty(), "{trouble}: {row}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_running_service_brings_up_a_new_theme_and_goes_on_running() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        let key = district(&structure, "庵治");
        let of = |name| [("name", name), ("district", key.as_str()), ("kind", "visit_b")];
        let running =
            record(&t, &structure, ("initiatives", None), &of("草抜きの会"), "H30年度").await;
        moved(&t, &structure, &running, "start", "H30年度").await;
        let said = [
            ("answer.name", "利用者が伸びない"),
            ("answer.district", key.as_str()),
            ("answer.arose_from", running.as_str()),
            ("on", "R7.9"),
        ];
        let theme = t.post(Cast::CityOfficer, "/ledgers/initiatives", &said).await.expect(303);
        let page = t.follow(Cast::CityOfficer, &theme).await.expect(200);
        assert!(page.says("③解決方法の検討") && page.says("草抜きの会"), "{}", page.text());
        let service = t.get(Cast::CityOfficer, &format!("/records/{running}")).await.expect(200);
        assert!(service.says("提供") && service.says("利用者が伸びない"), "{}", service.text());
    })
    .await;
}
