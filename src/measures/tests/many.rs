//! Pages that show many issues ask the database as often as for few; what is sent is not met by a whole page.

use super::*;
use crate::{access::SeatKind, conferences, id::IssueId};

/// Issues of the area with a case behind each, some raised into the city's and some handed over; and others that are still
/// open, which come back.
async fn more(t: &TestApp, city: &IssueId, group: &str, count: usize) -> Vec<IssueId> {
    let mut open = Vec::new();
    for n in 0..count {
        let (case, review) = scene::reviewed(t, "mei1", DAY, "").await;
        let area = scene::issue(t, "area", Some("mei1"), "坂の上の暮らし", DAY).await;
        let evidence = NewEvidence::case(case, review, format!("明第1-{n}"), DAY);
        scene::evidence(t, &area, &[evidence]).await;
        let path = format!("/issues/{area}");
        if n % 2 == 0 {
            let sitting = scene::meeting(t, "area_conference", DAY).await;
            let raised = [
                ("meeting", sitting.as_str()),
                ("reason", "市全体のこと"),
                ("target", city.as_str()),
            ];
            t.post(Cast::CenterStaff, &format!("{path}/escalation"), &raised).await.expect(303);
        } else {
            let asked = [
                ("conference", group),
                ("reason", "担い手を探す"),
                ("decided_on", "R7.9.20"),
                ("review_on", "R7.10.20"),
            ];
            t.post(Cast::CenterStaff, &format!("{path}/handover"), &asked).await.expect(303);
        }
        open.push(scene::issue(t, "area", Some("mei1"), "買い物の足", DAY).await);
    }
    open
}

/// A measure that answers these issues, by its address.
async fn answering(t: &TestApp, issues: &[IssueId]) -> String {
    let mut fields = vec![
        ("title", "乗合の試行"),
        ("answer", "operation"),
        ("follow_up_1", "R7.10.5"),
        ("decided_on", "R7.9.20"),
    ];
    fields.extend(issues.iter().map(|issue| ("issue", issue.as_str())));
    let made = t.post(Cast::CityOfficer, "/measures", &fields).await.expect(303);
    made.location().to_owned()
}

#[tokio::test]
async fn a_page_of_many_issues_asks_the_database_as_often_as_one_of_few() {
    each_database(async |t| {
        let city = scene::issue(&t, "city", None, "移動手段がない", DAY).await;
        let near = scene::issue(&t, "area", Some("mei1"), "買い物", DAY).await;
        scene::raised_into(&t, &near, &city, DAY).await;
        let mut conn = t.read().await;
        let kind = "tier2_working".into();
        let group = conferences::of_center(&mut conn, &kind, &"mei1".into()).await.unwrap();
        let group = group.unwrap().id;
        drop(conn);
        scene::seat_as(&t, Cast::Coordinator, group.as_str(), SeatKind::Coordinator).await;
        let sitting = scene::meeting(&t, "area_conference", DAY).await;
        let pages = [
            (Cast::CityOfficer, format!("/issues/{city}")),
            (Cast::CenterStaff, format!("/issues/{city}")),
            (Cast::CenterStaff, format!("/meetings/{sitting}")),
            (Cast::Coordinator, "/".to_owned()),
            (Cast::CityOfficer, "/".to_owned()),
            (Cast::CityOfficer, format!("/trace/issue/{city}")),
        ];
        let mut counts: Vec<Vec<usize>> = Vec::new();
        for count in [3, 10] {
            let open = more(&t, &city, group.as_str(), count).await;
            let measure = answering(&t, &open[1..]).await;
            let mut taken = vec![t.statements_of(Cast::CityOfficer, &measure).await];
            for (who, path) in &pages {
                taken.push(t.statements_of(*who, path).await);
            }
            counts.push(taken);
        }
        assert_eq!(counts[0], counts[1], "of a measure, and of {pages:#?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_is_read_without_the_page_that_asked_for_it() {
    each_database(async |t| {
        let city = scene::issue(&t, "city", None, "移動手段がない", DAY).await;
        let area = scene::issue(&t, "area", Some("mei1"), "買い物", DAY).await;
        scene::meeting(&t, "area_conference", DAY).await;
        let lists = |t: &TestApp| {
            let all = t.app.db().statements();
            all.into_iter()
                .filter(|sql| {
                    ["from meetings m", "from conferences", "from case_reviews"]
                        .iter()
                        .any(|table| sql.contains(table))
                })
                .collect::<Vec<String>>()
        };
        let decision =
            [("reason", "もう一度話し合う"), ("decided_on", "R7.9.20"), ("review_on", "R7.12.1")];
        let path = format!("/issues/{area}/continuation");
        t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(!lists(&t).is_empty(), "the page offers meetings");
        t.post(Cast::CenterStaff, &path, &decision).await.expect(303);
        assert_eq!(lists(&t), [""; 0]);
        let measure = [
            ("issue", city.as_str()),
            ("title", "乗合の試行"),
            ("answer", "operation"),
            ("follow_up_1", "R7.10.5"),
            ("decided_on", "R7.9.20"),
        ];
        let made = t.post(Cast::CityOfficer, "/measures", &measure).await.expect(303);
        assert_eq!(lists(&t), [""; 0]);
        let body = [("body", "試行を始めます")];
        let down = format!("{}/roll-down", made.location());
        let sent = t.post(Cast::CityOfficer, &down, &body).await.expect(303);
        assert_eq!(sent.location(), made.location());
        let all = t.app.db().statements();
        let told = all.iter().filter(|sql| sql.contains("from feedbacks")).count();
        assert_eq!(told, 1, "who was told is asked once: {all:?}");
        let new = [("place", "area:center.mei1"), ("title", "坂の上のごみ出し"), ("open", "yes")];
        t.post(Cast::CenterStaff, "/issues", &new).await.expect(303);
        assert_eq!(lists(&t), [""; 0]);

        // What was refused comes back whole.
        let twice = t.post(Cast::CenterStaff, "/issues", &new).await.expect(422);
        assert!(twice.says("似た課題があります") && twice.says("坂の上のごみ出し"));
        let refused = t.post(Cast::CenterStaff, &path, &[("reason", "")]).await.expect(422);
        assert!(refused.says("会議の外で決めた"), "{}", refused.text());
        let strange = [("meeting", "nowhere"), ("reason", "もう一度")];
        t.post(Cast::CenterStaff, &path, &strange).await.expect(422);
        t.post(Cast::CityOfficer, &down, &[("body", "")]).await.expect(422);
    })
    .await;
}
