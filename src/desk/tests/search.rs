//! What the search box finds, for whom, and when.

use std::collections::BTreeSet;

use crate::{
    clock::Day,
    indexing,
    issues::{NewEvidence, tests::scene},
    jobs::Whose,
    testing::{Answer, Cast, TestApp, each_database},
};

pub(super) const DAY: Day = crate::testing::TEST_DAY;

pub(super) async fn found(t: &TestApp, who: Cast, words: &str) -> Answer {
    t.search(who, "/search", words).await.expect(200)
}

/// How many finds a page lists.
fn finds(page: &Answer) -> usize {
    page.text().matches("<li><span class=\"chip-label\">").count()
}

#[tokio::test]
async fn a_case_is_found_by_words_of_its_sheet_its_factors_and_what_was_decided() {
    each_database(async |t| {
        let (case, _) =
            scene::reviewed_with(&t, "mei1", DAY, "ゴミの分別が難しい", &["garbage_problem"]).await;
        let case = format!("href=\"/cases/{case}\"");
        for words in
            ["独居", "ごみ", "ゴミ", "ｺﾞﾐ", "独居 ごみ", "ごみ　独居", "居", "分別が難しい", "分 難"]
        {
            let page = found(&t, Cast::CenterStaff, words).await;
            assert!(page.says(&case), "{words}: {}", page.text());
        }
        assert!(
            found(&t, Cast::CenterStaff, "ごみの分別")
                .await
                .says("<mark>ゴミの分別</mark>が難しい")
        );
        for words in ["独居 ごみ屋敷", "ミゴ", "独ごみ"] {
            assert!(!found(&t, Cast::CenterStaff, words).await.says(&case), "{words}");
        }
        let page = found(&t, Cast::CenterStaff, "・").await;
        assert!(page.says("記号だけでは探せません"));
    })
    .await;
}

#[tokio::test]
async fn whoever_may_read_a_record_finds_it_and_nobody_else_does() {
    each_database(async |t| {
        let (mine, review) = scene::reviewed(&t, "mei1", DAY, "坂の上の住まい").await;
        let (theirs, _) = scene::reviewed(&t, "kogane", DAY, "坂の上の住まい").await;
        let area = scene::issue(&t, "area", Some("mei1"), "坂の上から出られない", DAY).await;
        let other = scene::issue(&t, "area", Some("kogane"), "坂の下の店", DAY).await;
        let city = scene::issue(&t, "city", None, "坂の多い地域の移動手段", DAY).await;
        scene::evidence(&t, &area, &[NewEvidence::case(mine.clone(), review, "明第1-①-1", DAY)])
            .await;
        scene::raised_into(&t, &area, &city, DAY).await;
        for who in Cast::ALL.iter().copied().filter(|who| *who != Cast::Stranger) {
            let page = found(&t, who, "坂").await;
            for path in [&mine, &theirs]
                .map(|id| format!("/cases/{id}"))
                .into_iter()
                .chain([&area, &other, &city].map(|id| format!("/issues/{id}")))
            {
                let may = t.get(who, &path).await.status == 200;
                // An auditor opens a case's history, in which none of its words stand.
                let may = may && who != Cast::Auditor;
                assert_eq!(page.says(&format!("href=\"{path}\"")), may, "{who:?} {path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn names_are_found_within_their_own_centre_alone() {
    each_database(async |t| {
        scene::reviewed(&t, "mei1", DAY, "").await;
        let page = found(&t, Cast::CenterStaff, "架空 花子").await;
        assert!(page.says("支援対象者") && page.says("実名・持出禁止"), "{}", page.text());
        assert!(found(&t, Cast::CenterStaff, "かくう").await.says("支援対象者"));
        for who in [Cast::OtherCenterStaff, Cast::CityOfficer, Cast::CarePresenter, Cast::Member] {
            let page = found(&t, who, "架空 花子").await;
            assert!(!page.says("支援対象者") && !page.says("実名・持出禁止"), "{who:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_changed_is_found_as_it_is_now_and_what_left_no_longer() {
    each_database(async |t| {
        let id = scene::issue(&t, "area", Some("mei1"), "買い物に行けない", DAY).await;
        assert!(found(&t, Cast::CenterStaff, "買い物").await.says(&format!("/issues/{id}")));
        let path = format!("/issues/{id}");
        let fields = [("version", "1"), ("title", "通院の足がない")];
        t.post(Cast::CenterStaff, &path, &fields).await.expect(303);
        assert!(!found(&t, Cast::CenterStaff, "買い物").await.says(&path));
        assert!(found(&t, Cast::CenterStaff, "通院").await.says(&path));
    })
    .await;
}

#[tokio::test]
async fn a_page_says_when_it_may_lack_what_was_changed_just_now() {
    each_database(async |t| {
        let whose = Whose::Of(t.municipality.clone());
        let open = |words: &'static str| {
            let t = &t;
            async move {
                let led =
                    t.post(Cast::CityOfficer, "/words", &[("to", "/search"), ("q", words)]).await;
                t.get(Cast::CityOfficer, led.expect(303).location()).await.expect(200)
            }
        };
        assert!(open("移動").await.says("検索の準備をしています"));
        indexing::keep_up(&t.app, &whose).await.unwrap();
        assert!(!open("移動").await.says("検索の準備"));
        let id = scene::issue(&t, "city", None, "移動手段", DAY).await;
        assert!(open("移動").await.says("まだ検索に入っていない"));
        indexing::keep_up(&t.app, &whose).await.unwrap();
        let page = open("移動").await;
        assert!(page.says(&format!("/issues/{id}")) && !page.says("まだ検索に入っていない"));
    })
    .await;
}

#[tokio::test]
async fn a_worker_makes_found_what_was_changed_before_it_began_and_since() {
    each_database(async |t| {
        let before = scene::issue(&t, "city", None, "移動手段", DAY).await;
        let worker = t.worker();
        let led = [("to", "/search"), ("q", "移動")];
        let led = t.post(Cast::CityOfficer, "/words", &led).await.expect(303);
        let mut page = t.get(Cast::CityOfficer, led.location()).await.expect(200);
        assert!(page.says(&format!("/issues/{before}")), "a page waits a moment: {}", page.text());
        let since = scene::issue(&t, "city", None, "移動の足", DAY).await;
        for _ in 0..10 {
            page = t.get(Cast::CityOfficer, led.location()).await.expect(200);
            if page.says(&format!("/issues/{since}")) {
                break;
            }
        }
        assert!(page.says(&format!("/issues/{since}")), "{}", page.text());
        worker.stop().await;
    })
    .await;
}

#[tokio::test]
async fn frequent_words_are_paged_and_every_find_comes_once() {
    each_database(async |t| {
        let mut all = BTreeSet::new();
        for n in 0..130 {
            let title = format!("坂道 その{n}");
            let day = DAY.plus_days(-n);
            all.insert(scene::issue(&t, "city", None, &title, day).await.to_string());
        }
        let mut page = found(&t, Cast::CityOfficer, "坂").await;
        let mut seen = Vec::new();
        loop {
            let text = page.text().to_owned();
            let ids =
                text.split("href=\"/issues/").skip(1).filter_map(|rest| rest.split('"').next());
            seen.extend(ids.filter(|id| all.contains(*id)).map(str::to_owned));
            let Some((_, rest)) = text.split_once("data-type=\"outline\" href=\"/search") else {
                break;
            };
            let path = format!(
                "/search{}",
                rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
            );
            page = t.get(Cast::CityOfficer, &path).await.expect(200);
            assert!(finds(&page) > 0, "{}", page.text());
        }
        assert_eq!(seen.len(), 130, "each once");
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all);
    })
    .await;
}

#[tokio::test]
async fn the_guide_is_found_and_opened_from_the_page_it_explains() {
    each_database(async |t| {
        let page = found(&t, Cast::Guest, "別添1").await;
        assert!(page.says("使い方") && page.says("href=\"/help/07-papers"), "{}", page.text());
        let cases = t.get(Cast::CenterStaff, "/cases").await.expect(200);
        assert!(cases.says("<a href=\"/help/03-cases\">使い方</a>"));
        let chapter = t.get(Cast::CenterStaff, "/help/03-cases").await.expect(200);
        assert!(chapter.says("<h1>3 事例の登録と匿名化</h1>") && chapter.says("id=\"提出する\""));
        let image = t.get(Cast::CenterStaff, "/help/images/case.webp").await.expect(200);
        assert_eq!(image.headers["content-type"], "image/webp");
        t.get(Cast::CenterStaff, "/help/99-nowhere").await.expect(404);
        t.get(Cast::CenterStaff, "/help/images/..%2FREADME.md").await.expect(404);
    })
    .await;
}
