//! What a list is narrowed to, and that it can be narrowed so again.

use crate::{
    issues::tests::scene,
    testing::{Answer, Cast, TEST_DAY, TestApp, each_database},
};

/// Narrows the list of cases by what the bar above it sends.
async fn narrowed(t: &TestApp, who: Cast, fields: &[(&str, &str)]) -> Answer {
    t.index().await;
    let sent: Vec<_> = [("to", "/cases")].into_iter().chain(fields.iter().copied()).collect();
    let led = t.post(who, "/words", &sent).await.expect(303);
    t.get(who, led.location()).await.expect(200)
}

#[tokio::test]
async fn a_list_is_narrowed_by_household_and_several_factors_and_words_of_the_sheet_at_once() {
    each_database(async |t| {
        let marked = |factors: &'static [&'static str]| {
            scene::reviewed_with(&t, "mei1", TEST_DAY, "ゴミの分別が難しい", factors)
        };
        let (both, _) = marked(&["garbage_problem", "no_watch_over"]).await;
        let (one, _) = marked(&["garbage_problem"]).await;
        let all = |page: &Answer| {
            [&both, &one].map(|id| page.says(&format!("href=\"/cases/{id}\""))).to_vec()
        };
        let page = narrowed(&t, Cast::CityOfficer, &[("household", "alone"), ("q", "ゴミ 分別")]);
        assert_eq!(all(&page.await), [true, true], "words that no title holds");
        let factors = [("factor", "garbage_problem"), ("factor", "no_watch_over")];
        let page = narrowed(&t, Cast::CityOfficer, &factors).await;
        assert_eq!(all(&page), [true, false], "all of the factors");
        assert!(page.says("value=\"no_watch_over\" checked"));
        let mut fields = factors.to_vec();
        fields.extend([("household", "alone"), ("care_level", "care_one"), ("q", "ｺﾞﾐ　分別")]);
        assert_eq!(all(&narrowed(&t, Cast::CityOfficer, &fields).await), [true, false]);
        let fields = [("household", "old_couple"), ("q", "ゴミ")];
        let page = narrowed(&t, Cast::CityOfficer, &fields).await;
        assert_eq!(all(&page), [false, false]);
        assert!(page.says("条件に合う事例はありません"));
        // Words of others' cases find nothing that the list would not show.
        let page = narrowed(&t, Cast::OtherCenterStaff, &[("q", "ゴミ 分別")]).await;
        assert_eq!(all(&page), [false, false]);
    })
    .await;
}

#[tokio::test]
async fn words_that_very_many_cases_hold_are_told_one_by_one_and_find_the_same() {
    each_database(async |t| {
        let mut ids = Vec::new();
        for n in 0..9 {
            let words = if n == 0 { "雨の日の買い物" } else { "買い物の足" };
            ids.push(scene::reviewed(&t, "mei1", TEST_DAY, words).await.0);
        }
        let page = narrowed(&t, Cast::CityOfficer, &[("q", "買い物")]).await;
        assert!(ids.iter().all(|id| page.says(&format!("href=\"/cases/{id}\""))));
        let page = narrowed(&t, Cast::CityOfficer, &[("q", "雨の日")]).await;
        let found: Vec<_> =
            ids.iter().filter(|id| page.says(&format!("href=\"/cases/{id}\""))).collect();
        assert_eq!(found, [&ids[0]]);
    })
    .await;
}

/// The address to which the form of a saved filter is sent; none where it is not offered.
fn saved(page: &Answer, name: &str) -> Option<String> {
    let text = page.text();
    let form = text.split("<form").find(|form| form.contains(&format!(">{name}</button>")))?;
    Some(form.split('"').find(|part| part.starts_with("/filters/"))?.to_owned())
}

#[tokio::test]
async fn conditions_are_saved_with_their_words_for_oneself_or_for_all_who_work_there() {
    each_database(async |t| {
        let (case, _) = scene::reviewed(&t, "mei1", TEST_DAY, "坂の上の住まい").await;
        t.index().await;
        let sent = [("to", "/cases"), ("household", "alone"), ("q", "坂の上")];
        let led = t.post(Cast::CenterStaff, "/words", &sent).await.expect(303);
        let here = led.location().to_owned();
        let save = async |name: &str, shared: &str| {
            let fields = [("to", here.as_str()), ("name", name), ("shared", shared)];
            t.post(Cast::CenterStaff, "/filters", &fields).await.expect(303);
        };
        save("独居の坂", "yes").await;
        save("わたしの控え", "").await;
        assert!(t.stand_open("坂の上").await.iter().all(|place| !place.contains("saved_filters")));
        assert!(t.stand_open("独居の坂").await.is_empty());

        let page = t.get(Cast::CenterStaff, "/cases").await.expect(200);
        let shared = saved(&page, "独居の坂").expect("it is offered");
        let own = saved(&page, "わたしの控え").expect("it is offered");
        let led = t.post(Cast::CenterStaff, &own, &[]).await.expect(303);
        assert!(led.location().starts_with("/cases?") && !led.location().contains("坂"));
        let page = t.get(Cast::CenterStaff, led.location()).await.expect(200);
        assert!(page.says("value=\"坂の上\"") && page.says(&format!("href=\"/cases/{case}\"")));
        assert!(page.says("value=\"alone\" selected"));

        // The other centre and the city have none of it, and its address opens nothing.
        for who in [Cast::OtherCenterStaff, Cast::CityOfficer, Cast::CarePresenter] {
            assert_eq!(saved(&t.get(who, "/cases").await, "独居の坂"), None, "{who:?}");
            for address in [&shared, &own] {
                t.post(who, address, &[]).await.expect(404);
                t.post(who, &format!("{address}/removal"), &[]).await.expect(404);
            }
        }
        let colleague = t.colleague(Cast::CenterStaff).await;
        let page = t.get_as(&colleague, "/cases").await.expect(200);
        assert_eq!(saved(&page, "独居の坂"), Some(shared.clone()));
        assert_eq!(saved(&page, "わたしの控え"), None, "kept to oneself");
        t.post_as(&colleague, &shared, &[]).await.expect(303);
        t.post_as(&colleague, &own, &[]).await.expect(404);
        t.post_as(&colleague, &format!("{shared}/removal"), &[]).await.expect(404);

        t.post(Cast::CenterStaff, &format!("{shared}/removal"), &[]).await.expect(303);
        let page = t.get(Cast::CenterStaff, "/cases").await.expect(200);
        assert_eq!(saved(&page, "独居の坂"), None);
        assert!(saved(&page, "わたしの控え").is_some());
        // A list of their own has none of another's.
        let page = t.get(Cast::CenterStaff, "/issues").await.expect(200);
        assert_eq!(saved(&page, "わたしの控え"), None);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_saved_is_told_in_a_sentence() {
    each_database(async |t| {
        for (to, name) in
            [("/cases?household=alone", ""), ("https://example.jp/", "外"), ("", "空")]
        {
            let fields = [("to", to), ("name", name)];
            t.post(Cast::CenterStaff, "/filters", &fields).await.expect(400);
        }
        let gone =
            [("to", "/cases?q=%7E0199aaaa-0000-7000-8000-000000000000"), ("name", "消えた言葉")];
        let answer = t.post(Cast::CenterStaff, "/filters", &gone).await.expect(409);
        assert!(answer.says("検索した言葉は1日で消えます"));
    })
    .await;
}
