//! 市の概況 counts what the lists behind its figures hold, and is the city's alone.

use regex::Regex;

use crate::{
    clock::Day,
    issues::tests::scene,
    testing::{Cast, PASSWORD, each_database},
};

const DAY: Day = Day::of(2025, 9, 10);
const PAGE: &str = "/papers/situation?period=2025-2";

#[tokio::test]
async fn figures_count_what_there_is_and_every_one_opens_its_list() {
    each_database(async |t| {
        let empty = t.get(Cast::CityOfficer, PAGE).await.expect(200);
        assert!(empty.says("まだ計画されていません") && empty.says("待っている課題はありません"));
        scene::reviewed_with(&t, "mei1", DAY, "", &["garbage_problem"]).await;
        scene::reviewed_with(&t, "mei1", DAY.plus_days(7), "", &["garbage_problem"]).await;
        let earlier = DAY.plus_months(-6);
        scene::reviewed_with(&t, "mei1", earlier, "", &["garbage_problem"]).await;
        let area = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        scene::issue(&t, "city", None, "移動手段", DAY.plus_days(-30)).await;
        let page = t.get(Cast::CityOfficer, PAGE).await.expect(200);
        assert!(page.says("<strong>2回</strong></a>のうち"), "{}", page.text());
        let today = t.app.db().clock().today();
        let longest = today.since(DAY.plus_days(-30)).max(0);
        assert!(page.says(&format!("2件・最長{longest}日")), "{}", page.text());
        assert!(page.says("1 → 2事例") && page.says("前の期間 1事例、この期間 2事例"));
        // What each figure counts is listed where it leads.
        let text = page.text();
        let (_, content) = text.split_once("<main").unwrap();
        let links = Regex::new(
            r#"(?s)href="(/(?:meetings|issues|measures|cases|papers|factors)[^"]*)"([^>]*)>(.*?)</a>"#,
        )
        .unwrap();
        let (tags, figure) =
            (Regex::new("<[^>]*>").unwrap(), Regex::new("([0-9]+)(?:回|件|事例)").unwrap());
        let (mut followed, mut counted) = (0, 0);
        for link in links.captures_iter(content) {
            let path = link[1].replace("&#38;", "&").replace("&amp;", "&");
            let list = t.get(Cast::CityOfficer, &path).await.expect(200);
            followed += 1;
            let said = format!("{} {}", &link[2], tags.replace_all(&link[3], ""));
            if let Some(figure) = figure.captures(&said) {
                let says = format!("<strong>{}</strong>", &figure[1]);
                assert!(figure[1] == *"0" || list.says(&says), "{path} of {said}: {}", list.text());
                counted += 1;
            }
        }
        assert!(followed > 20 && counted > 8, "{followed} links, {counted} figures");
        let open = t.get(Cast::CityOfficer, "/issues?status=open").await.expect(200);
        assert!(open.says(&format!("/issues/{area}")) && open.says("移動手段"));
    })
    .await;
}

#[tokio::test]
async fn the_city_reads_on_its_day_who_has_not_reported_and_opens_where_they_stand() {
    each_database(async |t| {
        t.app.db().clock().advance_days(104); // 2026-01-13: between a period's end and its city conference
        let officer = t.sign_in(&t.login(Cast::CityOfficer), PASSWORD).await;
        let staff = t.sign_in(&t.login(Cast::CenterStaff), PASSWORD).await;
        let today = t.get_as(&officer, "/").await.expect(200);
        assert!(today.says("まだのセンターに、期間のまとめを頼む"), "{}", today.text());
        assert!(today.says("か所(15か所のうち提出済 0か所)") && today.says("未提出: "));
        let text = today.text();
        let (_, way) = text.split_once("href=\"/papers/situation?").unwrap();
        let path = format!("/papers/situation?{}", way.split('"').next().unwrap());
        let page = t.get_as(&officer, &path).await.expect(200);
        assert!(page.says("15か所のうち<strong>0か所</strong>が提出済"), "{}", page.text());
        let center = t.get_as(&staff, "/").await.expect(200);
        assert!(!center.says("まだのセンターに"));

        let report = "/papers/2025-2/reports/center.mei1";
        let written =
            [("summary", "見守りについて協議した。"), ("version", "0"), ("then", "hand_in")];
        t.post_as(&staff, report, &written).await.expect(303);
        let question = [("question", "時期を教えてください")];
        t.post_as(&officer, &format!("{report}/question"), &question).await.expect(303);
        let today = t.get_as(&officer, "/").await.expect(200);
        assert!(today.says("提出済 0か所・問い合わせ中 1か所"), "{}", today.text());
        assert!(t.get_as(&officer, &path).await.expect(200).says("問い合わせ中 1か所。"));
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_city_opens_it() {
    each_database(async |t| {
        for who in Cast::ALL.iter().copied().filter(|who| *who != Cast::Stranger) {
            let answer = t.get(who, PAGE).await;
            let may = who == Cast::CityOfficer;
            assert_eq!(answer.status == 200, may, "{who:?}: {}", answer.status);
            let home = t.get(who, "/papers").await;
            assert_eq!(home.says("/papers/situation"), may, "{who:?}");
        }
    })
    .await;
}
