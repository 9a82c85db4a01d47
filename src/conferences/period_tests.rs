//! Deliberation periods as the city edits them on screen.

use super::structure_tests::{CITY, post, version, with};
use crate::{
    clock::Day,
    issues::tests::scene,
    meetings, places,
    preset::{Preset, Window},
    testing::{Cast, MATSUDO, TEST_DAY, TestApp, each_database},
};

const PERIODS: &str = "/settings/structure/periods";

fn period_fields(
    version: &str,
    from: &str,
    periods: &[(&str, &str, &str)],
) -> Vec<(String, String)> {
    let count = periods.len().to_string();
    let mut fields = with(&[], &[("version", version), ("from", from), ("count", &count)]);
    for (n, (start, end, city)) in periods.iter().enumerate() {
        fields.push((format!("start-{n}"), (*start).to_owned()));
        fields.push((format!("end-{n}"), (*end).to_owned()));
        fields.push((format!("city-{n}"), (*city).to_owned()));
    }
    fields
}

async fn days(t: &TestApp, id: &str) -> (Day, Day, Option<Day>) {
    let mut conn = t.read().await;
    let period = places::period(&mut conn, &id.into()).await.unwrap();
    (period.first_day, period.last_day, period.city_day)
}

/// April to July, August to November, December to March.
const THIRDS: [(&str, &str, &str); 3] =
    [("0/4", "0/7", "0/9"), ("0/8", "0/11", "1/1"), ("0/12", "1/3", "")];

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
        assert!(answer.says("令和7年度 第2回の議事対象期間"), "{}", answer.text());
        // The city conference of January sits within the next year's first period.
        assert!(answer.says("令和8年度 第1回の議事対象期間"));
        assert!(
            answer.says("変えられません。会議") && !answer.says("令和8年度 第2回の議事対象期間")
        );
        assert!(answer.says(r#"value="0/8" selected"#), "what was chosen comes back");
        assert_eq!(version(&t).await, "1");

        let later = period_fields("1", "2027", &THIRDS);
        post(&t, CITY, PERIODS, &later).await.expect(303);
        let late = post(&t, CITY, PERIODS, &later).await.expect(409);
        assert!(late.says("令和9年度から 第3回: 当年12月～翌年3月(市の会議 決まっていない)"));
        let same = days(&t, "2025-2").await;
        assert_eq!((same.0, same.1), (Day::of(2025, 6, 1), Day::of(2025, 11, 30)));
        // No day is lost where the new division begins: the old one ended in November.
        assert_eq!(
            days(&t, "2027-1").await,
            (Day::of(2026, 12, 1), Day::of(2027, 7, 31), Some(Day::of(2027, 9, 30)))
        );
        assert_eq!(days(&t, "2028-1").await.0, Day::of(2028, 4, 1));
        assert_eq!(days(&t, "2027-3").await.2, None);
        let structure = t.structure().await;
        let day = Day::of(2027, 1, 10);
        assert_eq!(structure.period_of_day(day), Some("2027-1".into()));
        assert_eq!(structure.period_words(2027, 1), "令和8年12月～令和9年7月実施分");
        assert_eq!(structure.period_words(2028, 1), "当年4月～当年7月実施分");
        // The pages read the new periods at once, and the meetings are where they were.
        let page = t.get(CITY, "/settings").await.expect(200);
        assert!(page.says("令和9年度 第3回"));
        let mut conn = t.read().await;
        for id in [&meeting, &city] {
            let kept = meetings::find(&mut conn, id).await.unwrap();
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
            (Day::of(2025, 8, 1), Day::of(2025, 11, 30), Some(Day::of(2026, 1, 31)))
        );
        scene::meeting(&t, "individual", TEST_DAY).await;
        let mut other = THIRDS;
        other[1].2 = "1/2";
        let fields = period_fields("2", "first", &other);
        post(&t, CITY, PERIODS, &fields).await.expect(303);
        assert_eq!(days(&t, "2025-2").await.2, Some(Day::of(2026, 2, 28)));

        let gap = [("0/4", "0/7", ""), ("0/9", "1/3", "")];
        let answer = post(&t, CITY, PERIODS, &period_fields("3", "2028", &gap)).await.expect(422);
        assert!(answer.says("第1回と第2回の議事対象期間の間が1か月空いています"));
        let answer = post(&t, CITY, PERIODS, &period_fields("3", "2028", &[("0/4", "", "")]))
            .await
            .expect(422);
        assert!(answer.says("1番目の期間の終わりの月を選んでください"));
        let fewer = [("0/4", "0/9", ""), ("0/10", "1/3", "")];
        post(&t, CITY, PERIODS, &period_fields("3", "2026", &fewer)).await.expect(303);
        let mut conn = t.read().await;
        let all = places::periods(&mut conn).await.unwrap();
        let of_year = |year: i64| all.iter().filter(|p| p.fiscal_year == year).count();
        assert_eq!([of_year(2025), of_year(2026)], [3, 2]);
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
        Some(Window { first_day: Day::of(2026, 6, 1).0, last_day: Day::of(2026, 11, 30).0 })
    );
}
