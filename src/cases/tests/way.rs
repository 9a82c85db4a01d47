//! The way of a case to its meeting: what is still to do is said where it is looked for.

use super::*;
use crate::testing::{Cast, each_database};

#[tokio::test]
async fn a_case_that_is_not_confirmed_says_so_where_it_would_be_chosen() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        submitted(&t, &id).await;
        meeting(&t, "individual", "mei1", TEST_DAY).await;
        let path = format!("/cases/{id}");
        let choice = format!("action=\"{path}/choice\"");
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says("匿名の内容を確認します。"));
        assert!(page.says(&format!("href=\"{path}/shared\">匿名の内容を確認する</a>")));
        assert!(!page.says(&choice));
        confirmed(&t, &id).await;
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(!page.says("匿名の内容を確認する</a>") && page.says(&choice));
    })
    .await;
}

#[tokio::test]
async fn a_meeting_planned_from_the_queue_is_filled_in_and_leads_back() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let plan = "/meetings/new?conference=individual.mei1&back=%2Fcases%2Fqueue";
        let queue = t.get(Cast::CenterStaff, "/cases/queue").await.expect(200);
        assert!(queue.says(&plan.replace('&', "&#38;")), "{}", queue.text());
        let form = t.get(Cast::CenterStaff, plan).await.expect(200);
        assert!(form.says("value=\"individual.mei1\" selected"));
        let mut fields = vec![
            ("conference", "individual.mei1"),
            ("mode", "in_person"),
            ("day", "R7.11.20"),
            ("back", "/cases/queue"),
        ];
        let made = t.post(Cast::CenterStaff, "/meetings", &fields).await;
        let back = made.expect(303).location().to_owned();
        let (page, meeting) = back.split_once("?meeting=").unwrap();
        assert_eq!(page, "/cases/queue");
        let queue = t.get(Cast::CenterStaff, &back).await.expect(200);
        assert!(queue.says(&format!("value=\"{meeting}\" selected")), "{}", queue.text());
        // Nobody is led elsewhere by a form that was tampered with.
        fields[2] = ("day", "R7.11.21");
        fields[3] = ("back", "//example.org/cases/");
        let made = t.post(Cast::CenterStaff, "/meetings", &fields).await;
        assert!(made.expect(303).location().starts_with("/meetings/"));
    })
    .await;
}

#[tokio::test]
async fn today_names_the_meeting_that_comes_and_its_cases() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let next = meeting(&t, "individual", "mei1", TEST_DAY.plus_days(7)).await;
        chosen(&t, &id, &next.id).await.unwrap();
        let page = t.get(Cast::CenterStaff, "/").await.expect(200);
        let line = format!("<a href=\"/meetings/{}\">明第1 地域個別ケア会議</a>", next.id);
        assert!(page.says(&line), "{}", page.text());
        assert!(page.says("令和7年10月8日(水)・1事例"));
    })
    .await;
}

#[tokio::test]
async fn the_city_hears_which_centre_did_not_look_again_in_time() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let held = meeting(&t, "individual", "mei1", TEST_DAY.plus_days(-40)).await;
        let review = chosen(&t, &id, &held.id).await.unwrap();
        let told = "その後の確認が遅れている事例をたずねる";
        let fields = [
            ("then", "finish"),
            ("version", "1"),
            ("policy", "見守る"),
            ("follow_up_on", "R7.9.20"),
        ];
        t.post(Cast::CenterStaff, &format!("/reviews/{}", review.id), &fields).await.expect(303);
        let other = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &other).await;
        submitted(&t, &other).await;

        let city = t.get(Cast::CityOfficer, "/").await.expect(200);
        assert!(city.says(told) && city.says("1事例"), "{}", city.text());
        assert!(!t.get(Cast::CenterStaff, "/").await.expect(200).says(told));
        let late = "/cases?late=yes&center=mei1";
        assert!(city.says(&late.replace('&', "&#38;")));
        let list = t.get(Cast::CityOfficer, late).await.expect(200);
        assert!(list.says("明第1-R7-001") && !list.says("明第1-R7-002"), "{}", list.text());
        t.app.db().clock().advance_minutes(-60 * 24 * 40);
        assert!(!t.get(Cast::CityOfficer, "/").await.expect(200).says(told), "not yet");
    })
    .await;
}
