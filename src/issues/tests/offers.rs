//! What pages of issues offer: nothing beyond the reader's reach, and the next thing first.

use super::*;

/// Where words stand on a page.
fn at(page: &str, words: &str) -> usize {
    page.find(words).unwrap_or_else(|| panic!("no {words} in {page}"))
}

#[tokio::test]
async fn an_issue_is_raised_only_into_what_its_area_may_read() {
    each_database(async |t| {
        let area = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        let strange = scene::issue(&t, "city", None, "ほかの圏域から上がった話", DAY).await;
        let path = format!("/issues/{area}/escalation");
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says("新しい市レベルの課題にする") && !page.says("ほかの圏域から上がった話"));
        let fields = [("reason", "市全体のこと"), ("target", strange.as_str())];
        let refused = t.post(Cast::CenterStaff, &path, &fields).await.expect(422);
        assert!(refused.says("一覧にあるものから") && !refused.says("ほかの圏域から上がった話"));
        assert_eq!(status(&t, &area).await, IssueStatus::Open);

        // Once an issue of the area stands behind it, its title is no secret any more.
        let earlier = scene::issue(&t, "area", Some("mei1"), "坂の上の買い物", DAY).await;
        scene::raised_into(&t, &earlier, &strange, DAY).await;
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says("ほかの圏域から上がった話"));
        let nowhere = t.post(Cast::CenterStaff, &path, &fields[..1]).await.expect(422);
        assert!(nowhere.says("上げる先を選んでください。"), "by the name of its field");
        let raised = t.post(Cast::CenterStaff, &path, &fields).await.expect(303);
        assert_eq!(status(&t, &area).await, IssueStatus::Raised);
        let told = t.follow(Cast::CenterStaff, &raised).await.expect(200);
        assert!(told.says("上の会議へ上げました。上の会議の検討を待ちます。"), "{}", told.text());
        let city = t.get(Cast::CityOfficer, &format!("/issues/{strange}")).await.expect(200);
        assert!(city.says("施策で回答する: 施策を登録して答えます。"), "{}", city.text());
        let taken_up = format!("/issues/{area}/deliberation");
        assert!(!t.get(Cast::CityOfficer, &taken_up).await.says("会議を選んだときは"));
    })
    .await;
}

#[tokio::test]
async fn what_comes_next_is_the_main_button_and_an_answer_waits_its_turn() {
    each_database(async |t| {
        let area = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        let city = scene::issue(&t, "city", None, "移動手段", DAY).await;
        scene::raised_into(&t, &area, &city, DAY).await;
        let main = |words: &str, href: &str| {
            format!("<a class=\"button\" data-type=\"solid-fill\" href=\"{href}\">{words}</a>")
        };

        // What an area raised is dealt with where it went.
        let page = t.get(Cast::CityOfficer, &format!("/issues/{area}")).await.expect(200).text();
        let upper = at(&page, &main("上げた先の課題を開く", &format!("/issues/{city}")));
        assert!(upper < at(&page, "差し戻す</a>") && upper < at(&page, "施策で回答する</a>"));

        // Under discussion it is answered; put off, it is taken up first.
        let answer = main("施策で回答する", &format!("/measures/new?issue={city}"));
        let page = t.get(Cast::CityOfficer, &format!("/issues/{city}")).await.expect(200);
        assert!(page.says(&answer));
        let later = [("reason", "時間切れ"), ("review_on", "R8.1.20")];
        t.post(Cast::CityOfficer, &format!("/issues/{city}/carry-over"), &later).await.expect(303);
        let page = t.get(Cast::CityOfficer, &format!("/issues/{city}")).await.expect(200).text();
        let begin = at(&page, &main("検討を始める", &format!("/issues/{city}/deliberation")));
        assert!(begin < at(&page, "施策で回答する</a>") && !page.contains(&answer));
    })
    .await;
}

#[tokio::test]
async fn a_case_behind_an_issue_is_named_with_its_meetings_day() {
    each_database(async |t| {
        let area = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        // The same label in two periods.
        for day in [DAY, DAY.plus_months(-6)] {
            let (case, review) = scene::reviewed(&t, "mei1", day, "候補").await;
            let evidence = NewEvidence::case(case, review, "明第1-①-1", day);
            scene::evidence(&t, &area, &[evidence]).await;
        }
        let page = t.get(Cast::CenterStaff, &format!("/issues/{area}")).await.expect(200);
        assert!(page.says("明第1-①-1 R7.9.10") && page.says("明第1-①-1 R7.3.10"));
        let found = t.search(Cast::CenterStaff, "/search", "明第1-①-1").await.expect(200);
        assert!(
            found.says("<mark>明第1-①-1</mark> R7.9.10")
                && found.says("<mark>明第1-①-1</mark> R7.3.10"),
            "{}",
            found.text()
        );
        let nobody_s = t.search(Cast::OtherCenterStaff, "/search", "明第1-①-1").await.expect(200);
        assert!(!nobody_s.says("会議での記号"));
    })
    .await;
}

#[tokio::test]
async fn a_factor_of_as_many_cases_as_the_preset_says_is_a_candidate() {
    each_database(async |t| {
        for days in 0..2 {
            let day = DAY.plus_days(days);
            scene::reviewed_with(&t, "mei1", day, "", &["garbage_problem"]).await;
        }
        let page = "/issues/candidates";
        let two = t.get(Cast::CenterStaff, page).await.expect(200);
        assert!(!two.says("共通する要因"));
        let day = DAY.plus_days(2);
        scene::reviewed_with(&t, "mei1", day, "", &["garbage_problem"]).await;
        let three = t.get(Cast::CenterStaff, page).await.expect(200);
        assert!(three.says("3事例以上に共通する要因") && three.says("<strong>3事例</strong>"));
    })
    .await;
}

#[tokio::test]
async fn a_list_says_which_days_it_covers_and_where_today_is() {
    each_database(async |t| {
        let now = t.get(Cast::CityOfficer, "/issues").await.expect(200);
        assert!(now.says("<strong>令和7年度 第2回</strong>(R7.6.1～R7.11.30)の課題です。"));
        assert!(!now.says("今日("), "today is within");
        for path in [
            "/issues",
            "/issues/board",
            "/issues/candidates",
            "/factors",
            "/meetings/list",
            "/meetings/schedule",
            "/conferences",
        ] {
            let page = t.get(Cast::CityOfficer, &format!("{path}?period=2025-1")).await.expect(200);
            assert!(page.says("R6.12.1～R7.5.31"), "{path}");
            assert!(page.says("今日(R7.10.1)の分は、令和7年度 第2回に入ります。"), "{path}");
            assert!(page.says(&format!("href=\"{path}?period=2025-2\"")), "{path}");
        }
        let all = t.get(Cast::CityOfficer, "/issues?period=2025-1&all=yes").await.expect(200);
        assert!(!all.says("R6.12.1～R7.5.31"));
        // A measure belongs to the period whose conference decided it, whatever the day.
        let measures =
            t.get(Cast::CityOfficer, "/measures?period=2025-1&period_only=yes").await.expect(200);
        assert!(measures.says("R6.12.1～R7.5.31") && !measures.says("今日("));
    })
    .await;
}

#[tokio::test]
async fn what_a_meeting_decided_is_never_less_without_a_word() {
    each_database(async |t| {
        let sat = scene::meeting(&t, "city_conference", DAY).await;
        for center in ["mei1", "kogane"] {
            let city = scene::issue(&t, "city", None, &format!("{center}の移動手段"), DAY).await;
            let area = scene::issue(&t, "area", Some(center), "ごみ出し", DAY).await;
            scene::raised_into(&t, &area, &city, DAY).await;
            let later =
                [("meeting", sat.as_str()), ("reason", "時間切れ"), ("review_on", "R8.1.20")];
            let path = format!("/issues/{city}/carry-over");
            t.post(Cast::CityOfficer, &path, &later).await.expect(303);
        }
        let path = format!("/meetings/{sat}");
        let whole = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(whole.says("mei1の移動手段") && whole.says("koganeの移動手段"));
        assert!(!whole.says("件の決定があります"), "the city sees all of it");
        let part = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(part.says("mei1の移動手段") && !part.says("koganeの移動手段"));
        assert!(part.says("ほかに1件の決定があります"), "{}", part.text());
    })
    .await;
}
