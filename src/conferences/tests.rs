use std::path::Path;

use super::{
    conference::ConferenceMove,
    store::{member, members},
    *,
};
use crate::{
    access::{self, SeatKind},
    clock::Day,
    id::ConferenceId,
    places,
    preset::{Direction, Edge, Level, Preset, UnitTier},
    testing::{Cast, TEST_DAY, TestApp, each_database},
};

fn preset(name: &str) -> Preset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets").join(name);
    Preset::read(&path).unwrap()
}

/// A city of five levels: kawabe's two, with a ward and a city between them and a body above.
fn five_levels() -> Preset {
    let mut preset = preset("kawabe.toml");
    let town = preset.levels.pop().unwrap();
    for (order, key, name) in [(2, "ward", "区レベル"), (3, "city", "市レベル")] {
        let issue_name = format!("{name}の課題");
        preset.levels.push(Level { key: key.into(), name: name.into(), order, issue_name });
    }
    preset.levels.push(Level { order: 4, ..town.clone() });
    preset.levels.push(Level {
        key: "region".into(),
        name: "広域".into(),
        order: 5,
        issue_name: "広域の課題".into(),
    });
    let model = preset.conference_kinds.iter().find(|k| k.level == town.key).unwrap().clone();
    for (level, unit) in [
        ("ward", UnitTier::Area),
        ("city", UnitTier::Municipality),
        ("region", UnitTier::Municipality),
    ] {
        let mut kind = model.clone();
        kind.key = format!("{level}_conference").into();
        kind.name = format!("{level}の会議");
        kind.level = level.into();
        kind.unit = unit;
        kind.name_pattern = "{unit} の会議".into();
        preset.conference_kinds.push(kind);
    }
    preset.edges.push(Edge {
        from: "ward_conference".into(),
        to: "region_conference".into(),
        direction: Direction::Up,
        label: "区で解けない課題".into(),
    });
    Preset::parse("five.toml", &preset.to_toml()).unwrap()
}

async fn seat(t: &TestApp, who: Cast, conference: &str, term_to: Option<Day>) {
    let system = t.system();
    let id = ConferenceId::from(conference);
    let new = NewMember {
        account_id: Some(t.account(who)),
        name: "試験 花子".into(),
        profession_id: Some("pharmacist".into()),
        organisation: "薬剤師会".into(),
        seat: SeatKind::Member,
        term_from: Some(TEST_DAY.plus_days(-30)),
        term_to,
    };
    let (system, id, new) = (&system, &id, &new);
    t.write(|mut tx| async move {
        let permit = access::leave(&mut tx, system, EditMembers, id).await?;
        add_member(&mut tx, permit, new).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_preset_makes_one_conference_of_each_kind_in_each_unit() {
    each_database(async |t| {
        let mut conn = t.read().await;
        let all = list(&mut conn).await.unwrap();
        let of = |kind: &str| all.iter().filter(|c| c.kind_id.as_str() == kind).count();
        assert_eq!([of("individual"), of("area_conference"), of("tier2_working")], [15, 15, 15]);
        assert_eq!([of("self_reliance"), of("city_conference")], [1, 1]);
        assert_eq!(all[0].name, "明第1 地域個別ケア会議");
        let suspended = find(&mut conn, &"self_reliance.municipality".into()).await;
        let suspended = suspended.unwrap();
        assert_eq!(suspended.status, ConferenceStatus::Suspended);
        assert_eq!(suspended.suspended_since, Some(Day::of(2023, 4, 1)));
        let at = of_center(&mut conn, &"individual".into(), &"kogane".into()).await;
        assert_eq!(at.unwrap().unwrap().id.as_str(), "individual.kogane");
        let city = of_center(&mut conn, &"city_conference".into(), &"kogane".into()).await;
        assert_eq!(city.unwrap().unwrap().center_id, None);
    })
    .await;
}

#[tokio::test]
async fn other_cities_with_two_to_five_levels_install_and_show_their_ladder() {
    each_database(async |t| {
        for (mut preset, kind, conferences, words) in [
            (preset("takamatsu.toml"), "", 39, "地域福祉ネットワーク会議"),
            (preset("kawabe.toml"), "town_conference", 1, "町の検討"),
            (five_levels(), "ward_conference", 1, "広域"),
        ] {
            // In force in the tests' year, whatever year the file describes.
            preset.municipality.fiscal_year = TEST_DAY.fiscal_year();
            t.install(&preset).await;
            let mut conn = t.read().await;
            let all = list(&mut conn).await.unwrap();
            let of_kind = all.iter().filter(|c| match kind {
                "" => c.unit_id.tier() == Some(UnitTier::District),
                kind => c.kind_id.as_str() == kind,
            });
            assert_eq!(of_kind.count(), conferences, "{kind}");
            drop(conn);
            let page = t.get(Cast::CityOfficer, "/conferences").await.expect(200);
            assert!(page.says(words), "{words}");
            t.get(Cast::CityOfficer, "/meetings").await.expect(200);
            t.get(Cast::CityOfficer, "/meetings/schedule").await.expect(200);
            t.get(Cast::CityOfficer, "/meetings/plan").await.expect(200);
            t.get(Cast::CityOfficer, "/settings/structure").await.expect(200);
        }
    })
    .await;
}

#[tokio::test]
async fn a_member_sees_their_conference_until_the_term_ends() {
    each_database(async |t| {
        t.get(Cast::Member, "/conferences/area_conference.mei1").await.expect(404);
        seat(&t, Cast::Member, "area_conference.mei1", Some(TEST_DAY)).await;
        let page = t.get(Cast::Member, "/conferences/area_conference.mei1").await.expect(200);
        assert!(page.says("試験 花子") && page.says("薬剤師"));
        t.get(Cast::Member, "/conferences/area_conference.kogane").await.expect(404);
        let mut conn = t.read().await;
        let account = t.account(Cast::Member);
        let after = seats(&mut conn, &account, TEST_DAY.plus_days(1)).await.unwrap();
        assert!(after.conferences.is_empty(), "the term has ended");
        assert!(!SeatKind::of_members().any(|s| s == SeatKind::Guest));
    })
    .await;
}

#[tokio::test]
async fn only_the_city_changes_members() {
    each_database(async |t| {
        let path = "/conferences/individual.mei1/members";
        let fields = [
            ("name", "試験 医師"),
            ("profession", "doctor"),
            ("organisation", "医師会"),
            ("seat", "chair"),
            ("term_from", "R7.4.1"),
            ("term_to", "R9.3.31"),
        ];
        t.post(Cast::CenterStaff, path, &fields).await.expect(403);
        t.post(Cast::OtherCenterStaff, path, &fields).await.expect(404);
        t.get(Cast::CenterStaff, "/conferences/individual.mei1/members/new").await.expect(403);
        t.get(Cast::CityOfficer, "/conferences/individual.mei1/members/new").await.expect(200);
        let wrong = [("name", "試験 医師"), ("seat", "guest"), ("term_from", "R7.13.1")];
        let answer = t.post(Cast::CityOfficer, path, &wrong).await.expect(422);
        assert!(answer.says("R7.13.1") && answer.says("試験 医師"));
        let slip = t.post(Cast::CityOfficer, path, &fields).await.expect(303);
        t.post(Cast::CityOfficer, &slip.takes_back().unwrap().0, &[]).await.expect(303);
        assert!(!t.get(Cast::CityOfficer, slip.location()).await.expect(200).says("試験 医師"));
        t.post(Cast::CityOfficer, path, &fields).await.expect(303);

        let mut conn = t.read().await;
        let all = members(&mut conn, &"individual.mei1".into()).await.unwrap();
        let one = member(&mut conn, &all[0].id).await.unwrap();
        assert_eq!(one.term_to, Some(Day::of(2027, 3, 31)));
        drop(conn);
        let page = t.get(Cast::CenterStaff, "/conferences/individual.mei1").await.expect(200);
        assert!(page.says("試験 医師"));

        let edit = format!("{path}/{}", one.id);
        t.get(Cast::CityOfficer, &edit).await.expect(200);
        let mut changed = fields.to_vec();
        changed.push(("version", "1"));
        changed[0].1 = "試験 二郎";
        t.post(Cast::CityOfficer, &edit, &changed).await.expect(303);
        let late = t.post(Cast::CityOfficer, &edit, &changed).await.expect(409);
        assert!(
            late.says("ほかの画面か、ほかの人が先に保存しました") && late.says("違いはありません")
        );
        let last = [("last_day", "R7.9.30")];
        let slip = t.post(Cast::CityOfficer, &format!("{edit}/end"), &last).await.expect(303);
        t.post(Cast::CityOfficer, &slip.takes_back().unwrap().0, &[]).await.expect(303);
        let one = member(&mut t.read().await, &one.id).await.unwrap();
        assert_eq!(one.term_to, Some(Day::of(2027, 3, 31)));
        t.post(Cast::CityOfficer, &format!("{edit}/end"), &last).await.expect(303);
        let mut conn = t.read().await;
        let sitting = members_on(&mut conn, &"individual.mei1".into(), TEST_DAY).await;
        assert!(sitting.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_conference_is_suspended_and_resumed_with_its_reason() {
    each_database(async |t| {
        let path = "/conferences/area_conference.mei1";
        let reason = [("reason", "会場の改修のため")];
        t.post(Cast::CenterStaff, &format!("{path}/suspension"), &reason).await.expect(403);
        let typed = [("reason", ""), ("since", "らいげつ")];
        let refused =
            t.post(Cast::CityOfficer, &format!("{path}/suspension"), &typed).await.expect(422);
        assert!(refused.says("理由を入力してください") && refused.says("らいげつ"));
        let slip = t.post(Cast::CityOfficer, &format!("{path}/suspension"), &reason).await;
        t.post(Cast::CityOfficer, &slip.takes_back().unwrap().0, &[]).await.expect(303);
        assert!(!t.get(Cast::CenterStaff, path).await.expect(200).says("休止中"));
        t.post(Cast::CityOfficer, &format!("{path}/suspension"), &reason).await.expect(303);
        t.post(Cast::CityOfficer, &format!("{path}/suspension"), &reason).await.expect(409);
        let page = t.get(Cast::CenterStaff, path).await.expect(200);
        assert!(page.says("休止中") && page.says("会場の改修のため"));
        t.post(Cast::CityOfficer, &format!("{path}/resumption"), &reason).await.expect(303);

        let mut conn = t.read().await;
        let events = crate::events::of(&mut conn, "conference", "area_conference.mei1").await;
        let actions: Vec<String> = events.unwrap().into_iter().map(|e| e.action).collect();
        assert_eq!(actions, ["suspend", "undo", "suspend", "resume"]);
    })
    .await;
}

#[tokio::test]
async fn an_edited_kind_appears_everywhere_and_suspends_its_conferences() {
    each_database(async |t| {
        let path = "/conferences/kinds/area_conference";
        t.get(Cast::CenterStaff, path).await.expect(200);
        t.get(Cast::Guest, path).await.expect(404);
        t.get(Cast::CenterStaff, &format!("{path}/edit")).await.expect(403);
        let fields = [
            ("version", "1"),
            ("name", "地域づくり推進会議"),
            ("short_name", "づくり"),
            ("level", "area"),
            ("subject", "area_issue"),
            ("unit", "center"),
            ("host", "地域包括支援センター"),
            ("cadence", "年3回程度"),
            ("min", "3"),
            ("max", "3"),
            ("roles", "地域レベルの課題の解決\nつながりづくり"),
            ("functions", "network_building"),
            ("status", "suspended"),
            ("since", "7"),
            ("note", "見直しのため"),
            ("tier", "2"),
        ];
        t.post(Cast::CenterStaff, path, &fields).await.expect(403);
        let mut wrong = fields.to_vec();
        wrong[10].1 = "";
        let answer = t.post(Cast::CityOfficer, path, &wrong).await.expect(422);
        assert!(answer.says("地域づくり推進会議"));
        t.post(Cast::CityOfficer, path, &fields).await.expect(303);
        let ladder = t.get(Cast::CenterStaff, "/conferences").await.expect(200);
        assert!(ladder.says("地域づくり推進会議") && ladder.says("見直しのため"));
        let late = t.post(Cast::CityOfficer, path, &fields).await.expect(409);
        assert!(late.says("ほかの画面か、ほかの人が先に保存しました"));

        let mut conn = t.read().await;
        let of_kind = of_kind(&mut conn, &"area_conference".into()).await.unwrap();
        assert!(of_kind.iter().all(|c| c.status == ConferenceStatus::Suspended));
        let year = TEST_DAY.fiscal_year();
        let structure = places::structure_for(&mut conn, year).await.unwrap();
        assert_eq!(structure.conference_kind(&"area_conference".into()).unwrap().roles.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_circle_among_upward_edges_is_refused_with_a_sentence() {
    each_database(async |t| {
        let circle = [
            ("version", "1"),
            ("count", "2"),
            ("from-0", "individual"),
            ("direction-0", "up"),
            ("to-0", "area_conference"),
            ("label-0", "課題"),
            ("from-1", "area_conference"),
            ("direction-1", "up"),
            ("to-1", "individual"),
            ("label-1", "課題"),
        ];
        let path = "/settings/structure/edges";
        t.post(Cast::CenterStaff, path, &circle).await.expect(403);
        t.post(Cast::Guest, path, &circle).await.expect(404);
        let answer = t.post(Cast::CityOfficer, path, &circle).await.expect(422);
        assert!(answer.says("輪になっています"));
        let mut straight = circle.to_vec();
        straight.push(("remove-1", "yes"));
        t.post(Cast::CityOfficer, path, &straight).await.expect(303);

        let mut names: Vec<(String, String)> = vec![("version".into(), "2".into())];
        for center in &crate::testing::MATSUDO.centers {
            names.push((format!("name-{}", center.key), format!("{}(新)", center.name)));
            names.push((format!("symbol-{}", center.key), center.symbol.clone()));
        }
        let names: Vec<(&str, &str)> =
            names.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        t.post(Cast::CityOfficer, "/settings/structure/centers", &names).await.expect(303);
        let mut conn = t.read().await;
        let centers = places::centers(&mut conn).await.unwrap();
        assert!(centers[0].1.ends_with("(新)"));
        drop(conn);
        let page = t.get(Cast::CityOfficer, "/settings").await.expect(200);
        assert!(page.says("令和7年度"));
        t.get(Cast::CenterStaff, "/settings").await.expect(404);
        let file = t.get(Cast::CityOfficer, "/settings/structure.toml").await.expect(200);
        Preset::parse("export", &file.text()).unwrap();
    })
    .await;
}

#[test]
fn a_conference_moves_only_between_meeting_and_not() {
    for status in ConferenceStatus::ALL.iter().copied() {
        let ways = ConferenceMove::ALL.iter().copied().filter_map(|m| status.next(m)).count();
        assert_eq!(ways, 1, "{status:?}");
        assert_eq!(status.code().parse::<ConferenceStatus>().unwrap(), status);
    }
    assert!(conference::workflow().contains("開催中 --> 休止中"));
}
