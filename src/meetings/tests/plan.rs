//! A year's plan and what was held of it.

use super::*;
use crate::{
    id::PeriodId,
    testing::{Cast, each_database},
};

#[tokio::test]
async fn the_45_published_sittings_give_15_and_30_and_60() {
    each_database(async |t| {
        let first = import(&t).await;
        assert!(first.iter().all(|u| matches!(u, Upserted::Made(_))));
        let again = import(&t).await;
        assert!(again.iter().all(|u| matches!(u, Upserted::Same(_))), "twice changes nothing");

        let mut conn = t.read().await;
        let period = PeriodId::from("2025-2");
        let matrix = held_matrix(&mut conn, &MATSUDO, &period).await.unwrap();
        let at = |key: &str| matrix.kinds.iter().position(|k| k.id.as_str() == key).unwrap();
        let (area_at, case_at) = (at("area_conference"), at("individual"));
        let (area, cases) = (&matrix.kinds[area_at], &matrix.kinds[case_at]);
        assert_eq!((area.held, area.columns), (15, 1));
        assert_eq!((cases.held, cases.cases, cases.columns), (30, 60, 2));
        let tobu = matrix.rows.iter().find(|r| r.name == "東部").unwrap();
        let days = |at: usize| -> Vec<String> {
            tobu.meetings[at].iter().map(|m| m.meeting.day_words()).collect()
        };
        // The area meeting stands between the case meetings, and nothing minds.
        assert_eq!(days(area_at), ["R7.9.19"]);
        assert_eq!(days(case_at), ["R7.7.24", "R7.11.21"]);
        assert_eq!(tobu.meetings[case_at][1].meeting.number, 2);
        let kind = "individual".into();
        let of = of_period(&mut conn, &period, Some(&kind)).await.unwrap();
        assert_eq!(of.len(), 30);
        let known = of_source_key(&mut conn, "individual/tobu/2").await.unwrap();
        assert_eq!(known.unwrap().day, Some(Day::of(2025, 11, 21)));
        drop(conn);

        let page = t.get(Cast::CityOfficer, "/meetings/schedule?period=2025-2").await.expect(200);
        for words in ["15回", "30回 60事例", "R7.11.20", "R7.9.19", "休止中(再開に向け検討中)"]
        {
            assert!(page.says(words), "{words}");
        }
        let own = t.get(Cast::CenterStaff, "/meetings/schedule?period=2025-2").await.expect(200);
        assert!(own.says("R7.11.20") && !own.says("R7.9.19"), "only the own centre's days");
        let year = t.get(Cast::CityOfficer, "/meetings?period=2025-2").await.expect(200);
        assert!(year.says("15回") && year.says("30回") && year.says("20日 実施"));
        let ladder = t.get(Cast::CityOfficer, "/conferences?period=2025-2").await.expect(200);
        assert!(ladder.says("30回 60事例") && ladder.says("45回"), "functions are lit");
    })
    .await;
}

#[tokio::test]
async fn the_citys_conference_hears_the_period_before_it() {
    each_database(async |t| {
        let id = meeting(&t, "city_conference.municipality", Day::of(2026, 1, 29)).await;
        let mut conn = t.read().await;
        let city = find(&mut conn, &id).await.unwrap();
        assert_eq!(city.period_id, Some("2025-2".into()));
    })
    .await;
}

#[tokio::test]
async fn a_years_plan_is_proposed_from_the_cadence_and_confirmed_once() {
    each_database(async |t| {
        let page = t.get(Cast::CityOfficer, "/meetings/plan?year=2025").await.expect(200);
        assert!(page.says("年4～6回程度・15の会議体") && page.says("checked"));
        t.get(Cast::Member, "/meetings/plan").await.expect(404);
        let empty = t.post(Cast::CityOfficer, "/meetings/plan", &[("year", "2025")]).await;
        assert!(empty.expect(422).says("月が一つも選ばれていません"));
        let months = [
            ("year", "2025"),
            ("months-individual", "2025-07-01"),
            ("months-individual", "2025-11-01"),
            ("months-area_conference", "2025-11-01"),
        ];
        t.post(Cast::CenterStaff, "/meetings/plan", &months).await.expect(303);
        let mut conn = t.read().await;
        let filter = MeetingFilter::default();
        let planned = by_day(&mut conn, &t.system(), &filter).await.unwrap();
        assert_eq!(planned.len(), 3, "staff plan their own centre's only");
        drop(conn);
        t.post(Cast::CityOfficer, "/meetings/plan", &months).await.expect(303);
        t.post(Cast::CityOfficer, "/meetings/plan", &months).await.expect(303);
        let mut conn = t.read().await;
        assert_eq!(by_day(&mut conn, &t.system(), &filter).await.unwrap().len(), 45);
        drop(conn);
        let page = t.get(Cast::CityOfficer, "/meetings?period=2025-2").await.expect(200);
        assert!(page.says("未実施"), "July is over and nothing was held: {}", page.text());
    })
    .await;
}

#[tokio::test]
async fn a_suspended_conference_is_not_planned() {
    each_database(async |t| {
        let fields =
            [("conference", "self_reliance.municipality"), ("day", "R7.11.20"), ("mode", "online")];
        let answer = t.post(Cast::CityOfficer, "/meetings", &fields).await.expect(422);
        assert!(answer.says("一覧にあるものから"));
        let (t, system, id) = (&t, &t.system(), &ConferenceId::from("self_reliance.municipality"));
        let refused = t
            .write(|mut tx| async move {
                let conference = conferences::find(&mut tx, id).await?;
                let new = NewMeeting::on(conference, Day::of(2025, 11, 20));
                let permit = access::permit::<PlanMeeting>(&mut tx, system, &new.facts())?;
                let id = create(&mut tx, permit, &MATSUDO, &new).await?;
                Ok((tx, id))
            })
            .await;
        assert!(refused.unwrap_err().to_string().contains("休止中"));
    })
    .await;
}
