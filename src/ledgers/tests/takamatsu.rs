//! Takamatsu's public tables (the seed's own figures), made of records.

use super::*;
use crate::{
    access::Actor,
    clock::Known,
    fields::Answer,
    forms::Answers,
    id::EntryId,
    ledgers::{
        commands::{self, NewEntry},
        entry::Written,
        store,
    },
    testing::{each_database, flat, workbook},
};

/// 設置年度 and the communities that set up their council in it, in the order in which the paper prints them.
const COUNCILS: [(&str, &str); 4] = [
    ("H27年度", "庵治、香南"),
    (
        "H28年度",
        "香西、太田、西植田、川岡、松島、屋島、女木、下笠居、古高松、大野、太田南、二番丁、新塩屋町、川東、川添、前田、鬼無、塩江、林、男木、東植田、一宮、国分寺北部",
    ),
    ("H29年度", "花園、鶴尾、国分寺南部、弦打、牟礼、浅野、三谷、日新、栗林、仏生山、十河、円座"),
    ("H30年度", "築地、木太"),
];

/// The rows of the service matrix in their printed order. Which column a mark stands in the text has lost, but for 松島 and
/// 大野; the others are placed so that the columns' totals come out.
const MATRIX: [(&str, &str); 31] = [
    ("松島", "●●●"),
    ("花園", "●"),
    ("築地", "●"),
    ("新塩屋町", "●"),
    ("二番丁", "●"),
    ("女木", "●●"),
    ("男木", "●"),
    ("屋島", "●●"),
    ("古高松", "●"),
    ("牟礼", "●"),
    ("庵治", "●"),
    ("塩江", "●"),
    ("大野", "〇"),
    ("川東", "●"),
    ("香南", "●●"),
    ("弦打", "●"),
    ("鬼無", "●"),
    ("川岡", "●"),
    ("円座", "●"),
    ("国分寺北", "●"),
    ("国分寺南", "●"),
    ("鶴尾", "●"),
    ("太田", "●"),
    ("太田南", "●"),
    ("林", "●"),
    ("仏生山", "●●"),
    ("一宮", "●"),
    ("前田", "●"),
    ("川添", "●"),
    ("東植田", "●"),
    ("西植田", "●"),
];

pub fn takamatsu() -> Structure {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/takamatsu.toml");
    let mut preset = Preset::read(path.as_ref()).expect("presets/takamatsu.toml reads");
    // In force on the day of the tests.
    preset.municipality.fiscal_year = 2025;
    Structure::new(preset)
}

pub fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

/// Registers a record, known since then.
pub async fn record(
    t: &TestApp,
    structure: &Structure,
    (ledger, parent): (&str, Option<EntryId>),
    said: &[(&str, &str)],
    since: &str,
) -> EntryId {
    let ledger = store::kept(structure, &ledger.into()).unwrap();
    let mut answers = Answers::default();
    for (key, value) in said {
        answers.set(key, text(value));
    }
    let actor = &Actor::system(t.municipality.clone(), "tests");
    let written = Written { ledger, answers, personal: false, asked: None };
    let new = &NewEntry { written, parent, since: Some(Known::parse(since).unwrap()) };
    t.write(|mut tx| async move {
        let id = commands::register(&mut tx, actor, new).await?;
        Ok((tx, id))
    })
    .await
    .unwrap()
}

/// Moves a record on.
pub async fn moved(t: &TestApp, structure: &Structure, id: &EntryId, step: &str, on: &str) {
    let actor = &Actor::system(t.municipality.clone(), "tests");
    let asked = &store::Asked {
        entry: id.clone(),
        structure: structure.clone(),
        step: Some(step.to_owned()),
    };
    let on = Known::parse(on).unwrap();
    t.write(|mut tx| async move {
        let entry = store::find(&mut tx, id).await?;
        let permit =
            crate::access::leave(&mut tx, actor, super::super::rules::MoveOn, asked).await?;
        let ledger = permit.ledger.clone();
        let written =
            Written { ledger, answers: entry.answers()?, personal: false, asked: Some(Vec::new()) };
        commands::carry(&mut tx, permit, entry.version, (&written, on)).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

/// A district's key by its name on paper.
pub fn district(structure: &Structure, name: &str) -> String {
    let named = structure.districts.iter().find(|one| one.name == name || one.short() == name);
    named.unwrap_or_else(|| panic!("{name}")).key.to_string()
}

#[tokio::test]
async fn councils_by_year_of_setting_up_stand_as_the_paper_prints_them() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        for (year, names) in COUNCILS {
            for name in names.split('、') {
                let key = district(&structure, name);
                let said = [("district", key.as_str())];
                let id = record(&t, &structure, ("district_councils", None), &said, "H26年度").await;
                moved(&t, &structure, &id, "set_up", year).await;
            }
        }
        let page = "/ledgers/district_councils/views/by_year?as_of=R1.12";
        let page = t.get(Cast::CityOfficer, page).await.expect(200);
        for (year, names) in COUNCILS {
            let count = names.split('、').count();
            let row = format!(
                "<th scope=\"row\" class=\"nowrap\">{year}</th><td class=\"wide-text\">{names}</td><td class=\"number\">{count}</td>"
            );
            assert!(page.says(&row), "{row}\n{}", page.text());
        }
        assert!(page.says("令和元年12月現在、39地区で設置された（順不同）"), "{}", page.text());
        let text = page.text();
        let shown = text.split("<main").nth(1).unwrap();
        assert!(!shown.contains("4月1日") && !shown.contains(".4.1"), "the year alone is known");
        // Before, two had theirs.
        let earlier = "/ledgers/district_councils/views/by_year?as_of=H27年度";
        let earlier = t.get(Cast::CityOfficer, earlier).await.expect(200);
        assert!(earlier.says("2地区で設置された") && !earlier.says("香西"));
        for format in ["xlsx", "pdf"] {
            let address = format!("/ledgers/district_councils/views/by_year?as_of=R1.12&export={format}");
            let file = t.get(Cast::CityOfficer, &address).await.expect(200);
            let said = if format == "pdf" { flat(&file.bytes) } else { workbook(&file.bytes) };
            for words in ["H28年度", "香西、太田、西植田、川岡、松島", "39地区で設置された（順不同）"] {
                assert!(said.contains(words), "{format}: {words}\n{said}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_service_matrix_has_the_seed_s_totals_whatever_came_after() {
    each_database(async |t| {
        let structure = takamatsu();
        t.install(&structure).await;
        // Totals are 22, 6 and 8: what the text has lost is placed so that these come out.
        let (mut day, mut other) = (1, 7);
        for (name, marks) in MATRIX {
            let key = district(&structure, name);
            let kinds: Vec<&str> = match (name, marks.chars().count()) {
                ("松島", _) => vec!["visit_b", "day_b", "other"],
                (_, 2) => vec!["visit_b", "day_b"],
                ("大野", _) => vec!["visit_b"],
                _ if other > 0 => {
                    other -= 1;
                    vec!["other"]
                }
                _ if day > 0 => {
                    day -= 1;
                    vec!["day_b"]
                }
                _ => vec!["visit_b"],
            };
            for kind in kinds {
                let said = [
                    ("name", "支え合い"),
                    ("district", key.as_str()),
                    ("kind", kind),
                    ("published", "yes"),
                ];
                let since = if name == "大野" { "R1.10" } else { "H30年度" };
                let id = record(&t, &structure, ("initiatives", None), &said, since).await;
                if name != "大野" {
                    moved(&t, &structure, &id, "start", "H30年度").await;
                }
            }
        }
        // Published on R1.11.5: changes nothing of what was so in October.
        let later = [("name", "後の"), ("district", "kozai"), ("kind", "visit_b"), ("published", "yes")];
        let later = record(&t, &structure, ("initiatives", None), &later, "R1.11.5").await;
        moved(&t, &structure, &later, "start", "R1.11.5").await;
        let page = "/ledgers/initiatives/views/services?as_of=R1.10";
        let page = t.get(Cast::CityOfficer, page).await.expect(200);
        let text = page.text();
        for total in [
            "<th scope=\"row\" class=\"nowrap\">●実施中</th><td class=\"center\">22</td><td class=\"center\">6</td><td class=\"center\">8</td>",
            "<th scope=\"row\" class=\"nowrap\">〇検討中</th><td class=\"center\">1</td><td class=\"center\">0</td><td class=\"center\">0</td>",
            "印があるのは39のうち31。",
            "※～R1.10月末時点公開分のみ",
        ] {
            assert!(text.contains(total), "{total}\n{text}");
        }
        // By place, by short names, and all 39 on the working page.
        let rows = text.split("<th scope=\"row\" class=\"nowrap\">").skip(1).map(|row| row.split('<').next().unwrap());
        let rows: Vec<&str> = rows.take(39).collect();
        let marked: Vec<&str> =
            rows.iter().copied().filter(|name| MATRIX.iter().any(|(one, _)| one == name)).collect();
        assert_eq!(marked, MATRIX.map(|(name, _)| name));
        assert_eq!(rows.len(), 39);
    })
    .await;
}
