//! The structure as the city edits it on screen: levels, kinds, edges, periods, and the whole as a file.

use super::{conference::ConferenceStatus, list};
use crate::{
    clock::Day,
    commands,
    issues::tests::scene,
    meetings, places,
    preset::{Preset, Window},
    testing::{Cast, MATSUDO, TEST_DAY, TestApp, each_database},
};

const CITY: Cast = Cast::CityOfficer;
const LEVELS: &str = "/settings/structure/levels";
const PERIODS: &str = "/settings/structure/periods";
const FILE: &str = "/settings/structure/file";

async fn version(t: &TestApp) -> String {
    let mut conn = t.app.db().read().await.unwrap();
    let city = places::find(&mut conn, &t.municipality).await.unwrap();
    city.version.to_string()
}

fn level_fields(version: &str) -> Vec<(String, String)> {
    let mut fields = vec![("version".to_owned(), version.to_owned())];
    for level in &MATSUDO.levels {
        fields.push((format!("name-{}", level.key), level.name.clone()));
        fields.push((format!("issue-{}", level.key), level.issue_name.clone()));
    }
    fields
}

async fn post(
    t: &TestApp,
    who: Cast,
    path: &str,
    fields: &[(String, String)],
) -> crate::testing::Answer {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    t.post(who, path, &fields).await
}

fn with(fields: &[(String, String)], more: &[(&str, &str)]) -> Vec<(String, String)> {
    let more = more
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    fields.iter().cloned().chain(more).collect()
}

/// The ward between area and city, as the form sends it.
async fn add_ward(t: &TestApp) {
    let fields = with(
        &level_fields(&version(t).await),
        &[
            ("new_name", "区レベル"),
            ("new_issue", "区の課題"),
            ("new_place", "city"),
        ],
    );
    post(t, CITY, LEVELS, &fields).await.expect(303);
}

/// A kind of conference of wards, as the form sends it.
fn ward_kind(version: &str) -> Vec<(String, String)> {
    with(
        &[],
        &[
            ("version", version),
            ("name", "区地域ケア会議"),
            ("short_name", "区"),
            ("level", "level_1"),
            ("subject", "area_issue"),
            ("unit", "municipality"),
            ("host", "区役所"),
            ("cadence", "年1回"),
            ("roles", "区レベルの課題の解決"),
            ("care_conference", "yes"),
            ("charts", "structure"),
            ("status", "active"),
        ],
    )
}

/// Matsudo's edges and those given, as the form sends them.
fn edge_fields(version: &str, more: &[(&str, &str, &str, &str)]) -> Vec<(String, String)> {
    let mut edges: Vec<(String, &str, String, String)> = MATSUDO
        .edges
        .iter()
        .map(|e| {
            let direction = match e.direction {
                crate::preset::Direction::Up => "up",
                crate::preset::Direction::Down => "down",
                crate::preset::Direction::Both => "both",
            };
            (e.from.clone(), direction, e.to.clone(), e.label.clone())
        })
        .collect();
    edges.extend(more.iter().map(|(from, direction, to, label)| {
        (
            (*from).to_owned(),
            *direction,
            (*to).to_owned(),
            (*label).to_owned(),
        )
    }));
    let count = edges.len().to_string();
    let mut fields = with(&[], &[("version", version), ("count", &count)]);
    for (n, (from, direction, to, label)) in edges.into_iter().enumerate() {
        fields.push((format!("from-{n}"), from));
        fields.push((format!("direction-{n}"), direction.to_owned()));
        fields.push((format!("to-{n}"), to));
        fields.push((format!("label-{n}"), label));
    }
    fields
}

#[tokio::test]
async fn a_ward_between_area_and_city_is_added_on_screen_with_its_conference_and_edges() {
    each_database(async |t| {
        let fields = level_fields(&version(&t).await);
        post(&t, Cast::CenterStaff, LEVELS, &fields)
            .await
            .expect(403);
        post(&t, Cast::Guest, LEVELS, &fields).await.expect(404);
        t.get(Cast::CenterStaff, LEVELS).await.expect(403);
        t.get(CITY, LEVELS).await.expect(200);
        add_ward(&t).await;
        let kinds = "/conferences/kinds";
        t.get(CITY, "/conferences/kinds/new").await.expect(200);
        let kind = ward_kind(&version(&t).await);
        post(&t, Cast::CenterStaff, kinds, &kind).await.expect(403);
        let added = post(&t, CITY, kinds, &kind).await.expect(303);
        assert_eq!(added.location(), "/settings/structure#edges");

        let edges = "/settings/structure/edges";
        let up = [
            ("area_conference", "up", "kind_1", "圏域で解けない課題"),
            ("kind_1", "up", "city_conference", "区で解けない課題"),
        ];
        let circle = [up[0], up[1], ("kind_1", "up", "kind_1", "自分へ戻る")];
        let before = version(&t).await;
        let answer = post(&t, CITY, edges, &edge_fields(&before, &circle))
            .await
            .expect(422);
        assert!(answer.says("輪になっています: 区地域ケア会議 → 区地域ケア会議"));
        assert!(answer.says("自分へ戻る") && answer.says("圏域で解けない課題"));
        assert_eq!(version(&t).await, before, "nothing was saved");
        post(&t, CITY, edges, &edge_fields(&before, &up))
            .await
            .expect(303);

        let structure = t.structure().await;
        let order: Vec<(&str, u8)> = structure
            .levels
            .iter()
            .map(|l| (l.name.as_str(), l.order))
            .collect();
        assert_eq!(order, [("地域レベル", 1), ("区レベル", 2), ("市レベル", 3)]);
        assert_eq!(structure.edges.len(), MATSUDO.edges.len() + 2);
        let charts = &structure.papers;
        assert!(charts.structure.conference_kinds.contains(&"kind_1".into()));
        assert!(!charts.held.conference_kinds.contains(&"kind_1".into()));
        let ladder = t.get(CITY, "/conferences").await.expect(200);
        for words in ["区レベル", "区地域ケア会議", "区で解けない課題"] {
            assert!(ladder.says(words), "{words}");
        }
        let mut conn = t.app.db().read().await.unwrap();
        let all = list(&mut conn, &t.municipality).await.unwrap();
        let ward = all.iter().find(|c| c.kind_id.as_str() == "kind_1").unwrap();
        assert_eq!(
            (ward.name.as_str(), ward.status),
            ("区地域ケア会議", ConferenceStatus::Active)
        );
        let events = crate::events::of(
            &mut conn,
            &t.municipality,
            "ladder",
            t.municipality.as_str(),
        );
        let told: Vec<String> = events
            .await
            .unwrap()
            .into_iter()
            .map(|e| e.detail)
            .collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].contains(r#""sections":["levels"]"#), "{told:?}");
        let issue = crate::issues::levels_above(&structure, &"area".into());
        let above: Vec<&str> = issue.iter().map(|l| l.key.as_str()).collect();
        assert_eq!(above, ["level_1", "city"], "issues may now be raised to it");
    })
    .await;
}

#[tokio::test]
async fn what_was_added_and_never_used_goes_again() {
    each_database(async |t| {
        add_ward(&t).await;
        post(
            &t,
            CITY,
            "/conferences/kinds",
            &ward_kind(&version(&t).await),
        )
        .await
        .expect(303);
        let gone = with(
            &with(
                &level_fields(&version(&t).await),
                &[("name-level_1", "区レベル"), ("issue-level_1", "区の課題")],
            ),
            &[("remove-level_1", "yes")],
        );
        let answer = post(&t, CITY, LEVELS, &gone).await.expect(422);
        assert!(answer.says("「区レベル」には「区地域ケア会議」があります"));

        let page = t.get(CITY, "/conferences/kinds/kind_1/edit").await;
        assert!(page.expect(200).says("「区地域ケア会議」をなくす</button>"));
        let removal = "/conferences/kinds/kind_1/removal";
        let late = [("version", "1")];
        t.post(Cast::CenterStaff, removal, &late).await.expect(403);
        let answer = t.post(CITY, removal, &late).await.expect(409);
        assert!(answer.says("ほかの人が先に体系を変えました"));
        let now = version(&t).await;
        t.post(CITY, removal, &[("version", &now)])
            .await
            .expect(303);
        let gone = with(
            &level_fields(&version(&t).await),
            &[
                ("name-level_1", "区レベル"),
                ("issue-level_1", "区の課題"),
                ("remove-level_1", "yes"),
            ],
        );
        post(&t, CITY, LEVELS, &gone).await.expect(303);
        let mut same = (*t.structure().await).clone();
        same.levels.sort_by_key(|l| l.order);
        assert_eq!(same, **MATSUDO);
        let mut conn = t.app.db().read().await.unwrap();
        let all = list(&mut conn, &t.municipality).await.unwrap();
        assert!(all.iter().all(|c| c.kind_id.as_str() != "kind_1"));
    })
    .await;
}

#[tokio::test]
async fn levels_are_two_to_five_and_come_back_with_what_was_typed() {
    each_database(async |t| {
        let one = with(&level_fields("1"), &[("remove-area", "yes")]);
        let answer = post(&t, CITY, LEVELS, &one).await.expect(422);
        assert!(answer.says("「地域レベル」には「地域個別ケア会議」"));
        let halfway = with(&level_fields("1"), &[("new_name", "広域")]);
        let answer = post(&t, CITY, LEVELS, &halfway).await.expect(422);
        assert!(answer.says("課題の呼び名を入力してください") && answer.says("広域"));
        let mut fields = level_fields("1");
        for n in 1..=3 {
            fields[0].1 = version(&t).await;
            let name = format!("広域{n}");
            let more = with(
                &fields,
                &[
                    ("new_name", &name),
                    ("new_issue", "広域の課題"),
                    ("new_place", "top"),
                ],
            );
            post(&t, CITY, LEVELS, &more).await.expect(303);
            fields.push((format!("name-level_{n}"), name));
            fields.push((format!("issue-level_{n}"), "広域の課題".into()));
        }
        let names: Vec<String> = (t.structure().await.levels.iter())
            .map(|l| l.name.clone())
            .collect();
        assert_eq!(names, ["地域レベル", "市レベル", "広域1", "広域2", "広域3"]);
        fields[0].1 = version(&t).await;
        let sixth = with(
            &fields,
            &[
                ("new_name", "国"),
                ("new_issue", "国の課題"),
                ("new_place", "top"),
            ],
        );
        let answer = post(&t, CITY, LEVELS, &sixth).await.expect(422);
        assert!(answer.says("会議の段階は2から5までです（いまは6）"));
        let mut late = with(&fields, &[]);
        late[0].1 = "1".into();
        late[1].1 = "区域レベル".into();
        let answer = post(&t, CITY, LEVELS, &late).await.expect(409);
        assert!(answer.says("いま保存されている内容") && answer.says("区域レベル"));
        assert!(answer.says("地域レベル(課題の呼び名: 地域課題)"));
    })
    .await;
}

#[tokio::test]
async fn a_kind_with_meetings_stays_and_keeps_what_it_deals_with() {
    each_database(async |t| {
        scene::meeting(&t, "area_conference", TEST_DAY).await;
        let removal = "/conferences/kinds/area_conference/removal";
        let answer = t.post(CITY, removal, &[("version", "1")]).await.expect(422);
        assert!(
            answer.says("会議の種類「地域包括ケア推進会議」はなくせません。会議1回があります。")
        );
        assert!(answer.says("「休止する」を選"));
        let page = t
            .get(CITY, "/conferences/kinds/area_conference/edit")
            .await
            .expect(200);
        assert!(page.says("会議1回があるので、なくせません"));
        let fields = [
            ("version", "1"),
            ("name", "地域包括ケア推進会議"),
            ("short_name", "推進"),
            ("level", "area"),
            ("subject", "individual_case"),
            ("case_kinds", "difficult"),
            ("unit", "center"),
            ("host", "地域包括支援センター"),
            ("cadence", "年2回"),
            ("roles", "地域レベルの課題の解決"),
            ("status", "active"),
        ];
        let path = "/conferences/kinds/area_conference";
        let answer = t.post(CITY, path, &fields).await.expect(422);
        assert!(answer.says("扱うものと開く単位は変えられません。会議1回があります。"));
        let mut whole = fields;
        whole[4].1 = "area_issue";
        whole[6].1 = "municipality";
        t.post(CITY, path, &whole).await.expect(422);
        // Nobody met in the working group yet: it may sit for the whole city from now on.
        let mut working = fields;
        working[1].1 = "2層ワーキング";
        working[4].1 = "working_group";
        working[6].1 = "municipality";
        t.post(CITY, "/conferences/kinds/tier2_working", &working)
            .await
            .expect(303);
        let mut conn = t.app.db().read().await.unwrap();
        let all = list(&mut conn, &t.municipality).await.unwrap();
        let of = |kind: &str| all.iter().filter(|c| c.kind_id.as_str() == kind).count();
        assert_eq!((of("tier2_working"), of("area_conference")), (1, 15));
    })
    .await;
}

#[tokio::test]
async fn a_level_with_issues_neither_goes_nor_changes_its_place() {
    each_database(async |t| {
        scene::issue(&t, "city", None, "移動の足がない", TEST_DAY).await;
        let bottom = with(
            &level_fields("1"),
            &[
                ("new_name", "地区レベル"),
                ("new_issue", "地区の課題"),
                ("new_place", "area"),
            ],
        );
        post(&t, CITY, LEVELS, &bottom).await.expect(303);

        // The same by a file, where levels can be turned round.
        let mut turned = (*t.structure().await).clone();
        for level in &mut turned.levels {
            level.order = [1, 3, 2][usize::from(level.order) - 1];
        }
        turned
            .edges
            .retain(|e| e.direction == crate::preset::Direction::Both);
        let text = turned.to_toml();
        let answer = t
            .post(CITY, "/settings/structure/drafts", &[("text", &text)])
            .await
            .expect(422);
        assert!(answer.says("段階「市レベル」の上下は入れ替えられません。課題1件"));

        scene::issue(&t, "level_1", Some("mei1"), "買い物", TEST_DAY).await;
        let old = [
            ("name-level_1", "地区レベル"),
            ("issue-level_1", "地区の課題"),
        ];
        let fields = with(&level_fields(&version(&t).await), &old);
        let gone = with(&fields, &[("remove-level_1", "yes")]);
        let answer = post(&t, CITY, LEVELS, &gone).await.expect(422);
        assert!(answer.says("段階「地区レベル」はなくせません。課題1件があります。"));
        let lower = with(
            &fields,
            &[
                ("new_name", "班"),
                ("new_issue", "班の課題"),
                ("new_place", "level_1"),
            ],
        );
        let answer = post(&t, CITY, LEVELS, &lower).await.expect(422);
        assert!(answer.says("「地区レベル」がいちばん下の段階かどうかは変えられません。"));
        assert!(answer.says("班の課題"));
    })
    .await;
}

fn period_fields(
    version: &str,
    from: &str,
    periods: &[(&str, &str, &str)],
) -> Vec<(String, String)> {
    let count = periods.len().to_string();
    let mut fields = with(
        &[],
        &[("version", version), ("from", from), ("count", &count)],
    );
    for (n, (start, end, city)) in periods.iter().enumerate() {
        fields.push((format!("start-{n}"), (*start).to_owned()));
        fields.push((format!("end-{n}"), (*end).to_owned()));
        fields.push((format!("city-{n}"), (*city).to_owned()));
    }
    fields
}

async fn days(t: &TestApp, id: &str) -> (Day, Day, Option<Day>) {
    let mut conn = t.app.db().read().await.unwrap();
    let period = places::period(&mut conn, &t.municipality, &id.into())
        .await
        .unwrap();
    (period.first_day, period.last_day, period.city_day)
}

/// April to July, August to November, December to March.
const THIRDS: [(&str, &str, &str); 3] = [
    ("0/4", "0/7", "0/9"),
    ("0/8", "0/11", "1/1"),
    ("0/12", "1/3", ""),
];

#[tokio::test]
async fn the_days_of_a_period_with_meetings_do_not_move_and_later_years_are_divided_anew() {
    each_database(async |t| {
        let meeting = scene::meeting(&t, "individual", TEST_DAY).await;
        let city = scene::meeting(&t, "city_conference", Day::of(2026, 1, 29)).await;
        let page = t.get(CITY, PERIODS).await.expect(200);
        assert!(page.says("会議1回") && page.says("いまは令和9年度から変えられます"));
        t.get(Cast::CenterStaff, PERIODS).await.expect(403);

        let all = period_fields("1", "first", &THIRDS);
        post(&t, Cast::CenterStaff, PERIODS, &all).await.expect(403);
        let answer = post(&t, CITY, PERIODS, &all).await.expect(422);
        assert!(
            answer.says("令和7年度 第2回の議事対象期間"),
            "{}",
            answer.text()
        );
        // The city conference of January sits within the next year's first period.
        assert!(answer.says("令和8年度 第1回の議事対象期間"));
        assert!(
            answer.says("変えられません。会議") && !answer.says("令和8年度 第2回の議事対象期間")
        );
        assert!(
            answer.says(r#"value="0/8" selected"#),
            "what was chosen comes back"
        );
        assert_eq!(version(&t).await, "1");

        let later = period_fields("1", "2027", &THIRDS);
        post(&t, CITY, PERIODS, &later).await.expect(303);
        let late = post(&t, CITY, PERIODS, &later).await.expect(409);
        assert!(late.says("令和9年度から 第3回: 当年12月～翌年3月(市の会議 決まっていない)"));
        let same = days(&t, "2025-2").await;
        assert_eq!(
            (same.0, same.1),
            (Day::of(2025, 6, 1), Day::of(2025, 11, 30))
        );
        // No day is lost where the new division begins: the old one ended in November.
        assert_eq!(
            days(&t, "2027-1").await,
            (
                Day::of(2026, 12, 1),
                Day::of(2027, 7, 31),
                Some(Day::of(2027, 9, 30))
            )
        );
        assert_eq!(days(&t, "2028-1").await.0, Day::of(2028, 4, 1));
        assert_eq!(days(&t, "2027-3").await.2, None);
        let structure = t.structure().await;
        let day = Day::of(2027, 1, 10);
        assert_eq!(structure.period_of_day(day), Some("2027-1".into()));
        assert_eq!(
            structure.period_words(2027, 1),
            "令和8年12月～令和9年7月実施分"
        );
        assert_eq!(structure.period_words(2028, 1), "当年4月～当年7月実施分");
        // The pages read the new periods at once, and the meetings are where they were.
        let page = t.get(CITY, "/settings").await.expect(200);
        assert!(page.says("令和9年度 第3回"));
        let mut conn = t.app.db().read().await.unwrap();
        for id in [&meeting, &city] {
            let kept = meetings::find(&mut conn, &t.municipality, id)
                .await
                .unwrap();
            assert_eq!(kept.period_id, Some("2025-2".into()));
            let kind = &kept.kind_id;
            let again = meetings::meeting::period_of(&structure, kind, kept.day.unwrap());
            assert_eq!(again, kept.period_id, "and would be counted there again");
        }
    })
    .await;
}

#[tokio::test]
async fn the_month_of_the_city_conference_may_always_change_and_an_empty_city_is_divided_at_will() {
    each_database(async |t| {
        let all = period_fields("1", "first", &THIRDS);
        post(&t, CITY, PERIODS, &all).await.expect(303);
        assert_eq!(
            days(&t, "2025-2").await,
            (
                Day::of(2025, 8, 1),
                Day::of(2025, 11, 30),
                Some(Day::of(2026, 1, 31))
            )
        );
        scene::meeting(&t, "individual", TEST_DAY).await;
        let mut other = THIRDS;
        other[1].2 = "1/2";
        let fields = period_fields("2", "first", &other);
        post(&t, CITY, PERIODS, &fields).await.expect(303);
        assert_eq!(days(&t, "2025-2").await.2, Some(Day::of(2026, 2, 28)));

        let gap = [("0/4", "0/7", ""), ("0/9", "1/3", "")];
        let answer = post(&t, CITY, PERIODS, &period_fields("3", "2028", &gap))
            .await
            .expect(422);
        assert!(answer.says("第1回と第2回の議事対象期間の間が1か月空いています"));
        let answer = post(
            &t,
            CITY,
            PERIODS,
            &period_fields("3", "2028", &[("0/4", "", "")]),
        )
        .await
        .expect(422);
        assert!(answer.says("1番目の期間の終わりの月を選んでください"));
        let fewer = [("0/4", "0/9", ""), ("0/10", "1/3", "")];
        post(&t, CITY, PERIODS, &period_fields("3", "2026", &fewer))
            .await
            .expect(303);
        let mut conn = t.app.db().read().await.unwrap();
        let all = places::periods(&mut conn, &t.municipality).await.unwrap();
        let of_year = |year: i64| all.iter().filter(|p| p.fiscal_year == year).count();
        assert_eq!([of_year(2025), of_year(2026)], [3, 2]);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_checked_with_every_fault_before_anything_is_saved() {
    each_database(async |t| {
        let text = t
            .get(CITY, "/settings/structure.toml")
            .await
            .expect(200)
            .text();
        let wrong = text
            .replacen("level = \"city\"", "level = \"village\"", 1)
            .replacen("months = [3, 6, 12]", "months = [6, 3]", 1);
        let faults = Preset::parse("直した.toml", &wrong).unwrap_err();
        assert_eq!(faults.len(), 2);
        let file = ("file", "直した.toml", wrong.as_bytes());
        let uploads = "/settings/structure/uploads";
        t.upload(Cast::CenterStaff, uploads, &[], file)
            .await
            .expect(403);
        let answer = t.upload(CITY, uploads, &[], file).await.expect(422);
        assert!(answer.says("2か所に誤りがあります"));
        for fault in &faults {
            assert!(answer.says(&format!("{}行目", fault.line)), "{fault}");
            assert!(answer.says(&fault.sentence), "{fault}");
        }
        assert!(
            answer.says("level = &#34;village&#34;</td>"),
            "{}",
            answer.text()
        );
        assert!(
            answer.says("key = &#34;city_conference&#34;"),
            "the text comes back"
        );
        assert!(!answer.says("この内容で体系を置き換える</button>"));
        let answer = t
            .post(CITY, FILE, &[("version", "1"), ("text", &wrong)])
            .await
            .expect(422);
        assert!(answer.says(&faults[0].sentence));
        let cut = ("file", "体系.toml", &b"\xff\xfe"[..]);
        let answer = t.upload(CITY, uploads, &[], cut).await.expect(422);
        assert!(answer.says("文字コードが UTF-8 ではありません"));
        assert_eq!(version(&t).await, "1", "nothing was saved");
        let same = t.upload(CITY, uploads, &[], ("file", "同じ.toml", text.as_bytes()));
        assert!(same.await.expect(200).says("いまの体系と同じです"));
    })
    .await;
}

#[tokio::test]
async fn a_checked_file_replaces_the_structure_once_and_shows_what_it_changes() {
    each_database(async |t| {
        t.get(Cast::CenterStaff, FILE).await.expect(403);
        t.get(Cast::Guest, FILE).await.expect(404);
        assert!(t.get(CITY, FILE).await.expect(200).says("体系の本文"));
        let mut new = (**MATSUDO).clone();
        new.factors[0].name = "見守る人がいない".into();
        new.professions.retain(|p| p.key != "dentist");
        for kind in &mut new.conference_kinds {
            kind.members.retain(|seat| seat.profession != "dentist");
        }
        let text = new.to_toml();
        let checked = t
            .upload(
                CITY,
                "/settings/structure/uploads",
                &[],
                ("file", "新.toml", format!("\u{feff}{text}").as_bytes()),
            )
            .await
            .expect(200);
        assert!(checked.says("この内容で体系を置き換える</button>"));
        assert!(checked.says("なくなる</span> 歯科医師"));
        assert!(checked.says("見守る人がいない") && checked.says("職種・立場"));
        assert_eq!(version(&t).await, "1", "a check saves nothing");
        let fields = [("version", "1"), ("text", text.as_str())];
        t.post(Cast::CenterStaff, FILE, &fields).await.expect(403);
        t.post(CITY, FILE, &fields).await.expect(303);
        assert_eq!(*t.structure().await, new);

        let other = (**MATSUDO).to_toml();
        let late = [("version", "1"), ("text", other.as_str())];
        let answer = t.post(CITY, FILE, &late).await.expect(409);
        assert!(answer.says("ほかの人が先に体系を変えました"));
        assert!(
            answer.says("加わる</span> 歯科医師"),
            "against what is saved now"
        );
        assert_eq!(*t.structure().await, new);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_takes_away_what_records_point_at_is_refused_by_name() {
    each_database(async |t| {
        let day = Day::of(2025, 9, 10);
        scene::reviewed(&t, "mei1", day, "ごみ出し").await;
        let mut new = (**MATSUDO).clone();
        new.centers.retain(|c| c.key != "mei1");
        new.case_kinds.retain(|k| k.key != "difficult");
        for kind in &mut new.conference_kinds {
            kind.case_kinds.retain(|k| k != "difficult");
        }
        for sheet in &mut new.run_sheets {
            sheet.case_kinds.retain(|k| k != "difficult");
        }
        let text = new.to_toml();
        let fields = [("version", "1"), ("text", text.as_str())];
        let answer = t.post(CITY, FILE, &fields).await.expect(422);
        for sentence in [
            "センター「明第1地域包括支援センター」はなくせません。利用者1人、支援対象者1人、1事例があります。",
            "事例の種類「困難事例」はなくせません。1事例があります。",
            "「地域個別ケア会議」の会議体1つはなくせません。会議1回があります。",
        ] {
            assert!(answer.says(sentence), "{sentence}\n{}", answer.text());
        }
        // The same door for an operator's command.
        let command = commands::install(&t.app, &t.municipality, &new, false).await;
        assert!(command.unwrap_err().to_string().contains("困難事例"));

        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/kawabe.toml");
        let other = Preset::read(path.as_ref()).unwrap().to_toml();
        let fields = [("version", "1"), ("text", other.as_str())];
        let answer = t.post(CITY, FILE, &fields).await.expect(422);
        assert!(answer.says("市区町村コードが違います"));
        let mut next = (**MATSUDO).clone();
        next.municipality.fiscal_year = 2026;
        let text = next.to_toml();
        let fields = [("version", "1"), ("text", text.as_str())];
        let answer = t.post(CITY, FILE, &fields).await.expect(422);
        assert!(answer.says("令和8年度から使う体系です"));
        let begun = super::losses::fixed(&MATSUDO, &next, 2026);
        assert_eq!(begun, Vec::<String>::new(), "once the year has begun");
        let back = super::losses::fixed(&next, &MATSUDO, 2026);
        assert!(back[0].contains("令和8年度より前にはできません"), "{back:?}");
        assert_eq!(version(&t).await, "1");
    })
    .await;
}

#[test]
fn a_new_division_that_ends_before_the_old_one_is_refused() {
    let mut preset = (**MATSUDO).clone();
    let mut early = preset.periods.clone();
    for (period, (start, end)) in early.iter_mut().zip([(8, 9), (10, 7)]) {
        period.from_fiscal_year = Some(2027);
        period.start.month = start;
        period.end.month = end;
        period.start.year_offset = -1;
        period.end.year_offset = if end == 9 { -1 } else { 0 };
    }
    preset.periods.extend(early);
    let refusals = Preset::parse("early", &preset.to_toml()).unwrap_err();
    assert_eq!(
        refusals[0].sentence,
        "2027年度の第1回が、前の年度の議事対象期間より先に終わってしまいます"
    );
    assert_eq!(
        preset.period(2026, 2),
        Some(Window {
            first_day: Day::of(2026, 6, 1).0,
            last_day: Day::of(2026, 11, 30).0
        })
    );
}
