//! A year's plan and what was held of it.

use super::*;
use crate::{
    db::Query,
    id::PeriodId,
    testing::{Cast, PASSWORD, TEST_DAY, each_database, flat, pages, size},
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
        // On paper the city's fills A3, and one centre's is large enough on A4.
        for (who, width) in [(Cast::CityOfficer, 1190.6), (Cast::CenterStaff, 841.9)] {
            let paper = t.get(who, "/meetings/year.pdf?year=2025").await.expect(200);
            let (wide, _) = size(&paper.bytes);
            assert!((wide - width).abs() < 1.0, "{wide}");
            assert_eq!(pages(&paper.bytes).len(), 1);
        }
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
        drop(conn);
        // Among the months of the next year's periods the plan says whose deliberations it hears.
        let plan = t.get(Cast::CityOfficer, "/meetings/year.pdf?year=2026").await.expect(200);
        let plan = flat(&plan.bytes);
        for words in ["R7.12～R8.11", "4月～3月の年度とは違います", "令和7年度第2回分"]
        {
            assert!(plan.contains(words), "{words}: {plan}");
        }
        assert!(!plan.contains("令和8年度第1回分"), "{plan}");
    })
    .await;
}

/// 個別会議 of October and November, 推進会議 of November: of the first two months ahead of the test's day.
const MONTHS: [(&str, &str); 4] = [
    ("year", "2025"),
    ("months-individual", "2025-10-01"),
    ("months-individual", "2025-11-01"),
    ("months-area_conference", "2025-11-01"),
];

/// Plans them as one who looked at it first; the page of the plan.
async fn plans(t: &TestApp, who: Cast, count: &str) -> String {
    let sure = [&MONTHS[..], &[("count", count)]].concat();
    t.post(who, "/meetings/plans", &sure).await.expect(303).location().to_owned()
}

async fn all(t: &TestApp) -> Vec<Meeting> {
    let mut conn = t.read().await;
    by_day(&mut conn, &t.system(), &MeetingFilter::default()).await.unwrap()
}

#[tokio::test]
async fn a_years_plan_is_proposed_from_the_cadence_and_shown_before_it_is_made() {
    each_database(async |t| {
        let page = t.get(Cast::CityOfficer, "/meetings/plan?year=2025").await.expect(200);
        assert!(page.says("年4～6回程度・会議体の数 15") && page.says("R6.12～R7.9は過ぎた月"));
        assert!(page.says("2025-11-01") && !page.says("2025-09-01"));
        let over = t.get(Cast::CityOfficer, "/meetings/plan?year=2024").await.expect(200);
        assert!(!over.says("できる会議を確かめる"), "a year that is over is not planned");
        t.get(Cast::Member, "/meetings/plan").await.expect(404);
        let empty = t.post(Cast::CityOfficer, "/meetings/plan", &[("year", "2025")]).await;
        assert!(empty.expect(422).says("月が一つも選ばれていません"));
        let past = [("year", "2025"), ("months-individual", "2025-07-01")];
        for path in ["/meetings/plan", "/meetings/plans"] {
            t.post(Cast::CityOfficer, path, &past).await.expect(422);
        }

        let shown = t.post(Cast::CenterStaff, "/meetings/plan", &MONTHS).await.expect(200);
        assert!(shown.says("3回を計画に入れる"), "staff plan their own centre's only");
        assert!(all(&t).await.is_empty(), "and nothing was made yet");
        plans(&t, Cast::CenterStaff, "3").await;
        assert_eq!(all(&t).await.len(), 3);

        let shown = t.post(Cast::CityOfficer, "/meetings/plan", &MONTHS).await.expect(200);
        assert!(shown.says("42回を計画に入れる"), "{}", shown.text());
        let there = format!("/meetings/{}", all(&t).await[0].id);
        assert!(shown.says(&there), "what is there is named and leads there");
        let stale = [&MONTHS[..], &[("count", "45")]].concat();
        let again = t.post(Cast::CityOfficer, "/meetings/plans", &stale).await.expect(422);
        assert!(again.says("42回を計画に入れる"), "what was shown is what is made");
        plans(&t, Cast::CityOfficer, "42").await;
        assert_eq!(all(&t).await.len(), 45);
        let shown = t.post(Cast::CityOfficer, "/meetings/plan", &MONTHS).await.expect(200);
        assert!(shown.says("計画に入れる会議はありません"));
    })
    .await;
}

#[tokio::test]
async fn a_plan_is_taken_back_whole_but_for_what_was_worked_on() {
    each_database(async |t| {
        let page = plans(&t, Cast::CityOfficer, "45").await;
        let made = all(&t).await;
        let of = |center: &str| -> Vec<&Meeting> {
            let kept = made.iter().filter(|m| m.kind_id.as_str() == "individual");
            kept.filter(|m| m.center_id.as_ref().is_some_and(|c| c.as_str() == center)).collect()
        };
        let (dated, listed, discussed) = (of("mei1")[0], of("mei1")[1], of("kogane")[0]);
        let fields = [("version", "1"), ("day", "R7.10.20"), ("mode", "in_person")];
        let path = format!("/meetings/{}", dated.id);
        t.post(Cast::CenterStaff, &path, &fields).await.expect(303);
        let path = format!("/meetings/{}/attendance/people", listed.id);
        let fields = [("name", "試験 委員"), ("seat", "member")];
        t.post(Cast::CenterStaff, &path, &fields).await.expect(303);
        put(&t, &discussed.id, "case", "c-1").await;

        let shown = t.get(Cast::CityOfficer, &page).await.expect(200);
        assert!(shown.says("42回の計画を取り消す") && shown.says("R7.10.20"), "{}", shown.text());
        let removal = format!("{page}/removal");
        t.get(Cast::Member, &page).await.expect(404);
        t.post(Cast::Member, &removal, &[]).await.expect(404);
        t.post(Cast::CityOfficer, &removal, &[]).await.expect(303);
        let stay: Vec<MeetingId> = all(&t).await.into_iter().map(|m| m.id).collect();
        assert_eq!(stay.len(), 3);
        assert!([dated, listed, discussed].iter().all(|m| stay.contains(&m.id)));
        let gone = made.iter().find(|m| !stay.contains(&m.id)).unwrap();
        let mut conn = t.read().await;
        let told = crate::events::of(&mut conn, "meeting", gone.id.as_str()).await.unwrap();
        let acts: Vec<&str> = told.iter().map(|event| event.action.as_str()).collect();
        assert_eq!(acts, ["plan_meeting", "remove_meeting"]);
        drop(conn);
        t.get(Cast::CityOfficer, &format!("/meetings/{}", gone.id)).await.expect(404);
        let shown = t.get(Cast::CityOfficer, &page).await.expect(200);
        assert!(shown.says("取り消すものはありません"));
        t.post(Cast::CityOfficer, "/meetings/plans/nothing/removal", &[]).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn one_meeting_planned_by_mistake_is_taken_out_and_one_with_something_on_it_is_not() {
    each_database(async |t| {
        let next = meeting(&t, "individual.mei1", TEST_DAY.plus_days(9)).await;
        let wrong = meeting(&t, "individual.mei1", TEST_DAY.plus_days(5)).await;
        let path = format!("/meetings/{wrong}/removal");
        assert!(t.get(Cast::CenterStaff, &format!("/meetings/{wrong}")).await.says(&path));
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says("R7.10.6」を消しますか"), "{}", page.text());
        t.get(Cast::OtherCenterStaff, &path).await.expect(404);
        t.post(Cast::OtherCenterStaff, &path, &[]).await.expect(404);
        put(&t, &wrong, "case", "c-1").await;
        assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says("議題1件"));
        assert!(t.post(Cast::CenterStaff, &path, &[]).await.expect(409).says("議題1件"));
        t.write(|mut tx| async move {
            Query::of("delete from agenda_items where municipality_id = $m", ())
                .run(&mut tx)
                .await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        t.post(Cast::CenterStaff, &path, &[]).await.expect(303);
        t.get(Cast::CenterStaff, &path).await.expect(404);
        let mut conn = t.read().await;
        assert_eq!(find(&mut conn, &next).await.unwrap().number, 1, "the rest close up");
        drop(conn);
        let invited = format!("/meetings/{next}");
        t.post(Cast::CenterStaff, &format!("{invited}/invitation"), &[]).await.expect(303);
        let kept = t.post(Cast::CenterStaff, &format!("{invited}/removal"), &[]).await;
        assert!(kept.expect(409).says("案内済"));
    })
    .await;
}

#[tokio::test]
async fn lists_open_on_the_period_of_today_and_say_what_is_ahead_elsewhere() {
    each_database(async |t| {
        t.app.db().clock().advance_days(104); // 2026-01-13: between a period's end and its city conference
        let officer = t.sign_in(&t.login(Cast::CityOfficer), PASSWORD).await;
        let id = meeting(&t, "individual.mei1", Day::of(2026, 1, 20)).await;
        let city = meeting(&t, "city_conference.municipality", Day::of(2026, 1, 29)).await;
        for path in ["/meetings", "/meetings/list", "/meetings/schedule"] {
            let page = t.get_as(&officer, path).await.expect(200);
            assert!(page.says(id.as_str()), "{path}: {}", page.text());
        }
        let list = t.get_as(&officer, "/meetings/list").await.expect(200);
        assert!(!list.says(city.as_str()) && list.says("このほかに、これからの会議が1回あります"));
        let list = t.get_as(&officer, "/meetings/list?ahead=yes").await.expect(200);
        assert!(list.says(city.as_str()) && list.says(id.as_str()));
        for path in ["/meetings?", "/meetings/list?", "/meetings/schedule?"] {
            let page = t.get_as(&officer, &format!("{path}period=2025-1")).await.expect(200);
            assert!(!page.says(id.as_str()), "{path}: somebody chose another period");
            assert!(page.says("これからの会議が") && page.says("/meetings/list?ahead=yes"));
        }
        let plan = t.get_as(&officer, "/meetings/plan").await.expect(200);
        assert!(plan.says("R7.12～R8.11") && plan.says("R7.12は過ぎた月"), "{}", plan.text());
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
