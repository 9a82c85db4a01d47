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
        assert!(page.says("会議に選ぶ前に、匿名の内容の確認が必要です。"));
        assert!(page.says(&format!("<a href=\"{path}/shared\">匿名の内容を確認する</a>")));
        assert!(!page.says(&choice));
        confirmed(&t, &id).await;
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(!page.says("確認が必要です") && page.says(&choice));
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
        assert_eq!(made.expect(303).location(), "/cases/queue");
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
