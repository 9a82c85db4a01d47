//! What was held, by level and host, as a file.

use crate::{
    conferences,
    testing::{Cast, each_database, workbook},
};

#[tokio::test]
async fn what_was_held_is_counted_by_level_and_host() {
    each_database(async |t| {
        let mut conn = t.read().await;
        let kind = "area_conference".into();
        let conference = conferences::of_center(&mut conn, &kind, &"mei1".into()).await.unwrap();
        let conference = conference.unwrap().id;
        drop(conn);
        let row = "地域レベル,地域包括ケア推進会議,地域包括支援センター,";
        let said = async |who| t.get(who, "/exports/held?as=csv").await.expect(200).text();
        assert!(
            said(Cast::CityOfficer)
                .await
                .contains(&format!("令和7年度 第2回,R7.6.1,R7.11.30,{row}0,"))
        );
        let fields =
            [("conference", conference.as_str()), ("day", "R7.9.10"), ("mode", "in_person")];
        let planned = t.post(Cast::CenterStaff, "/meetings", &fields).await.expect(303);
        let meeting = planned.location().split(['?', '#']).next().unwrap().to_owned();
        assert!(said(Cast::CityOfficer).await.contains(&format!("{row}0,")), "only planned");
        t.post(Cast::CenterStaff, &format!("{meeting}/holding"), &[]).await.expect(303);
        let held = said(Cast::CityOfficer).await;
        assert!(held.contains(&format!("R7.11.30,{row}1,")), "{held}");
        assert!(held.contains("市レベル,市地域ケア会議,松戸市,0,"));
        t.get(Cast::Member, "/exports/held").await.expect(403);
        // A centre's own counts are not the city's.
        let own = t.get(Cast::CenterStaff, "/exports/held?as=xlsx").await.expect(200);
        let own = workbook(&own.bytes);
        assert!(own.contains("明第1地域包括支援センター 会議の開催状況"), "{own}");
        assert!(own.contains("明第1地域包括支援センターから見える会議だけの数です。"), "{own}");
        let city = t.get(Cast::CityOfficer, "/exports/held?as=xlsx").await.expect(200);
        assert!(workbook(&city.bytes).contains("松戸市 会議の開催状況"));
    })
    .await;
}
