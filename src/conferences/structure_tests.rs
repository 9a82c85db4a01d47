//! The ladder as the city edits it on screen: levels, kinds of conference, and edges.

use super::{conference::ConferenceStatus, list};
use crate::{
    issues::tests::scene,
    places,
    testing::{Cast, MATSUDO, TEST_DAY, TestApp, each_database},
};

pub(super) const CITY: Cast = Cast::CityOfficer;
const LEVELS: &str = "/settings/structure/levels";

pub(super) async fn version(t: &TestApp) -> String {
    let mut conn = t.read().await;
    let city = places::find(&mut conn).await.unwrap();
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

pub(super) async fn post(
    t: &TestApp,
    who: Cast,
    path: &str,
    fields: &[(String, String)],
) -> crate::testing::Answer {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    t.post(who, path, &fields).await
}

pub(super) fn with(fields: &[(String, String)], more: &[(&str, &str)]) -> Vec<(String, String)> {
    let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    fields.iter().cloned().chain(more).collect()
}

/// The ward between area and city, as the form sends it.
async fn add_ward(t: &TestApp) {
    let fields = with(
        &level_fields(&version(t).await),
        &[("new_name", "区レベル"), ("new_issue", "区の課題"), ("new_place", "city")],
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
            (e.from.to_string(), direction, e.to.to_string(), e.label.clone())
        })
        .collect();
    edges.extend(more.iter().map(|(from, direction, to, label)| {
        ((*from).to_owned(), *direction, (*to).to_owned(), (*label).to_owned())
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
        post(&t, Cast::CenterStaff, LEVELS, &fields).await.expect(403);
        post(&t, Cast::Guest, LEVELS, &fields).await.expect(404);
        t.get(Cast::CenterStaff, LEVELS).await.expect(403);
        t.get(CITY, LEVELS).await.expect(200);
        add_ward(&t).await;
        let kinds = "/conferences/kinds";
        t.get(CITY, "/conferences/kinds/new").await.expect(200);
        let kind = ward_kind(&version(&t).await);
        post(&t, Cast::CenterStaff, kinds, &kind).await.expect(403);
        let added = post(&t, CITY, kinds, &kind).await.expect(303);
        assert_eq!(added.location(), "/settings/structure");

        let edges = "/settings/structure/edges";
        let up = [
            ("area_conference", "up", "kind_1", "圏域で解けない課題"),
            ("kind_1", "up", "city_conference", "区で解けない課題"),
        ];
        let circle = [up[0], up[1], ("kind_1", "up", "kind_1", "自分へ戻る")];
        let before = version(&t).await;
        let answer = post(&t, CITY, edges, &edge_fields(&before, &circle)).await.expect(422);
        assert!(answer.says("輪になっています: 区地域ケア会議 → 区地域ケア会議"));
        assert!(answer.says("自分へ戻る") && answer.says("圏域で解けない課題"));
        assert_eq!(version(&t).await, before, "nothing was saved");
        post(&t, CITY, edges, &edge_fields(&before, &up)).await.expect(303);

        let structure = t.structure().await;
        let order: Vec<(&str, u8)> =
            structure.levels.iter().map(|l| (l.name.as_str(), l.order)).collect();
        assert_eq!(order, [("地域レベル", 1), ("区レベル", 2), ("市レベル", 3)]);
        assert_eq!(structure.edges.len(), MATSUDO.edges.len() + 2);
        let charts = &structure.papers;
        assert!(charts.structure.conference_kinds.contains(&"kind_1".into()));
        assert!(!charts.held.conference_kinds.contains(&"kind_1".into()));
        let ladder = t.get(CITY, "/conferences").await.expect(200);
        for words in ["区レベル", "区地域ケア会議", "区で解けない課題"] {
            assert!(ladder.says(words), "{words}");
        }
        let mut conn = t.read().await;
        let all = list(&mut conn).await.unwrap();
        let ward = all.iter().find(|c| c.kind_id.as_str() == "kind_1").unwrap();
        assert_eq!((ward.name.as_str(), ward.status), ("区地域ケア会議", ConferenceStatus::Active));
        let events = crate::events::of(&mut conn, "ladder", t.municipality.as_str());
        let told: Vec<String> = events.await.unwrap().into_iter().map(|e| e.detail).collect();
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
        post(&t, CITY, "/conferences/kinds", &ward_kind(&version(&t).await)).await.expect(303);
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
        assert!(page.expect(200).says("「区地域ケア会議」を消す</button>"));
        let removal = "/conferences/kinds/kind_1/removal";
        let late = [("version", "1")];
        t.post(Cast::CenterStaff, removal, &late).await.expect(403);
        let answer = t.post(CITY, removal, &late).await.expect(409);
        assert!(answer.says("まだ消していません"));
        let now = version(&t).await;
        t.post(CITY, removal, &[("version", &now)]).await.expect(303);
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
        let mut conn = t.read().await;
        let all = list(&mut conn).await.unwrap();
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
        let mut twice = level_fields("1");
        let city = twice.iter_mut().find(|(name, _)| name == "name-city").unwrap();
        city.1 = "地域 レベル".into();
        let answer = post(&t, CITY, LEVELS, &twice).await.expect(422);
        assert!(answer.says("段階「地域 レベル」は「地域レベル」と区別できません"));
        let mut fields = level_fields("1");
        for n in 1..=3 {
            fields[0].1 = version(&t).await;
            let name = format!("広域{n}");
            let more = with(
                &fields,
                &[("new_name", &name), ("new_issue", "広域の課題"), ("new_place", "top")],
            );
            post(&t, CITY, LEVELS, &more).await.expect(303);
            fields.push((format!("name-level_{n}"), name));
            fields.push((format!("issue-level_{n}"), "広域の課題".into()));
        }
        let names: Vec<String> =
            (t.structure().await.levels.iter()).map(|l| l.name.clone()).collect();
        assert_eq!(names, ["地域レベル", "市レベル", "広域1", "広域2", "広域3"]);
        fields[0].1 = version(&t).await;
        let sixth =
            with(&fields, &[("new_name", "国"), ("new_issue", "国の課題"), ("new_place", "top")]);
        let answer = post(&t, CITY, LEVELS, &sixth).await.expect(422);
        assert!(answer.says("会議の段階は1から5までです（いまは6）"));
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
        assert!(answer.says("会議の種類「地域包括ケア推進会議」は消せません。会議1回があります。"));
        assert!(answer.says("「休止する」を選"));
        let page = t.get(CITY, "/conferences/kinds/area_conference/edit").await.expect(200);
        assert!(page.says("会議1回があるので、消せません"));
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
        t.post(CITY, "/conferences/kinds/tier2_working", &working).await.expect(303);
        let mut conn = t.read().await;
        let all = list(&mut conn).await.unwrap();
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
            &[("new_name", "地区レベル"), ("new_issue", "地区の課題"), ("new_place", "area")],
        );
        post(&t, CITY, LEVELS, &bottom).await.expect(303);

        // The same by a file, where levels can be turned round.
        let mut turned = (*t.structure().await).clone();
        for level in &mut turned.levels {
            level.order = [1, 3, 2][usize::from(level.order) - 1];
        }
        turned.edges.retain(|e| e.direction == crate::preset::Direction::Both);
        let text = turned.to_toml();
        let answer =
            t.post(CITY, "/settings/structure/drafts", &[("text", &text)]).await.expect(422);
        assert!(answer.says("段階「市レベル」の上下は入れ替えられません。課題1件"));

        scene::issue(&t, "level_1", Some("mei1"), "買い物", TEST_DAY).await;
        let old = [("name-level_1", "地区レベル"), ("issue-level_1", "地区の課題")];
        let fields = with(&level_fields(&version(&t).await), &old);
        let gone = with(&fields, &[("remove-level_1", "yes")]);
        let answer = post(&t, CITY, LEVELS, &gone).await.expect(422);
        assert!(answer.says("段階「地区レベル」は消せません。課題1件があります。"));
        let lower = with(
            &fields,
            &[("new_name", "班"), ("new_issue", "班の課題"), ("new_place", "level_1")],
        );
        let answer = post(&t, CITY, LEVELS, &lower).await.expect(422);
        assert!(answer.says("「地区レベル」がいちばん下の段階かどうかは変えられません。"));
        assert!(answer.says("班の課題"));
    })
    .await;
}
