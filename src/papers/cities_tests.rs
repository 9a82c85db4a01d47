//! Municipalities of other shapes, each walked once from a case to the answer's return and to all papers: what an issue is
//! called at every level, who keeps it, which conference decided on it, and which numbers the papers show.

mod elsewhere;
mod walk;

use std::path::Path;

use super::{
    Document, Format,
    sheets::WentOn,
    sheets_tests::{flat, words_of},
};
use crate::{
    db::Kind,
    id::{ConferenceId, MunicipalityId},
    preset::{DealsWith, Preset},
    testing::{Cast, TestApp, each_database},
};
use walk::{ANSWER, Walked, walk};

/// A municipality's file, and what is expected of one issue's way through it.
struct City {
    name: &'static str,
    text: &'static str,
    period: &'static str,
    /// The centre that keeps the case, and the conference that reviews it.
    center: &'static str,
    cases: &'static str,
    /// Levels from the ground up: the conference that decides there, what the issue is called, and who keeps it.
    way: &'static [(&'static str, &'static str, &'static [&'static str])],
}

macro_rules! city {
    ($name:literal, $period:literal, $center:literal, $cases:literal, $way:expr) => {
        City {
            name: $name,
            text: include_str!(concat!("cities/", $name, ".toml")),
            period: $period,
            center: $center,
            cases: $cases,
            way: &$way,
        }
    };
}

const CITY: &[&str] = &["市"];

const CITIES: &[City] = &[
    city!(
        "one_level",
        "2025-2",
        "hitotsu",
        "individual.hitotsu",
        [("whole.municipality", "村の課題1", CITY),]
    ),
    city!(
        "no_area",
        "2025-2",
        "nishi",
        "individual.nishi",
        [
            ("council.nishi", "西 地域課題1", &["nishi"]),
            ("whole.municipality", "市レベルの課題1", CITY),
        ]
    ),
    city!(
        "wards",
        "2025-2",
        "kita1",
        "individual.kita1",
        [
            ("near_council.kita1", "北1 センターの課題1", &["kita1"]),
            ("ward_council.kita", "北区 区の課題1", &["kita1", "kita2"]),
            ("block_council.umi", "海側ブロック ブロックの課題1", &["kita1", "kita2", "minami1"]),
            ("section.municipality", "部会の課題1", CITY),
            ("whole.municipality", "市の課題1", CITY),
        ]
    ),
    city!(
        "union",
        "2025-2",
        "kami",
        "individual.kami",
        [
            ("notice.kami", "上町 気づき1", &["kami"]),
            ("town_council.kami", "上町 町の課題1", &["kami"]),
            ("whole.municipality", "広域の課題1", CITY),
        ]
    ),
    city!(
        "kind_a_ward",
        "2025-2",
        "kita",
        "individual.kita",
        [
            ("near_council.kita", "北 地域課題1", &["kita"]),
            ("kita_talks.kita", "北区 区の課題1", CITY),
            ("whole.municipality", "市の課題1", CITY),
        ]
    ),
    city!(
        "three_periods",
        "2025-3",
        "shita",
        "individual.shita",
        [
            ("council.shita", "下 地域課題1", &["shita"]),
            ("whole.municipality", "市レベルの課題1", CITY),
        ]
    ),
    city!(
        "one_period",
        "2025-1",
        "ue",
        "individual.ue",
        [("council.ue", "上 地域課題1", &["ue"]), ("whole.municipality", "市レベルの課題1", CITY),]
    ),
    city!(
        "two_to_three",
        "2026-1",
        "ue",
        "individual.ue",
        [("council.ue", "上 地域課題1", &["ue"]), ("whole.municipality", "市レベルの課題1", CITY),]
    ),
    city!(
        "one_centre_three_areas",
        "2025-2",
        "chuo",
        "individual.chuo",
        [
            ("council.sato", "里 地域課題1", &["chuo"]),
            ("whole.municipality", "市レベルの課題1", CITY),
        ]
    ),
    city!(
        "two_centres_one_area",
        "2025-2",
        "nishi",
        "individual.chuo",
        [
            ("council.chuo", "中央 地域課題1", &["higashi", "nishi"]),
            ("whole.municipality", "市レベルの課題1", CITY),
        ]
    ),
    city!(
        "names",
        "2025-2",
        "yoshino",
        "individual.yoshino",
        [
            ("council.yoshino", "𠮷野 地域課題1", &["yoshino"]),
            ("whole.municipality", "市レベルの課題1", CITY),
        ]
    ),
    city!(
        "eighty_areas",
        "2025-2",
        "a80",
        "individual.a80",
        [
            ("council.a80", "第80 地域課題1", &["a80"]),
            ("whole.municipality", "市レベルの課題1", CITY),
        ]
    ),
    city!(
        "february",
        "2025-1",
        "ue",
        "individual.ue",
        [("council.ue", "上 地域課題1", &["ue"]), ("whole.municipality", "市レベルの課題1", CITY),]
    ),
    city!(
        "village",
        "2025-2",
        "hitoe",
        "individual.hitoe",
        [("hamlet.naka", "中 集落の課題1", &["hitoe"]), ("whole.municipality", "村の課題1", CITY),]
    ),
];

impl City {
    /// Walks it in a municipality of its own.
    async fn walked(&self, t: &mut TestApp) -> Walked {
        t.municipality = MunicipalityId::new();
        walk(t, self).await
    }
}

#[tokio::test]
async fn a_case_s_way_and_its_papers_are_right_in_municipalities_of_every_shape() {
    each_database(async |mut t| {
        for city in CITIES {
            let walked = city.walked(&mut t).await;
            steps_are_as_expected(city, &walked);
            papers_are_as_walked(city, &walked);
            papers_are_set(&t, city, &walked).await;
        }
    })
    .await;
}

fn steps_are_as_expected(city: &City, walked: &Walked) {
    let name = city.name;
    assert_eq!(walked.steps.len(), city.way.len(), "{name}");
    let decided_by: Vec<&str> = walked.decided_by.iter().map(ConferenceId::as_str).collect();
    let expected: Vec<&str> = city.way.iter().map(|(conference, ..)| *conference).collect();
    assert_eq!(decided_by, expected, "{name}: who decided at each level");
    for (step, (_, called, keepers)) in walked.steps.iter().zip(city.way) {
        assert_eq!(step.called, *called, "{name}: what the issue is called");
        assert_eq!(step.keepers, *keepers, "{name}: who keeps {called}");
        let choice = format!("{} {}", step.day, step.conference);
        assert!(
            step.choices.iter().any(|label| label.starts_with(&choice)),
            "{name}: {choice} is among the meetings that may have decided: {:?}",
            step.choices
        );
    }
    assert!(walked.told > 0 && walked.acknowledged == walked.told, "{name}: the loop is closed");
    let counted = (walked.reflection.reflected, walked.reflection.issues);
    assert_eq!(counted, (1, 1), "{name}: one matter, answered with what a budget took up");
}

fn papers_are_as_walked(city: &City, walked: &Walked) {
    let (name, papers, structure) = (city.name, &walked.papers, &walked.structure);
    let (first, top) = (&walked.steps[0], walked.steps.last().unwrap());
    for edition in [
        &papers.area.edition,
        &papers.factors.edition,
        &papers.status.edition,
        &papers.city.edition,
    ] {
        assert_eq!(edition.held_on, Some(top.day.0), "{name}: the day in the head");
        let (year, number) = city.period.split_once('-').unwrap();
        let title = structure.municipality.city_conference_title.as_str();
        let reiwa = (year.parse::<i16>().unwrap() - 2018).to_string();
        let title = title.replace("{year}", &reiwa).replace("{number}", number);
        assert_eq!(edition.conference, title, "{name}: the conference in the head");
    }

    // 資料2: the units that report, what they held, and the issue once, where it was decided.
    let area = &papers.area;
    let mut kinds: Vec<_> = (structure.conference_kinds.iter())
        .filter(|k| Some(&k.level) == structure.lowest_level().map(|l| &l.key))
        .filter(|k| !structure.hears_period_before(k))
        .collect();
    kinds.sort_by_key(|kind| kind.deals_with(structure) == Some(DealsWith::Cases));
    let kinds: Vec<&str> = kinds.into_iter().map(|kind| kind.name.as_str()).collect();
    assert_eq!(area.conferences.iter().map(|k| &k.name).collect::<Vec<_>>(), kinds, "{name}");
    for (at, kind) in area.conferences.iter().enumerate() {
        let held: usize = area.centres.iter().map(|c| c.meetings[at].len()).sum();
        let walked = walked.held_kinds.iter().any(|k| structure.kind_name(k) == kind.name);
        assert_eq!(held, usize::from(walked), "{name}: {}", kind.name);
    }
    let cases: u32 = area.centres.iter().map(|c| c.cases).sum();
    assert_eq!(cases, 1, "{name}: 事例");
    let entries: Vec<_> = area.centres.iter().flat_map(|c| &c.issues).collect();
    if walked.steps.len() > 1 {
        assert_eq!(entries.len(), 1, "{name}: issues of the lowest level");
        let kind = structure.kind_name(&walked.held_kinds[0]);
        let decided = format!("{kind} {}", first.day);
        assert_eq!(entries[0].decided_at, decided, "{name}");
        assert_eq!(entries[0].evidence.len(), 1, "{name}");
    }

    // 資料2 別添1: every case once.
    assert_eq!(papers.factors.total.cases, 1, "{name}");
    let of_rows: u32 = papers.factors.centres.iter().map(|row| row.cases).sum();
    assert_eq!(of_rows, 1, "{name}: rows of 別添1");

    // 資料2 別添2 (4): what the rows show is what the sums count.
    let held = &papers.status.held;
    for (at, conference) in held.conferences.iter().enumerate() {
        let in_rows: usize = held.centres.iter().map(|row| row.meetings[at].len()).sum();
        assert_eq!(in_rows, conference.total.meetings as usize, "{name}: {}", conference.name);
        let kind = &structure.papers.held.conference_kinds[at];
        let on_the_way = walked.held_kinds.contains(kind);
        assert_eq!(conference.total.meetings, u32::from(on_the_way), "{name}: {}", conference.name);
    }

    // 資料3: every level above the lowest by itself, each with what stands behind it at the lowest.
    let upper: Vec<(&str, usize, usize)> = papers
        .city
        .levels
        .iter()
        .map(|level| (level.word.as_str(), level.issues.len(), level.issues[0].behind.len()))
        .collect();
    let mut levels = structure.storeys();
    let behind = usize::from(levels.len() > 1);
    if levels.len() > 1 {
        levels.remove(0);
    }
    let expected: Vec<_> = levels.iter().map(|l| (l.issue_name.as_str(), 1, behind)).collect();
    assert_eq!(upper, expected, "{name}: 資料3");
    let (last, between) = papers.city.levels.split_last().unwrap();
    let top_issue = &last.issues[0];
    assert!(top_issue.went_on.is_none(), "{name}: there is nothing above");
    for level in between {
        let went = level.issues[0].went_on.as_ref().map(WentOn::words);
        let words = format!("{}1へ上げました。回答：{ANSWER}", last.word);
        assert_eq!(went, Some(words), "{name}: {}", level.word);
    }
    let places: Vec<&str> =
        papers.city.levels.iter().map(|level| level.issues[0].place.as_str()).collect();
    let upper = city.way.iter().skip(usize::from(city.way.len() > 1));
    let expected =
        upper.map(|(_, called, _)| called.split_once(' ').map_or("", |(place, _)| place));
    assert_eq!(places, expected.collect::<Vec<_>>(), "{name}: whose the issues above are");
    assert_eq!((top_issue.measures.len(), top_issue.cases), (1, 1), "{name}: answered");
}

/// Cities whose pictures differ: one level, several kinds, five levels, a letter that fonts lack.
const DRAWN: [&str; 4] = ["one_level", "no_area", "wards", "names"];

/// What is set depends on the values alone, so that one database is enough.
async fn papers_are_set(t: &TestApp, city: &City, walked: &Walked) {
    for (document, format) in super::all_documents() {
        let drawn = t.app.db().kind() == Kind::Sqlite && DRAWN.contains(&city.name);
        if format == Format::Xlsx || drawn {
            let set = walked.papers.set(document, format, walked.today).await;
            let set = set.unwrap_or_else(|error| panic!("{}: {document:?}: {error}", city.name));
            if city.name == "no_area" && document == Document::Area {
                // Of several kinds of one subject each has its column.
                let (text, heads) = match format {
                    Format::Pdf => (flat(&set), ["プラン検討会（回）", "アイディア会議（回）"]),
                    Format::Xlsx => (words_of(set), ["プラン検討会", "アイディア会議"]),
                };
                assert!(heads.iter().all(|head| text.contains(head)), "{text}");
            }
        }
    }
}

#[tokio::test]
async fn a_year_that_is_divided_anew_shows_all_its_months_on_one_page() {
    each_database(async |t| {
        let city = CITIES.iter().find(|city| city.name == "two_to_three").unwrap();
        t.install(&walk::preset(city)).await;
        let months = async |year: &str, path: &str| {
            let page = t.get(Cast::CityOfficer, &format!("{path}?year={year}")).await.expect(200);
            // The chooser of periods beside it says the months of them all.
            let of_year = page.text().split_once("<main").unwrap().1.to_owned();
            move |month: &str| of_year.contains(month)
        };
        for path in ["/meetings", "/meetings/plan"] {
            let (before, anew) = (months("2025", path).await, months("2026", path).await);
            let after = months("2027", path).await;
            assert!(before("R7.9") && !before("R7.10"), "{path}: twelve months until September");
            assert!(anew("R7.10") && anew("R8.10") && anew("R9.3"), "{path}: eighteen months");
            assert!(after("R9.4") && after("R10.3"), "{path}: and twelve again");
        }
    })
    .await;
}

#[test]
fn places_are_called_as_the_structure_has_them() {
    let read = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        Preset::read(&path).unwrap().issue_places_word().to_owned()
    };
    assert_eq!(read("presets/matsudo.toml"), "圏域", "each centre has one of its own");
    assert_eq!(read("presets/takamatsu.toml"), "地区");
    for (name, word) in [("no_area", "センター"), ("village", "地区"), ("one_level", "センター")]
    {
        let city = CITIES.iter().find(|city| city.name == name).unwrap();
        assert_eq!(walk::preset(city).issue_places_word(), word, "{name}");
    }
}
